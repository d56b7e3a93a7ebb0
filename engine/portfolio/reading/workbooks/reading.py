"""From a workbook to its tables: which sheets are read, where their header is, and which cells cannot be used."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Protocol

from engine.errors import DataError, Problem
from engine.portfolio.model.draft import EXCERPT_LENGTH
from engine.portfolio.model.near_miss import normal
from engine.portfolio.reading.tables import Fault, RawTable, column_names, table_of
from engine.portfolio.reading.workbooks.archive import Archive
from engine.portfolio.reading.workbooks.cells import (
    MOST_ROWS,
    SMALLER,
    ReadingBudget,
    SheetCells,
    Unreadable,
    range_name,
)
from engine.portfolio.reading.workbooks.ods import CONTENT, OdsFile
from engine.portfolio.reading.workbooks.xlsx import CONTENT_TYPES, XlsxFile

WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm", ".ods", ".xlsb", ".xls"})
"""Endings of workbooks; of those in a binary format, :func:`read_workbook` says how to save them in another."""

_LARGEST_SEARCHED = 20_000_000
"""Bytes of a file in which it is looked whether a password protects it."""
_BINARY = "workbooks in a binary format (.xls, .xlsb) are not read"
_WITH_PASSWORD = "this workbook is protected with a password"  # noqa: S105 - words, no password
_LARGEST_TABLE = 1_000_000
"""Rows times columns of one sheet, blank cells included."""
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_MACROS = "xl/vbaProject.bin"
_BINARY_BOOK = "xl/workbook.bin"
_SAVE_AS = "Open it in a spreadsheet program and save it as an Excel workbook (.xlsx)"
_NO_WORKBOOK = "Open it in a spreadsheet program and save it again as an Excel workbook without a password"


@dataclass(frozen=True, slots=True)
class Workbook:
    """The wanted tables by the normal form of their sheets' names, those left blank, and the names of other sheets."""

    tables: Mapping[str, RawTable]
    blank: frozenset[str]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet that holds something, before it is known which row is the header: its rows, and its cells by place."""

    file: str
    records: list[tuple[int, list[str]]]
    cells: SheetCells

    def faults(self, names: Mapping[int, str], header_row: int) -> tuple[Fault, ...]:
        """What nobody can use below the header: cells with errors, merged cells; ``names`` are columns by place.

        ``header_row`` is the header's place, from 1 as on screen.
        """
        below = sorted(place for place in self.cells.faults if place[0] >= header_row)
        return (
            *(_fault(self.file, self.cells, names, place) for place in below),
            *_merged(self.file, self.cells, names, header_row, self.records[-1][0]),
        )


@dataclass(frozen=True, slots=True)
class Sheets:
    """All sheets of a workbook that hold something, by name, and which are hidden; macros are never looked at."""

    sheets: Mapping[str, RawSheet]
    hidden: frozenset[str]
    from_1904: bool
    has_macros: bool


class _File(Protocol):
    @property
    def sheet_names(self) -> list[str]: ...
    @property
    def hidden_sheets(self) -> frozenset[str]: ...
    @property
    def from_1904(self) -> bool: ...
    def sheets(self, numbers: list[int]) -> dict[int, SheetCells]: ...


def read_workbook(path: Path, wanted: Mapping[str, frozenset[str]]) -> Workbook:
    """Read the sheets that are wanted and hold something; the others are left alone.

    ``wanted`` leads from the normal form of a sheet's name to the columns that it may have. Numbers, dates and
    yes/no become the text a CSV file would have (``12.5``, ``2026-11-22``, ``true``). What a file may take of
    memory and time is bounded.

    Raises:
        DataError: the file is no workbook, is protected, damaged or too large; two sheets have one name; or a sheet
            has a header that cannot be told apart.
    """
    try:
        with path.open("rb") as file:
            source = _source_of(file)
            names = source.sheet_names
            sheets = source.sheets([place for place, name in enumerate(names) if normal(name) in wanted])
            from_1904 = source.from_1904
    except OSError as error:
        raise _refused(path.name, f"this file cannot be opened ({error.strerror})", "Check its rights") from error
    except Unreadable as error:
        raise _refused(path.name, str(error), error.remedy) from error
    filled = {names[place]: cells for place, cells in sheets.items() if cells.rows}
    tables, problems = {}, list(_doubled(path.name, [names[place] for place, cells in sheets.items() if cells.rows]))
    for name, cells in filled.items():
        try:
            tables[normal(name)] = _table(f"{path.name}, sheet {name}", cells, wanted[normal(name)], from_1904)
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError(problems)
    blank = frozenset(normal(names[place]) for place in sheets) - tables.keys()
    return Workbook(tables, blank, tuple(name for name in names if normal(name) not in wanted))


def every_sheet(content: BinaryIO, name: str) -> Sheets:
    """Every sheet of a workbook that holds something. Bounded and refused as in :func:`read_workbook`."""
    try:
        source = _source_of(content)
        names = source.sheet_names
        sheets = source.sheets(list(range(len(names))))
        macros = content.seek(0) == 0 and _MACROS in zipfile.ZipFile(content).namelist()
    except Unreadable as error:
        raise _refused(name, str(error), error.remedy) from error
    filled = {}
    for place, cells in sheets.items():
        if cells.rows:
            file = f"{name}, sheet {names[place]}"
            filled[names[place]] = RawSheet(file, _records(file, cells), cells)
    return Sheets(filled, source.hidden_sheets, source.from_1904, macros)


def _source_of(file: BinaryIO) -> _File:
    """The file by its content; its ending may be wrong.

    The binary formats are refused: what reads them cannot tell an error from a blank, which takes a default.
    """
    start = file.read(len(_OLE))
    if start == _OLE:
        protected = _PROTECTED in file.read(_LARGEST_SEARCHED)
        raise Unreadable(_WITH_PASSWORD, _NO_WORKBOOK) if protected else Unreadable(_BINARY, _SAVE_AS)
    if not start.startswith(b"PK"):
        raise Unreadable("this file is no workbook", _NO_WORKBOOK)
    budget = ReadingBudget()
    archive = Archive(file, budget)
    if _BINARY_BOOK in archive:
        raise Unreadable(_BINARY, _SAVE_AS)
    if CONTENT_TYPES in archive:
        return XlsxFile(archive, budget)
    if CONTENT in archive:
        return OdsFile(archive, budget)
    raise Unreadable("this file is no workbook", _NO_WORKBOOK)


def _doubled(file: str, names: list[str]) -> Iterator[Problem]:
    """Sheets whose names are read as the same: nobody knows which of them holds."""
    first: dict[str, str] = {}
    for name in names:
        other = first.setdefault(normal(name), name)
        if other is not name:
            message = f"the sheets {other!r} and {name!r} are both read as {normal(name)}"
            yield Problem(f"{file}, sheet {name}", None, "", "", message, "Rename or delete one of them")


def _table(file: str, cells: SheetCells, known: frozenset[str], from_1904: bool) -> RawTable:
    records = _records(file, cells)
    header_row, header = records[0]
    names = {place: name for place, name in enumerate(column_names(header)) if name}
    broken = [_fault(file, cells, names, place) for place in cells.faults if place[0] == header_row - 1]
    if broken:
        raise DataError([fault.problem for fault in broken])
    table = table_of(file, records, known)
    faults = [_fault(file, cells, names, place) for place in sorted(cells.faults)]
    faults += _merged(file, cells, names, header_row, records[-1][0])
    reported = {(fault.problem.row, fault.problem.column) for fault in faults}
    kept = (fault for fault in table.faults if (fault.problem.row, fault.problem.column) not in reported)
    return replace(table, faults=(*faults, *kept), from_1904=from_1904)


def _records(file: str, cells: SheetCells) -> list[tuple[int, list[str]]]:
    """Rows as lists, as long as the header or up to their last filled cell."""
    rows = sorted(cells.rows.items())
    header_width = max(rows[0][1]) + 1
    if sum(max(header_width, max(row) + 1) for _, row in rows) > _LARGEST_TABLE:
        raise _refused(file, f"this sheet has more than {_LARGEST_TABLE:,} cells, blank ones included", SMALLER)
    return [
        (number + 1, [row.get(column, "") for column in range(max(header_width, max(row) + 1))]) for number, row in rows
    ]


def _fault(file: str, cells: SheetCells, names: Mapping[int, str], place: tuple[int, int]) -> Fault:
    row, column = place
    name, fault = names.get(column, ""), cells.faults[place]
    text = cells.rows[row][column][:EXCERPT_LENGTH]
    problem = Problem(file, row + 1, name, text, fault.message, fault.remedy)
    return Fault(problem, range(row + 1, row + 2), frozenset({name}))


def _merged(file: str, cells: SheetCells, names: Mapping[int, str], header_row: int, last_row: int) -> Iterator[Fault]:
    """Merged ranges below the header: a program keeps the value of one of their cells, and the others read blank."""
    remedy = "Unmerge the cells and write the value into each of them"
    covered = 0
    for top, left, bottom, right in sorted(cells.merged):
        rows = range(max(top + 1, header_row + 1), min(bottom + 1, last_row) + 1)
        columns = [names[column] for column in range(left, min(right, max(names)) + 1) if column in names]
        covered += len(rows)
        if covered > MOST_ROWS:
            raise _refused(file, "too many rows have merged cells", "Unmerge all cells of the sheet")
        if rows and columns:
            text = cells.rows.get(top, {}).get(left, "")[:EXCERPT_LENGTH]
            message = f"the cells {range_name((top, left, bottom, right))} are merged, so all but the first read blank"
            problem = Problem(file, rows[0], columns[0], text, message, remedy)
            yield Fault(problem, rows, frozenset(columns))


def _refused(file: str, message: str, remedy: str) -> DataError:
    return DataError([Problem(file, None, "", "", message, remedy)])
