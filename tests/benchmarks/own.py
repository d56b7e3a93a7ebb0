"""What is measured of this solver alone: recommendations, counterfactuals, hand-over, threads, cancellation.

Each function is called in a process of its own.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median
from threading import Event, Timer
from typing import Any
from unittest.mock import patch

import numpy as np

from engine.optimise import ChoiceProblem, solve_choice
from engine.optimise.choice import NO_OPTION, ChoiceResult, Ints, SideRow
from engine.optimise.counterfactual import counterfactual
from engine.optimise.model import build_model
from engine.optimise.recommend import Target, recommend
from engine.optimise.recommendation import Decision, Effort
from engine.portfolio.model.portfolio import Pin, Portfolio
from engine.portfolio.model.vocabulary import Action
from tests.benchmarks.arrays import arrays_of
from tests.benchmarks.measure import Instance
from tests.benchmarks.peers.staged import problem_of

_ROUNDING = 1e-9
_TIMEOUT = 120.0
"""Seconds that a solve may take where the gap, not the time, shall end it."""

HANDOVER = (
    ("engine.optimise.incumbent", "linear_programme"),
    ("engine.optimise.incumbent", "integer_programme"),
    ("engine.optimise.relaxation", "_hand_over"),
    ("engine.optimise.solvers", "_Highs.buildSolverModel"),
)
"""Where the solver turns a choice problem into a model in HiGHS; names that are gone are left out."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A recommendation: wall-clock seconds of the whole call, its gap (inf without a plan) and status.

    ``build`` and ``handover`` are the parts of ``seconds`` spent on the model before and for HiGHS.
    """

    instance: Instance
    effort: str
    seconds: float
    gap: float
    status: str
    build: float = 0.0
    handover: float = 0.0


@dataclass(frozen=True, slots=True)
class Counterfactuals:
    """Seconds of a first solve and of one solve a project with its decision turned round, from the first plan.

    ``way`` says through what; ``within`` how many of the ``forced`` reached the gap. What has no feasible plan is left
    out where explaining that takes time of its own.
    """

    way: str
    instance: Instance
    gap: float
    first: float
    forced_search: tuple[float, ...]
    within: int

    @property
    def ratio(self) -> float:
        """Median of the forced solves over the first."""
        return median(self.forced_search) / self.first


@dataclass(frozen=True, slots=True)
class Threads:
    """Eight solves in a row and eight in threads."""

    seconds_in_a_row: float
    seconds_in_threads: float
    n_equal: int
    n_solves: int


@dataclass(frozen=True, slots=True)
class Cancellation:
    """A solve cancelled after ``moment`` seconds and back ``latency`` seconds later.

    ``latency`` is ``None`` when the solve was done before.
    """

    instance: Instance
    moment: float
    latency: float | None


def answer(instance: Instance, effort: str) -> Answer:
    """One recommendation from the portfolio on, verified by ``recommend`` itself, with its parts timed."""
    portfolio = instance.portfolio()
    build, handover = Stopwatch(), Stopwatch()
    with ExitStack() as open_patches:
        open_patches.enter_context(build.on("engine.optimise.recommend", "build_model"))
        for module, name in HANDOVER:
            open_patches.enter_context(handover.on(module, name))
        began = time.perf_counter()
        result = recommend(portfolio, Effort(effort))
        seconds = time.perf_counter() - began
    gap = float("inf") if result.gap is None else result.gap
    return Answer(instance, effort, seconds, gap, str(result.status), build.seconds, handover.seconds)


class Stopwatch:
    """Adds up the time spent in functions, calls within calls counted once."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._depth = 0

    @contextmanager
    def on(self, module: str, name: str) -> Iterator[None]:
        """While open, time calls of ``module.name``; a name that does not exist is passed over."""
        owner: Any = importlib.import_module(module)
        *path, last = name.split(".")
        for part in path:
            owner = getattr(owner, part, None)
        if not hasattr(owner, last):
            yield
            return
        with patch.object(owner, last, self._timed(getattr(owner, last))):
            yield

    def _timed(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **kwargs: Any) -> Any:
            self._depth += 1
            began = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                self._depth -= 1
                if self._depth == 0:
                    self.seconds += time.perf_counter() - began

        return timed


def counterfactuals(instance: Instance, gap: float) -> Counterfactuals:
    """The first solve (the median of three), then every decision turned round, of projects that have one."""
    problem = build_model(instance.portfolio()).problem
    firsts = [_solved(problem, gap) for _ in range(3)]
    chosen = firsts[0].chosen
    ceiling = firsts[0].best_bound
    seconds, within = [], 0
    for group in np.unique(problem.group).tolist():
        forced_search, start = turned_round(problem, chosen, group)
        result = _solved(forced_search, gap, start, ceiling)
        seconds.append(result.seconds)
        within += result.gap is None or result.gap <= gap
    return Counterfactuals("solve_choice", instance, gap, median(r.seconds for r in firsts), tuple(seconds), within)


def told_counterfactuals(instance: Instance, gap: float) -> Counterfactuals:
    """The same from the portfolio on, through ``counterfactual()``, verified: stop what runs, run what does not."""
    portfolio, target = instance.portfolio(), Target(gap, _TIMEOUT)
    firsts = [recommend(portfolio, target=target) for _ in range(3)]
    plans = [counterfactual(portfolio, firsts[0], _pin(d, portfolio), target=target).plan for d in firsts[0].decisions]
    feasible = [p for p in plans if p.gap is not None]
    seconds = tuple(p.seconds for p in feasible)
    within = sum(p.gap is not None and p.gap <= gap + _ROUNDING for p in feasible)
    return Counterfactuals("counterfactual()", instance, gap, median(r.seconds for r in firsts), seconds, within)


def _pin(decision: Decision, portfolio: Portfolio) -> Pin:
    if decision.start is not None:
        return Pin(project_id=decision.project_id, action=Action.STOP)
    return Pin(project_id=decision.project_id, start=portfolio.projects_by_id[decision.project_id].plan_start)


def turned_round(problem: ChoiceProblem, chosen: Ints, group: int) -> tuple[ChoiceProblem, Ints]:
    """The problem with one group's decision forced to differ, and the known choice made to fit in that group.

    A project that runs may not, or where it must run not as it does; one that does not run must.
    """
    own = np.flatnonzero(problem.group == group)
    if chosen[group] == NO_OPTION:
        forbidden, must = np.zeros(problem.n_options), True
    else:
        must = bool(problem.required[group])
        forbidden = (np.arange(problem.n_options) == chosen[group]) if must else problem.group == group
    allowed = own[~np.asarray(forbidden, dtype=bool)[own]]
    start = chosen.copy()
    start[group] = allowed[np.argmax(problem.value[allowed])] if must and allowed.size else NO_OPTION
    rows = [SideRow("forced", np.asarray(forbidden, dtype=float), -np.inf, 0.0)]
    if must:
        rows.append(SideRow("forced", (problem.group == group).astype(float), 1.0, np.inf))
    return problem_of(arrays_of(problem), rows), start


def threads(instances: Sequence[Instance], gap: float) -> Threads:
    """The same solves in a row and in as many threads; ended by gap alone."""
    problems = [build_model(i.portfolio()).problem for i in instances]
    began = time.perf_counter()
    in_a_row = [_solved(p, gap) for p in problems]
    turn = time.perf_counter()
    with ThreadPoolExecutor(len(problems)) as pool:
        side_by_side = list(pool.map(lambda p: _solved(p, gap), problems))
    ended = time.perf_counter()
    equal = sum(
        np.array_equal(a.chosen, b.chosen) and a.objective == b.objective
        for a, b in zip(in_a_row, side_by_side, strict=True)
    )
    return Threads(turn - began, ended - turn, equal, len(problems))


def cancellations(instance: Instance, moments: Sequence[float]) -> tuple[Cancellation, ...]:
    """How long a solve that would go on takes to come back once it is cancelled from another thread."""
    problem = build_model(instance.portfolio()).problem
    return tuple(Cancellation(instance, moment, _latency(problem, moment)) for moment in moments)


def _latency(problem: ChoiceProblem, moment: float) -> float | None:
    cancel, asked = Event(), []

    def ask() -> None:
        asked.append(time.perf_counter())
        cancel.set()

    timer = Timer(moment, ask)
    timer.start()
    solve_choice(problem, gap=0.0, time_limit=_TIMEOUT, cancel=cancel)
    ended = time.perf_counter()
    timer.cancel()
    return ended - asked[0] if asked else None


def _solved(
    problem: ChoiceProblem, gap: float, start: Ints | None = None, ceiling: float | None = None
) -> ChoiceResult:
    return solve_choice(problem, gap=gap, time_limit=_TIMEOUT, start=start, ceiling=ceiling)
