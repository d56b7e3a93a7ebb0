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
_STRIDES = (64, 61)
"""Without a common divisor, so that two rows seldom share their bit twice."""


def undominated(problem: ChoiceProblem, table: OptionTable, protected: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which options to keep; ``protected`` ones (today's plan) are kept even when another, or no work, equals them."""
    keep = np.asarray(~_pointless(problem) | (protected & (problem.value == 0)))
    better, worse = _pairs(problem, table)
    dominates = _no_more(problem, better, worse) & ~protected[worse]
    for one, other in zip(better[dominates].tolist(), worse[dominates].tolist(), strict=True):
        # Of two that equal one another, one must stay.
        if keep[one]:
            keep[other] = False
    return keep


def _pointless(problem: ChoiceProblem) -> NDArray[np.bool_]:
    """Options that are worth nothing and relieve no row, in groups where doing no work is allowed."""
    row = np.repeat(np.arange(problem.side.shape[0]), np.diff(problem.side.indptr))
    less = (problem.side.data < 0) & np.isfinite(problem.side_upper)[row]
    more = (problem.side.data > 0) & np.isfinite(problem.side_lower)[row]
    relieves = np.zeros(problem.n_options, dtype=np.bool_)
    relieves[problem.side.indices[less | more]] = True
    return np.asarray((problem.value <= 0) & ~relieves & ~problem.required[problem.group])


def _pairs(problem: ChoiceProblem, table: OptionTable) -> tuple[Ints, Ints]:
    """Pairs (better, worse) of one project and action that a closer look may find dominated.

    Who uses a row that the other does not touch cannot dominate it, which rules nearly all pairs out.
    """
    better, worse = _couples(problem.group, table.action, problem.value)
    usage = sparse.csc_array(problem.usage)
    for stride in _STRIDES:
        rows = _rows_used(usage, stride)
        likely = (rows[better] & ~rows[worse]) == 0
        better, worse = better[likely], worse[likely]
    order = np.lexsort((worse, better))
    return better[order], worse[order]


def _couples(group: Ints, action: Ints, value: Floats) -> tuple[Ints, Ints]:
    """Every pair of options of the same group and action of which the first is worth at least as much."""
    kind = group * (int(action.max(initial=0)) + 1) + action
    order = np.lexsort((-value, kind))
    # For each option, in this order, those after it of its kind: worth less or the same.
    places = np.arange(group.size)
    after = np.searchsorted(kind[order], kind[order], side="right") - places - 1
    one = np.repeat(places, after)
    other = np.arange(one.size) - np.repeat(np.cumsum(after) - after, after) + one + 1
    better, worse = order[one], order[other]
    equal = value[better] == value[worse]
    return np.concatenate((better, worse[equal])), np.concatenate((worse, better[equal]))


def _rows_used(usage: sparse.csc_array, stride: int) -> NDArray[np.uint64]:
    """For each option a set of 64 bits, that of row r at r modulo ``stride``: all rows it uses noticeably."""
    heaviest = max(1.0, float(usage.data.max(initial=0.0)))
    bit = np.left_shift(np.uint64(1), (np.arange(usage.shape[0]) % stride).astype(np.uint64))
    bits = np.where(usage.data > _CLOSE * heaviest, bit[usage.indices], np.uint64(0))
    sets = np.zeros(usage.shape[1], dtype=np.uint64)
    filled = np.flatnonzero(np.diff(usage.indptr))
    if filled.size:
        sets[filled] = np.bitwise_or.reduceat(bits, usage.indptr[filled])
    return sets


def _no_more(problem: ChoiceProblem, better: Ints, worse: Ints) -> NDArray[np.bool_]:
    """For each pair, whether the first burdens no row more than the second."""
    concerned = np.zeros(problem.n_options, dtype=np.bool_)
    concerned[better] = concerned[worse] = True
    place = np.cumsum(concerned) - 1
    burden = _burden(problem.restricted(concerned))
    lighter, heavier = burden[:, place[better]], sparse.csc_array(burden[:, place[worse]])
    more = sparse.csc_array(lighter - heavier)
    heaviest = abs(heavier).max(axis=0).toarray().ravel() if heavier.nnz else np.zeros(worse.size)
    room = _CLOSE * np.maximum(1.0, heaviest)
    columns = np.repeat(np.arange(better.size), np.diff(more.indptr))
    exceeds = np.zeros(better.size, dtype=np.bool_)
    exceeds[columns[more.data > room[columns]]] = True
    return ~exceeds


def _burden(problem: ChoiceProblem) -> sparse.csc_array:
    """Every row as "less is better", one column an option: rows with a lower limit change their sign."""
    upper = problem.side[np.flatnonzero(np.isfinite(problem.side_upper))]
    lower = problem.side[np.flatnonzero(np.isfinite(problem.side_lower))]
    return sparse.csc_array(sparse.vstack([problem.usage, upper, -lower], format="csr"))
