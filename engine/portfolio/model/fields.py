"""Types of single cells: what a spreadsheet writes on the left, what the engine computes with on the right.

Each type accepts its own Python value unchanged, so objects can be built in code, and reads text, so
they can be built from a table. Reading needs a :class:`Reading` as pydantic's validation context.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any, get_args

from pydantic import BeforeValidator, Field, ValidationInfo
from pydantic.fields import FieldInfo

from engine.portfolio.model.calendar import DateOrder, ordinal_of, parse_day, today
from engine.portfolio.model.numbers import (
    DECIMAL_SIGNS,
    CellError,
    StoredNumber,
    certain_sign,
    parse_figure,
    parse_money,
    parse_number,
    parse_quantity,
    readings_of,
    refuse_time,
    refuse_unit,
)

_DATE_REMEDY = "Write a month as 2026-11 or a day as 2026-11-22"
_TRUE = frozenset({"true", "yes", "y", "1", "x", "t", "wahr", "vrai", "ja", "oui"})
_FALSE = frozenset({"false", "no", "n", "0", "f", "falsch", "faux", "nein", "non"})
_RAG = {
    **dict.fromkeys(("g", "green amber", "amber green", "5", "4"), "green"),
    **dict.fromkeys(("a", "yellow", "orange", "3"), "amber"),
    **dict.fromkeys(("r", "red amber", "amber red", "2", "1"), "red"),
}
"""Five-point scales on three: amber/green counts as green and amber/red as red; 5 is the lowest risk and 1 the
highest, as in the ratings of chief information officers on the United States' IT Dashboard, which are shown so."""


_QUEUES = dict.fromkeys(("first come", "one after another", "first come, first served"), "queue")
"""Other words for work that is done one project after another, in the order of the plan."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How the text of one portfolio is to be read.

    ``planning_month`` is the ordinal of month 0, ``money_unit`` multiplies every amount of money, ``decimal`` is the
    sign between units and tenths (None: not said), ``date_order`` puts 03/04/2027 in order (None: not said), and
    ``currency`` is the code of the only currency whose marks may stand beside money. ``alone`` says that no other
    cell tells how a number is written, as in ``portfolio.yaml``; ``from_1904``, that numbers of days count from 1904.
    ``apart`` are columns that stand in another file, which is written in its own way, and how that is read.
    """

    planning_month: int = 0
    money_unit: float = 1.0
    decimal: str | None = None
    date_order: DateOrder | None = None
    currency: str = "GBP"
    alone: bool = False
    from_1904: bool = False
    apart: Mapping[str, Reading] = field(default_factory=dict, hash=False)

    def of(self, column: str | None) -> Reading:
        """How one column is read; ``None`` for a value outside a column."""
        return self.apart.get(column, self) if column else self


def _reading(info: ValidationInfo) -> Reading:
    context = info.context
    if not isinstance(context, Reading):
        return Reading()
    return context.of(info.field_name) if context.apart else context


def _decimal(text: str, reading: Reading) -> str:
    """The decimal sign with which one number is read."""
    if isinstance(text, StoredNumber):
        return "."
    certain = certain_sign(text) if reading.alone and reading.decimal else None
    return certain or reading.decimal or "."


def read_number(text: str, reading: Reading) -> float:
    """A number as one portfolio writes it; raises :class:`~engine.portfolio.model.numbers.CellError`."""
    return parse_number(text, _decimal(text, reading))


def read_quantity(text: str, reading: Reading) -> float:
    """A number of things, such as days or people, as one portfolio writes it.

    Raises:
        CellError: it is no such number, or it stands alone and nothing says what 1.200 is.
    """
    _refuse_two_ways(text, reading)
    return parse_quantity(text, _decimal(text, reading))


def read_money(text: str, reading: Reading) -> float:
    """An amount as one portfolio writes it, in single units of its currency.

    Raises:
        CellError: it is no amount in that currency, or it stands alone and nothing says what 500.000 is.
    """
    refuse_unit(text, reading.money_unit)
    return _amount(text, reading) * reading.money_unit


def read_figure(text: str, reading: Reading) -> float:
    """A number that may be money, a share or a count, as one portfolio writes it, without the unit of its money.

    Raises:
        CellError: it is no number, or an amount in another currency.
    """
    return parse_figure(text, _decimal(text, reading), reading.currency)


def _number(value: Any, info: ValidationInfo) -> Any:
    return read_number(value, _reading(info)) if isinstance(value, str) else value


def _factor(value: Any, info: ValidationInfo) -> Any:
    return _amount(value, _reading(info)) if isinstance(value, str) else value


def _quantity(value: Any, info: ValidationInfo) -> Any:
    if not isinstance(value, str):
        return value
    refuse_time(value, _time_unit(info.field_name or ""))
    return read_quantity(value, _reading(info))


def _money(value: Any, info: ValidationInfo) -> Any:
    return read_money(value, _reading(info)) if isinstance(value, str) else value


def _amount(text: str, reading: Reading) -> float:
    _refuse_two_ways(text, reading)
    return parse_money(text, _decimal(text, reading), reading.currency)


def _refuse_two_ways(text: str, reading: Reading) -> None:
    if not reading.alone or reading.decimal or "." not in text or isinstance(text, StoredNumber):
        return
    readings = readings_of(text)
    if readings:
        large, small = readings
        message = f"this can mean {large:.0f} or {small:g}"
        raise CellError(message, f'Write {large:.0f} or {small:g}, or say which sign is the decimal sign: decimal: ","')


def _ceiling(value: Any, info: ValidationInfo) -> Any:
    if isinstance(value, str) and value.strip().lower() == "unlimited":
        return None
    return _money(value, info)


def _whole(value: Any, info: ValidationInfo) -> Any:
    if not isinstance(value, str):
        return value
    refuse_time(value, _time_unit(info.field_name or ""))
    number = read_quantity(value, _reading(info))
    if number != int(number):
        raise CellError("this must be a whole number", f"Write {round(number)}, without decimals")
    return int(number)


def _time_unit(column: str) -> str:
    """The unit of time in which a column of quantities is: months of a plan, or days of work."""
    return "months" if column.endswith(("months", "duration", "month_offset")) else "days"


def _decimal_sign(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    word = value.strip().strip("\"'").strip().lower()
    sign = {"comma": ",", "point": "."}.get(word, word)
    if sign not in DECIMAL_SIGNS:
        raise CellError("this is no decimal sign", 'Write "," for 1.200,5 or "." for 1,200.5')
    return sign


def _order(value: Any) -> Any:
    return re.sub("[^a-z]", "", value.lower()) if isinstance(value, str) else value


def _flag(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    word = value.strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise CellError("this must be yes or no", "Write yes or no (true and false, 1 and 0 are read as well)")


def _ordinal(value: Any, info: ValidationInfo) -> Any:
    day = _day(value, info)
    return ordinal_of(day) if isinstance(day, date) else day


def _offset(value: Any, info: ValidationInfo) -> Any:
    day = _day(value, info)
    return ordinal_of(day) - _reading(info).planning_month if isinstance(day, date) else day


def _day(value: Any, info: ValidationInfo) -> Any:
    if isinstance(value, str):
        reading = _reading(info)
        try:
            return parse_day(value, reading.date_order, from_1904=reading.from_1904)
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


def _todays_policy(value: Any) -> Any:
    word = _word(value)
    return _QUEUES.get(word, word) if isinstance(word, str) else word


def _names(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(name.strip() for name in re.split("[;,]", value) if name.strip())
    return value


def this_month() -> int:
    """The ordinal of the current month."""
    return ordinal_of(today())


Number = Annotated[float, BeforeValidator(_number), Field(allow_inf_nan=False)]
Positive = Annotated[Number, Field(ge=0)]
SignedNumber = Annotated[float, BeforeValidator(_quantity), Field(allow_inf_nan=False)]
"""A number of things, also below 0, which is never written as a percentage."""
PlainNumber = Annotated[SignedNumber, Field(ge=0)]
"""A number of things, such as person-days or people, which is never written as a percentage."""
ShareField = Annotated[Number, Field(ge=0, le=1)]
Factor = Annotated[float, BeforeValidator(_factor), Field(allow_inf_nan=False)]
"""What one unit of money in the files is worth."""
MoneyField = Annotated[float, BeforeValidator(_money), Field(allow_inf_nan=False)]
Cost = Annotated[MoneyField, Field(ge=0)]
Ceiling = Annotated[Annotated[float, Field(ge=0, allow_inf_nan=False)] | None, BeforeValidator(_ceiling)]
"""The most money allowed; the word ``unlimited`` becomes ``None``."""
DecimalSign = Annotated[str, BeforeValidator(_decimal_sign)]
Order = Annotated[DateOrder, BeforeValidator(_order)]
WholeField = Annotated[int, BeforeValidator(_whole)]
Flag = Annotated[bool, BeforeValidator(_flag)]
MonthOffset = Annotated[int, BeforeValidator(_offset)]
MonthOrdinal = Annotated[int, BeforeValidator(_ordinal)]
Day = Annotated[date, BeforeValidator(_day)]
Word = BeforeValidator(_word)
"""Put beside an enumeration: letters' case, spaces, hyphens and underscores do not matter."""
Rag = BeforeValidator(_rag)
"""Put beside :class:`~engine.portfolio.model.vocabulary.Health`: five-point scales are mapped to green, amber, red."""
TODAYS_POLICY = BeforeValidator(_todays_policy)
"""Put beside :class:`~engine.portfolio.model.vocabulary.TodaysPolicy`: several words mean one after another."""
Names = Annotated[tuple[str, ...], BeforeValidator(_names)]
"""Several names in one cell, separated by ``;`` or ``,``."""


_MONEY = frozenset({_factor, _money, _ceiling})
_NUMBERS = _MONEY | {_number, _quantity, _whole}
_DATES = frozenset({_offset, _ordinal, _day})


def holds_number(field: FieldInfo) -> bool:
    """True when a field is read from the text of a number or an amount of money."""
    return bool(_NUMBERS & set(_readers(field.metadata, field.annotation)))


def holds_money(field: FieldInfo) -> bool:
    """True when a field is read from the text of an amount of money."""
    return bool(_MONEY & set(_readers(field.metadata, field.annotation)))


def holds_date(field: FieldInfo) -> bool:
    """True when a field is read from the text of a day or a month."""
    return bool(_DATES & set(_readers(field.metadata, field.annotation)))


def holds_month(field: FieldInfo) -> bool:
    """True when a field is read from the text of a month, of which the day does not matter."""
    return bool({_offset, _ordinal} & set(_readers(field.metadata, field.annotation)))


def holds_flag(field: FieldInfo) -> bool:
    """True when a field is read from yes or no."""
    return _flag in set(_readers(field.metadata, field.annotation))


def _readers(metadata: Iterable[Any], annotation: Any) -> Iterator[Any]:
    """The functions that read text on the way to an annotation."""
    yield from (item.func for item in metadata if isinstance(item, BeforeValidator))
    for part in get_args(annotation):
        if not isinstance(annotation, type):
            yield from _readers(getattr(part, "__metadata__", ()), part)
