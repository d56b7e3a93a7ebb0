"""A search beside a known plan: the best choice of a problem that differs from the plan's own in little.

The known plan says where to look (its options, and those that the relaxation likes) and what has to be proven: not how
good the choice is, but that it is worse. Options whose reduced cost shows that they cannot lift a choice above the
bound to be proven are left out; that is exact, and the further the choice falls short the fewer are left.
"""

from __future__ import annotations

import math
from threading import Event

import numpy as np
from numpy.typing import NDArray

from engine.errors import VerificationError
from engine.optimise.choice import NO_OPTION, ChoiceProblem, ChoiceResult, Ints
from engine.optimise.greedy import greedy_choice, near, ranks
from engine.optimise.integer import integer_programme
from engine.optimise.linear import column_values, linear_programme, read_choice
from engine.optimise.patience import Patience
from engine.optimise.recommendation import Status
from engine.optimise.relaxation import Relaxation, relax
from engine.optimise.solve import solve_choice, trivial_bound
from engine.optimise.solvers import Limits, Outcome, Solver, run

_WIDTH = 2
"""Options a project, cheapest by reduced cost, that the first look takes beside those of plan and relaxation."""

_REACH, _WIDER, _CHEAP = 2, 4, 0.0005
"""The second look goes this many options away from the known plan and from the best choice, takes this many cheapest a
project, and all whose reduced cost is at most this share of the objective: what is missing in one, another has."""

_FAR = 0.003
"""Relative: where more than this is open after the first look, good choices are hard to see, and a second pays."""

_PATIENCE = 60.0
_LOOK_GAP = 1e-4
_LOOK_NODES = 300
_PROVEN = 1e-9
_FIXING_MARGIN = 1e-6


class SearchBeside:
    """The best choice so far and the lowest bound so far; goes on as long as somebody asks."""

    def __init__(
        self,
        problem: ChoiceProblem,
        plan: Ints,
        group: int,
        *,
        ceiling: float | None = None,
        cancel: Event | None = None,
    ) -> None:
        """``plan`` is the known choice, (n_groups,), whether it holds here or not; ``group`` is what is to differ.

        ``ceiling`` is a bound proven before.
        """
        self._problem = problem
        self._plan = plan
        self._group = group
        self._cancel = cancel
        self._chosen: Ints | None = None
        self._objective = -math.inf
        self._bound = min(trivial_bound(problem), math.inf if ceiling is None else ceiling)
        self._infeasible = False
        self._programme = linear_programme(problem)
        self._relaxation: Relaxation | None = None

    @property
    def objective(self) -> float:
        """What the best choice so far is worth; −inf without one."""
        return self._objective

    @property
    def bound(self) -> float:
        """What no choice is worth more than."""
        return max(self._bound, self._objective)

    def look(self, seconds: float, enough: float = 0.0) -> None:
        """A good choice, where the known plan and the relaxation are: the first thing to do.

        A choice proven within the relative gap ``enough`` is looked for no further.
        """
        for choice in (self._plan, greedy_choice(self._problem, near(self._problem, self._plan))):
            self._take(choice)
        if self._problem.n_options == 0 or self._is_within(enough):
            return
        relaxation = self._relaxation = relax(self._programme, seconds=_PATIENCE, cancel=self._cancel)
        if not relaxation.solved:
            self._infeasible = relaxation.infeasible
            return
        self._bound = min(self._bound, self._programme.money(relaxation.bound))
        if not self._is_within(enough):
            gap = max(_LOOK_GAP, enough)
            self._run(self._likely(relaxation), Limits(gap, seconds, self._cancel, nodes=_LOOK_NODES))

    def look_again(self, seconds: float) -> None:
        """A better choice, a little further from the known plan and the best so far, where much is open still."""
        relaxation = self._relaxation
        open_still = (self.bound - self._objective) / self._problem.gap_scale(self._objective)
        if self._chosen is None or relaxation is None or not relaxation.solved or open_still <= _FAR:
            return
        costs = relaxation.reduced_costs
        cheap = costs <= _CHEAP * abs(self._objective) * self._programme.objective_scale
        keep = self._likely(relaxation) | cheap | (ranks(self._problem, costs) < _WIDER)
        places = np.arange(self._problem.n_options)
        for choice in (self._plan, self._chosen):
            own = choice[self._problem.group]
            keep |= (own != NO_OPTION) & (np.abs(places - own) <= _REACH)
        self._run(keep, Limits(_LOOK_GAP, seconds, self._cancel, nodes=_LOOK_NODES))

    def _is_within(self, gap: float) -> bool:
        return self._chosen is not None and self._problem.gap_between(self.bound, self._objective) <= gap

    def _likely(self, relaxation: Relaxation) -> NDArray[np.bool_]:
        """What the relaxation likes, the known plan, and all that is open to the group that is to differ."""
        keep = (relaxation.values > _FIXING_MARGIN) | (ranks(self._problem, relaxation.reduced_costs) < _WIDTH)
        keep[self._plan[self._plan != NO_OPTION]] = True
        return np.asarray(keep | (self._problem.group == self._group))

    def prove(self, wanted: float, seconds: float) -> bool:
        """Whether no choice is worth more than ``wanted``, or than the best one found on the way."""
        patience = Patience.of(seconds, self._cancel)
        if self._chosen is None and not self._infeasible:
            self._from_nothing(patience)
        while self._chosen is not None and self.bound > self._goal(wanted) and patience.left > 0:
            outcome = self._run(self._possible(wanted), self._until(wanted, patience))
            proven = self._objective if outcome.infeasible else self._programme.money(outcome.bound)
            before, self._bound = self._bound, min(self._bound, max(proven, wanted, self._objective))
            if self._bound >= before:
                break
        return self._chosen is not None and self.bound <= self._goal(wanted)

    def result(self) -> ChoiceResult:
        """What is known; OPTIMAL means that nothing better is left at all."""
        if self._chosen is None:
            status = Status.INFEASIBLE if self._infeasible else Status.NO_SOLUTION
            bound = None if self._infeasible else self._bound
            return ChoiceResult(status, np.zeros(0, dtype=np.int64), np.zeros(0), None, bound, None, 0.0)
        gap = self._problem.gap_between(self.bound, self._objective)
        status = Status.OPTIMAL if gap <= _PROVEN else Status.FEASIBLE
        flex = self._problem.flex_bought(self._chosen)
        return ChoiceResult(status, self._chosen, flex, self._objective, self.bound, gap, 0.0)

    def _goal(self, wanted: float) -> float:
        return max(wanted, self._objective) + _PROVEN * self._problem.gap_scale(self._objective)

    def _from_nothing(self, patience: Patience) -> None:
        """No choice is known that holds: it takes a whole solve to find one, or to see that there is none."""
        found = solve_choice(self._problem, gap=_LOOK_GAP, time_limit=patience.left, cancel=self._cancel)
        self._infeasible = found.status is Status.INFEASIBLE
        if found.objective is not None and found.best_bound is not None:
            self._take(found.chosen)
            self._bound = min(self._bound, found.best_bound)

    def _possible(self, wanted: float) -> NDArray[np.bool_]:
        """Options that may be in a choice worth more than ``wanted`` and than the best so far; those of the best."""
        keep = np.ones(self._problem.n_options, dtype=np.bool_)
        relaxation, scale = self._relaxation, self._programme.objective_scale
        if relaxation is not None and relaxation.solved:
            distance = -relaxation.bound - max(wanted, self._objective) * scale
            keep = relaxation.reduced_costs <= distance + _FIXING_MARGIN * max(1.0, abs(relaxation.bound))
        if self._chosen is not None:
            keep[self._chosen[self._chosen != NO_OPTION]] = True
        return np.asarray(keep)

    def _until(self, wanted: float, patience: Patience) -> Limits:
        away = max(0.0, wanted - self._objective) / max(abs(self._objective), 1e-12)
        return Limits(away, patience.left, self._cancel)

    def _run(self, keep: NDArray[np.bool_], limits: Limits) -> Outcome:
        integer = integer_programme(self._programme, keep)
        start = None
        if self._chosen is not None and keep[self._chosen[self._chosen != NO_OPTION]].all():
            start = column_values(self._problem, self._programme, self._chosen)[integer.columns]
        outcome = run(integer, Solver.HIGHS, limits, start=start)
        if outcome.values is not None:
            found = read_choice(self._problem, integer.spread(outcome.values, self._programme.cost.size))
            broken = self._problem.violated_rows(found)
            if broken:
                raise VerificationError(f"the solver's plan breaks {', '.join(broken[:5])}")
            self._take(found)
        return outcome

    def _take(self, chosen: Ints) -> None:
        objective = self._problem.objective_of(chosen)
        if objective > self._objective and not self._problem.violated_rows(chosen):
            self._chosen, self._objective = chosen, objective
