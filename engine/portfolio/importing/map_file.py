"""Reading a mapping file: YAML in, a checked :class:`Map` out, every mistake named with its key and remedy."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from engine.errors import DataError, Problem
from engine.portfolio import fields
from engine.portfolio.calendar import first_day, ordinal_of, parse_month
from engine.portfolio.importing.map_checks import map_problems, remedy_for
from engine.portfolio.importing.mapping import Map
from engine.portfolio.objects import Settings

_SETTINGS = tuple("planning_date" if key == "planning_month" else key for key in Settings.model_fields)
_SECTIONS = ("settings", "source", "fields", "rows", "projects", "other_columns", "pools", "tables")


class _UniqueKeys(yaml.SafeLoader):
    """Native values, as ``portfolio.yaml`` needs them; the same key twice is an error, not a silent last word."""


class _Texts(yaml.BaseLoader):
    """Every value as the text that stands in the file, so that ``NO`` is no boolean and ``2023-03`` no date."""


def _unique(loader: Any, node: yaml.MappingNode) -> dict[Hashable, Any]:
    seen: dict[Hashable, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, Hashable):
            raise yaml.constructor.ConstructorError(None, None, "a key must be a word", key_node.start_mark)
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} stands twice", key_node.start_mark)
        seen[key] = loader.construct_object(value_node, deep=True)
    return seen


_UniqueKeys.add_constructor("tag:yaml.org,2002:map", _unique)
_Texts.add_constructor("tag:yaml.org,2002:map", _unique)


def read_map(path: Path) -> Map:
    """Read and check a mapping file.

    Raises:
        DataError: the file cannot be read, is not YAML, or holds unknown keys, columns, names or formulas;
            the problem's ``column`` is the key, such as ``projects.remaining_cost.formula``.
    """
    texts, native = _contents(path)
    problems = _section_problems(path.name, texts)
    settings, notes = _settings(native.get("settings") or {})
    planning_date, settings_problems = _checked_settings(path.name, settings)
    problems += settings_problems
    body = {key: value for key, value in texts.items() if key in _SECTIONS and key != "settings" and value != ""}
    try:
        mapping = Map.model_validate(
            body | {"file": path.name, "settings": settings, "notes": notes, "planning_date": planning_date}
        )
    except ValidationError as error:
        raise DataError([*problems, *_schema_problems(path.name, error)]) from error
    problems += map_problems(mapping)
    if problems:
        raise DataError(problems)
    return mapping


def _contents(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The file read twice: as texts for the rules, as native values for the settings."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        texts = yaml.load(text, Loader=_Texts)  # noqa: S506 - builds texts, lists and mappings only
        native = yaml.load(text, Loader=_UniqueKeys)  # noqa: S506 - a SafeLoader
    except OSError as error:
        raise _refused(path, None, f"this map cannot be opened ({error.strerror})", "Check its name") from error
    except UnicodeDecodeError as error:
        raise _refused(path, None, "the letters of this map cannot be read", "Save it as UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark else None
        reason = getattr(error, "problem", None) or str(error)
        remedy = "Check the indentation, colons and quotation marks around this line"
        raise _refused(path, row, f"this is not YAML: {reason}", remedy) from error
    except (RecursionError, ValueError) as error:
        raise _refused(path, None, f"this map cannot be read ({error})", "Keep the map flat and plain") from error
    if not isinstance(texts, dict) or not isinstance(native, dict):
        raise _refused(path, None, "a map is a list of keys such as `projects:`", "See data/maps/README.md")
    return texts, native


def _refused(path: Path, row: int | None, message: str, remedy: str) -> DataError:
    return DataError([Problem(path.name, row, "", "", message, remedy)])


def _section_problems(file: str, texts: dict[str, Any]) -> list[Problem]:
    return [
        Problem(
            file, None, str(key), "", "there is no such section", remedy_for(str(key), _SECTIONS, "The sections are")
        )
        for key in texts
        if key not in _SECTIONS
    ]


def _settings(section: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """Settings as plain values, and the notes of those written as ``{value: …, note: …}``."""
    if not isinstance(section, dict):
        return {}, {}
    noted = {str(k): v for k, v in section.items() if isinstance(v, dict) and set(v) == {"value", "note"}}
    values = {str(k): (v["value"] if str(k) in noted else v) for k, v in section.items()}
    return values, {key: str(item["note"]) for key, item in noted.items()}


def _checked_settings(file: str, settings: dict[str, Any]) -> tuple[Any, list[Problem]]:
    """The first day of the planning month, and what is wrong with the settings."""
    problems = [
        Problem(
            file,
            None,
            f"settings.{key}",
            "",
            "there is no such setting",
            remedy_for(key, _SETTINGS, "The settings are"),
        )
        for key in settings
        if key not in _SETTINGS
    ]
    try:
        month = parse_month(str(settings.get("planning_date", "")))
    except ValueError:
        remedy = "Give the month the data is for, such as 2023-03; without it the plan would move with the clock"
        found = str(settings.get("planning_date", ""))
        problems.append(Problem(file, None, "settings.planning_date", found, "a month is needed", remedy))
        month = ordinal_of(first_day(24000))
    known = {key: value for key, value in settings.items() if key in Settings.model_fields and value is not None}
    try:
        Settings.model_validate(known, context=fields.Reading(planning_month=month))
    except ValidationError as error:
        problems += _schema_problems(file, error, "settings")
    return first_day(month), problems


def _schema_problems(file: str, error: ValidationError, section: str = "") -> list[Problem]:
    problems = []
    for detail in error.errors():
        key = ".".join(str(part) for part in ((section,) if section else ()) + detail["loc"])
        value = detail["input"] if isinstance(detail["input"], str | int | float) else ""
        remedy = "Remove it, or see data/maps/README.md for the keys"
        message = detail["msg"].removeprefix("Value error, ")
        if detail["type"] == "missing":
            message, remedy = "this key is missing", "Add it; data/maps/README.md says what it means"
        elif detail["type"] == "extra_forbidden":
            message = "there is no such key here"
        elif detail["type"] != "value_error":
            remedy = "Mend the value; data/maps/README.md says what it may be"
        else:
            remedy = "Mend it; data/maps/README.md shows how it is written"
        problems.append(Problem(file, None, key, str(value), message, remedy))
    return problems
