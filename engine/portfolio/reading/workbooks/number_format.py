"""What number formats of a workbook show: the same number is 46,349, 22 November 2026 or €46,349."""

from __future__ import annotations

import re

from engine.portfolio.model.currency_marks import currencies_of

_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)})
_BUILT_IN_DURATION = 46
_QUOTED = re.compile(r'"[^"]*"?|\\.|[_*].')
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]")
_BRACKETS = re.compile(r"\[[^\]]*\]")
_BUILT_IN_SHARES = frozenset({9, 10})
_MARKS = re.compile(r'\[\$([^\]-]+)[^\]]*\]|\[[^\]]*\]|"([^"]*)"|\\(.)|([^\w\s#.,?*_()\[\]%/+-])')
"""What may be a currency's mark in a format: ``[$€-407]``, ``"£"``, ``\\£`` or ``$``."""
_WORDS = re.compile(r"general|am/pm|a/p|e[+-]")


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
