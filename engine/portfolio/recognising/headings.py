"""Where the header of a foreign table stands, and the table below it, whatever stands above, beside and twice.

Our own tables are read strictly (:mod:`engine.portfolio.reading.tables`); exports of other tools have titles above
their header, columns of one name (Jira has dozens), columns without a name, and notes beside the rows. What is left
over is a fault of its row, never of the whole file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.errors import DataError, Problem
from engine.portfolio.model.calendar import parse_day, possible_orders
from engine.portfolio.model.draft import EXCERPT_LENGTH
from engine.portfolio.model.numbers import StoredNumber
from engine.portfolio.reading.tables import Fault, RawRow, RawTable, column_names, cut_off
from engine.portfolio.reading.workbooks.cells import letters

_SEARCHED = 30
"""Filled rows among which a header is looked for."""
_LIKE_A_NUMBER = re.compile(r"[^A-Za-z]{0,4}[-+(]?\d[\d.,' ]*\)?\s*%?[^A-Za-z]{0,3}")
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST_NAME = 400
_NEARLY = 0.75
_YEAR = re.compile(r"(?:FY ?)?(?:19|20|21)\d\d(?:[/-]\d{2,4})?")

NumberedCells = tuple[int, list[str]]
"""Number of a row as a spreadsheet counts it, and its cells."""


@dataclass(frozen=True, slots=True)
class ForeignTable:
    """One table of a foreign file: its sheet, the texts above its header, its rows, and some rows as they stand.

    ``sheet`` is empty for a file that is one table; ``above`` are the filled cells above the header; a hidden sheet is
    read only where somebody names it, or where there is no other.
    """

    sheet: str
    above: tuple[str, ...]
    table: RawTable
    as_it_stands: tuple[tuple[int, tuple[str, ...]], ...]
    is_hidden: bool = False


def foreign_table(
    file: str,
    sheet: str,
    records: Iterable[NumberedCells],
    separator: str = "",
    *,
    faults_below: Callable[[Mapping[int, str], int], Iterable[Fault]] = lambda _names, _row: (),
    from_1904: bool = False,
) -> ForeignTable:
    """The table in the rows of a foreign file or sheet.

    ``faults_below`` says which cells below the header nobody can use, given the columns by place and the header's row.
    ``from_1904`` says where the workbook's count of days begins.

    Raises:
        DataError: there is nothing in it, or nothing below its header.
    """
    filled = [(number, cells) for number, cells in records if any(cells)]
    if not filled:
        raise _refused(file, "this file is empty" if not sheet else "this sheet is empty", "Choose another")
    place = header_place(filled)
    (header_row, header), body = filled[place], filled[place + 1 :]
    if not body:
        raise _refused(file, "there are no rows below the header", "Export the table with its rows")
    columns = _unique_names(_with_bands(header, filled[place - 1][1] if place else ()), body)
    used = tuple(name for name in columns if name)
    named = {place: name for place, name in enumerate(columns) if name}
    rows, faults = [], list(faults_below(named, header_row))
    for number, cells in body:
        beyond = [cell for cell in cells[len(columns) :] if cell]
        if beyond:
            faults.append(_too_wide(file, number, beyond, used))
        padded = [*cells, *([""] * (len(columns) - len(cells)))]
        rows.append(RawRow(number, {name: cell for name, cell in zip(columns, padded, strict=False) if name}))
    cut = cut_off(file, len(header), body) if separator else ()  # a workbook is whole, or cannot be opened
    table = RawTable(file, used, tuple(rows), separator, header_row, cut, tuple(faults), from_1904)
    above = tuple(cell for _, cells in filled[:place] for cell in cells if cell)
    return ForeignTable(sheet, above, table, tuple((number, tuple(cells)) for number, cells in filled[: place + 6]))


def _with_bands(header: Sequence[str], above: Sequence[str]) -> list[str]:
    """The header, in which each period has the word before it that stands over it and those to its left."""
    names, band = list(header), ""
    for place, name in enumerate(header):
        over = above[place] if place < len(above) else ""
        is_in_band = is_period(name)
        band = (over or band) if is_in_band else ""
        if is_in_band and band and not is_period(band) and _LETTER.search(band):
            names[place] = f"{band} {name}"
    return names


def header_place(filled: Sequence[NumberedCells]) -> int:
    """The place of the header among filled rows: the first that names nearly as many columns as any row does."""
    searched = filled[:_SEARCHED]
    named = [_names_in(cells) for _, cells in searched]
    most = max(named)
    place = next((p for p, count in enumerate(named) if count >= _NEARLY * most and count > 0), 0) if most > 0 else 0
    is_band = place + 1 < len(filled) and _stands_over_periods(filled[place][1], filled[place + 1][1])
    return place + 1 if is_band else place


def _stands_over_periods(band: Sequence[str], below: Sequence[str]) -> bool:
    """True for a row whose words all stand over months or years: they head columns of periods, the row below all."""
    places = [place for place, cell in enumerate(band) if cell]
    return all(place < len(below) and is_period(below[place]) and not is_period(band[place]) for place in places)


def _names_in(cells: Sequence[str]) -> int:
    """How many columns a row could name: its texts, less the cells that only a row of values has.

    Months and years count neither way: they head columns of periods, and fill columns of dates.
    """
    texts = [cell for cell in cells if cell and not is_period(cell)]
    names = [cell for cell in texts if not _is_value(cell) and _LETTER.search(cell)]
    return len(names) - 2 * sum(map(_is_value, texts))


def _is_value(cell: str) -> bool:
    """True for a number, or a text too long for a name."""
    return isinstance(cell, StoredNumber) or bool(_LIKE_A_NUMBER.fullmatch(cell)) or len(cell) > _LONGEST_NAME


def is_period(cell: str) -> bool:
    """True for a date, a month or a year."""
    if not cell[:1].isdigit() and not cell[-1:].isdigit():
        return False
    if _YEAR.fullmatch(cell) or possible_orders(cell):
        return True
    try:
        parse_day(cell)
    except ValueError:
        return False
    return not isinstance(cell, StoredNumber)


def _unique_names(header: Sequence[str], body: Sequence[NumberedCells]) -> list[str]:
    """A name for each column that holds something: its own, with a number where it stands twice, or its letters."""
    names = column_names(header)
    width = max(len(names), _usual_width(body))
    names += [""] * (width - len(names))
    filled = {place for _, cells in body for place, cell in enumerate(cells[:width]) if cell}
    named = [name or (f"Column {letters(place)}" if place in filled else "") for place, name in enumerate(names)]
    seen: Counter[str] = Counter()
    unique = []
    for name in named:
        seen[name.casefold()] += bool(name)
        count = seen[name.casefold()]
        unique.append(name if count < 2 else f"{name} ({count})")
    return unique


def _usual_width(body: Sequence[NumberedCells]) -> int:
    """The width that at least two rows, and a tenth of them, reach; a few rows that are wider are slips."""
    widths = sorted((len(cells) for _, cells in body), reverse=True)
    return widths[min(len(widths) - 1, max(1, len(widths) // 10))]


def _too_wide(file: str, number: int, beyond: Sequence[str], columns: Sequence[str]) -> Fault:
    message = f"this row has {len(beyond)} more filled cells than the header has names"
    remedy = "Put text that contains the separator in quotation marks, or name the columns"
    problem = Problem(file, number, "", " | ".join(beyond)[:EXCERPT_LENGTH], message, remedy)
    return Fault(problem, range(number, number + 1), frozenset(columns))


def _refused(file: str, message: str, remedy: str) -> DataError:
    return DataError([Problem(file, None, "", "", message, remedy)])
