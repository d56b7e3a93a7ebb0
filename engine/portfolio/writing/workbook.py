"""A portfolio as a workbook that people fill in: help in the headers, drop-downs, and no formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from engine.errors import DataError, Problem
from engine.portfolio.checks.unlikely import EXAMPLES
from engine.portfolio.model.draft import TABLES
from engine.portfolio.model.fields import holds_flag, holds_money
from engine.portfolio.model.vocabulary import BenefitType, Health, Stage, Urgency
from engine.portfolio.reading.headers import columns_that, required_columns
from engine.portfolio.reading.settings_reading import SHEET_COLUMNS
from engine.portfolio.reading.stand_ins import STAND_IN_NUMBERS, STAND_INS
from engine.portfolio.reading.workbooks.cells import MOST_CELLS
from engine.portfolio.reading.written_yaml import write_in_a_line
from engine.portfolio.writing.column_help import COLUMN_HELP, STAND_INS_HELP
from engine.portfolio.writing.content import Content, WrittenCell
from engine.portfolio.writing.layout import SheetPlan, sheet_plans

_LONGEST_TEXT = 32_767
"""Letters of one cell in a workbook."""
_NUMBER = re.compile(r"-?\d{1,15}(\.\d+)?", re.ASCII)
_ROWS_TO_FILL = 2_000
"""Rows that have drop-downs."""
_WORDS: Mapping[str, type[StrEnum]] = {
    "stage": Stage,
    "urgency": Urgency,
    "benefit_type": BenefitType,
    **dict.fromkeys(("rag_time", "rag_cost", "rag_scope", "rag_benefit"), Health),
}
_FLAGS = columns_that(TABLES["projects"], holds_flag)
_FROM_SHEETS = {"project_id": "projects", "predecessor": "projects", "successor": "projects", "pool_id": "pools"}
"""Column → the sheet whose first column has what it may hold."""
_ACCENT, _OPTIONAL, _EXAMPLE = "#0B6B66", "#56636F", "#8793A3"
_FEWEST, _MOST = 11, 44
"""Width of a column in letters."""
_INSTRUCTIONS = (
    ("How to fill in this workbook", ""),
    ("1", "projects: one row for each project. Overwrite the two examples. Dark headers must be filled in."),
    ("2", "A project has an end or a duration, and a benefit for a year or for a month: fill in one of each pair."),
    ("3", "The end is the last month of work. Benefits begin in the month after."),
    ("4", "pools: who does the work. Enter people (headcount) or person-days a month (capacity_per_month)."),
    ("5", "demand: the person-days that each project still needs of each pool. Leave no project out."),
    ("6", "portfolio: the name, the currency and month 0, which is the month for which the figures hold."),
    ("7", "Everything else is optional. A blank cell takes the default that its header names."),
    ("8", "Rest the pointer on a header for help. Columns of your own may be added; they are kept and not used."),
    ("9", "Check it: .venv/bin/python -m engine check this-file.xlsx names every cell that cannot be read."),
)


class _Formats:
    """The looks of cells, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        base: dict[str, Any] = {"font_name": "Calibri", "font_size": 11, "valign": "vcenter"}
        head = base | {"bold": True, "font_color": "#FFFFFF", "text_wrap": True, "border": 1, "border_color": "#FFFFFF"}
        self.required = book.add_format(head | {"bg_color": _ACCENT})
        self.optional = book.add_format(head | {"bg_color": _OPTIONAL})
        self.title = book.add_format(base | {"bold": True, "font_size": 15, "font_color": _ACCENT})
        self.wrapped = book.add_format(base | {"text_wrap": True})
        self.plain = _Looks(book, base)
        self.example = _Looks(book, base | {"italic": True, "font_color": _EXAMPLE})


class _Looks:
    """The looks of a text, a number, an amount of money, a month and a day."""

    def __init__(self, book: xlsxwriter.Workbook, base: Mapping[str, Any]) -> None:
        self.text = book.add_format(base)
        self.number = book.add_format({**base, "num_format": "General"})
        self.money = book.add_format({**base, "num_format": "#,##0"})
        self.month = book.add_format({**base, "num_format": "mmm yyyy", "align": "left"})
        self.day = book.add_format({**base, "num_format": "d mmm yyyy", "align": "left"})


def write_workbook(content: Content, output: Path) -> None:
    """Write a portfolio as an Excel workbook that reads back to the same portfolio.

    Raises:
        DataError: the file cannot be written, a text is too long for a cell, or the workbook would be too large to
            be read again.
    """
    plans = list(sheet_plans(content))
    _refuse_what_does_not_fit(plans, output)
    try:
        with xlsxwriter.Workbook(output) as book:
            formats = _Formats(book)
            for plan in plans:
                _write_table(book.add_worksheet(_sheet_name(plan.name)), plan, content, formats)
            _write_settings(book, content, formats)
            _write_instructions(book.add_worksheet("instructions"), formats)
    except (OSError, FileCreateError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problem = Problem(
            output.name, None, "", "", f"this file cannot be written ({reason})", "Check rights and space"
        )
        raise DataError([problem]) from error


def _refuse_what_does_not_fit(plans: Iterable[SheetPlan], output: Path) -> None:
    cells = 0
    problems = []
    for plan in plans:
        for number, row in enumerate(plan.rows, start=2):
            filled = [column for column in plan.columns if row.get(column, "") != ""]
            cells += len(filled)
            problems += [
                Problem(f"{output.name}, sheet {plan.name}", number, column, "", "this text is too long for a cell",
                        f"Shorten it to {_LONGEST_TEXT:,} letters")
                for column in filled
                if isinstance(row[column], str) and len(str(row[column])) > _LONGEST_TEXT
            ]  # fmt: skip
    if cells > MOST_CELLS:
        message = f"this portfolio has {cells:,} filled cells, and {MOST_CELLS:,} are read of one workbook"
        problems.append(Problem(output.name, None, "", "", message, "Keep it as a folder of tables"))
    if problems:
        raise DataError(problems)


def _sheet_name(name: str) -> str:
    return name.replace("_", " ")


def _write_table(sheet: Worksheet, plan: SheetPlan, content: Content, formats: _Formats) -> None:
    record = TABLES[plan.table]
    required = required_columns(record) | {o for o, c in STAND_INS.get(record, {}).items()}
    known = {**COLUMN_HELP[plan.table], **(STAND_INS_HELP if plan.table == "projects" else {})}
    money = columns_that(record, holds_money) | STAND_IN_NUMBERS
    for place, column in enumerate(plan.columns):
        is_known = column in known
        look = formats.required if column in required and is_known else formats.optional
        sheet.write_string(0, place, column.replace("_", " ").capitalize() if is_known else column, look)
        if is_known:
            sheet.write_comment(0, place, _help(column, known, required), {"x_scale": 2, "y_scale": 0.8})
        _add_choices(sheet, plan.name, place, column)
        sheet.set_column(place, place, _width(plan, column))
        is_money, is_month = column in money, column in plan.months
        for number, row in enumerate(plan.rows, start=1):
            looks = formats.example if row.get("project_id") in EXAMPLES else formats.plain
            cell = _exact(row.get(column, ""), content)
            _put(sheet, number, place, cell, looks, is_money=is_money, is_month=is_month)
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, 2 if plan.table == "projects" and plan.name == "projects" else 1)
    sheet.set_tab_color(_ACCENT if plan.name in ("projects", "pools", "demand") else _OPTIONAL)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _help(column: str, known: Mapping[str, str], required: frozenset[str]) -> str:
    ending = ". Must be filled in." if column in required and column not in STAND_INS_HELP else ". Optional."
    return known[column].capitalize() + ending


def _put(
    sheet: Worksheet,
    row: int,
    column: int,
    cell: WrittenCell,
    looks: _Looks,
    *,
    is_money: bool = False,
    is_month: bool = False,
) -> None:
    """One cell by its kind; a text that looks like a formula stays a text."""
    if cell == "":
        return
    if isinstance(cell, date):
        sheet.write_datetime(row, column, cell, looks.month if is_month and cell.day == 1 else looks.day)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell, looks.text)
    else:
        sheet.write_number(row, column, cell, looks.money if is_money else looks.number)


def _exact(cell: WrittenCell, content: Content) -> WrittenCell:
    """A number that sixteen digits, as many as are written, would change becomes a text."""
    if isinstance(cell, str | date) or float(f"{cell:.16G}") == cell:
        return cell
    return content.number(cell)


def _width(plan: SheetPlan, column: str) -> int:
    texts = (str(row.get(column, "")) for row in plan.rows if not isinstance(row.get(column, ""), date))
    return min(_MOST, max(_FEWEST, len(column) * 2 // 3 + 2, *(len(text) + 1 for text in texts), 0))


def _add_choices(sheet: Worksheet, name: str, place: int, column: str) -> None:
    """A drop-down where a column has words to choose from; other words are allowed, and asked about by Excel."""
    source: Sequence[str] | str | None = None
    if column in _WORDS:
        source = [str(word) for word in _WORDS[column]]
    elif column in _FLAGS:
        source = ["yes", "no"]
    elif column == "theme":
        source = "=themes!$A$2:$A$60"
    elif column in _FROM_SHEETS and name != _FROM_SHEETS[column]:
        source = f"={_FROM_SHEETS[column]}!$A$2:$A${_ROWS_TO_FILL + 1}"
    if source is not None:
        options = {"validate": "list", "source": source, "error_type": "warning"}
        sheet.data_validation(1, place, _ROWS_TO_FILL, place, options)


def _write_settings(book: xlsxwriter.Workbook, content: Content, formats: _Formats) -> None:
    sheet = book.add_worksheet("portfolio")
    for place, (head, width) in enumerate((("key", 24), ("value", 44), ("meaning", 70))):
        sheet.write_string(0, place, head, formats.required if place < 2 else formats.optional)
        sheet.set_column(place, place, width)
    for number, (key, value) in enumerate(content.settings.items(), start=1):
        sheet.write_string(number, 0, key, formats.plain.text)
        _put(sheet, number, 1, _setting(value), formats.plain)
        sheet.write_string(number, 2, COLUMN_HELP["portfolio"].get(key, ""), formats.plain.text)
    sheet.set_tab_color(_ACCENT)
    sheet.freeze_panes(1, 0)
    for name in ("themes", "budgets", "assumptions"):
        if name in content.settings:
            continue
        items = content.lists.get(name, ())
        keys = [key for key in COLUMN_HELP[name] if key in SHEET_COLUMNS[name]]
        columns = tuple(dict.fromkeys((*keys, *(key for item in items for key in item))))
        _write_list(book.add_worksheet(name), name, columns, items, formats)


def _write_list(
    sheet: Worksheet, name: str, columns: Sequence[str], items: Sequence[Mapping[str, str]], formats: _Formats
) -> None:
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column, formats.required if place == 0 else formats.optional)
        if column in COLUMN_HELP[name]:
            sheet.write_comment(0, place, COLUMN_HELP[name][column].capitalize() + ".", {"x_scale": 2, "y_scale": 0.8})
        sheet.set_column(place, place, min(_MOST, max(14, *(len(item.get(column) or "") + 1 for item in items), 0)))
        for number, item in enumerate(items, start=1):
            _put(sheet, number, place, _setting(item.get(column) or ""), formats.plain)
    sheet.set_tab_color(_OPTIONAL)
    sheet.freeze_panes(1, 0)


def _setting(value: Any) -> WrittenCell:
    """The cell of a setting: a number where it is written like one, nested values as YAML."""
    if not isinstance(value, str):
        return write_in_a_line(value).strip() if value else ""
    if not _NUMBER.fullmatch(value):
        return value
    number = float(value)
    return number if f"{number:.15g}" == value else value


def _write_instructions(sheet: Worksheet, formats: _Formats) -> None:
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 110)
    (title, _), *steps = _INSTRUCTIONS
    sheet.write_string(0, 0, title, formats.title)
    for number, (step, text) in enumerate(steps, start=2):
        sheet.write_string(number, 0, step, formats.plain.text)
        sheet.write_string(number, 1, text, formats.wrapped)
    sheet.hide_gridlines(2)
