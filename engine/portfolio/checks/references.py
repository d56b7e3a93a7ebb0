"""Ids that occur twice, and references to projects, pools and themes that do not exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.errors import Problem
from engine.portfolio.checks.check import Check
from engine.portfolio.model.draft import REPORTING_TABLES, Draft, DraftRow, Sheet
from engine.portfolio.model.near_miss import did_you_mean, normal


def duplicate_projects(draft: Draft) -> Iterator[Problem]:
    """Two rows with the same project_id."""
    yield from _duplicates(draft.projects, "project_id", "project")


def duplicate_pools(draft: Draft) -> Iterator[Problem]:
    """Two rows with the same pool_id."""
    yield from _duplicates(draft.pools, "pool_id", "pool")


def ids_that_read_alike(draft: Draft) -> Iterator[Problem]:
    """Projects or pools whose ids differ in letters' case, spaces or hyphens only: most likely one thing twice."""
    for sheet, column in ((draft.projects, "project_id"), (draft.pools, "pool_id")):
        first: dict[str, DraftRow[Any]] = {}
        for entry in sheet:
            name = getattr(entry.record, column)
            other = first.setdefault(normal(name), entry)
            if getattr(other.record, column) != name:
                message = f"this id reads like {getattr(other.record, column)!r} of row {other.row}, and is another one"
                yield sheet.problem(entry, column, message, "Remove one of the two, or give it an id that differs")


def no_projects(draft: Draft) -> Iterator[Problem]:
    """A table of projects with a header alone."""
    yield from _no_rows(draft.projects, "project")


def no_pools(draft: Draft) -> Iterator[Problem]:
    """A table of pools with a header alone."""
    yield from _no_rows(draft.pools, "pool")


def unknown_projects(draft: Draft) -> Iterator[Problem]:
    """Demand of, or a dependency between, projects that are not in the table projects."""
    yield from _unknown_projects(draft, draft.demand, "project_id", "Add the project or remove the row")
    for column in ("predecessor", "successor"):
        yield from _unknown_projects(draft, draft.dependencies, column, "Add the project or remove the row")


def unknown_projects_reported(draft: Draft) -> Iterator[Problem]:
    """Rows of the delivery report about projects that have left the portfolio: kept, and without effect."""
    remedy = "The row is kept but shown nowhere; remove it if the project is closed"
    for name in REPORTING_TABLES:
        yield from _unknown_projects(draft, getattr(draft, name), "project_id", remedy)


def unknown_pools(draft: Draft) -> Iterator[Problem]:
    """Demand on, or capacity of, pools that are not in the table pools."""
    known = draft.pools.mentioned("pool_id")
    if not known:
        return
    sheets: tuple[Sheet[Any], ...] = (draft.demand, draft.capacity)
    for sheet in sheets:
        for entry in sheet:
            if entry.record.pool_id not in known:
                yield sheet.problem(
                    entry,
                    "pool_id",
                    f"there is no pool {entry.record.pool_id!r}",
                    did_you_mean(
                        entry.record.pool_id, known, f"Add the pool to {draft.pools.called} or remove the row"
                    ),
                )


def unknown_lenders(draft: Draft) -> Iterator[Problem]:
    """Pools to cross-train from that do not exist, or that are the pool itself."""
    known = draft.pools.mentioned("pool_id")
    for entry in draft.pools:
        for name in entry.record.cross_train_from:
            if name not in known:
                remedy = did_you_mean(name, known, f"Name pools of {draft.pools.called}, separated by ;")
                yield draft.pools.problem(entry, "cross_train_from", f"there is no pool {name!r}", remedy)
            elif name == entry.record.pool_id:
                message = "a pool cannot lend people to itself"
                yield draft.pools.problem(entry, "cross_train_from", message, "Name other pools, or leave it blank")


def unknown_themes(draft: Draft) -> Iterator[Problem]:
    """Themes of projects that portfolio.yaml does not list."""
    known = [theme.name for theme in draft.settings.themes]
    if not known:
        return
    for entry in draft.projects:
        theme = entry.record.theme
        if theme is not None and theme not in known:
            remedy = did_you_mean(
                theme, known, f"Use one of the themes of {draft.places.called('themes')}, or add it there"
            )
            yield draft.projects.problem(entry, "theme", f"the theme {theme!r} is not in the list of themes", remedy)


def _duplicates(sheet: Sheet[Any], column: str, kind: str) -> Iterator[Problem]:
    first: dict[str, DraftRow[Any]] = {}
    for entry in sheet:
        name = getattr(entry.record, column)
        if name in first:
            message = f"the {kind} {name!r} is in row {first[name].row} already"
            yield sheet.problem(entry, column, message, f"Give each {kind} an id of its own, or remove one of the rows")
        else:
            first[name] = entry


def _no_rows(sheet: Sheet[Any], kind: str) -> Iterator[Problem]:
    if sheet.present and not sheet.entries and not sheet.unread:
        yield Problem(sheet.file, None, "", "", f"there is no {kind} in this table", f"Add a row for each {kind}")


def _unknown_projects(draft: Draft, sheet: Sheet[Any], column: str, otherwise: str) -> Iterator[Problem]:
    known = draft.projects.mentioned("project_id")
    if not known:
        return
    for entry in sheet:
        name = getattr(entry.record, column)
        if name not in known:
            remedy = did_you_mean(name, known, otherwise)
            yield sheet.problem(entry, column, f"there is no project {name!r}", remedy)


ERRORS: tuple[Check, ...] = (
    duplicate_projects,
    duplicate_pools,
    no_projects,
    no_pools,
    unknown_projects,
    unknown_pools,
    unknown_lenders,
)
WARNINGS: tuple[Check, ...] = (ids_that_read_alike, unknown_projects_reported, unknown_themes)
