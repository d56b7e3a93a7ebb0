"""A choice problem written as a linear programme in PuLP, scaled for the solver.

A minimisation, so that the signs of duals agree between solvers. Each option is a binary variable; what can
be bought on a capacity row is a continuous one. Objective coefficients are scaled to at most 1e4 and capacity
rows to a capacity of 1, which keeps the tolerances of the solver meaningful.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pulp

from engine.optimise.choice import NO_OPTION, ChoiceProblem, Floats, Ints

_LARGEST_COEFFICIENT = 1e4


@dataclass(frozen=True, slots=True)
class LinearProgramme:
    """A PuLP problem and how to read it: its variables in order and its two scales.

    PuLP orders variables by name, so names have a fixed width and sort as they were made.
    """

    pulp: Any
    options: list[Any]
    flex: dict[int, Any]
    objective_scale: float
    row_scale: Floats

    @property
    def variables(self) -> list[Any]:
        """All variables: options first, then flex by row."""
        return [*self.options, *self.flex.values()]


def write_programme(problem: ChoiceProblem) -> LinearProgramme:
    """The linear programme of a choice problem, without its constant."""
    largest = float(np.abs(problem.value).max(initial=0.0))
    scale = _LARGEST_COEFFICIENT / largest if largest > 0 else 1.0
    rows = _row_scale(problem)
    lp = pulp.LpProblem("choice", pulp.LpMinimize)
    options = [lp.add_variable(f"x{i:07d}", 0, 1, pulp.LpInteger) for i in range(problem.n_options)]
    flex = {
        int(r): lp.add_variable(f"y{r:07d}", 0, problem.flex_limit[r] / rows[r])
        for r in np.flatnonzero((problem.flex_limit > 0) & (np.diff(problem.usage.indptr) > 0))
    }
    cost = [(x, -float(v) * scale) for x, v in zip(options, problem.value, strict=True)]
    cost += [(y, float(problem.flex_price[r] * rows[r]) * scale) for r, y in flex.items()]
    lp.setObjective(pulp.LpAffineExpression(cost))
    programme = LinearProgramme(lp, options, flex, scale, rows)
    _add_groups(problem, programme)
    _add_capacity(problem, programme)
    _add_side_rows(problem, programme)
    return programme


def column_values(problem: ChoiceProblem, programme: LinearProgramme, chosen: Ints) -> Floats:
    """A choice as values of the programme's variables, in their order."""
    bought = np.minimum(problem.flex_needed(chosen), problem.flex_limit)
    flex = [bought[r] / programme.row_scale[r] for r in programme.flex]
    return np.concatenate((problem.chosen_mask(chosen), np.array(flex, dtype=np.float64)))


def read_choice(problem: ChoiceProblem, values: Floats) -> Ints:
    """The chosen option of each group from the values of the option variables, rounded."""
    chosen = np.full(problem.n_groups, NO_OPTION, dtype=np.int64)
    taken = np.flatnonzero(values[: problem.n_options] > 0.5)
    chosen[problem.group[taken]] = taken
    return chosen


def _row_scale(problem: ChoiceProblem) -> Floats:
    widest = np.ones(problem.n_rows)
    if problem.usage.nnz:
        widest = np.maximum(1e-9, problem.usage.max(axis=1).toarray().ravel())
    return np.where(problem.capacity > 0, problem.capacity, widest)


def _add_groups(problem: ChoiceProblem, programme: LinearProgramme) -> None:
    order = np.argsort(problem.group, kind="stable")
    starts = np.searchsorted(problem.group[order], np.arange(problem.n_groups + 1))
    for group in range(problem.n_groups):
        members = order[starts[group] : starts[group + 1]]
        if not members.size:
            if problem.required[group]:
                _add_impossible(programme, f"g{group}")
            continue
        total = pulp.LpAffineExpression([(programme.options[i], 1.0) for i in members])
        sense = pulp.LpConstraintEQ if problem.required[group] else pulp.LpConstraintLE
        programme.pulp.addConstraint(pulp.LpConstraint(total, sense, f"g{group}", 1.0))


def _add_impossible(programme: LinearProgramme, name: str) -> None:
    """A required group without options: a row that nothing satisfies, so that the solver says infeasible."""
    never = programme.pulp.add_variable(f"z_{name}", 0, 0)
    programme.pulp.addConstraint(
        pulp.LpConstraint(pulp.LpAffineExpression([(never, 1.0)]), pulp.LpConstraintGE, name, 1.0)
    )


def _add_capacity(problem: ChoiceProblem, programme: LinearProgramme) -> None:
    usage = problem.usage
    for r in range(problem.n_rows):
        scale = programme.row_scale[r]
        span = slice(usage.indptr[r], usage.indptr[r + 1])
        terms = [
            (programme.options[i], float(days) / scale)
            for i, days in zip(usage.indices[span], usage.data[span], strict=True)
        ]
        if not terms:
            continue
        if r in programme.flex:
            terms.append((programme.flex[r], -1.0))
        row = pulp.LpConstraint(
            pulp.LpAffineExpression(terms), pulp.LpConstraintLE, f"r{r}", problem.capacity[r] / scale
        )
        programme.pulp.addConstraint(row)


def _add_side_rows(problem: ChoiceProblem, programme: LinearProgramme) -> None:
    for number in range(len(problem.side_names)):
        lower, upper = problem.side_lower[number], problem.side_upper[number]
        terms = _side_terms(problem, programme, number)
        scale = max((abs(c) for _, c in terms), default=1.0) or 1.0
        terms = [(v, c / scale) for v, c in terms]
        if not terms:
            if lower > 0 or upper < 0:
                _add_impossible(programme, f"s{number}")
            continue
        total = pulp.LpAffineExpression(terms)
        for sense, bound, suffix in (
            (pulp.LpConstraintGE, lower, "l"),
            (pulp.LpConstraintLE, upper, "u"),
        ):
            if np.isfinite(bound):
                programme.pulp.addConstraint(pulp.LpConstraint(total, sense, f"s{number}{suffix}", bound / scale))


def _side_terms(problem: ChoiceProblem, programme: LinearProgramme, number: int) -> list[tuple[Any, float]]:
    side, bought = problem.side, problem.side_flex
    span = slice(side.indptr[number], side.indptr[number + 1])
    terms = [
        (programme.options[i], float(c)) for i, c in zip(side.indices[span], side.data[span], strict=True) if c != 0
    ]
    span = slice(bought.indptr[number], bought.indptr[number + 1])
    terms += [
        (programme.flex[r], float(c * programme.row_scale[r]))
        for r, c in zip(bought.indices[span], bought.data[span], strict=True)
        if r in programme.flex and c != 0
    ]
    return terms
