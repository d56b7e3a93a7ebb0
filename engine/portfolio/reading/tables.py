"""Tables as text: what a CSV file or a sheet of a workbook holds, before anyone knows what it means.

Sheets come from :mod:`engine.portfolio.reading.workbooks`. Rows are numbered as a spreadsheet numbers them: the header
is row 1, a blank row counts, and a row whose cells span several lines of the file is still one row.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from engine.errors import DataError, Problem
from engine.portfolio.model.draft import EXCERPT_LENGTH
from engine.portfolio.model.near_miss import normal
from engine.portfolio.reading.encoding import _refused, decode_text
from engine.portfolio.reading.spreadsheet_text import as_meant
from engine.portfolio.reading.workbooks.cells import MOST_COLUMNS, SHOWS_ERROR, letters

LARGEST_FILE = 20_000_000
"""Bytes of one CSV file."""
MOST_ROWS = 200_000
"""Rows of one CSV file that hold something."""
MOST_CELLS = 2_000_000
"""Rows times columns of one CSV file, blank cells included."""
_SMALLER = "Delete the rows and columns that are not needed, or split the table"

_MOST_SHARED = 50_000
"""Different texts of one file that are kept once."""
_ROWS_OF_TITLE = 20
"""Rows below the first filled one among which a header is looked for."""
_LETTER = re.compile(r"[^\W\d_]")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)")
_SEPARATORS = (",", ";", "\t", "|")
_SEPARATOR_HINT = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row of text. ``number`` is the row in a spreadsheet; ``cells`` has every column, ``''`` for a blank."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """Cells that hold something nobody can use, such as a formula that was never calculated, and the problem they are.

    ``rows`` are numbered as in a spreadsheet. Whoever reads one of the ``columns`` reports the problem.
    """

    problem: Problem
    rows: range
    columns: frozenset[str]


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table of text. ``separator`` is that of a CSV file, else empty; ``header_row`` is where the header stands.

    ``from_1904`` says that numbers of days are counted from 1904, as the workbook's own setting; ``apart`` are the
    columns that come from other files, which may be written in another way, with the separator of each file.
    """

    file: str
    columns: tuple[str, ...]
    rows: tuple[RawRow, ...]
    separator: str = ""
    header_row: int = 1
    warnings: tuple[Problem, ...] = ()
    faults: tuple[Fault, ...] = ()
    from_1904: bool = False
    apart: tuple[tuple[str, frozenset[str]], ...] = ()


def read_table(path: Path, known: Collection[str] = ()) -> RawTable:
    """Read one CSV file, whatever its encoding (UTF-8, UTF-16, Windows-1252) and separator (``, ; tab |``).

    ``known`` are the columns that the table may have; a row of them below the first is recognised as the header.

    Raises:
        DataError: the file cannot be opened, is empty or too large, or has a header or row that cannot be told apart.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise _refused(
            path.name, None, f"this file cannot be opened ({error.strerror})", "Check its name and rights"
        ) from error
    return table_from_bytes(content, path.name, known)


def table_from_bytes(content: bytes, file: str, known: Collection[str] = ()) -> RawTable:
    """The table in the bytes of a CSV file, such as an upload; ``file`` is its name. Raises as :func:`read_table`."""
    if len(content) > LARGEST_FILE:
        raise _refused(file, None, f"this file is larger than {LARGEST_FILE // 1_000_000} MB", _SMALLER)
    text = decode_text(content, file)
    hint = _SEPARATOR_HINT.match(text)
    separator = hint.group(1) if hint else _separator(text)
    body = text[hint.end() :] if hint else text
    return replace(table_of(file, records_of(body, separator, file), known), separator=separator)


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
    return csv.reader(_lines(text), delimiter=separator, strict=True, skipinitialspace=True)


def _lines(text: str) -> Iterator[str]:
    """The lines of a text with their ends, one at a time: a copy of a large file would take four times its size."""
    return (match[0] for match in _LINE.finditer(text))


def records_of(text: str, separator: str, file: str) -> list[tuple[int, list[str]]]:
    """The rows of a CSV text that hold something, with their numbers.

    Raises:
        DataError: there are more than one file may have, or a row cannot be cut into cells.
    """
    records: list[tuple[int, list[str]]] = []
    number = cells = 0
    texts: dict[str, str] = {}
    try:
        for number, record in enumerate(_reader(text, separator), start=1):
            filled = _shared(_bounded(record, number, file), texts)
            if any(filled):
                records.append((number, filled))
                cells += len(filled)
            if len(records) > MOST_ROWS + 1:  # the header is one
                raise _refused(file, number, f"this file has more than {MOST_ROWS:,} rows", _SMALLER)
            if cells > MOST_CELLS:
                raise _refused(file, number, f"this file has more than {MOST_CELLS:,} cells, blank ones too", _SMALLER)
    except csv.Error as error:
        message = f"this row cannot be cut into cells ({error})"
        remedy = "Look for a quotation mark that is opened but never closed, or export the file again"
        raise _refused(file, number + 1, message, remedy) from error
    return records


def _shared(cells: list[str], texts: dict[str, str]) -> list[str]:
    """The cells, a text that has come before as one object with it: long files say the same again and again."""
    if len(texts) < _MOST_SHARED:
        return [texts.setdefault(cell, cell) for cell in cells]
    return [texts.get(cell, cell) for cell in cells]


def _bounded(record: list[str], number: int, file: str) -> list[str]:
    """The cells of a row without the blanks around their text, the ``'`` of our own files, and blank cells far out."""
    cells = [cell if cell[:1] != "'" else as_meant(cell) for cell in map(str.strip, record)]
    for column, cell in enumerate(cells[MOST_COLUMNS:], start=MOST_COLUMNS):
        if cell:
            message = f"the cell {letters(column)}{number} lies beyond the {MOST_COLUMNS} columns that are read"
            problem = Problem(file, number, "", cell[:EXCERPT_LENGTH], message, "Delete what stands that far out")
            raise DataError([problem])
    return cells[:MOST_COLUMNS]


def table_of(file: str, records: Iterable[tuple[int, list[str]]], known: Collection[str] = ()) -> RawTable:
    """The table in numbered records: the first that is not blank is the header. For ``known`` see :func:`read_table`.

    Raises:
        DataError: there is nothing in it, or its header or a row cannot be told apart.
    """
    filled = [(number, cells) for number, cells in records if any(cells)]
    if not filled:
        raise _refused(file, None, "this file is empty", "Put the column names in the first row, or remove the file")
    (header_row, header), body = filled[0], filled[1:]
    columns = column_names(header)
    further_down = _header_further_down(columns, body, known)
    if further_down is not None:
        message = f"this row is a title or note; the header seems to be in row {further_down}"
        remedy = f"Delete what stands above row {further_down}, so that the column names come first"
        raise DataError([Problem(file, header_row, "", next(filter(None, header))[:EXCERPT_LENGTH], message, remedy)])
    problems = _header_problems(file, header_row, columns, body)
    problems += _width_problems(file, len(columns), body)
    if problems:
        raise DataError(problems)
    used = tuple(column for column in columns if column)
    rows = tuple(RawRow(number, _cells(columns, cells)) for number, cells in body)
    warnings = cut_off(file, len(columns), body)
    return RawTable(file, used, rows, header_row=header_row, warnings=warnings, faults=tuple(_errors_kept(file, rows)))


def _errors_kept(file: str, rows: Iterable[RawRow]) -> Iterator[Fault]:
    """Cells in which the error of a formula was kept as text, as an export does: no name or theme is ``#REF!``."""
    for row in rows:
        for column, cell in row.cells.items():
            if cell[:1] == "#" and _ERROR.fullmatch(cell):
                problem = Problem(file, row.number, column, cell, SHOWS_ERROR.message, SHOWS_ERROR.remedy)
                yield Fault(problem, range(row.number, row.number + 1), frozenset({column}))


def column_names(header: Iterable[str]) -> list[str]:
    """The names in the cells of a header: runs of blanks and line breaks count as one blank."""
    return [" ".join(cell.split()) for cell in header]


def _header_further_down(columns: list[str], body: list[tuple[int, list[str]]], known: Collection[str]) -> int | None:
    """The row that looks more like the header than the first: by its known names, else by its width and words."""
    first = body[:_ROWS_OF_TITLE]
    if known:
        now = _known_in(columns, known)
        return next((number for number, cells in first if _known_in(cells, known) >= max(2, 2 * now)), None)
    now = sum(map(bool, columns))
    for place, (number, cells) in enumerate(first):
        named = {column for column, cell in enumerate(cells) if cell}
        wide = len(named) >= 2 * now and all(map(_LETTER.search, filter(None, cells)))
        if wide and all(named.issuperset(_filled(row)) for _, row in body[place + 1 :]):
            return number
    return None


def _known_in(cells: Iterable[str], known: Collection[str]) -> int:
    return len({normal(cell) for cell in cells if len(cell) <= EXCERPT_LENGTH} & set(known))


def _filled(cells: list[str]) -> Iterator[int]:
    return (column for column, cell in enumerate(cells) if cell)


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
                message = f"column {letters(place)} holds values but has no name"
                problems.append(Problem(file, row, "", "", message, "Give the column a name in the header row"))
        elif column.casefold() in seen:
            message = f"columns {letters(seen[column.casefold()])} and {letters(place)} have the same name"
            problems.append(Problem(file, row, column, column, message, "Rename or remove one of the two"))
        else:
            seen[column.casefold()] = place
    return problems


def _width_problems(file: str, width: int, body: list[tuple[int, list[str]]]) -> list[Problem]:
    remedy = "Put text that contains the separator in quotation marks, or remove the surplus cells"
    return [
        Problem(file, number, "", " | ".join(filter(None, cells[width:]))[:EXCERPT_LENGTH], message, remedy)
        for number, cells in body
        if any(cells[width:])
        for message in [f"this row has {len(cells)} cells, the header has {width}"]
    ]


def cut_off(file: str, width: int, body: list[tuple[int, list[str]]]) -> tuple[Problem, ...]:
    """A warning when only the last row is short: the sign of a file that was not copied to its end.

    ``width`` is how many columns the header has, ``body`` the rows below it, each with its number.
    """
    short = [number for number, cells in body if len(cells) < width]
    if not short or short != [body[-1][0]]:
        return ()
    message = "the last row has fewer cells than the header, as if the file were cut off"
    return (Problem(file, short[0], "", "", message, "Check the last row against the source, or export it again"),)
