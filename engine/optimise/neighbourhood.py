"""A search beside a known plan: the best choice of a problem that differs from the plan's own in little.

The known plan says where to look (its options, and those that the relaxation likes) and what has to be proven: not how
good the choice is, but that it is worse. Options whose reduced cost shows that they cannot lift a choice above the
bound to be proven are left out; that is exact, and the further the choice falls short the fewer are left.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from engine.optimise.choice import NO_OPTION, Bools, ChoiceProblem, ChoiceResult, Ints
from engine.optimise.greedy import FirstFit, near, ranks
from engine.optimise.incumbent import Incumbent
from engine.optimise.recommendation import Status
from engine.optimise.solve import solve_choice, trivial_bound
from engine.optimise.solvers import SolveLimits, SolverOutcome
from engine.optimise.work_limit import WorkLimit

_WIDTH = 1
"""Options a project, cheapest by reduced cost, that the first look takes beside those of plan and relaxation.

With two it takes 1.1 to 2.4 times the work on five portfolios, and finds no better: the search ends with its limit.
"""

_REACH, _WIDER, _CHEAP = 2, 4, 0.0005
"""The second look goes this many options away from the known plan and from the best choice, takes this many cheapest a
project, and all whose reduced cost is at most this share of the objective: what is missing in one, another has."""

_FAR = 0.003
"""Relative: where more than this is open after the first look, good choices are hard to see, and a second pays."""

_RELAXATION_SECONDS = 60.0
_LOOK_GAP = 1e-4
_LOOK_NODES = 300
_PROVEN = 1e-9

_REPAIR_SHARE, _IDLE = 0.3, 8
"""The share of the work left that goes into mending the known plan, and after how many looks in vain it ends."""


class NeighbourhoodSearch:
    """The best choice so far and the lowest bound so far; goes on as long as somebody asks."""

    def __init__(self, problem: ChoiceProblem, plan: Ints, group: int, *, ceiling: float | None = None) -> None:
        """``plan`` is the known choice, (n_groups,), whether it holds here or not; ``group`` is what is to differ.

        ``ceiling`` is a bound proven before.
        """
        self._problem = problem
        self._plan = plan
        self._group = group
        self._known = Incumbent(problem)
        self._bound = min(trivial_bound(problem), math.inf if ceiling is None else ceiling)
        self._infeasible = False
        self._cut_off = False
        self.repaired = -math.inf
        """What the known plan is worth with nothing changed but the group that is to differ; −inf where none holds."""

    @property
    def objective(self) -> float:
        """What the best choice so far is worth; −inf without one."""
        return self._known.objective

    @property
    def bound(self) -> float:
        """What no choice is worth more than."""
        return max(self._bound, self.objective)

    def take_up(self, choices: Iterable[Ints], work_limit: WorkLimit) -> None:
        """Go on from choices that an earlier search has found, in place of :meth:`look`.

        Each is (n_groups,); those that break a row do not count.
        """
        self._begin(work_limit)
        for choice in choices:
            self._known.take(choice)

    def look(self, work_limit: WorkLimit, enough: float = 0.0) -> None:
        """A good choice, where the known plan and the relaxation are: the first thing to do.

        It is the known plan mended, and bettered round about. A choice proven within the relative gap ``enough`` is
        looked for no further.
        """
        if self._begin(work_limit, enough) and not self._is_within(enough):
            self._solve(self._likely(), SolveLimits(max(_LOOK_GAP, enough), work_limit, nodes=_LOOK_NODES))
            if not self._is_within(enough):
                self._known.better(work_limit.part(_REPAIR_SHARE * work_limit.left), self._bound, _IDLE)

    def look_again(self, work_limit: WorkLimit) -> None:
        """A better choice, a little further from the known plan and the best so far, where much is open still."""
        known, relaxation = self._known, self._known.relaxation
        open_still = (self.bound - self.objective) / self._problem.gap_scale(self.objective)
        if known.chosen is None or relaxation is None or not relaxation.solved or open_still <= _FAR:
            return
        costs = relaxation.reduced_costs
        cheap = costs <= _CHEAP * abs(self.objective) * known.programme.objective_scale
        keep = self._likely() | cheap | (ranks(self._problem, costs) < _WIDER)
        places = np.arange(self._problem.n_options)
        for choice in (self._plan, known.chosen):
            own = choice[self._problem.group]
            keep |= (own != NO_OPTION) & (np.abs(places - own) <= _REACH)
        self._solve(keep, SolveLimits(_LOOK_GAP, work_limit, plain=True, nodes=_LOOK_NODES))

    def prove(self, wanted: float, work_limit: WorkLimit) -> bool:
        """Whether no choice is worth more than ``wanted``, or than the best one found on the way."""
        if self._known.chosen is None and not self._infeasible:
            self._from_nothing(work_limit)
        while self._known.chosen is not None and self.bound > self._goal(wanted) and work_limit.left > 0:
            away = max(0.0, wanted - self.objective) / max(abs(self.objective), 1e-12)
            outcome = self._solve(self._known.possible(wanted), SolveLimits(away, work_limit, plain=True))
            proven = self.objective if outcome.infeasible else self._known.programme.money(outcome.bound)
            before, self._bound = self._bound, min(self._bound, max(proven, wanted, self.objective))
            if self._bound >= before:
                break
        return self._known.chosen is not None and self.bound <= self._goal(wanted)

    def result(self) -> ChoiceResult:
        """What is known; OPTIMAL means that nothing better is left at all."""
        chosen, objective = self._known.chosen, self.objective
        if chosen is None:
            status = Status.INFEASIBLE if self._infeasible else Status.NO_SOLUTION
            bound = None if self._infeasible else self._bound
            nothing = np.zeros(0, dtype=np.int64), np.zeros(0)
            return ChoiceResult(status, *nothing, None, bound, None, 0.0, cut_off=self._cut_off)
        gap = self._problem.gap_between(self.bound, objective)
        status = Status.OPTIMAL if gap <= _PROVEN else Status.FEASIBLE
        flex = self._problem.flex_bought(chosen)
        return ChoiceResult(status, chosen, flex, objective, self.bound, gap, 0.0, cut_off=self._cut_off)

    def _begin(self, work_limit: WorkLimit, enough: float = 0.0) -> bool:
        """The known plan mended, and the relaxation; whether that is solved, which it need not be to come so close."""
        known = self._known
        known.take(self._plan)
        self._repair()
        known.take(FirstFit(self._problem).choice(near(self._problem, self._plan)))
        if self._problem.n_options == 0 or self._is_within(enough):
            return False
        relaxation = known.relax(work_limit.part(_RELAXATION_SECONDS))
        self._infeasible = relaxation.infeasible
        if relaxation.solved:
            self._bound = min(self._bound, known.programme.money(relaxation.bound))
        return relaxation.solved

    def _repair(self) -> None:
        """The known plan with each option of the group that is to differ, and with none."""
        for option in (NO_OPTION, *np.flatnonzero(self._problem.group == self._group).tolist()):
            choice = self._plan.copy()
            choice[self._group] = option
            self._known.take(choice)
        self.repaired = self.objective

    def _is_within(self, gap: float) -> bool:
        return self._known.chosen is not None and self._problem.gap_between(self.bound, self.objective) <= gap

    def _likely(self) -> Bools:
        """What the relaxation likes, the known plan, and all that is open to the group that is to differ."""
        keep = self._known.likely(_WIDTH)
        keep[self._plan[self._plan != NO_OPTION]] = True
        return np.asarray(keep | (self._problem.group == self._group))

    def _goal(self, wanted: float) -> float:
        return max(wanted, self.objective) + _PROVEN * self._problem.gap_scale(self.objective)

    def _from_nothing(self, work_limit: WorkLimit) -> None:
        """No choice is known that holds: it takes a whole solve to find one, or to see that there is none."""
        result = solve_choice(self._problem, gap=_LOOK_GAP, time_limit=work_limit.left, cancel=work_limit.cancel)
        work_limit.spend(result.work)
        self._cut_off = self._cut_off or result.cut_off
        self._infeasible = result.status is Status.INFEASIBLE
        if result.objective is not None and result.best_bound is not None:
            self._known.take(result.chosen)
            self._bound = min(self._bound, result.best_bound)

    def _solve(self, keep: Bools, limits: SolveLimits) -> SolverOutcome:
        outcome = self._known.solve(keep, limits)
        self._cut_off = self._cut_off or limits.work_limit.cut_off
        return outcome
