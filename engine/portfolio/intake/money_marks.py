"""In which currency and unit a column of money is, as far as its header, the titles above and its values say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from engine.portfolio.model.currency_marks import currencies_of
from engine.portfolio.model.numbers import MarkedNumber

_SURE = {"£": "GBP", "€": "EUR", "₹": "INR", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "US$": "USD",
         "NZ$": "NZD"}  # fmt: skip
"""Marks that stand for one currency wherever projects are listed."""
_CODES = ("GBP", "USD", "EUR", "AUD", "CAD", "CHF", "NZD", "JPY", "SEK", "NOK", "DKK", "INR", "SGD", "ZAR", "PLN")
_UNIT = {"k": 1e3, "000": 1e3, "000s": 1e3, "'000": 1e3, "thousand": 1e3, "thousands": 1e3, "m": 1e6, "mn": 1e6,
         "mio": 1e6, "mm": 1e6, "million": 1e6, "millions": 1e6,
         "bn": 1e9, "billion": 1e9, "billions": 1e9, "t": 1e3, "tsd": 1e3, "tausend": 1e3, "millionen": 1e6,
         "mrd": 1e9, "milliarden": 1e9}  # fmt: skip
_SIGN = r"(?:US|AU|CA|NZ|A|C)?[$£€¥₹]"
_BEFORE = r"(?:(?P<before>tsd|tausend|mio|millionen|mrd|milliarden|[tkm]|bn)\.?\s?)?"
"""What is written before a currency, as in T€, Mio. EUR and k€."""
_MARKED = re.compile(
    rf"(?<![A-Za-z]){_BEFORE}(?P<code>{_SIGN})\s*"
    r"(?P<after>'?000s?|k|mn|mio|mm|m|bn|tsd|mrd|millions?|thousands?|billions?)?(?![A-Za-z])",
    re.IGNORECASE,
)
_CODED = re.compile(
    rf"(?:^|[\s_(\[,;/]){_BEFORE}(?P<code>{'|'.join(_CODES)}|EURO)(?P<after>k|m|bn)?(?=$|[\s_)\],;/])",
    re.IGNORECASE,
)
_SIZED = re.compile(
    r"(?:^|[\s_(\[])(?P<after>'?000s?|k|m|mn|mio|bn|tsd|tausend|mrd|millionen|milliarden"
    r"|(?:in )?(?:millions?|thousands?|billions?))\.?(?=$|[\s_)\]])",
    re.IGNORECASE,
)
_MARK_IN_VALUE = re.compile(rf"^[-(]?\s*({_SIGN}|[A-Z]{{3}}\s)|({_SIGN}|\s[A-Z]{{3}})\)?$")


@dataclass(frozen=True, slots=True)
class MoneyMarks:
    """The unit of a column of money, ``None`` where nothing says; the currencies it can be in, none where nothing says.

    More than one currency means that the mark is shared, as ``$`` is.
    """

    unit: float | None = None
    currencies: tuple[str, ...] = ()


def marks_in(text: str) -> MoneyMarks:
    """What a header or title says of currency and unit: ``Cost £k``, ``Lifecycle Cost ($ M)``, ``cost_musd``."""
    match = _MARKED.search(text)
    if match:
        return MoneyMarks(_size(match["before"] or match["after"]), _meant(match["code"]))
    match = _CODED.search(text)
    if match:
        code = match["code"].upper()
        return MoneyMarks(_size(match["before"] or match["after"]), ("EUR" if code == "EURO" else code,))
    match = _SIZED.search(text)
    return MoneyMarks(_size(match["after"])) if match else MoneyMarks()


def marks_in_values(values: Iterable[str]) -> tuple[str, ...]:
    """The currencies that the marks beside values can stand for; none where values have none, or different ones."""
    seen: Counter[str] = Counter()
    for value in values:
        mark = value.mark if isinstance(value, MarkedNumber) else ""
        match = _MARK_IN_VALUE.search(value)
        mark = mark or (next(filter(None, match.groups())).strip() if match else "")
        if mark and mark != "%":
            seen[mark.upper()] += 1
    meant = {_meant(mark) for mark in seen}
    return next(iter(meant)) if len(meant) == 1 else ()


def _size(size: str | None) -> float | None:
    return _UNIT.get(size.casefold().removeprefix("in ").strip()) if size else None


def _meant(sign: str) -> tuple[str, ...]:
    bare = sign.upper()
    return (_SURE[bare],) if bare in _SURE else currencies_of(bare)
