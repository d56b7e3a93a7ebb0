"""Reading a mapping file: YAML in, a checked :class:`Map` out, every mistake named with its key and remedy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from engine.errors import DataError, Problem
from engine.portfolio.importing.map_checks import map_problems, remedy_for
from engine.portfolio.importing.mapping import Map
from engine.portfolio.model import fields
from engine.portfolio.model.calendar import first_day, ordinal_of, parse_month
from engine.portfolio.model.settings import HOW_WRITTEN, Settings
from engine.portfolio.reading.written_yaml import FaultyYamlError, read_written

_SETTINGS = tuple(
    "planning_date" if key == "planning_month" else key for key in Settings.model_fields if key not in HOW_WRITTEN
)
_SECTIONS = (
    "settings", "source", "finish", "periods", "activities", "fields", "rows", "projects", "other_columns", "pools",
    "tables",
)  # fmt: skip


def read_map(path: Path, planning_date: str = "") -> Map:
    """Read and check a mapping file; ``planning_date`` (a month), if given, stands in for the one of the map.

    Raises:
        DataError: the file cannot be read, is not YAML, or holds unknown keys, columns, names or formulas;
            the problem's ``column`` is the key, such as ``projects.remaining_cost.formula``.
    """
    texts = _contents(path)
    problems = _section_problems(path.name, texts)
    settings, notes = _settings(texts.get("settings"))
    if planning_date:
        settings["planning_date"] = planning_date
        notes.pop("planning_date", None)
    first, settings_problems = _checked_settings(path.name, settings)
    problems += settings_problems
    body = {key: value for key, value in texts.items() if key in _SECTIONS and key != "settings" and value != ""}
    try:
        mapping = Map.model_validate(
            body | {"file": path.name, "settings": settings, "notes": notes, "planning_date": first}
        )
    except ValidationError as error:
        raise DataError([*problems, *_schema_problems(path.name, error)]) from error
    problems += map_problems(mapping)
    if problems:
        raise DataError(problems)
    return mapping


def _contents(path: Path) -> dict[str, Any]:
    """Every value as the text that stands in the file, ``~`` and ``null`` too, since a source may hold them."""
    try:
        written = read_written(path.read_text(encoding="utf-8-sig"), nothing=frozenset({""}))
    except OSError as error:
        raise _refused(path, None, f"this map cannot be opened ({error.strerror})", "Check its name") from error
    except UnicodeDecodeError as error:
        raise _refused(path, None, "the letters of this map cannot be read", "Save it as UTF-8") from error
    except FaultyYamlError as error:
        raise DataError([fault.problem(path.name) for fault in error.faults]) from error
    if not isinstance(written.value, dict):
        raise _refused(path, None, "a map is a list of keys such as `projects:`", "See data/maps/README.md")
    return {key: _said(value) for key, value in written.value.items()}


def _said(value: Any) -> Any:
    """A blank value is an empty text, as the rules of a map have it."""
    if isinstance(value, dict):
        return {key: _said(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_said(item) for item in value]
    return "" if value is None else value


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
    """Settings as they are written, and the notes of those written as ``{value: …, note: …}``."""
    if not isinstance(section, dict):
        return {}, {}
    noted = {str(k): v for k, v in section.items() if isinstance(v, dict) and set(v) == {"value", "note"}}
    values = {str(k): (v["value"] if str(k) in noted else v) for k, v in section.items()}
    values = {key: value for key, value in values.items() if value != ""}
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
            "Say it under source" if key in HOW_WRITTEN else remedy_for(key, _SETTINGS, "The settings are"),
        )
        for key in settings
        if key not in _SETTINGS
    ]
    try:
        month = parse_month(str(settings.get("planning_date", "")))
    except ValueError:
        remedy = "Write the month the data is for, such as 2023-03, or say it when importing: --planning-date 2023-03"
        date = str(settings.get("planning_date", ""))
        problems.append(Problem(file, None, "settings.planning_date", date, "a month is needed", remedy))
        month = ordinal_of(first_day(24000))
    known = {key: value for key, value in settings.items() if key in Settings.model_fields}
    try:
        Settings.model_validate(known, context=fields.Reading(planning_month=month, alone=True))
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
