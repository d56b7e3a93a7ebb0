"""Plans without a solver: options are taken in an order, each where it still fits.

Good enough to show while nothing better is known, and often within a per cent when the order is that of the relaxation.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from engine.optimise.choice import NO_OPTION, ChoiceProblem, Floats, Ints

_CLOSE = 1e-9


class FirstFit:
    """Takes options in an order wherever they fit; what each takes of each row is laid out once for all orders."""

    def __init__(self, problem: ChoiceProblem) -> None:
        self._problem = problem
        needs = sparse.csc_array(sparse.vstack([problem.usage, problem.side], format="csr"))
        self._starts, self._rows, self._amounts = needs.indptr.tolist(), needs.indices, needs.data
        self._groups = problem.group.tolist()
        room = np.concatenate((problem.capacity + problem.flex_limit, problem.side_upper))
        self._room = room + _CLOSE * np.maximum(1.0, np.abs(np.where(np.isfinite(room), room, 0.0)))

    def choice(self, order: Ints) -> Ints:
        """Take options in ``order`` wherever their group is free and every row has room; (n_groups,).

        Rows with an upper limit are kept, what can be bought included. Options that fit only after others (successors)
        get a second chance. Lower limits are not looked at: who uses the choice checks it whole.
        """
        room = self._room.copy()
        chosen = np.full(self._problem.n_groups, NO_OPTION, dtype=np.int64)
        left = order
        for _ in range(2):
            left = self._one_pass(room, chosen, left)
        return chosen

    def _one_pass(self, room: Floats, chosen: Ints, order: Ints) -> Ints:
        """Take what fits, in place; the options that did not fit are returned."""
        missed = []
        for option in order.tolist():
            group = self._groups[option]
            if chosen[group] != NO_OPTION:
                continue
            span = slice(self._starts[option], self._starts[option + 1])
            where, taken = self._rows[span], self._amounts[span]
            if (taken[taken > room[where]] > 0).any():
                missed.append(option)
                continue
            room[where] -= taken
            chosen[group] = option
        return np.array(missed, dtype=np.int64)


def by_density(problem: ChoiceProblem) -> Ints:
    """Options worth something, best value for the capacity they use first."""
    scale = np.where(problem.capacity > 0, problem.capacity, 1.0)
    shares = problem.usage.data * np.repeat(1.0 / scale, np.diff(problem.usage.indptr))
    burden = np.bincount(problem.usage.indices, weights=shares, minlength=problem.n_options)
    wanted = np.flatnonzero((problem.value > 0) | problem.required[problem.group])
    density = problem.value / np.maximum(burden, 1e-6)
    required = problem.required[problem.group]
    return wanted[np.lexsort((-density[wanted], ~required[wanted]))]


def near(problem: ChoiceProblem, start: Ints) -> Ints:
    """What the rules demand first (best value first), then the options of ``start``, then the rest by density.

    Turns a plan that no longer holds, because a rule was added or capacity taken, into one that does.
    """
    demanded = np.flatnonzero(problem.side_lower > 0)
    answers = problem.side[demanded].max(axis=0).toarray().ravel() > 0 if demanded.size else np.zeros(problem.n_options)
    first = np.flatnonzero(answers)
    kept = start[start != NO_OPTION]
    return np.concatenate((first[np.argsort(-problem.value[first], kind="stable")], kept, by_density(problem)))


def by_relaxation(problem: ChoiceProblem, values: Floats, reduced_costs: Floats, width: int = 3) -> Ints:
    """Options as the relaxation likes them: its own solution first, then each group's cheapest by reduced cost.

    ``values`` and ``reduced_costs`` are those of the relaxation, (n_options,), of a minimisation; ``width`` is how many
    options a group are taken beside its solution.
    """
    rank = ranks(problem, reduced_costs)
    likely = np.flatnonzero((values > 1e-6) | (rank < width))
    return likely[np.lexsort((reduced_costs[likely], -values[likely]))]


def by_reduced_cost(reduced_costs: Floats) -> Ints:
    """All options, cheapest by reduced cost first, whatever the relaxation chose.

    ``reduced_costs`` are (n_options,), of a minimisation.
    """
    return np.argsort(reduced_costs, kind="stable")


def ranks(problem: ChoiceProblem, reduced_costs: Floats) -> Ints:
    """The place of each option within its group, cheapest reduced cost first; (n_options,).

    ``reduced_costs`` are (n_options,), of a minimisation.
    """
    order = np.lexsort((reduced_costs, problem.group))
    groups = problem.group[order]
    places = np.empty(order.size, dtype=np.int64)
    places[order] = np.arange(order.size) - np.searchsorted(groups, groups, side="left")
    return places
