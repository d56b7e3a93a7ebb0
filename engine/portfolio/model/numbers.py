"""Numbers as people write them, and what is said of those that cannot be read or can be read in two ways."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from engine.portfolio.model.currency_marks import currencies_of

DECIMAL_SIGNS = (".", ",")
_LARGEST = 1e15
_LONGEST_EXPLAINED = 60
_DIGITS_ONLY = "Write digits only, such as 1200.5; leave it out if unknown"
_CORRECT_FORMAT = "Correct the format of the cell, or the figure"
_SAME_SIGN = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'", "\u2212": "-"})
_MARK = r"(?:[^\W\d_]{1,4}\.?|[^\W\d_]{0,2}[$€£¥￥₹₽₺₩₪₫₱₦₴฿₸₡₲₵₾₼֏][^\W\d_]{0,2})"
_FIGURE = re.compile(
    rf"(?P<before>{_MARK})?\s*"
    r"(?P<body>[.,]?\d(?:[\d.,' ]*\d)?[.,]?(?:[eE][+-]?\d+)?)\s*(?P<percent>%)?\s*"
    rf"(?P<after>{_MARK})?"
)
_TWO_WAYS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_FORMS = {
    decimal: (
        re.compile(rf"[1-9]\d{{0,2}}([{other} '])\d{{3}}(?:\1\d{{3}})*(?:{re.escape(decimal)}\d*)?"),
        re.compile(rf"\d+(?:{re.escape(decimal)}\d*)?(?:[eE][+-]?\d+)?|{re.escape(decimal)}\d+"),
    )
    for decimal, other in ((".", ","), (",", "."))
}
"""Decimal sign → the form of a number in groups of three digits, and of one without groups."""
_UNGROUPED = {".": str.maketrans("", "", ", '"), ",": str.maketrans("", "", ". '")}
_SIZES = {"k": 1e3, "tsd": 1e3, "thousand": 1e3, "m": 1e6, "mm": 1e6, "mn": 1e6, "mio": 1e6, "mill": 1e6,
          "million": 1e6, "millions": 1e6, "b": 1e9, "bn": 1e9, "mrd": 1e9, "billion": 1e9,
          "lakh": 1e5, "crore": 1e7}  # fmt: skip
_SIZED = re.compile(r"(?P<number>.*\d)\s*(?P<size>[A-Za-z]+)\.?")
_INDIAN = re.compile(r"[1-9]\d?(?:,\d\d)+,\d{3}(?:\.\d*)?")


class CellError(ValueError):
    """A cell cannot be read; ``remedy`` says what to write instead."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


class StoredNumber(str):
    """The text of a cell that a workbook stores as a number: its decimal sign is a point, whatever other cells say."""

    __slots__ = ()


class MarkedNumber(StoredNumber):
    """A stored number that the format of its cell shows with something beside it, or in another unit.

    ``mark`` is a currency's, or ``%``, or none. ``unit`` is what one of it is worth as shown: a million where ``4.2``
    is shown as ``4.2m``, 1 where the amount is stored in full whatever is shown, None where nothing says. ``time`` is
    a unit of time, such as ``weeks``, or none.
    """

    __slots__ = ("mark", "time", "unit")
    mark: str
    unit: float | None
    time: str

    def __new__(cls, text: str, mark: str = "", unit: float | None = None, time: str = "") -> MarkedNumber:
        """The number as text, with what its cell shows beside it."""
        number = super().__new__(cls, text)
        number.mark, number.unit, number.time = mark, unit, time
        return number


@dataclass(frozen=True, slots=True)
class _Figure:
    """The parts of a number as written; ``body`` has digits, grouping and decimal sign alone."""

    body: str
    negative: bool
    percent: bool
    mark: str


def parse_number(text: str, decimal: str = ".") -> float:
    """A number: ``1,200.5``, ``1 200``, ``(300)`` for −300, ``12 %`` for 0.12.

    Raises:
        CellError: the text is no number, has a currency mark, or lies beyond 10¹⁵, which no portfolio holds.
    """
    figure = _figure(text)
    if figure.mark:
        raise CellError(f"{figure.mark} marks money, but this is no amount of money", _DIGITS_ONLY)
    return _value(figure, text, decimal)


def parse_quantity(text: str, decimal: str = ".") -> float:
    """A number of things, such as days or people, which no percentage can be; else as :func:`parse_number`.

    Raises:
        CellError: the text is no such number; for a number of a workbook also when its cell shows a percentage.
    """
    if isinstance(text, MarkedNumber) and text.mark == "%":
        message = "the format of this cell shows a percentage, but a plain number is asked for"
        raise CellError(message, _CORRECT_FORMAT)
    if "%" in text and _figure(text).percent:
        raise CellError("this is a percentage, but a plain number is asked for", "Write the number, such as 12")
    return parse_number(text, decimal)


def parse_money(text: str, decimal: str = ".", currency: str = "GBP") -> float:
    """An amount in one currency, with or without its mark: ``£4200``, ``1,200 GBP``, ``(£300)``.

    Raises:
        CellError: the text is no number, a percentage, in another currency, or beyond 10¹⁵; for a number of a workbook
            also when the format of its cell shows it so.
    """
    figure = _figure(text)
    if isinstance(text, MarkedNumber) and text.mark:
        _refuse_format(text.mark, currency)
    if figure.percent:
        raise CellError("this is a percentage, but an amount of money is asked for", "Write the amount, such as 1200")
    _refuse_foreign(figure.mark, currency)
    return _value(figure, text, decimal)


def parse_figure(text: str, decimal: str, currency: str | None = None) -> float:
    """A number that may be money or a share, in a currency if one is given; raises as the two functions above."""
    figure = _figure(text)
    if currency is not None:
        _refuse_foreign(figure.mark, currency)
    return _value(figure, text, decimal)


def refuse_unit(text: str, money_unit: float) -> None:
    """Refuse an amount of a workbook whose cell shows it in another unit than that in which it is read.

    ``money_unit`` is what one unit of the files is worth.

    Raises:
        CellError: it is shown as ``4.2m`` and read as 4.2, or stored in full and multiplied by ``money_unit``.
    """
    unit = text.unit if isinstance(text, MarkedNumber) else None
    if unit is None or math.isclose(unit, money_unit):
        return
    if unit == 1:
        message = (
            f"this amount is stored in full, whatever its cell shows, but it is read in units of {money_unit:,.10g}"
        )
        raise CellError(message, "Write it in the unit of the others, and correct the format of the cell")
    message = f"the format of this cell shows units of {unit:,.10g}, but it is read in units of {money_unit:,.10g}"
    raise CellError(message, "Write the amount in the unit of the others, and correct the format of the cell")


def in_unit(text: str, money_unit: float) -> str:
    """A text whose amount, if its cell shows it in a unit, is in ``money_unit``; it says so no more.

    Raises:
        CellError: it is shown in another unit.
    """
    refuse_unit(text, money_unit)
    return MarkedNumber(text, text.mark, time=text.time) if isinstance(text, MarkedNumber) else text


def refuse_time(text: str, unit: str) -> None:
    """Refuse a number of a workbook whose cell shows another unit of time than ``unit``, such as weeks for months.

    Raises:
        CellError: it does.
    """
    time = text.time if isinstance(text, MarkedNumber) else ""
    if time and time != unit:
        raise CellError(f"the format of this cell shows {time}, but {unit} are asked for", _CORRECT_FORMAT)


def size_in_word(word: str) -> float | None:
    """What ``k``, ``m`` or ``£bn`` beside an amount multiplies it by; None for a word that is no size."""
    bare = word.strip(" .'").casefold().strip("$€£¥₹")
    return _SIZES.get(bare)


def other_sign(decimal: str) -> str:
    """The point for the comma, and the comma for the point."""
    return "." if decimal == "," else ","


def certain_sign(text: str) -> str | None:
    """The decimal sign that a number reveals, such as ``,`` in ``12,5``; None where it reveals none."""
    body = _body(text) if _has_sign(text) else ""
    fitting = [sign for sign in DECIMAL_SIGNS if _has_sign(body) and plain_value(body, sign) is not None]
    return fitting[0] if len(fitting) == 1 else None


def readings_of(text: str) -> tuple[float, float] | None:
    """What ``500.000`` or ``500,000`` may mean: (five hundred thousand, five hundred); None when there is no doubt."""
    body = _body(text) if _has_sign(text) else ""
    if not _TWO_WAYS.fullmatch(body):
        return None
    return float(re.sub("[.,]", "", body)), float(body.replace(",", "."))


def decimals_of(text: str) -> int:
    """The number of digits after the last point or comma."""
    match = re.search(r"[.,](\d*)$", _body(text))
    return len(match.group(1)) if match else 0


def _figure(text: str) -> _Figure:
    figure = _parts(text)
    if figure is None:
        raise _unreadable(text.strip())
    return figure


def _parts(text: str) -> _Figure | None:
    """The parts of a number; None when the text is none."""
    # Tables say the same again and again, and each number is asked for its sign, its readings and its value.
    return _kept_parts(str(text)) if len(text) <= _LONGEST_EXPLAINED else _cut(text)


def _cut(text: str) -> _Figure | None:
    if text.isascii() and text.isdigit():
        return _Figure(text, False, False, "")
    body = text.translate(_SAME_SIGN).strip()
    bracketed = len(body) > 2 and body.startswith("(") and body.endswith(")")
    body = body[1:-1].strip() if bracketed else body
    sign = body[:1] if body[:1] in "+-" else ""
    match = _FIGURE.fullmatch(body[len(sign) :].strip())
    if not match or (bracketed and sign) or (match["before"] and match["after"]):
        return None
    mark = match["before"] or match["after"] or ""
    if mark and not currencies_of(mark):
        return None
    return _Figure(match["body"], bracketed or sign == "-", bool(match["percent"]), mark)


_kept_parts = lru_cache(maxsize=8192)(_cut)


def _body(text: str) -> str:
    """Digits, grouping and decimal sign of a number; empty when the text is none."""
    figure = _parts(text)
    return figure.body if figure else ""


def _value(figure: _Figure, text: str, decimal: str) -> float:
    number = plain_value(figure.body, decimal)
    if number is None:
        raise _unreadable(text.strip(), decimal)
    if number > _LARGEST:
        raise CellError("this number is too large to be true", "Check the number of digits")
    number = -number if figure.negative else number
    # In decimal digits, since 8.3 / 100 is not quite 0.083.
    return float(Decimal(repr(number)).scaleb(-2)) if figure.percent else number


def plain_value(body: str, decimal: str) -> float | None:
    """The value of digits with grouping and decimal sign; None when they are no number with that sign."""
    if body.isascii() and body.isdigit():
        return float(body)
    grouped, plain = _FORMS[decimal]
    if grouped.fullmatch(body):
        body = body.translate(_UNGROUPED[decimal])
    return float(body.replace(decimal, ".")) if plain.fullmatch(body) else None


def _has_sign(text: str) -> bool:
    return "." in text or "," in text


def _refuse_foreign(mark: str, currency: str) -> None:
    currency = currency.strip().upper()
    meant = currencies_of(mark) if mark else (currency,)
    if currency not in meant:
        message = f"this amount is in {meant[0]}, but the portfolio is in {currency}"
        raise CellError(message, f"Convert the amount to {currency}, and leave the mark out")


def _refuse_format(mark: str, currency: str) -> None:
    if mark == "%":
        message = "the format of this cell shows a percentage, but an amount of money is asked for"
        raise CellError(message, _CORRECT_FORMAT)
    meant = currencies_of(mark)
    if currency.strip().upper() not in meant:
        message = f"the format of this cell shows {meant[0]}, but the portfolio is in {currency.strip().upper()}"
        raise CellError(message, _CORRECT_FORMAT)


def _unreadable(text: str, decimal: str = ".") -> CellError:
    """Why a text is no number, as exactly as can be told."""
    causes = (explain(text, decimal) for explain in _CAUSES if len(text) <= _LONGEST_EXPLAINED)
    return next(filter(None, causes), CellError("this is not a number", _DIGITS_ONLY))


def _other_sign(text: str, decimal: str) -> CellError | None:
    value = plain_value(_body(text), other_sign(decimal)) if _body(text) else None
    if value is None:
        return None
    here, there = ("point", "comma") if decimal == "." else ("comma", "point")
    message = f"this number has a decimal {there}, but it is read with a decimal {here}, like the others"
    written = _written_like(text, f"{value:.15g}".replace(".", decimal))
    return CellError(message, f"Write {written}; use one decimal sign throughout")


def _written_like(text: str, digits: str) -> str:
    """Digits as a remedy for a text, with its minus and percent signs: without them it would be another number."""
    bare = text.translate(_SAME_SIGN).strip()
    minus = "-" if bare.startswith(("-", "(")) or re.match(r"\D*-\s*\d", bare) else ""
    return f"{minus}{digits}{' %' if '%' in bare else ''}"


def _indian_grouping(text: str, _decimal: str) -> CellError | None:
    body = re.sub(r"[^\d.,]", "", text)
    if not _INDIAN.fullmatch(body):
        return None
    written = _written_like(text, body.replace(",", ""))
    return CellError("the digits are grouped in lakh and crore", f"Write {written}, or group by three digits")


def _minus_misplaced(text: str, _decimal: str) -> CellError | None:
    text = text.translate(_SAME_SIGN)
    digits = re.sub(r"[^\d.,]", "", text)
    if re.fullmatch(r"[^-]*\d[^-\d]*-", text):
        return CellError("the minus sign stands after the number", f"Write it in front: -{digits}")
    if re.fullmatch(r"[^-\d(]+-\s*[\d.,][^-]*", text):
        return CellError("the minus sign stands after the currency mark", f"Write it in front: -{digits}")
    if re.fullmatch(r"\(.*-.*\)", text):
        return CellError("parentheses and a minus sign both say less than zero", f"Write -{digits} or ({digits})")
    return None


def _size_in_letters(text: str, decimal: str) -> CellError | None:
    match = _SIZED.fullmatch(text)
    factor = _SIZES.get(match["size"].lower()) if match else None
    body = _body(match["number"]) if match else ""
    if factor is None or not body:
        return None
    value = plain_value(body, decimal)
    written = (
        f", such as {_written_like(text, f'{value * factor:.15g}')}"
        if value is not None and readings_of(body) is None
        else ""
    )
    size = match["size"] if match else ""
    return CellError(f"the size is written in letters ({size})", f"Write the number out{written}")


_CAUSES: tuple[Callable[[str, str], CellError | None], ...] = (
    _size_in_letters,
    _indian_grouping,
    _minus_misplaced,
    _other_sign,
)
