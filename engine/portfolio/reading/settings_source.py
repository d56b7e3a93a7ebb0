"""Where the settings of a portfolio come from: ``portfolio.yaml``, or the sheet ``portfolio`` of a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.errors import DataError, Problem
from engine.portfolio.model.draft import EXCERPT_LENGTH, Places
from engine.portfolio.model.near_miss import normal
from engine.portfolio.model.numbers import StoredNumber
from engine.portfolio.model.settings import RAG
from engine.portfolio.reading.encoding import decode_text
from engine.portfolio.reading.tables import RawTable
from engine.portfolio.reading.written_yaml import FaultyYamlError, Written, read_written

LISTS = ("themes", "budgets", "assumptions")
"""Settings that are lists; a workbook may hold each in a sheet of its own."""

_BY_NORMAL_FORM = frozenset({(0, ""), (1, RAG), *((2, name) for name in LISTS)})
"""Length and first key of the paths to mappings whose keys are known; the keys of others are names of people."""

NESTED = frozenset({*LISTS, "authority", RAG, "estimates", "risk", "today"})
"""Settings that hold others."""
_KEEP_ONE = "Keep one of the two"


@dataclass(frozen=True, slots=True)
class SettingsSource:
    """Keys with values as they were written (texts, lists, mappings of texts), and where each key stands.

    ``from_1904`` says that numbers of days are counted from 1904, as the workbook's own setting.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    places: Places = field(default_factory=Places)
    errors: tuple[Problem, ...] = ()
    from_1904: bool = False


def read_yaml(path: Path) -> SettingsSource:
    """The keys of a YAML file; what cannot be read is among the errors, with its line."""
    try:
        written = read_written(decode_text(path.read_bytes(), path.name), same=_compared)
        values, lines = _mapping(path.name, written), {_place(at): line for at, line in written.lines.items()}
        return SettingsSource(values, Places(path.name, lines))
    except DataError as error:
        problems = error.problems
    except OSError as error:
        problems = (_problem(path.name, None, f"this file cannot be opened ({error.strerror})", "Check its rights"),)
    except FaultyYamlError as error:
        problems = tuple(fault.problem(path.name) for fault in error.faults)
    return SettingsSource(places=Places(path.name), errors=problems)


def read_settings_sheets(sheets: Mapping[str, RawTable], book: str) -> SettingsSource:
    """The keys of a workbook: sheet ``portfolio`` (columns key and value), and sheets for themes, budgets, assumptions.

    ``sheets`` leads from the normal form of a sheet's name to the sheet; ``book`` names the workbook. Lists in a
    value cell are written as YAML.
    """
    values: dict[str, Any] = {}
    lines: dict[tuple[str | int, ...], int] = {}
    errors = [fault.problem for sheet in sheets.values() for fault in sheet.faults]
    lists = {name: sheets[name] for name in LISTS if name in sheets}
    for name, sheet in lists.items():
        errors += _doubled_columns(sheet)
        if not sheet.faults:
            values[name] = [_item(row.cells) for row in sheet.rows]
    main = sheets.get("portfolio")
    if main is not None:
        key, value = _key_and_value(main)
        faulty = {number for fault in main.faults for number in fault.rows}
        for row in main.rows:
            setting, text = normal(row.cells[key]), row.cells[value]
            errors += _said_twice(main.file, row.number, setting, lines, sheets)
            errors += _without_key(main.file, row.number, setting, text)
            lines[(setting,)] = row.number
            if text and setting and row.number not in faulty:
                values[setting] = _cell(text, setting, main.file, row.number, errors)
    places = Places(
        main.file if main else f"{book}, sheet portfolio",
        lines,
        {name: (sheet.file, [row.number for row in sheet.rows]) for name, sheet in lists.items()},
    )
    said = {setting: value for setting, value in values.items() if value is not None}
    return SettingsSource(said, places, tuple(errors), any(sheet.from_1904 for sheet in sheets.values()))


def filled(value: Any) -> Any:
    """A value without surrounding blanks, and without the keys that say nothing, which take their default."""
    if isinstance(value, Mapping):
        return {key: filled(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [filled(item) for item in value]
    return value.strip() if isinstance(value, str) and not isinstance(value, StoredNumber) else value


def _compared(path: tuple[str | int, ...], key: str) -> str:
    """The form by which two keys of one mapping are the same."""
    of = normal(str(path[0])) if path else ""
    known = (len(path), of) in _BY_NORMAL_FORM
    return normal(key) if known else key


def _place(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    return (normal(str(path[0])), *path[1:])


def _mapping(file: str, written: Written) -> dict[str, Any]:
    if written.value is None:
        return {}
    if not isinstance(written.value, Mapping):
        message = "this file must be a list of keys with values"
        raise DataError([_problem(file, None, message, "Write it like `currency: GBP`, one a line")])
    return {normal(key): value for key, value in written.value.items() if value is not None}


def _said_twice(
    file: str, row: int, setting: str, lines: Mapping[tuple[str | int, ...], int], sheets: Mapping[str, RawTable]
) -> Iterator[Problem]:
    if setting and (setting,) in lines:
        message = f"the key {setting} occurs twice, first in row {lines[(setting,)]}"
        yield Problem(file, row, setting, "", message, _KEEP_ONE)
    elif setting in LISTS and setting in sheets:
        message = f"{setting} stand here and in the sheet {setting}"
        yield Problem(file, row, setting, "", message, _KEEP_ONE)


def _without_key(file: str, row: int, setting: str, text: str) -> Iterator[Problem]:
    if text and not setting:
        yield Problem(file, row, "", text[:EXCERPT_LENGTH], "this value has no key", "Write the key in the same row")


def _doubled_columns(sheet: RawTable) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for column in sheet.columns:
        if normal(column) in seen:
            message = f"the columns {seen[normal(column)]!r} and {column!r} mean the same"
            yield Problem(sheet.file, sheet.header_row, column, "", message, _KEEP_ONE)
        seen[normal(column)] = column


def _item(cells: Mapping[str, str]) -> dict[str, str]:
    return {normal(column): text for column, text in cells.items() if text}


def _key_and_value(sheet: RawTable) -> tuple[str, str]:
    by_normal = {normal(column): column for column in sheet.columns}
    if not {"key", "value"} <= by_normal.keys():
        message = "the sheet portfolio needs the columns key and value"
        raise DataError([_problem(sheet.file, sheet.header_row, message, "Name its first two columns key and value")])
    return by_normal["key"], by_normal["value"]


def _cell(text: str, setting: str, file: str, row: int, errors: list[Problem]) -> Any:
    if setting not in NESTED:
        return text
    try:
        return read_written(text, same=lambda path, key: _compared((setting, *path), key)).value
    except FaultyYamlError as error:
        for fault in error.faults:
            remedy = f"{fault.remedy}; lists are written like [{{name: Growth, intent: 0.4}}]"
            errors.append(Problem(file, row, setting, fault.value, fault.message, remedy))
        return None


def _problem(file: str, row: int | None, message: str, remedy: str) -> Problem:
    return Problem(file, row, "", "", message, remedy)
