"""Dropping options that another option of the same project makes pointless.

Option B is dominated by A when A is worth at least as much, uses no more in every row (side rows too), and both are
the same action. Doing no work dominates an option that is worth no more and relieves no row, unless the
project is required.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from engine.optimise.choice import ChoiceProblem, Floats, Ints
from engine.optimise.options import OptionTable

_CLOSE = 1e-9


def undominated(problem: ChoiceProblem, table: OptionTable, protected: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which options to keep; ``protected`` ones (today's plan) are kept even when another, or no work, equals them."""
    burden = _burden(problem)
    keep = np.ones(problem.n_options, dtype=np.bool_)
    edges = np.searchsorted(table.project, np.arange(problem.n_groups + 1)).tolist()
    first_row, last_row = _span(burden)
    for group, (begin, end) in enumerate(pairwise(edges)):
        if not problem.required[group]:
            worth = problem.value[begin:end]
            keep[begin:end] &= ~_pointless(burden, worth, begin) | (protected[begin:end] & (worth == 0))
        candidates = _pairs(table, problem.value, first_row, last_row, begin, end)
        for better, worse in candidates:
            if keep[better] and keep[worse] and not protected[worse] and _no_more(burden, better, worse):
                keep[worse] = False
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


def _span(burden: sparse.csc_array) -> tuple[Ints, Ints]:
    """First and last row that burdens each option; (n, −1) for an option free of burden.

    A dominated option's span covers its dominator's, which rules most pairs out without looking closer.
    """
    first = np.full(burden.shape[1], burden.shape[0], dtype=np.int64)
    last = np.full(burden.shape[1], -1, dtype=np.int64)
    positive = burden.data > 0
    column = np.repeat(np.arange(burden.shape[1]), np.diff(burden.indptr))[positive]
    rows = burden.indices[positive].astype(np.int64)
    np.minimum.at(first, column, rows)
    np.maximum.at(last, column, rows)
    return first, last


def _pointless(burden: sparse.csc_array, values: Floats, begin: int) -> NDArray[np.bool_]:
    """Options of one group that are worth nothing and relieve no row."""
    worthless = values <= 0
    for offset in np.flatnonzero(worthless):
        column = begin + int(offset)
        worthless[offset] = not (burden.data[burden.indptr[column] : burden.indptr[column + 1]] < 0).any()
    return worthless


def _pairs(
    table: OptionTable, value: Floats, first_row: Ints, last_row: Ints, begin: int, end: int
) -> list[tuple[int, int]]:
    """Pairs (better, worse) of one group that a closer look may find dominated."""
    span = slice(begin, end)
    worth, first, last, action = value[span], first_row[span], last_row[span], table.action[span]
    likely = (
        (worth[:, None] >= worth[None, :])
        & (first[:, None] >= first[None, :])
        & (last[:, None] <= last[None, :])
        & (action[:, None] == action[None, :])
    )
    np.fill_diagonal(likely, val=False)
    return [(begin + int(a), begin + int(b)) for a, b in np.argwhere(likely)]


def _no_more(burden: sparse.csc_array, better: int, worse: int) -> bool:
    """Whether one option burdens no row more than another."""
    of = [slice(burden.indptr[c], burden.indptr[c + 1]) for c in (better, worse)]
    rows = np.union1d(burden.indices[of[0]], burden.indices[of[1]])
    dense = np.zeros((2, rows.size))
    for line, span in enumerate(of):
        dense[line, np.searchsorted(rows, burden.indices[span])] = burden.data[span]
    return bool((dense[0] <= dense[1] + _CLOSE * np.maximum(1.0, np.abs(dense[1]))).all())
