"""One instance given to every solver, each in a process of its own, and what came of it, checked."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace

from engine.optimise import ChoiceProblem
from engine.optimise.model import build_model
from engine.portfolio.model.portfolio import Portfolio
from tests.benchmarks.arrays import arrays_of
from tests.benchmarks.peers import Peer
from tests.benchmarks.portfolios import random_portfolio
from tests.benchmarks.process import Ran, in_own_process
from tests.benchmarks.track import Point, Solved, best_of

_ALLOWANCE = 120.0
"""Seconds beyond its limit after which a solver is given up."""

_AGREEMENT = 2e-5
"""Relative: how far a bound may lie below a verified plan, or a claim above it, before it is called wrong; the
figures in CBC's log have six digits and CP-SAT's coefficients are rounded."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One portfolio of the shared set."""

    n_projects: int
    seed: int
    ruled: bool = False

    @property
    def n_pools(self) -> int:
        """Pools: 12 for a thousand projects, otherwise 8."""
        return 12 if self.n_projects >= 1000 else 8

    def portfolio(self) -> Portfolio:
        """The portfolio, the same every time."""
        return random_portfolio(self.n_projects, n_pools=self.n_pools, seed=self.seed, ruled=self.ruled)


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a model is, and how long it took to make of the portfolio."""

    n_options: int
    n_rows: int
    n_sides: int
    entries: int
    build_seconds: float


@dataclass(frozen=True, slots=True)
class Run:
    """One solver on one instance. ``curve`` holds (seconds, gap), the gap falling; ``problems`` what does not hold.

    ``objective`` is recomputed from the plan; it is −inf without one.
    """

    peer: str
    instance: Instance
    limit: float
    curve: tuple[tuple[float, float], ...] = ()
    objective: float = -math.inf
    bound: float = math.inf
    handover: float = 0.0
    peak_mb: float = 0.0
    grown_mb: float = 0.0
    problems: tuple[str, ...] = ()

    def seconds_to(self, gap: float) -> float:
        """Seconds until a plan was proven within ``gap``; inf when it never was, or after the limit only."""
        first = next((seconds for seconds, known in self.curve if known <= gap), math.inf)
        return first if first <= self.limit else math.inf

    def gap_at(self, seconds: float) -> float:
        """The gap proven after ``seconds``; inf without plan and bound."""
        return min((known for at, known in self.curve if at <= seconds), default=math.inf)


@dataclass(frozen=True, slots=True)
class Built:
    """An instance as a choice problem."""

    instance: Instance
    problem: ChoiceProblem
    shape: Shape


def build(instance: Instance) -> Built:
    """Make the choice problem, which is the same for all solvers."""
    portfolio = instance.portfolio()
    began = time.perf_counter()
    problem = build_model(portfolio).problem
    seconds = time.perf_counter() - began
    entries = int(problem.usage.nnz + problem.side.nnz + problem.n_options)
    return Built(instance, problem, Shape(problem.n_options, problem.n_rows, len(problem.side_names), entries, seconds))


def run_peer(peer: Peer, built: Built, limit: float) -> Run:
    """One solver on one instance, in a process of its own."""
    ran = in_own_process(peer.target, arrays_of(built.problem), limit, timeout=limit + _ALLOWANCE)
    if ran.error:
        return Run(peer.key, built.instance, limit, problems=(ran.error,))
    return judged(peer.key, built, limit, ran.result, ran)


def judged(peer: str, built: Built, limit: float, solved: Solved, ran: Ran | None = None) -> Run:
    """What a solver claims, checked against the problem's own arrays."""
    points = best_of(solved.points)
    last = points[-1] if points else Point(0.0)
    objective, problems = -math.inf, ()
    if solved.chosen is not None:
        objective = built.problem.objective_of(solved.chosen)
        problems = _broken(built.problem, solved, last, objective)
    elif last.objective > -math.inf:
        problems = ("claims a plan it does not hand over",)
    return Run(
        peer,
        built.instance,
        limit,
        curve=_curve(built.problem, points),
        objective=objective,
        bound=last.bound,
        handover=solved.handover,
        peak_mb=(ran.peak_mb if ran else 0.0) + solved.child_mb,
        grown_mb=(ran.grown_mb if ran else 0.0) + solved.child_mb,
        problems=problems,
    )


def with_wrong_bounds_named(runs: list[Run]) -> list[Run]:
    """The runs of one instance; a bound below anybody's verified plan is wrong, and said to be."""
    best = max((run.objective for run in runs if not run.problems), default=-math.inf)
    if best == -math.inf:
        return runs
    least = best - _AGREEMENT * max(1.0, abs(best))
    wrong = "its bound is below a verified plan"
    return [replace(run, problems=(*run.problems, wrong)) if run.bound < least else run for run in runs]


def _broken(problem: ChoiceProblem, solved: Solved, last: Point, objective: float) -> tuple[str, ...]:
    assert solved.chosen is not None
    broken = problem.violated_rows(solved.chosen)
    wrong = [f"breaks {', '.join(broken[:3])}"] if broken else []
    if last.objective > objective + _AGREEMENT * max(1.0, abs(objective)):
        wrong.append(f"claims {last.objective:,.0f} for a plan worth {objective:,.0f}")
    return tuple(wrong)


def _curve(problem: ChoiceProblem, points: tuple[Point, ...]) -> tuple[tuple[float, float], ...]:
    """(seconds, gap) wherever the gap became smaller."""
    curve: list[tuple[float, float]] = []
    for point in points:
        if math.isinf(point.objective) or math.isinf(point.bound):
            continue
        gap = problem.gap_between(point.bound, point.objective)
        if not curve or gap < curve[-1][1]:
            curve.append((point.seconds, gap))
    return tuple(curve)
