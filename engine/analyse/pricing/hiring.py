"""People added to a pool: the capacity they bring, from when, and what they cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.portfolio.model.capacity import capacity_by_month
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.resources import CapacityOverride, Pool
from engine.valuation.discounting import present_factors


@dataclass(frozen=True, slots=True)
class Hiring:
    """So many people more in a pool, from its hire lead to the horizon."""

    pool_id: str
    people: int


def with_people(portfolio: Portfolio, hiring: Hiring) -> Portfolio:
    """A copy of the portfolio with the people added, in person-days of each month they are there."""
    pool = portfolio.pools_by_id[hiring.pool_id]
    return with_days(portfolio, pool, hired_months(portfolio, pool), added_days(pool, hiring.people))


def with_days(portfolio: Portfolio, pool: Pool, months: range, days: float) -> Portfolio:
    """A copy of the portfolio in which a pool has so many person-days more in each of some months."""
    gross = capacity_by_month(portfolio, months.stop).gross[portfolio.pool_index[pool.pool_id]]
    others = tuple(c for c in portfolio.capacity if c.pool_id != pool.pool_id or c.month not in months)
    more = tuple(CapacityOverride(pool_id=pool.pool_id, month=t, capacity=float(gross[t]) + days) for t in months)
    return portfolio.model_copy(update={"capacity": others + more})


def hiring_cost(portfolio: Portfolio, hiring: Hiring) -> float:
    """hire_cost in month 0 and days · day_rate in every month they are there; present value.

    It is owed whatever ``count_internal_labour`` says, since nobody would be paid without the decision.
    """
    pool = portfolio.pools_by_id[hiring.pool_id]
    months = hired_months(portfolio, pool)
    factors = present_factors(portfolio.settings.discount_rate, months.stop)[months.start :]
    return hiring.people * pool.hire_cost + added_days(pool, hiring.people) * pool.day_rate * float(np.sum(factors))


def hired_months(portfolio: Portfolio, pool: Pool) -> range:
    """The months in which people hired now are there."""
    return range(pool.hire_lead_months, max(pool.hire_lead_months, portfolio.settings.horizon_months))


def added_days(pool: Pool, people: float) -> float:
    """Person-days a month that people bring to projects."""
    return people * pool.days_per_person
