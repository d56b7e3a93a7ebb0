"""Which figures differ between two portfolios of one planning month, in groups that can be taken back one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from engine.portfolio.model.portfolio import Pin, Portfolio, Rules
from engine.portfolio.model.project import Project
from engine.portfolio.model.resources import Dependency

_SAME = 0.005
"""Numbers that differ by less than this share count as unchanged: progress is never exactly to plan."""


class Group(StrEnum):
    """Figures that belong together."""

    NEW = "new projects"
    GONE = "projects gone"
    PROJECTS = "rules between projects"
    BENEFITS = "benefits and urgency"
    COSTS = "cost to complete"
    WORK = "work and dates"
    PEOPLE = "people"
    RULES = "money and rules"
    REPORTS = "status as reported"
    """In no decision."""


class CauseKind(StrEnum):
    """How a figure is written."""

    MONEY = "money"
    MONTH = "month"
    NUMBER = "number"
    SHARE = "share"
    TEXT = "text"


FigureValue = float | str | None


@dataclass(frozen=True, slots=True)
class FigureChanged:
    """One figure, of a project (``project_id``) or of what ``subject`` names; months count from the planning month."""

    project_id: str | None
    subject: str
    group: Group
    figure: str
    kind: CauseKind
    before: FigureValue
    after: FigureValue


PROJECT_FIGURES: Mapping[str, tuple[Group, CauseKind]] = {
    "in_plan": (Group.PROJECTS, CauseKind.TEXT),
    "mandatory": (Group.PROJECTS, CauseKind.TEXT),
    "exclusive_group": (Group.PROJECTS, CauseKind.TEXT),
    "benefit_per_month": (Group.BENEFITS, CauseKind.MONEY),
    "benefit_months": (Group.BENEFITS, CauseKind.NUMBER),
    "benefit_ramp_months": (Group.BENEFITS, CauseKind.NUMBER),
    "success_probability": (Group.BENEFITS, CauseKind.SHARE),
    "urgency_profile": (Group.BENEFITS, CauseKind.TEXT),
    "benefit_end": (Group.BENEFITS, CauseKind.MONTH),
    "deadline": (Group.BENEFITS, CauseKind.MONTH),
    "decay_per_month": (Group.BENEFITS, CauseKind.SHARE),
    "deadline_penalty": (Group.BENEFITS, CauseKind.MONEY),
    "penalty_per_month": (Group.BENEFITS, CauseKind.MONEY),
    "stop_penalty": (Group.BENEFITS, CauseKind.MONEY),
    "remaining_cost": (Group.COSTS, CauseKind.MONEY),
    "exit_cost": (Group.COSTS, CauseKind.MONEY),
    "salvage_value": (Group.COSTS, CauseKind.MONEY),
    "pause_cost_per_month": (Group.COSTS, CauseKind.MONEY),
    "acceleration_cost": (Group.COSTS, CauseKind.MONEY),
    "in_flight": (Group.WORK, CauseKind.TEXT),
    "plan_start": (Group.WORK, CauseKind.MONTH),
    "duration_months": (Group.WORK, CauseKind.NUMBER),
    "can_accelerate": (Group.WORK, CauseKind.TEXT),
    "accelerated_duration": (Group.WORK, CauseKind.NUMBER),
    "acceleration_work": (Group.WORK, CauseKind.SHARE),
    "restart_work": (Group.WORK, CauseKind.SHARE),
    "earliest": (Group.WORK, CauseKind.MONTH),
    "latest_finish": (Group.WORK, CauseKind.MONTH),
    "rag_time": (Group.REPORTS, CauseKind.TEXT),
    "rag_cost": (Group.REPORTS, CauseKind.TEXT),
    "rag_scope": (Group.REPORTS, CauseKind.TEXT),
    "rag_benefit": (Group.REPORTS, CauseKind.TEXT),
    "baseline_finish": (Group.REPORTS, CauseKind.MONTH),
    "forecast_finish": (Group.REPORTS, CauseKind.MONTH),
    "budget": (Group.REPORTS, CauseKind.MONEY),
}
"""Figures and rules of a project that are compared: name → group, way of writing."""

FIELD_OF = {"urgency_profile": "urgency", "stop_penalty": "penalty_if_stopped", "plan_start": "planned_start"} | {
    "earliest": "earliest_start"
}
"""The column of figures that a project calls otherwise."""
_POOL_FIGURES = {
    "capacity_per_month": CauseKind.NUMBER,
    "flex_share": CauseKind.SHARE,
    "flex_day_rate": CauseKind.MONEY,
} | {"day_rate": CauseKind.MONEY}
_SETTINGS = {
    "discount_rate": (Group.RULES, CauseKind.SHARE),
    "benefit_confidence": (Group.RULES, CauseKind.SHARE),
    "horizon_months": (Group.RULES, CauseKind.NUMBER),
    "valuation_months": (Group.RULES, CauseKind.NUMBER),
    "count_internal_labour": (Group.RULES, CauseKind.TEXT),
    "protective_capacity": (Group.PEOPLE, CauseKind.SHARE),
}


def figures_changed(before: Portfolio, after: Portfolio) -> tuple[FigureChanged, ...]:
    """Every compared figure that differs, projects first, in this month's order; both count months from one month."""
    return (
        *_came_and_went(before, after),
        *(change for p in after.projects for change in _of_project(before, after, p)),
        *_of_dependencies(before, after),
        *_of_pools(before, after),
        *_of_settings(before, after),
    )


def take_back(after: Portfolio, before: Portfolio, group: Group) -> Portfolio:
    """This month's portfolio with one group of figures as before; what has no counterpart stays.

    Raises:
        ValueError: the group is in no decision.
    """
    if group in (Group.BENEFITS, Group.COSTS, Group.WORK):
        return _with_figures(after, before, group)
    if group in (Group.NEW, Group.GONE, Group.PROJECTS):
        return _with_projects(after, before, group)
    if group is Group.PEOPLE:
        return _with_people(after, before)
    if group is Group.RULES:
        return after.model_copy(update={"settings": _with_settings(after, before, Group.RULES)})
    raise ValueError(f"{group} is in no decision")


def _came_and_went(before: Portfolio, after: Portfolio) -> Iterator[FigureChanged]:
    came, went = (Group.NEW, "", "new"), (Group.GONE, "there", "gone")
    for one, other, (group, *words) in ((after, before, came), (before, after, went)):
        for p in one.projects:
            if p.project_id not in other.projects_by_id:
                yield FigureChanged(p.project_id, p.name, group, "project", CauseKind.TEXT, words[0], words[1])


def _of_project(before: Portfolio, after: Portfolio, project: Project) -> Iterator[FigureChanged]:
    old = before.projects_by_id.get(project.project_id)
    if old is None:
        return
    for figure, (group, kind) in PROJECT_FIGURES.items():
        was, now = _plain(getattr(old, figure)), _plain(getattr(project, figure))
        if _differ(was, now):
            name = FIELD_OF.get(figure, figure)
            yield FigureChanged(project.project_id, project.name, group, name, kind, was, now)
    was_days, now_days = _days(before, project.project_id), _days(after, project.project_id)
    for pool_id in sorted(was_days.keys() | now_days.keys()):
        was, now = was_days.get(pool_id, 0.0), now_days.get(pool_id, 0.0)
        if _differ(was, now):
            figure = f"person-days of {_pool_name(after, before, pool_id)}"
            yield FigureChanged(project.project_id, project.name, Group.WORK, figure, CauseKind.NUMBER, was, now)


def _of_dependencies(before: Portfolio, after: Portfolio) -> Iterator[FigureChanged]:
    were, are = _links(before), _links(after)
    for pair in sorted(were.keys() | are.keys()):
        if were.get(pair) != are.get(pair) and set(pair) <= before.projects_by_id.keys() & after.projects_by_id.keys():
            names = " before ".join(after.projects_by_id[i].name for i in pair)
            lags = were.get(pair), are.get(pair)
            yield FigureChanged(None, names, Group.PROJECTS, "dependency, lag in months", CauseKind.NUMBER, *lags)


def _of_pools(before: Portfolio, after: Portfolio) -> Iterator[FigureChanged]:
    for pool in after.pools:
        old = before.pools_by_id.get(pool.pool_id)
        for figure, kind in _POOL_FIGURES.items() if old is not None else ():
            was, now = _plain(getattr(old, figure)), _plain(getattr(pool, figure))
            if _differ(was, now):
                yield FigureChanged(None, pool.name, Group.PEOPLE, figure, kind, was, now)
        months = _overrides(before, pool.pool_id), _overrides(after, pool.pool_id)
        for month in sorted(months[0].keys() | months[1].keys()) if old is not None else ():
            was, now = months[0].get(month), months[1].get(month)
            if _differ(was, now):
                figure = f"capacity in {after.settings.month(month)}"
                yield FigureChanged(None, pool.name, Group.PEOPLE, figure, CauseKind.NUMBER, was, now)


def _of_settings(before: Portfolio, after: Portfolio) -> Iterator[FigureChanged]:
    name = after.settings.name
    for figure, (group, kind) in _SETTINGS.items():
        was, now = _plain(getattr(before.settings, figure)), _plain(getattr(after.settings, figure))
        if _differ(was, now):
            yield FigureChanged(None, name, group, figure, kind, was, now)
    were, are = ({b.start: b.amount for b in p.settings.budgets} for p in (before, after))
    for start in sorted(were.keys() | are.keys()):
        if _differ(were.get(start), are.get(start)):
            figure = f"budget from {after.settings.month(start)}"
            yield FigureChanged(None, name, Group.RULES, figure, CauseKind.MONEY, were.get(start), are.get(start))
    floors = [{t.name: t.floor for t in p.settings.themes if t.floor} for p in (before, after)]
    for theme in sorted(floors[0].keys() | floors[1].keys()):
        if _differ(floors[0].get(theme), floors[1].get(theme)):
            lows = floors[0].get(theme), floors[1].get(theme)
            yield FigureChanged(None, theme, Group.RULES, "floor", CauseKind.SHARE, *lows)


def _with_figures(after: Portfolio, before: Portfolio, group: Group) -> Portfolio:
    names = [FIELD_OF.get(figure, figure) for figure, (own, _) in PROJECT_FIGURES.items() if own is group]
    shared = before.projects_by_id.keys() & after.projects_by_id.keys()
    projects = tuple(
        p.model_copy(update={n: getattr(before.projects_by_id[p.project_id], n) for n in names})
        if p.project_id in shared
        else p
        for p in after.projects
    )
    changed: dict[str, Any] = {"projects": projects}
    if group is Group.WORK:
        own = tuple(d for d in after.demand if d.project_id not in shared)
        changed["demand"] = own + _demand_of(before, shared, after)
    return after.model_copy(update=changed)


def _with_projects(after: Portfolio, before: Portfolio, group: Group) -> Portfolio:
    """Without the projects that have come, with those that have gone, or with the rules between those in both."""
    came = after.projects_by_id.keys() - before.projects_by_id.keys()
    gone = before.projects_by_id.keys() - after.projects_by_id.keys()
    if group is Group.NEW:
        return _limited_to(after, after.projects_by_id.keys() - came)
    if group is Group.GONE:
        whole = after.model_copy(
            update={
                "projects": _in_their_places(before, after),
                "demand": after.demand + _demand_of(before, gone, after),
                "dependencies": after.dependencies
                + tuple(d for d in before.dependencies if gone & {d.predecessor, d.successor}),
                "rules": _with_pins(
                    after, after.rules.pins + tuple(p for p in before.rules.pins if p.project_id in gone)
                ),
            }
        )
        return _limited_to(whole, whole.projects_by_id.keys())
    names = [figure for figure, (own, _) in PROJECT_FIGURES.items() if own is Group.PROJECTS]
    projects = tuple(
        p
        if p.project_id in came
        else p.model_copy(update={n: getattr(before.projects_by_id[p.project_id], n) for n in names})
        for p in after.projects
    )
    links = tuple(d for d in after.dependencies if came & {d.predecessor, d.successor})
    pins = tuple(p for p in after.rules.pins if p.project_id in came)
    changed = after.model_copy(
        update={
            "projects": projects,
            "dependencies": before.dependencies + links,
            "rules": _with_pins(before, before.rules.pins + pins),
        }
    )
    return _limited_to(changed, after.projects_by_id.keys())


def _in_their_places(before: Portfolio, after: Portfolio) -> tuple[Project, ...]:
    """All projects of both, those of before in its order."""
    were = tuple(after.projects_by_id.get(p.project_id, p) for p in before.projects)
    return were + tuple(p for p in after.projects if p.project_id not in before.projects_by_id)


def _with_pins(portfolio: Portfolio, pins: tuple[Pin, ...]) -> Rules:
    return portfolio.rules.model_copy(update={"pins": pins})


def _limited_to(portfolio: Portfolio, ids: AbstractSet[str]) -> Portfolio:
    """The portfolio with these projects alone, and what concerns them."""
    pins = tuple(p for p in portfolio.rules.pins if p.project_id in ids)
    return portfolio.model_copy(
        update={
            "projects": tuple(p for p in portfolio.projects if p.project_id in ids),
            "demand": tuple(d for d in portfolio.demand if d.project_id in ids),
            "dependencies": tuple(d for d in portfolio.dependencies if {d.predecessor, d.successor} <= ids),
            "rules": _with_pins(portfolio, pins),
        }
    )


def _with_people(after: Portfolio, before: Portfolio) -> Portfolio:
    pools = tuple(
        p.model_copy(update={n: getattr(old, n) for n in _POOL_FIGURES})
        if (old := before.pools_by_id.get(p.pool_id)) is not None
        else p
        for p in after.pools
    )
    shared = before.pools_by_id.keys() & after.pools_by_id.keys()
    capacity = tuple(c for c in after.capacity if c.pool_id not in shared)
    capacity += tuple(c for c in before.capacity if c.pool_id in shared)
    settings = _with_settings(after, before, Group.PEOPLE)
    return after.model_copy(update={"pools": pools, "capacity": capacity, "settings": settings})


def _with_settings(after: Portfolio, before: Portfolio, group: Group) -> Any:
    changes = {name: getattr(before.settings, name) for name, (own, _) in _SETTINGS.items() if own is group}
    if group is Group.RULES:
        floors = {t.name: t.floor for t in before.settings.themes}
        changes["budgets"] = before.settings.budgets
        changes["themes"] = tuple(t.model_copy(update={"floor": floors.get(t.name)}) for t in after.settings.themes)
    return after.settings.model_copy(update=changes)


def _demand_of(before: Portfolio, projects: Any, after: Portfolio) -> tuple[Any, ...]:
    return tuple(d for d in before.demand if d.project_id in projects and d.pool_id in after.pools_by_id)


def _days(portfolio: Portfolio, project_id: str) -> dict[str, float]:
    days: dict[str, float] = {}
    for row in portfolio.demand:
        if row.project_id == project_id:
            days[row.pool_id] = days.get(row.pool_id, 0.0) + row.person_days
    return days


def _links(portfolio: Portfolio) -> dict[tuple[str, str], int]:
    return {(d.predecessor, d.successor): d.lag_months for d in _by_lag(portfolio)}


def _by_lag(portfolio: Portfolio) -> list[Dependency]:
    return sorted(portfolio.dependencies, key=lambda d: d.lag_months)


def _overrides(portfolio: Portfolio, pool_id: str) -> dict[int, float]:
    return {c.month: c.capacity for c in portfolio.capacity if c.pool_id == pool_id}


def _pool_name(after: Portfolio, before: Portfolio, pool_id: str) -> str:
    return (after.pools_by_id.get(pool_id) or before.pools_by_id[pool_id]).name


def _plain(value: Any) -> FigureValue:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return float(value) if isinstance(value, int | float) else None if value is None else str(value)


def _differ(was: FigureValue, now: FigureValue) -> bool:
    if isinstance(was, float) and isinstance(now, float):
        return abs(was - now) > _SAME * max(abs(was), abs(now))
    return was != now
