"""The integer programme in PuLP: a linear programme restricted to some of its options, which become binary.

Written plainly, or cumulatively: a variable then says that its option *or one before it in its group* is taken, which
for start months reads "started by then" (Pritsker and Watters 1968). The same choices hold, but work that goes on from
month to month cancels out between neighbours, so that there are half as many coefficients, and each branch divides a
group's options evenly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pulp
from numpy.typing import NDArray
from scipy import sparse

from engine.optimise.choice import Floats, Ints
from engine.optimise.linear import LinearProgramme

_CANCELLED = 1e-12
"""A difference of neighbours that counts as none; rows are scaled to 1."""


@dataclass(frozen=True, slots=True)
class IntegerProgramme:
    """A PuLP problem and the columns of the linear programme that its variables stand for, in order.

    Behind those stand variables without a column, one a row that nothing satisfies. PuLP has the same order.
    ``ahead`` are the places of variables that contain what the variable at the same entry of ``behind`` says; both are
    empty where the programme is written plainly. ``entries`` counts the coefficients of the plain form.
    """

    pulp: Any
    variables: list[Any]
    columns: NDArray[np.int64]
    n_options: int
    offset: float
    entries: int
    ahead: Ints
    behind: Ints

    def spread(self, values: Floats, size: int) -> Floats:
        """Values of the variables as values of all ``size`` columns; options left out are 0."""
        whole = np.zeros(size)
        whole[self.columns] = values
        whole[self.columns[self.ahead]] -= values[self.behind]
        return whole

    def gathered(self, whole: Floats) -> Floats:
        """The other way round: values of all columns as values of the variables."""
        values = whole[self.columns]
        for ahead, behind in zip(self.ahead.tolist(), self.behind.tolist(), strict=True):
            values[ahead] += values[behind]
        return values


def integer_programme(
    programme: LinearProgramme, keep: NDArray[np.bool_], cumulative: Ints | None = None
) -> IntegerProgramme:
    """The PuLP problem over the options where ``keep`` is true; (n_options,).

    ``cumulative`` is the group of every option, (n_options,), where it is to be written cumulatively. PuLP orders
    variables by name, so names have a fixed width and sort as they were made.
    """
    kept = np.flatnonzero(keep)
    columns = np.concatenate((kept, np.arange(programme.n_options, programme.cost.size)))
    lp = pulp.LpProblem("choice", pulp.LpMinimize)
    variables = [lp.add_variable(f"x{i:07d}", 0, 1, pulp.LpInteger) for i in kept.tolist()]
    variables += [
        lp.add_variable(f"y{row:07d}", 0, float(programme.most[column]))
        for row, column in zip(programme.flex_rows.tolist(), columns[kept.size :].tolist(), strict=True)
    ]
    matrix, cost = sparse.csr_array(programme.matrix[:, columns]), programme.cost[columns]
    lower, upper = _binding(programme, matrix, columns)
    ahead, behind = _neighbours(np.zeros(0, dtype=np.int64) if cumulative is None else cumulative[kept])
    entries = matrix.nnz
    if ahead.size:
        order = sparse.csr_array((np.ones(ahead.size), (ahead, np.arange(ahead.size))), (columns.size, ahead.size))
        apart = sparse.csr_array((np.ones(ahead.size), (np.arange(ahead.size), behind)), (ahead.size, columns.size))
        matrix, cost = _without_residues(matrix - matrix @ order @ apart), cost - apart.T @ (order.T @ cost)
        matrix = sparse.csr_array(sparse.vstack([matrix, order.T - apart], format="csr"))
        lower, upper = (
            np.concatenate((side, np.full(ahead.size, limit))) for side, limit in ((lower, 0.0), (upper, np.inf))
        )
    lp.setObjective(pulp.LpAffineExpression(list(zip(variables, cost.tolist(), strict=True))))
    without_column = _add_rows(lp, matrix, lower, upper, variables)
    return IntegerProgramme(
        lp, variables + without_column, columns, int(kept.size), programme.offset, entries, ahead, behind
    )


def _neighbours(groups: Ints) -> tuple[Ints, Ints]:
    """The places of options that have one before them in their group, and the places of those, first pairs first.

    ``groups`` is the group of each option, in their order.
    """
    order = np.argsort(groups, kind="stable")
    same = np.flatnonzero(np.diff(groups[order]) == 0)
    return order[same + 1], order[same]


def _without_residues(matrix: sparse.csr_array) -> sparse.csr_array:
    """A matrix without the entries that have cancelled out."""
    matrix.data[np.abs(matrix.data) < _CANCELLED] = 0.0
    matrix.eliminate_zeros()
    return matrix


def _add_rows(lp: Any, matrix: sparse.csr_array, lower: Floats, upper: Floats, variables: list[Any]) -> list[Any]:
    """Write all rows that limit something; the variables that rows nothing satisfies are made of are returned."""
    ends = matrix.indptr.tolist()
    indices, coefficients = matrix.indices.tolist(), matrix.data.tolist()
    limits: zip[tuple[float, float]] = zip(lower.tolist(), upper.tolist(), strict=True)
    variable_at = variables.__getitem__
    without_column = []
    for row, (least, most) in enumerate(limits):
        span = slice(ends[row], ends[row + 1])
        if span.start == span.stop:
            if least > 0 or most < 0:
                without_column.append(_add_impossible(lp, row))
            continue
        for sense, suffix, bound in _sides(least, most):
            total = pulp.LpAffineExpression(zip(map(variable_at, indices[span]), coefficients[span], strict=True))
            lp.addConstraint(pulp.LpConstraint(total, sense, f"r{row}{suffix}", bound))
    return without_column


def _binding(programme: LinearProgramme, matrix: sparse.csr_array, columns: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Lower and upper limits of the rows, infinite where no values of the columns reach them: with few options many."""
    most = programme.most[columns]
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    adds, takes = matrix.data > 0, matrix.data < 0
    reach = matrix.data * most[matrix.indices]
    largest, smallest = (
        np.bincount(row[some], weights=reach[some], minlength=matrix.shape[0]) for some in (adds, takes)
    )
    lower = np.where(smallest >= programme.lower, -np.inf, programme.lower)
    return lower, np.where(largest <= programme.upper, np.inf, programme.upper)


def _sides(lower: float, upper: float) -> list[tuple[int, str, float]]:
    """A row as PuLP knows rows: one side each, or an equation."""
    if lower == upper:
        return [(pulp.LpConstraintEQ, "", upper)]
    sides = []
    if upper < np.inf:
        sides.append((pulp.LpConstraintLE, "u", upper))
    if lower > -np.inf:
        sides.append((pulp.LpConstraintGE, "l", lower))
    return sides


def _add_impossible(lp: Any, row: int) -> Any:
    """A row without options that nothing satisfies: the solver shall say infeasible, not overlook it."""
    never = lp.add_variable(f"z{row:07d}", 0, 0)
    lp.addConstraint(pulp.LpConstraint(pulp.LpAffineExpression([(never, 1.0)]), pulp.LpConstraintGE, f"r{row}", 1.0))
    return never
