"""Checking a plan without the solver: everything is recomputed from the portfolio alone.

Nothing of the decision model is used: values come from monthly cash flows, loads from the demand tables, rules from
the data. What is checked holds to 1e-6, relative.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from engine.errors import VerificationError
from engine.optimise.actions import action_of_work
from engine.optimise.recommendation import Decision, PoolLoad
from engine.portfolio.capacity import capacity_by_month
from engine.portfolio.objects import Pin, Portfolio, Project
from engine.portfolio.vocabulary import Lift, Mode
from engine.valuation.cashflow import CashFlow, run_flow, stop_flow
from engine.valuation.discounting import Amounts, present_factors
from engine.valuation.work import duration, work, work_profiles

_TOLERANCE = 1e-6


def verify_plan(portfolio: Portfolio, decisions: Sequence[Decision], load: Sequence[PoolLoad], value: float) -> None:
    """Check a plan against its portfolio.

    ``value`` is the unweighted value claimed for the whole plan, flex paid.

    Raises:
        VerificationError: naming everything that does not hold.
    """
    wrong = [
        *_wrong_decisions(portfolio, decisions),
        *_wrong_load(portfolio, decisions, load),
        *_wrong_precedence(portfolio, decisions),
        *_wrong_groups(portfolio, decisions),
        *_wrong_budgets(portfolio, decisions, load),
        *_wrong_floors(portfolio, decisions),
        *_wrong_preferences(portfolio, decisions),
        *_wrong_value(portfolio, decisions, load, value),
    ]
    if wrong:
        raise VerificationError("the plan does not hold when recomputed: " + "; ".join(wrong[:10]))


def _above(amount: float, limit: float) -> bool:
    return amount > limit + _TOLERANCE * max(1.0, abs(limit))


def _differs(a: float, b: float, scale: float = 0.0) -> bool:
    return abs(a - b) > _TOLERANCE * max(1.0, abs(a), abs(b), scale)


def _work_of(portfolio: Portfolio, decision: Decision, profile: Amounts) -> Amounts:
    project = portfolio.projects_by_id[decision.project_id]
    paused = project.in_flight and (decision.start or 0) > 0
    return work(project, profile, decision.mode or Mode.NORMAL, paused=paused)


def _flow(portfolio: Portfolio, decision: Decision, profile: Amounts) -> CashFlow:
    project = portfolio.projects_by_id[decision.project_id]
    if decision.start is None:
        return stop_flow(project)
    return run_flow(portfolio, project, profile, decision.mode or Mode.NORMAL, decision.start)


def _wrong_decisions(portfolio: Portfolio, decisions: Sequence[Decision]) -> Iterator[str]:
    if [d.project_id for d in decisions] != [p.project_id for p in portfolio.projects]:
        yield "the plan does not hold exactly one decision a project"
        return
    for decision in decisions:
        project = portfolio.projects_by_id[decision.project_id]
        if decision.start is None:
            if project.mandatory and Lift.MANDATES not in portfolio.rules.lifted:
                yield f"{project.project_id} is mandatory but does not run"
            continue
        yield from _wrong_dates(portfolio, project, decision)


def _wrong_dates(portfolio: Portfolio, project: Project, decision: Decision) -> Iterator[str]:
    start, finish, mode = decision.start or 0, decision.finish or 0, decision.mode or Mode.NORMAL
    if finish != start + duration(project, mode):
        yield f"{project.project_id} does not last its duration"
    if mode is Mode.ACCELERATED and not project.can_accelerate:
        yield f"{project.project_id} cannot be accelerated"
    if start < project.earliest and not (project.in_flight and start == 0):
        yield f"{project.project_id} starts before its earliest start"
    if project.latest_finish is not None and finish > project.latest_finish:
        yield f"{project.project_id} finishes after its latest finish"
    planned = project.project_id in portfolio.planned
    accelerated = mode is Mode.ACCELERATED
    expected = action_of_work(project, planned=planned, accelerated=accelerated, start=start, finish=finish)
    if decision.action is not expected:
        yield f"{project.project_id} is called {decision.action} but is {expected}"


def _demand(portfolio: Portfolio, decisions: Sequence[Decision], months: int) -> Amounts:
    profiles = work_profiles(portfolio)
    total = np.zeros((len(portfolio.pools), months))
    for decision in decisions:
        if decision.start is not None and decision.finish is not None:
            days = _work_of(portfolio, decision, profiles[decision.project_id])
            total[:, decision.start : decision.finish] += days
    return total


def _wrong_load(portfolio: Portfolio, decisions: Sequence[Decision], load: Sequence[PoolLoad]) -> Iterator[str]:
    months = max((d.finish or 0 for d in decisions), default=0)
    demand = _demand(portfolio, decisions, months)
    limits = capacity_by_month(portfolio, months)
    bought = np.zeros_like(demand)
    for entry in load:
        place = portfolio.pool_index[entry.pool_id], entry.month
        if entry.month >= months:
            if entry.demand or entry.flex_bought:
                yield f"{entry.pool_id} is loaded after the last finish"
            continue
        bought[place] = entry.flex_bought
        if _differs(entry.demand, demand[place]) or _differs(entry.capacity, limits.available[place]):
            yield f"the load reported for {entry.pool_id} in {portfolio.settings.month(entry.month)} is wrong"
    for name, amount, limit in (
        ("asks for more than its capacity and flex", demand, limits.available + bought),
        ("buys more flex than allowed", bought, limits.flex_limit),
    ):
        for pool, month in np.argwhere(amount > limit + _TOLERANCE * np.maximum(1.0, limits.gross)):
            yield f"{portfolio.pools[pool].pool_id} {name} in {portfolio.settings.month(int(month))}"


def _wrong_precedence(portfolio: Portfolio, decisions: Sequence[Decision]) -> Iterator[str]:
    plan = {d.project_id: d for d in decisions}
    for link in portfolio.dependencies:
        before, after = plan[link.predecessor], plan[link.successor]
        if portfolio.projects_by_id[link.successor].in_flight or after.start is None:
            continue
        if before.finish is None or after.start < before.finish + link.lag_months:
            yield f"{link.successor} starts before {link.predecessor} is done"


def _wrong_groups(portfolio: Portfolio, decisions: Sequence[Decision]) -> Iterator[str]:
    if Lift.EXCLUSIONS in portfolio.rules.lifted:
        return
    seen: dict[str, str] = {}
    for decision in decisions:
        group = portfolio.projects_by_id[decision.project_id].exclusive_group
        if group is None or decision.start is None:
            continue
        if group in seen:
            yield f"{seen[group]} and {decision.project_id} of group {group} both run"
        seen[group] = decision.project_id


def _wrong_budgets(portfolio: Portfolio, decisions: Sequence[Decision], load: Sequence[PoolLoad]) -> Iterator[str]:
    budgets = sorted(portfolio.settings.budgets, key=lambda b: b.start)
    if not budgets:
        return
    spend = _spend(portfolio, decisions, load)
    for number, budget in enumerate(budgets):
        end = budget.start + 12
        if number + 1 < len(budgets):
            end = min(end, budgets[number + 1].start)
        spent = float(spend[max(0, budget.start) : max(0, end)].sum())
        if _above(spent, budget.amount):
            yield f"the budget of {portfolio.settings.month(budget.start)} is overspent"


def _spend(portfolio: Portfolio, decisions: Sequence[Decision], load: Sequence[PoolLoad]) -> Amounts:
    profiles = work_profiles(portfolio)
    flows = [_flow(portfolio, d, profiles[d.project_id]).external for d in decisions]
    months = max([f.size for f in flows] + [entry.month + 1 for entry in load], default=0)
    spend = np.zeros(months)
    for flow in flows:
        spend[: flow.size] += flow
    for entry in load:
        spend[entry.month] += entry.flex_bought * portfolio.pools_by_id[entry.pool_id].flex_day_rate
    return spend


def _wrong_floors(portfolio: Portfolio, decisions: Sequence[Decision]) -> Iterator[str]:
    settings = portfolio.settings
    if Lift.FLOORS in portfolio.rules.lifted or settings.floor_pool is None:
        return
    pool = portfolio.pool_index[settings.floor_pool]
    profiles = work_profiles(portfolio)
    days = {
        d.project_id: float(_work_of(portfolio, d, profiles[d.project_id])[pool].sum()) if d.start is not None else 0.0
        for d in decisions
    }
    total = sum(days.values())
    for theme in settings.themes:
        used = sum(days[p.project_id] for p in portfolio.projects if p.theme == theme.name)
        if theme.floor and _above(theme.floor * total, used):
            yield f"theme {theme.name} gets less than its floor"


def _wrong_preferences(portfolio: Portfolio, decisions: Sequence[Decision]) -> Iterator[str]:
    plan = {d.project_id: d for d in decisions}
    for pin in portfolio.rules.pins:
        if not _keeps(pin, plan[pin.project_id]):
            yield f"{pin.project_id} is not decided as pinned"
    changed = sum(_is_changed(portfolio, d) for d in decisions)
    if portfolio.rules.max_changes is not None and changed > portfolio.rules.max_changes:
        yield f"{changed} decisions differ from the plan, {portfolio.rules.max_changes} are allowed"
    profiles = work_profiles(portfolio)
    months = max((d.finish or 0 for d in decisions), default=0)
    for pool_id, most in portfolio.rules.max_parallel:
        active = np.zeros(months)
        for d in decisions:
            if d.start is not None:
                days = _work_of(portfolio, d, profiles[d.project_id])[portfolio.pool_index[pool_id]]
                active[d.start : d.finish] += days > 0
        if active.max(initial=0) > most:
            yield f"more than {most:g} projects are at work on {pool_id} at once"


def _keeps(pin: Pin, decision: Decision) -> bool:
    if pin.start is not None:
        return decision.start == pin.start
    return pin.action is None or decision.action is pin.action


def _is_changed(portfolio: Portfolio, decision: Decision) -> bool:
    project = portfolio.projects_by_id[decision.project_id]
    if project.project_id not in portfolio.planned:
        return decision.start is not None
    return decision.start != project.plan_start or decision.mode is not Mode.NORMAL


def _wrong_value(
    portfolio: Portfolio, decisions: Sequence[Decision], load: Sequence[PoolLoad], value: float
) -> Iterator[str]:
    rate = portfolio.settings.discount_rate
    profiles = work_profiles(portfolio)
    worth = {d.project_id: _flow(portfolio, d, profiles[d.project_id]).present_value(rate) for d in decisions}
    scale = sum(map(abs, worth.values()))
    for decision in decisions:
        if _differs(decision.value, worth[decision.project_id], scale=scale * 1e-3):
            yield f"{decision.project_id} is worth {worth[decision.project_id]:,.0f}, not {decision.value:,.0f}"
    factors = present_factors(rate, max((entry.month for entry in load), default=0) + 1)
    paid = sum(entry.flex_bought * _flex_price(portfolio, entry.pool_id) * factors[entry.month] for entry in load)
    if _differs(value, sum(worth.values()) - paid, scale=scale):
        yield f"the plan is worth {sum(worth.values()) - paid:,.0f}, not {value:,.0f}"


def _flex_price(portfolio: Portfolio, pool_id: str) -> float:
    pool = portfolio.pools_by_id[pool_id]
    charged = pool.day_rate if portfolio.settings.count_internal_labour else 0.0
    return max(0.0, pool.flex_day_rate - charged)
