"""Every change of a situation that a small portfolio has something to change for."""

from __future__ import annotations

from engine.analyse.pricing.changes import (
    budget_raised,
    changes_limit,
    days_at_once,
    flex_raised,
    floor_lifted,
    mandate_lifted,
    parallel_limit,
    people_at_once,
    people_hired,
    pin_lifted,
)
from engine.analyse.pricing.hiring import Hiring
from engine.analyse.pricing.situations import Situation
from engine.portfolio.model.portfolio import Portfolio

SEEDS = (1, 2, 5, 8, 11, 12, 13, 15, 16, 17, 20, 22, 23, 25, 26, 32)
"""Of small portfolios with a plan and without weights, quick to enumerate."""


def every_change(portfolio: Portfolio) -> list[Situation]:
    """One change of each kind that the portfolio has something to change for."""
    pool, rules = portfolio.pools[0].pool_id, portfolio.rules
    result = [
        people_hired(portfolio, Hiring(pool, 1)),
        people_at_once(portfolio, pool, 0.5),
        people_at_once(portfolio, pool, -0.25),
        days_at_once(portfolio, pool, 5.0),
        flex_raised(portfolio, pool, 0.5),
        flex_raised(portfolio, pool, 0.0),
        parallel_limit(portfolio, pool, 1),
        parallel_limit(portfolio, pool, None),
        changes_limit(portfolio, 2),
        changes_limit(portfolio, None),
    ]
    result += [budget_raised(portfolio, b.start, 30.0) for b in portfolio.settings.budgets]
    result += [mandate_lifted(portfolio, p.project_id) for p in portfolio.projects if p.mandatory]
    result += [floor_lifted(portfolio, t.name) for t in portfolio.settings.themes if t.floor]
    result += [pin_lifted(portfolio, pin.project_id) for pin in rules.pins]
    return result
