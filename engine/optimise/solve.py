"""Solving a choice problem: an answer at once, with a proof that sharpens.

1. The linear relaxation gives a ceiling on any plan and a reduced cost for every option; plans read off it without
   a solver are often within a per cent already.
2. A small integer programme over each group's likeliest options gives a better one.
3. An option whose reduced cost exceeds ceiling − plan cannot be in a better plan: it is left out, exactly. What is left
   is solved from the best plan so far to the gap asked for.

The method is that of reduced-cost fixing (Dantzig, Fulkerson and Johnson 1954) with a kernel of promising variables
(Angelelli, Mansini and Speranza 2010, "Kernel search").
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from threading import Event

import numpy as np
from numpy.typing import NDArray

from engine.errors import VerificationError
from engine.optimise.choice import NO_OPTION, ChoiceProblem, ChoiceResult, Ints, Progress
from engine.optimise.exchange import exchange
from engine.optimise.greedy import by_density, by_reduced_cost, by_relaxation, greedy_choice, near, ranks
from engine.optimise.integer import integer_programme
from engine.optimise.linear import LinearProgramme, column_values, linear_programme, read_choice
from engine.optimise.recommendation import Status
from engine.optimise.relaxation import Relaxation, relax
from engine.optimise.solvers import Limits, Outcome, Report, Solver, run

_PROVEN = 1e-9
"""A gap that counts as none: what remains of the solver's absolute tolerance."""

_KERNELS = (1,)
"""Options a group, beside those of the relaxation's solution, in the small programmes; one entry a programme."""

_ROUNDINGS = (1, 3)
"""The same for the plans read off the relaxation without a solver."""

_KERNEL_NODES = 300
"""Nodes after which a small programme has had its chance; a limit in nodes keeps answers reproducible."""

_KERNEL_GAP = 0.2
"""A small programme is solved closer than the gap asked for, which is measured against the ceiling of the whole."""

_FIXING_MARGIN = 1e-6
"""Relative to the ceiling: how much a reduced cost must exceed the gap before its option is left out."""


def solve_choice(
    problem: ChoiceProblem,
    *,
    gap: float = 0.001,
    time_limit: float = 10.0,
    start: Ints | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    cancel: Event | None = None,
    solver: Solver = Solver.HIGHS,
    ceiling: float | None = None,
) -> ChoiceResult:
    """The best choice found, with its proof.

    ``gap`` is relative, as in :meth:`ChoiceProblem.gap_between`; ``time_limit`` is in seconds. ``start`` is a choice
    to begin from, (n_groups,), mended where it breaks a row. ``on_progress`` is called from the solving thread;
    setting ``cancel`` from another thread ends the solve with what is known. CBC solves straight and can be neither
    cancelled nor watched. Infeasible, cancelled and timed out are results, not errors; who wants to know which rows
    are in conflict asks :func:`engine.optimise.conflict.find_conflict`. ``ceiling`` is a bound proven before, of this
    problem or of one that it restricts.

    Raises:
        SolverError: the solver is missing or has crashed.
        VerificationError: the solver's plan breaks the problem's own rows.
    """
    search = _Search(problem, gap, time_limit, on_progress, cancel)
    search.prove(ceiling)
    if problem.n_options == 0:
        return search.without_options()
    if start is not None:
        search.take(start)
        search.take(greedy_choice(problem, near(problem, start)))
    search.take(np.full(problem.n_groups, NO_OPTION, dtype=np.int64))
    search.take(greedy_choice(problem, by_density(problem)))
    if solver is Solver.CBC:
        return search.straight(solver)
    return search.staged()


class _Search:
    """One solve: the best choice so far and the lowest ceiling so far."""

    def __init__(
        self,
        problem: ChoiceProblem,
        gap: float,
        time_limit: float,
        on_progress: Callable[[Progress], None] | None,
        cancel: Event | None,
    ) -> None:
        self._began = time.perf_counter()
        self._problem = problem
        self._gap = gap
        self._time_limit = time_limit
        self._on_progress = on_progress
        self._cancel = cancel
        self._chosen: Ints | None = None
        self._objective = -math.inf
        self._bound = trivial_bound(problem)
        self._infeasible = False

    def prove(self, bound: float | None) -> None:
        """Lower the ceiling to one that is proven."""
        if bound is not None and bound < self._bound:
            self._bound = bound
            self._tell(None, None)

    def take(self, chosen: Ints) -> None:
        """Keep a choice if it holds and is the best so far."""
        objective = self._problem.objective_of(chosen)
        if objective > self._objective and not self._problem.violated_rows(chosen):
            self._chosen, self._objective = chosen, objective

    def without_options(self) -> ChoiceResult:
        """Without options the only choice is none, which needs no solver."""
        self.take(np.full(self._problem.n_groups, NO_OPTION, dtype=np.int64))
        self._infeasible = self._chosen is None
        self._bound = self._problem.constant
        return self._result()

    def straight(self, solver: Solver) -> ChoiceResult:
        """The whole integer programme at once."""
        programme = linear_programme(self._problem)
        self._run(programme, np.ones(self._problem.n_options, dtype=np.bool_), solver, proves=True)
        return self._result()

    def staged(self) -> ChoiceResult:
        """Relaxation, small programmes, then what reduced costs leave of the whole."""
        programme = linear_programme(self._problem)
        relaxation = relax(programme, seconds=self._seconds_left(), cancel=self._cancel)
        self._infeasible = relaxation.infeasible
        if relaxation.solved:
            self.prove(programme.money(relaxation.bound))
            self._round(relaxation)
            for width in _KERNELS:
                if self._goes_on():
                    kernel = self._kernel(relaxation, width)
                    self._run(programme, kernel, Solver.HIGHS, proves=bool(kernel.all()))
        if self._goes_on():
            rest = self._possible(programme, relaxation)
            self._run(programme, rest, Solver.HIGHS, proves=True)
        return self._result()

    def _goes_on(self) -> bool:
        cancelled = self._cancel is not None and self._cancel.is_set()
        return not (self._infeasible or cancelled or self._reached() or self._seconds_left() <= 0)

    def _reached(self) -> bool:
        return self._chosen is not None and self._problem.gap_between(self._bound, self._objective) <= self._goal()

    def _goal(self) -> float:
        return max(self._gap, _PROVEN)

    def _seconds_left(self) -> float:
        return self._time_limit - (time.perf_counter() - self._began)

    def _round(self, relaxation: Relaxation) -> None:
        """Plans read off the relaxation in no time: itself where it is whole, else what fits in its order."""
        values, costs = relaxation.values, relaxation.reduced_costs
        if np.abs(values - values.round()).max(initial=0.0) < 1e-7:
            self.take(read_choice(self._problem, values))
        orders = [by_relaxation(self._problem, values, costs, width) for width in _ROUNDINGS]
        for order in (*orders, by_reduced_cost(costs)):
            if self._goes_on():
                self._improve(greedy_choice(self._problem, order))

    def _improve(self, chosen: Ints) -> None:
        """Take a plan, made better by exchanges where the problem is small enough for them."""
        self.take(chosen)
        if self._goes_on() and not self._problem.violated_rows(chosen):
            self.take(exchange(self._problem, chosen))
        self._tell(None, None)

    def _kernel(self, relaxation: Relaxation, width: int) -> NDArray[np.bool_]:
        """The options of the relaxation's solution, of the best plan, and each group's ``width`` cheapest."""
        keep = (relaxation.values > 1e-6) | (ranks(self._problem, relaxation.reduced_costs) < width)
        if self._chosen is not None:
            keep[self._chosen[self._chosen != NO_OPTION]] = True
        return np.asarray(keep)

    def _possible(self, programme: LinearProgramme, relaxation: Relaxation) -> NDArray[np.bool_]:
        """Options that may be in a better choice than the best so far; all of them when nothing is known."""
        if self._chosen is None or not relaxation.solved:
            return np.ones(self._problem.n_options, dtype=np.bool_)
        # From the relaxation's own ceiling, which reduced costs belong to, even where a lower one is known.
        distance = -relaxation.bound - self._objective * programme.objective_scale
        margin = _FIXING_MARGIN * max(1.0, abs(relaxation.bound))
        return np.asarray(relaxation.reduced_costs <= distance + margin)

    def _run(self, programme: LinearProgramme, keep: NDArray[np.bool_], solver: Solver, *, proves: bool) -> None:
        """Solve over some options; ``proves`` says that no better choice uses any other."""
        integer = integer_programme(programme, keep)
        start = None
        if self._chosen is not None and keep[self._chosen[self._chosen != NO_OPTION]].all():
            start = column_values(self._problem, programme, self._chosen)[integer.columns]
        limits = Limits(
            gap=self._gap if proves else _KERNEL_GAP * self._gap,
            seconds=self._seconds_left(),
            cancel=self._cancel,
            target=self._good_enough(programme),
            nodes=None if proves else _KERNEL_NODES,
        )
        outcome = run(integer, solver, limits, start=start, report=self._reporter(programme, proves=proves))
        if outcome.values is not None:
            whole = integer.spread(outcome.values, programme.cost.size)
            self._take_solved(read_choice(self._problem, whole))
        if proves:
            self._conclude(programme, outcome)

    def _good_enough(self, programme: LinearProgramme) -> float:
        """The objective, in the programme's scale, at which the ceiling known already proves the gap."""
        scale = max(abs(self._bound) / (1.0 + self._gap), 0.01 * float(np.abs(self._problem.value).sum()))
        return -(self._bound - 0.999 * self._gap * scale) * programme.objective_scale

    def _take_solved(self, chosen: Ints) -> None:
        broken = self._problem.violated_rows(chosen)
        if broken:
            raise VerificationError(f"the solver's plan breaks {', '.join(broken[:5])}")
        self.take(chosen)

    def _conclude(self, programme: LinearProgramme, outcome: Outcome) -> None:
        if outcome.infeasible:
            # Nothing better is left: the choice at hand is the best, or there is none at all.
            self._infeasible = self._chosen is None
            self.prove(self._objective if self._chosen is not None else None)
        else:
            self.prove(programme.money(outcome.bound))

    def _reporter(self, programme: LinearProgramme, *, proves: bool) -> Report | None:
        if self._on_progress is None:
            return None

        def report(objective: float, bound: float) -> None:
            self._tell(
                programme.money(objective) if math.isfinite(objective) else None,
                programme.money(bound) if proves and math.isfinite(bound) else None,
            )

        return report

    def _tell(self, objective: float | None, bound: float | None) -> None:
        if self._on_progress is None:
            return
        known = [v for v in (objective, self._objective) if v is not None and math.isfinite(v)]
        best = max(known, default=None)
        ceiling = self._bound if bound is None else min(bound, self._bound)
        if best is not None:
            ceiling = max(ceiling, best)
        between = None if best is None else self._problem.gap_between(ceiling, best)
        self._on_progress(Progress(time.perf_counter() - self._began, best, ceiling, between))

    def _result(self) -> ChoiceResult:
        seconds = time.perf_counter() - self._began
        if self._chosen is None:
            status = Status.INFEASIBLE if self._infeasible else Status.NO_SOLUTION
            bound = None if self._infeasible else self._bound
            return ChoiceResult(status, np.zeros(0, dtype=np.int64), np.zeros(0), None, bound, None, seconds)
        bound = max(self._bound, self._objective)
        reached = self._problem.gap_between(bound, self._objective)
        status = Status.OPTIMAL if reached <= self._goal() else Status.FEASIBLE
        flex = self._problem.flex_bought(self._chosen)
        return ChoiceResult(status, self._chosen, flex, self._objective, bound, reached, seconds)


def trivial_bound(problem: ChoiceProblem) -> float:
    """Everybody's best option, whatever capacity says: a ceiling that needs no solver."""
    best = np.where(problem.required, -np.inf, 0.0)
    np.maximum.at(best, problem.group, problem.value)
    return float(best[np.isfinite(best)].sum()) + problem.constant
