"""What an option runs into: capacity, a budget or another rule, by itself and beside all else that is chosen.

Worked out for all options at once, from the choice problem alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from engine.optimise.choice import NO_OPTION, Bools, ChoiceProblem, Floats, Ints
from engine.optimise.recommendation import family_of

_TOLERANCE = 1e-6
_LIMITS = frozenset({"floor", "parallel", "max_changes"})
"""Families of rows that hold work back; precedence, groups and pins have reasons of their own."""


@dataclass(frozen=True, slots=True)
class Room:
    """Which options run into what; each (n_options,).

    ``no_capacity`` and ``no_budget`` hold where an option would break a row with nothing else at work, whatever could
    be bought; the other three where it would do so in place of what is chosen for its project, beside all else.
    """

    no_capacity: Bools
    no_budget: Bools
    capacity_taken: Bools
    budget_taken: Bools
    limited: Bools

    @property
    def open(self) -> Bools:
        """Options that could be taken instead: they run into nothing."""
        return ~(self.capacity_taken | self.budget_taken | self.limited)


def room_for(problem: ChoiceProblem, chosen: Ints) -> Room:
    """What every option runs into; ``chosen`` (n_groups,) as in :class:`~engine.optimise.choice.ChoiceResult`."""
    families = np.array([family_of(name) for name in problem.side_names], dtype=object)
    bought = problem.side_flex @ problem.flex_bought(chosen)
    most = problem.capacity + problem.flex_limit
    capacity = _Rows(problem.usage, np.full(most.shape, -np.inf), most, np.zeros(most.shape))
    budgets, limits = (
        _Rows(problem.side[own], problem.side_lower[own], problem.side_upper[own], bought[own])
        for own in (families == "budget", np.isin(families, list(_LIMITS)))
    )
    nothing = np.full(problem.n_groups, NO_OPTION, dtype=np.int64)
    return Room(
        no_capacity=_breaks(problem, capacity, nothing),
        no_budget=_breaks(problem, replace(budgets, bought=np.zeros_like(budgets.bought)), nothing),
        capacity_taken=_breaks(problem, capacity, chosen),
        budget_taken=_breaks(problem, budgets, chosen),
        limited=_breaks(problem, limits, chosen),
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """lower ≤ matrix · options + bought ≤ upper; ``matrix`` (n_rows, n_options), the others (n_rows,)."""

    matrix: sparse.csr_array
    lower: Floats
    upper: Floats
    bought: Floats


def _breaks(problem: ChoiceProblem, rows: _Rows, chosen: Ints) -> Bools:
    """Options that break one of the rows in place of what is chosen for their group."""
    entries = rows.matrix.tocoo()
    row, option = entries.coords
    group = problem.group[option]
    taken = chosen[group] == option
    of_group = np.zeros((rows.matrix.shape[0], problem.n_groups))
    of_group[row[taken], group[taken]] = entries.data[taken]
    without = (of_group.sum(axis=1) + rows.bought)[:, None] - of_group
    slack = _TOLERANCE * np.maximum(1.0, np.where(np.isfinite(rows.upper), np.abs(rows.upper), 1.0))
    amount = without[row, group] + entries.data
    wrong = (amount > (rows.upper + slack)[row]) | (amount < (rows.lower - slack)[row])
    breaking = np.zeros(problem.n_options, dtype=np.bool_)
    breaking[option[wrong]] = True
    return breaking
