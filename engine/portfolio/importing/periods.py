"""Headers that name a period, a month, a quarter or a year, and the months for which each stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from engine.portfolio.importing.series import MonthSpan
from engine.portfolio.importing.words import plain
from engine.portfolio.model.calendar import month_named, parse_day

_YEAR = r"(?P<year>(?:19|20|21)\d\d)"
_NAMED = re.compile(
    r"\b(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|januar|februar|märz?|maerz|mrz|mai|juni|juli|okt(?:ober)?|dez(?:ember)?)"
    r"\.?[\s/'’-]*(?:(?P<long>(?:19|20|21)\d\d)|(?P<short>\d\d))(?!\d)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(rf"(?<!\d){_YEAR}[-/.](?P<month>0?[1-9]|1[0-2])(?:[-/.]01(?:[T ]00:00(?::00)?)?)?(?![\d/-])")
_TURNED = re.compile(rf"(?<![\d/.-])(?P<month>0?[1-9]|1[0-2])[-/.]{_YEAR}(?!\d)")
_QUARTER = re.compile(
    r"\bQ(?P<quarter>[1-4])[\s/'’-]*(?P<fiscal>FY)?\s*'?(?P<year>(?:19|20|21)\d\d|\d\d)(?:/\d\d)?(?!\d)", re.IGNORECASE
)
_QUARTER_LAST = re.compile(
    r"(?:\b(?P<fiscal>FY)\s*'?)?(?P<year>(?<!\d)(?:19|20|21)\d\d|(?<=FY)\d\d|(?<=FY )\d\d)(?:/\d\d)?"
    r"[\s/-]*Q(?P<quarter>[1-4])\b",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"(?<!\d)(?P<fiscal>FY\s*)?(?P<year>(?:19|20|21)\d\d|(?<=FY)\d\d|(?<=FY )\d\d)[/–-](?P<next>\d\d(?:\d\d)?)(?!\d)",
    re.IGNORECASE,
)
_FISCAL = re.compile(r"\b(?P<fiscal>FY)[\s'’-]*(?P<year>(?:19|20|21)\d\d|\d\d)(?!\d)", re.IGNORECASE)
_PLAIN = re.compile(rf"(?<![\d/-]){_YEAR}(?![\d/-])")


class Length(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        """In months."""
        return {"month": 1, "quarter": 3, "year": 12}[self.value]


@dataclass(frozen=True, slots=True)
class Period:
    """A period as a header names it: its first month by the calendar year, its length, what else the header says.

    ``is_fiscal`` is true where the header speaks of a year that need not begin in January.
    """

    first: int
    length: Length
    rest: str
    is_fiscal: bool = False

    def span(self, later: int) -> MonthSpan:
        """The months, where quarters and years begin ``later`` months after those of the calendar."""
        first = self.first + (0 if self.length is Length.MONTH else later)
        return MonthSpan(first, first + self.length.months - 1)


def spans_in(columns: Iterable[str], rest: str, length: Length, later: int) -> dict[str, MonthSpan]:
    """The columns that name a period of a length beside the words of ``rest``, each with the months it stands for.

    Quarters and years begin ``later`` months after those of the calendar.
    """
    named = {column: period for column in columns if (period := read_period(column)) is not None}
    return {
        column: period.span(later)
        for column, period in named.items()
        if period.length is length and plain(period.rest) == plain(rest)
    }


def read_period(header: str) -> Period | None:
    """The period that a header names: ``Jan 2027``, ``2027-01``, ``Cost Q1 2027``, ``FY27``, ``2026/27 (£k)``."""
    for read in (_month, _quarter, _year):
        period = next(read(header), None)
        if period is not None:
            return period
    return None


def _month(header: str) -> Iterator[Period]:
    for pattern in (_NAMED, _NUMBERED, _TURNED):
        if match := pattern.search(header):
            groups = match.groupdict()
            number = (month_named(groups["name"]) if groups.get("name") else int(groups["month"])) - 1
            year = _century(groups.get("long") or groups.get("short") or groups["year"])
            yield Period(year * 12 + number, Length.MONTH, _rest(header, match))
    with suppress(ValueError):
        day = parse_day(header)
        if len(header) > 7 and (day.day == 1 or (day + timedelta(days=1)).day == 1):
            yield Period(day.year * 12 + day.month - 1, Length.MONTH, "")


def _quarter(header: str) -> Iterator[Period]:
    for pattern in (_QUARTER, _QUARTER_LAST):
        if match := pattern.search(header):
            first = _century(match["year"]) * 12 + 3 * (int(match["quarter"]) - 1)
            yield Period(first, Length.QUARTER, _rest(header, match), bool(match["fiscal"]) or "/" in match[0])


def _year(header: str) -> Iterator[Period]:
    for pattern in (_SPLIT, _FISCAL, _PLAIN):
        if match := pattern.search(header):
            year = _century(match["year"])
            is_split = pattern is _SPLIT
            if is_split and (year + 1) % 100 != int(match["next"]) % 100:
                continue
            yield Period(year * 12, Length.YEAR, _rest(header, match), pattern is not _PLAIN)


def _century(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _rest(header: str, match: re.Match[str]) -> str:
    """What the header says besides the period."""
    rest = f"{header[: match.start()].rstrip(' -–_:,(')} {header[match.end() :].lstrip(' -–_:,)')}"
    return rest.strip()
