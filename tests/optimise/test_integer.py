"""The integer programme: what it leaves out of the linear programme limits nothing."""

from __future__ import annotations

from itertools import product

import numpy as np
import pulp
import pytest

from engine.optimise.choice import ChoiceProblem, SideRow
from engine.optimise.integer import IntegerProgramme, integer_programme
from engine.optimise.linear import LinearProgramme, linear_programme


def random_problem(seed: int) -> ChoiceProblem:
    """Three groups of two options, two capacity rows with flex on the first, three side rows of every kind."""
    rng = np.random.default_rng(seed)
    sides = rng.integers(-2, 3, size=(3, 6)).astype(float)
    limits = rng.integers(-2, 3, size=3).astype(float)
    rows = [
        SideRow("upper", sides[0], -np.inf, limits[0]),
        SideRow("lower", sides[1], limits[1], np.inf),
        SideRow("both", sides[2], limits[2], limits[2] + rng.integers(0, 2), np.array([0.5, 0.0])),
    ]
    usage = rng.integers(0, 4, size=(2, 6)).astype(float)
    required = rng.random(3) < 0.3
    return ChoiceProblem(
        rng.normal(size=6),
        [0, 0, 1, 1, 2, 2],
        usage,
        rng.integers(1, 6, size=2),
        required,
        [1.0, 0.0],
        [0.1, 0.0],
        rows,
    )


def allowed_by_rows(programme: LinearProgramme, values: np.ndarray) -> bool:
    amounts = programme.matrix @ values
    return bool(((amounts >= programme.lower - 1e-9) & (amounts <= programme.upper + 1e-9)).all())


def allowed_by_pulp(integer: IntegerProgramme, values: np.ndarray) -> bool:
    for variable, value in zip(integer.variables, values, strict=False):
        variable.setInitialValue(float(value), check=False)
    for variable in integer.variables[values.size :]:
        variable.setInitialValue(0.0)
    return all(constraint.valid(1e-9) for constraint in integer.pulp.constraints())


def cost_in_pulp(integer: IntegerProgramme) -> float:
    return float(pulp.value(integer.pulp.objective) or 0.0)


@pytest.mark.parametrize("cumulative", [False, True])
@pytest.mark.parametrize("seed", range(40))
def test_allows_exactly_what_all_rows_allow(seed: int, cumulative: bool) -> None:
    problem = random_problem(seed)
    programme = linear_programme(problem)
    keep = np.random.default_rng(seed).random(6) < 0.4
    integer = integer_programme(programme, keep, problem.group if cumulative else None)
    flex = [np.linspace(0.0, most, 4) for most in programme.most[6:]]
    for values in product(*([0.0, 1.0] for _ in range(int(keep.sum()))), *flex):
        whole = np.zeros(programme.cost.size)
        whole[integer.columns] = values
        written = integer.gathered(whole)
        allowed = allowed_by_rows(programme, whole)
        assert allowed_by_pulp(integer, written) == allowed
        assert integer.spread(written, whole.size) == pytest.approx(whole)
        assert not allowed or cost_in_pulp(integer) == pytest.approx(float(programme.cost @ whole))


def test_cumulative_variables_say_started_by_then() -> None:
    """Four days a month in months 1 to 3, from month 1 or from month 2: only the first month and the last differ."""
    usage = [[4.0, 0.0], [4.0, 4.0], [4.0, 4.0], [0.0, 4.0]]
    problem = ChoiceProblem([5.0, 4.0], [0, 0], usage, [3.0] * 4, [False])
    integer = integer_programme(linear_programme(problem), np.ones(2, dtype=np.bool_), problem.group)
    assert integer.gathered(np.array([0.0, 1.0])).tolist() == [0.0, 1.0]
    assert integer.gathered(np.array([1.0, 0.0])).tolist() == [1.0, 1.0]
    capacity = [row for row in integer.pulp.constraints() if row.sense == pulp.LpConstraintLE][:4]
    assert [len(row.expr) for row in capacity] == [1, 1, 1, 2]


def test_rows_that_nothing_kept_reaches_are_not_written() -> None:
    """Two projects of three days share ten: neither the capacity nor "at most one" of a single option limits them."""
    problem = ChoiceProblem([5.0, 5.0], [0, 1], [[3.0, 3.0]], [10.0], [False, True])
    written = integer_programme(linear_programme(problem), np.ones(2, dtype=np.bool_)).pulp.constraints()
    assert [row.sense for row in written] == [pulp.LpConstraintGE]
