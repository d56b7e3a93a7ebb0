"""Capacity of every pool in every month, in person-days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.portfolio.model.portfolio import Portfolio

Days = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Capacity:
    """Arrays of shape (n_pools, n_months): all there is, what protection leaves, and what can be bought on top."""

    gross: Days
    available: Days
    flex_limit: Days


def capacity_by_month(portfolio: Portfolio, months: int) -> Capacity:
    """Capacity from month 0 on.

    Available is gross · (1 − protective capacity). Flex counts above it and is at most flex_share of the gross capacity
    of the month. For ``months`` months; arrays are (n_pools, months), in person-days.
    """
    usual = np.array([pool.capacity_per_month for pool in portfolio.pools], dtype=np.float64)
    gross = np.repeat(usual[:, None], months, axis=1)
    for override in portfolio.capacity:
        if 0 <= override.month < months:
            gross[portfolio.pool_index[override.pool_id], override.month] = override.capacity
    shares = np.array([pool.flex_share for pool in portfolio.pools], dtype=np.float64)
    available = gross * (1.0 - portfolio.settings.protective_capacity)
    return Capacity(gross, available, gross * shares[:, None])
