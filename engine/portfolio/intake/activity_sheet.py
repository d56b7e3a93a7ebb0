"""A sheet beside the list of projects with several activities a project: which columns say when and how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.portfolio.intake.column_meanings import ColumnProposal, propose
from engine.portfolio.intake.roles import ColumnRole
from engine.portfolio.intake.values import ColumnValues, columns_in
from engine.portfolio.recognising.headings import ForeignTable
from engine.portfolio.recognising.source import ForeignFile, parent_column


@dataclass(frozen=True, slots=True)
class ActivitySheet:
    """The sheet, the column of the projects' key in it and in the projects' own table, and what is read of each row.

    Of ``duration`` and ``finish`` one is there. ``is_work`` is true where the amounts are person-days, not money.
    """

    sheet: str
    rows: int
    key: str
    project: str
    start: str
    amount: ColumnValues
    duration: ColumnValues | None = None
    finish: str = ""
    is_work: bool = False


def activity_sheet(source: ForeignFile, projects: ForeignTable, key: str) -> ActivitySheet | None:
    """The sheet of activities of a table of projects whose ids or names stand in ``key``; ``None`` without one."""
    if not key:
        return None
    for table in source.tables:
        column = parent_column(table, projects) if table is not projects else ""
        if column:
            columns = columns_in(table.table)
            use = _read_from(columns, propose({n: c for n, c in columns.items() if n != column}))
            if use is not None:
                start, amount, duration, finish, is_work = use
                own = next(name for name in projects.table.columns if name.casefold() == column.casefold())
                size = len(table.table.rows)
                return ActivitySheet(table.sheet, size, column, own, start, amount, duration, finish, is_work)
    return None


def _read_from(
    columns: Mapping[str, ColumnValues], proposal: ColumnProposal
) -> tuple[str, ColumnValues, ColumnValues | None, str, bool] | None:
    start = proposal.of(ColumnRole.START)
    cost = proposal.of(ColumnRole.COST) or proposal.of(ColumnRole.REMAINING)
    work = "" if cost else proposal.of(ColumnRole.EFFORT)
    duration = proposal.of(ColumnRole.DURATION)
    finish = "" if duration else proposal.of(ColumnRole.FORECAST) or proposal.of(ColumnRole.FINISH)
    if not start or not columns[start].is_date or not (cost or work) or not (duration or finish):
        return None
    return start, columns[cost or work], columns.get(duration), finish, bool(work)
