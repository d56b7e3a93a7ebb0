"""More of the days there are: extra days bought month by month, and business as usual taken off a pool."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.analyse.interventions.cash import flex_paid
from engine.analyse.interventions.league import InterventionKind
from engine.analyse.interventions.lever import Lever
from engine.analyse.pricing.changes import cost_of_days, days_at_once, flex_raised
from engine.analyse.pricing.situations import Situation
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.resources import Pool

FLEX_STEP = 0.10
"""How much more of its capacity a pool may buy."""


def buy_flex(portfolio: Portfolio, pool_id: str) -> Lever:
    """A tenth of capacity more can be bought, at the price there is; its cost is what is bought more in that pool."""
    share = portfolio.pools_by_id[pool_id].flex_share + FLEX_STEP

    def bought(changed: Portfolio, without: Recommendation, with_it: Recommendation) -> float:
        return max(0.0, flex_paid(changed, with_it, pool_id) - flex_paid(changed, without, pool_id))

    return Lever(
        InterventionKind.BUY_FLEX,
        pool_id,
        FLEX_STEP,
        ("flex", pool_id),
        lambda p: flex_raised(p, pool_id, share),
        bought,
    )


def free_time(portfolio: Portfolio, pool_id: str) -> Iterator[Lever]:
    """One person's worth of a pool's business as usual is done by others.

    Only where the portfolio says how much there is. Its cost is that of the days at the lowest day rate of any other
    pool, from month 0 to the horizon: somebody has to do the work, or to go without it.
    """
    pool = portfolio.pools_by_id[pool_id]
    days = min(pool.days_per_person, usual_days(pool))
    if days <= 0:
        return
    cheapest = min((p for p in portfolio.pools if p.pool_id != pool_id), key=lambda p: p.day_rate, default=pool)

    def change(changed: Portfolio) -> Situation:
        freed = days_at_once(changed, pool_id, days)
        return replace(freed, cost=cost_of_days(changed, cheapest, days))

    yield Lever(InterventionKind.FREE_TIME, pool_id, days, ("time", pool_id), change)


def usual_days(pool: Pool) -> float:
    """Person-days a month that a pool gives to business as usual; nothing where the portfolio does not say."""
    if pool.headcount is None or pool.business_as_usual_share is None:
        return 0.0
    return pool.headcount * pool.business_as_usual_share * pool.days_per_person
