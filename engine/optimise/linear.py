"""A choice problem as arrays of one linear programme, scaled for the solver.

A minimisation, so that the signs of duals agree between solvers. Columns are the options (0 to 1), then what can
be bought on each capacity row; rows are capacity, one a group, and side rows, in this order. Objective
coefficients are scaled to at most 1e4 and capacity rows to a capacity of 1, which keeps the tolerances of the
solver meaningful.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from engine.optimise.choice import NO_OPTION, ChoiceProblem, Floats, Ints

_LARGEST_COEFFICIENT = 1e4


@dataclass(frozen=True, slots=True)
class LinearProgramme:
    """Minimise cost · x over lower ≤ matrix · x ≤ upper and 0 ≤ x ≤ most.

    ``flex_rows`` names the capacity row of each flex column, which come after ``n_options`` options. ``offset`` is the
    problem's constant in the scale of ``cost``.
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
    offset: float

    def money(self, objective: float) -> float:
        """An objective of the minimisation, offset included, as a value of the choice problem."""
        return -objective / self.objective_scale


def linear_programme(problem: ChoiceProblem) -> LinearProgramme:
    """The linear programme of a choice problem."""
    largest = float(np.abs(problem.value).max(initial=0.0))
    scale = _LARGEST_COEFFICIENT / largest if largest > 0 else 1.0
    rows = _row_scale(problem)
    flex = np.flatnonzero((problem.flex_limit > 0) & (np.diff(problem.usage.indptr) > 0))
    groups, sides = _group_rows(problem), _side_rows(problem, flex, rows)
    bought = sparse.csr_array((-np.ones(flex.size), (flex, np.arange(flex.size))), shape=(problem.n_rows, flex.size))
    capacity = sparse.hstack([sparse.diags_array(1.0 / rows) @ problem.usage, bought]) if problem.n_rows else None
    return LinearProgramme(
        cost=np.concatenate((-problem.value * scale, problem.flex_price[flex] * rows[flex] * scale)),
        matrix=sparse.csc_array(sparse.vstack([part for part in (capacity, groups, sides.matrix) if part is not None])),
        lower=np.concatenate((np.full(problem.n_rows, -np.inf), np.where(problem.required, 1.0, -np.inf), sides.lower)),
        upper=np.concatenate((problem.capacity / rows, np.ones(problem.n_groups), sides.upper)),
        most=np.concatenate((np.ones(problem.n_options), problem.flex_limit[flex] / rows[flex])),
        n_options=problem.n_options,
        flex_rows=flex,
        objective_scale=scale,
        row_scale=rows,
        offset=-problem.constant * scale,
    )


def column_values(problem: ChoiceProblem, programme: LinearProgramme, chosen: Ints) -> Floats:
    """A choice as values of the programme's columns."""
    flex = problem.flex_bought(chosen)[programme.flex_rows] / programme.row_scale[programme.flex_rows]
    return np.concatenate((problem.chosen_mask(chosen), flex))


def read_choice(problem: ChoiceProblem, values: Floats) -> Ints:
    """The chosen option of each group from the values of the columns, rounded."""
    chosen = np.full(problem.n_groups, NO_OPTION, dtype=np.int64)
    taken = np.flatnonzero(values[: problem.n_options] > 0.5)
    chosen[problem.group[taken]] = taken
    return chosen


@dataclass(frozen=True, slots=True)
class _SideRows:
    matrix: sparse.csr_array
    lower: Floats
    upper: Floats


def _row_scale(problem: ChoiceProblem) -> Floats:
    widest = np.ones(problem.n_rows)
    if problem.usage.nnz:
        widest = np.maximum(1e-9, problem.usage.max(axis=1).toarray().ravel())
    return np.where(problem.capacity > 0, problem.capacity, widest)


def _group_rows(problem: ChoiceProblem) -> sparse.csr_array:
    flex = int(((problem.flex_limit > 0) & (np.diff(problem.usage.indptr) > 0)).sum())
    entries = (np.ones(problem.n_options), (problem.group, np.arange(problem.n_options)))
    return sparse.csr_array(entries, shape=(problem.n_groups, problem.n_options + flex))


def _side_rows(problem: ChoiceProblem, flex: Ints, rows: Floats) -> _SideRows:
    """Side rows scaled to a largest coefficient of 1."""
    bought = problem.side_flex[:, flex] @ sparse.diags_array(rows[flex]) if flex.size else None
    matrix = sparse.csr_array(problem.side if bought is None else sparse.hstack([problem.side, bought]))
    largest = np.ones(matrix.shape[0])
    if matrix.nnz:
        largest = abs(matrix).max(axis=1).toarray().ravel()
        largest[largest == 0] = 1.0
    scaled = sparse.csr_array(sparse.diags_array(1.0 / largest) @ matrix) if matrix.shape[0] else matrix
    return _SideRows(scaled, problem.side_lower / largest, problem.side_upper / largest)
