"""What number formats of a workbook show: the same number is 46,349, 22 November 2026 or €46,349."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from engine.portfolio.model.currency_marks import currencies_of
from engine.portfolio.model.numbers import DECIMAL_SIGNS, plain_value, size_in_word

_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)})
_BUILT_IN_DURATION = 46
_QUOTED = re.compile(r'"[^"]*"?|\\.|[_*].')
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]")
_BRACKETS = re.compile(r"\[[^\]]*\]")
_BUILT_IN_SHARES = frozenset({9, 10})
_MARKS = re.compile(r'\[\$([^\]-]+)[^\]]*\]|\[[^\]]*\]|"([^"]*)"|\\(.)|([^\w\s#.,?*_()\[\]%/+-])')
"""What may be a currency's mark in a format: ``[$€-407]``, ``"£"``, ``\\£`` or ``$``."""
_WORDS = re.compile(r"general|am/pm|a/p|e[+-]")
_LITERAL = re.compile(r'"([^"]*)"?|\\(.)')
_SCALING = re.compile(r"[0#?](,+)(?![0#?,])")
_LETTERS = re.compile(r"[^\W\d]+")
_THOUSAND = 1000.0
_STEP = math.log(_THOUSAND)
_ROUNDED = 0.2
"""How far the logarithm of a number shown may lie off for its rounding."""
_TIMES = {
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "hours"), **dict.fromkeys(("d", "day", "days"), "days"),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks"), "weeks"), **dict.fromkeys(("month", "months"), "months"),
    **dict.fromkeys(("q", "quarter", "quarters"), "quarters"), **dict.fromkeys(("yr", "yrs", "year", "years"), "years"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """What a format shows beside a number; see :class:`~engine.portfolio.model.numbers.MarkedNumber`."""

    mark: str = ""
    unit: float | None = None
    time: str = ""


NOTHING_SHOWN = Shown()


def shown_beside(number: int, code: str | None) -> Shown:
    """What a format shows beside a number, and in which unit; ``code`` is None for a built-in format.

    ``number`` is that of the format in the workbook. In ``0.0,,"m"`` a comma behind the digits takes three of them
    away, so that the letter says no more than the number stored; in ``0.0"m"`` it makes a million of one.
    """
    mark = format_mark(number, code)
    if code is None:
        return Shown(mark)
    section = code.split(";")[0]
    scale = _THOUSAND ** sum(len(commas) for commas in _SCALING.findall(_BRACKETS.sub("", _QUOTED.sub("", section))))
    literals = [word for match in _LITERAL.findall(section) for word in "".join(match).split()]
    return Shown(mark, _unit(_size(literals), scale), _time(literals))


def shown_in_text(text: str, number: float, mark: str) -> Shown:
    """What stands beside a number in the text that its cell shows, and in which unit that is.

    ``number`` is the one stored, ``mark`` its currency's or ``%`` as stored beside it.
    """
    words = _LETTERS.findall(text)
    return Shown(mark, None if mark == "%" else _unit(_size(words), _scale(text, abs(number))), _time(words))


def _unit(size: float | None, scale: float) -> float | None:
    if size is not None:
        return size / scale
    return 1.0 if scale > 1 else None


def _size(words: Iterable[str]) -> float | None:
    return next(filter(None, map(size_in_word, words)), None)


def _time(words: Iterable[str]) -> str:
    return next((_TIMES[word] for word in (word.casefold().strip(".") for word in words) if word in _TIMES), "")


def _scale(text: str, number: float) -> float:
    """By how many thousands the number shown is smaller than the one stored; 1 where it is not."""
    digits = re.sub(r"[^\d.,]", "", text).strip(".,")
    readings = [value for value in (plain_value(digits, sign) for sign in DECIMAL_SIGNS) if value]
    if not number or not readings:
        return 1.0
    steps = [(abs(math.log(number / value) - power * _STEP), power) for value in readings for power in range(4)]
    off, power = min(steps)
    return _THOUSAND**power if off < _ROUNDED else 1.0


def shows_duration(number: int, code: str | None) -> bool:
    """True for formats of elapsed time such as ``[h]:mm``; ``code`` is None for a built-in format.

    ``number`` is that of the format in the workbook.
    """
    return number == _BUILT_IN_DURATION if code is None else bool(_ELAPSED.search(_QUOTED.sub("", code.casefold())))


def shows_date(number: int, code: str | None) -> bool:
    """True for formats of days and of times of day; ``code`` is None for a built-in format.

    ``number`` is that of the format in the workbook.
    """
    if code is None:
        return number in _BUILT_IN_DATES
    bare = _WORDS.sub("", _BRACKETS.sub("", _QUOTED.sub("", code.casefold())))
    return bool(re.search("[ymdhs]", bare.split(";")[0]))


def format_mark(number: int, code: str | None) -> str:
    """``%`` or the currency's mark beside the number, else ``''``; ``code`` is None for a built-in format.

    The built-in formats of money tell nothing: each program shows them in the currency of its own country.
    """
    if code is None:
        return "%" if number in _BUILT_IN_SHARES else ""
    section = code.split(";")[0]
    if "%" in _BRACKETS.sub("", _QUOTED.sub("", section)):
        return "%"
    texts = ("".join(filter(None, parts)).strip() for parts in _MARKS.findall(section))
    return next(filter(currencies_of, texts), "")
