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
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import numpy as np

from engine.optimise.choice import NO_OPTION, Bools, ChoiceProblem, ChoiceResult, Ints, Progress
from engine.optimise.exchange import exchange
from engine.optimise.greedy import FirstFit, by_density, by_reduced_cost, by_relaxation, near
from engine.optimise.incumbent import Incumbent
from engine.optimise.linear import read_choice
from engine.optimise.recommendation import Status
from engine.optimise.relaxation import Relaxation
from engine.optimise.solvers import OnBound, SolveLimits, Solver
from engine.optimise.work_limit import WorkLimit

_PROVEN = 1e-9
"""A gap that counts as none: what remains of the solver's absolute tolerance."""

_KERNEL = 1
"""Options a group, beside those of the relaxation's solution, in the first small programme."""

_ROUNDINGS = (1, 3)
"""The same for the plans read off the relaxation without a solver."""

_KERNEL_NODES = 150
"""Nodes after which it has had its chance."""

_WIDE, _WIDE_PART = 6, 0.5
"""Options a group in the wide small programme, and of how many of those that may be in a better plan it may consist: a
proof over all of them takes little longer."""

_WIDE_GAP, _WIDE_NODES = 1e-4, 5000
"""Its last steps to a good plan are its shortest, so it goes nearly all of the way."""

_HARD, _MANY = 0.005, 300
"""Where more than this is open after the first small programme, relative, and so many options may be in a better plan,
the wide one finds plans that neighbourhoods do not."""

_SHORT = 2.0
"""Seconds of work below which it is solved beside the rest, in a thread of its own: there is no time for both."""

_LOOKING = 0.45
"""The share of the work left that goes into better plans before a proof is begun, and as much of it at most again into
the wide small programme."""

_OPTIONS_A_LOOK = 32
"""A proof is begun after one look in vain for each so many options that it has to do with: small ones are quick."""

_IDLE_AFTER_WIDE = 5
"""The most such looks after the wide small programme, which has seen most of what they would."""

_KERNEL_GAP = 0.2
"""A small programme is solved closer than the gap asked for, which is measured against the ceiling of the whole."""

_PER_PROBLEM, _PER_ENTRY = 0.002, 1e-6
"""Seconds of work of writing a problem as a linear programme, and what each of its entries adds; measured."""


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
    alone: bool = False,
) -> ChoiceResult:
    """The best choice found, with its proof.

    ``gap`` is relative, as in :meth:`ChoiceProblem.gap_between`; ``time_limit`` is in seconds of work, counted as in
    :mod:`engine.optimise.work_limit`, so that equal calls answer equally whatever else the machine does. ``start`` is a
    choice to begin from, (n_groups,), mended where it breaks a row. ``on_progress`` is called from the solving thread;
    setting ``cancel`` from another thread ends the solve with what is known. CBC solves straight and can be neither
    cancelled nor watched, and its seconds are by the clock. Infeasible, cancelled and timed out are results, not
    errors; who wants to know which rows are in conflict asks :func:`engine.optimise.conflict.find_conflict`.
    ``ceiling`` is a bound proven before, of this problem or of one that it restricts. ``alone`` keeps to this thread,
    and leaves out what would be done in another: where many solves run side by side, a thread more would only take from
    them.

    Raises:
        SolverError: the solver is missing or has crashed.
        VerificationError: the solver's plan breaks the problem's own rows.
    """
    search = _Search(problem, gap, time_limit, on_progress, cancel, alone=alone)
    search.prove(ceiling)
    if problem.n_options == 0:
        return search.without_options()
    if start is not None:
        search.take(start)
        search.take_what_fits(near(problem, start))
    search.take(np.full(problem.n_groups, NO_OPTION, dtype=np.int64))
    search.take_what_fits(by_density(problem))
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
        *,
        alone: bool,
    ) -> None:
        self._began = time.perf_counter()
        self._problem = problem
        self._gap = gap
        self._work_limit = WorkLimit(time_limit, cancel)
        self._work_limit.spend(_PER_PROBLEM + _PER_ENTRY * (problem.usage.nnz + problem.side.nnz))
        self._on_progress = on_progress
        self._alone = alone
        self._known = Incumbent(problem)
        self._first_fit = FirstFit(problem)
        self._bound = trivial_bound(problem)
        self._infeasible = False
        self._cut_off = False

    def prove(self, bound: float | None) -> None:
        """Lower the ceiling to one that is proven."""
        if bound is not None and bound < self._bound:
            self._bound = bound
            self._report_bound()

    def take(self, chosen: Ints) -> None:
        """Keep a choice if it holds and is the best so far."""
        self._known.take(chosen)

    def take_what_fits(self, order: Ints) -> None:
        """Keep the choice of what fits in an order of options, likewise."""
        self.take(self._first_fit.choice(order))

    def without_options(self) -> ChoiceResult:
        """Without options the only choice is none, which needs no solver."""
        self.take(np.full(self._problem.n_groups, NO_OPTION, dtype=np.int64))
        self._infeasible = self._known.chosen is None
        self._bound = self._problem.constant
        return self._result()

    def straight(self, solver: Solver) -> ChoiceResult:
        """The whole integer programme at once."""
        self._prove_over(np.ones(self._problem.n_options, dtype=np.bool_), solver)
        return self._result()

    def staged(self) -> ChoiceResult:
        """Relaxation, plans by ever wider looks, then a proof over what reduced costs leave of the whole."""
        relaxation = self._known.relax(self._work_limit)
        self._infeasible = relaxation.infeasible
        if relaxation.solved:
            self.prove(self._known.programme.money(relaxation.bound))
            self._round(relaxation)
            self._look_at_likeliest()
            self._search(self._wide())
        else:
            self._prove_rest()
        return self._result()

    def _search(self, wide: Bools | None) -> None:
        """Better plans, then the proof. ``wide`` is what the wide small programme is solved over, where it pays."""
        if wide is None:
            self._look_round_about(cumulative=False)
            self._prove_rest()
        elif self._work_limit.left < _SHORT:
            self._search_beside(wide)
        else:
            allowed = self._work_limit.part(_LOOKING * self._work_limit.left)
            self._known.solve(wide, self._wide_limits(allowed), cumulative=True)
            self._look_round_about(_IDLE_AFTER_WIDE, cumulative=True)
            self._prove_rest()

    def _search_beside(self, wide: Bools) -> None:
        """The same with the wide small programme in a thread of its own."""
        other, its_limit = self._known.copy(), self._work_limit.beside()
        with ThreadPoolExecutor(1) as thread:
            solving = thread.submit(other.solve, wide, self._wide_limits(its_limit), cumulative=True)
            try:
                self._look_round_about(cumulative=True)
                self._prove_rest()
            finally:
                # It counts only where all else has not reached the goal, so that whoever ends first changes nothing.
                if not self._is_open():
                    its_limit.stop()
            solving.result()
        if self._is_open() and other.chosen is not None:
            self._cut_off = its_limit.cut_off
            self.take(other.chosen)
            self._report_bound()

    def _goes_on(self) -> bool:
        return self._is_open() and self._work_limit.left > 0

    def _is_open(self) -> bool:
        return not (self._infeasible or self._reached())

    def _reached(self) -> bool:
        objective = self._known.objective
        return math.isfinite(objective) and self._problem.gap_between(self._bound, objective) <= self._goal()

    def _goal(self) -> float:
        return max(self._gap, _PROVEN)

    def _round(self, relaxation: Relaxation) -> None:
        """Plans read off the relaxation in no time: itself where it is whole, else what fits in its order."""
        values, costs = relaxation.values, relaxation.reduced_costs
        if np.abs(values - values.round()).max(initial=0.0) < 1e-7:
            self.take(read_choice(self._problem, values))
        orders = [by_relaxation(self._problem, values, costs, width) for width in _ROUNDINGS]
        for order in (*orders, by_reduced_cost(costs)):
            if self._goes_on():
                self.take_what_fits(order)
        if self._goes_on() and self._known.chosen is not None:
            self.take(exchange(self._known.limited, self._known.chosen, self._work_limit))
        self._report_bound()

    def _look_at_likeliest(self) -> None:
        """Better plans over each group's likeliest options."""
        known = self._known
        if self._goes_on():
            kernel = known.likely(_KERNEL)
            plain = known.chosen is not None
            limits = SolveLimits(_KERNEL_GAP * self._gap, self._work_limit, self._target(), plain, nodes=_KERNEL_NODES)
            self._solve(kernel, limits, proves=bool(kernel.all()))

    def _wide(self) -> Bools | None:
        """What the wide small programme is solved over; ``None`` where it does not pay."""
        known = self._known
        if known.chosen is None or not self._goes_on() or (self._alone and self._work_limit.left < _SHORT):
            return None
        possible = known.possible()
        wide = known.with_own(known.likely(_WIDE) & possible)
        is_hard = self._problem.gap_between(self._bound, known.objective) > _HARD
        some = int(possible.sum())
        return wide if is_hard and some >= _MANY and int(wide.sum()) <= _WIDE_PART * some else None

    def _wide_limits(self, work_limit: WorkLimit) -> SolveLimits:
        gap = min(_KERNEL_GAP * self._gap, _WIDE_GAP)
        return SolveLimits(gap, work_limit, self._target(), plain=True, nodes=_WIDE_NODES)

    def _look_round_about(self, most_idle: int | None = None, *, cumulative: bool) -> None:
        """Better plans in neighbourhoods of the best, until ``most_idle`` of them in a row have gained nothing."""
        known, work_limit = self._known, self._work_limit
        if self._goes_on():
            idle = int(known.possible().sum()) // _OPTIONS_A_LOOK
            idle = idle if most_idle is None else min(idle, most_idle)
            part = work_limit.part(_LOOKING * work_limit.left)
            known.better(part, self._enough(), idle, cumulative=cumulative)
            self._report_bound()

    def _prove_rest(self) -> None:
        """The proof, over what reduced costs leave of the whole."""
        if self._goes_on():
            self._prove_over(self._known.possible(), Solver.HIGHS)

    def _prove_over(self, keep: Bools, solver: Solver) -> None:
        """Solve over all options that a better choice may have."""
        plain = self._known.chosen is not None
        self._solve(
            keep, SolveLimits(self._gap, self._work_limit, target=self._target(), plain=plain), solver, proves=True
        )

    def _solve(self, keep: Bools, limits: SolveLimits, solver: Solver = Solver.HIGHS, *, proves: bool) -> None:
        """Solve over some options; ``proves`` says that no better choice uses any other."""
        outcome = self._known.solve(keep, limits, solver=solver, report=self._reporter(proves=proves))
        if proves and outcome.infeasible:
            # Nothing better is left: the choice at hand is the best, or there is none at all.
            self._infeasible = self._known.chosen is None
            self.prove(None if self._infeasible else self._known.objective)
        elif proves:
            self.prove(self._known.programme.money(outcome.bound))

    def _enough(self) -> float:
        """The objective at which the ceiling known already proves the gap."""
        scale = max(abs(self._bound) / (1.0 + self._gap), 0.01 * float(np.abs(self._problem.value).sum()))
        return self._bound - 0.999 * self._gap * scale

    def _target(self) -> float:
        """The same in the scale of the programme."""
        return -self._enough() * self._known.programme.objective_scale

    def _reporter(self, *, proves: bool) -> OnBound | None:
        if self._on_progress is None:
            return None
        programme = self._known.programme

        def report(_objective: float, bound: float) -> None:
            # The solver's own plan may still overlook a row: what is told are plans that hold.
            self._report_bound(programme.money(bound) if proves and math.isfinite(bound) else None)

        return report

    def _report_bound(self, bound: float | None = None) -> None:
        if self._on_progress is None:
            return
        best = self._known.objective if self._known.chosen is not None else None
        ceiling = self._bound if bound is None else min(bound, self._bound)
        if best is not None:
            ceiling = max(ceiling, best)
        between = None if best is None else self._problem.gap_between(ceiling, best)
        self._on_progress(Progress(time.perf_counter() - self._began, best, ceiling, between))

    def _result(self) -> ChoiceResult:
        seconds = time.perf_counter() - self._began
        chosen, objective = self._known.chosen, self._known.objective
        if chosen is None:
            status = Status.INFEASIBLE if self._infeasible else Status.NO_SOLUTION
            bound = None if self._infeasible else self._bound
            nothing = np.zeros(0, dtype=np.int64), np.zeros(0)
            return ChoiceResult(status, *nothing, None, bound, None, seconds, **self._spent(status))
        bound = max(self._bound, objective)
        reached = self._problem.gap_between(bound, objective)
        status = Status.OPTIMAL if reached <= self._goal() else Status.FEASIBLE
        flex = self._problem.flex_bought(chosen)
        return ChoiceResult(status, chosen, flex, objective, bound, reached, seconds, **self._spent(status))

    def _spent(self, status: Status) -> dict[str, Any]:
        """The work done, and whether the clock ended it."""
        ended = status in (Status.OPTIMAL, Status.INFEASIBLE)
        return {"work": self._work_limit.spent, "cut_off": (self._cut_off or self._work_limit.cut_off) and not ended}


def trivial_bound(problem: ChoiceProblem) -> float:
    """Everybody's best option, whatever capacity says: a ceiling that needs no solver."""
    best = np.where(problem.required, -np.inf, 0.0)
    np.maximum.at(best, problem.group, problem.value)
    return float(best[np.isfinite(best)].sum()) + problem.constant
