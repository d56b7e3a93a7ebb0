"""Which column of a file is which column of a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pydantic.fields import FieldInfo

from engine.errors import Problem
from engine.portfolio.model.near_miss import nearest, normal
from engine.portfolio.model.record import Record
from engine.portfolio.reading.stand_ins import STAND_INS, stand_ins_of
from engine.portfolio.reading.tables import RawTable

_NOT_COLUMNS = frozenset({"other", "assumed", "derived"})
_FILLED_FROM_OTHERS = frozenset({"capacity_per_month", "flex_day_rate"})


@dataclass(frozen=True, slots=True)
class Header:
    """``names`` leads from a column of the file to a column of the table; ``unknown`` are the file's other columns."""

    names: dict[str, str]
    unknown: tuple[str, ...]
    missing: frozenset[str]
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def columns_of(record: type[Record]) -> frozenset[str]:
    """The columns a table may have."""
    return frozenset(name for name in record.model_fields if name not in _NOT_COLUMNS)


def required_columns(record: type[Record]) -> frozenset[str]:
    """The columns a table must have."""
    needed = {name for name, field in record.model_fields.items() if field.is_required()}
    return frozenset(needed - _FILLED_FROM_OTHERS)


def columns_that(record: type[Record], holds: Callable[[FieldInfo], bool]) -> frozenset[str]:
    """The columns of a table whose field has a property, such as :func:`engine.portfolio.model.fields.holds_date`.

    ``holds`` is that property, asked of each field.
    """
    return frozenset(name for name in columns_of(record) if holds(record.model_fields[name]))


def match_header(table: RawTable, record: type[Record]) -> Header:
    """Match the columns of a file with those of a table, whatever their case and whether with spaces or underscores."""
    known = columns_of(record) | stand_ins_of(record)
    by_normal = {normal(name): name for name in known}
    names = {column: by_normal[normal(column)] for column in table.columns if normal(column) in by_normal}
    unknown = tuple(column for column in table.columns if column not in names)
    columns = frozenset(names.values())
    missing = required_columns(record) - columns - {STAND_INS[record][name] for name in columns & stand_ins_of(record)}
    return Header(
        names,
        unknown,
        missing,
        errors=(*_doubled(table, names), *(_missing(table, name, unknown) for name in sorted(missing))),
        warnings=tuple(_perhaps(table, unknown, known - columns - missing)),
    )


def _doubled(table: RawTable, names: dict[str, str]) -> list[Problem]:
    seen: dict[str, str] = {}
    problems = []
    for column, name in names.items():
        if name in seen:
            message = f"the columns {seen[name]!r} and {column!r} are both read as {name}"
            problems.append(Problem(table.file, table.header_row, column, "", message, "Rename or remove one of them"))
        seen[name] = column
    return problems


def _missing(table: RawTable, name: str, unknown: tuple[str, ...]) -> Problem:
    match = nearest(name, unknown)
    remedy = f"Did you mean your column {match!r}? Rename it to {name}" if match else f"Add a column named {name}"
    return Problem(table.file, table.header_row, name, "", f"the column {name} is missing", remedy)


def _perhaps(table: RawTable, unknown: tuple[str, ...], absent: frozenset[str]) -> list[Problem]:
    """Warnings for columns that look like a misspelt one: they would be kept, and without effect."""
    message = "the cockpit does not know this column and does not use it"
    return [
        Problem(table.file, table.header_row, column, "", message, f"Did you mean {match}? If so, rename the column")
        for column in unknown
        if (match := nearest(column, absent, likeness=0.85))
    ]
