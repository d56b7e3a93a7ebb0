"""One way to write money, months, differences and counts, in every sentence and on every page."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal, get_currency_symbol

from engine.number_with_noun import noun
from engine.portfolio.model.calendar import first_day

LOCALE = "en"
_SIGNS_LOCALE = "en_GB"
"""Where a dollar is told from other dollars: ``US$``, not ``$``."""
SPACE = "\u00a0"
MINUS = "\u2212"
NONE = "–"
_ANY_YEAR = 2000
_UNITS = ((1e9, "bn"), (1e6, "m"), (1e3, "k"), (1.0, ""))
_PLAIN_BELOW = 1e4
_NOTHING = 0.5
_TENTH = 0.1
_MOST_FIGURES = 5
_DECIMALS_OF_TABLE = 2
_UNSEEN = 0.001
"""A part of the largest amount that makes no other amount be written more finely."""


def money(amount: float, currency: str = "GBP") -> str:
    """Money to three significant figures: ``£87.1m``, ``£310k``, ``£4,100``, ``−£2m``.

    ``amount`` is in units of the currency, of either sign.
    """
    return _signed(_three_figures(amount), _amount(abs(amount)), currency)


def money_in_full(amount: float, currency: str = "GBP") -> str:
    """An amount to the whole unit: ``£1,523,400``, ``−£310``."""
    whole_units = round(amount)
    return _signed(whole_units, f"{abs(whole_units):,}", currency)


def money_range(low: float, high: float, currency: str = "GBP") -> str:
    """What an amount lies between: ``£3.1m to £3.4m``; one amount where both ends are written alike: ``£3.16m``.

    ``low`` and ``high`` are in units of the currency, ``low`` the smaller.
    """
    return _range_of((money(low, currency), money(high, currency)))


def amounts_in(text: str, currency: str = "GBP") -> tuple[str, ...]:
    """The amounts of money in a text, in their order; ``£3.1m to £3.4m`` is one."""
    one = rf"[+{MINUS}]?{re.escape(_symbol(currency))}\d[\d,]*(?:\.\d+)?(?:bn|k|m)?(?!\w)"
    return tuple(re.findall(rf"{one}(?: to {one})?", text))


def percent_range(low: float, high: float) -> str:
    """What a share lies between: ``74 % to 84 %``; one share where both ends are written alike: ``74 %``.

    ``low`` and ``high`` are shares, 0.74 for the first.
    """
    return _range_of((percent(low), percent(high)))


def between(low: float, high: float, currency: str = "GBP") -> str:
    """A range in a sentence: ``between £3.1m and £3.4m``; one amount where both ends are written alike: ``£3.16m``.

    ``low`` and ``high`` are in units of the currency, ``low`` the smaller.
    """
    ends = money(low, currency), money(high, currency)
    return ends[0] if ends[0] == ends[1] else f"between {ends[0]} and {ends[1]}"


def difference_range(low: float, high: float, currency: str = "GBP") -> str:
    """What a difference lies between, signs shown: ``−£350k to +£1.1m``; one where both ends are written alike.

    ``low`` and ``high`` are in units of the currency; positive is a gain.
    """
    return _range_of((difference(low, currency), difference(high, currency)))


def difference(amount: float, currency: str = "GBP") -> str:
    """A difference of money, its sign always shown: ``+£1.1m``, ``−£350k``, ``£0``.

    ``amount`` is in units of the currency; positive is a gain.
    """
    sign = "+" if _three_figures(amount) > 0 else ""
    return sign + money(amount, currency)


@lru_cache(maxsize=2048)
def month(ordinal: int) -> str:
    """The month with this ordinal: ``Mar 2027``.

    ``ordinal`` counts months from year 0, as ``parse_month`` gives it.
    """
    return format_date(first_day(ordinal), "MMM yyyy", locale=LOCALE)


def month_of_year(place: int) -> str:
    """The name of a month whatever the year, 0 for ``January``.

    ``place`` is from 0 to 11.
    """
    return format_date(first_day(_ANY_YEAR * 12 + place), "MMMM", locale=LOCALE)


def percent(share: float) -> str:
    """A share as a percentage of at most three figures: ``0.4 %``, ``87 %``, ``118 %``.

    ``share`` is 0.004 for the first, and may lie outside 0 to 1.
    """
    points = share * 100
    digits = 0 if abs(points) >= 10 else 1
    rounded = round(points, digits)
    text = format_decimal(abs(rounded), format="#,##0.#", locale=LOCALE)
    return f"{MINUS if rounded < 0 else ''}{text}{SPACE}%"


def gap(share: float) -> str:
    """A proven gap, rounded up so that the proof is never overstated: ``0.4 %``, ``13 %``.

    ``share`` is relative, 0.004 for the first.
    """
    steps = 1000 if share < 0.1 else 100
    return percent(max(1, math.ceil(share * steps - 1e-9)) / steps)


def months(number: int) -> str:
    """A number of months: ``1 month``, ``4 months``."""
    return count(number, "month")


def moved(delay: int | None) -> str:
    """How far a finish moves: ``3 months later``, ``2 months earlier``, ``on plan``.

    ``delay`` is in months, negative when earlier; ``None`` where there is no finish.
    """
    if delay is None:
        return NONE
    if delay == 0:
        return "on plan"
    return f"{months(abs(delay))} {'later' if delay > 0 else 'earlier'}"


def count(number: int, singular: str, plural: str = "") -> str:
    """A number with its noun: ``1 project``, ``42 projects``."""
    return f"{whole(number)}{SPACE}{noun(number, singular, plural)}"


def measured(amount: float, singular: str, plural: str = "") -> str:
    """An amount with its noun, to three significant figures: ``1 month``, ``2.3 months``, ``1,240 days``.

    ``amount`` is in the unit that the noun names, of either sign.
    """
    said = number(amount)
    return f"{said}{SPACE}{singular if said == number(1.0) else noun(2, singular, plural)}"


def whole(number: int) -> str:
    """A whole number, exactly: ``31``, ``1,234``."""
    return format_decimal(number, locale=LOCALE)


def listed(words: Sequence[str], joint: str = "and") -> str:
    """Words as prose lists them: ``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def number(amount: float) -> str:
    """A plain number to three significant figures: ``1,240``, ``87.5``.

    ``amount`` may have either sign; what is not finite is written as 0.
    """
    rounded = _significant(amount)
    text = format_decimal(abs(rounded), format="#,##0.##", locale=LOCALE)
    return f"{MINUS if rounded < 0 else ''}{text}"


def seconds(duration: float) -> str:
    """A length of time in seconds: ``0.7 s``, ``12 s``.

    ``duration`` is in seconds.
    """
    return f"{duration:.0f}{SPACE}s" if duration >= 10 else f"{duration:.1f}{SPACE}s"


def column_unit(amounts: Sequence[float], currency: str = "GBP") -> tuple[float, str]:
    """The unit in which a column of money is written, so that its digits align: ``(1e6, '£m')``."""
    largest = max((abs(amount) for amount in amounts), default=0.0)
    for size, suffix in _UNITS[:-1]:
        if largest >= size:
            return size, _symbol(currency) + suffix
    return 1.0, _symbol(currency).strip()


@dataclass(frozen=True, slots=True)
class Scale:
    """One unit and number of decimals for amounts that belong together, so that what is shown adds up."""

    size: float
    suffix: str
    decimals: int
    currency: str

    def money(self, amount: float) -> str:
        """An amount in the unit, with all decimals: ``£51.8m``, ``£0.7m``."""
        return self.text(self.rounded(amount))

    def difference(self, first: float, second: float) -> str:
        """What one amount is more than another, as the two are written, its sign shown: ``+£0.8m``.

        Where the two are written too roughly for that, it is the difference itself: ``+£600k`` of £224.36bn.
        """
        if _is_too_rough(self, first, second):
            return difference(first - second, self.currency)
        return self.signed(self.apart(first, second))

    def unsigned(self, first: float, second: float) -> str:
        """The same without a plus sign."""
        return self.difference(first, second).removeprefix("+")

    def range(self, low: float, high: float) -> str:
        """What lies between two amounts, in the unit: ``£75.38m to £83.08m``, or one where that says it all."""
        return _range_of((self.money(low), self.money(high)))

    def apart(self, first: float, second: float) -> float:
        """What one amount, as it is written, is more than another; in the unit."""
        return round(self.rounded(first) - self.rounded(second), self.decimals)

    def signed(self, units: float) -> str:
        """A difference that is given in the unit, its sign shown.

        ``units`` are amounts divided by ``size``.
        """
        return f"{'+' if units > 0 else ''}{self.text(units)}"

    def text(self, units: float) -> str:
        """An amount that is given in the unit.

        ``units`` are amounts divided by ``size``.
        """
        if units == 0:
            return money(0.0, self.currency)
        pattern = "#,##0" + ("." + "0" * self.decimals if self.decimals else "")
        return _signed(units, format_decimal(abs(units), format=pattern, locale=LOCALE) + self.suffix, self.currency)

    def one_figure_finer(self) -> Scale:
        """The same with one more decimal, unless that would be less than a whole of the currency."""
        return replace(self, decimals=min(self.decimals + 1, round(math.log10(self.size))))

    def rounded(self, amount: float) -> float:
        """An amount in the unit, as it is written."""
        return round(amount / self.size, self.decimals)


def scale_of_table(amounts: Sequence[float], currency: str = "GBP") -> Scale:
    """The scale of a table whose lines add up: the unit of its largest amount, two decimals if it has them."""
    largest = _three_figures(max((abs(amount) for amount in amounts), default=0.0))
    size, suffix = _unit(largest)
    return Scale(size, suffix, min(_DECIMALS_OF_TABLE, _most_decimals(largest, size)), currency)


def scale_for(pairs: Iterable[tuple[float, float]], currency: str = "GBP") -> Scale:
    """The scale of amounts that are compared in pairs: no finer than each difference needs to be true to a tenth.

    Nor is any amount written with more than five significant figures, however small a difference: no amount is known
    better than that.
    """
    known = list(pairs)
    largest = _three_figures(max((abs(amount) for pair in known for amount in pair), default=0.0))
    size, suffix = _unit(largest)
    decimals, most = _decimals(largest, size), _most_decimals(largest, size)
    scale = Scale(size, suffix, min(decimals, most), currency)
    while scale.decimals < most and not all(_is_true(scale, *pair) for pair in known):
        scale = replace(scale, decimals=scale.decimals + 1)
    return scale


@dataclass(frozen=True, slots=True)
class WrittenSum:
    """Parts and their sum as texts that add up, and the parts with their signs: ``£3.1m``, ``£2.2m``, ``£5.3m``."""

    parts: tuple[str, ...]
    signed: tuple[str, ...]
    whole: str
    decimals: int


def added_up(parts: Sequence[float], currency: str = "GBP", at_least: int = 0) -> WrittenSum:
    """Amounts of money and their sum, written so that what is shown adds up to it.

    All have the unit of the largest and the decimals in which the sum has three figures and every part is true to a
    tenth, but those that are less than a thousandth of the largest; what rounding leaves goes to the parts that it
    changes least (Hare's method of largest remainders), each within one last digit of its rounding. ``at_least`` so
    many decimals are written, as far as the unit has them: those of other sums of the same things.
    """
    whole = sum(parts)
    most = max((*parts, whole), key=abs)
    seen = [amount for amount in (*parts, whole) if abs(amount) >= _UNSEEN * abs(most)]
    scale = scale_for([(amount, 0.0) for amount in (most, *seen)], currency)
    largest = max(abs(_three_figures(amount)) for amount in (*parts, whole))
    finest = min(_decimals(abs(_three_figures(whole)), scale.size), _most_decimals(largest, scale.size))
    wanted = min(at_least, round(math.log10(scale.size)))
    scale = replace(scale, decimals=max(scale.decimals, finest, wanted))
    step = 10.0**-scale.decimals
    units = [amount / scale.size / step for amount in parts]
    written = [math.floor(unit) for unit in units]
    left = round(scale.rounded(whole) / step) - sum(written)
    for place in sorted(range(len(parts)), key=lambda k: written[k] - units[k])[:left]:
        written[place] += 1
    rounded = [round(count * step, scale.decimals) for count in written]
    return WrittenSum(
        tuple(scale.text(amount) for amount in rounded),
        tuple(scale.signed(amount) for amount in rounded),
        scale.money(whole) if scale.rounded(whole) else money(whole, currency),
        scale.decimals,
    )


@dataclass(frozen=True, slots=True)
class WrittenBalance:
    """Two amounts and what the first is more, as texts that agree: ``£51.8m``, ``£51.0m`` and ``£0.8m``, ``+£0.8m``."""

    first: str
    second: str
    apart: str
    change: str


def balance(first: float, second: float, currency: str = "GBP") -> WrittenBalance:
    """Two amounts and their difference, so that the difference is that of what is shown: ``£2m``, ``£400k``, ``£1.6m``.

    Where three figures of each would not add up, or say so in another unit, all have equal decimals: ``£51.76m``,
    ``£51.05m``, ``+£0.71m``. One that is small beside the other is then written in a unit of its own.

    ``first`` and ``second`` are in units of the currency, of either sign.
    """
    if _adds_up(first, second):
        apart = first - second
        return WrittenBalance(
            money(first, currency), money(second, currency), money(abs(apart), currency), difference(apart, currency)
        )
    large = max(abs(first), abs(second))
    is_small = [abs(amount) < large / _SMALL for amount in (first, second)]
    scale = scale_for([(large, 0.0)] if any(is_small) else [(first, second)], currency)
    amounts = list(zip((first, second), is_small, strict=True))
    one, other = (money(amount, currency) if small else scale.money(amount) for amount, small in amounts)
    if not any(is_small) and _is_too_rough(scale, first, second):
        left = first - second
        return WrittenBalance(
            money(first, currency), money(second, currency), money(abs(left), currency), difference(left, currency)
        )
    written = [_three_figures(amount) / scale.size if small else scale.rounded(amount) for amount, small in amounts]
    apart = round(written[0] - written[1], scale.decimals)
    return WrittenBalance(one, other, scale.text(abs(apart)), scale.signed(apart))


def balance_of_range(first: float, low: float, high: float, currency: str = "GBP") -> tuple[str, str, str]:
    """An amount, what another lies between, and how much less that is, as texts that agree.

    ``£89.13m``, ``£75.38m to £83.08m`` and ``£6.05m to £13.75m``: three figures of each where those add up, else as
    many as leave the difference its three. ``low`` is the smaller end, in units of the currency.
    """
    if _adds_up(first, low) and _adds_up(first, high):
        return (
            money(first, currency),
            money_range(low, high, currency),
            money_range(first - high, first - low, currency),
        )
    scale = _with_three_figures([(first, low), (first, high)], currency)
    apart = scale.unsigned(first, high), scale.unsigned(first, low)
    return scale.money(first), scale.range(low, high), _range_of(apart)


def range_less(low: float, high: float, amount: float, currency: str = "GBP") -> tuple[str, str, str]:
    """What lies between two amounts, another, and what the range is more than that, as texts that agree.

    ``between £750.4k and £878.0k``, ``£394.6k`` and ``between £355.8k and £483.4k``: written as in
    :func:`balance_of_range`, but each in a unit of its own where three figures add up. All are units of the currency.
    """
    if _comes_to(low, amount) and _comes_to(high, amount):
        return between(low, high, currency), money(amount, currency), between(low - amount, high - amount, currency)
    scale = _with_three_figures([(low, amount), (high, amount)], currency)
    whole = scale.money(low), scale.money(high)
    return _between(whole), scale.money(amount), _between((scale.unsigned(low, amount), scale.unsigned(high, amount)))


def balance_in_three_figures(first: float, second: float, currency: str = "GBP") -> WrittenBalance:
    """The same as :func:`balance`, where the difference is an amount with a name of its own: it has its three figures.

    ``£9.334bn``, ``£8.588bn`` and ``£0.746bn``, not ``£0.74bn`` of what stands as ``£746m`` elsewhere.
    """
    if _adds_up(first, second):
        return balance(first, second, currency)
    scale = _with_three_figures([(first, second)], currency)
    apart = scale.difference(first, second)
    return WrittenBalance(scale.money(first), scale.money(second), apart.lstrip("+" + MINUS), apart)


def _with_three_figures(pairs: Sequence[tuple[float, float]], currency: str) -> Scale:
    """A scale in which each difference, as written, has the three figures that it has alone; as far as five allow."""
    scale = scale_for(pairs, currency)
    largest = _three_figures(max(abs(amount) for pair in pairs for amount in pair))
    while scale.decimals < _most_decimals(largest, scale.size) and any(
        money(scale.apart(*pair) * scale.size, currency) != money(pair[0] - pair[1], currency) for pair in pairs
    ):
        scale = replace(scale, decimals=scale.decimals + 1)
    return scale


def _range_of(ends: tuple[str, str]) -> str:
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def _between(ends: tuple[str, str]) -> str:
    return ends[0] if ends[0] == ends[1] else f"between {ends[0]} and {ends[1]}"


def _adds_up(first: float, second: float) -> bool:
    """Whether two amounts and their difference, to three figures each, agree exactly, in a unit of one of the two."""
    one, other, apart = (_three_figures(amount) for amount in (first, second, first - second))
    units = {_unit(abs(amount)) for amount in (one, other)}
    return _comes_to(first, second) and (not apart or _unit(abs(apart)) in units)


def _comes_to(first: float, second: float) -> bool:
    """Whether two amounts and their difference, to three figures each, agree exactly, in whatever units."""
    one, other, apart = (_three_figures(amount) for amount in (first, second, first - second))
    return math.isclose(one - other, apart, rel_tol=1e-9, abs_tol=1e-9)


_SMALL = 20.0
"""An amount that many times smaller than another is written in a unit of its own."""


def _is_true(scale: Scale, first: float, second: float) -> bool:
    """Whether a difference as written is that of the amounts, to a tenth."""
    real = first - second
    return abs(real) < _NOTHING or abs(scale.apart(first, second) * scale.size - real) <= _TENTH * abs(real)


def _is_too_rough(scale: Scale, first: float, second: float) -> bool:
    """Whether a difference is lost because its amounts may have no more figures."""
    return scale.decimals < round(math.log10(scale.size)) and not _is_true(scale, first, second)


@lru_cache(maxsize=8192)
def _amount(amount: float) -> str:
    rounded = _three_figures(amount)
    size, suffix = _unit(rounded)
    pattern = "#,##0.0" if size > 1e3 and 10 <= rounded / size < 100 else "#,##0.##"
    return format_decimal(rounded / size, format=pattern, locale=LOCALE) + suffix


def _unit(rounded: float) -> tuple[float, str]:
    """The unit in which an amount of three figures is written."""
    fits = (u for u in _UNITS if rounded >= u[0] and (u[0] != 1e3 or rounded >= _PLAIN_BELOW))
    return next(fits, _UNITS[-1])


def _decimals(rounded: float, size: float) -> int:
    """Decimals that three figures leave in a unit."""
    return 0 if size == 1.0 or rounded >= 100 * size else 1 if rounded >= 10 * size else 2


def _most_decimals(rounded: float, size: float) -> int:
    """Decimals that leave an amount in a unit at most five significant figures, none below a whole of the currency."""
    before = 1 if rounded < size else math.floor(math.log10(rounded / size)) + 1
    return max(0, min(_MOST_FIGURES - before, round(math.log10(size))))


def _signed(sign: float, text: str, currency: str) -> str:
    return f"{MINUS if sign < 0 else ''}{_symbol(currency)}{text}"


def _three_figures(amount: float) -> float:
    """Money to three significant figures; less than half a unit is nothing."""
    return 0.0 if abs(amount) < _NOTHING else _significant(amount)


def _significant(amount: float) -> float:
    if amount == 0 or not math.isfinite(amount):
        return 0.0
    return round(amount, 2 - math.floor(math.log10(abs(amount))))


@cache
def _symbol(currency: str) -> str:
    """The sign before an amount; a code of letters keeps a space from its number: ``£``, ``US$``, ``CHF `` ."""
    symbol = get_currency_symbol(currency, locale=_SIGNS_LOCALE)
    return symbol + SPACE if symbol[-1].isalpha() else symbol
