"""The best choice so far of a problem, and how it is bettered: by integer programmes over some of its options.

Most capacity rows limit nothing in any good choice. A programme is written without the rows that the relaxation
leaves slack; a row that its answer overlooks is added, and the programme solved again. Without rows it is a relaxation,
so that what it proves holds all the same.
"""

from __future__ import annotations

import math
from copy import copy

import numpy as np

from engine.errors import VerificationError
from engine.optimise.choice import NO_OPTION, Bools, ChoiceProblem, Floats, Ints
from engine.optimise.greedy import ranks
from engine.optimise.integer import integer_programme
from engine.optimise.linear import LinearProgramme, column_values, linear_programme, read_choice
from engine.optimise.relaxation import Relaxation, relax
from engine.optimise.solvers import OnBound, SolveLimits, Solver, SolverOutcome, run
from engine.optimise.work_limit import WorkLimit

_FULL = 0.8
"""Use of a capacity row in the relaxation from which on it is written from the beginning."""

_FIXING_MARGIN = 1e-6
"""Relative to the ceiling: how much a reduced cost must exceed the gap before its option is left out."""

_LIKED = 1e-6
_PROVEN = 1e-9
_GAINS = 1e-4
"""Relative: how much better a choice must be to be looked for in a neighbourhood."""

_MOVED, _STEPS = 20, 3
"""Groups that may move at once, to options so many places away."""

_FREED, _FREED_WITH_LIKELY = 10, 4
"""Groups set free at once: alone, all others fixed, or beside each group's likeliest options."""

_TURNS = (_MOVED, _FREED, _MOVED, _FREED_WITH_LIKELY)
"""How many groups are free in turn."""

_QUICK, _LONG, _LONG_SHARE = 0.05, 0.12, 0.06
"""Seconds of work of a neighbourhood below which the next ones of its kind are larger, and above which they are
smaller; or the share of the work allowed, where that is more."""

_LARGER, _SMALLER = 1.2, 0.7

_NODES = 60
"""Of one neighbourhood."""

_CONTENT = 0.15
"""The chance of a group of which the relaxation thinks as the choice does, beside one of which it does not."""


class Incumbent:
    """A problem, its relaxation, and the best choice of it so far."""

    def __init__(self, problem: ChoiceProblem) -> None:
        self.problem = problem
        self.programme = linear_programme(problem)
        self.relaxation: Relaxation | None = None
        self.chosen: Ints | None = None
        self.objective = -math.inf
        self._rows: Bools = np.ones(problem.n_rows, dtype=np.bool_)
        self._lean: LinearProgramme | None = None

    @property
    def limited(self) -> ChoiceProblem:
        """The problem with the rows that may limit a good choice: what holds there may break another."""
        return self.problem if self._rows.all() else self.problem.with_rows(self._rows)

    def take(self, chosen: Ints) -> bool:
        """Keep a choice if it holds and is the best so far.

        ``chosen`` is an option for each group, (n_groups,), as in :class:`~engine.optimise.choice.ChoiceResult`.
        """
        objective = self.problem.objective_of(chosen)
        if objective <= self.objective or self.problem.violated_rows(chosen):
            return False
        self.chosen, self.objective = chosen, objective
        return True

    def copy(self) -> Incumbent:
        """The same choice of the same problem, to be bettered by itself, such as in another thread."""
        other = copy(self)
        other._rows = self._rows.copy()
        return other

    def relax(self, work_limit: WorkLimit) -> Relaxation:
        """Solve the linear relaxation, once."""
        if self.relaxation is None:
            self.relaxation = relax(self.programme, work_limit)
            if self.relaxation.solved:
                used = self.problem.usage @ self.relaxation.values
                self._rows = np.asarray(used > _FULL * self.problem.capacity)
        return self.relaxation

    def likely(self, width: int) -> Bools:
        """The options of the relaxation's solution, of the best choice, and each group's ``width`` cheapest."""
        known = self.relaxation
        if known is None or not known.solved:
            return np.ones(self.problem.n_options, dtype=np.bool_)
        return self.with_own((known.values > _LIKED) | (ranks(self.problem, known.reduced_costs) < width))

    def possible(self, wanted: float = -math.inf) -> Bools:
        """Options that may be in a choice worth more than ``wanted`` and than the best so far; those of the best."""
        known = self.relaxation
        if known is None or not known.solved or not math.isfinite(max(wanted, self.objective)):
            return np.ones(self.problem.n_options, dtype=np.bool_)
        # From the relaxation's own ceiling, which reduced costs belong to, even where a lower one is known.
        distance = -known.bound - max(wanted, self.objective) * self.programme.objective_scale
        margin = _FIXING_MARGIN * max(1.0, abs(known.bound))
        return self.with_own(known.reduced_costs <= distance + margin)

    def with_own(self, keep: Bools) -> Bools:
        """Some options, and those of the best choice.

        ``keep`` is true for each option kept, (n_options,); it is changed in place.
        """
        if self.chosen is not None:
            keep[self.chosen[self.chosen != NO_OPTION]] = True
        return keep

    def solve(
        self,
        keep: Bools,
        limits: SolveLimits,
        *,
        solver: Solver = Solver.HIGHS,
        report: OnBound | None = None,
        cumulative: bool = False,
    ) -> SolverOutcome:
        """Solve over some options, from the best choice where it is among them, and keep what is found.

        ``keep`` is true for each option solved over, (n_options,); ``report`` is told of better plans and bounds.
        ``cumulative`` writes the programme as :mod:`engine.optimise.integer` says: quicker over few options a group.

        Raises:
            SolverError: the solver is missing or has crashed.
            VerificationError: the solver's plan breaks the problem's own rows.
        """
        while True:
            programme = self._written()
            integer = integer_programme(programme, keep, self.problem.group if cumulative else None)
            start = None
            if self.chosen is not None and keep[self.chosen[self.chosen != NO_OPTION]].all():
                start = integer.gathered(column_values(self.problem, programme, self.chosen))
            outcome = run(integer, solver, limits, start=start, report=report)
            if outcome.values is None:
                return outcome
            choice = read_choice(self.problem, integer.spread(outcome.values, programme.cost.size))
            overlooked = ~self._rows & (self.problem.flex_needed(choice) > 0)
            if not overlooked.any():
                self._take_solved(choice)
                return outcome
            self.take(choice)
            self._rows |= overlooked
            self._lean = None
            if limits.work_limit.left <= 0:
                return outcome

    def better(
        self, work_limit: WorkLimit, enough: float, most: int, seed: int = 0, *, cumulative: bool = False
    ) -> None:
        """Better the best choice by setting some groups free at a time, until ``enough`` or nothing gains any more.

        ``most`` is how many neighbourhoods in a row may gain nothing. Groups of which the relaxation thinks otherwise
        are set free more often. ``seed`` is that of the neighbourhoods' order; ``cumulative`` as in
        :meth:`solve`.
        """
        chosen, known = self.chosen, self.relaxation
        if chosen is None or known is None or not known.solved:
            return
        rng = np.random.default_rng(seed)
        likely = self.likely(1)
        idle, turn, scale = 0, 0, dict.fromkeys(_TURNS, 1.0)
        long = max(_LONG, _LONG_SHARE * work_limit.left)
        while chosen is not None and idle < most and self.objective < enough and work_limit.left > 0:
            kind = _TURNS[turn % len(_TURNS)]
            size = min(math.ceil(scale[kind] * kind), self.problem.n_groups)
            free = rng.choice(self.problem.n_groups, size, replace=False, p=self._doubts(chosen, known.values))
            keep = self._neighbourhood(kind, np.isin(self.problem.group, free), chosen, likely)
            before, spent = self.objective, work_limit.spent
            self.solve(
                self.with_own(keep), SolveLimits(_GAINS, work_limit, plain=True, nodes=_NODES), cumulative=cumulative
            )
            scale[kind] *= _next_scale(work_limit.spent - spent, long)
            chosen = self.chosen
            idle = 0 if self.objective - before > _PROVEN * abs(before) else idle + 1
            turn += 1

    def _neighbourhood(self, kind: int, free: Bools, chosen: Ints, likely: Bools) -> Bools:
        """Of the options of free groups the nearest, or all, or all and what is likely of the others."""
        if kind == _MOVED:
            own = chosen[self.problem.group]
            near = np.abs(np.arange(self.problem.n_options) - own) <= _STEPS
            return np.asarray(free & ((own == NO_OPTION) | near))
        return free | likely if kind == _FREED_WITH_LIKELY else free

    def _doubts(self, chosen: Ints, values: Floats) -> Floats:
        """How much the relaxation disagrees with a choice in each group, as chances that add up to 1."""
        shares = np.bincount(self.problem.group, values, self.problem.n_groups)
        own = np.where(chosen == NO_OPTION, 1.0 - shares, values[np.maximum(chosen, 0)])
        weight = 1.0 - np.clip(own, 0.0, 1.0) + _CONTENT
        return np.asarray(weight / weight.sum())

    def _written(self) -> LinearProgramme:
        if self._lean is None:
            self._lean = self.programme if self._rows.all() else self.programme.with_rows(self._rows)
        return self._lean

    def _take_solved(self, chosen: Ints) -> None:
        broken = self.problem.violated_rows(chosen)
        if broken:
            raise VerificationError(f"the solver's plan breaks {', '.join(broken[:5])}")
        self.take(chosen)


def _next_scale(spent: float, long: float) -> float:
    """By how much the next neighbourhood of a kind is larger than one that took so much work."""
    if spent > long:
        return _SMALLER
    return _LARGER if spent < _QUICK else 1.0
