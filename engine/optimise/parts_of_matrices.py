"""Parts of sparse matrices, as scipy gives them, without what it looks at each time: small problems are mostly that."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Compressed = sparse.csr_array | sparse.csc_array
"""A matrix by rows or by columns."""


def within(matrix: Compressed, kept: NDArray[np.bool_]) -> sparse.csr_array:
    """The columns of a matrix by rows where ``kept`` is true, (n_columns,)."""
    indptr, indices, data = _inner(matrix, kept)
    return sparse.csr_array((data, indices, indptr), shape=(matrix.shape[0], int(np.count_nonzero(kept))))


def within_rows(matrix: sparse.csc_array, kept: NDArray[np.bool_]) -> sparse.csc_array:
    """The rows of a matrix by columns where ``kept`` is true, (n_rows,)."""
    indptr, indices, data = _inner(matrix, kept)
    return sparse.csc_array((data, indices, indptr), shape=(int(np.count_nonzero(kept)), matrix.shape[1]))


def _inner(
    matrix: Compressed, kept: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Starts, places and values of the entries whose place is kept, in their order; places are counted anew."""
    stay = kept[matrix.indices]
    before = np.concatenate(([0], np.cumsum(stay)))
    place = np.cumsum(kept) - 1
    return before[matrix.indptr], place[matrix.indices[stay]], matrix.data[stay]
