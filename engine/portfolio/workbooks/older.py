"""Workbooks in the binary formats (``.xls``, ``.xlsb``)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from engine.portfolio.workbooks.cells import DAMAGED, SheetCells, Unreadable, moment_text, number_text

OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
"""How an ``.xls`` file begins, and any workbook that is protected with a password."""
BINARY_BOOK = "xl/workbook.bin"
"""A part that every ``.xlsb`` file has."""


class OlderFile:
    """One workbook.

    Raises:
        Unreadable: from every method, when it is damaged or protected.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._workbook = CalamineWorkbook.from_path(str(path))
        except (CalamineError, OSError, ValueError) as error:
            raise Unreadable(f"this workbook cannot be read ({error})", DAMAGED + ", without a password") from error
        self.from_1904 = False
        self.sheet_names: list[str] = self._workbook.sheet_names

    def sheets(self, numbers: Collection[int]) -> dict[int, SheetCells]:
        """The filled cells of some sheets, by their place among the names, from 0."""
        return {number: self._sheet(number) for number in numbers}

    def _sheet(self, number: int) -> SheetCells:
        sheet = self._workbook.get_sheet_by_index(number)
        cells = SheetCells()
        for row, values in enumerate(sheet.to_python(skip_empty_area=False)):
            for column, value in enumerate(values):
                cells.put(row, column, _text(value))
        for start, end in sheet.merged_cell_ranges or ():
            cells.merge((*start, *end))
        return cells


def _text(value: Any) -> str:
    """The text that a CSV file would have for a cell."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(float(value))
    if isinstance(value, datetime | date):
        return moment_text(value)
    if isinstance(value, time):
        return value.isoformat()
    return "" if value is None else str(value).strip()
