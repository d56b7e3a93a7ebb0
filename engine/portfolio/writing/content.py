"""What a portfolio's files say, cell by cell: numbers as numbers, days as days, and all else as it was written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from engine.errors import DataError
from engine.portfolio.model.calendar import iso_month, parse_day
from engine.portfolio.model.draft import TABLES
from engine.portfolio.model.fields import Reading, holds_date, holds_month, holds_number, read_figure
from engine.portfolio.model.numbers import StoredNumber, readings_of
from engine.portfolio.model.record import Record
from engine.portfolio.model.settings import Budget, Settings, Theme
from engine.portfolio.reading.files import open_files
from engine.portfolio.reading.headers import columns_that, match_header
from engine.portfolio.reading.loading import inspect, settled_by
from engine.portfolio.reading.settings_reading import read_settings
from engine.portfolio.reading.settings_source import LISTS, SettingsSource
from engine.portfolio.reading.sheets import reading_of
from engine.portfolio.reading.stand_ins import STAND_IN_DATES, STAND_IN_NUMBERS, stand_ins_of
from engine.portfolio.reading.tables import RawTable

WrittenCell = str | float | date
"""A text, a number in the unit of the files, or a day; ``''`` for a blank."""
_SETTINGS = tuple(field for record in (Settings, Theme, Budget) for field in record.model_fields.items())
_DATE_KEYS = frozenset({"planning_date"} | {field.alias or name for name, field in _SETTINGS if holds_date(field)})
"""Settings that are days or months."""
_LARGEST_WHOLE = 1e15
_To = Callable[[str], WrittenCell]


@dataclass(frozen=True, slots=True)
class Table:
    """One table by its columns: known ones under their name in the format, others under their own."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, WrittenCell], ...]
    months: frozenset[str] = frozenset()
    """Columns of months: a first day stands for its month."""


@dataclass(frozen=True, slots=True)
class Content:
    """A portfolio as its files say it: ``settings`` are texts, lists and mappings of texts, lists among them apart."""

    settings: Mapping[str, Any]
    lists: Mapping[str, tuple[Mapping[str, str], ...]]
    tables: Mapping[str, Table]

    def number(self, figure: float) -> str:
        """A number as text, with the decimal sign that the settings ask for."""
        whole = float(figure).is_integer() and abs(figure) < _LARGEST_WHOLE
        text = str(int(figure)) if whole else repr(float(figure))
        comma = str(self.settings.get("decimal", ".")).strip("\"' ").lower() in (",", "comma")
        return text.replace(".", ",") if comma else text

    def alone(self, figure: float) -> str:
        """A number as text among the settings, where no other number tells its sign: ``12.3450`` is never 12,345."""
        return unambiguous(self.number(figure))


def unambiguous(text: str) -> str:
    """The text of a number, with one zero more where its decimal sign could be taken for grouping."""
    return f"{text}0" if readings_of(text) else text


def content_of(path: Path) -> Content:
    """The content of a folder or workbook that can be loaded; defaults and estimates are not in it.

    Raises:
        DataError: the portfolio cannot be loaded; with every error found.
    """
    inspection = inspect(path)
    if inspection.portfolio is None:
        raise DataError(inspection.errors, inspection.warnings)
    files = open_files(path)
    read = read_settings(files.settings, files.name)
    settled = settled_by(files)
    tables = {
        name: _table(table, TABLES[name], reading_of(table, TABLES[name], read.reading, settled))
        for name, table in files.tables.items()
    }
    identity = {"name": read.settings.name, "planning_date": iso_month(read.settings.planning_month)}
    settings = identity | {key: _as_text(key, value, files.settings) for key, value in files.settings.values.items()}
    lists = {name: tuple(settings.pop(name)) for name in LISTS if _is_flat(settings.get(name))}
    return Content(settings, lists, tables)


def _as_text(key: str, value: Any, source: SettingsSource) -> Any:
    """A setting as texts that mean the same outside their workbook, where a stored number is in no doubt."""
    if isinstance(value, Mapping):
        return {name: _as_text(str(name), item, source) for name, item in value.items()}
    if isinstance(value, list):
        return [_as_text(key, item, source) for item in value]
    if not isinstance(value, StoredNumber):
        return value
    if key in _DATE_KEYS:
        return parse_day(value, from_1904=source.from_1904).isoformat()
    return unambiguous(str(value))


def _is_flat(items: Any) -> bool:
    """True for a list of mappings from keys to texts, which a sheet of its own can hold."""
    return isinstance(items, list) and all(
        isinstance(item, Mapping) and all(value is None or isinstance(value, str) for value in item.values())
        for item in items
    )


def _table(table: RawTable, record: type[Record], reading: Reading) -> Table:
    header = match_header(table, record)
    names = {column: header.names.get(column, column) for column in table.columns}
    to = _converters(record, reading)
    rows = tuple(
        {names[column]: to.get(names[column], str)(text) if text else "" for column, text in row.cells.items()}
        for row in table.rows
    )
    return Table(tuple(names.values()), rows, month_columns(record))


def month_columns(record: type[Record]) -> frozenset[str]:
    """The columns of a table that hold months rather than days."""
    return columns_that(record, holds_month) | (STAND_IN_DATES & stand_ins_of(record))


def _converters(record: type[Record], reading: Reading) -> dict[str, _To]:
    """How the text of each column of numbers or days becomes one."""
    numbers = columns_that(record, holds_number) | STAND_IN_NUMBERS
    days = columns_that(record, holds_date) | STAND_IN_DATES
    to: dict[str, _To] = {name: partial(read_figure, reading=reading.of(name)) for name in numbers}
    return to | {
        name: partial(parse_day, order=reading.of(name).date_order, from_1904=reading.from_1904) for name in days
    }
