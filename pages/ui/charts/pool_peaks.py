"""How full pools are by month in a plan, and each pool's fullest month."""

from __future__ import annotations

from dataclasses import dataclass

from engine.optimise.recommendation import PoolLoad, Recommendation
from engine.portfolio import Portfolio

MONTHS_SHOWN = 24
FULL = 0.995
"""From this share on a pool counts as full: the last half per cent is rounding."""


@dataclass(frozen=True, slots=True)
class Peak:
    """A pool's fullest month; ``share`` is demand over capacity after the reserve."""

    pool_id: str
    name: str
    month: int
    share: float
    months_full: int


def peaks(result: Recommendation, portfolio: Portfolio) -> list[Peak]:
    """Each pool's peak in the plan's first two years, fullest pool first."""
    months = []
    for pool in portfolio.pools:
        own = [p for p in result.load if p.pool_id == pool.pool_id and p.month < MONTHS_SHOWN]
        if own:
            top = max(own, key=share)
            full = sum(share(p) >= FULL for p in own)
            months.append(Peak(pool.pool_id, pool.name, top.month, share(top), full))
    return sorted(months, key=lambda p: (-p.months_full, -p.share))


def share(load: PoolLoad) -> float:
    """Demand over capacity after the reserve; a pool without capacity is full as soon as it is asked."""
    if load.capacity > 0:
        return load.demand / load.capacity
    return 1.0 if load.demand > 0 else 0.0
