"""Rules that a simulated delivery breaks, by the names that the decision model gives them.

Today's way of working knows capacity, precedence and limits on parallel work; everything else it may break.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.optimise.actions import action_of_work
from engine.optimise.constraint_rows import budget_windows
from engine.portfolio.model.portfolio import Pin, Portfolio
from engine.portfolio.model.vocabulary import Action, Lift, Mode
from engine.simulate import Outcome, Simulation
from engine.simulate.cashflow import outcome_flow
from engine.valuation.work import work_profiles

_CLOSE = 1e-6


def broken_rules(portfolio: Portfolio, simulation: Simulation) -> tuple[str, ...]:
    """Names such as ``budget[2027-04]``, ``latest_finish[crm]`` or ``precedence[a→b,2027-03]``."""
    outcomes = {o.project_id: o for o in simulation.outcomes}
    return (
        *_dates(portfolio, outcomes),
        *_precedence(portfolio, outcomes),
        *_pins(portfolio, outcomes),
        *_budgets(portfolio, simulation),
        *_floors(portfolio, simulation),
    )


def _dates(portfolio: Portfolio, outcomes: dict[str, Outcome]) -> Iterator[str]:
    mandates = Lift.MANDATES not in portfolio.rules.lifted
    for project in portfolio.projects:
        started, finished = outcomes[project.project_id].started, outcomes[project.project_id].finished
        if finished is None and project.mandatory and mandates:
            yield f"mandatory[{project.project_id}]"
        if finished is not None and project.latest_finish is not None and finished > project.latest_finish:
            yield f"latest_finish[{project.project_id}]"
        if started is not None and not project.in_flight and started < project.earliest:
            yield f"earliest_start[{project.project_id}]"


def _precedence(portfolio: Portfolio, outcomes: dict[str, Outcome]) -> Iterator[str]:
    for link in portfolio.dependencies:
        started = outcomes[link.successor].started
        if started is None or portfolio.projects_by_id[link.successor].in_flight:
            continue
        done = outcomes[link.predecessor].finished
        if done is None or started < done + link.lag_months:
            yield f"precedence[{link.predecessor}→{link.successor},{portfolio.settings.month(started)}]"


def _pins(portfolio: Portfolio, outcomes: dict[str, Outcome]) -> Iterator[str]:
    for pin in portfolio.rules.pins:
        if not _keeps(portfolio, pin, outcomes[pin.project_id]):
            yield f"pin[{pin.project_id}]"


def _keeps(portfolio: Portfolio, pin: Pin, outcome: Outcome) -> bool:
    project = portfolio.projects_by_id[pin.project_id]
    if pin.start is not None:
        return outcome.started == pin.start
    if outcome.started is None or outcome.finished is None:
        waits = outcome.mode is None and not project.in_flight
        return pin.action is Action.STOP or (pin.action is Action.DEFER and waits)
    action = action_of_work(
        project,
        planned=project.project_id in portfolio.planned,
        accelerated=outcome.mode is Mode.ACCELERATED,
        start=outcome.started,
        finish=outcome.finished,
    )
    return pin.action is None or pin.action is action


def _budgets(portfolio: Portfolio, simulation: Simulation) -> Iterator[str]:
    if not portfolio.settings.budgets:
        return
    windows = budget_windows(portfolio)
    profiles = work_profiles(portfolio)
    spend = np.zeros(max([12 * 200, *(end for _, _, end in windows)]))
    for outcome in simulation.outcomes:
        external = outcome_flow(portfolio, outcome, profiles[outcome.project_id]).external[: spend.size]
        spend[: external.size] += external
    for entry in simulation.load:
        spend[entry.month] += entry.flex_bought * portfolio.pools_by_id[entry.pool_id].flex_day_rate
    for budget, first, end in windows:
        if float(spend[first : max(first, end)].sum()) > budget.amount + _CLOSE * max(1.0, budget.amount):
            yield f"budget[{portfolio.settings.month(budget.start)}]"


def _floors(portfolio: Portfolio, simulation: Simulation) -> Iterator[str]:
    settings = portfolio.settings
    if Lift.FLOORS in portfolio.rules.lifted or settings.floor_pool is None:
        return
    pool = portfolio.pool_index[settings.floor_pool]
    days = {o.project_id: o.work_days[pool] if o.work_days else 0.0 for o in simulation.outcomes}
    total = sum(days.values())
    for theme in settings.themes:
        used = sum(days[p.project_id] for p in portfolio.projects if p.theme == theme.name)
        if theme.floor and theme.floor * total > used + _CLOSE * max(1.0, used):
            yield f"floor[{theme.name}]"
