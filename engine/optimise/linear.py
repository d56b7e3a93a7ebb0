"""A choice problem as arrays of one linear programme, scaled for the solver.

A minimisation, so that the signs of duals agree between solvers. Columns are the options (0 to 1), then what can
be bought on each capacity row; rows are capacity, one a group, and side rows, in this order. Objective
coefficients are scaled to at most 1e4 and capacity rows to a capacity of 1, which keeps the tolerances of the
solver meaningful.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from engine.optimise.choice import NO_OPTION, ChoiceProblem, Floats, Ints
from engine.optimise.parts_of_matrices import within_rows

_LARGEST_COEFFICIENT = 1e4


@dataclass(frozen=True, slots=True)
class LinearProgramme:
    """Minimise cost · x over lower ≤ matrix · x ≤ upper and 0 ≤ x ≤ most.

    ``flex_rows`` names the capacity row of each flex column, which come after ``n_options`` options. ``offset`` is the
    problem's constant in the scale of ``cost``. Limits of capacity rows are divided by ``row_scale``, those of side
    rows by ``side_scale``.
    """

    cost: Floats
    matrix: sparse.csc_array
    lower: Floats
    upper: Floats
    most: Floats
    n_options: int
    flex_rows: Ints
    objective_scale: float
    row_scale: Floats
    side_scale: Floats
    offset: float

    def with_rows(self, rows: NDArray[np.bool_]) -> LinearProgramme:
        """The programme with some of its capacity rows only, (n_rows,), and what can be bought on them.

        A relaxation: what is left out limits nothing and costs nothing.
        """
        columns = np.concatenate((np.ones(self.n_options, dtype=np.bool_), rows[self.flex_rows]))
        kept = np.concatenate((rows, np.ones(self.matrix.shape[0] - rows.size, dtype=np.bool_)))
        return replace(
            self,
            cost=self.cost[columns],
            matrix=within_rows(sparse.csc_array(self.matrix[:, columns]), kept),
            lower=self.lower[kept],
            upper=self.upper[kept],
            most=self.most[columns],
            flex_rows=self.flex_rows[rows[self.flex_rows]],
        )

    def money(self, objective: float) -> float:
        """An objective of the minimisation, offset included, as a value of the choice problem."""
        return -objective / self.objective_scale


def linear_programme(problem: ChoiceProblem) -> LinearProgramme:
    """The linear programme of a choice problem."""
    largest = float(np.abs(problem.value).max(initial=0.0))
    scale = _LARGEST_COEFFICIENT / largest if largest > 0 else 1.0
    rows = _row_scale(problem)
    flex = np.flatnonzero((problem.flex_limit > 0) & (np.diff(problem.usage.indptr) > 0))
    bought = sparse.csr_array(problem.side_flex[:, flex])
    bought.data *= rows[flex][bought.indices]
    widest = _side_scale(problem, bought)
    return LinearProgramme(
        cost=np.concatenate((-problem.value * scale, problem.flex_price[flex] * rows[flex] * scale)),
        matrix=_matrix(problem, flex, bought, rows, widest),
        lower=np.concatenate(
            (np.full(problem.n_rows, -np.inf), np.where(problem.required, 1.0, -np.inf), problem.side_lower / widest)
        ),
        upper=np.concatenate((problem.capacity / rows, np.ones(problem.n_groups), problem.side_upper / widest)),
        most=np.concatenate((np.ones(problem.n_options), problem.flex_limit[flex] / rows[flex])),
        n_options=problem.n_options,
        flex_rows=flex,
        objective_scale=scale,
        row_scale=rows,
        side_scale=widest,
        offset=-problem.constant * scale,
    )


def column_values(problem: ChoiceProblem, programme: LinearProgramme, chosen: Ints) -> Floats:
    """A choice as values of the programme's columns.

    ``chosen`` is the option of each group, (n_groups,); the answer holds one value a column: options, then flex in the
    programme's scale.
    """
    flex = problem.flex_bought(chosen)[programme.flex_rows] / programme.row_scale[programme.flex_rows]
    return np.concatenate((problem.chosen_mask(chosen), flex))


def read_choice(problem: ChoiceProblem, values: Floats) -> Ints:
    """The chosen option of each group from the values of the columns, rounded."""
    chosen = np.full(problem.n_groups, NO_OPTION, dtype=np.int64)
    taken = np.flatnonzero(values[: problem.n_options] > 0.5)
    chosen[problem.group[taken]] = taken
    return chosen


def _matrix(
    problem: ChoiceProblem, flex: Ints, bought: sparse.csr_array, rows: Floats, widest: Floats
) -> sparse.csc_array:
    """Options, then what can be bought; ``bought`` is what the side rows count of it, before their scaling."""
    groups = _ones(problem.group, problem.n_groups)
    # Stacked as what they are and turned once: scipy takes a far longer way to the other format.
    options = sparse.csc_array(
        sparse.vstack([_divided(problem.usage, rows), groups, _divided(problem.side, widest)], format="csr")
    )
    if not flex.size:
        return options
    spent = -_ones(flex, problem.n_rows)
    apart = sparse.csr_array((problem.n_groups, flex.size))
    columns = sparse.csc_array(sparse.vstack([spent, apart, _divided(bought, widest)], format="csr"))
    return sparse.csc_array(sparse.hstack([options, columns], format="csc"))


def _ones(row: Ints, n_rows: int) -> sparse.csr_array:
    """A one in each column, in the row named for it."""
    ends = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=n_rows))))
    return sparse.csr_array((np.ones(row.size), np.argsort(row, kind="stable"), ends), shape=(n_rows, row.size))


def _divided(matrix: sparse.csr_array, scale: Floats) -> sparse.csr_array:
    """Each row divided by its scale."""
    data = matrix.data * np.repeat(1.0 / scale, np.diff(matrix.indptr))
    return sparse.csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def _row_scale(problem: ChoiceProblem) -> Floats:
    """The capacity of each row; of one without any the largest use."""
    some = problem.capacity > 0
    if some.all() or not problem.usage.nnz:
        return np.where(some, problem.capacity, 1.0)
    return np.where(some, problem.capacity, np.maximum(1e-9, _largest(problem.usage)))


def _side_scale(problem: ChoiceProblem, bought: sparse.csr_array) -> Floats:
    """The largest coefficient of each side row, so that it becomes 1."""
    largest = np.maximum(_largest(problem.side), _largest(bought))
    return np.where(largest == 0, 1.0, largest)


def _largest(matrix: sparse.csr_array) -> Floats:
    """The largest absolute entry of each row; 0 of an empty one."""
    largest = np.zeros(matrix.shape[0])
    filled = np.flatnonzero(np.diff(matrix.indptr))
    if filled.size:
        largest[filled] = np.maximum.reduceat(np.abs(matrix.data), matrix.indptr[filled])
    return largest
