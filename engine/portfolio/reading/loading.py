"""Loading a portfolio: a folder of tables, or a workbook with a sheet a table, becomes a validated object.

Everything wrong is found in one pass: cells that cannot be read, then what contradicts itself across rows and
tables. Errors stop the load, warnings do not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engine.errors import DataError, Problem
from engine.portfolio.checks.all_checks import find_errors, find_warnings
from engine.portfolio.model.draft import TABLES, Draft, Sheet
from engine.portfolio.model.fingerprint import fingerprint
from engine.portfolio.model.labels import labels
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.reading.estimates import (
    Estimates,
    estimated_demand,
    estimates_without_pool,
    fill_blanks,
    mark_estimated,
    sizes_without_estimate,
)
from engine.portfolio.reading.files import Files, open_files
from engine.portfolio.reading.notation import Settled
from engine.portfolio.reading.provenance import mark_assumptions
from engine.portfolio.reading.settings_reading import SettingsReading, read_settings
from engine.portfolio.reading.sheets import read_sheet, signs_in_numbers

_REQUIRED = ("projects", "pools", "demand")


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is in a portfolio's files: the portfolio, unless there are errors, and every problem found."""

    portfolio: Portfolio | None
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def load(path: Path) -> Portfolio:
    """The portfolio in a folder or workbook, validated, with estimates filled in and its fingerprint set.

    Raises:
        DataError: with every error found, and with the warnings beside them.
    """
    inspection = inspect(path)
    if inspection.portfolio is None:
        raise DataError(inspection.errors, inspection.warnings)
    return inspection.portfolio


def inspect(path: Path) -> Inspection:
    """Load a portfolio without raising: the portfolio or None, all errors and all warnings."""
    try:
        files = open_files(Path(path))
    except DataError as error:
        return Inspection(None, error.problems, error.warnings)
    settings = read_settings(files.settings, files.name)
    draft, errors, warnings = _draft(files, settings)
    errors = [*files.errors, *settings.errors, *errors, *find_errors(draft)]
    warnings = [*files.warnings, *settings.warnings, *warnings, *find_warnings(draft)]
    portfolio = None if errors else _portfolio(draft)
    placed = files.elsewhere.placed
    return Inspection(portfolio, tuple(map(placed, errors)), tuple(map(placed, warnings)))


def _draft(files: Files, settings: SettingsReading) -> tuple[Draft, list[Problem], list[Problem]]:
    """All sheets of a portfolio, with assumptions marked and estimates filled in; errors; warnings."""
    sheets: dict[str, Any] = {}
    errors = _missing_tables(files, settings.estimates)
    warnings: list[Problem] = []
    settled = settled_by(files)
    for name, record in TABLES.items():
        if name not in files.tables:
            sheets[name] = Sheet(files.place(name))
            continue
        read = read_sheet(files.tables[name], record, settings.reading, settled)
        sheets[name] = read.sheet
        errors += read.errors
        warnings += read.warnings
    draft = Draft(settings=settings.settings, places=files.settings.places, **sheets)
    errors += estimates_without_pool(settings.estimates, draft.pools, draft.places)
    warnings += sizes_without_estimate(draft.projects, draft.demand, settings.estimates)
    return _with_estimates(draft, settings.estimates), errors, warnings


def settled_by(files: Files) -> Settled:
    """What is known when one table does not tell how it is written."""
    signs = (signs_in_numbers(table, TABLES[name]) for name, table in files.tables.items())
    file = files.settings.places.file
    place = file if file.endswith((".yaml", ".yml")) else "the sheet portfolio"
    return Settled(place, frozenset().union(*signs), one_workbook=files.workbook is not None)


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


def _missing_tables(files: Files, estimates: Estimates) -> list[Problem]:
    optional = {"demand"} if estimates.demand else set()
    kind = "sheet" if files.workbook else "file"
    return [
        Problem(files.place(name), None, "", "", f"the {kind} {place} is {state}", remedy)
        for name in _REQUIRED
        if name not in files.tables and name not in files.unreadable | optional
        for place in [name if files.workbook else f"{name}.csv"]
        for state, remedy in [
            ("blank", "Fill it in") if name in files.blank else ("missing", f"Add a {kind} of that name")
        ]
    ]
