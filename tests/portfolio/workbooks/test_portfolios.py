"""Whole portfolios in workbooks: what a program leaves unsaid in a cell is told, in tables and in settings alike."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.errors import Problem
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.reading.loading import inspect, load
from tests.portfolio.books import Books
from tests.support.building import Row, Tables, sheets_of, write_workbook

_MONTH = re.compile(r"\d{4}-\d{2}(-\d{2})?")


def _dated(tables: Tables) -> dict[str, list[Row]]:
    """The sheets of a portfolio, with dates in place of all texts that are months; themes and budgets in sheets."""
    sheets = sheets_of(tables)
    sheets["portfolio"] = [row for row in sheets["portfolio"] if row["key"] not in ("themes", "budgets")]
    sheets["themes"] = tables.settings["themes"]
    sheets["budgets"] = tables.settings["budgets"]
    return {name: [{key: _date(value) for key, value in row.items()} for row in rows] for name, rows in sheets.items()}


def _date(value: Any) -> Any:
    if isinstance(value, str) and _MONTH.fullmatch(value):
        return date.fromisoformat(value if len(value) > 7 else f"{value}-01")
    return value


def _errors(path: Path) -> tuple[Problem, ...]:
    inspection = inspect(path)
    assert inspection.portfolio is None
    return inspection.errors


@pytest.mark.parametrize("from_1904", [False, True])
@pytest.mark.parametrize("number_format", ["yyyy-mm-dd", "0"])
def test_dates_mean_the_same_in_every_epoch_and_format(
    books: Books, base: Portfolio, from_1904: bool, number_format: str
) -> None:
    path = books.portfolio(_dated(Tables()), number_format, date_1904=from_1904)
    portfolio = load(path)
    assert portfolio.data_fingerprint == base.data_fingerprint


def test_a_formula_without_a_value_does_not_take_the_default(books: Books) -> None:
    tables = Tables()
    for row, chance in zip(tables.projects, (0.5, 0.6, 0.7, 0.8, 0.9), strict=True):
        row["success_probability"] = chance
    tables.project("P2")["success_probability"] = "=1/2"
    books.portfolio(sheets_of(tables), "0")
    path = books.change("xl/workbook.xml", ' fullCalcOnLoad="1"', "")
    part = "xl/worksheets/sheet2.xml"
    assert load(path).projects_by_id["P2"].success_probability == 0  # What the writing program stored.
    path = books.change(part, "<f>1/2</f><v>0</v>", "<f>1/2</f>")
    [problem] = _errors(path)
    assert (problem.file, problem.row, problem.column, problem.value) == (
        "book.xlsx, sheet projects", 3, "success_probability", "=1/2",
    )  # fmt: skip
    assert "not been calculated" in problem.message


@pytest.mark.parametrize(("sheet", "row", "column"), [("portfolio", 2, "value"), ("budgets", 3, "amount")])
def test_settings_with_formulas_that_were_not_calculated(books: Books, sheet: str, row: int, column: str) -> None:
    sheets = _dated(Tables())
    sheets["portfolio"].insert(0, {"key": "discount_rate", "value": 0.05})
    sheets[sheet][row - 2][column] = "=1+1"
    [problem] = _errors(books.portfolio(sheets, "0"))
    assert (problem.file, problem.row, problem.column, problem.value) == (
        f"book.xlsx, sheet {sheet}", row, column, "=1+1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sheet", "cells", "place"),
    [(2, "K2:K4", ("projects", 2, "stage")), (1, "B3:B4", ("portfolio", 3, "value"))],
)
def test_merged_cells_do_not_take_defaults(books: Books, sheet: int, cells: str, place: tuple[str, int, str]) -> None:
    books.portfolio(sheets_of(Tables()), "0")
    merged = f'</sheetData><mergeCells count="1"><mergeCell ref="{cells}"/></mergeCells>'
    [problem] = _errors(books.change(f"xl/worksheets/sheet{sheet}.xml", "</sheetData>", merged))
    assert (problem.file, problem.row, problem.column) == (f"book.xlsx, sheet {place[0]}", *place[1:])
    assert f"the cells {cells} are merged" in problem.message


def test_an_error_in_a_column_nobody_reads_is_left_alone(tmp_path: Path) -> None:
    tables = Tables()
    tables.project("P1")["my own note"] = "#N/A"
    assert load(write_workbook(tmp_path / "book.xlsx", sheets_of(tables))).projects_by_id["P1"]
    tables.project("P1")["name"] = "#N/A"
    [problem] = _errors(write_workbook(tmp_path / "book.xlsx", sheets_of(tables)))
    assert (problem.row, problem.column, problem.message) == (2, "name", "this cell shows an error")


@pytest.mark.parametrize(
    ("old", "new", "row", "column", "message"),
    [
        ("discount_rate", "planning date", 9, "planning_date", "the key planning_date occurs twice, first in row 4"),
        ("discount_rate", "", 9, "", "this value has no key"),
    ],
)
def test_a_key_twice_or_none(tmp_path: Path, old: str, new: str, row: int, column: str, message: str) -> None:
    sheets = sheets_of(Tables())
    sheets["portfolio"].append({"key": old, "value": "2027-01"})
    sheets["portfolio"][-1]["key"] = new
    [problem] = _errors(write_workbook(tmp_path / "book.xlsx", sheets))
    assert (problem.file, problem.row, problem.column) == ("book.xlsx, sheet portfolio", row, column)
    assert problem.message == message


def test_two_columns_of_a_settings_sheet_that_are_one(tmp_path: Path) -> None:
    sheets = _dated(Tables())
    for row in sheets["budgets"]:
        row |= {"amount": 1, "Amount_": 2}
    errors = _errors(write_workbook(tmp_path / "book.xlsx", sheets))
    assert "the columns 'amount' and 'Amount_' mean the same" in [problem.message for problem in errors]


def test_settings_sheets_that_are_not_read_are_told(tmp_path: Path) -> None:
    sheets = _dated(Tables())
    del sheets["portfolio"]
    (tmp_path / "book.yaml").write_text(yaml.safe_dump(Tables().settings), encoding="utf-8")
    warnings = inspect(write_workbook(tmp_path / "book.xlsx", sheets)).warnings
    assert [(w.file, w.message) for w in warnings] == [
        (f"book.xlsx, sheet {name}", "this sheet is not read: the settings come from book.yaml")
        for name in ("themes", "budgets")
    ]


def test_a_file_with_settings_that_is_not_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "book.yaml").write_text("currency: EUR\n", encoding="utf-8")
    [warning] = inspect(write_workbook(tmp_path / "book.xlsx", sheets_of(Tables()))).warnings
    assert (warning.file, warning.message) == (
        "book.yaml", "this file is not read: the settings come from the sheet portfolio of book.xlsx",
    )  # fmt: skip


def test_a_workbook_without_settings_is_told(tmp_path: Path) -> None:
    sheets = sheets_of(Tables())
    del sheets["portfolio"]
    messages = [w.message for w in inspect(write_workbook(tmp_path / "book.xlsx", sheets)).warnings]
    assert "there is neither a sheet portfolio nor a portfolio.yaml next to the workbook" in " ".join(messages)


_MONEY_FORMATS = [
    ("[$€-407] #,##0.00", "shows EUR"), ('#,##0\\ "kr"', "shows SEK"), ("$#,##0", "shows USD"), ("\\$0", "shows USD"),
    ("0%", "shows a percentage"), ("0.00%", "shows a percentage"), ("[$CHF] 0", "shows CHF"),
]  # fmt: skip


@pytest.mark.parametrize(("number_format", "message"), _MONEY_FORMATS)
@pytest.mark.parametrize(("table", "column"), [("projects", "remaining_cost"), ("pools", "day_rate")])
def test_money_that_its_cell_shows_as_something_else_is_refused(
    books: Books, number_format: str, message: str, table: str, column: str
) -> None:
    path = books.portfolio(sheets_of(Tables()), "0", formats={(table, column): number_format})
    errors = _errors(path)
    assert {(error.file, error.column) for error in errors} == {(f"{path.name}, sheet {table}", column)}
    assert all(message in error.message for error in errors)


@pytest.mark.parametrize(
    "number_format",
    [
        "[$£-809]#,##0.00;[Red]-[$£-809]#,##0.00", '_-"£"* #,##0_-', "[$-409]#,##0", "[$GBP] 0", "General",
        "#,##0;[Red]0%", '#,##0 "per cent"', "[>=1000]#,##0",
        '#,##0,"k"', '[>=1000000]0.0,,"m";[>=1000]0.0,"k";0', "#,##0,", '0.0,, "Mio. "[$£-809]',
    ],
)  # fmt: skip
def test_other_formats_of_money_change_nothing(books: Books, base: Portfolio, number_format: str) -> None:
    formats = {("projects", "remaining_cost"): number_format, ("pools", "business_as_usual_share"): "0%"}
    portfolio = load(books.portfolio(sheets_of(Tables()), "0", formats=formats))
    assert portfolio.data_fingerprint == base.data_fingerprint


@pytest.mark.parametrize(
    ("number_format", "money_unit", "message"),
    [
        ('0.0"m"', 1, "shows units of 1,000,000, but it is read in units of 1"),
        ("[$£-809]#,##0\\ \\k", 1, "shows units of 1,000, but it is read in units of 1"),
        ('0 "£m"', 1000, "shows units of 1,000,000, but it is read in units of 1,000"),
        ("#,##0,", 1000, "stored in full, whatever its cell shows, but it is read in units of 1,000"),
        ('#,##0.0,,"m"', 1_000_000, "stored in full, whatever its cell shows"),
    ],
)
@pytest.mark.parametrize(("table", "column"), [("projects", "benefit_per_month"), ("pools", "day_rate")])
def test_money_that_its_cell_shows_in_another_unit_is_refused(
    books: Books, number_format: str, money_unit: int, message: str, table: str, column: str
) -> None:
    tables = Tables()
    tables.settings["money_unit"] = money_unit
    errors = _errors(books.portfolio(sheets_of(tables), "0", formats={(table, column): number_format}))
    assert {(error.file, error.column) for error in errors} == {(f"book.xlsx, sheet {table}", column)}
    assert all(message in error.message for error in errors)


def test_money_in_the_unit_that_its_cell_shows_is_read(books: Books) -> None:
    tables = Tables()
    tables.settings["money_unit"] = 1000
    formats = {("projects", "remaining_cost"): '#,##0 "k"'}
    portfolio = load(books.portfolio(sheets_of(tables), "0", formats=formats))
    assert portfolio.projects_by_id["P1"].remaining_cost == 120_000_000


@pytest.mark.parametrize(
    ("table", "column", "number_format", "message"),
    [
        ("demand", "person_days", '0 "h"', "shows hours, but days are asked for"),
        ("projects", "duration_months", '0 "weeks"', "shows weeks, but months are asked for"),
        ("dependencies", "lag_months", '0" days"', "shows days, but months are asked for"),
    ],
)
def test_numbers_that_their_cells_show_as_something_else_are_refused(
    books: Books, table: str, column: str, number_format: str, message: str
) -> None:
    errors = _errors(books.portfolio(sheets_of(Tables()), "0", formats={(table, column): number_format}))
    assert {(error.file, error.column) for error in errors} == {(f"book.xlsx, sheet {table}", column)}
    assert all(message in error.message for error in errors)


def test_the_unit_of_time_that_is_asked_for_may_be_shown(books: Books, base: Portfolio) -> None:
    formats = {("projects", "duration_months"): '0 "months"', ("demand", "person_days"): '0.0 "days"'}
    assert load(books.portfolio(sheets_of(Tables()), "0", formats=formats)).data_fingerprint == base.data_fingerprint
