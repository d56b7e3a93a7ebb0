"""Workbooks as spreadsheet programs write them, and such as only a broken or hostile program would."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from tests.support.building import columns

_SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)

Fill = Callable[[xlsxwriter.Workbook, Worksheet], object]


class Books:
    """Writes workbooks into one folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "book.xlsx"

    def sheet(self, fill: Fill, name: str = "demand", settled: bool = True, **options: object) -> Path:
        """A workbook of one sheet, filled by a function. ``settled``: as if its formulas had been calculated."""
        with xlsxwriter.Workbook(self.path, options) as book:
            fill(book, book.add_worksheet(name))
        return self.change("xl/workbook.xml", ' fullCalcOnLoad="1"', "") if settled else self.path

    def change(self, part: str, old: str, new: str) -> Path:
        """The same workbook with other text in one of its parts."""
        with zipfile.ZipFile(self.path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        assert old.encode() in parts[part]
        parts[part] = parts[part].replace(old.encode(), new.encode())
        return self.write({name: content.decode() for name, content in parts.items()})

    def write(self, parts: Mapping[str, str]) -> Path:
        """An archive of these parts."""
        with zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        return self.path

    def open_document(self, rows: str, name: str = "demand", before: str = "") -> Path:
        """An Open Document workbook of one sheet, its rows given as XML."""
        sheet = f'<table:table table:name="{escape(name)}">{rows}</table:table>'
        self.path = self.path.with_suffix(".ods")
        content = (
            f"<office:document-content {_SPACES}><office:body><office:spreadsheet>{before}{sheet}"
            "</office:spreadsheet></office:body></office:document-content>"
        )
        return self.write({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})

    def portfolio(
        self,
        sheets: Mapping[str, list[dict[str, Any]]],
        number_format: str,
        formats: Mapping[tuple[str, str], str] | None = None,
        **options: object,
    ) -> Path:
        """A workbook with these sheets; dates are stored as numbers of days in that format.

        ``formats`` are those of the other cells, by sheet and column.
        """
        with xlsxwriter.Workbook(self.path, options) as book:
            style = book.add_format({"num_format": number_format})
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                header = columns(rows)
                styles = {
                    column: book.add_format({"num_format": code})
                    for (table, column), code in (formats or {}).items()
                    if table == name
                }
                sheet.write_row(0, 0, header)
                for number, row in enumerate(rows, start=1):
                    for column, value in enumerate(map(row.get, header)):
                        if isinstance(value, date):
                            sheet.write_datetime(number, column, datetime(value.year, value.month, value.day), style)
                        elif value not in ("", None):
                            sheet.write(number, column, value, styles.get(header[column]))
        return self.path
