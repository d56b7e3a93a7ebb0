"""Loading a portfolio: a folder of tables, or a workbook with a sheet a table, becomes a validated object.

Everything wrong is found in one pass: cells that cannot be read, then what contradicts itself across rows and
tables. Errors stop the load, warnings do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from engine.errors import DataError, Problem
from engine.portfolio.checks.all_checks import find_errors, find_warnings
from engine.portfolio.draft import TABLES, Draft, Sheet
from engine.portfolio.estimates import (
    Estimates,
    estimated_demand,
    estimates_without_pool,
    fill_blanks,
    mark_estimated,
    sizes_without_estimate,
)
from engine.portfolio.fingerprint import fingerprint
from engine.portfolio.labels import labels
from engine.portfolio.near_miss import nearest, normal
from engine.portfolio.notation import Settled
from engine.portfolio.objects import Portfolio
from engine.portfolio.provenance import mark_assumptions
from engine.portfolio.settings_reading import SettingsReading, read_settings
from engine.portfolio.settings_source import LISTS, SettingsSource, read_settings_sheets, read_yaml
from engine.portfolio.sheets import read_sheet, signs_in_numbers
from engine.portfolio.tables import WORKBOOK_SUFFIXES, RawTable, read_table, read_workbook

_REQUIRED = ("projects", "pools", "demand")
_SETTINGS_FILES = ("portfolio.yaml", "portfolio.yml")


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is in a portfolio's files: the portfolio, unless there are errors, and every problem found."""

    portfolio: Portfolio | None
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Files:
    """The text of a portfolio's files. ``tables`` are by table name; ``folder`` says whether they are CSV files."""

    name: str
    settings: SettingsSource
    tables: Mapping[str, RawTable]
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    unreadable: frozenset[str] = field(default_factory=frozenset)
    folder: bool = True


def load(path: Path) -> Portfolio:
    """The portfolio in a folder or workbook, validated, with estimates filled in and its fingerprint set.

    Raises:
        DataError: with every error found, and with the warnings beside them.
    """
    found = inspect(path)
    if found.portfolio is None:
        raise DataError(found.errors, found.warnings)
    return found.portfolio


def inspect(path: Path) -> Inspection:
    """Load a portfolio without raising: the portfolio or None, all errors and all warnings."""
    try:
        files = _open(Path(path))
    except DataError as error:
        return Inspection(None, error.problems, error.warnings)
    settings = read_settings(files.settings, files.name)
    draft, errors, warnings = _draft(files, settings)
    errors = [*files.errors, *settings.errors, *errors, *find_errors(draft)]
    warnings = [*files.warnings, *settings.warnings, *warnings, *find_warnings(draft)]
    portfolio = None if errors else _portfolio(draft)
    return Inspection(portfolio, tuple(errors), tuple(warnings))


def _open(path: Path) -> _Files:
    if path.is_dir():
        return _open_folder(path)
    if not path.exists():
        raise _refused(path.name, "there is no such file or folder", "Check the path")
    if path.suffix.lower() in WORKBOOK_SUFFIXES:
        return _open_workbook(path)
    raise _refused(path.name, "this is neither a folder nor a workbook", "Name the folder that holds projects.csv")


def _open_folder(folder: Path) -> _Files:
    paths = _contents(folder)
    tables: dict[str, RawTable] = {}
    errors: list[Problem] = []
    for name in TABLES:
        path = paths.get(f"{name}.csv")
        try:
            if path is not None:
                tables[name] = read_table(path)
        except DataError as error:
            errors += error.problems
    stems = {name.removesuffix(".csv") for name in paths if name.endswith(".csv")}
    settings = next((paths[name] for name in _SETTINGS_FILES if name in paths), None)
    return _Files(
        name=folder.resolve().name,
        settings=read_yaml(settings) if settings else SettingsSource(),
        tables=tables,
        errors=tuple(errors),
        warnings=tuple(_perhaps(stems - TABLES.keys(), TABLES.keys() - stems, ".csv")) + _no_settings(settings),
        unreadable=frozenset(name for name in TABLES if name in stems and name not in tables),
    )


def _contents(folder: Path) -> dict[str, Path]:
    """The files of a folder by the normal form of their names, since not every system tells Projects from projects."""
    try:
        return {normal(path.name): path for path in sorted(folder.iterdir(), reverse=True)}
    except OSError as error:
        raise _refused(folder.name, f"this folder cannot be opened ({error.strerror})", "Check its rights") from error


def _open_workbook(path: Path) -> _Files:
    sheets = {normal(name): table for name, table in read_workbook(path).items()}
    beside = (path.with_suffix(".yaml"), *(path.parent / name for name in _SETTINGS_FILES))
    yaml_file = next((file for file in beside if file.is_file()), None)
    strange = sheets.keys() - TABLES.keys() - {"portfolio", *LISTS}
    return _Files(
        name=path.stem,
        settings=read_yaml(yaml_file) if yaml_file and "portfolio" not in sheets else read_settings_sheets(sheets),
        tables={name: table for name, table in sheets.items() if name in TABLES},
        warnings=tuple(_perhaps(strange, TABLES.keys() - sheets.keys(), "")),
        folder=False,
    )


def _draft(files: _Files, settings: SettingsReading) -> tuple[Draft, list[Problem], list[Problem]]:
    """All sheets of a portfolio, with assumptions marked and estimates filled in; errors; warnings."""
    sheets: dict[str, Any] = {}
    errors = _missing_tables(files, settings.estimates)
    warnings: list[Problem] = []
    settled = _settled(files)
    for name, record in TABLES.items():
        if name not in files.tables:
            sheets[name] = Sheet(f"{name}.csv")
            continue
        read = read_sheet(files.tables[name], record, settings.reading, settled)
        sheets[name] = read.sheet
        errors += read.errors
        warnings += read.warnings
    draft = Draft(settings=settings.settings, places=files.settings.places, **sheets)
    errors += estimates_without_pool(settings.estimates, draft.pools, draft.places)
    warnings += sizes_without_estimate(draft.projects, draft.demand, settings.estimates)
    return _with_estimates(draft, settings.estimates), errors, warnings


def _settled(files: _Files) -> Settled:
    """What is known when one table does not tell how it is written; sheets of a workbook tell of one another."""
    if files.folder:
        return Settled()
    signs = (signs_in_numbers(table, TABLES[name]) for name, table in files.tables.items())
    file = files.settings.places.file
    place = file if file.endswith((".yaml", ".yml")) else "the sheet portfolio"
    return Settled(place, frozenset().union(*signs))


def _with_estimates(draft: Draft, estimates: Estimates) -> Draft:
    demand = estimated_demand(draft.projects, draft.demand, estimates)
    projects = mark_assumptions(draft.projects, draft.settings.assumptions)
    projects = mark_estimated(fill_blanks(projects, estimates), demand)
    return replace(draft, projects=projects, estimated_demand=demand)


def _portfolio(draft: Draft) -> Portfolio:
    tables = {name: getattr(draft, name).records for name in TABLES} | {"demand": draft.all_demand}
    portfolio = Portfolio(settings=draft.settings, **tables)
    named = labels({p.project_id: p.name for p in portfolio.projects})
    pools = labels({p.pool_id: p.name for p in portfolio.pools})
    return portfolio.model_copy(
        update={
            "data_fingerprint": fingerprint(portfolio),
            "projects": tuple(p.model_copy(update={"name": named[p.project_id]}) for p in portfolio.projects),
            "pools": tuple(p.model_copy(update={"name": pools[p.pool_id]}) for p in portfolio.pools),
        }
    )


def _missing_tables(files: _Files, estimates: Estimates) -> list[Problem]:
    optional = {"demand"} if estimates.demand else set()
    kind, end = ("file", ".csv") if files.folder else ("sheet", "")
    return [
        Problem(f"{name}{end}", None, "", "", f"the {kind} {name}{end} is missing", f"Add a {kind} of that name")
        for name in _REQUIRED
        if name not in files.tables and name not in files.unreadable | optional
    ]


def _no_settings(file: Path | None) -> tuple[Problem, ...]:
    if file is not None:
        return ()
    message = "there is no portfolio.yaml, so every setting has its default"
    return (Problem("portfolio.yaml", None, "", "", message, "Add one with name, currency and planning_date"),)


def _perhaps(strange: Iterable[str], absent: Iterable[str], end: str) -> list[Problem]:
    """Warnings for tables whose name is nearly one that the cockpit reads."""
    return [
        Problem(f"{name}{end}", None, "", "", "this table is not read", f"Did you mean {match}{end}? If so, rename it")
        for name in sorted(strange)
        if (match := nearest(name, absent, likeness=0.8))
    ]


def _refused(file: str, message: str, remedy: str) -> DataError:
    return DataError([Problem(file, None, "", "", message, remedy)])
