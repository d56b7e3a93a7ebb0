"""How a table writes its numbers and dates: told by cells that can be read in one way only, or else asked.

Only columns that are read as numbers count for the decimal sign, and only columns that are read as dates for the
order of day and month. Ids, names and notes tell nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from engine.errors import Problem
from engine.portfolio.model.calendar import DateOrder, days_in_doubt, possible_orders
from engine.portfolio.model.fields import Reading
from engine.portfolio.model.numbers import StoredNumber, certain_sign, decimals_of, other_sign, readings_of
from engine.portfolio.reading.tables import RawTable


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one file that are read as numbers and as dates."""

    numbers: frozenset[str]
    dates: frozenset[str]

    def among(self, names: frozenset[str]) -> Columns:
        """Those of the columns that are among some names."""
        return Columns(self.numbers & names, self.dates & names)


@dataclass(frozen=True, slots=True)
class Notation:
    """How one table is to be read, and what has to be asked before it can be; ``asked`` are the cells in doubt.

    ``apart`` are the columns that come from other files, and how those are read.
    """

    reading: Reading
    questions: tuple[Problem, ...] = ()
    asked: frozenset[tuple[int, str]] = frozenset()
    apart: Mapping[str, Reading] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settled:
    """What else is known when a table does not tell: where a setting can be written, and the signs of other tables.

    The sheets of one workbook were written alike, so their signs decide. The files of a folder may come from
    several systems: their signs only cast doubt.
    """

    place: str = "portfolio.yaml"
    signs: frozenset[str] = frozenset()
    one_workbook: bool = False


NOTHING_SETTLED = Settled()


class _Cell(NamedTuple):
    """A text of a column: the first row in which it stands, and in how many it does."""

    row: int
    column: str
    text: str
    times: int


def notation_of(table: RawTable, columns: Columns, reading: Reading, settled: Settled) -> Notation:
    """How a table is to be read: as the settings say, else as its cells tell, else asked; each file for itself."""
    others = frozenset[str]().union(*(names for _, names in table.apart))
    own = _notation(table, columns.among(frozenset(table.columns) - others), reading, settled)
    parts = [
        (names, _notation(replace(table, separator=separator), columns.among(names), reading, settled))
        for separator, names in table.apart
    ]
    return Notation(
        own.reading,
        (*own.questions, *(question for _, part in parts for question in part.questions)),
        own.asked.union(*(part.asked for _, part in parts)),
        {name: part.reading for names, part in parts for name in names},
    )


def _notation(table: RawTable, columns: Columns, reading: Reading, settled: Settled) -> Notation:
    numbers, dates = _cells(table, columns.numbers), _cells(table, columns.dates)
    decimal, doubtful = _decimal(table, numbers, reading, settled)
    order, undated = _order(dates, reading)
    questions = [*_ask_decimal(table, doubtful, settled), *_ask_order(table, undated, settled)]
    known = replace(reading, decimal=decimal, date_order=order)
    return Notation(known, tuple(questions), _standing(table, [*doubtful, *undated]))


def certain_signs(table: RawTable, columns: frozenset[str]) -> frozenset[str]:
    """The decimal signs that the numbers of some columns reveal."""
    return frozenset(sign for cell in _cells(table, columns) if (sign := certain_sign(cell.text)))


def _cells(table: RawTable, columns: frozenset[str]) -> list[_Cell]:
    """The different texts of some columns, by their first cells: long tables say the same again and again.

    Not those that a workbook stores as numbers, which are in no doubt.
    """
    cells = []
    for place, column in enumerate(table.columns):
        if column in columns:
            filled = [
                (t, row.number) for row in table.rows if (t := row.cells[column]) and not isinstance(t, StoredNumber)
            ]
            counts, first = Counter(text for text, _ in filled), dict(reversed(filled))
            cells += [(first[text], place, _Cell(first[text], column, text, count)) for text, count in counts.items()]
    return [cell for _, _, cell in sorted(cells)]


def _standing(table: RawTable, doubtful: list[_Cell]) -> frozenset[tuple[int, str]]:
    """Every cell that says one of the texts in doubt, by its row and column."""
    texts = {(cell.column, cell.text) for cell in doubtful}
    columns = {cell.column for cell in doubtful}
    return frozenset(
        (row.number, column)
        for column in columns
        for row in table.rows
        if (column, text := row.cells[column]) in texts and not isinstance(text, StoredNumber)
    )


def _decimal(table: RawTable, cells: list[_Cell], reading: Reading, settled: Settled) -> tuple[str, list[_Cell]]:
    """The decimal sign, and the cells of which it is not known what they mean."""
    if reading.decimal:
        return reading.decimal, []
    certain = [(cell, sign) for cell in cells if (sign := certain_sign(cell.text))]
    commas = sum(cell.times for cell, sign in certain if sign == ",")
    candidates = [cell for cell in cells if readings_of(cell.text)]
    usual = "." if table.separator == "," else ","
    if certain:
        sign = _greater(commas, sum(cell.times for cell, _ in certain) - commas, usual)
        return sign, [] if (table.separator, sign) == (",", ".") else _odd(candidates, certain, sign)
    if table.separator == "," and "," not in settled.signs:
        return usual, []
    if settled.one_workbook and len(settled.signs) == 1:
        return next(iter(settled.signs)), []
    return usual, candidates


def _greater(commas: int, points: int, usual: str) -> str:
    if commas == points:
        return usual
    return "," if commas > points else "."


def _odd(candidates: list[_Cell], certain: list[tuple[_Cell, str]], sign: str) -> list[_Cell]:
    """Cells such as ``500.000`` beside ``1.5``: who writes zeros to the third decimal does so in the whole column."""
    to_the_third = {cell.column for cell, its_sign in certain if its_sign == sign and decimals_of(cell.text) == 3}
    return [
        cell
        for cell in candidates
        if sign in cell.text and cell.column not in to_the_third and _ends_in_zero(cell.text)
    ]


def _ends_in_zero(text: str) -> bool:
    readings = readings_of(text)
    return readings is not None and readings[0] % 10 == 0


def _order(cells: list[_Cell], reading: Reading) -> tuple[DateOrder | None, list[_Cell]]:
    """The order of day and month, and the cells of which it is not known."""
    if reading.date_order:
        return reading.date_order, []
    possible = [(cell, orders) for cell in cells if (orders := possible_orders(cell.text))]
    sure = Counter[DateOrder]()
    for cell, orders in possible:
        if len(orders) == 1:
            sure[next(iter(orders))] += cell.times
    if sure:
        return max(DateOrder.DAY, DateOrder.MONTH, key=sure.__getitem__), []
    return None, [cell for cell, _ in possible if days_in_doubt(cell.text)]


def _ask_decimal(table: RawTable, cells: list[_Cell], settled: Settled) -> Iterator[Problem]:
    """One question for all numbers of a table that may mean two things, at the first of them."""
    for first in cells[:1]:
        large, small = readings_of(first.text) or (0.0, 0.0)
        grouping = "," if "," in first.text else "."
        message = f"{first.text} can mean {large:.0f} or {small:g}, and no other number of this table tells which"
        remedy = (
            f'Say decimal: "{other_sign(grouping)}" in {settled.place} if it is {large:.0f}, '
            f'decimal: "{grouping}" if it is {small:g}'
        )
        yield Problem(table.file, first.row, first.column, first.text, message + _more(cells), remedy)


def _ask_order(table: RawTable, cells: list[_Cell], settled: Settled) -> Iterator[Problem]:
    """One question for all dates of a table that may be two days, at the first of them."""
    for first in cells[:1]:
        by_day, by_month = days_in_doubt(first.text)
        message = f"{first.text} can be {by_day} or {by_month}, and no other date of this table tells which"
        remedy = (
            f"Say date_order: dmy in {settled.place} if it is {by_day}, date_order: mdy if it is {by_month}; "
            "or write dates as 2026-11-22"
        )
        yield Problem(table.file, first.row, first.column, first.text, message + _more(cells), remedy)


def _more(cells: list[_Cell]) -> str:
    """`` (3 more cells like it)``, so that a table is asked about once."""
    count = sum(cell.times for cell in cells) - 1
    return f" ({count} more {'cell' if count == 1 else 'cells'} like it)" if count else ""
