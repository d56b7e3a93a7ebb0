"""What is wrong with a value and how to mend it, in the words of the person who filled in the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from enum import Enum
from types import UnionType
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from engine.portfolio.model.lever_limits import LEVERS, LeverKind
from engine.portfolio.model.near_miss import nearest
from engine.portfolio.model.numbers import DECIMAL_SIGNS, CellError, parse_figure

_HOW_TO_FILL = {
    "project_id": "Write the id of the project, as in the table projects",
    "pool_id": "Write the id of the pool, as in the table pools",
    "planned_start": "Write the month in which work starts, such as 2026-11",
    "duration_months": "Write the months of work that remain, such as 6",
    "remaining_cost": "Write the external cost still to come; 0 if there is none",
    "benefit_per_month": "Write the net benefit per month at full run-rate; 0 if there is none",
    "capacity_per_month": "Write the person-days available per month, or fill in headcount",
    "person_days": "Write the person-days of work that remain",
    "month": "Write a month, such as 2026-11",
    "capacity": "Write the person-days available in that month",
    "predecessor": "Write the id of the project that comes first",
    "money": "Write the most money that may be at stake, or unlimited",
    "successor": "Write the id of the project that waits",
}
_WRONG_KIND = {
    "bool": ("this must be yes or no", "Write yes or no"),
    "date": ("this is not a date", "Write a day as 2026-11-22"),
    "dict": ("this must be a list of keys with values", "Write it as `key: value`, one a line"),
    "finite": ("this is not a finite number", "Write a number, such as 1200.5"),
    "float": ("this is not a number", "Write a number, such as 1200.5"),
    "frozen": ("this must be a list", "Write each item in a line of its own that begins with a dash"),
    "int": ("this must be a whole number", "Write a whole number, such as 6"),
    "list": ("this must be a list", "Write each item in a line of its own that begins with a dash"),
    "model": ("this must be a list of keys with values", "Write it as `key: value`, one a line"),
    "string": ("this must be a piece of text", "Write a word or a sentence"),
    "tuple": ("this must be a list", "Write each item in a line of its own that begins with a dash"),
}


def in_plain_words(error: ErrorDetails, record: type[BaseModel], column: str) -> tuple[str, str]:
    """Message and remedy for one finding of the validation of a ``record`` in a ``column``."""
    context: Mapping[str, Any] = error.get("ctx", {})
    cause = context.get("error")
    if isinstance(cause, CellError):
        return str(cause), cause.remedy
    explain = _TELL.get(error["type"])
    if explain:
        return explain(error, record, column)
    return _WRONG_KIND.get(error["type"].split("_")[0], ("this value cannot be used", "Correct it or leave it blank"))


def keys_of(place: Sequence[str | int], content: Any) -> tuple[str | int, ...]:
    """A place that validation names, as the keys that a person wrote; ``content`` is what was validated.

    Small mappings become sorted pairs, so validation says ``('capacity', 0, 1)`` of the value of the first pool.
    """
    keys: list[str | int] = []
    steps = iter(place)
    for step in steps:
        if isinstance(step, int) and isinstance(content, Mapping) and step < len(content):
            step = sorted(map(str, content))[step]
            next(steps, None)
        keys.append(step)
        content = _below(content, step)
    return tuple(keys)


def _below(content: Any, step: str | int) -> Any:
    if isinstance(content, Mapping):
        return content.get(step)
    return content[step] if isinstance(content, list | tuple) and isinstance(step, int) else None


def _blank(_error: ErrorDetails, _record: type[BaseModel], column: str) -> tuple[str, str]:
    return "this must not be blank", _HOW_TO_FILL.get(column, f"Fill in {column}")


def _no_such_word(error: ErrorDetails, record: type[BaseModel], column: str) -> tuple[str, str]:
    words = _choices(record, column)
    match = nearest(str(error["input"]), words, likeness=0.5)
    meant = f", perhaps {match}" if match else ""
    return f"this is none of the words that {column} may hold", f"Write one of: {', '.join(words)}{meant}"


def _too_large(error: ErrorDetails, _record: type[BaseModel], column: str) -> tuple[str, str]:
    limit = float(error["ctx"].get("le", error["ctx"].get("lt", 0)))
    value = _number(error["input"])
    is_share = limit == 1 or (column in LEVERS and LEVERS[column].kind is LeverKind.SHARE)
    if not is_share or value is None:
        return f"{column} cannot be more than {limit:,.10g}", f"Write a number up to {limit:,.10g}"
    what = f"{column} cannot be more than {limit:g}"
    if limit == 1:
        what = f"a {'probability' if 'probability' in column else 'share'} cannot be more than 1"
    if value <= 100 * limit:
        return what, f"Write {value / 100:.4g} or {value:g} % if {value:g} percent is meant"
    return what, f"Write a number from 0 to {limit:g}, such as {limit * 0.7:.2f} or {limit * 70:g} %"


def _too_small(error: ErrorDetails, _record: type[BaseModel], column: str) -> tuple[str, str]:
    limit = float(error["ctx"].get("ge", error["ctx"].get("gt", 0)))
    value = _number(error["input"])
    if column.endswith(("duration", "duration_months")):
        if value is not None and value < 0:
            return "a duration cannot be negative", "Write the months of work that remain, 1 or more"
        return "a duration must be at least 1 month", "Write 1, or remove the project if its work is done"
    if limit == 0 and "ge" in error["ctx"]:
        return f"{column} cannot be negative", "Write 0 or a positive number, without a minus sign"
    more = "at least" if "ge" in error["ctx"] else "more than"
    return f"{column} must be {more} {limit:g}", f"Write a number of {more} {limit:g}"


def _number(value: Any) -> float | None:
    """The number that a person wrote, with either decimal sign; None for anything else."""
    for decimal in DECIMAL_SIGNS if isinstance(value, str) else ():
        with suppress(CellError):
            return parse_figure(value, decimal)
    return float(value) if isinstance(value, int | float) else None


def _unknown_key(_error: ErrorDetails, record: type[BaseModel], column: str) -> tuple[str, str]:
    keys = [field.alias or name for name, field in record.model_fields.items()]
    match = nearest(column, keys)
    return "this key is not known", f"Did you mean {match}?" if match else f"Known keys: {', '.join(keys)}"


def _choices(record: type[BaseModel], column: str) -> tuple[str, ...]:
    """The words that a column may hold, from its annotation."""
    field = record.model_fields.get(column)
    pending = [field.annotation] if field else []
    while pending:
        kind = pending.pop()
        if isinstance(kind, type) and issubclass(kind, Enum):
            return tuple(str(member.value) for member in kind)
        if isinstance(kind, UnionType) or get_args(kind):
            pending += get_args(kind)
    return ()


_TELL: dict[str, Callable[[ErrorDetails, type[BaseModel], str], tuple[str, str]]] = {
    "missing": _blank,
    "string_too_short": _blank,
    "enum": _no_such_word,
    "less_than_equal": _too_large,
    "less_than": _too_large,
    "greater_than_equal": _too_small,
    "greater_than": _too_small,
    "extra_forbidden": _unknown_key,
}
