"""Months as numbers: an ordinal counts months since year 0, an offset counts from the planning month."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

_EXCEL_EPOCH = date(1899, 12, 30)
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ].*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T ].*)?")
_MONTH_FIRST = re.compile(r"(\d{1,2})[-/.](\d{4})")
_NAMED = re.compile(r"(?:(\d{1,2})[\s-]+)?([A-Za-z]{3,9})\.?[\s,-]+(?:(\d{1,2}),?\s+)?(\d{4}|\d{2})")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")


def ordinal_of(day: date) -> int:
    """The month of a day as a number that can be subtracted: ``year * 12 + month - 1``."""
    return day.year * 12 + day.month - 1


def iso_month(ordinal: int) -> str:
    """``24322`` → ``'2026-11'``."""
    return f"{ordinal // 12:04d}-{ordinal % 12 + 1:02d}"


def first_day(ordinal: int) -> date:
    """The first day of a month."""
    return date(ordinal // 12, ordinal % 12 + 1, 1)


def parse_day(text: str) -> date:
    """A date as ISO writes it or as a spreadsheet turns it: ``2026-11``, ``22/11/2026``, ``Nov-26``, ``46349``.

    Day comes before month in numeric dates with the year last. A month without a day is its first day.

    Raises:
        ValueError: the text is no date between 1950 and 2200.
    """
    text = text.strip()
    for pattern, read in (
        (_ISO, _from_iso),
        (_DAY_FIRST, _from_day_first),
        (_MONTH_FIRST, _from_month_first),
        (_NAMED, _from_named),
        (_SERIAL, _from_serial),
    ):
        found = pattern.fullmatch(text)
        if found:
            day = read(found)
            if not 1950 <= day.year <= 2200:
                raise ValueError(f"the year {day.year} is outside 1950 to 2200")
            return day
    raise ValueError("this is not a date")


def parse_month(text: str) -> int:
    """The ordinal of the month that a text names; see :func:`parse_day`."""
    return ordinal_of(parse_day(text))


def today() -> date:
    """Today; the one place that asks the clock."""
    return datetime.now().date()


def _from_iso(found: re.Match[str]) -> date:
    year, month, day = found.groups()
    return date(int(year), int(month), int(day or 1))


def _from_day_first(found: re.Match[str]) -> date:
    day, month, year = found.groups()
    return date(int(year), int(month), int(day))


def _from_month_first(found: re.Match[str]) -> date:
    month, year = found.groups()
    return date(int(year), int(month), 1)


def _from_named(found: re.Match[str]) -> date:
    before, name, after, year = found.groups()
    stem = name[:3].lower()
    if stem not in _NAMES:
        raise ValueError(f"{name!r} is not the name of a month")
    full = int(year) if len(year) == 4 else 2000 + int(year)
    return date(full, _NAMES.index(stem) + 1, int(before or after or 1))


def _from_serial(found: re.Match[str]) -> date:
    return _EXCEL_EPOCH + timedelta(days=int(float(found.group())))
