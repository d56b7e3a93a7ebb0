"""Tables as text: what a CSV file or a sheet of a workbook holds, before anyone knows what it means.

Rows are numbered as a spreadsheet numbers them: the header is row 1, a blank row counts, and a row whose
cells span several lines of the file is still one row.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from engine.errors import DataError, Problem
from engine.portfolio.error_cells import ErrorCells, error_cells
from engine.portfolio.numbers import StoredNumber

WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
"""Endings of the files that :func:`read_workbook` reads."""

_SEPARATORS = (",", ";", "\t", "|")
_SEPARATOR_HINT = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row of text. ``number`` is the row in a spreadsheet; ``cells`` has every column, ``''`` for a blank."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table of text. ``separator`` is that of a CSV file, else empty; ``header_row`` is where the header stands."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[RawRow, ...]
    separator: str = ""
    header_row: int = 1
    warnings: tuple[Problem, ...] = ()


def read_table(path: Path) -> RawTable:
    """Read one CSV file, whatever its encoding (UTF-8, UTF-16, Windows-1252) and separator (``, ; tab |``).

    Raises:
        DataError: the file cannot be opened, is empty, or has a header or row that cannot be told apart.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _refused(
            path.name, None, f"this file cannot be opened ({error.strerror})", "Check its name and rights"
        ) from error
    return table_from_bytes(content, path.name)


def table_from_bytes(content: bytes, file: str) -> RawTable:
    """The table in the bytes of a CSV file, such as an upload; ``file`` is its name. Raises as :func:`read_table`."""
    text = decode_text(content, file)
    hint = _SEPARATOR_HINT.match(text)
    separator = hint.group(1) if hint else _separator(text)
    body = text[hint.end() :] if hint else text
    return replace(_table(file, _records(body, separator, file)), separator=separator)


def read_workbook(path: Path) -> dict[str, RawTable]:
    """Read every sheet of a workbook that holds anything, by the sheet's name.

    Numbers, dates and yes/no become the text a CSV file would have (``12.5``, ``2026-11-22``, ``true``).

    Raises:
        DataError: the file is no workbook or is protected, or a sheet has a header that cannot be told apart.
    """
    try:
        with CalamineWorkbook.from_path(str(path)) as workbook:
            sheets = {
                name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in workbook.sheet_names
            }
    except (CalamineError, OSError, ValueError) as error:
        remedy = "Open it in a spreadsheet program and save it again as an Excel workbook without a password"
        raise _refused(path.name, None, f"this workbook cannot be read ({error})", remedy) from error
    for name, cells in error_cells(path).items():
        _put_back(sheets.get(name, []), cells)
    return _tables_of_sheets(path.name, sheets)


def _put_back(rows: list[list[Any]], cells: ErrorCells) -> None:
    """Write the errors that the reader left blank into the rows it returned."""
    for (row, column), shown in cells.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = shown


def _tables_of_sheets(file: str, sheets: dict[str, list[list[Any]]]) -> dict[str, RawTable]:
    tables: dict[str, RawTable] = {}
    problems: list[Problem] = []
    for name, rows in sheets.items():
        records = [(number, [_cell_text(cell) for cell in row]) for number, row in enumerate(rows, start=1)]
        if not any(any(cells) for _, cells in records):
            continue
        try:
            tables[name] = _table(f"{file}, sheet {name}", records)
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError(problems)
    return tables


def _cell_text(value: Any) -> str:
    """The text that a CSV file would have for a cell of a workbook."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return StoredNumber(int(value) if float(value).is_integer() and abs(value) < 1e15 else repr(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value).strip()


def decode_text(content: bytes, file: str) -> str:
    """The text of a file in UTF-8, UTF-16 or Windows-1252; raises :class:`DataError` when it is none of them."""
    text = _decoded(content)
    if text is None:
        remedy = "Save the file as CSV UTF-8"
        raise _refused(file, None, "the letters of this file cannot be recognised", remedy)
    place = text.find("\0")
    if place >= 0:
        row = text.count("\n", 0, place) + 1
        remedy = "The file is damaged or is no CSV file; export it again as CSV UTF-8"
        raise _refused(file, row, "there is a NUL byte, which no text has", remedy)
    return text.lstrip("\ufeff")


def _decoded(content: bytes) -> str | None:
    for encoding in _encodings(content):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _encodings(content: bytes) -> tuple[str, ...]:
    """Encodings to try, most telling first: a byte-order mark, every second byte zero, then UTF-8."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    half = len(content) // 2
    if half and content[1::2].count(0) > 0.4 * half:
        return ("utf-16-le", "utf-8")
    if half and content[0::2].count(0) > 0.4 * half:
        return ("utf-16-be", "utf-8")
    return ("utf-8-sig", "cp1252")


def _separator(text: str) -> str:
    """The separator that cuts the header into most columns; a comma when nothing does."""
    return max(_SEPARATORS, key=lambda separator: _width(text, separator))


def _width(text: str, separator: str) -> int:
    try:
        return max((len(record) for _, record in _first_records(text, separator)), default=0)
    except csv.Error:
        return 0


def _first_records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    for number, record in enumerate(_reader(text, separator), start=1):
        if any(cell.strip() for cell in record):
            yield number, record
            return


def _reader(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True)


def _records(text: str, separator: str, file: str) -> list[tuple[int, list[str]]]:
    records: list[tuple[int, list[str]]] = []
    number = 0
    try:
        for number, record in enumerate(_reader(text, separator), start=1):
            records.append((number, [cell.strip() for cell in record]))
    except csv.Error as error:
        message = f"this row cannot be cut into cells ({error})"
        remedy = "Look for a quotation mark that is opened but never closed, or export the file again"
        raise _refused(file, number + 1, message, remedy) from error
    return records


def _table(file: str, records: Iterable[tuple[int, list[str]]]) -> RawTable:
    """The table in numbered records: the first that is not blank is the header."""
    filled = [(number, cells) for number, cells in records if any(cells)]
    if not filled:
        raise _refused(file, None, "this file is empty", "Put the column names in the first row, or remove the file")
    (header_row, header), body = filled[0], filled[1:]
    columns = [" ".join(cell.split()) for cell in header]
    problems = _header_problems(file, header_row, columns, body)
    problems += _width_problems(file, len(columns), body)
    if problems:
        raise DataError(problems)
    used = tuple(column for column in columns if column)
    rows = tuple(RawRow(number, _cells(columns, cells)) for number, cells in body)
    return RawTable(file, used, rows, header_row=header_row, warnings=_cut_off(file, len(columns), body))


def _cells(columns: list[str], cells: list[str]) -> dict[str, str]:
    """Cells by column; a row may lack its last cells, since spreadsheets leave blank ones out at times."""
    padded = cells + [""] * (len(columns) - len(cells))
    return {column: cell for column, cell in zip(columns, padded, strict=False) if column}


def _header_problems(file: str, row: int, columns: list[str], body: list[tuple[int, list[str]]]) -> list[Problem]:
    seen: dict[str, int] = {}
    problems: list[Problem] = []
    for place, column in enumerate(columns):
        if not column:
            if any(len(cells) > place and cells[place] for _, cells in body):
                message = f"column {_letter(place)} holds values but has no name"
                problems.append(Problem(file, row, "", "", message, "Give the column a name in the header row"))
        elif column.casefold() in seen:
            message = f"columns {_letter(seen[column.casefold()])} and {_letter(place)} have the same name"
            problems.append(Problem(file, row, column, column, message, "Rename or remove one of the two"))
        else:
            seen[column.casefold()] = place
    return problems


def _width_problems(file: str, width: int, body: list[tuple[int, list[str]]]) -> list[Problem]:
    remedy = "Put text that contains the separator in quotation marks, or remove the surplus cells"
    return [
        Problem(file, number, "", " | ".join(filter(None, cells[width:])), message, remedy)
        for number, cells in body
        if any(cells[width:])
        for message in [f"this row has {len(cells)} cells, the header has {width}"]
    ]


def _cut_off(file: str, width: int, body: list[tuple[int, list[str]]]) -> tuple[Problem, ...]:
    """A warning when only the last row is short: the sign of a file that was not copied to its end."""
    short = [number for number, cells in body if len(cells) < width]
    if not short or short != [body[-1][0]]:
        return ()
    message = "the last row has fewer cells than the header, as if the file were cut off"
    return (Problem(file, short[0], "", "", message, "Check the last row against the source, or export it again"),)


def _letter(place: int) -> str:
    """The spreadsheet's name of a column: 0 → A, 26 → AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _refused(file: str, row: int | None, message: str, remedy: str) -> DataError:
    return DataError([Problem(file, row, "", "", message, remedy)])
