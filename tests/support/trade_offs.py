"""A trade-off worked out on paper."""

from __future__ import annotations

from engine.analyse.project.tradeoff import TradeOff, trade_off
from engine.compute import SolveBudget
from engine.optimise.recommend import Target, find_plan
from engine.portfolio.model.portfolio import Portfolio
from tests.support.tiny import days, portfolio, project

QUICK = Target(gap=1e-6, seconds=5.0)


def two_for_one_place() -> tuple[TradeOff, Portfolio]:
    """A, worth 100, cannot run beside B, worth 160."""
    shop = portfolio(
        project("a"),
        project("b", benefit_per_month=15.0),
        demand=(days("a", 20), days("b", 20)),
        horizon_months=1,
    )
    return trade_off(shop, find_plan(shop, QUICK), "a", SolveBudget(target=QUICK)), shop
