"""From the keys of ``portfolio.yaml`` to settings and estimates; every key that cannot be read is reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from engine.errors import Problem
from engine.portfolio.model.calendar import iso_month
from engine.portfolio.model.draft import TABLES
from engine.portfolio.model.fields import Reading, this_month
from engine.portfolio.model.near_miss import did_you_mean, normal
from engine.portfolio.model.record import Record
from engine.portfolio.model.settings import RAG, Assumption, Budget, Settings, Theme
from engine.portfolio.model.vocabulary import Source
from engine.portfolio.reading.estimates import Estimates
from engine.portfolio.reading.headers import columns_of
from engine.portfolio.reading.settings_source import SettingsSource, filled
from engine.portfolio.reading.validation_messages import in_plain_words, keys_of

_R = TypeVar("_R", bound=Record)
_ITEMS: dict[str, type[Record]] = {"themes": Theme, "budgets": Budget, "assumptions": Assumption}
SHEET_COLUMNS: dict[str, frozenset[str]] = {
    "portfolio": frozenset({"key", "value"}),
    **{
        name: frozenset(field.alias or key for key, field in record.model_fields.items())
        for name, record in _ITEMS.items()
    },
}
"""The sheets of a workbook that hold settings, and the columns of each."""
_KEYS = frozenset(Settings.model_fields) - {"planning_month"} | {"planning_date", "estimates"}
THRESHOLDS = frozenset(f"{of}_{light}" for of in ("time", "cost", "value") for light in ("amber", "red"))
"""What ``rag_thresholds`` may name."""
_REMOVE = "Remove it, or see the description of the settings"
_HOW_TO_READ = ("decimal", "date_order", "currency", "planning_month", "money_unit")
"""Settings that say how others and the tables are to be read; each may depend on those before it."""
_PLACED_BY = {"planning_month": "planning_date"}


@dataclass(frozen=True, slots=True)
class SettingsReading:
    """Settings and estimates as far as they could be read, how to read the tables, and what was found."""

    settings: Settings
    estimates: Estimates
    reading: Reading
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def read_settings(source: SettingsSource, name: str) -> SettingsReading:
    """Settings from their source; ``name`` is the portfolio's name when the source gives none."""
    warnings = [*_unknown_keys(source), *_no_planning_date(source)]
    values = {key: filled(value) for key, value in source.values.items() if key in _KEYS}
    values.setdefault("name", name)
    asked = values.pop("estimates", {})
    if "planning_date" in values:
        values["planning_month"] = values.pop("planning_date")
    reading = _reading(values, from_1904=source.from_1904)
    settings, errors = _validated(Settings, _known_items(values), source, reading, ())
    estimates, more = _validated(Estimates, asked, source, reading, ("estimates",))
    errors += more
    errors += _wrong_sources(settings, source)
    warnings += _wrong_assumptions(settings, source)
    return SettingsReading(
        settings, estimates, replace(reading, alone=False), (*source.errors, *errors), tuple(warnings)
    )


def _reading(values: Mapping[str, Any], *, from_1904: bool) -> Reading:
    """How to read the settings and tables, as far as the settings it depends on can be read."""
    reading = Reading(planning_month=this_month(), alone=True, from_1904=from_1904)
    for key in _HOW_TO_READ:
        with suppress(KeyError, ValidationError):
            said = Settings.model_validate({"name": "-", key: values[key]}, context=reading)
            reading = replace(reading, **{key: getattr(said, key)})
    return reading


def _validated(
    record: type[_R], values: Any, source: SettingsSource, reading: Reading, path: tuple[str, ...]
) -> tuple[_R, list[Problem]]:
    """The record, without the keys that cannot be read, and a problem for each of those."""
    try:
        return record.model_validate(values, context=reading), []
    except ValidationError as error:
        errors = error.errors(include_url=False)
    problems = [_problem(details, record, source, path, values) for details in errors]
    bad = {str(details["loc"][0]) for details in errors if details["loc"]}
    good = {key: value for key, value in values.items() if key not in bad} if isinstance(values, Mapping) else {}
    if record is Settings:
        good.setdefault("name", "-")
    return record.model_validate(good, context=reading), problems


def _problem(
    details: ErrorDetails, record: type[Record], source: SettingsSource, path: tuple[str, ...], values: Any
) -> Problem:
    written = keys_of(details["loc"], values)
    place = tuple(_PLACED_BY.get(step, step) if isinstance(step, str) else step for step in written)
    names = [step for step in place if isinstance(step, str)]
    message, remedy = in_plain_words(details, _owner(record, names[:-1]), names[-1] if names else "")
    value = None if isinstance(details["input"], Mapping | list | tuple) else details["input"]
    return source.places.problem((*path, *place), value, message, remedy)


def _owner(record: type[Record], path: Sequence[str]) -> type[Record]:
    """The record to which the last key of a path belongs, through keys that hold records or lists of records."""
    for key in path:
        fields = (field for name, field in record.model_fields.items() if key in (name, field.alias))
        record = next((model for field in fields for model in _records_in(field.annotation)), record)
    return record


def _records_in(annotation: Any) -> Iterator[type[Record]]:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for part in get_args(annotation):
        yield from _records_in(part)


def _unknown_keys(source: SettingsSource) -> list[Problem]:
    """Warnings for keys that nobody reads, at the top and in the items of lists."""
    paths: list[tuple[tuple[str | int, ...], frozenset[str]]] = [((key,), _KEYS) for key in source.values]
    levels = source.values.get(RAG)
    paths += [((RAG, key), THRESHOLDS) for key in (levels if isinstance(levels, Mapping) else ())]
    for name, record in _ITEMS.items():
        paths += [((name, place, key), _keys_of(record)) for place, item in _items(source.values, name) for key in item]
    return [
        source.places.problem(path, None, "this key is not known and has no effect", did_you_mean(key, known, _REMOVE))
        for path, known in paths
        for key in [str(path[-1])]
        if normal(key) not in known
    ]


def _items(values: Mapping[str, Any], name: str) -> list[tuple[int, Mapping[str, Any]]]:
    items = values.get(name)
    if not isinstance(items, list | tuple):
        return []
    return [(place, item) for place, item in enumerate(items) if isinstance(item, Mapping)]


def _known_items(values: dict[str, Any]) -> dict[str, Any]:
    """The settings without the keys of list items that nobody reads, which have their warning; thresholds by name."""
    known = dict(values)
    for name, record in _ITEMS.items():
        if isinstance(values.get(name), list):
            known[name] = [_known_item(item, record) for item in values[name]]
    if isinstance(levels := values.get(RAG), Mapping):
        known[RAG] = {normal(key): level for key, level in levels.items()}
    return known


def _known_item(item: Any, record: type[Record]) -> Any:
    if not isinstance(item, Mapping):
        return item
    return {normal(key): value for key, value in item.items() if normal(key) in _keys_of(record)}


def _keys_of(record: type[Record]) -> frozenset[str]:
    return frozenset(field.alias or name for name, field in record.model_fields.items())


def _no_planning_date(source: SettingsSource) -> list[Problem]:
    if source.errors or "planning_date" in source.values:
        return []
    month = iso_month(this_month())
    message = f"there is no planning_date, so month 0 is the current month, {month}, and moves with the calendar"
    remedy = f"Write planning_date: {month} (or the month for which the data were collected)"
    return [source.places.problem(("planning_date",), None, message, remedy)]


def _wrong_sources(settings: Settings, source: SettingsSource) -> list[Problem]:
    words = [str(word) for word in Source]
    return [
        source.places.problem(
            ("assumptions", place, "source"),
            assumption.source,
            "this is not a source of figures",
            f"Write one of: {', '.join(words)}",
        )
        for place, assumption in enumerate(settings.assumptions)
        if assumption.source not in words
    ]


def _wrong_assumptions(settings: Settings, source: SettingsSource) -> list[Problem]:
    """Warnings for assumptions about a table or column that does not exist."""
    columns_by_table = {name: columns_of(record) for name, record in TABLES.items()} | {"portfolio": _KEYS}
    problems = []
    for place, assumption in enumerate(settings.assumptions):
        columns = columns_by_table.get(normal(assumption.table))
        if columns is None:
            hint = did_you_mean(assumption.table, columns_by_table, f"Tables: {', '.join(columns_by_table)}")
            path = ("assumptions", place, "table")
            problems.append(source.places.problem(path, assumption.table, "there is no such table", hint))
        elif normal(assumption.column) not in columns:
            hint = did_you_mean(assumption.column, columns, "Name a column of that table")
            path = ("assumptions", place, "column")
            message = f"the table {assumption.table} has no such column"
            problems.append(source.places.problem(path, assumption.column, message, hint))
    return problems
