"""Checking a plan without the solver: everything is recomputed from the portfolio alone.

Nothing of the decision model is used: values come from monthly cash flows (closed forms only tell whether any start is
worth more than stopping), loads from the demand tables, rules from the data. What is checked holds to 1e-6, relative.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from engine.errors import VerificationError
from engine.optimise.actions import action_of_work
from engine.optimise.recommendation import Decision, PoolLoad
from engine.portfolio.model.capacity import capacity_by_month
from engine.portfolio.model.portfolio import Pin, Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.vocabulary import Action, Lift, Mode
from engine.valuation.cashflow import CashFlow, run_flow, stop_flow
from engine.valuation.discounting import Amounts, present_factors
from engine.valuation.options import option_values, stop_value
from engine.valuation.work import duration, work, work_profiles

_TOLERANCE = 1e-6


def verify_plan(portfolio: Portfolio, decisions: Sequence[Decision], load: Sequence[PoolLoad], value: float) -> None:
    """Check a plan against its portfolio.

    ``value`` is the unweighted value claimed for the whole plan, flex paid.

    Raises:
        VerificationError: naming everything that does not hold.
    """
    wrong = [*_wrong_shape(portfolio, decisions, load)]
    if wrong:
        raise VerificationError("the plan cannot be recomputed: " + "; ".join(wrong))
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
    """True also for what is no number, so that it never passes."""
    return not amount <= limit + _TOLERANCE * max(1.0, abs(limit))


def _differs(a: float, b: float, scale: float = 0.0) -> bool:
    """True also for what is no number, so that it never passes."""
    return not abs(a - b) <= _TOLERANCE * max(1.0, abs(a), abs(b), scale)


def _work_of(portfolio: Portfolio, decision: Decision, profile: Amounts) -> Amounts:
    project = portfolio.projects_by_id[decision.project_id]
    paused = project.in_flight and (decision.start or 0) > 0
    return work(project, profile, decision.mode or Mode.NORMAL, paused=paused)


def _flow(portfolio: Portfolio, decision: Decision, profile: Amounts) -> CashFlow:
    project = portfolio.projects_by_id[decision.project_id]
    if decision.start is None:
        return stop_flow(project)
    return run_flow(portfolio, project, profile, decision.mode or Mode.NORMAL, decision.start)


def _wrong_shape(portfolio: Portfolio, decisions: Sequence[Decision], load: Sequence[PoolLoad]) -> Iterator[str]:
    """What would leave nothing to recompute: decisions or months missing or given twice, dates that do not fit."""
    if [d.project_id for d in decisions] != [p.project_id for p in portfolio.projects]:
        yield "the plan does not hold exactly one decision a project"
        return
    for decision in decisions:
        yield from _wrong_length(portfolio.projects_by_id[decision.project_id], decision)
    months = max((d.finish or 0 for d in decisions), default=0)
    expected = sorted((p.pool_id, t) for p in portfolio.pools for t in range(months))
    if sorted((entry.pool_id, entry.month) for entry in load) != expected:
        yield "the load does not hold every pool in every month of the plan once"


def _wrong_length(project: Project, decision: Decision) -> Iterator[str]:
    start, finish, mode = decision.start, decision.finish, decision.mode
    if start is None:
        if finish is not None or mode is not None:
            yield f"{project.project_id} does no work but has a finish or a mode"
    elif mode is None:
        yield f"{project.project_id} runs in no mode"
    elif mode is Mode.ACCELERATED and not project.can_accelerate:
        yield f"{project.project_id} cannot be accelerated"
    elif finish != start + duration(project, mode):
        yield f"{project.project_id} does not last its duration"


def _wrong_decisions(portfolio: Portfolio, decisions: Sequence[Decision]) -> Iterator[str]:
    profiles = work_profiles(portfolio)
    for decision in decisions:
        project = portfolio.projects_by_id[decision.project_id]
        if decision.start is None:
            yield from _wrong_idleness(portfolio, project, profiles[project.project_id], decision)
        else:
            yield from _wrong_dates(portfolio, project, decision)
        late = None if decision.finish is None else decision.finish - project.plan_finish
        if decision.delay_months != late:
            yield f"{project.project_id} reports a delay of {decision.delay_months} months, not {late}"


def _wrong_idleness(portfolio: Portfolio, project: Project, profile: Amounts, decision: Decision) -> Iterator[str]:
    if project.mandatory and Lift.MANDATES not in portfolio.rules.lifted:
        yield f"{project.project_id} is mandatory but does not run"
    allowed = {Action.STOP}
    if not project.in_flight and not _pinned_to_stop(portfolio, project):
        allowed = _names_of_idleness(portfolio, project, profile)
    if decision.action not in allowed:
        yield f"{project.project_id} does no work but is called {decision.action}"


def _pinned_to_stop(portfolio: Portfolio, project: Project) -> bool:
    return any(p.project_id == project.project_id and p.action is Action.STOP for p in portfolio.rules.pins)


def _names_of_idleness(portfolio: Portfolio, project: Project, profile: Amounts) -> set[Action]:
    """Stop where no start is worth more, defer where one is; both where only a start not offered to all may be."""
    stop, horizon = stop_value(project), portfolio.settings.horizon_months
    sure = {s for s in (project.earliest, project.plan_start) if project.earliest <= s}
    sure = {s for s in sure if s < horizon or s == project.plan_start}
    possible = sure | set(range(project.earliest, horizon))
    best_sure, best_possible = (_best_value(portfolio, project, profile, starts) for starts in (sure, possible))
    names = {Action.DEFER} if best_possible > stop or not _differs(best_possible, stop) else set()
    return names | ({Action.STOP} if best_sure <= stop or not _differs(best_sure, stop) else set())


def _best_value(portfolio: Portfolio, project: Project, profile: Amounts, starts: set[int]) -> float:
    best = -np.inf
    for mode in (Mode.NORMAL, Mode.ACCELERATED) if project.can_accelerate else (Mode.NORMAL,):
        last = np.inf if project.latest_finish is None else project.latest_finish - duration(project, mode)
        months = np.array(sorted(s for s in starts if s <= last), dtype=np.int64)
        best = max(best, float(option_values(portfolio, project, profile, mode, months).max(initial=-np.inf)))
    return best


def _wrong_dates(portfolio: Portfolio, project: Project, decision: Decision) -> Iterator[str]:
    start, finish, mode = decision.start or 0, decision.finish or 0, decision.mode or Mode.NORMAL
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
        bought[place] = entry.flex_bought
        if _above(0.0, entry.flex_bought):
            yield f"{entry.pool_id} buys less than nothing in {portfolio.settings.month(entry.month)}"
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
        planned = worth[decision.project_id]
        if _is_changed(portfolio, decision):
            planned = _plan_flow(portfolio, decision, profiles[decision.project_id]).present_value(rate)
        if _differs(decision.value_of_plan, planned, scale=scale * 1e-3):
            yield f"the plan of {decision.project_id} is worth {planned:,.0f}, not {decision.value_of_plan:,.0f}"
    factors = present_factors(rate, max((entry.month for entry in load), default=0) + 1)
    paid = sum(entry.flex_bought * _flex_price(portfolio, entry.pool_id) * factors[entry.month] for entry in load)
    if _differs(value, sum(worth.values()) - paid, scale=scale):
        yield f"the plan is worth {sum(worth.values()) - paid:,.0f}, not {value:,.0f}"


def _plan_flow(portfolio: Portfolio, decision: Decision, profile: Amounts) -> CashFlow:
    project = portfolio.projects_by_id[decision.project_id]
    if project.project_id not in portfolio.planned:
        return stop_flow(project)
    return run_flow(portfolio, project, profile, Mode.NORMAL, project.plan_start)


def _flex_price(portfolio: Portfolio, pool_id: str) -> float:
    pool = portfolio.pools_by_id[pool_id]
    charged = pool.day_rate if portfolio.settings.count_internal_labour else 0.0
    return max(0.0, pool.flex_day_rate - charged)
