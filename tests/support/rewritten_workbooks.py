"""Workbooks that say what the sample says, and workbooks that lost some of it; see :mod:`tests.support.rewriting`."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from tests.support.rewriting import (
    PARTS,
    SPOILERS,
    WRITERS,
    Copy,
    Table,
    answers,
    dice,
    habit_of,
    kinds_of,
    known,
    native,
    part,
    written,
)

_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_DAY_FORMATS = ("yyyy-mm-dd", "dd/mm/yyyy", "mm/dd/yyyy", "d mmm yyyy", "mmm-yy", "[$-407]d. mmmm yyyy;@")
_NUMBER_FORMATS = ("General", "0", "#,##0", "#,##0.00", '"£"#,##0;[Red]-"£"#,##0', "0.0E+00")


@dataclass(frozen=True)
class Formula:
    """A cell that is calculated; ``stored`` is the result that its program stored, None when it stored none."""

    stored: float | str | None


@dataclass
class Book:
    """A copy to be written as a workbook. ``merged`` are ranges: table, first row, last row, column."""

    copy: Copy
    from_1904: bool = False
    serials: bool = False
    day_format: str = _DAY_FORMATS[0]
    number_format: str = _NUMBER_FORMATS[0]
    merged: list[tuple[str, int, int, str]] = field(default_factory=list)


def book_that_keeps(seed: int) -> tuple[int, Book]:
    """A workbook that says what the sample says, and the number of the part that it copies."""
    draw = dice(seed)
    number = draw.randrange(PARTS)
    tables, settings = part(number)
    writer = draw.choice(WRITERS)
    habit = habit_of(writer, draw)
    stored = draw.choice((1.0, 0.8, 0.5, 0.0))
    cells = {
        name: _columns_of(table, name, lambda text, name, column: written(text, name, column, habit), stored, draw)
        for name, table in tables.items()
    }
    copy = Copy(seed, cells, dict(settings), [writer.name, repr(habit), f"{stored:.0%} stored as numbers"])
    copy.rename, copy.lead = draw.choice((str, str.upper, str.title)), draw.choice((0, 0, 2))
    copy.settings |= answers(habit, "", draw) if stored < 1 else {}
    book = Book(copy, from_1904=draw.random() < 0.3, serials=draw.random() < 0.2)
    book.day_format, book.number_format = draw.choice(_DAY_FORMATS), draw.choice(_NUMBER_FORMATS)
    return number, book


def _columns_of(table: Table, name: str, say: Callable[[str, str, str], str], stored: float, draw: Random) -> Table:
    """The table with each column either stored as numbers and dates, or calculated, or written as text."""
    ways = {column: draw.random() for column in table.columns}
    rows = []
    for row in table.rows:
        cells: dict[str, Any] = {}
        for column, text in row.items():
            value = native(text, name, column) if ways[column] < stored else say(text, name, column)
            calculated = isinstance(value, float) and ways[column] < 0.1
            cells[column] = Formula(value) if calculated else value
        rows.append(cells)
    return Table(list(table.columns), rows)


def write_workbook(book: Book, path: Path) -> Path:
    """The copy as a workbook with a sheet for each table and for the lists among the settings."""
    with xlsxwriter.Workbook(path, {"date_1904": book.from_1904}) as target:
        days = target.add_format({"num_format": book.day_format})
        numbers = target.add_format({"num_format": book.number_format})
        settings = dict(book.copy.settings)
        for name in ("themes", "budgets"):
            items = settings.pop(name)
            columns = list(dict.fromkeys(key for item in items for key in item))
            _write(target.add_worksheet(name), columns, [[item.get(key, "") for key in columns] for item in items])
        _write(target.add_worksheet("portfolio"), ["key", "value"], [list(pair) for pair in settings.items()])
        for name, table in book.copy.tables.items():
            sheet = target.add_worksheet(name.title())
            header = [book.copy.rename(c) if c in known(name) else c for c in table.columns]
            _write(sheet, header, [], book.copy.lead)
            for place, row in enumerate(table.rows, start=book.copy.lead + 1):
                for at, column in enumerate(table.columns):
                    _cell(sheet, place, at, row[column], book, (numbers, days))
            for merged, first, last, column in book.merged:
                if merged == name:
                    at = table.columns.index(column)
                    sheet.merge_range(first - 1, at, last - 1, at, table.rows[first - 2 - book.copy.lead][column])
    return _as_calculated(path)


def _write(sheet: Worksheet, header: list[str], rows: list[list[Any]], lead: int = 0) -> None:
    for number, cells in enumerate([header, *rows], start=lead):
        for at, cell in enumerate(cells):
            if cell != "":
                sheet.write(number, at, str(cell) if not isinstance(cell, int | float) else cell)


def _cell(sheet: Worksheet, row: int, at: int, value: Any, book: Book, formats: tuple[Any, Any]) -> None:
    numbers, days = formats
    if isinstance(value, Formula):
        stored = "none" if value.stored is None else value.stored
        sheet.write_formula(row, at, "=SUM(1,1)", numbers, stored)
    elif isinstance(value, bool):
        sheet.write_boolean(row, at, value)
    elif isinstance(value, float):
        sheet.write_number(row, at, value, numbers)
    elif isinstance(value, date) and book.serials:
        sheet.write_number(row, at, (value - (_EPOCH_1904 if book.from_1904 else _EPOCH)).days)
    elif isinstance(value, date):
        sheet.write_datetime(row, at, value, days)
    elif value != "":
        sheet.write_string(row, at, value)


def _as_calculated(path: Path) -> Path:
    """The workbook as if its program had calculated it, except where a formula has no result yet."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(' fullCalcOnLoad="1"', "")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, re.sub(r' t="str"(?=><f>SUM\(1,1\)</f><v>none)|<v>none</v>', "", content))
    return path


def book_that_loses(seed: int) -> Book:
    """A workbook in which some cells have lost their meaning; ``spoilt`` of its copy names them."""
    draw = dice(seed)
    tables, settings = part(draw.randrange(PARTS))
    cells = {name: _columns_of(table, name, lambda text, *_: text, 1.0, draw) for name, table in tables.items()}
    copy = Copy(seed, cells, dict(settings), lead=draw.choice((0, 2)))
    book = Book(copy, from_1904=draw.random() < 0.3)
    name = draw.choice(sorted(BOOK_SPOILERS))
    copy.edits.append(name)
    BOOK_SPOILERS[name](book, draw)
    return book


def _figures(book: Book, name: str) -> list[tuple[int, str]]:
    """Filled cells with numbers: place of the row, column."""
    columns = sorted(kinds_of(name)["number"])
    rows = book.copy.tables[name].rows
    return [(place, column) for place, row in enumerate(rows) for column in columns if row.get(column, "") != ""]


def _spoil_figures(book: Book, draw: Random, value: Any) -> None:
    name = draw.choice([name for name in book.copy.tables if _figures(book, name)])
    cells = _figures(book, name)
    for place, column in draw.sample(cells, min(len(cells), draw.randint(1, 3))):
        book.copy.tables[name].rows[place][column] = value
        book.copy.spoilt.add((name, book.copy.row_number(place), column))


def _merge(book: Book, draw: Random) -> None:
    """Two cells of an optional column, one below the other, of which a program keeps the first."""
    rows = book.copy.tables["projects"].rows
    column = draw.choice(("benefit_months", "exit_cost", "success_probability", "budget"))
    place = draw.randrange(len(rows) - 1)
    rows[place][column], rows[place + 1][column] = 1.0, ""
    first = book.copy.row_number(place)
    book.merged.append(("projects", first, first + 1, column))
    book.copy.spoilt.add(("projects", first, column))


def _write_as_text(book: Book, draw: Random) -> None:
    """Amounts as text in groups of three digits, in a workbook without another number as text."""
    sign, places = draw.choice(".,"), []
    for place, row in enumerate(book.copy.tables["benefits"].rows):
        value = row["planned"].stored if isinstance(row["planned"], Formula) else row["planned"]
        if value and 1000 <= value < 1_000_000 and value % 1000 == 0:
            row["planned"] = f"{value / 1000:.0f}{sign}000"
            places.append(place)
    book.copy.spoilt.add(("benefits", book.copy.row_number(places[0]), "planned"))


def _double_sheet(book: Book, draw: Random) -> None:
    """Two sheets whose names differ in case and spaces only."""
    name = draw.choice(("projects", "demand", "pools"))
    book.copy.tables[f"{name.upper()} "] = book.copy.tables[name]
    book.copy.spoilt.add((f"{name} ", None, ""))


BOOK_SPOILERS: dict[str, Callable[[Book, Random], None]] = {
    "formulas without a stored result": lambda book, draw: _spoil_figures(book, draw, Formula(None)),
    "errors": lambda book, draw: _spoil_figures(book, draw, Formula(draw.choice(("#REF!", "#N/A", "#DIV/0!")))),
    "merged cells": _merge,
    "texts that can be read in two ways": _write_as_text,
    "two sheets of one name": _double_sheet,
    "two columns of one name": lambda book, draw: SPOILERS["two columns of one name"](book.copy, draw),
    "two projects of one id": lambda book, draw: SPOILERS["two projects of one id"](book.copy, draw),
}
