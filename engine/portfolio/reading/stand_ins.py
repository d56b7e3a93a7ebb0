"""Columns that may stand in for another: the last month of work for a duration, a yearly benefit for a monthly one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from engine.portfolio.model.calendar import iso_month
from engine.portfolio.model.fields import Flag, MonthOffset, Reading, read_money, read_number
from engine.portfolio.model.numbers import CellError
from engine.portfolio.model.project import Project
from engine.portfolio.model.record import Record
from engine.portfolio.model.resources import Pool

STAND_INS: Mapping[type[Record], Mapping[str, str]] = {
    Project: {"planned_end": "duration_months", "benefit_per_year": "benefit_per_month"},
}
"""Table → column that may stand in → the column it stands in for."""

STAND_IN_DATES = frozenset({"planned_end"})
STAND_IN_NUMBERS = frozenset({"benefit_per_year"})

_FLEX_PREMIUM = 1.5
_CAPACITY_SOURCES = ("headcount", "business_as_usual_share", "days_per_person")
_MONTH: TypeAdapter[int] = TypeAdapter(MonthOffset)
_FLAG: TypeAdapter[bool] = TypeAdapter(Flag)
_KEEP_ONE = "Keep one of the two, or let them agree"
_ROUNDING = 1e-9


class StandInError(ValueError):
    """A column that stands in for another cannot be used; ``column`` names it."""

    def __init__(self, column: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.column = column
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Completed:
    """The values of a row with what its stand-ins say, and the stand-ins that cannot be used."""

    values: dict[str, Any]
    faults: tuple[StandInError, ...] = ()


def stand_ins_of(record: type[Record]) -> frozenset[str]:
    """The columns of a table that stand in for others and are no figures of their own."""
    return frozenset(STAND_INS.get(record, {}))


def with_stand_ins(record: type[Record], values: Mapping[str, Any], reading: Reading) -> Completed:
    """The values of a row, with those worked out that another column stands in for, and without the stand-ins.

    Capacity follows from the headcount, the price of a flex day from the day rate; the duration from the last month
    of work, the monthly benefit from the yearly one. A blank stand-in says nothing; one that cannot be read or
    contradicts the column that it stands in for is a fault.
    """
    if record is Pool:
        return Completed({**values, **_pool_figures(values, reading)})
    if record not in STAND_INS:
        return Completed(dict(values))
    worked_out = {name: value for name, value in values.items() if name not in stand_ins_of(record)}
    faults = []
    for column in sorted(stand_ins_of(record) & values.keys()):
        try:
            figure = _FIGURES[column](values, reading)
            if figure is not None:
                _put(worked_out, column, figure, reading)
        except StandInError as error:
            faults.append(error)
    return Completed(worked_out, tuple(faults))


def _put(values: dict[str, Any], column: str, figure: float, reading: Reading) -> None:
    """The figure in the column that it stands for, unless that says something else."""
    name = STAND_INS[Project][column]
    if name in values:
        try:
            said = (read_money if name == "benefit_per_month" else read_number)(values[name], reading.of(name))
        except CellError:
            return
        if abs(said - figure) > _ROUNDING * max(1.0, abs(said)):
            raise StandInError(column, f"this does not agree with {name}, which says {values[name]}", _KEEP_ONE)
        return
    values[name] = figure


def _monthly(values: Mapping[str, Any], reading: Reading) -> float:
    try:
        return read_money(values["benefit_per_year"], reading.of("benefit_per_year")) / 12
    except CellError as error:
        raise StandInError("benefit_per_year", str(error), error.remedy) from error


def _duration(values: Mapping[str, Any], reading: Reading) -> int | None:
    """Months from the start, or from month 0 where work has begun, up to and with the last month of work.

    None where the start cannot be read, which its own column reports.
    """
    try:
        end = _MONTH.validate_python(values["planned_end"], context=reading.of("planned_end"))
    except ValidationError as error:
        cause = error.errors()[0].get("ctx", {}).get("error")
        remedy = cause.remedy if isinstance(cause, CellError) else "Write a month as 2026-11"
        raise StandInError("planned_end", str(cause or "this is not a date"), remedy) from error
    try:
        start = _MONTH.validate_python(values["planned_start"], context=reading.of("planned_start"))
        under_way = _FLAG.validate_python(values.get("in_flight", False))
    except (KeyError, ValidationError):
        return None
    first = 0 if under_way else max(0, start)
    if end < first:
        month = iso_month(reading.planning_month + first)
        message = f"work ends before {month}, the first month in which any can be done"
        raise StandInError(
            "planned_end", message, "Write the last month of the work that remains, or remove the project if it is done"
        )
    return end - first + 1


_FIGURES: Mapping[str, Callable[[Mapping[str, Any], Reading], float | None]] = {
    "benefit_per_year": _monthly,
    "planned_end": _duration,
}


def _pool_figures(values: Mapping[str, str], reading: Reading) -> dict[str, float]:
    """Capacity from the headcount and the price of a flex day from the day rate; none where a cell is unreadable."""
    figures: dict[str, float] = {}
    try:
        if "flex_day_rate" not in values:
            rate = read_money(values.get("day_rate", "0"), reading)
            figures["flex_day_rate"] = max(0.0, _FLEX_PREMIUM * rate)
        if "capacity_per_month" not in values and "headcount" in values:
            people, usual, days = (
                read_number(values.get(name, blank), reading)
                for name, blank in zip(_CAPACITY_SOURCES, ("0", "0", "18"), strict=True)
            )
            figures["capacity_per_month"] = max(0.0, people * days * (1 - usual))
    except CellError:
        return figures
    return figures
