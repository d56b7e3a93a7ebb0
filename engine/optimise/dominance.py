"""Dropping options that another option of the same project makes pointless.

Option B is dominated by A when A is worth at least as much, uses no more in every row (side rows too), and both are
the same action. Doing no work dominates an option that is worth no more and relieves no row, unless the
project is required.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from engine.optimise.choice import ChoiceProblem, Floats, Ints
from engine.optimise.options import OptionTable

_CLOSE = 1e-9


def undominated(problem: ChoiceProblem, table: OptionTable, protected: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which options to keep; ``protected`` ones (today's plan) are kept even when another, or no work, equals them."""
    burden = _burden(problem)
    keep = np.asarray(~_pointless(problem, burden) | (protected & (problem.value == 0)))
    better, worse = _pairs(problem, table, burden)
    dominates = _no_more(burden, better, worse) & ~protected[worse]
    for one, other in zip(better[dominates].tolist(), worse[dominates].tolist(), strict=True):
        # Of two that equal one another, one must stay.
        if keep[one]:
            keep[other] = False
    return keep


def _burden(problem: ChoiceProblem) -> sparse.csc_array:
    """Every row as "less is better", one column an option: rows with a lower limit change their sign."""
    parts = [problem.usage]
    if len(problem.side_names):
        parts.append(problem.side[np.flatnonzero(np.isfinite(problem.side_upper))])
        parts.append(-problem.side[np.flatnonzero(np.isfinite(problem.side_lower))])
    stacked = sparse.csc_array(sparse.vstack(parts, format="csc"))
    stacked.eliminate_zeros()
    stacked.sort_indices()
    return stacked


def _pointless(problem: ChoiceProblem, burden: sparse.csc_array) -> NDArray[np.bool_]:
    """Options that are worth nothing and relieve no row, in groups where doing no work is allowed."""
    relieves = np.zeros(problem.n_options, dtype=np.bool_)
    relieves[_columns(burden)[burden.data < 0]] = True
    return np.asarray((problem.value <= 0) & ~relieves & ~problem.required[problem.group])


def _pairs(problem: ChoiceProblem, table: OptionTable, burden: sparse.csc_array) -> tuple[Ints, Ints]:
    """Pairs (better, worse) of one project and action that a closer look may find dominated.

    Where no row is burdened more, no sum of rows is either, whatever their weights: a few sums rule most pairs out.
    """
    better, worse = _couples(problem.group)
    likely = (
        (better != worse)
        & (problem.value[better] >= problem.value[worse])
        & (table.action[better] == table.action[worse])
    )
    better, worse = better[likely], worse[likely]
    for weights in _weights(burden.shape[0]):
        sums = weights @ burden
        likely = sums[better] <= sums[worse] + _CLOSE * np.maximum(1.0, np.abs(sums[worse]))
        better, worse = better[likely], worse[likely]
    return better, worse


def _couples(group: Ints) -> tuple[Ints, Ints]:
    """Every ordered pair of options of the same group; options of a group stand together."""
    first = np.searchsorted(group, group, side="left")
    size = np.searchsorted(group, group, side="right") - first
    left = np.repeat(np.arange(group.size), size)
    place = np.arange(left.size) - np.repeat(np.cumsum(size) - size, size)
    return left, np.repeat(first, size) + place


def _weights(n_rows: int) -> Floats:
    """Weightings of the rows: growing, falling, and one without any pattern; all positive."""
    growing = np.linspace(0.01, 1.0, n_rows)
    return np.array([growing, growing[::-1], np.random.default_rng(0).uniform(0.01, 1.0, n_rows)])


def _columns(burden: sparse.csc_array) -> Ints:
    """The column of each nonzero."""
    return np.repeat(np.arange(burden.shape[1]), np.diff(burden.indptr))


def _no_more(burden: sparse.csc_array, better: Ints, worse: Ints) -> NDArray[np.bool_]:
    """For each pair, whether the first burdens no row more than the second."""
    more = sparse.csc_array(burden[:, better] - burden[:, worse])
    heaviest = abs(burden).max(axis=0).toarray().ravel() if burden.nnz else np.zeros(burden.shape[1])
    room = _CLOSE * np.maximum(1.0, heaviest[worse])
    columns = _columns(more)
    exceeds = np.zeros(better.size, dtype=np.bool_)
    exceeds[columns[more.data > room[columns]]] = True
    return ~exceeds
