"""The integer programme in PuLP: a linear programme restricted to some of its options, which become binary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pulp
from numpy.typing import NDArray
from scipy import sparse

from engine.optimise.choice import Floats
from engine.optimise.linear import LinearProgramme


@dataclass(frozen=True, slots=True)
class IntegerProgramme:
    """A PuLP problem and the columns of the linear programme that its variables stand for, in order.

    Behind those stand variables without a column, one a row that nothing satisfies. PuLP has the same order.
    """

    pulp: Any
    variables: list[Any]
    columns: NDArray[np.int64]
    n_options: int
    offset: float

    def spread(self, values: Floats, size: int) -> Floats:
        """Values of the variables as values of all ``size`` columns; options left out are 0."""
        whole = np.zeros(size)
        whole[self.columns] = values
        return whole


def integer_programme(programme: LinearProgramme, keep: NDArray[np.bool_]) -> IntegerProgramme:
    """The PuLP problem over the options where ``keep`` is true; (n_options,).

    PuLP orders variables by name, so names have a fixed width and sort as they were made.
    """
    kept = np.flatnonzero(keep)
    columns = np.concatenate((kept, np.arange(programme.n_options, programme.cost.size)))
    lp = pulp.LpProblem("choice", pulp.LpMinimize)
    variables = [lp.add_variable(f"x{i:07d}", 0, 1, pulp.LpInteger) for i in kept.tolist()]
    variables += [
        lp.add_variable(f"y{row:07d}", 0, float(programme.most[column]))
        for row, column in zip(programme.flex_rows.tolist(), columns[kept.size :].tolist(), strict=True)
    ]
    lp.setObjective(pulp.LpAffineExpression(list(zip(variables, programme.cost[columns].tolist(), strict=True))))
    without_column = _add_rows(lp, programme, columns, variables)
    return IntegerProgramme(lp, variables + without_column, columns, int(kept.size), programme.offset)


def _add_rows(lp: Any, programme: LinearProgramme, columns: NDArray[np.int64], variables: list[Any]) -> list[Any]:
    """Write all rows that limit something; the variables that rows nothing satisfies are made of are returned."""
    matrix = sparse.csr_array(programme.matrix[:, columns])
    ends = matrix.indptr.tolist()
    indices, coefficients = matrix.indices.tolist(), matrix.data.tolist()
    lowers, uppers = (side.tolist() for side in _binding(programme, matrix, columns))
    variable_at = variables.__getitem__
    without_column = []
    for row, (lower, upper) in enumerate(zip(lowers, uppers, strict=True)):
        span = slice(ends[row], ends[row + 1])
        if span.start == span.stop:
            if lower > 0 or upper < 0:
                without_column.append(_add_impossible(lp, row))
            continue
        for sense, suffix, bound in _sides(lower, upper):
            total = pulp.LpAffineExpression(zip(map(variable_at, indices[span]), coefficients[span], strict=True))
            lp.addConstraint(pulp.LpConstraint(total, sense, f"r{row}{suffix}", bound))
    return without_column


def _binding(programme: LinearProgramme, matrix: sparse.csr_array, columns: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Lower and upper limits of the rows, infinite where no values of the columns reach them: with few options many."""
    most = programme.most[columns]
    largest, smallest = matrix.maximum(0.0) @ most, matrix.minimum(0.0) @ most
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
