"""The choice problem: pick at most one option a group to maximise value under capacity rows.

A multiple-choice multidimensional knapsack with capacity that can be bought and further linear rows. Plain
arrays, no business words, no solver.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from engine.optimise.parts_of_matrices import within
from engine.optimise.recommendation import Status

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
NO_OPTION = -1


class Entries(NamedTuple):
    """The nonzeros of one row: where they stand and what they are. The lightest way to write a side row."""

    places: Ints
    values: Floats


class SideRow(NamedTuple):
    """lower ≤ coefficients · options + flex · bought ≤ upper.

    ``coefficients`` has one entry an option (array, sparse row or :class:`Entries`); ``flex``, where given, one entry
    a capacity row.
    """

    name: str
    coefficients: Any
    lower: float
    upper: float
    flex: Any = None


@dataclass(frozen=True, slots=True, init=False)
class ChoiceProblem:
    """One validated choice problem.

    Shapes: ``value``, ``group`` (n_options,); ``usage`` (n_rows, n_options), not negative; ``capacity``,
    ``flex_limit``, ``flex_price`` (n_rows,); ``required`` (n_groups,). ``rows`` are :class:`SideRow` or plain
    tuples (name, coefficients, lower, upper); they are kept as the matrices ``side`` and ``side_flex`` with
    ``side_lower`` and ``side_upper``. ``constant`` is added to objective and bound. Names are used in
    conflicts; without them rows are called ``capacity[0]`` and groups ``required[0]``.

    Raises:
        ValueError: shapes do not fit, usage or flex is negative, or a group number is out of range.
    """

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
    side_names: tuple[str, ...]
    constant: float
    row_names: tuple[str, ...]
    group_names: tuple[str, ...]

    def __init__(
        self,
        value: ArrayLike,
        group: ArrayLike,
        usage: Any,
        capacity: ArrayLike,
        required: ArrayLike,
        flex_limit: ArrayLike | None = None,
        flex_price: ArrayLike | None = None,
        rows: Sequence[SideRow | tuple[Any, ...]] = (),
        *,
        constant: float = 0.0,
        row_names: Sequence[str] | None = None,
        group_names: Sequence[str] | None = None,
    ) -> None:
        """Shapes are those of the class; ``usage`` is dense or sparse.

        Where they are ``None``, ``flex_limit`` and ``flex_price`` are 0, ``row_names`` and ``group_names`` numbered.
        """
        values = np.asarray(value, dtype=np.float64).ravel()
        capacities = np.asarray(capacity, dtype=np.float64).ravel()
        n_options, n_rows = values.size, capacities.size
        requireds = np.asarray(required, dtype=np.bool_).ravel()
        named = tuple(SideRow(*row) for row in rows)
        fields: dict[str, Any] = {
            "value": values,
            "group": np.asarray(group, dtype=np.int64).ravel(),
            "usage": _matrix(usage, n_rows, n_options, "usage"),
            "capacity": capacities,
            "required": requireds,
            "flex_limit": _vector(flex_limit, n_rows, "flex_limit"),
            "flex_price": _vector(flex_price, n_rows, "flex_price"),
            "side": _stack([row.coefficients for row in named], n_options),
            "side_flex": _stack([row.flex for row in named], n_rows),
            "side_lower": np.array([row.lower for row in named], dtype=np.float64),
            "side_upper": np.array([row.upper for row in named], dtype=np.float64),
            "side_names": tuple(row.name for row in named),
            "constant": float(constant),
            "row_names": tuple(row_names or (f"capacity[{i}]" for i in range(n_rows))),
            "group_names": tuple(group_names or (f"required[{i}]" for i in range(requireds.size))),
        }
        for name, content in fields.items():
            object.__setattr__(self, name, content)
        self._check()

    def _check(self) -> None:
        if self.group.shape != self.value.shape:
            raise ValueError("group must have one entry an option")
        if self.group.size and not 0 <= self.group.min() <= self.group.max() < self.required.size:
            raise ValueError("group numbers must lie between 0 and n_groups − 1")
        if len(self.row_names) != self.n_rows or len(self.group_names) != self.n_groups:
            raise ValueError("there must be one name a row and one a group")
        if self.usage.nnz and self.usage.data.min() < 0:
            raise ValueError("usage must not be negative")
        if (self.flex_limit < 0).any() or (self.flex_price < 0).any():
            raise ValueError("flex_limit and flex_price must not be negative")
        if not (np.isfinite(self.value).all() and np.isfinite(self.capacity).all()):
            raise ValueError("value and capacity must be finite")

    @property
    def n_options(self) -> int:
        """Number of options over all groups."""
        return int(self.value.size)

    @property
    def n_groups(self) -> int:
        """Number of groups."""
        return int(self.required.size)

    @property
    def n_rows(self) -> int:
        """Number of capacity rows."""
        return int(self.capacity.size)

    def restricted(self, keep: NDArray[np.bool_]) -> ChoiceProblem:
        """The same problem with only the options where ``keep`` is true; rows and groups stay."""
        return _copied(
            self,
            value=self.value[keep],
            group=self.group[keep],
            usage=within(self.usage, keep),
            side=within(self.side, keep),
        )

    def with_rows(self, rows: NDArray[np.bool_]) -> ChoiceProblem:
        """The same problem with only the capacity rows where ``rows`` is true; side rows stay."""
        kept = np.flatnonzero(rows)
        return _copied(
            self,
            usage=sparse.csr_array(self.usage[kept]),
            capacity=self.capacity[kept],
            flex_limit=self.flex_limit[kept],
            flex_price=self.flex_price[kept],
            side_flex=within(self.side_flex, rows),
            row_names=tuple(self.row_names[row] for row in kept.tolist()),
        )

    def refocused(self, value: Floats, flex_price: Floats, row: SideRow) -> ChoiceProblem:
        """The same options and rows with another objective, and one row more; no constant.

        ``value`` is (n_options,), ``flex_price`` (n_rows,) in money per unit of its row.
        """
        extra = _stack([row.coefficients], self.n_options), _stack([row.flex], self.n_rows)
        return _copied(
            self,
            value=value,
            flex_price=flex_price,
            constant=0.0,
            side=sparse.csr_array(sparse.vstack([self.side, extra[0]], format="csr")),
            side_flex=sparse.csr_array(sparse.vstack([self.side_flex, extra[1]], format="csr")),
            side_lower=np.append(self.side_lower, row.lower),
            side_upper=np.append(self.side_upper, row.upper),
            side_names=(*self.side_names, row.name),
        )

    def side_row(self, at: int, rows: NDArray[np.bool_]) -> SideRow:
        """One of the side rows, for a problem with the capacity rows where ``rows`` is true."""
        flex = _of_row(self.side_flex, at)
        stays = rows[flex.places]
        places = (np.cumsum(rows) - 1)[flex.places[stays]]
        limits = self.side_lower[at], self.side_upper[at]
        return SideRow(self.side_names[at], _of_row(self.side, at), *limits, Entries(places, flex.values[stays]))

    def chosen_mask(self, chosen: Ints) -> Floats:
        """1.0 for each chosen option; ``chosen`` as in :class:`ChoiceResult`."""
        mask = np.zeros(self.n_options)
        mask[chosen[chosen != NO_OPTION]] = 1.0
        return mask

    def flex_needed(self, chosen: Ints) -> Floats:
        """What must be bought for a choice, in units of each row: the excess over capacity.

        ``chosen`` as in :class:`ChoiceResult`; the answer is (n_rows,), never negative.
        """
        return np.asarray(np.maximum(0.0, self.usage @ self.chosen_mask(chosen) - self.capacity), dtype=np.float64)

    def flex_bought(self, chosen: Ints) -> Floats:
        """What is bought for a choice: what it needs, as far as that is to be had.

        ``chosen`` as in :class:`ChoiceResult`; the answer is (n_rows,).
        """
        return np.asarray(np.minimum(self.flex_needed(chosen), self.flex_limit), dtype=np.float64)

    def objective_of(self, chosen: Ints) -> float:
        """Value of a choice less what its flex costs, with the constant.

        ``chosen`` as in :class:`ChoiceResult`.
        """
        return float(self.value @ self.chosen_mask(chosen) - self.flex_price @ self.flex_bought(chosen)) + self.constant

    def gap_between(self, best_bound: float, objective: float) -> float:
        """(best_bound − objective) / max(|objective|, 1 % of Σ|value|), never negative."""
        return max(0.0, (best_bound - objective) / self.gap_scale(objective))

    def gap_scale(self, objective: float) -> float:
        """What a gap is relative to: max(|objective|, 1 % of Σ|value|)."""
        return max(abs(objective), 0.01 * float(np.abs(self.value).sum()), 1e-12)

    def violated_rows(self, chosen: Ints, tolerance: float = 1e-6) -> tuple[str, ...]:
        """Names of all rows and groups that a choice breaks; empty for a feasible choice.

        ``chosen`` as in :class:`ChoiceResult`. Rows may be overdrawn by ``tolerance``, relative to their limit where
        that is above 1.
        """
        mask = self.chosen_mask(chosen)
        over = self.flex_needed(chosen) - self.flex_limit > tolerance * np.maximum(1.0, self.capacity)
        names = [self.row_names[i] for i in np.flatnonzero(over)]
        amounts = self.side @ mask + self.side_flex @ self.flex_bought(chosen)
        wrong = amounts < self.side_lower - tolerance * _size_of(self.side_lower)
        wrong |= amounts > self.side_upper + tolerance * _size_of(self.side_upper)
        names += [self.side_names[i] for i in np.flatnonzero(wrong)]
        names += [self.group_names[g] for g in np.flatnonzero(self.required & (chosen == NO_OPTION))]
        return tuple(names)


def _size_of(limits: Floats) -> Floats:
    """What a tolerance is relative to: the limit, where it is above 1; a row that has none is never broken."""
    return np.maximum(1.0, np.abs(np.where(np.isfinite(limits), limits, 1.0)))


@dataclass(frozen=True, slots=True)
class ChoiceResult:
    """The answer to a choice problem.

    ``chosen`` (n_groups,) holds an option's index or −1; ``flex`` (n_rows,) what was bought. Without a plan
    both are empty and ``objective`` and ``gap`` are ``None``. OPTIMAL means proven within the gap asked for.
    ``work`` is what was done, in seconds of a quiet machine; ``cut_off`` says that the clock ended it before its time.
    """

    status: Status
    chosen: Ints
    flex: Floats
    objective: float | None
    best_bound: float | None
    gap: float | None
    seconds: float
    conflict: tuple[str, ...] = ()
    work: float = 0.0
    cut_off: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known while a solve runs."""

    seconds: float
    objective: float | None
    best_bound: float | None
    gap: float | None


def _matrix(content: Any, rows: int, columns: int, name: str) -> sparse.csr_array:
    matrix = sparse.csr_array(content, dtype=np.float64)
    if rows == 0 or columns == 0:
        return sparse.csr_array((rows, columns), dtype=np.float64)
    if matrix.shape != (rows, columns):
        raise ValueError(f"{name} must have shape ({rows}, {columns}), not {matrix.shape}")
    return matrix


def _vector(content: ArrayLike | None, size: int, name: str) -> Floats:
    if content is None:
        return np.zeros(size)
    vector = np.asarray(content, dtype=np.float64).ravel()
    if vector.size != size:
        raise ValueError(f"{name} must have {size} entries, not {vector.size}")
    return vector


def _stack(parts: list[Any], columns: int) -> sparse.csr_array:
    """Rows given one by one, dense or sparse or missing, as one matrix."""
    entries = [_entries(part, columns) for part in parts]
    indices = np.concatenate([np.zeros(0, dtype=np.int64), *(i for i, _ in entries)])
    data = np.concatenate([np.zeros(0), *(d for _, d in entries)])
    ends = np.cumsum([0, *(i.size for i, _ in entries)])
    return sparse.csr_array((data, indices, ends), shape=(len(parts), columns))


def _of_row(matrix: sparse.csr_array, at: int) -> Entries:
    span = slice(matrix.indptr[at], matrix.indptr[at + 1])
    return Entries(matrix.indices[span].astype(np.int64), matrix.data[span])


def _entries(part: Any, columns: int) -> Entries:
    """Places and values of the nonzeros of one row."""
    if part is None or columns == 0:
        return Entries(np.zeros(0, dtype=np.int64), np.zeros(0))
    if isinstance(part, Entries):
        return part
    if hasattr(part, "tocoo"):
        row = part.tocoo()
        size, where, data = max(row.shape), row.coords[-1 if row.shape[0] == 1 else 0], row.data
    else:
        dense = np.asarray(part, dtype=np.float64).ravel()
        size, where = dense.size, np.flatnonzero(dense)
        data = dense[where]
    if size != columns:
        raise ValueError(f"a side row must have {columns} coefficients, not {size}")
    return Entries(where.astype(np.int64), data.astype(np.float64))


def _copied(problem: ChoiceProblem, **changes: Any) -> ChoiceProblem:
    """A copy of a problem with some arrays changed, not checked again."""
    copy = object.__new__(ChoiceProblem)
    for name in ChoiceProblem.__slots__:
        object.__setattr__(copy, name, changes.get(name, getattr(problem, name)))
    return copy
