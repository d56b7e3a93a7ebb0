"""What a formula is worth for one row: numbers, dates, texts and yes/no; a blank makes the result blank."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from engine.portfolio.importing.formula import Literal, NameNode, Node
from engine.portfolio.importing.series import Series
from engine.portfolio.model.calendar import first_day, ordinal_of

Value = float | date | str | bool | Series | None
"""What a field holds; ``None`` is a blank."""

_ALL_WHOLE = 2.0**52


class EvaluationError(ValueError):
    """A formula has no result for a row, such as a division by zero."""


def evaluate(tree: Node, names: Mapping[str, Value]) -> Value:
    """The value of a formula's tree, given the values of its names.

    A blank argument makes the result blank, except in ``first``, ``is_blank`` and a condition, where a blank is no.

    Raises:
        EvaluationError: division by zero, a number too large, or kinds of value that do not go together.
    """
    if isinstance(tree, Literal):
        return tree.value
    if isinstance(tree, NameNode):
        return names[tree.name]
    if tree.function in _LAZY:
        _, lazy = _LAZY[tree.function]
        return lazy(tree.arguments, names)
    _, function = _STRICT[tree.function]
    values = [evaluate(argument, names) for argument in tree.arguments]
    if any(value is None for value in values):
        return None
    result = function(*values)
    if isinstance(result, float) and not math.isfinite(result):
        raise EvaluationError(f"the result of {tree.function!r} is too large")
    return result


def rounded(number: float, digits: int = 0) -> float:
    """A number to so many digits after the point, halves upwards: 2.5 is 3, -2.5 is -2. The one rule of imports."""
    scale = 10.0**digits
    if abs(number) >= _ALL_WHOLE:
        return number
    return math.floor(number * scale + 0.5) / scale


def _number(value: Value) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise EvaluationError(f"a number is needed, but there is {_kind(value)} ({value})")
    return float(value)


def _date(value: Value) -> date:
    if not isinstance(value, date):
        raise EvaluationError(f"a date is needed, but there is {_kind(value)} ({value})")
    return value


def _series(value: Value) -> Series:
    if not isinstance(value, Series):
        raise EvaluationError(f"amounts by month are needed, but there is {_kind(value)} ({value})")
    return value


def _kind(value: Value) -> str:
    if isinstance(value, bool):
        return "a yes or no"
    if isinstance(value, date):
        return "a date"
    if isinstance(value, Series):
        return "amounts by month"
    return "a text" if isinstance(value, str) else "a number"


def _true(value: Value) -> bool:
    if value is None:
        return False
    if not isinstance(value, bool):
        raise EvaluationError(f"a condition is needed, but there is {_kind(value)} ({value})")
    return value


def _divide(a: Value, b: Value) -> float:
    divisor = _number(b)
    if divisor == 0:
        raise EvaluationError("this divides by zero")
    return _number(a) / divisor


def _same_kind(*values: Value) -> None:
    kinds = {_kind(value) for value in values}
    if len(kinds) > 1 or _kind(Series(())) in kinds:
        raise EvaluationError(f"{' and '.join(sorted(kinds))} cannot be compared")


def _smallest(*values: Value) -> Value:
    _same_kind(*values)
    return min(values)  # type: ignore[type-var]


def _largest(*values: Value) -> Value:
    _same_kind(*values)
    return max(values)  # type: ignore[type-var]


def _less(a: Value, b: Value) -> bool:
    _same_kind(a, b)
    return a < b  # type: ignore[operator]


def _equal(a: Value, b: Value) -> bool:
    _same_kind(a, b)
    return a == b


def _months_after(day: Value, months: Value) -> date:
    ordinal = ordinal_of(_date(day)) + int(rounded(_number(months)))
    if not 12 <= ordinal < 12 * 9999:
        raise EvaluationError("this date lies outside the calendar")
    return first_day(ordinal)


def _days_after(day: Value, days: Value) -> date:
    try:
        return _date(day) + timedelta(days=rounded(_number(days)))
    except OverflowError as error:
        raise EvaluationError("this date lies outside the calendar") from error


def _root(value: Value) -> float:
    number = _number(value)
    if number < 0:
        raise EvaluationError("a negative number has no square root")
    return math.sqrt(number)


def _if(arguments: tuple[Node, ...], names: Mapping[str, Value]) -> Value:
    condition, *choices = arguments
    if _true(evaluate(condition, names)):
        return evaluate(choices[0], names)
    return evaluate(choices[1], names) if len(choices) > 1 else None


def _first(arguments: tuple[Node, ...], names: Mapping[str, Value]) -> Value:
    for argument in arguments:
        value = evaluate(argument, names)
        if value is not None:
            return value
    return None


def _is_blank(arguments: tuple[Node, ...], names: Mapping[str, Value]) -> Value:
    return evaluate(arguments[0], names) is None


def _and(arguments: tuple[Node, ...], names: Mapping[str, Value]) -> Value:
    return all(_true(evaluate(argument, names)) for argument in arguments)


def _or(arguments: tuple[Node, ...], names: Mapping[str, Value]) -> Value:
    return any(_true(evaluate(argument, names)) for argument in arguments)


def _not(arguments: tuple[Node, ...], names: Mapping[str, Value]) -> Value:
    return not _true(evaluate(arguments[0], names))


# Lazy: what is not needed is not worked out, so that `if(months = 0, 0, cost / months)` has a value for every row.
_Lazy = Callable[[tuple[Node, ...], Mapping[str, Value]], Value]
_LAZY: dict[str, tuple[tuple[int, ...], _Lazy]] = {
    "if": ((2, 3), _if),
    "first": ((), _first),
    "is_blank": ((1,), _is_blank),
    "and": ((2,), _and),
    "or": ((2,), _or),
    "not ": ((1,), _not),
}

# How many values each takes (none said: one or more) and what it does with them; a sign with a blank has one operand.
_STRICT: dict[str, tuple[tuple[int, ...], Callable[..., Value]]] = {
    "+": ((2,), lambda a, b: _number(a) + _number(b)),
    "-": ((2,), lambda a, b: _number(a) - _number(b)),
    "*": ((2,), lambda a, b: _number(a) * _number(b)),
    "/": ((2,), _divide),
    "- ": ((1,), lambda a: -_number(a)),
    "+ ": ((1,), _number),
    "<": ((2,), _less),
    ">": ((2,), lambda a, b: _less(b, a)),
    "<=": ((2,), lambda a, b: not _less(b, a)),
    ">=": ((2,), lambda a, b: not _less(a, b)),
    "=": ((2,), _equal),
    "!=": ((2,), lambda a, b: not _equal(a, b)),
    "min": ((), _smallest),
    "max": ((), _largest),
    "clip": ((3,), lambda value, low, high: _smallest(_largest(value, low), high)),
    "abs": ((1,), lambda a: abs(_number(a))),
    "round": ((1,), lambda a: rounded(_number(a))),
    "sqrt": ((1,), _root),
    "months_between": ((2,), lambda a, b: float(ordinal_of(_date(b)) - ordinal_of(_date(a)))),
    "months_after": ((2,), _months_after),
    "days_after": ((2,), _days_after),
    "total": ((1,), lambda a: _series(a).total()),
    "total_from": ((2,), lambda a, day: _series(a).total_from(_date(day))),
    "first_month": ((1,), lambda a: _series(a).first_month()),
    "month_after": ((1,), lambda a: _series(a).month_after()),
    "largest": ((1,), lambda a: _series(a).largest()),
}

FUNCTIONS: dict[str, tuple[int, ...]] = {
    name: counts
    for name, (counts, _) in (*_LAZY.items(), *_STRICT.items())
    if name.isidentifier() and name not in {"and", "or"}
}
"""What a formula may call and how many values each takes; an empty tuple is one or more."""
