"""Types of single cells: what a spreadsheet writes on the left, what the engine computes with on the right.

Each type accepts its own Python value unchanged, so objects can be built in code, and reads text, so
they can be built from a table. Reading needs a :class:`Reading` as pydantic's validation context.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo

from engine.portfolio.calendar import ordinal_of, parse_day, parse_month, today

_LARGEST = 1e15
_DATE_REMEDY = "Write a month as 2026-11 or a day as 2026-11-22"
_TRUE = frozenset({"true", "yes", "y", "1", "x", "t", "wahr", "vrai"})
_FALSE = frozenset({"false", "no", "n", "0", "f", "falsch", "faux"})
_CURRENCY = re.compile(r"^(?:[A-Z]{3}\s|[A-Z]{0,2}[$€£¥])|(?:\s?[€£$¥]|\s[A-Z]{3})$")
_RAG = {
    **dict.fromkeys(("g", "green amber", "amber green", "5", "4"), "green"),
    **dict.fromkeys(("a", "yellow", "orange", "3"), "amber"),
    **dict.fromkeys(("r", "red amber", "amber red", "2", "1"), "red"),
}
"""Five-point scales on three: amber/green counts as green and amber/red as red; 5 is the lowest risk and 1 the
highest, as in the ratings of chief information officers on the United States' IT Dashboard, which are shown so."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How the text of one portfolio is to be read.

    ``planning_month`` is the ordinal of month 0, ``money_unit`` multiplies every amount of money, and
    ``decimal`` is the sign between units and tenths.
    """

    planning_month: int = 0
    money_unit: float = 1.0
    decimal: str = "."


class CellError(ValueError):
    """A cell cannot be read; ``remedy`` says what to write instead."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


def _reading(info: ValidationInfo) -> Reading:
    return info.context if isinstance(info.context, Reading) else Reading()


def parse_number(text: str, decimal: str = ".") -> float:
    """A number as people write it: ``1,200.5``, ``£4200``, ``(300)``, ``12 %`` (which is 0.12).

    Raises:
        CellError: the text is no number, or one beyond 10¹⁵, which no portfolio holds.
    """
    body = text.strip().replace("\u00a0", " ").replace("\u2212", "-")
    negative = body.startswith("(") and body.endswith(")")
    if negative:
        body = body[1:-1]
    percent = body.endswith("%")
    body = body.removesuffix("%").strip()
    sign = "-" if body.startswith("-") else ""
    body = _CURRENCY.sub("", re.sub("^[+-]", "", body).strip()).strip()
    thousands = "." if decimal == "," else ","
    grouped = re.fullmatch(rf"\d{{1,3}}(?:[{thousands} ']\d{{3}})+(?:\{decimal}\d*)?", body)
    if grouped:
        body = re.sub(rf"[{thousands} ']", "", body)
    body = body.replace(decimal, ".") if decimal != "." else body
    if not re.fullmatch(r"\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+", body):
        raise CellError("this is not a number", "Write digits only, such as 1200.5; leave the cell blank if unknown")
    value = float(sign + body)
    if abs(value) > _LARGEST:
        raise CellError("this number is too large to be true", "Check the number of digits")
    value = -value if negative else value
    return value / 100 if percent else value


def _number(value: Any, info: ValidationInfo) -> Any:
    return parse_number(value, _reading(info).decimal) if isinstance(value, str) else value


def _money(value: Any, info: ValidationInfo) -> Any:
    reading = _reading(info)
    return parse_number(value, reading.decimal) * reading.money_unit if isinstance(value, str) else value


def _ceiling(value: Any, info: ValidationInfo) -> Any:
    if isinstance(value, str) and value.strip().lower() == "unlimited":
        return None
    return _money(value, info)


def _whole(value: Any, info: ValidationInfo) -> Any:
    if not isinstance(value, str):
        return value
    number = parse_number(value, _reading(info).decimal)
    if number != int(number):
        raise CellError("this must be a whole number", f"Write {round(number)}, without decimals")
    return int(number)


def _flag(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    word = value.strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise CellError("this must be yes or no", "Write yes or no (true and false, 1 and 0 are read as well)")


def _month(text: str) -> int:
    try:
        return parse_month(text)
    except ValueError as error:
        raise CellError(str(error), _DATE_REMEDY) from error


def _offset(value: Any, info: ValidationInfo) -> Any:
    if isinstance(value, str):
        return _month(value) - _reading(info).planning_month
    if isinstance(value, date):
        return ordinal_of(value) - _reading(info).planning_month
    return value


def _ordinal(value: Any) -> Any:
    if isinstance(value, str):
        return _month(value)
    return ordinal_of(value) if isinstance(value, date) else value


def _day(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return parse_day(value)
        except ValueError as error:
            raise CellError(str(error), _DATE_REMEDY) from error
    return value.date() if isinstance(value, datetime) else value


def _word(value: Any) -> Any:
    return re.sub(r"[\s_-]+", " ", value.strip().lower()) if isinstance(value, str) else value


def _rag(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    word = re.sub(r"[\s_/-]+", " ", value.strip().lower())
    return _RAG.get(word, word)


def _names(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(name.strip() for name in re.split("[;,]", value) if name.strip())
    return value


def this_month() -> int:
    """The ordinal of the current month."""
    return ordinal_of(today())


Number = Annotated[float, BeforeValidator(_number), Field(allow_inf_nan=False)]
Positive = Annotated[Number, Field(ge=0)]
Share = Annotated[Number, Field(ge=0, le=1)]
Money = Annotated[float, BeforeValidator(_money), Field(allow_inf_nan=False)]
Cost = Annotated[Money, Field(ge=0)]
Ceiling = Annotated[Annotated[float, Field(ge=0, allow_inf_nan=False)] | None, BeforeValidator(_ceiling)]
"""The most money allowed; the word ``unlimited`` becomes ``None``."""
Whole = Annotated[int, BeforeValidator(_whole)]
Flag = Annotated[bool, BeforeValidator(_flag)]
MonthOffset = Annotated[int, BeforeValidator(_offset)]
MonthOrdinal = Annotated[int, BeforeValidator(_ordinal)]
Day = Annotated[date, BeforeValidator(_day)]
Word = BeforeValidator(_word)
"""Put beside an enumeration: letters' case, spaces, hyphens and underscores do not matter."""
Rag = BeforeValidator(_rag)
"""Put beside :class:`~engine.portfolio.vocabulary.Health`: five-point scales are mapped to green, amber, red."""
Names = Annotated[tuple[str, ...], BeforeValidator(_names)]
"""Several names in one cell, separated by ``;`` or ``,``."""
