"""Changes of the situation: each gives the changed portfolio, how it relates to the base, and what it costs."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.analyse.pricing.hiring import Hiring, added_days, hiring_cost, with_days, with_people
from engine.analyse.pricing.situations import ChangeKind, Situation
from engine.number_with_noun import count, noun
from engine.optimise.compare import Nesting
from engine.optimise.options import starts_of_all
from engine.portfolio.model.portfolio import Portfolio, Rules
from engine.portfolio.model.resources import CapacityOverride, Pool
from engine.portfolio.model.settings import Settings
from engine.portfolio.model.vocabulary import Mode
from engine.valuation.discounting import present_factors
from engine.valuation.options import external_cost

_TENTH = 0.1


def people_hired(portfolio: Portfolio, hiring: Hiring) -> Situation:
    """People added once they can be hired; cost is what hiring and employing them costs to the horizon."""
    label = f"{_people(hiring.people)} hired for {portfolio.pools_by_id[hiring.pool_id].name}"
    changed, cost = with_people(portfolio, hiring), hiring_cost(portfolio, hiring)
    return Situation(ChangeKind.HIRING, hiring.pool_id, label, changed, Nesting.RELAXATION, cost, hiring.people)


def people_at_once(portfolio: Portfolio, pool_id: str, people: float) -> Situation:
    """So many people more in every month from month 0 on, or less where negative; cost is that of their days."""
    pool = portfolio.pools_by_id[pool_id]
    more = "more" if people >= 0 else "less"
    label = f"{_people(abs(people))} {more} in {pool.name}"
    return _days(portfolio, pool, ChangeKind.PEOPLE, people * pool.days_per_person, people, label)


def people_for(portfolio: Portfolio, pool_id: str, people: float, months: range) -> Situation:
    """So many people more in some months only, counted from month 0; cost is that of their days."""
    pool, settings = portfolio.pools_by_id[pool_id], portfolio.settings
    days = added_days(pool, people)
    when = f"from {settings.month(months.start)} before {settings.month(months.stop)}"
    label = f"{_people(people)} more in {pool.name} {when}"
    factors = present_factors(settings.discount_rate, months.stop)[months.start :]
    cost = days * pool.day_rate * float(np.sum(factors))
    changed = with_days(portfolio, pool, months, days)
    return Situation(ChangeKind.PEOPLE, pool_id, label, changed, Nesting.RELAXATION, cost, people)


def days_at_once(portfolio: Portfolio, pool_id: str, days: float) -> Situation:
    """So many person-days more in every month from month 0 on, or less where negative; cost is that of the days.

    The days may be freed rather than paid for (work handed out, business as usual taken off): the caller knows.
    """
    pool = portfolio.pools_by_id[pool_id]
    label = f"{abs(days):g} {noun(abs(days), 'day')} a month {'more' if days >= 0 else 'less'} in {pool.name}"
    return _days(portfolio, pool, ChangeKind.DAYS, days, days, label)


def flex_raised(portfolio: Portfolio, pool_id: str, share: float) -> Situation:
    """Another share of capacity that can be bought for a month; what is bought is paid for within the plan."""
    pool = portfolio.pools_by_id[pool_id]
    changed = _with_pool(portfolio, pool.model_copy(update={"flex_share": share}))
    label = f"{pool.name} can buy {share:.0%} more days"
    return Situation(ChangeKind.FLEX, pool_id, label, changed, _nesting(share - pool.flex_share), 0.0, share)


def rise_of_budget(portfolio: Portfolio, amount: float) -> float:
    """How far a budget of this amount is raised: a tenth; a budget of nothing, by what all projects cost to complete.

    A tenth of nothing would let nothing run, and the budget would seem to cost nothing.
    """
    return _TENTH * amount if amount > 0 else sum(external_cost(p, Mode.NORMAL) for p in portfolio.projects)


def budget_raised(portfolio: Portfolio, start: int, amount: float) -> Situation:
    """So much money more that may be spent in the fiscal year from month ``start``; less where negative.

    It costs nothing by itself: what is spent of it is paid for within the plan. ``amount`` is in the portfolio's
    currency, undiscounted; ``start`` counts from the planning month.
    """
    budgets = tuple(
        b.model_copy(update={"amount": max(0.0, b.amount + amount)}) if b.start == start else b
        for b in portfolio.settings.budgets
    )
    month = portfolio.settings.month(start)
    label = f"{abs(amount):,.0f} {'more' if amount >= 0 else 'less'} in the budget from {month}"
    changed = _with_settings(portfolio, budgets=budgets)
    return Situation(ChangeKind.BUDGET, month, label, changed, _nesting(amount), 0.0, amount)


def mandate_lifted(portfolio: Portfolio, project_id: str) -> Situation:
    """A mandatory project may be stopped like any other."""
    projects = tuple(
        p.model_copy(update={"mandatory": False}) if p.project_id == project_id else p for p in portfolio.projects
    )
    label = f"{portfolio.projects_by_id[project_id].name} is no longer mandatory"
    return _lifted(ChangeKind.MANDATE, project_id, label, portfolio.model_copy(update={"projects": projects}))


def floor_lifted(portfolio: Portfolio, theme: str) -> Situation:
    """No share of the floor's pool is kept for a theme."""
    themes = tuple(t.model_copy(update={"floor": None}) if t.name == theme else t for t in portfolio.settings.themes)
    return _lifted(ChangeKind.FLOOR, theme, f"no floor for {theme}", _with_settings(portfolio, themes=themes))


def pin_lifted(portfolio: Portfolio, project_id: str) -> Situation:
    """A project is no longer pinned.

    Where no start but the pinned one is open to its successors or itself otherwise, what is left is not a larger
    choice but another one, and so unrelated.
    """
    pins = tuple(p for p in portfolio.rules.pins if p.project_id != project_id)
    changed = _with_rules(portfolio, pins=pins)
    before, after = starts_of_all(portfolio), starts_of_all(changed)
    larger = all(set(before[p]) <= set(after[p]) for p in before)
    nesting = Nesting.RELAXATION if larger else Nesting.UNRELATED
    label = f"{portfolio.projects_by_id[project_id].name} is no longer pinned"
    return Situation(ChangeKind.PIN, project_id, label, changed, nesting, 0.0, 1.0)


def parallel_limit(portfolio: Portfolio, pool_id: str, most: float | None) -> Situation:
    """Another limit on the projects at work in a pool at once; ``None`` for no limit."""
    limits = dict(portfolio.rules.max_parallel)
    before = limits.pop(pool_id, np.inf)
    after = np.inf if most is None else most
    kept = tuple(sorted({**limits, **({} if most is None else {pool_id: most})}.items()))
    limit = "no limit on projects at once" if most is None else f"at most {most:g} {noun(most, 'project')} at once"
    label = f"{limit} in {portfolio.pools_by_id[pool_id].name}"
    changed = _with_rules(portfolio, max_parallel=kept)
    return Situation(ChangeKind.PARALLEL, pool_id, label, changed, _order(before, after), 0.0, _step(before, after))


def changes_limit(portfolio: Portfolio, most: int | None) -> Situation:
    """Another limit on the decisions that differ from today's plan; ``None`` for no limit."""
    before = np.inf if portfolio.rules.max_changes is None else portfolio.rules.max_changes
    after = np.inf if most is None else most
    label = "no limit on changes" if most is None else f"at most {count(most, 'change')}"
    changed = _with_rules(portfolio, max_changes=most)
    return Situation(
        ChangeKind.CHANGES, "max_changes", label, changed, _order(before, after), 0.0, _step(before, after)
    )


def cost_of_days(portfolio: Portfolio, pool: Pool, days: float) -> float:
    """So many days in every month of the horizon at the pool's day rate; present value."""
    factors = present_factors(portfolio.settings.discount_rate, portfolio.settings.horizon_months)
    return days * pool.day_rate * float(np.sum(factors))


def _days(portfolio: Portfolio, pool: Pool, change: ChangeKind, days: float, amount: float, label: str) -> Situation:
    usual = pool.model_copy(update={"capacity_per_month": max(0.0, pool.capacity_per_month + days)})
    capacity = tuple(_with_days(c, days) if c.pool_id == pool.pool_id else c for c in portfolio.capacity)
    changed = _with_pool(portfolio, usual).model_copy(update={"capacity": capacity})
    cost = cost_of_days(portfolio, pool, days)
    return Situation(change, pool.pool_id, label, changed, _nesting(days), cost, amount)


def _with_days(override: CapacityOverride, days: float) -> CapacityOverride:
    return override.model_copy(update={"capacity": max(0.0, override.capacity + days)})


def _people(people: float) -> str:
    return f"{people:g} {'person' if people == 1 else 'people'}"


def _nesting(change: float) -> Nesting:
    return Nesting.RELAXATION if change >= 0 else Nesting.RESTRICTION


def _order(before: float, after: float) -> Nesting:
    return Nesting.RELAXATION if after >= before else Nesting.RESTRICTION


def _step(before: float, after: float) -> float:
    """How much a limit moves; one where it comes or goes altogether."""
    return after - before if np.isfinite(after) and np.isfinite(before) else 1.0


def _lifted(change: ChangeKind, subject: str, label: str, changed: Portfolio) -> Situation:
    return Situation(change, subject, label, changed, Nesting.RELAXATION, 0.0, 1.0)


def _with_pool(portfolio: Portfolio, pool: Pool) -> Portfolio:
    pools = tuple(pool if p.pool_id == pool.pool_id else p for p in portfolio.pools)
    return portfolio.model_copy(update={"pools": pools})


def _with_settings(portfolio: Portfolio, **changes: Any) -> Portfolio:
    settings: Settings = portfolio.settings.model_copy(update=changes)
    return portfolio.model_copy(update={"settings": settings})


def _with_rules(portfolio: Portfolio, **changes: Any) -> Portfolio:
    rules: Rules = portfolio.rules.model_copy(update=changes)
    return portfolio.model_copy(update={"rules": rules})
