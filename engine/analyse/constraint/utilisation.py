"""How busy today's plan would keep each pool: its demand over all the capacity there is."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.portfolio.model.capacity import capacity_by_month
from engine.portfolio.model.portfolio import Portfolio
from engine.valuation.work import planned_days, work_profiles

_NEARLY_ALL = 0.975


def utilisation(portfolio: Portfolio) -> Mapping[str, float | None]:
    """Demand of today's plan ÷ capacity before protection, by pool id, on average over the months the plan works.

    The plan counts in normal mode at planned starts. Its months are those from the planning month until all but a
    fortieth of its person-days are worked; after that it thins out. ``None`` for a pool without any capacity then.
    """
    demand = planned_days(portfolio, work_profiles(portfolio))
    months = _months_at_work(demand)
    asked = demand[:, :months].sum(axis=1)
    there = capacity_by_month(portfolio, months).gross.sum(axis=1)
    return {
        pool.pool_id: float(asked[row] / there[row]) if there[row] > 0 else None
        for row, pool in enumerate(portfolio.pools)
    }


def _months_at_work(days: np.ndarray) -> int:
    """Months until nearly all work is done; one where there is none."""
    days_done = np.cumsum(days.sum(axis=0))
    if not days_done.size or days_done[-1] <= 0:
        return 1
    return int(np.searchsorted(days_done, _NEARLY_ALL * days_done[-1])) + 1
