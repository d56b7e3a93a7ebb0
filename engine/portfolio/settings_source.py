"""Where the settings of a portfolio come from: ``portfolio.yaml``, or the sheet ``portfolio`` of a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from engine.errors import DataError, Problem
from engine.portfolio.draft import Places
from engine.portfolio.near_miss import normal
from engine.portfolio.tables import RawTable, decode_text

LISTS = ("themes", "budgets", "assumptions")
"""Settings that are lists; a workbook may hold each in a sheet of its own."""

_NESTED = frozenset({*LISTS, "authority", "rag_thresholds", "estimates"})
_FIX_YAML = "Check indentation, colons and quotation marks in this line and the one before"


@dataclass(frozen=True, slots=True)
class SettingsSource:
    """Keys with values as they came, and where each key stands."""

    values: Mapping[str, Any] = field(default_factory=dict)
    places: Places = field(default_factory=Places)
    errors: tuple[Problem, ...] = ()


def read_yaml(path: Path) -> SettingsSource:
    """The keys of a YAML file; what cannot be read is among the errors, with its line."""
    try:
        text = decode_text(path.read_bytes(), path.name)
        return SettingsSource(_mapping(yaml.safe_load(text)), Places(path.name, _lines(yaml.compose(text))))
    except DataError as error:
        problems = error.problems
    except OSError as error:
        problems = (_problem(path.name, None, f"this file cannot be opened ({error.strerror})", "Check its rights"),)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        message = f"this is not valid YAML ({error.problem or error.context})"
        problems = (_problem(path.name, mark.line + 1 if mark else None, message, _FIX_YAML),)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, OverflowError) as error:
        message = f"this is not valid YAML ({str(error).splitlines()[0] if str(error) else 'nested too deeply'})"
        problems = (_problem(path.name, None, message, "Check the file against the description of its keys"),)
    return SettingsSource(places=Places(path.name), errors=problems)


def read_settings_sheets(sheets: Mapping[str, RawTable]) -> SettingsSource:
    """The keys of a workbook: sheet ``portfolio`` (columns key and value), and sheets for themes, budgets, assumptions.

    ``sheets`` leads from the normal form of a sheet's name to the sheet. Lists in a value cell are written as YAML.
    """
    values: dict[str, Any] = {}
    lines: dict[tuple[str | int, ...], int] = {}
    errors: list[Problem] = []
    main = sheets.get("portfolio")
    for name in LISTS:
        if name in sheets:
            values[name] = [_item(row.cells) for row in sheets[name].rows]
    if main is not None:
        key, value = _key_and_value(main)
        for row in main.rows:
            setting = normal(row.cells[key])
            lines[(setting,)] = row.number
            if row.cells[value]:
                values[setting] = _cell(row.cells[value], setting, main.file, row.number, errors)
    places = Places(main.file if main else "portfolio", lines)
    return SettingsSource(values, places, tuple(errors))


def as_text(value: Any) -> Any:
    """Scalars of YAML as the text they stand for, so that settings are read exactly as cells are."""
    if isinstance(value, Mapping):
        return {str(key): as_text(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple | set):
        return [as_text(item) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return value.strip() if isinstance(value, str) else str(value)


def _mapping(content: Any) -> dict[str, Any]:
    if content is None:
        return {}
    if not isinstance(content, Mapping):
        raise ValueError("it must be a list of keys with values, such as `currency: GBP`")
    return {normal(str(key)): value for key, value in content.items() if value is not None}


def _lines(node: yaml.Node | None, path: tuple[str | int, ...] = ()) -> dict[tuple[str | int, ...], int]:
    """The line of every key and list item below a node."""
    found: dict[tuple[str | int, ...], int] = {}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = str(key.value) if path else normal(str(key.value))
            found[(*path, name)] = key.start_mark.line + 1
            found |= _lines(value, (*path, name))
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            found[(*path, place)] = value.start_mark.line + 1
            found |= _lines(value, (*path, place))
    return found


def _item(cells: Mapping[str, str]) -> dict[str, str]:
    return {normal(column): text for column, text in cells.items() if text}


def _key_and_value(sheet: RawTable) -> tuple[str, str]:
    by_normal = {normal(column): column for column in sheet.columns}
    if not {"key", "value"} <= by_normal.keys():
        message = "the sheet portfolio needs the columns key and value"
        raise DataError([_problem(sheet.file, sheet.header_row, message, "Name its first two columns key and value")])
    return by_normal["key"], by_normal["value"]


def _cell(text: str, setting: str, file: str, row: int, errors: list[Problem]) -> Any:
    if setting not in _NESTED:
        return text
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, OverflowError):
        message = f"the value of {setting} is not a list that can be read"
        errors.append(_problem(file, row, message, "Write it as YAML, such as [{name: Growth, intent: 0.4}]"))
        return None


def _problem(file: str, row: int | None, message: str, remedy: str) -> Problem:
    return Problem(file, row, "", "", message, remedy)
