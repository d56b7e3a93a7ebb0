"""Months as numbers: an ordinal counts months since year 0, an offset counts from the planning month."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from enum import StrEnum

from engine.portfolio.model.numbers import StoredNumber

_EXCEL_EPOCH = date(1899, 12, 30)
_LATER_EPOCH = date(1904, 1, 1) - _EXCEL_EPOCH
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_IN_FULL = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_OTHERWISE = {
    "mär": 3, "märz": 3, "maerz": 3, "mrz": 3, "mai": 5, "okt": 10, "oktober": 10, "dez": 12, "dezember": 12,
}  # fmt: skip
"""Names of months in German that begin unlike the English one."""
_ABROAD = frozenset({
    "sept", "januar", "januari", "janvier", "janeiro", "februar", "februari", "mars", "marts", "marzo", "aprile",
    "mayo", "juni", "junio", "junho", "juli", "julio", "julho", "augusti", "augustus", "septembre", "septiembre",
    "octobre", "octubre", "novembre", "noviembre", "novembro",
})  # fmt: skip
"""Names of months elsewhere that begin like the English one; other words that do, such as Market, are no months."""
_TIME = (
    r"(?:[T ]\s*(?P<hour>\d{1,2}):(?P<minutes>\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?(?:\d{2})?)?)?"
)
_ISO = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2})\.?" + _TIME + ")?")
_YEAR_LAST = re.compile(r"(?P<first>\d{1,2})(?P<sign>[-/.])(?P<second>\d{1,2})(?P=sign)(?P<year>\d{4})\.?" + _TIME)
_MONTH_AND_YEAR = re.compile(r"(?P<month>\d{1,2})[-/.](?P<year>\d{4})")
_NAMED = re.compile(
    r"(?:(\d{1,2})\.?[\s/-]+)?([A-Za-zä]{3,9})\.?[\s,/-]+(?:(\d{1,2}),?\s+)?(\d{4}|\d{2})"
    r"(?:\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s*[AaPp][Mm])?)?"
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_YEAR = re.compile(r"\d{4}")
_EARLIEST_ZONE, _LATEST_ZONE = 12, 14
"""Hours by which the clocks of the world are at most behind and ahead of universal time."""


class DateOrder(StrEnum):
    """Which part of a numeric date comes first: day, month or year."""

    DAY = "dmy"
    MONTH = "mdy"
    YEAR = "ymd"


_FIRST = {DateOrder.DAY: "the day", DateOrder.MONTH: "the month", DateOrder.YEAR: "the year"}


def ordinal_of(day: date) -> int:
    """The month of a day as a number that can be subtracted: ``year * 12 + month - 1``."""
    return day.year * 12 + day.month - 1


def iso_month(ordinal: int) -> str:
    """``24322`` → ``'2026-11'``.

    ``ordinal`` counts months from January of the year 0.
    """
    return f"{ordinal // 12:04d}-{ordinal % 12 + 1:02d}"


def first_day(ordinal: int) -> date:
    """The first day of a month.

    ``ordinal`` counts months from January of the year 0.
    """
    return date(ordinal // 12, ordinal % 12 + 1, 1)


def parse_day(text: str, order: DateOrder | None = None, *, from_1904: bool = False) -> date:
    """A date as ISO writes it or as a spreadsheet turns it: ``2026-11``, ``22/11/2026``, ``Nov-26``, ``46349``.

    ``order`` is that of numeric dates with the year last. Without it, those that can be read in two ways are
    refused, except with dots, where the day comes first wherever dates are so written. A month without a day is
    its first day. A time is left out, unless it has a zone and lies where another zone is in another month. A number
    of days counts from 1900, as most spreadsheets do. With ``from_1904`` one that the workbook stores as a number
    counts from 1904; one that stands as text is refused, since whatever wrote it may have counted from 1900.

    Raises:
        ValueError: the text is no date between 1950 and 2200, or could be two.
    """
    stored, text = isinstance(text, StoredNumber), text.strip()
    for pattern, read in (
        (_ISO, _from_iso),
        (_MONTH_AND_YEAR, _from_month_and_year),
        (_NAMED, _from_named),
    ):
        match = pattern.fullmatch(text)
        if match:
            return _within_bounds(read(match))
    match = _SERIAL.fullmatch(text)
    if match:
        return _within_bounds(_from_serial(match, stored=stored, from_1904=from_1904))
    match = _YEAR_LAST.fullmatch(text)
    if match:
        return _within_bounds(_from_year_last(match, order))
    raise ValueError("this is a year without a month" if _YEAR.fullmatch(text) else "this is not a date")


def possible_orders(text: str) -> frozenset[DateOrder]:
    """The orders in which a numeric date with the year last can be read; none for any other text."""
    match = _YEAR_LAST.fullmatch(text.strip())
    if not match:
        return frozenset()
    first, second = int(match["first"]), int(match["second"])
    fits = {DateOrder.DAY: second <= 12, DateOrder.MONTH: first <= 12 and (match["sign"] != "." or second > 12)}
    return frozenset(order for order, possible in fits.items() if possible)


def days_in_doubt(text: str) -> tuple[str, ...]:
    """The two days, in words, that ``03/04/2027`` can be: day first, month first; none when there is no doubt."""
    match = _YEAR_LAST.fullmatch(text.strip())
    if not match or len(possible_orders(text)) < 2 or int(match["first"]) == int(match["second"]):
        return ()
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    return _in_words(date(year, second, first)), _in_words(date(year, first, second))


def parse_month(text: str, order: DateOrder | None = None) -> int:
    """The ordinal of the month that a text names; see :func:`parse_day`.

    ``order`` says how ``3/4/2026`` is read, ``None`` where that is not known.
    """
    return ordinal_of(parse_day(text, order))


def today() -> date:
    """Today; the one place that asks the clock."""
    return datetime.now().date()


def _within_bounds(day: date) -> date:
    if not 1950 <= day.year <= 2200:
        raise ValueError(f"the year {day.year} is outside 1950 to 2200")
    return day


def _from_iso(match: re.Match[str]) -> date:
    if match["day"] is None and match["month"] == "1" and match.group()[4] == ".":
        year = match["year"]
        raise ValueError(f"this can be Jan {year} or Oct {year}: a spreadsheet keeps {year}.10 as {year}.1")
    return _at(match, date(int(match["year"]), int(match["month"]), int(match["day"] or 1)))


def _from_year_last(match: re.Match[str], order: DateOrder | None) -> date:
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    possible = possible_orders(match.group())
    if order is not None and possible and order not in possible:
        raise ValueError(f"this date has {_FIRST[min(possible)]} first, but {_FIRST[order]} comes first in the others")
    if order is None and (two := days_in_doubt(match.group())):
        raise ValueError(f"this can be {' or '.join(two)}")
    month_first = (order or next(iter(possible), DateOrder.DAY)) is DateOrder.MONTH
    return _at(match, date(year, first, second) if month_first else date(year, second, first))


def _in_words(day: date) -> str:
    return f"{day.day} {_NAMES[day.month - 1].capitalize()} {day.year}"


def _at(match: re.Match[str], day: date) -> date:
    """The day itself, unless its time has a zone and the day lies in another month in another zone."""
    if not match["zone"] or not re.search("[1-9]", match["hour"] + match["minutes"]):
        return day
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"][0] in "pP" else 0)
    moment = datetime(day.year, day.month, day.day, min(hour, 23))
    edges = moment - timedelta(hours=_EARLIEST_ZONE), moment + timedelta(hours=_LATEST_ZONE)
    if any(edge.month != day.month for edge in edges):
        raise ValueError("this time lies so near the end of a month that it depends on the time zone which month it is")
    return day


def _from_month_and_year(match: re.Match[str]) -> date:
    return date(int(match["year"]), int(match["month"]), 1)


def _from_named(match: re.Match[str]) -> date:
    before, name, after, year = match.groups()
    if before and after:
        raise ValueError("two days stand beside the month")
    full = int(year) if len(year) == 4 else 2000 + int(year)
    return date(full, month_named(name), int(before or after or 1))


def month_named(name: str) -> int:
    """The month, from 1, of a name in full or shortened: ``Oct``, ``October``, ``Oktober``.

    Raises:
        ValueError: it is no name of a month.
    """
    word, stem = name.casefold(), name[:3].casefold()
    if word in _OTHERWISE:
        return _OTHERWISE[word]
    if stem not in _NAMES or not (_IN_FULL[_NAMES.index(stem)].startswith(word) or word in _ABROAD):
        raise ValueError(f"{name!r} is not the name of a month")
    return _NAMES.index(stem) + 1


def _from_serial(match: re.Match[str], *, stored: bool, from_1904: bool) -> date:
    day = _EXCEL_EPOCH + timedelta(days=int(float(match.group())))
    if not from_1904:
        return day
    if not stored:
        two = f"{_in_words(day)} or {_in_words(day + _LATER_EPOCH)}"
        raise ValueError(f"this number of days stands as text in a workbook that counts from 1904, so it can be {two}")
    return day + _LATER_EPOCH
