"""How a portfolio's tables are laid out in a workbook: about ten plain columns first, what is optional further on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.portfolio.model.draft import TABLES
from engine.portfolio.reading.headers import columns_of
from engine.portfolio.reading.stand_ins import STAND_INS
from engine.portfolio.writing.content import Content, Table, WrittenCell

FIRST = (
    "project_id", "name", "sponsor", "theme", "stage", "in_flight", "planned_start", "duration_months",
    "remaining_cost", "benefit_per_month", "benefit_months",
)  # fmt: skip
"""The columns of the first sheet; a column that stands in for one of them stands there too."""
PARTS: Mapping[str, tuple[str, ...]] = {
    "project_value": (
        "benefit_low", "benefit_high", "benefit_type", "benefit_owner", "as_of", "benefit_ramp_months",
        "urgency", "benefit_end", "deadline",
        "decay_per_month", "deadline_penalty", "penalty_per_month", "penalty_if_stopped", "success_probability",
    ),
    "project_options": (
        "in_plan", "mandatory", "earliest_start", "latest_finish", "exclusive_group", "sponsor_priority", "method",
        "exit_cost", "salvage_value", "pause_cost_per_month", "restart_work", "can_accelerate",
        "accelerated_duration", "acceleration_cost", "acceleration_work",
    ),
    "project_reporting": (
        "capital_share", "spent_to_date", "budget", "approved_benefit_per_month", "approved_finish", "rag_time",
        "rag_cost", "rag_scope", "rag_benefit", "baseline_finish", "forecast_finish", "percent_complete",
    ),
}  # fmt: skip
"""Further sheets of the projects; a column that is named nowhere stands on the last."""
_LAST_PART = "project_reporting"
_ORDER = ("projects", "pools", "demand", *PARTS)
_PROJECTS = TABLES["projects"]


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One sheet: its name, the table its columns belong to, its columns in order, its rows by column."""

    name: str
    table: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, WrittenCell], ...]
    months: frozenset[str] = frozenset()


def sheet_plans(content: Content) -> Iterator[SheetPlan]:
    """The sheets of a portfolio's tables: what everybody fills in, what is optional, what is for reports."""
    plans = {plan.name: plan for plan in _plans(content)}
    yield from (plans.pop(name) for name in _ORDER if name in plans)
    yield from plans.values()


def _plans(content: Content) -> Iterator[SheetPlan]:
    for name, record in TABLES.items():
        table = content.tables.get(name, Table((), ()))
        if name == "projects":
            yield from _of_projects(table)
            continue
        known = [column for column in record.model_fields if column in columns_of(record)]
        columns = tuple(dict.fromkeys((*known, *table.columns)))
        yield SheetPlan(name, name, columns, table.rows, table.months)


def _of_projects(table: Table) -> Iterator[SheetPlan]:
    first = tuple(_first(frozenset(table.columns)))
    yield SheetPlan("projects", "projects", first, table.rows, table.months)
    placed = frozenset(first).union(*PARTS.values(), FIRST)
    known = [column for column in _PROJECTS.model_fields if column in columns_of(_PROJECTS)]
    loose = tuple(column for column in dict.fromkeys((*known, *table.columns)) if column not in placed)
    for name, columns in PARTS.items():
        own = (*columns, *loose) if name == _LAST_PART else columns
        yield SheetPlan(name, "projects", ("project_id", *own), table.rows, table.months)


def _first(used: frozenset[str]) -> Iterator[str]:
    """The first sheet's columns; the plainer of two that say the same, unless the other one is in use."""
    stand_in = {column: other for other, column in STAND_INS[_PROJECTS].items()}
    for column in FIRST:
        other = stand_in.get(column)
        if other is None or column in used:
            yield column
        if other is not None and (other in used or column not in used):
            yield other
