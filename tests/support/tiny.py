"""Tiny portfolios to think through by hand, and plans for them worked out without the optimiser."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.errors import VerificationError
from engine.optimise.actions import action_of_work
from engine.optimise.recommendation import Decision, PoolLoad, Reason
from engine.optimise.verify import verify_plan
from engine.portfolio.model.portfolio import Portfolio, Rules
from engine.portfolio.model.project import Project
from engine.portfolio.model.resources import Demand, Dependency, Pool
from engine.portfolio.model.settings import Settings
from engine.portfolio.model.vocabulary import Action, Mode
from engine.valuation.options import option_values, plan_value, stop_value
from engine.valuation.work import duration, work, work_profiles

PLANNING_MONTH = 24_322
"""November 2026."""

Run = int | tuple[int, Mode] | None
"""A start in normal mode, a start with its mode, or no work."""


def project(project_id: str, **changes: Any) -> Project:
    """Two months of work from month 0 for 20, then 10 a month for a year: worth 100 undiscounted."""
    fields: dict[str, Any] = {
        "project_id": project_id,
        "name": project_id.title(),
        "planned_start": 0,
        "duration_months": 2,
        "remaining_cost": 20.0,
        "benefit_per_month": 10.0,
        "benefit_months": 12,
    }
    return Project.model_validate(fields | changes)


def pool(pool_id: str = "team", **changes: Any) -> Pool:
    """Ten person-days a month, none to be bought."""
    fields = {"pool_id": pool_id, "name": pool_id.title(), "capacity_per_month": 10, "flex_share": 0}
    return Pool.model_validate(fields | {"flex_day_rate": 1} | changes)


def days(project_id: str, person_days: float, pool_id: str = "team", month_offset: int | None = None) -> Demand:
    return Demand(project_id=project_id, pool_id=pool_id, person_days=person_days, month_offset=month_offset)


def link(predecessor: str, successor: str, lag: int = 0) -> Dependency:
    return Dependency(predecessor=predecessor, successor=successor, lag_months=lag)


def portfolio(*projects: Project, rules: dict[str, Any] | None = None, **changes: Any) -> Portfolio:
    """Undiscounted, nothing protected, one pool; ``changes`` are tables of the portfolio or keys of its settings."""
    tables = {key: changes.pop(key) for key in list(changes) if key in Portfolio.model_fields}
    settings = {"name": "Tiny", "planning_month": PLANNING_MONTH, "horizon_months": 6}
    settings |= {"discount_rate": 0.0, "protective_capacity": 0.0} | changes
    fields = {"pools": (pool(),), "settings": Settings.model_validate(settings), "rules": Rules(**(rules or {}))}
    return Portfolio(projects=projects, **(fields | tables))


@dataclass(frozen=True)
class Plan:
    """A plan as the optimiser would report it."""

    decisions: tuple[Decision, ...]
    load: tuple[PoolLoad, ...]
    value: float

    def with_decision(self, project_id: str, **changes: Any) -> Plan:
        """The plan with some fields of one decision changed."""
        changed = (replace(d, **changes) if d.project_id == project_id else d for d in self.decisions)
        return replace(self, decisions=tuple(changed))

    def with_load(self, month: int, **changes: Any) -> Plan:
        """The plan with some fields of one month's load changed, in every pool."""
        return replace(self, load=tuple(replace(e, **changes) if e.month == month else e for e in self.load))


def plan(of: Portfolio, **runs: Run) -> Plan:
    """An honest report of a plan, whether it keeps the rules or not; projects not named do no work."""
    decisions = tuple(_decision(of, p, runs.get(p.project_id)) for p in of.projects)
    load = _load(of, decisions)
    rates = {p.pool_id: p.flex_day_rate for p in of.pools}
    months = np.array([e.month for e in load])
    factors = (1 + of.settings.discount_rate) ** (-months / 12)
    paid = sum(e.flex_bought * rates[e.pool_id] * f for e, f in zip(load, factors, strict=True))
    return Plan(decisions, load, sum(d.value for d in decisions) - paid)


def problems(of: Portfolio, reported: Plan) -> list[str]:
    """What verification finds wrong; empty for a good plan."""
    try:
        verify_plan(of, reported.decisions, reported.load, reported.value)
    except VerificationError as error:
        return str(error).partition(": ")[2].split("; ")
    return []


def _decision(of: Portfolio, project: Project, run: Run) -> Decision:
    profile = work_profiles(of)[project.project_id]
    planned = plan_value(of, project, profile)
    if run is None:
        action = Action.STOP if project.in_flight else Action.DEFER
        reason = Reason.FREES_THE_CONSTRAINT
        return Decision(project.project_id, action, reason, None, None, None, stop_value(project), planned, None)
    start, mode = run if isinstance(run, tuple) else (run, Mode.NORMAL)
    finish = start + duration(project, mode)
    in_plan = project.project_id in of.planned
    accelerated = mode is Mode.ACCELERATED
    action = action_of_work(project, planned=in_plan, accelerated=accelerated, start=start, finish=finish)
    value = float(option_values(of, project, profile, mode, np.array([start]))[0])
    late = finish - project.plan_finish
    return Decision(project.project_id, action, Reason.AS_PLANNED, mode, start, finish, value, planned, late)


def _load(of: Portfolio, decisions: tuple[Decision, ...]) -> tuple[PoolLoad, ...]:
    months = max((d.finish or 0 for d in decisions), default=0)
    demand = np.zeros((len(of.pools), months))
    for d in decisions:
        if d.start is not None and d.mode is not None:
            project = of.projects_by_id[d.project_id]
            paused = project.in_flight and d.start > 0
            demand[:, d.start : d.finish] += work(project, work_profiles(of)[d.project_id], d.mode, paused=paused)
    limits = {p.pool_id: p.capacity_per_month * (1 - of.settings.protective_capacity) for p in of.pools}
    return tuple(
        PoolLoad(p.pool_id, t, demand[r, t], limits[p.pool_id], max(0.0, demand[r, t] - limits[p.pool_id]))
        for r, p in enumerate(of.pools)
        for t in range(months)
    )
