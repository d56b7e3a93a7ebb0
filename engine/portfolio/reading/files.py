"""Which files a portfolio is read from: a folder of CSV tables, or a workbook, each with its settings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import DataError, Problem
from engine.portfolio.model.draft import TABLES
from engine.portfolio.model.near_miss import nearest, normal
from engine.portfolio.reading.headers import columns_of
from engine.portfolio.reading.parts import PART_COLUMNS, PARTS_OF_PROJECTS, Joined, PartPlaces, join_projects
from engine.portfolio.reading.settings_reading import SHEET_COLUMNS
from engine.portfolio.reading.settings_source import LISTS, NESTED, SettingsSource, read_settings_sheets, read_yaml
from engine.portfolio.reading.tables import RawTable, read_table
from engine.portfolio.reading.workbooks.reading import WORKBOOK_SUFFIXES, Workbook, read_workbook

_SETTINGS = "portfolio"
_YAML = (".yaml", ".yml")
_COPY = re.compile(r"\(\d+\)|(?<![a-z0-9])(?:copy|kopie|copie|of|von|de|final|new|v?\d+)(?![a-z0-9])")
"""What programs and people add to the name of a file: a copy, a version, a date."""
_RENAME = "Rename or remove one of them"
_COLUMNS = {name: columns_of(record) for name, record in TABLES.items()} | PART_COLUMNS
"""The tables that are looked for, and the columns that each may have."""


@dataclass(frozen=True, slots=True)
class Files:
    """The text of a portfolio's files. ``tables`` are by table name, ``unreadable`` those that could not be read.

    ``workbook`` is the name of the workbook, or None for a folder; ``blank`` are its sheets that hold nothing;
    ``elsewhere`` says which columns of the projects stand in parts of their own.
    """

    name: str
    settings: SettingsSource
    tables: Mapping[str, RawTable]
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    unreadable: frozenset[str] = field(default_factory=frozenset)
    workbook: str | None = None
    blank: frozenset[str] = field(default_factory=frozenset)
    elsewhere: PartPlaces = field(default_factory=PartPlaces)

    def place(self, table: str) -> str:
        """The name of a table's file or sheet, whether or not it is there."""
        return f"{table}.csv" if self.workbook is None else f"{self.workbook}, sheet {table}"


def open_files(path: Path) -> Files:
    """Read the files of a portfolio as text.

    Raises:
        DataError: there is neither a folder nor a workbook, or it cannot be read at all.
    """
    if path.is_dir():
        return _open_folder(path)
    if not path.exists():
        raise _refused(path.name, "there is no such file or folder", "Check the path")
    if path.suffix.lower() in WORKBOOK_SUFFIXES:
        return _open_workbook(path)
    remedy = "Name the folder that holds the tables, or a workbook"
    raise _refused(path.name, "this is neither a folder nor a workbook", remedy)


def files_read(path: Path) -> tuple[Path, ...]:
    """Every file on which it depends what :func:`open_files` reads, also those that are not there yet."""
    if not path.is_dir():
        return (path, *_settings_files_of(path))
    try:
        return tuple(sorted(file for file in path.iterdir() if file.suffix.casefold() in (".csv", *_YAML)))
    except OSError:
        return ()


def _open_folder(folder: Path) -> Files:
    by_name = _contents(folder)
    errors = list(_doubled(by_name))
    tables: dict[str, RawTable] = {}
    stems = {stem for stem, suffix in by_name if suffix == ".csv"}
    for name in (name for name in _COLUMNS if name in stems):
        try:
            tables[name] = read_table(by_name[name, ".csv"][0], _COLUMNS[name])
        except DataError as error:
            errors += error.problems
    tables, joined = _with_parts(tables)
    settings = next((by_name[_SETTINGS, suffix][0] for suffix in _YAML if (_SETTINGS, suffix) in by_name), None)
    strange = {path.name: stem for stem in stems - _COLUMNS.keys() for path in by_name[stem, ".csv"]}
    return Files(
        name=folder.resolve().name,
        settings=read_yaml(settings) if settings else SettingsSource(),
        tables=tables,
        errors=(*errors, *joined.errors),
        warnings=(
            *_perhaps(strange, TABLES.keys() - stems, ".csv"),
            *_in_another_form(by_name, settings),
            *_no_settings(settings),
        ),
        unreadable=frozenset(TABLES.keys() & stems - tables.keys()),
        elsewhere=joined.elsewhere,
    )


def _with_parts(tables: Mapping[str, RawTable]) -> tuple[dict[str, RawTable], Joined]:
    """The tables, with the columns of the projects that stand in parts of their own among the others."""
    whole = {name: table for name, table in tables.items() if name in TABLES}
    parts = [tables[name] for name in PARTS_OF_PROJECTS if name in tables]
    if "projects" not in whole:
        return whole, Joined(RawTable("", (), ()))
    joined = join_projects(whole["projects"], parts)
    return whole | {"projects": joined.table}, joined


def _contents(folder: Path) -> dict[tuple[str, str], list[Path]]:
    """The files of a folder by normal form and ending, since not every system tells Projects from projects."""
    by_name = defaultdict(list)
    try:
        for path in sorted(folder.iterdir()):
            by_name[normal(path.stem), path.suffix.casefold()].append(path)
    except OSError as error:
        raise _refused(folder.name, f"this folder cannot be opened ({error.strerror})", "Check its rights") from error
    return by_name


def _doubled(by_name: Mapping[tuple[str, str], list[Path]]) -> Iterable[Problem]:
    """Files that are read as the same table: nobody knows which of them holds."""
    groups = [(f"{name}.csv", by_name.get((name, ".csv"), [])) for name in _COLUMNS]
    groups.append(("the settings", [path for suffix in _YAML for path in by_name.get((_SETTINGS, suffix), [])]))
    for name, paths in groups:
        for other in paths[1:]:
            message = f"{paths[0].name!r} and {other.name!r} are both read as {name}"
            yield Problem(other.name, None, "", "", message, _RENAME)


def _open_workbook(path: Path) -> Files:
    book = read_workbook(path, _COLUMNS | SHEET_COLUMNS)
    tables, joined = _with_parts(book.tables)
    settings_file = next((file for file in _settings_files_of(path) if file.is_file()), None)
    from_yaml = settings_file is not None and _SETTINGS not in book.tables
    sheets = {name: table for name, table in book.tables.items() if name in SHEET_COLUMNS}
    strange = {f"{path.name}, sheet {name}": normal(name) for name in book.others}
    return Files(
        name=path.stem,
        settings=read_yaml(settings_file) if settings_file and from_yaml else read_settings_sheets(sheets, path.name),
        tables=tables,
        errors=joined.errors,
        warnings=(
            *_perhaps(strange, TABLES.keys() - book.tables.keys(), ""),
            *_settings_in_sheets(path, book),
            *_settings_not_read(path, book, settings_file),
        ),
        workbook=path.name,
        blank=book.blank,
        elsewhere=joined.elsewhere,
    )


def _settings_files_of(workbook: Path) -> tuple[Path, ...]:
    """Where the settings of a workbook without a sheet ``portfolio`` are looked for, in this order."""
    own = [workbook.with_suffix(suffix) for suffix in _YAML]
    return (*own, *(workbook.parent / f"{_SETTINGS}{suffix}" for suffix in _YAML))


def _settings_not_read(path: Path, book: Workbook, settings_file: Path | None) -> Iterable[Problem]:
    """Warnings for settings that stand in two places, of which one counts, or in none."""
    remedy = "Remove what does not hold, so that the settings stand in one place"
    if settings_file is not None and _SETTINGS in book.tables:
        message = f"this file is not read: the settings come from the sheet {_SETTINGS} of {path.name}"
        yield Problem(settings_file.name, None, "", "", message, remedy)
    elif settings_file is not None:
        message = f"this sheet is not read: the settings come from {settings_file.name}"
        yield from (
            Problem(book.tables[name].file, None, "", "", message, remedy) for name in LISTS if name in book.tables
        )
    elif _SETTINGS not in book.tables:
        message = f"there is neither a sheet {_SETTINGS} nor a {_SETTINGS}.yaml next to the workbook, so every setting"
        message += " has its default"
        remedy = f"Add a sheet {_SETTINGS} with the columns key and value: name, currency, planning_date"
        yield Problem(path.name, None, "", "", message, remedy)


def _settings_in_sheets(path: Path, book: Workbook) -> Iterable[Problem]:
    """Warnings for sheets that have the name of a setting, but are no list that may have a sheet of its own."""
    for name in book.others:
        if normal(name) in NESTED and nearest(normal(name), TABLES.keys() - book.tables.keys(), likeness=0.8) is None:
            message = "this sheet is not read, although a setting has its name"
            remedy = f"Write the setting into the sheet {_SETTINGS}: {normal(name)} as key, and its value as YAML"
            yield Problem(f"{path.name}, sheet {name}", None, "", "", message, remedy)


def _no_settings(file: Path | None) -> tuple[Problem, ...]:
    if file is not None:
        return ()
    message = "there is no portfolio.yaml, so every setting has its default"
    return (Problem("portfolio.yaml", None, "", "", message, "Add one with name, currency and planning_date"),)


def _perhaps(strange: Mapping[str, str], absent: Collection[str], end: str) -> Iterable[Problem]:
    """Warnings for tables whose name is nearly one that the cockpit reads: place → normal form of the name."""
    for place, name in sorted(strange.items()):
        match = nearest(name, absent, likeness=0.8) or nearest(_COPY.sub("", name).strip("_. "), absent, likeness=0.95)
        if match:
            remedy = f"Did you mean {match}{end}? If so, rename it"
            yield Problem(place, None, "", "", "this table is not read", remedy)


def _in_another_form(by_name: Mapping[tuple[str, str], list[Path]], settings: Path | None) -> Iterable[Problem]:
    """Warnings for files with the name of a table or of the settings that are missing, in a form that is not read."""
    for (name, _), paths in sorted(by_name.items()):
        stem = name.partition(".")[0]
        for path in paths:
            if stem in _COLUMNS and (stem, ".csv") not in by_name:
                remedy = f"Save it as {stem}.csv; in a folder, tables are CSV files"
                yield Problem(path.name, None, "", "", "this table is not read", remedy)
            elif stem == _SETTINGS and settings is None:
                yield Problem(path.name, None, "", "", "this file is not read", f"Save it as {_SETTINGS}.yaml")


def _refused(file: str, message: str, remedy: str) -> DataError:
    return DataError([Problem(file, None, "", "", message, remedy)])
