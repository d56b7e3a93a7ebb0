"""Which number formats of a workbook show a date: the same number is 46,349 or 22 November 2026."""

from __future__ import annotations

import re

_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)})
_BUILT_IN_DURATION = 46
_QUOTED = re.compile(r'"[^"]*"?|\\.|[_*].')
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]")
_BRACKETS = re.compile(r"\[[^\]]*\]")
_WORDS = re.compile(r"general|am/pm|a/p|e[+-]")


def shows_duration(number: int, code: str | None) -> bool:
    """True for formats of elapsed time such as ``[h]:mm``; ``code`` is None for a built-in format."""
    return number == _BUILT_IN_DURATION if code is None else bool(_ELAPSED.search(_QUOTED.sub("", code.casefold())))


def shows_date(number: int, code: str | None) -> bool:
    """True for formats of days and of times of day; ``code`` is None for a built-in format."""
    if code is None:
        return number in _BUILT_IN_DATES
    bare = _WORDS.sub("", _BRACKETS.sub("", _QUOTED.sub("", code.casefold())))
    return bool(re.search("[ymdhs]", bare.split(";")[0]))
