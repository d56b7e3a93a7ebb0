"""The tables behind a pack as a workbook: numbers as numbers, units in the headers, no formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import xlsxwriter

from engine.explain.table import Cell, Column, Form, ReportTable, Sum
from engine.pack import colours
from engine.portfolio.model.calendar import first_day

_FORMATS = {
    Form.MONEY: "#,##0.00",
    Form.SHARE: "0.0%",
    Form.NUMBER: "#,##0.##",
    Form.DAY: "d mmm yyyy",
    Form.MONTH: "mmm yyyy",
}
_FEWEST, _MOST = 10, 60
"""Width of a column in letters."""
_LONGEST_NAME = 31


def workbook(tables: Sequence[ReportTable], currency: str) -> bytes:
    """A sheet for each table, its header in the first row; texts that look like formulas stay texts."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        head = book.add_format(
            {"bold": True, "font_color": "#FFFFFF", "bg_color": f"#{colours.ACCENT}", "text_wrap": True}
        )
        looks = {form: book.add_format({"num_format": text}) for form, text in _FORMATS.items()}
        for table in tables:
            sheet = book.add_worksheet(table.key.replace("_", " ")[:_LONGEST_NAME])
            for place, column in enumerate(table.columns):
                sheet.write_string(0, place, headed(column, currency), head)
                sheet.set_column(place, place, _width(table, place, currency))
                for number, row in enumerate(table.rows, start=1):
                    _write(sheet, number, place, row[place], looks.get(column.form))
            sheet.freeze_panes(1, 0)
    return file.getvalue()


def headed(column: Column, currency: str) -> str:
    """The head of a column with its unit."""
    return f"{column.head} ({currency})" if column.form is Form.MONEY else column.head


def _write(sheet: Any, row: int, place: int, cell: Cell, look: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        sheet.write_string(row, place, cell)
    elif isinstance(cell, date):
        sheet.write_datetime(row, place, cell, look)
    elif isinstance(cell, Sum):
        sheet.write_number(row, place, cell.amount, look)
    elif look is not None and look.num_format == _FORMATS[Form.MONTH]:
        sheet.write_datetime(row, place, first_day(round(cell)), look)
    else:
        sheet.write_number(row, place, cell, look)


def _width(table: ReportTable, place: int, currency: str) -> int:
    """Wide enough for texts; figures have the width of their header."""
    texts = [str(row[place]) for row in table.rows if isinstance(row[place], str)]
    longest = max([len(text) for text in texts], default=0)
    return min(_MOST, max(_FEWEST, longest + 1, len(headed(table.columns[place], currency)) + 2, 14))
