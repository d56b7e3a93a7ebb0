"""A choice problem as plain arrays, and as one full model for the peers. Imports no solver and nothing of the engine,
for OR-Tools and HiGHS cannot share a process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NO_OPTION = -1


@dataclass(frozen=True, slots=True)
class Arrays:
    """The fields of a ``ChoiceProblem`` that make up its mathematics."""

    value: Floats
    group: Ints
    usage: sparse.csr_array
    capacity: Floats
    required: NDArray[np.bool_]
    flex_limit: Floats
    flex_price: Floats
    side: sparse.csr_array
    side_flex: sparse.csr_array
    side_lower: Floats
    side_upper: Floats
    constant: float


@dataclass(frozen=True, slots=True)
class FullModel:
    """Maximise gain · x + constant over lower ≤ matrix · x ≤ upper and 0 ≤ x ≤ most.

    Columns are the options, which are binary, then what is bought on each of ``flex_rows``. Rows are capacity, one a
    group, and side rows, in this order. Money and days as in the problem, not scaled.
    """

    gain: Floats
    most: Floats
    matrix: sparse.csr_array
    lower: Floats
    upper: Floats
    n_options: int
    flex_rows: Ints
    capacity: Floats
    constant: float

    def rows(self) -> Iterator[Row]:
        """The rows that have entries, one by one."""
        ends = self.matrix.indptr.tolist()
        for number, (lower, upper) in enumerate(zip(self.lower.tolist(), self.upper.tolist(), strict=True)):
            span = slice(ends[number], ends[number + 1])
            if ends[number] < ends[number + 1]:
                yield Row(number, self.matrix.indices[span].tolist(), self.matrix.data[span].tolist(), lower, upper)


@dataclass(frozen=True, slots=True)
class Row:
    """lower ≤ Σ coefficients · columns ≤ upper."""

    number: int
    columns: list[int]
    coefficients: list[float]
    lower: float
    upper: float


def arrays_of(problem: Any) -> Arrays:
    """The arrays of a ``ChoiceProblem``."""
    return Arrays(**{name: getattr(problem, name) for name in Arrays.__slots__})


def full_model(arrays: Arrays) -> FullModel:
    """The whole problem as one model."""
    flex = np.flatnonzero(arrays.flex_limit > 0)
    n_rows, n_options, n_groups = arrays.capacity.size, arrays.value.size, arrays.required.size
    bought = sparse.csr_array((-np.ones(flex.size), (flex, np.arange(flex.size))), shape=(n_rows, flex.size))
    groups = sparse.csr_array(
        (np.ones(n_options), (arrays.group, np.arange(n_options))), shape=(n_groups, n_options + flex.size)
    )
    sides = sparse.hstack([arrays.side, arrays.side_flex[:, flex]])
    return FullModel(
        gain=np.concatenate((arrays.value, -arrays.flex_price[flex])),
        most=np.concatenate((np.ones(n_options), arrays.flex_limit[flex])),
        matrix=sparse.csr_array(sparse.vstack([sparse.hstack([arrays.usage, bought]), groups, sides])),
        lower=np.concatenate((np.full(n_rows, -np.inf), np.where(arrays.required, 1.0, -np.inf), arrays.side_lower)),
        upper=np.concatenate((arrays.capacity, np.ones(n_groups), arrays.side_upper)),
        n_options=n_options,
        flex_rows=flex,
        capacity=arrays.capacity,
        constant=arrays.constant,
    )


def chosen_of(arrays: Arrays, values: Any) -> Ints:
    """The chosen option of each group from the values of the options."""
    chosen = np.full(arrays.required.size, NO_OPTION, dtype=np.int64)
    taken = np.flatnonzero(np.asarray(values)[: arrays.value.size] > 0.5)
    chosen[arrays.group[taken]] = taken
    return chosen
