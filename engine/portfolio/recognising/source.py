"""What a file of somebody else is, by its content, and the tables in it.

:data:`READERS` leads from each recognised format to what reads its tables. A new format is one entry here and one
function ``(content, file) -> ForeignFile``.
"""

from __future__ import annotations

import csv
import io
import statistics
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from engine.errors import DataError, Problem
from engine.portfolio.model.near_miss import normal
from engine.portfolio.reading.tables import RawTable, records_of
from engine.portfolio.reading.workbooks.reading import every_sheet
from engine.portfolio.recognising.archive import packed_schedules, packed_tables, portfolio_files
from engine.portfolio.recognising.headings import ForeignTable, foreign_table
from engine.portfolio.recognising.letters import letters_of

LARGEST = 50_000_000
"""Bytes of one file."""
_SEPARATORS = (",", ";", "\t", "|")
_LOOKED_AT = 30
_BELONGS = 0.8
"""Share of the rows of a table whose project has to stand in the other for them to be its activities."""
_ZIP = b"PK"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_XER = b"ERMHDR"
_AS_A_TABLE = "Export the list as an Excel workbook (xlsx) or as CSV UTF-8"
_OTHER_KINDS: tuple[tuple[bytes, str, str], ...] = (
    (b"%pdf", "a PDF document", _AS_A_TABLE),
    (b"\x89png", "a picture", _AS_A_TABLE),
    (b"\xff\xd8\xff", "a picture", _AS_A_TABLE),
    (b"gif8", "a picture", _AS_A_TABLE),
    (b"{\\rtf", "a text document", _AS_A_TABLE),
    (b"\x1f\x8b", "packed in a way that is not read", "Unpack it, and bring in the table itself, or a zip file"),
    (b"7z\xbc\xaf", "packed in a way that is not read", "Unpack it, and bring in the table itself, or a zip file"),
    (b"rar!", "packed in a way that is not read", "Unpack it, and bring in the table itself, or a zip file"),
    *(
        (start, "a web page, whatever its ending says", "Open it in a spreadsheet program, and save it as xlsx")
        for start in (b"<!doctype html", b"<html", b"<table", b"<head", b"<body")
    ),
)
"""How files begin that people give for tables, what they are, and what to do; letters are in lower case."""
_DOCUMENTS = {"word/document.xml": "a text document", "ppt/presentation.xml": "a presentation"}
"""What is packed as a workbook is, and is none."""


class Format(StrEnum):
    """What a file is."""

    CSV = "CSV"
    JIRA = "Jira export"
    WORKBOOK = "workbook"
    TABLES = "tables in a zip file"
    PORTFOLIO_WORKBOOK = "portfolio workbook"
    PORTFOLIO_ARCHIVE = "portfolio folder in a zip file"
    SCHEDULE = "schedule"

    @property
    def is_portfolio(self) -> bool:
        """True for a portfolio in our own format, which is loaded as it stands."""
        return self in (Format.PORTFOLIO_WORKBOOK, Format.PORTFOLIO_ARCHIVE)


@dataclass(frozen=True, slots=True)
class ForeignFile:
    """A foreign file: its name, what it is, the encoding of its letters, its tables, and what is to be said about it.

    A portfolio in our own format has no foreign tables, it is loaded as it stands; nor has a schedule, which
    :mod:`engine.portfolio.schedules` reads.
    """

    file: str
    format: Format
    tables: tuple[ForeignTable, ...] = ()
    encoding: str = ""
    notes: tuple[Problem, ...] = ()

    def table(self, sheet: str = "") -> ForeignTable:
        """The table of a sheet; without a name the only one in sight, or of those the one with most cells.

        Raises:
            DataError: there is no such sheet, or no table at all.
        """
        if sheet:
            for table in self.tables:
                if normal(table.sheet) == normal(sheet):
                    return table
        if not self.tables or sheet:
            names = ", ".join(table.sheet for table in self.tables)
            raise _refused(
                self.file,
                f"there is no table {sheet!r} in this file".replace("table ''", "table"),
                f"There are: {names}",
            )
        in_sight = [table for table in self.tables if not table.is_hidden] or list(self.tables)
        inner = [table for table in self.tables if any(parent_column(table, other) for other in self.tables)]
        return max([table for table in in_sight if table not in inner] or in_sight, key=_cells)


def parent_column(table: ForeignTable, parent: ForeignTable) -> str:
    """The column by which the rows of a table belong to rows of another, as activities do to projects; empty if none.

    It has the same header in both, stands once a row in the other, and names hardly anything that is not there.
    """
    headers = {normal(name): name for name in parent.table.columns}
    for name in table.table.columns if table is not parent else ():
        own = headers.get(normal(name))
        if own is None:
            continue
        ids = [row.cells[own] for row in parent.table.rows if row.cells[own]]
        named = [row.cells[name] for row in table.table.rows if row.cells[name]]
        known = set(ids)
        is_key = len(ids) > 1 and len(known) == len(ids) and len(named) > len(set(named))
        if is_key and sum(text in known for text in named) >= _BELONGS * len(named):
            return name
    return ""


def _cells(table: ForeignTable) -> int:
    return len(table.table.rows) * len(table.table.columns)


def open_source(path: Path) -> ForeignFile:
    """Recognise a file of this machine and read its tables. Raises as :func:`recognise`."""
    return recognise(read_bytes(path), path.name)


def read_bytes(path: Path) -> bytes:
    """What is in a file of this machine; of one that is too large a byte more than is read.

    Raises:
        DataError: it cannot be opened.
    """
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise _refused(
            path.name, f"this file cannot be opened ({error.strerror})", "Check its name and rights"
        ) from error


def recognise(content: bytes, file: str) -> ForeignFile:
    """Recognise a file by its content and read its tables; nothing in it is ever run.

    Raises:
        DataError: it is too large, damaged, empty, or of a format that is not read; in words, with what to do.
    """
    if len(content) > LARGEST:
        raise _refused(
            file, f"this file is larger than {LARGEST // 1_000_000} MB", "Export fewer columns or rows, or split it"
        )
    if not content.strip(b"\0 \t\r\n"):
        raise _refused(file, "this file is empty", "Export it again")
    _refuse_other_kinds(content, file)
    return READERS[_format_of(content, file)](content, file)


def _refuse_other_kinds(content: bytes, file: str) -> None:
    """Documents, pictures and web pages by their name: many tools write a web page where they promise a workbook."""
    start = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for beginning, kind, remedy in _OTHER_KINDS:
        if start.startswith(beginning):
            raise _refused(file, f"this file is {kind}, not a table", remedy)


def is_archive(content: bytes) -> bool:
    """Whether a file is a zip file, as workbooks are too."""
    return content.startswith(_ZIP)


def _format_of(content: bytes, file: str) -> Format:
    start = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if is_archive(content):
        return Format.WORKBOOK if _is_workbook(content, file) else Format.PORTFOLIO_ARCHIVE
    if content.startswith(_OLE):
        return Format.WORKBOOK
    plain = start.replace(b"\0", b"")
    if start.startswith(_XER) or plain.startswith((b"<?xml", b"<")) or plain[2:].startswith(b"<?xml"):
        return Format.SCHEDULE
    return Format.CSV


def _is_workbook(content: bytes, file: str) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {name.casefold() for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError, LookupError) as error:
        raise _refused(
            file,
            "this file is damaged: it cannot be unpacked",
            "Save or export it again, and check that all of it came",
        ) from error
    for part, kind in _DOCUMENTS.items():
        if part in names:
            raise _refused(file, f"this file is {kind}, not a table", _AS_A_TABLE)
    return bool(names & {"[content_types].xml", "content.xml"})


def _csv(content: bytes, file: str) -> ForeignFile:
    letters = letters_of(content, file)
    separator = _separator(letters.text)
    table = foreign_table(file, "", records_of(letters.text, separator, file), separator)
    kind = Format.JIRA if _is_jira(table.table) else Format.CSV
    return ForeignFile(file, kind, (table,), letters.encoding, letters.warnings)


def _separator(text: str) -> str:
    """The separator that cuts the first rows into most columns, most of the time; titles have few."""
    return max(_SEPARATORS, key=lambda separator: _usual_width(text, separator))


def _usual_width(text: str, separator: str) -> tuple[float, int]:
    widths = [len(record) for record in _first_records(text, separator) if any(record)]
    return (statistics.median(widths), max(widths)) if widths else (0.0, 0)


def _first_records(text: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    try:
        for number, record in enumerate(reader):
            if number >= _LOOKED_AT:
                return
            yield record
    except csv.Error:
        return


def _is_jira(table: RawTable) -> bool:
    """An export of Jira has its issue key and type, whatever other fields were chosen."""
    names = {normal(name) for name in table.columns}
    return "issue_key" in names and bool(names & {"summary", "issue_type", "project_key"})


def _workbook(content: bytes, file: str) -> ForeignFile:
    book = every_sheet(io.BytesIO(content), file)
    notes = (_no_macros(file),) if book.has_macros else ()
    if {"projects", "pools"} <= {normal(name) for name in book.sheets}:
        return ForeignFile(file, Format.PORTFOLIO_WORKBOOK, notes=notes)
    tables: list[ForeignTable] = []
    problems: list[Problem] = []
    for name, sheet in book.sheets.items():
        try:
            table = foreign_table(sheet.file, name, sheet.records, faults_below=sheet.faults, from_1904=book.from_1904)
            tables.append(replace(table, is_hidden=name in book.hidden))
        except DataError as error:
            problems += error.problems
    if not tables:
        nothing = Problem(file, None, "", "", "there is no table in this workbook", "Choose another file")
        raise DataError(problems or [nothing])
    return ForeignFile(file, Format.WORKBOOK, tuple(tables), notes=notes)


def _archive(content: bytes, file: str) -> ForeignFile:
    if packed_schedules(content, file):
        return ForeignFile(file, Format.SCHEDULE)
    tables = packed_tables(content, file)
    if tables:
        return _several(tables, file)
    contents = portfolio_files(content, file)
    return ForeignFile(file, Format.PORTFOLIO_ARCHIVE, notes=contents.notes)


def _several(contents: Mapping[str, bytes], file: str) -> ForeignFile:
    """The tables of several files in one archive, each under the name of its file."""
    kinds = {name: _format_of(content, name) for name, content in contents.items()}
    odd = next((name for name, kind in kinds.items() if kind not in (Format.CSV, Format.WORKBOOK)), None)
    if odd is not None:
        raise _refused(file, f"{Path(odd).name} in this archive is no table", "Pack tables alone, or send it by itself")
    read = [READERS[kinds[name]](content, name) for name, content in contents.items()]
    tables = [
        replace(table, sheet=Path(one.file).stem if len(one.tables) == 1 else f"{Path(one.file).stem} {table.sheet}")
        for one in read
        for table in one.tables
    ]
    if not tables:
        raise _refused(file, "there is no table of projects in this archive", "Send the workbook by itself")
    notes = tuple(note for one in read for note in one.notes)
    return ForeignFile(file, Format.TABLES, tuple(tables), notes=notes)


def _no_macros(file: str) -> Problem:
    message = "this workbook has macros; they are ignored, and never run"
    return Problem(file, None, "", "", message, "Save it without macros if you do not need them")


def _schedule(_content: bytes, file: str) -> ForeignFile:
    return ForeignFile(file, Format.SCHEDULE)


def _refused(file: str, message: str, remedy: str) -> DataError:
    return DataError([Problem(file, None, "", "", message, remedy)])


READERS: Mapping[Format, Callable[[bytes, str], ForeignFile]] = {
    Format.CSV: _csv,
    Format.WORKBOOK: _workbook,
    Format.PORTFOLIO_ARCHIVE: _archive,
    Format.SCHEDULE: _schedule,
}
"""What reads each format that a file can be told to have."""
