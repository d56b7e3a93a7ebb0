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

_TRUE = frozenset({"true", "yes", "y", "1", "x", "t", "wahr", "vrai"})
_FALSE = frozenset({"false", "no", "n", "0", "f", "falsch", "faux"})
_CURRENCY = re.compile(r"^(?:[A-Z]{3}\s|[A-Z]{0,2}[$€£¥])|(?:\s?[€£$¥]|\s[A-Z]{3})$")


@dataclass(frozen=True, slots=True)
class Reading:
    """How the text of one portfolio is to be read.

    ``planning_month`` is the ordinal of month 0, ``money_unit`` multiplies every amount of money, and
    ``decimal`` is the sign between units and tenths.
    """

    planning_month: int = 0
    money_unit: float = 1.0
    decimal: str = "."


def _reading(info: ValidationInfo) -> Reading:
    return info.context if isinstance(info.context, Reading) else Reading()


def parse_number(text: str, decimal: str = ".") -> float:
    """A number as people write it: ``1,200.5``, ``£4200``, ``(300)``, ``12 %`` (which is 0.12).

    Raises:
        ValueError: the text is no finite number.
    """
    body = text.strip().replace("\u00a0", " ").replace("\u2212", "-")
    negative = body.startswith("(") and body.endswith(")")
    if negative:
        body = body[1:-1]
    percent = body.endswith("%")
    body = body.removesuffix("%").strip()
    sign = "-" if body.startswith("-") else ""
    body = _CURRENCY.sub("", body.lstrip("+-").strip()).strip()
    thousands = "." if decimal == "," else ","
    grouped = re.fullmatch(rf"\d{{1,3}}(?:[{thousands} ']\d{{3}})+(?:\{decimal}\d*)?", body)
    if grouped:
        body = re.sub(rf"[{thousands} ']", "", body)
    body = body.replace(decimal, ".") if decimal != "." else body
    if not re.fullmatch(r"\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+", body):
        raise ValueError("this is not a number")
    value = float(sign + body)
    if abs(value) == float("inf"):
        raise ValueError("this number is too large")
    value = -value if negative else value
    return value / 100 if percent else value


def _number(value: Any, info: ValidationInfo) -> Any:
    return parse_number(value, _reading(info).decimal) if isinstance(value, str) else value


def _money(value: Any, info: ValidationInfo) -> Any:
    reading = _reading(info)
    return parse_number(value, reading.decimal) * reading.money_unit if isinstance(value, str) else value


def _whole(value: Any, info: ValidationInfo) -> Any:
    if not isinstance(value, str):
        return value
    number = parse_number(value, _reading(info).decimal)
    if number != int(number):
        raise ValueError("this must be a whole number")
    return int(number)


def _flag(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    word = value.strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ValueError("this must be yes or no")


def _offset(value: Any, info: ValidationInfo) -> Any:
    if isinstance(value, str):
        return parse_month(value) - _reading(info).planning_month
    if isinstance(value, date):
        return ordinal_of(value) - _reading(info).planning_month
    return value


def _ordinal(value: Any) -> Any:
    if isinstance(value, str):
        return parse_month(value)
    return ordinal_of(value) if isinstance(value, date) else value


def _day(value: Any) -> Any:
    if isinstance(value, str):
        return parse_day(value)
    return value.date() if isinstance(value, datetime) else value


def _word(value: Any) -> Any:
    return re.sub(r"[\s_-]+", " ", value.strip().lower()) if isinstance(value, str) else value


def this_month() -> int:
    """The ordinal of the current month."""
    return ordinal_of(today())


Number = Annotated[float, BeforeValidator(_number), Field(allow_inf_nan=False)]
Positive = Annotated[Number, Field(ge=0)]
Share = Annotated[Number, Field(ge=0, le=1)]
Money = Annotated[float, BeforeValidator(_money), Field(allow_inf_nan=False)]
Cost = Annotated[Money, Field(ge=0)]
Whole = Annotated[int, BeforeValidator(_whole)]
Flag = Annotated[bool, BeforeValidator(_flag)]
MonthOffset = Annotated[int, BeforeValidator(_offset)]
MonthOrdinal = Annotated[int, BeforeValidator(_ordinal)]
Day = Annotated[date, BeforeValidator(_day)]
Word = BeforeValidator(_word)
"""Put beside an enumeration: letters' case, spaces, hyphens and underscores do not matter."""
