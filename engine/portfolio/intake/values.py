"""What the values of a column look like: dates, numbers, words, how many differ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from engine.portfolio.importing.words import plain
from engine.portfolio.model.calendar import DateOrder, parse_day, possible_orders
from engine.portfolio.model.numbers import CellError, StoredNumber, certain_sign, parse_figure
from engine.portfolio.reading.tables import RawTable

BLANKS = (
    "N/A", "NA", "n.a.", "TBD", "TBC", "To be determined", "To be confirmed", "-", "–", "—", "None", "null", "nil",
    "Unknown", "Not available", "Not applicable", "Not provided", "#N/A", "?", "k.A.", "k. A.", "keine Angabe",
    "unbekannt",
)  # fmt: skip
"""Words that mean that a cell says nothing."""
_BLANK_WORDS = frozenset(map(plain, BLANKS)) | {""}
_LONGEST_BLANK = max(map(len, BLANKS))
_LOOKED_AT = 1500
"""Different values of a column."""
_WITH_WORD = re.compile(r"(?P<number>[-+]?\d[\d.,]*)\s*(?P<word>[A-Za-z]{1,12})\.?\??")
_DAY_NUMBER = re.compile(r"\d{5}(\.\d+)?")
_OUR_YEARS = (31_412, 73_051)
"""Days from 1990 to 2099, counted from 1900; a workbook that counts from 1904 has numbers 1,462 smaller."""
_KINDS = 0.6
"""Share of the filled cells that make a column one of dates or numbers."""


@dataclass(frozen=True, slots=True)
class ColumnValues:
    """The values of one column: how many are filled, shares that are dates and numbers, the different ones by count.

    ``word`` is the word behind its numbers, such as ``days``; ``odd`` are texts in a column of numbers or dates,
    ``blanks`` those that say nothing.
    """

    name: str
    filled: int
    dates: float
    numbers: float
    counts: Counter[str]
    word: str = ""
    odd: tuple[str, ...] = ()
    blanks: frozenset[str] = frozenset()

    @property
    def is_date(self) -> bool:
        """True for a column of dates."""
        return self.dates >= _KINDS and self.dates >= self.numbers

    @property
    def may_count_days(self) -> bool:
        """True for numbers that can be days of our years, as a workbook counts them where cells have no date format."""
        return self.filled > 0 and all(
            _DAY_NUMBER.fullmatch(text) and _OUR_YEARS[0] <= float(text) < _OUR_YEARS[1] for text in self.counts
        )

    @property
    def is_number(self) -> bool:
        """True for a column of numbers, which are no dates."""
        return self.numbers >= _KINDS and not self.is_date

    @property
    def is_text(self) -> bool:
        """True for a column of words."""
        return self.filled > 0 and not self.is_date and not self.is_number

    @property
    def unique(self) -> float:
        """Share of the filled cells that differ."""
        return len(self.counts) / self.filled if self.filled else 0.0


def says_nothing(text: str) -> bool:
    """True for an empty cell and for a word of :data:`BLANKS`, whatever its case."""
    return not text or (len(text) <= _LONGEST_BLANK and plain(text) in _BLANK_WORDS)


def columns_in(table: RawTable) -> dict[str, ColumnValues]:
    """The columns of a table by name; of columns with very many different values some are looked at, evenly spread."""
    return {name: _column(name, [row.cells[name] for row in table.rows]) for name in table.columns}


def _column(name: str, cells: Sequence[str]) -> ColumnValues:
    counts = Counter(cells)
    blanks = frozenset(text for text in counts if says_nothing(text))
    for text in blanks:
        del counts[text]
    if not counts:
        return ColumnValues(name, 0, 0.0, 0.0, counts, blanks=blanks)
    step = 1 + len(counts) // _LOOKED_AT
    texts = list(counts)[::step]
    total = sum(counts[text] for text in texts)
    words: Counter[str] = Counter()
    for text in texts:
        if match := _WITH_WORD.fullmatch(text):
            words[match["word"]] += counts[text]
    word = next((word for word, count in words.most_common(1) if count >= _KINDS * total), "")
    numbers = {text for text in texts if _is_number(text) or (word and text.endswith(word))}
    dates = {text for text in texts if _is_date(text)}
    return ColumnValues(
        name,
        counts.total(),
        sum(counts[text] for text in dates) / total,
        sum(counts[text] for text in numbers) / total,
        counts,
        word,
        tuple(text for text in texts if text not in numbers and text not in dates),
        blanks,
    )


def _is_date(text: str) -> bool:
    # A day with points, 31.12.2026, has two of them; a number has one at most.
    if isinstance(text, StoredNumber) or len(text) < 6 or text.replace(".", "", 1).isdigit():
        return False
    if possible_orders(text):
        return True
    try:
        parse_day(text, DateOrder.DAY)
    except ValueError as error:
        return "outside 1950" in str(error)
    return True


def _is_number(text: str) -> bool:
    if isinstance(text, StoredNumber):
        return True
    if not any(letter.isdigit() for letter in text):
        return False
    try:
        parse_figure(text, certain_sign(text) or ".")
    except CellError as error:
        return "marks money" in str(error)
    return True
