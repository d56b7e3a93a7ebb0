"""Better plans for a problem whose rows are written only where they limit something."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.optimise.choice import NO_OPTION
from engine.optimise.greedy import FirstFit, by_density
from engine.optimise.incumbent import Incumbent
from engine.optimise.model import build_model
from engine.optimise.solve import solve_choice
from engine.optimise.solvers import SolveLimits
from engine.optimise.work_limit import WorkLimit
from tests.benchmarks.portfolios import random_portfolio

SECONDS = 60.0


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("ruled", [False, True])
def test_rows_that_nobody_wrote_are_kept_all_the_same(monkeypatch: pytest.MonkeyPatch, seed: int, ruled: bool) -> None:
    problem = build_model(random_portfolio(12, seed=seed, ruled=ruled)).problem
    whole = solve_choice(problem, gap=0.0, time_limit=SECONDS)
    monkeypatch.setattr("engine.optimise.incumbent._FULL", math.inf)
    lean = solve_choice(problem, gap=0.0, time_limit=SECONDS)
    assert lean.objective == pytest.approx(whole.objective, rel=1e-7)
    assert lean.best_bound == pytest.approx(whole.best_bound, rel=1e-7)
    assert not problem.violated_rows(lean.chosen)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_neighbourhoods_better_a_plan_and_break_nothing(seed: int) -> None:
    problem = build_model(random_portfolio(24, seed=seed)).problem
    known = Incumbent(problem)
    known.take(FirstFit(problem).choice(by_density(problem)))
    known.relax(WorkLimit(SECONDS))
    before = known.objective
    known.better(WorkLimit(SECONDS), math.inf, most=8)
    best = solve_choice(problem, gap=0.0, time_limit=SECONDS)
    assert known.chosen is not None
    assert best.objective is not None
    assert before < known.objective <= best.objective + 1e-7 * abs(best.objective)
    assert not problem.violated_rows(known.chosen)


@pytest.mark.parametrize("seconds", [1.0, SECONDS])
@pytest.mark.parametrize("seed", [0, 2])
def test_the_wide_programme_finds_the_optimum_beside_the_proof_and_before_it(
    monkeypatch: pytest.MonkeyPatch, seed: int, seconds: float
) -> None:
    problem = build_model(random_portfolio(12, seed=seed, ruled=True)).problem
    whole = solve_choice(problem, gap=0.0, time_limit=SECONDS)
    for name, value in {"_HARD": 0.0, "_MANY": 1, "_WIDE_PART": 1.0}.items():
        monkeypatch.setattr(f"engine.optimise.solve.{name}", value)
    wide = solve_choice(problem, gap=0.0, time_limit=seconds)
    assert wide.objective == pytest.approx(whole.objective, rel=1e-7)
    assert wide.best_bound == pytest.approx(whole.best_bound, rel=1e-7)


def test_what_is_found_in_a_copy_is_its_own() -> None:
    problem = build_model(random_portfolio(12, seed=0)).problem
    known = Incumbent(problem)
    known.take(np.full(problem.n_groups, NO_OPTION))
    known.relax(WorkLimit(SECONDS))
    other = known.copy()
    other.solve(other.likely(3), SolveLimits(0.0, WorkLimit(SECONDS)), cumulative=True)
    assert other.objective > known.objective == 0.0 + problem.constant
    assert not problem.violated_rows(other.chosen)


def test_without_a_plan_there_is_nothing_to_better() -> None:
    problem = build_model(random_portfolio(12, seed=0)).problem
    known = Incumbent(problem)
    known.relax(WorkLimit(SECONDS))
    known.better(WorkLimit(SECONDS), math.inf, most=8)
    assert known.chosen is None


def test_a_problem_with_some_of_its_rows_is_the_same_problem() -> None:
    problem = build_model(random_portfolio(12, seed=1, ruled=True)).problem
    rows = np.arange(problem.n_rows) % 2 == 0
    some = problem.with_rows(rows)
    nothing = np.full(problem.n_groups, NO_OPTION)
    assert some.row_names == tuple(problem.row_names[i] for i in np.flatnonzero(rows))
    assert some.objective_of(nothing) == problem.objective_of(nothing)
    assert set(some.violated_rows(nothing)) <= set(problem.violated_rows(nothing))
