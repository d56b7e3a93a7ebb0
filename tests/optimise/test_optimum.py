"""The optimiser against trying everything, and against what must hold for any portfolio."""

from __future__ import annotations

import pytest

from engine.optimise.recommend import Target, recommend
from engine.optimise.recommendation import Status
from engine.optimise.solvers import Solver
from tests.support.seeds import some
from tests.support.small_portfolios import best_objective, random_portfolio

EXACT = Target(gap=0.0, seconds=60.0)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 150, 25))
def test_the_optimum_is_what_trying_everything_finds(first: int) -> None:
    for seed in some(range(first, first + 25), 3):
        portfolio = random_portfolio(seed)
        expected = best_objective(portfolio)
        answer = recommend(portfolio, target=EXACT)
        if expected is None:
            assert answer.status is Status.INFEASIBLE, f"seed {seed}"
            continue
        assert answer.status is Status.OPTIMAL, f"seed {seed}"
        assert answer.objective == pytest.approx(expected, rel=1e-6, abs=1e-5), f"seed {seed}"


@pytest.mark.parametrize("seed", range(300, 315))
def test_cbc_finds_the_same_optimum(seed: int) -> None:
    portfolio = random_portfolio(seed)
    by_highs = recommend(portfolio, target=EXACT)
    by_cbc = recommend(portfolio, target=EXACT, solver=Solver.CBC)
    assert by_cbc.status is by_highs.status
    if by_highs.objective is not None:
        assert by_cbc.objective == pytest.approx(by_highs.objective, rel=1e-6, abs=1e-5)


@pytest.mark.parametrize("seed", range(400, 420))
def test_more_capacity_never_lowers_the_optimum(seed: int) -> None:
    portfolio = random_portfolio(seed)
    more = portfolio.model_copy(
        update={
            "pools": tuple(
                p.model_copy(update={"capacity_per_month": p.capacity_per_month * 1.3}) for p in portfolio.pools
            )
        }
    )
    before, after = recommend(portfolio, target=EXACT), recommend(more, target=EXACT)
    if before.objective is not None:
        assert after.objective is not None
        assert after.objective >= before.objective - 1e-6 * abs(before.objective) - 1e-5
