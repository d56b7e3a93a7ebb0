"""Single cells: the text of the source on the left, a value that formulas know in the middle, our text on the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from engine.portfolio.calendar import parse_day
from engine.portfolio.fields import parse_number
from engine.portfolio.importing.evaluation import Value
from engine.portfolio.importing.mapping import Kind
from engine.portfolio.importing.words import fits
from engine.portfolio.objects import Project

_MONTHS = frozenset(
    {
        "planned_start",
        "approved_finish",
        "benefit_end",
        "deadline",
        "earliest_start",
        "latest_finish",
        "baseline_finish",
        "forecast_finish",
        "as_of",
    }
)
_SCHEMA = Project.model_json_schema()["properties"]


def kind_of_column(column: str) -> Kind:
    """What a column of projects.csv holds."""
    if column in _MONTHS:
        return Kind.DATE
    schema = _SCHEMA.get(column, {})
    types = {choice.get("type") for choice in schema.get("anyOf", [schema])}
    return Kind.NUMBER if types & {"number", "integer"} else Kind.TEXT


def is_blank(text: str, blanks: Sequence[str]) -> bool:
    """True for an empty cell and for one with a word that means blank."""
    return not text.strip() or any(fits(pattern, text) for pattern in blanks)


def translated(text: str, values: Mapping[str, str]) -> str:
    """What the map says for a value.

    Raises:
        ValueError: the map has no entry for it.
    """
    if not values:
        return text
    for pattern, replacement in values.items():
        if fits(pattern, text):
            return replacement
    raise ValueError(f"the map's values do not list this (they list {', '.join(values)})")


def read_value(text: str, kind: Kind, dates: Sequence[str], decimal: str) -> Value:
    """A text as a number, a date or itself.

    Raises:
        ValueError: it cannot be read as that.
    """
    if kind is Kind.NUMBER:
        return parse_number(text, decimal)
    return read_date(text, dates) if kind is Kind.DATE else text.strip()


def read_date(text: str, formats: Sequence[str]) -> date:
    """A date in the first of the formats that fits; without formats, as :func:`engine.portfolio.calendar.parse_day`.

    Raises:
        ValueError: no format fits, or the year is outside 1950 to 2200.
    """
    if not formats:
        return parse_day(text)
    for form in formats:
        try:
            day = datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
        if not 1950 <= day.year <= 2200:
            raise ValueError(f"the year {day.year} is outside 1950 to 2200")
        return day
    raise ValueError(f"this is not a date in any of the map's formats ({', '.join(formats)})")


def cell_text(value: Value) -> str:
    """A value as our tables write it: ISO dates, up to 12 digits, yes and no as ``true`` and ``false``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value + 0.0:.12g}" if isinstance(value, float) else str(value)
