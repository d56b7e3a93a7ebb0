"""One way to write money, months, differences and counts, in every sentence and on every page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

from babel.dates import format_date
from babel.numbers import format_decimal, get_currency_symbol

from engine.portfolio.calendar import first_day

LOCALE = "en"
_SIGNS_LOCALE = "en_GB"
"""Where a dollar is told from other dollars: ``US$``, not ``$``."""
SPACE = "\u00a0"
MINUS = "\u2212"
NONE = "–"
_ANY_YEAR = 2000
_UNITS = ((1e9, "bn"), (1e6, "m"), (1e3, "k"), (1.0, ""))
_PLAIN_BELOW = 1e4


def money(amount: float, currency: str = "GBP") -> str:
    """Money to three significant figures: ``£87.1m``, ``£310k``, ``£4,100``, ``−£2m``."""
    sign = MINUS if _three_figures(amount) < 0 else ""
    return f"{sign}{_symbol(currency)}{_amount(abs(amount))}"


def difference(amount: float, currency: str = "GBP") -> str:
    """A difference of money, its sign always shown: ``+£1.1m``, ``−£350k``, ``£0``."""
    sign = "+" if _three_figures(amount) > 0 else ""
    return sign + money(amount, currency)


def month(ordinal: int) -> str:
    """The month with this ordinal: ``Mar 2027``."""
    return format_date(first_day(ordinal), "MMM yyyy", locale=LOCALE)


def month_of_year(place: int) -> str:
    """The name of a month whatever the year, 0 for ``January``."""
    return format_date(first_day(_ANY_YEAR * 12 + place), "MMMM", locale=LOCALE)


def percent(share: float) -> str:
    """A share as a percentage of at most three figures: ``0.4 %``, ``87 %``, ``118 %``."""
    points = share * 100
    digits = 0 if abs(points) >= 10 else 1
    rounded = round(points, digits)
    text = format_decimal(abs(rounded), format="#,##0.#", locale=LOCALE)
    return f"{MINUS if rounded < 0 else ''}{text}{SPACE}%"


def gap(share: float) -> str:
    """A proven gap, rounded up so that the proof is never overstated: ``0.4 %``, ``13 %``."""
    steps = 1000 if share < 0.1 else 100
    return percent(max(1, math.ceil(share * steps - 1e-9)) / steps)


def months(number: int) -> str:
    """A number of months: ``1 month``, ``4 months``."""
    return count(number, "month")


def moved(delay: int | None) -> str:
    """How far a finish moves: ``3 months later``, ``2 months earlier``, ``on plan``."""
    if delay is None:
        return NONE
    if delay == 0:
        return "on plan"
    return f"{months(abs(delay))} {'later' if delay > 0 else 'earlier'}"


def count(number: int, singular: str, plural: str = "") -> str:
    """A number with its noun: ``1 project``, ``42 projects``."""
    noun = singular if number == 1 else plural or singular + "s"
    return f"{whole(number)}{SPACE}{noun}"


def whole(number: int) -> str:
    """A whole number, exactly: ``31``, ``1,234``."""
    return format_decimal(number, locale=LOCALE)


def listed(words: Sequence[str], joint: str = "and") -> str:
    """Words as prose lists them: ``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def number(amount: float) -> str:
    """A plain number to three significant figures: ``1,240``, ``87.5``."""
    rounded = _significant(amount)
    text = format_decimal(abs(rounded), format="#,##0.##", locale=LOCALE)
    return f"{MINUS if rounded < 0 else ''}{text}"


def seconds(duration: float) -> str:
    """A length of time in seconds: ``0.7 s``, ``12 s``."""
    return f"{duration:.0f}{SPACE}s" if duration >= 10 else f"{duration:.1f}{SPACE}s"


def column_unit(amounts: Sequence[float], currency: str = "GBP") -> tuple[float, str]:
    """The unit in which a column of money is written, so that its digits align: ``(1e6, '£m')``."""
    largest = max((abs(amount) for amount in amounts), default=0.0)
    for size, suffix in _UNITS[:-1]:
        if largest >= size:
            return size, _symbol(currency) + suffix
    return 1.0, _symbol(currency).strip()


def _amount(amount: float) -> str:
    rounded = _three_figures(amount)
    for size, suffix in _UNITS:
        if rounded >= size and (size > 1e3 or size == 1.0 or rounded >= _PLAIN_BELOW):
            pattern = "#,##0.0" if size > 1e3 and 10 <= rounded / size < 100 else "#,##0.##"
            return format_decimal(rounded / size, format=pattern, locale=LOCALE) + suffix
    return "0"


def _three_figures(amount: float) -> float:
    """Money to three significant figures; less than half a unit is nothing."""
    return 0.0 if abs(amount) < 0.5 else _significant(amount)


def _significant(amount: float) -> float:
    if amount == 0 or not math.isfinite(amount):
        return 0.0
    return round(amount, 2 - math.floor(math.log10(abs(amount))))


@cache
def _symbol(currency: str) -> str:
    """The sign before an amount; a code of letters keeps a space from its number: ``£``, ``US$``, ``CHF `` ."""
    symbol = get_currency_symbol(currency, locale=_SIGNS_LOCALE)
    return symbol + SPACE if symbol[-1].isalpha() else symbol
