"""Small portfolios whose months can be worked out on paper: no discount, no protection, no flex unless asked for."""

from __future__ import annotations

from typing import Any

from engine.portfolio.model.portfolio import Portfolio, Rules
from engine.portfolio.model.project import Project
from engine.portfolio.model.resources import CapacityOverride, Demand, Dependency, Pool
from engine.portfolio.model.settings import Settings, TodaySettings
from engine.portfolio.model.vocabulary import TodaysPolicy, Urgency
from engine.simulate import Outcome, Simulation

DAYS = 10.0
"""Capacity of pool x a month, unless a test says otherwise."""

SHARED = TodaySettings(policy=TodaysPolicy.SHARED)
"""The setting ``today`` of an office that has accepted that everybody works on everything at once."""


def project(project_id: str, months: int, **more: Any) -> Project:
    """Work of some months, planned for month 0, worth 1 a month for a year."""
    fields: dict[str, Any] = {
        "project_id": project_id,
        "name": project_id,
        "planned_start": 0,
        "duration_months": months,
        "remaining_cost": 0.0,
        "benefit_per_month": 1.0,
        "benefit_months": 12,
        "urgency": Urgency.STEADY,
    }
    return Project(**(fields | more))


def pool(pool_id: str = "x", capacity: float = DAYS, **more: Any) -> Pool:
    fields: dict[str, Any] = {"flex_share": 0.0, "flex_day_rate": 0.0}
    return Pool(pool_id=pool_id, name=pool_id, capacity_per_month=capacity, **(fields | more))


def needs(project_id: str, days: float, pool_id: str = "x", month: int | None = None) -> Demand:
    return Demand(project_id=project_id, pool_id=pool_id, person_days=days, month_offset=month)


def portfolio(
    projects: list[Project],
    demand: list[Demand],
    pools: list[Pool] | None = None,
    *,
    links: list[Dependency] | None = None,
    overrides: list[CapacityOverride] | None = None,
    rules: Rules | None = None,
    **settings: Any,
) -> Portfolio:
    fields: dict[str, Any] = {"discount_rate": 0.0, "protective_capacity": 0.0, "multitasking_loss": 0.0}
    return Portfolio(
        settings=Settings(name="Workshop", planning_month=24_322, **(fields | settings)),
        projects=tuple(projects),
        pools=tuple(pools or [pool()]),
        demand=tuple(demand),
        dependencies=tuple(links or []),
        capacity=tuple(overrides or []),
        rules=rules or Rules(),
    )


def outcome(simulation: Simulation, project_id: str) -> Outcome:
    return next(o for o in simulation.outcomes if o.project_id == project_id)


def dates(simulation: Simulation) -> dict[str, tuple[int | None, int | None]]:
    """Start and finish of everything that ran."""
    return {o.project_id: (o.started, o.finished) for o in simulation.outcomes if o.mode is not None}
