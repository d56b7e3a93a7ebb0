"""From a table of text to a sheet of records, with every unreadable cell reported."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from engine.errors import Problem
from engine.portfolio.model.draft import EXCERPT_LENGTH, DraftRow, Sheet
from engine.portfolio.model.fields import Reading, holds_date, holds_number
from engine.portfolio.model.record import Record
from engine.portfolio.model.resources import Pool
from engine.portfolio.reading.headers import Header, columns_that, match_header
from engine.portfolio.reading.notation import NOTHING_SETTLED, Columns, Notation, Settled, certain_signs, notation_of
from engine.portfolio.reading.stand_ins import STAND_IN_DATES, STAND_IN_NUMBERS, STAND_INS, with_stand_ins
from engine.portfolio.reading.tables import Fault, RawRow, RawTable
from engine.portfolio.reading.validation_messages import in_plain_words

_R = TypeVar("_R", bound=Record)


@dataclass(frozen=True, slots=True)
class SheetReading(Generic[_R]):
    """A sheet and what was found while reading it."""

    sheet: Sheet[_R]
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def read_sheet(
    table: RawTable, record: type[_R], reading: Reading, settled: Settled = NOTHING_SETTLED
) -> SheetReading[_R]:
    """Read every row of a table; rows that cannot be read are left out and reported, cell by cell.

    Numbers or dates of which nothing tells how they are written are asked about, once for the table; of those cells,
    and of cells that nobody can use, nothing else is said.
    """
    header = match_header(table, record)
    reading = replace(reading, from_1904=table.from_1904)
    notation = notation_of(table, _columns(header, record), reading, settled)
    reading = _with_parts(notation, header)
    errors = [*header.errors, *_no_capacity_column(table, header, record), *notation.questions]
    entries: list[DraftRow[_R]] = []
    unread: list[Mapping[str, str]] = []
    faults = [fault for fault in table.faults if not fault.columns.isdisjoint(header.names)]
    errors += [fault.problem for fault in faults]
    faulty = _faulty(table, faults, header)
    asked = {(row, header.names[column]) for row, column in notation.asked}
    for row in table.rows:
        texts = {name: row.cells[column] for column, name in header.names.items()}
        entry = _read_row(table, row, texts, header, record, reading)
        if isinstance(entry, DraftRow) and row.number not in faulty:
            entries.append(entry)
            continue
        unread.append(texts)
        reported = faulty.get(row.number, frozenset())
        problems = () if isinstance(entry, DraftRow) else entry
        errors += [p for p in problems if p.column not in reported and (p.row, p.column) not in asked]
    sheet = Sheet(table.file, tuple(entries), tuple(unread), frozenset(header.names.values()), present=True)
    return SheetReading(sheet, tuple(errors), (*table.warnings, *header.warnings))


def reading_of(table: RawTable, record: type[Record], reading: Reading, settled: Settled = NOTHING_SETTLED) -> Reading:
    """How the cells of a table are read: its decimal sign, its order of day and month, its count of days."""
    header = match_header(table, record)
    reading = replace(reading, from_1904=table.from_1904)
    return _with_parts(notation_of(table, _columns(header, record), reading, settled), header)


def _with_parts(notation: Notation, header: Header) -> Reading:
    """How the columns are read, those of other files under the names that they have in the table."""
    apart = {header.names[name]: reading for name, reading in notation.apart.items() if name in header.names}
    return replace(notation.reading, apart=apart)


def signs_in_numbers(table: RawTable, record: type[Record]) -> frozenset[str]:
    """The decimal signs that a table's numbers reveal, for tables beside it that reveal none."""
    return certain_signs(table, _columns(match_header(table, record), record).numbers)


def _columns(header: Header, record: type[Record]) -> Columns:
    numbers = columns_that(record, holds_number) | STAND_IN_NUMBERS
    dates = columns_that(record, holds_date) | STAND_IN_DATES
    return Columns(
        frozenset(column for column, name in header.names.items() if name in numbers),
        frozenset(column for column, name in header.names.items() if name in dates),
    )


def _faulty(table: RawTable, faults: Iterable[Fault], header: Header) -> dict[int, frozenset[str]]:
    """Row → its columns whose cells have been reported already."""
    numbers = [row.number for row in table.rows]
    faulty: dict[int, frozenset[str]] = {}
    for fault in faults:
        names = frozenset(header.names[column] for column in fault.columns & header.names.keys())
        first, last = bisect_left(numbers, fault.rows.start), bisect_left(numbers, fault.rows.stop)
        for number in numbers[first:last]:
            faulty[number] = faulty.get(number, frozenset()) | names
    return faulty


def _read_row(
    table: RawTable, row: RawRow, texts: dict[str, str], header: Header, record: type[_R], context: Reading
) -> DraftRow[_R] | list[Problem]:
    values: dict[str, Any] = {name: text for name, text in texts.items() if text}
    completed = with_stand_ins(record, values, context)
    values = completed.values
    faults = [
        Problem(table.file, row.number, f.column, texts[f.column][:EXCERPT_LENGTH], str(f), f.remedy)
        for f in completed.faults
    ]
    if header.unknown and "other" in record.model_fields:
        values["other"] = tuple((name, row.cells[name]) for name in header.unknown if row.cells[name])
    try:
        read = DraftRow(record.model_validate(values, context=context), row.number, texts)
        return faults or read
    except ValidationError as error:
        return faults + _problems(table, row, texts, error, record, header.missing)


def _problems(
    table: RawTable,
    row: RawRow,
    texts: dict[str, str],
    error: ValidationError,
    record: type[Record],
    missing: frozenset[str],
) -> list[Problem]:
    """One problem a cell; a column that the whole file lacks has been reported once already."""
    problems = []
    for details in error.errors(include_url=False):
        column = str(details["loc"][0]) if details["loc"] else ""
        if details["type"] == "missing" and (column in missing or _will_follow(record, column, texts)):
            continue
        message, remedy = in_plain_words(details, record, column)
        value = texts.get(column, "")[:EXCERPT_LENGTH]
        problems.append(Problem(table.file, row.number, column, value, message, remedy))
    return problems


def _will_follow(record: type[Record], column: str, texts: dict[str, str]) -> bool:
    """True for a figure that is missing only because the figures it derives from cannot be read."""
    if any(name == column and texts.get(stand_in) for stand_in, name in STAND_INS.get(record, {}).items()):
        return True
    if record is not Pool:
        return False
    if column == "capacity_per_month":
        return bool(texts.get("headcount")) or not {"capacity_per_month", "headcount"} & texts.keys()
    return column == "flex_day_rate"


def _no_capacity_column(table: RawTable, header: Header, record: type[Record]) -> list[Problem]:
    if record is not Pool or {"capacity_per_month", "headcount"} & set(header.names.values()):
        return []
    message = "there is neither a column capacity_per_month nor a column headcount"
    remedy = "Add capacity_per_month (person-days), or headcount and business_as_usual_share"
    return [Problem(table.file, table.header_row, "capacity_per_month", "", message, remedy)]
