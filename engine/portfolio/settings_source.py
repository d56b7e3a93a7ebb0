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
_LONGEST_REASON = 90
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
        content, node = _parse(decode_text(path.read_bytes(), path.name))
        return SettingsSource(_mapping(content), Places(path.name, _lines(node)))
    except DataError as error:
        problems = error.problems
    except OSError as error:
        problems = (_problem(path.name, None, f"this file cannot be opened ({error.strerror})", "Check its rights"),)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        message = f"this is not valid YAML ({error.problem or error.context})"
        problems = (_problem(path.name, mark.line + 1 if mark else None, message, _FIX_YAML),)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, OverflowError) as error:
        message = f"this is not valid YAML ({_reason(error)})"
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


class _PlainLoader(yaml.SafeLoader):
    """YAML without references, whose copies of copies can fill a memory, and without keys that occur twice."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(
                problem="a word must not begin with *, unless in quotation marks", problem_mark=mark
            )
        return super().compose_node(parent, index)

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        node = super().compose_mapping_node(anchor)
        seen: set[str] = set()
        for key, _ in node.value:
            if str(key.value) in seen:
                raise yaml.MarkedYAMLError(problem=f"the key {key.value!r} occurs twice", problem_mark=key.start_mark)
            seen.add(str(key.value))
        return node


def _parse(text: str) -> tuple[Any, yaml.Node | None]:
    """What a YAML text says, and its nodes, which know their lines."""
    loader = _PlainLoader(text)
    try:
        node = loader.get_single_node()
        return (None if node is None else loader.construct_document(node)), node
    finally:
        loader.dispose()


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
        return _parse(text)[0]
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, OverflowError):
        message = f"the value of {setting} is not a list that can be read"
        errors.append(_problem(file, row, message, "Write it as YAML, such as [{name: Growth, intent: 0.4}]"))
        return None


def _reason(error: Exception) -> str:
    """The first line of what the reader says, unless it speaks of itself and not of the file."""
    lines = str(error).splitlines()
    return (
        lines[0] if lines and len(lines[0]) < _LONGEST_REASON else "a value is too long, or lists are nested too deeply"
    )


def _problem(file: str, row: int | None, message: str, remedy: str) -> Problem:
    return Problem(file, row, "", "", message, remedy)
