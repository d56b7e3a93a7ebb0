"""Import of one foreign table through a map into a portfolio folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engine.errors import DataError, Problem
from engine.portfolio.importing.activities import activities_of
from engine.portfolio.importing.assumptions import assumptions
from engine.portfolio.importing.convert import Converted, RowOutcome, convert_row
from engine.portfolio.importing.headers import Layout, find_columns
from engine.portfolio.importing.map_file import read_map
from engine.portfolio.importing.mapping import Map
from engine.portfolio.importing.output import checksum, csv_text, refuse_foreign_folder, write_folder
from engine.portfolio.importing.planning import finish_doubts, planning_date_doubts
from engine.portfolio.importing.pools import Supply, supply
from engine.portfolio.importing.repeats import settle_repeated
from engine.portfolio.model.calendar import iso_month, ordinal_of
from engine.portfolio.model.settings import Assumption
from engine.portfolio.reading.loading import inspect
from engine.portfolio.reading.tables import RawTable
from engine.portfolio.reading.written_yaml import write_texts
from engine.portfolio.recognising.source import open_source

_FIRST_ROW = 2
"""The row of a table's first record; the header is row 1."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: how many projects it loaded, and everything it refused, noticed and assumed.

    ``rejected`` has every problem of every row left out, so a row may appear more than once; ``rows_rejected``
    counts rows. ``warnings`` are those of the source, of the map's row rules and of loading the result.
    """

    output: Path
    currency: str
    rows_read: int
    projects: int
    rows_skipped: int
    rows_rejected: int
    rejected: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    assumptions: tuple[Assumption, ...]
    rows_used: frozenset[int] = frozenset()
    """The rows of the source that became projects, as a spreadsheet counts them."""


def import_table(source: Path, mapping: Path, output: Path, *, planning_date: str = "") -> ImportReport:
    """Import one table, a CSV file or a sheet of a workbook, through a mapping file into a portfolio folder.

    ``planning_date``, a month such as ``2023-03``, stands in for the one of the map.

    Rows that cannot be used are left out and reported one by one; the folder lists every assumption under
    ``assumptions:`` in its portfolio.yaml and can be loaded. The same inputs give the same bytes. The output
    must be new, empty, or as an earlier import left it; it is replaced in one step or not at all.

    Raises:
        DataError: the source, the map or the output cannot be used, or no row can.
    """
    output = output.absolute()
    refuse_foreign_folder(output)
    rules = read_map(mapping, planning_date)
    source_file = open_source(source)
    table = source_file.table(rules.source.sheet).table
    activities = activities_of(rules, source_file)
    table = replace(table, warnings=(*source_file.notes, *table.warnings, *activities.problems))
    outcomes = _outcomes(rules, table, replace(find_columns(rules, table), activities=activities.by_name))
    while True:
        try:
            return _written(rules, table, outcomes, _Paths(source, mapping, output))
        except _RowsRefusedError as refused:
            outcomes = _without(outcomes, refused.problems, table.file)


@dataclass(frozen=True, slots=True)
class _Paths:
    source: Path
    mapping: Path
    output: Path


class _RowsRefusedError(Exception):
    """Loading refuses rows of the projects.csv just written, for reasons that only loading knows."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problem for problem in problems if problem.file == "projects.csv" and problem.row)
        super().__init__()


def _written(rules: Map, table: RawTable, outcomes: Sequence[RowOutcome], paths: _Paths) -> ImportReport:
    usable = _usable(outcomes)
    if not usable:
        raise DataError([_nothing_usable(table), *_rejected(outcomes)])
    made = supply(rules, usable)
    if not made.pools:
        raise DataError([_nobody_needed(table, usable), *_rejected(outcomes)])
    listed = assumptions(rules, usable)
    record = _record(paths.source, paths.mapping, outcomes)
    noticed = write_folder(paths.output, _files(rules, usable, made, listed), record, _warnings_of_loading)
    return ImportReport(
        output=paths.output,
        currency=str(rules.settings.get("currency", "GBP")),
        **_counts(outcomes),
        rejected=_rejected(outcomes),
        warnings=(*table.warnings, *_warnings(rules, table, outcomes, made), *noticed),
        assumptions=listed,
        rows_used=frozenset(row.row for row in usable),
    )


def _without(outcomes: Sequence[RowOutcome], refused: Sequence[Problem], file: str) -> list[RowOutcome]:
    """The outcomes, with the rows that loading refuses turned into problems of the source's row."""
    usable = _usable(outcomes)
    problems: dict[int, list[Problem]] = defaultdict(list)
    for problem in refused:
        row = usable[(problem.row or 0) - _FIRST_ROW].row
        problems[row].append(replace(problem, file=file, row=row))
    return [
        replace(outcome, converted=None, problems=problems[outcome.converted.row])
        if outcome.converted is not None and outcome.converted.row in problems
        else outcome
        for outcome in outcomes
    ]


def _usable(outcomes: Iterable[RowOutcome]) -> list[Converted]:
    return [outcome.converted for outcome in outcomes if outcome.converted is not None]


def _outcomes(rules: Map, table: RawTable, layout: Layout) -> list[RowOutcome]:
    rows = (row for row in table.rows if any(row.cells.values()))
    outcomes = [convert_row(row, rules, layout) for row in rows]
    return settle_repeated(list(_without_faulty(outcomes, table, layout)), rules, layout)


def _without_faulty(outcomes: Iterable[RowOutcome], table: RawTable, layout: Layout) -> Iterator[RowOutcome]:
    """The outcomes, where rows with cells that nobody can use are refused for that alone."""
    used = layout.used
    faulty: dict[int, list[Problem]] = defaultdict(list)
    for fault in table.faults:
        if not used.isdisjoint(fault.columns):
            for number in fault.rows:
                faulty[number].append(replace(fault.problem, row=number))
    for outcome in outcomes:
        refused = faulty.get(outcome.row)
        skip = refused is None or outcome.skipped
        yield outcome if skip else replace(outcome, converted=None, problems=list(refused or ()), warnings=[])


def _nothing_usable(table: RawTable) -> Problem:
    rows = f"none of the {len(table.rows):,} rows" if len(table.rows) > 1 else "not one row"
    message = f"{rows} can be used, so there is no portfolio to write"
    return Problem(table.file, None, "", "", message, "Check that the map belongs to this file")


def _nobody_needed(table: RawTable, usable: Sequence[Converted]) -> Problem:
    message = f"no pool is needed by any of the rows that can be used ({len(usable)}), so there is nothing to plan"
    remedy = "Check demand and per of the pools in the map, and the columns that they rest on"
    return Problem(table.file, None, "", "", message, remedy)


def _warnings(rules: Map, table: RawTable, outcomes: Sequence[RowOutcome], made: Supply) -> Iterable[Problem]:
    for outcome in outcomes:
        if outcome.converted is not None:
            yield from outcome.warnings
    for outcome in outcomes:
        if outcome.skipped:
            message = f"left out on purpose: {outcome.skipped}"
            yield Problem(table.file, outcome.row, "", "", message, "See the map", cost=outcome.cost)
    yield from planning_date_doubts(rules, table, outcomes)
    yield from finish_doubts(rules, outcomes)
    for pool_id in made.unused:
        message = f"no project needs pool {pool_id}, so it was left out"
        yield Problem(rules.file, None, "pools", pool_id, message, "Check its demand formula")


def _files(rules: Map, rows: Sequence[Converted], made: Supply, listed: Sequence[Assumption]) -> dict[str, str]:
    files = {
        "portfolio.yaml": write_texts(_settings(rules, listed)),
        "projects.csv": csv_text([row.cells for row in rows]),
        "pools.csv": csv_text(made.pools),
        "demand.csv": csv_text(made.demand),
    }
    for table in rules.tables:
        further = [cells for row in rows for name, cells in row.further if name == table]
        if further:
            files[f"{table}.csv"] = csv_text(further)
    return files


def _settings(rules: Map, listed: Sequence[Assumption]) -> dict[str, Any]:
    return {
        **rules.settings,
        "planning_date": iso_month(ordinal_of(rules.planning_date)),
        "assumptions": [
            {"table": a.table, "column": a.column, "note": a.note, "source": str(a.source)} for a in listed
        ],
    }


def _rejected(outcomes: Iterable[RowOutcome]) -> tuple[Problem, ...]:
    return tuple(problem for outcome in outcomes for problem in outcome.problems)


def _counts(outcomes: Sequence[RowOutcome]) -> dict[str, int]:
    return {
        "rows_read": len(outcomes),
        "projects": sum(outcome.converted is not None for outcome in outcomes),
        "rows_skipped": sum(bool(outcome.skipped) for outcome in outcomes),
        "rows_rejected": sum(bool(outcome.problems) for outcome in outcomes),
    }


def _record(source: Path, mapping: Path, outcomes: Sequence[RowOutcome]) -> dict[str, Any]:
    """What the folder says about its own origin; without a date, so that the same inputs give the same bytes."""
    return {
        "source": {"file": source.name, "sha256": checksum(source.read_bytes())},
        "map": {"file": mapping.name, "sha256": checksum(mapping.read_bytes())},
        **_counts(outcomes),
        "rejected": [str(problem) for problem in _rejected(outcomes)],
        "left out on purpose": [f"row {o.row}: {o.skipped}" for o in outcomes if o.skipped],
    }


def _warnings_of_loading(folder: Path) -> tuple[Problem, ...]:
    """Loading is the proof that the folder is a portfolio; its errors go to the user as they are."""
    inspection = inspect(folder)
    if inspection.portfolio is not None:
        return inspection.warnings
    refused = _RowsRefusedError(inspection.errors)
    if refused.problems:
        raise refused
    raise DataError(inspection.errors, inspection.warnings)
