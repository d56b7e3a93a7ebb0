"""Single cells: the text of the source on the left, a value that formulas know in the middle, our text on the right."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from engine.portfolio.importing.evaluation import Value
from engine.portfolio.importing.mapping import Rule, TextKind
from engine.portfolio.importing.words import fits, plain
from engine.portfolio.model.calendar import parse_day
from engine.portfolio.model.draft import TABLES
from engine.portfolio.model.fields import Reading, holds_date, holds_money, holds_number, read_figure, read_money
from engine.portfolio.model.numbers import StoredNumber

_LONGEST_ID = 40


def kind_of_rule(rule: Rule, column: str, section: str) -> TextKind:
    """What a rule of a section of the map reads: as it says, else as the column of the table it fills."""
    kind = rule.type or _kind_of_column(column, section)
    return TextKind.NUMBER if rule.factor is not None and kind is not TextKind.MONEY else kind


def _kind_of_column(column: str, table: str) -> TextKind:
    field = TABLES[table].model_fields.get(column) if table in TABLES else None
    if field is None:
        return TextKind.TEXT
    if holds_date(field):
        return TextKind.DATE
    if holds_money(field):
        return TextKind.MONEY
    return TextKind.NUMBER if holds_number(field) else TextKind.TEXT


def is_blank(text: str, blanks: Sequence[str]) -> bool:
    """True for an empty cell and for one with a word that means blank."""
    return not text.strip() or any(fits(pattern, text) for pattern in blanks)


def translated(text: str, values: Mapping[str, str]) -> str:
    """What the map says for a value.

    ``values`` are the map's, from what stands in the file to what it means; without any the value stays as it is.

    Raises:
        ValueError: the map has no entry for it.
    """
    if not values:
        return text
    for pattern, replacement in values.items():
        if fits(pattern, text):
            return replacement
    raise ValueError(f"the map's values do not list this (they list {', '.join(values)})")


def read_value(text: str, kind: TextKind, dates: Sequence[str], reading: Reading) -> Value:
    """A text as a number, an amount of money, a date or itself; ``dates`` are formats that are tried in turn.

    Raises:
        ValueError: it cannot be read as that.
    """
    if kind is TextKind.ID:
        return made_id(text)
    if kind is TextKind.MONEY:
        return read_money(text, reading)
    if kind is TextKind.NUMBER:
        return read_figure(text, reading)
    return read_date(text, dates, reading) if kind is TextKind.DATE else text.strip()


def made_id(text: str) -> str:
    """An id made of a name: small letters, digits and hyphens, the same next month for the same name.

    Names that are long or have no such letters get eight digits of a checksum, which tell them apart.
    """
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    if slug and len(slug) <= _LONGEST_ID and letters.isascii() and text.isascii():
        return slug
    return f"{slug[:_LONGEST_ID]}-{hashlib.sha256(plain(text).encode()).hexdigest()[:8]}".strip("-")


def without_word(text: str, word: str) -> str:
    """A number without the word behind it, whatever its case and a plural; a number of a workbook has none."""
    pattern = rf"(?i)\s*{re.escape(word.rstrip('s'))}s?\.?\??\s*$"
    return re.sub(pattern, "", text) if word and not isinstance(text, StoredNumber) else text


_EXAMPLE = datetime(2027, 3, 31, 14, 5)
_MOST_EXAMPLES = 3


def _examples(formats: Sequence[str]) -> str:
    """One day as each of the first formats writes it."""
    return "such as " + " or ".join(_EXAMPLE.strftime(form) for form in formats[:_MOST_EXAMPLES])


def read_date(text: str, formats: Sequence[str], reading: Reading) -> date:
    """A date in those of the formats that fit; without formats, as :func:`engine.portfolio.model.calendar.parse_day`.

    ``reading`` says how ``3/4/2026`` and a number of days are read where there are no formats.

    Raises:
        ValueError: no format fits, two make different days of it, or the year is outside 1950 to 2200.
    """
    if not formats:
        return parse_day(text, reading.date_order, from_1904=reading.from_1904)
    days = dict.fromkeys(day for form in formats if (day := _in_format(text.strip(), form)))
    if not days:
        raise ValueError(f"this is not a date as the others are written ({_examples(formats)})")
    if len(days) > 1:
        candidates = " or ".join(day.isoformat() for day in days)
        raise ValueError(f"two ways of writing dates fit, so this can be {candidates}")
    day = next(iter(days))
    if not 1950 <= day.year <= 2200:
        raise ValueError(f"the year {day.year} is outside 1950 to 2200")
    return day


def _in_format(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()
    except ValueError:
        return None


def cell_text(value: Value) -> str:
    """A value as our tables write it: ISO dates, up to 12 digits, yes and no as ``true`` and ``false``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value + 0.0:.12g}" if isinstance(value, float) else str(value)
