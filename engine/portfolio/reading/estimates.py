"""Estimates for blanks, each only where the user asks for it under ``estimates`` in ``portfolio.yaml``.

Only blank cells are filled, and every filled figure is named in ``Project.derived``, so that headlines can
say how much of the value rests on it. The figures are rules of thumb of this cockpit, not of any standard.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import Field

from engine.errors import Problem
from engine.portfolio.model.draft import DraftRow, Places, Sheet
from engine.portfolio.model.fields import Flag, PlainNumber
from engine.portfolio.model.near_miss import did_you_mean, normal
from engine.portfolio.model.project import Project
from engine.portfolio.model.record import Record
from engine.portfolio.model.resources import Demand, Pool
from engine.portfolio.model.vocabulary import Stage

PROBABILITY_BY_STAGE = {Stage.IDEA: 0.50, Stage.BUSINESS_CASE: 0.65, Stage.IN_DELIVERY: 0.80, Stage.CLOSING: 0.95}
"""Chance that the benefits come at all, by how far the project has come."""
RESTART_WORK = 0.10
"""Extra share of the remaining work after a pause."""
ANY_TYPE = "*"
"""The type under which ``estimates.demand`` holds the days of projects of all other types."""


class Estimates(Record):
    """Which blanks to fill; ``demand`` leads from project type to size to pool to person-days."""

    success_probability: Flag = False
    exit_cost: Flag = False
    restart_work: Flag = False
    demand: dict[str, dict[str, dict[str, PlainNumber]]] = Field(default_factory=dict)


def fill_blanks(projects: Sheet[Project], estimates: Estimates) -> Sheet[Project]:
    """The projects with the blanks filled that have an estimate asked for; see :class:`Estimates`."""
    if not (estimates.success_probability or estimates.exit_cost or estimates.restart_work):
        return projects
    entries = tuple(_filled(entry, estimates) for entry in projects)
    return Sheet(projects.file, entries, projects.unread, projects.columns, projects.present)


def _filled(entry: DraftRow[Project], estimates: Estimates) -> DraftRow[Project]:
    project = entry.record
    figures: dict[str, float] = {}
    if estimates.success_probability and project.stage:
        figures["success_probability"] = PROBABILITY_BY_STAGE[project.stage]
    if estimates.exit_cost and project.in_flight:
        figures["exit_cost"] = project.remaining_cost / project.duration_months
    if estimates.restart_work and project.in_flight:
        figures["restart_work"] = RESTART_WORK
    changes: dict[str, Any] = {name: figure for name, figure in figures.items() if not entry.filled(name)}
    if not changes:
        return entry
    changes["derived"] = project.derived | frozenset(changes)
    return DraftRow(project.model_copy(update=changes), entry.row, entry.texts)


def estimated_demand(projects: Sheet[Project], demand: Sheet[Demand], estimates: Estimates) -> tuple[Demand, ...]:
    """Person-days from size and type (columns ``size`` and ``type``), for projects with no row in the table demand."""
    if not estimates.demand:
        return ()
    stated = demand.mentioned("project_id")
    return tuple(
        Demand(project_id=project.project_id, pool_id=pool, person_days=days)
        for project in projects.records
        if project.project_id not in stated
        for pool, days in _days(project, estimates).items()
    )


def mark_estimated(projects: Sheet[Project], demand: Iterable[Demand]) -> Sheet[Project]:
    """The projects with ``demand`` among the derived figures of those whose demand was estimated."""
    ids = {row.project_id for row in demand}
    entries = tuple(
        DraftRow(_with_derived(entry.record, "demand"), entry.row, entry.texts)
        if entry.record.project_id in ids
        else entry
        for entry in projects
    )
    return Sheet(projects.file, entries, projects.unread, projects.columns, projects.present)


def sizes_without_estimate(projects: Sheet[Project], demand: Sheet[Demand], estimates: Estimates) -> list[Problem]:
    """Warnings for projects whose demand should be estimated but whose size is blank or not in the list."""
    if not estimates.demand:
        return []
    stated = demand.mentioned("project_id")
    remedy = f"Fill in the column size with a size listed under estimates.demand, or add the project to {demand.called}"
    return [
        Problem(projects.file, entry.row, "size", size, "there is no estimate of demand for this size", remedy)
        for entry in projects
        if entry.record.project_id not in stated and not _days(entry.record, estimates)
        for size in [_other(entry.record, "size")]
    ]


def estimates_without_pool(estimates: Estimates, pools: Sheet[Pool], places: Places) -> list[Problem]:
    """Errors for pools named under ``estimates.demand`` that do not exist."""
    known = pools.mentioned("pool_id")
    return [
        places.problem(
            ("estimates", "demand", kind, size, pool),
            pool,
            f"there is no pool {pool!r}",
            did_you_mean(pool, known, f"Add the pool to {pools.called}"),
        )
        for kind, sizes in estimates.demand.items()
        for size, days in sizes.items()
        for pool in days
        if known and pool not in known
    ]


def _days(project: Project, estimates: Estimates) -> dict[str, float]:
    by_type = {normal(kind): sizes for kind, sizes in estimates.demand.items() if kind != ANY_TYPE}
    sizes = by_type.get(normal(_other(project, "type")), estimates.demand.get(ANY_TYPE, {}))
    by_size = {normal(size): days for size, days in sizes.items()}
    return by_size.get(normal(_other(project, "size")), {})


def _other(project: Project, column: str) -> str:
    return next((text for name, text in project.other if normal(name) == column), "")


def _with_derived(project: Project, column: str) -> Project:
    return project.model_copy(update={"derived": project.derived | {column}})
