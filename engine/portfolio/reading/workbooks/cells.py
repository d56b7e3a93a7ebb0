"""What a sheet of a workbook holds, before anyone knows which row is the header."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from engine.portfolio.model.numbers import StoredNumber

MOST_CELLS = 200_000
"""Filled cells that are read of one workbook: some thousand projects with a monthly profile each."""
MOST_ROWS = 50_000
"""Rows that hold something in one sheet."""
MOST_COLUMNS = 512
"""The last column that may hold something."""
MOST_MERGED = 1_000
"""Merged ranges of one sheet."""
LONGEST_CELL = 40_000
"""Letters of one cell; spreadsheet programs stop at 32,767."""
SMALLER = "Delete what is not needed, also blank rows and columns that are formatted, and save it again"

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column, each from 0."""

_EPOCH = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
_LAST_SERIAL = 2_958_465
"""31 December 9999; spreadsheet programs know no later day."""
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")


class Unreadable(Exception):  # noqa: N818 - becomes a DataError once the file's name is known
    """A workbook or sheet cannot be read; ``remedy`` says what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class CellFault:
    """Why a cell cannot be used, although something stands in it."""

    message: str
    remedy: str


@dataclass(slots=True)
class SheetCells:
    """The filled cells of a sheet as text: row → column → text, each from 0; a cell with a fault has text too."""

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    faults: dict[tuple[int, int], CellFault] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)

    def put(self, row: int, column: int, text: str) -> None:
        """Write a cell, unless it is blank.

        ``row`` and ``column`` count from 0.

        Raises:
            Unreadable: the cell lies too far out, or the sheet has two cells in one place.
        """
        if not text:
            return
        if column >= MOST_COLUMNS:
            message = (
                f"the cell {place(row, column)} holds {text[:40]!r}, beyond the {MOST_COLUMNS} columns that are read"
            )
            raise Unreadable(message, "Delete what stands that far out, and save the workbook again")
        cells = self.rows.setdefault(row, {})
        if column in cells:
            raise Unreadable(f"the cell {place(row, column)} is stored twice", DAMAGED)
        cells[column] = text
        if len(self.rows) > MOST_ROWS:
            raise Unreadable(f"a sheet has more than {MOST_ROWS:,} rows that hold something", SMALLER)

    def fault(self, row: int, column: int, text: str, fault: CellFault) -> None:
        """Write a cell that cannot be used; ``text`` is what it shows.

        ``row`` and ``column`` count from 0.
        """
        self.put(row, column, text)
        self.faults[row, column] = fault

    def merge(self, merged: Range) -> None:
        """Note a merged range; a single cell is none."""
        if merged[:2] == merged[2:]:
            return
        if len(self.merged) == MOST_MERGED:
            raise Unreadable(f"a sheet has more than {MOST_MERGED:,} merged ranges", "Unmerge all cells of the sheet")
        self.merged.append(merged)


DAMAGED = "The file is damaged; open it in a spreadsheet program and save it again as an Excel workbook"


@dataclass(slots=True)
class ReadingBudget:
    """What may still be read of one workbook, so that a small file cannot take all memory and time."""

    bytes: int = 60_000_000
    elements: int = 700_000
    cells: int = MOST_CELLS

    def take_bytes(self, count: int) -> None:
        """Account for bytes unpacked.

        ``count`` is how many more.
        """
        self.bytes -= count
        if self.bytes < 0:
            raise Unreadable("this workbook is too large once unpacked", SMALLER)

    def take_elements(self, count: int) -> int:
        """Account for elements of XML; gives 0, from which to count on."""
        self.elements -= count
        if self.elements < 0:
            raise Unreadable("this workbook has too many cells, filled and blank ones together", SMALLER)
        return 0

    def take_cell(self) -> None:
        """Account for one filled cell."""
        self.cells -= 1
        if self.cells < 0:
            raise Unreadable(f"this workbook has more than {MOST_CELLS:,} filled cells", SMALLER)


SHOWS_ERROR = CellFault(
    "this cell shows an error", "Mend its formula, or write the figure itself, and save the workbook"
)
NOT_CALCULATED = CellFault(
    "this cell holds a formula that has not been calculated",
    "Open the workbook in a spreadsheet program, let it recalculate, and save it; or write the figure itself",
)


def within_a_cell(length: int) -> int:
    """The length of a cell's text so far; raises :class:`Unreadable` when no cell is that long."""
    if length > LONGEST_CELL:
        raise Unreadable(f"a cell holds more than {LONGEST_CELL:,} letters", "Shorten it")
    return length


def place(row: int, column: int) -> str:
    """The spreadsheet's name of a cell: row 0, column 27 → ``AB1``."""
    return f"{letters(column)}{row + 1}"


def range_name(merged: Range) -> str:
    """The spreadsheet's name of a range: ``B2:B5``."""
    return f"{place(*merged[:2])}:{place(*merged[2:])}"


def letters(column: int) -> str:
    """The spreadsheet's name of a column: 0 → A, 26 → AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def position(name: str) -> tuple[int, int]:
    """Row and column, from 0, of a cell such as ``AB1``.

    Raises:
        Unreadable: the text is no name of a cell.
    """
    match = _PLACE.fullmatch(name)
    if match is None:
        raise Unreadable(f"a cell has the place {name[:20]!r}, which no sheet has", DAMAGED)
    return int(match[2]) - 1, column_number(match[1])


@lru_cache(maxsize=MOST_COLUMNS)
def column_number(name: str) -> int:
    """The column, from 0, of up to three letters: ``A`` → 0, ``AB`` → 27."""
    column = 0
    for letter in name.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def number_text(value: float) -> StoredNumber:
    """The text that a CSV file would have for a number: ``5``, ``0.1``."""
    return StoredNumber(int(value) if value.is_integer() and abs(value) < 1e15 else repr(value))


def date_text(serial: float, *, from_1904: bool) -> str:
    """The text for a number of days that a cell shows as a date, or as a time of day when it is below one day.

    ``serial`` counts days from the first of the workbook's calendar, ``from_1904`` where it begins in 1904 instead of
    1900.
    """
    if not 0 <= serial <= _LAST_SERIAL:
        return number_text(serial)
    moment = (_EPOCH_1904 if from_1904 else _EPOCH) + timedelta(seconds=round(serial * 86_400))
    if not from_1904 and 1 <= serial < 60:
        moment += timedelta(days=1)  # Spreadsheet programs count a 29 February 1900, which never was.
    if serial < 1:
        return moment.time().isoformat()
    return moment_text(moment)


def moment_text(moment: datetime | date) -> str:
    """ISO text; a moment at midnight is a day."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    return moment.date().isoformat() if moment.time() == time() else moment.isoformat(sep=" ")
