"""Leagues of interventions for small portfolios."""

from __future__ import annotations

from functools import cache
from typing import Any

from engine.analyse.interventions import Intervention, InterventionKind, League, rank_interventions
from engine.compute import SolveBudget
from engine.optimise.recommend import Target, find_plan
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Urgency
from tests.support.seeds import some
from tests.support.small_portfolios import random_portfolio
from tests.support.workshop import needs, pool, portfolio, project

EXACT = Target(gap=0.0, seconds=30.0)
ALL = 999
SEEDS = some(range(24))


def league_of(shop: Portfolio, **more: Any) -> League:
    """The league of a portfolio, worked out once for equal ones."""
    return _league_of(shop.model_dump_json(), shop, tuple(sorted(({"most": ALL} | more).items())))


_LEAGUES: dict[tuple[str, tuple[tuple[str, Any], ...]], League] = {}


def _league_of(said: str, shop: Portfolio, more: tuple[tuple[str, Any], ...]) -> League:
    if (said, more) not in _LEAGUES:
        budget = SolveBudget(target=EXACT, workers=1)
        _LEAGUES[said, more] = rank_interventions(shop, find_plan(shop, EXACT), budget, **dict(more))
    return _LEAGUES[said, more]


@cache
def small(seed: int) -> tuple[Portfolio, Recommendation, League | None]:
    """A small portfolio without theme weights, its plan, and its league unless no plan meets the rules."""
    shop = random_portfolio(seed)
    shop = shop.model_copy(update={"rules": shop.rules.model_copy(update={"weights": ()})})
    plan = find_plan(shop, EXACT)
    return shop, plan, None if plan.value is None else league_of(shop)


def of_kind(league: League, kind: InterventionKind) -> tuple[Intervention, ...]:
    """Those of one kind, most rewarding first."""
    return tuple(i for i in league.interventions if i.kind is kind)


def queue() -> Portfolio:
    """A and B earn 10 and 20 a month up to month 11, L costs 30 for nothing; each wants all of a pool of ten days."""
    return portfolio(
        [
            project("A", 2, benefit_per_month=10.0, urgency=Urgency.WINDOW, benefit_end=11),
            project("B", 2, benefit_per_month=20.0, urgency=Urgency.WINDOW, benefit_end=11),
            project("L", 1, benefit_per_month=0.0, remaining_cost=30.0),
        ],
        [needs("A", 20), needs("B", 20), needs("L", 10)],
        [pool("x", day_rate=0.05, hire_cost=2.0), pool("y", 18)],
        multitasking_loss=0.17,
        horizon_months=12,
    )
