"""Twenty small portfolios with their proven plans, solved once for every test that writes sentences about them."""

from __future__ import annotations

from functools import cache

from engine.optimise.recommend import Target, find_plan
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from tests.support.small_portfolios import random_portfolio

SEEDS = range(20)
EXACT = Target(gap=0.0, seconds=30.0)


@cache
def planned(seed: int) -> tuple[Portfolio, Recommendation]:
    """A portfolio and its recommendation; without a value where no plan meets the rules."""
    portfolio = random_portfolio(seed)
    return portfolio, find_plan(portfolio, EXACT)
