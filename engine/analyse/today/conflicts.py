"""Pool conflicts: months in which today's plan asks a pool for more than it has, who clashes there, and what it costs.

A conflict costs what is bought to ease it and, where that is not enough, the delay of the projects that have to wait:

    wait of a project in a month = 1 − what there is ÷ what is asked, in the scarcest pool it needs then
    what waiting costs it        = V(plan) − V(plan, all its waits later), linear between months
    each month's part            = in proportion to its wait, borne by that scarcest pool

so every wait is counted once and money adds up over months, pools and projects. That is the first round only: work
that waits comes back later and makes others wait. What all of it costs is one figure everywhere, the bridge's step from
the promise to one project after another; conflicts share it out in proportion to what each costs in the first round.
Like every figure of today, it stands on the reserve that is kept today.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from engine.analyse.today.reading import TodaysWay, reading_of_today, with_reserve
from engine.analyse.today.today import todays_runs
from engine.optimise.decisions import promise_of
from engine.portfolio.model.capacity import Capacity, capacity_by_month
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.vocabulary import TodaysPolicy
from engine.simulate.worth import flex_price
from engine.valuation.discounting import Amounts, present_factors
from engine.valuation.finish import value_finished_at
from engine.valuation.work import planned_days, work_profiles

_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Conflict:
    """One pool in one month, person-days asked by today's plan and there after protection; money today.

    ``projects`` are those that ask for this pool in this month. ``waiting`` is the cost of delay borne here, ``bought``
    that of days bought.
    """

    month: int
    pool_id: str
    asked: float
    capacity: float
    projects: tuple[str, ...]
    waiting: float
    bought: float

    @property
    def money(self) -> float:
        """What the conflict costs."""
        return self.waiting + self.bought


@dataclass(frozen=True, slots=True)
class _PlannedWork:
    """Today's plan on paper: days asked by pool and month, and what share of what is asked can be had."""

    asked: Amounts
    capacity: Capacity
    share: Amounts
    profiles: Mapping[str, Amounts]

    @property
    def over(self) -> Amounts:
        """Days asked beyond capacity after protection, nothing where only rounding says so; (n_pools, n_months)."""
        over = self.asked - self.capacity.available
        return np.where(over > _SLACK * np.maximum(1.0, self.capacity.gross), over, 0.0)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What projects lose by waiting for one another, and the pool at which most of it arises; whole units today."""

    pool_id: str
    cost: int


def cost_of_waiting(portfolio: Portfolio) -> int:
    """What the plan promises less what it delivers one project after another; whole units of money today.

    Below nothing where that delivers more.
    """
    queue = TodaysWay(portfolio).read_as(TodaysPolicy.QUEUE).value(todays_runs(portfolio))
    return round(promise_of(portfolio)) - round(queue)


def where_work_waits(conflicts: Collection[Conflict]) -> Waiting | None:
    """The pool at which waiting costs most, and what all waiting costs; ``None`` where it costs nothing."""
    costs: dict[str, float] = {}
    for conflict in conflicts:
        costs[conflict.pool_id] = costs.get(conflict.pool_id, 0.0) + conflict.money
    dearest = max(costs, key=costs.__getitem__, default=None)
    return None if dearest is None or costs[dearest] <= 0 else Waiting(dearest, round(sum(costs.values())))


def pool_conflicts(portfolio: Portfolio) -> tuple[Conflict, ...]:
    """Every pool and month in which today's plan asks for more than there is, in order of months and pools.

    Their money adds up to :func:`cost_of_waiting`.
    """
    first = first_round(with_reserve(portfolio, reading_of_today(portfolio).protective_capacity))
    whole, parts = max(0, cost_of_waiting(portfolio)), sum(c.money for c in first)
    if parts > 0:
        share = whole / parts
        return tuple(replace(c, waiting=c.waiting * share, bought=c.bought * share) for c in first)
    beyond = sum(c.asked - c.capacity for c in first)
    return tuple(replace(c, waiting=whole * (c.asked - c.capacity) / beyond, bought=0.0) for c in first)


def first_round(portfolio: Portfolio) -> tuple[Conflict, ...]:
    """The conflicts of the plan on paper, each with what it costs as long as nobody else is made to wait by it."""
    plan = _plan(portfolio)
    waiting, over = _waiting(portfolio, plan), plan.over
    factors = present_factors(portfolio.settings.discount_rate, over.shape[1])
    bought = np.minimum(over, plan.capacity.flex_limit) * flex_price(portfolio)[:, None] * factors
    return tuple(
        Conflict(
            month,
            portfolio.pools[row].pool_id,
            float(plan.asked[row, month]),
            float(plan.capacity.available[row, month]),
            _asking(portfolio, plan, row, month),
            float(waiting[row, month]),
            float(bought[row, month]),
        )
        for month, row in np.argwhere(over.T > 0).tolist()
    )


def _plan(portfolio: Portfolio) -> _PlannedWork:
    profiles = work_profiles(portfolio)
    asked = planned_days(portfolio, profiles)
    capacity = capacity_by_month(portfolio, asked.shape[1])
    there = capacity.available + capacity.flex_limit
    scarce = asked - there > _SLACK * np.maximum(1.0, capacity.gross)
    return _PlannedWork(asked, capacity, np.divide(there, asked, out=np.ones_like(asked), where=scarce), profiles)


def _asking(portfolio: Portfolio, plan: _PlannedWork, row: int, month: int) -> tuple[str, ...]:
    return tuple(
        p.project_id
        for p in portfolio.projects
        if p.project_id in portfolio.planned
        and p.plan_start <= month < p.plan_finish
        and plan.profiles[p.project_id][row, month - p.plan_start] > 0
    )


def _waiting(portfolio: Portfolio, plan: _PlannedWork) -> Amounts:
    """What waiting costs, by the pool and month that make projects wait; (n_pools, n_months)."""
    money = np.zeros_like(plan.asked)
    for project in portfolio.projects if portfolio.pools else ():
        if project.project_id not in portfolio.planned:
            continue
        months = np.arange(project.plan_start, project.plan_finish)
        profile = plan.profiles[project.project_id]
        shares = np.where(profile > 0, plan.share[:, months], 1.0)
        scarcest = shares.argmin(axis=0)
        waits = 1.0 - shares.min(axis=0)
        if waits.any():
            cost = waiting_cost(portfolio, project, profile, float(waits.sum()))
            np.add.at(money, (scarcest, months), cost * waits / waits.sum())
    return money


def waiting_cost(portfolio: Portfolio, project: Project, profile: Amounts, months: float) -> float:
    """V(plan) − V(plan, so many months later), linear between whole months; money today.

    Work in flight goes on more slowly: it is neither paused nor started anew. ``profile`` is the project's entry of
    :func:`engine.valuation.work.work_profiles`; ``months`` of waiting need not be whole.
    """
    at_plan = value_finished_at(portfolio, project, profile, project.plan_finish)
    return at_plan - value_finished_at(portfolio, project, profile, project.plan_finish + months)
