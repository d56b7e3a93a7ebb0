"""Problems that others published with their optima, solved through the choice problem."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.optimise.recommendation import Status
from engine.optimise.solve import solve_choice
from engine.optimise.solvers import Solver
from tests.support.published import HIREMATH_HILL_OPTIMA, KHAN_OPTIMA, hiremath_hill, khan, petersen


@pytest.mark.slow
@pytest.mark.parametrize("solver", list(Solver))
@pytest.mark.parametrize("name", list(KHAN_OPTIMA))
def test_khan(real_data: Path, name: str, solver: Solver) -> None:
    problem = khan(real_data / "benchmarks" / "mmkp_khan" / name)
    answer = solve_choice(problem, gap=0, time_limit=60, solver=solver)
    assert (answer.status, answer.objective) == (Status.OPTIMAL, KHAN_OPTIMA[name])


@pytest.mark.slow
def test_hiremath_and_hill(real_data: Path) -> None:
    path = real_data / "benchmarks" / "mmkp_hiremath_hill" / "TestSet1.5GP10IT5KP.txt"
    answers = [solve_choice(problem, gap=0, time_limit=60) for problem in hiremath_hill(path)]
    assert tuple(a.objective for a in answers) == HIREMATH_HILL_OPTIMA
    assert {a.status for a in answers} == {Status.OPTIMAL}


def test_petersen(real_data: Path) -> None:
    problems = petersen(real_data / "benchmarks" / "mkp_petersen" / "mknap1.txt")
    answers = [solve_choice(problem, gap=0, time_limit=60) for problem, _ in problems]
    assert [a.objective for a in answers] == pytest.approx([optimum for _, optimum in problems])
    assert len(problems) == 7
