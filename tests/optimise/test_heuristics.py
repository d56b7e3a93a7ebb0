"""Plans made without a solver always hold, and exchanges never lose."""

from __future__ import annotations

import numpy as np
import pytest

from engine.optimise.choice import NO_OPTION, ChoiceProblem
from engine.optimise.exchange import exchange
from engine.optimise.greedy import FirstFit, by_density, near
from engine.optimise.model import build_model
from engine.optimise.solve import solve_choice
from tests.benchmarks.portfolios import random_portfolio as large_portfolio
from tests.support.seeds import some
from tests.support.small_portfolios import random_portfolio


@pytest.mark.parametrize("seed", range(8))
def test_a_greedy_plan_of_a_portfolio_without_lower_limits_holds(seed: int) -> None:
    problem = build_model(large_portfolio(30, seed=seed)).problem
    chosen = FirstFit(problem).choice(by_density(problem))
    assert problem.violated_rows(chosen) == ()
    assert problem.objective_of(chosen) > problem.objective_of(np.full(problem.n_groups, NO_OPTION))


@pytest.mark.parametrize("seed", some(range(60), 3))
def test_exchanges_keep_every_row_and_never_lose(seed: int) -> None:
    problem = build_model(random_portfolio(seed)).problem
    chosen = FirstFit(problem).choice(by_density(problem))
    if problem.n_options == 0 or problem.violated_rows(chosen):
        pytest.skip("no plan to begin with")
    better = exchange(problem, chosen)
    assert problem.violated_rows(better) == ()
    assert problem.objective_of(better) >= problem.objective_of(chosen) - 1e-6
    best = solve_choice(problem, gap=0.0)
    assert best.objective is not None
    assert problem.objective_of(better) <= best.objective + 1e-6 * abs(best.objective) + 1e-6


def test_a_pair_is_exchanged_where_no_single_change_gains() -> None:
    """One heavy option blocks two light ones; only taking it out together with bringing one in gains."""
    problem = ChoiceProblem([10.0, 11.0], [0, 1], [[6.0, 6.0]], [6.0], [False] * 2)
    assert exchange(problem, np.array([0, NO_OPTION])).tolist() == [NO_OPTION, 1]


def test_bought_capacity_counts_in_an_exchange() -> None:
    dear = ChoiceProblem([10.0, 3.0], [0, 1], [[6.0, 6.0]], [6.0], [False] * 2, [6.0], [1.0])
    assert exchange(dear, np.array([0, NO_OPTION])).tolist() == [0, NO_OPTION]
    cheap = ChoiceProblem([10.0, 3.0], [0, 1], [[6.0, 6.0]], [6.0], [False] * 2, [6.0], [0.4])
    assert exchange(cheap, np.array([0, NO_OPTION])).tolist() == [0, 1]


def test_a_plan_is_mended_when_a_rule_is_added() -> None:
    """The earlier plan runs options 0 and 2; the new row demands option 1 of the first group."""
    demanded = ("pin", [0.0, 1.0, 0.0], 1.0, np.inf)
    problem = ChoiceProblem([9.0, 2.0, 5.0], [0, 0, 1], [[1.0, 1.0, 1.0]], [2.0], [False] * 2, rows=[demanded])
    mended = FirstFit(problem).choice(near(problem, np.array([0, 2])))
    assert mended.tolist() == [1, 2]
    assert problem.violated_rows(mended) == ()
