"""Import of one foreign table through a map into a portfolio folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import DataError, Problem
from engine.portfolio.calendar import iso_month, ordinal_of
from engine.portfolio.importing.assumptions import assumptions
from engine.portfolio.importing.convert import Converted, Outcome, convert_row
from engine.portfolio.importing.headers import find_columns
from engine.portfolio.importing.map_file import read_map
from engine.portfolio.importing.mapping import Map
from engine.portfolio.importing.output import checksum, csv_text, refuse_foreign_folder, write_folder, yaml_text
from engine.portfolio.importing.pools import Supply, supply
from engine.portfolio.loading import load
from engine.portfolio.objects import Assumption
from engine.portfolio.tables import RawTable, read_table


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: how many projects it loaded, and everything it refused, noticed and assumed.

    ``rejected`` has every problem of every row left out, so a row may appear more than once;
    ``rows_rejected`` counts rows.
    """

    output: Path
    projects: int
    rows_read: int
    rows_rejected: int
    rows_skipped: int
    rejected: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    assumptions: tuple[Assumption, ...]


def import_table(source: Path, mapping: Path, output: Path) -> ImportReport:
    """Import one CSV file through a mapping file into a portfolio folder.

    Rows that cannot be used are left out and reported one by one; the folder lists every assumption under
    ``assumptions:`` in its portfolio.yaml and can be loaded. The same inputs give the same bytes. The output
    must be new, empty, or as an earlier import left it; it is replaced in one step or not at all.

    Raises:
        DataError: the source, the map or the output cannot be used, or no row can.
    """
    output = output.absolute()
    refuse_foreign_folder(output)
    rules = read_map(mapping)
    table = read_table(source)
    outcomes = _outcomes(rules, table)
    usable = [outcome.converted for outcome in outcomes if outcome.converted]
    rejected = tuple(problem for outcome in outcomes for problem in outcome.problems)
    if not usable:
        raise DataError([_nothing_usable(table), *rejected])
    made = supply(rules, usable)
    listed = assumptions(rules, usable)
    report = ImportReport(
        output=output,
        projects=len(usable),
        rows_read=len(outcomes),
        rows_rejected=sum(bool(outcome.problems) for outcome in outcomes),
        rows_skipped=sum(bool(outcome.skipped) for outcome in outcomes),
        rejected=rejected,
        warnings=(*table.warnings, *_warnings(rules, table, outcomes, made)),
        assumptions=listed,
    )
    files = _files(rules, usable, made, listed)
    write_folder(output, files, _record(report, source, mapping), _loadable)
    return report


def _outcomes(rules: Map, table: RawTable) -> list[Outcome]:
    layout = find_columns(rules, table)
    outcomes: list[Outcome] = []
    seen: dict[str, int] = {}
    for row in table.rows:
        if not any(row.cells.values()):
            continue
        outcome = convert_row(row, rules, layout)
        if outcome.converted is not None:
            outcome = _without_twin(outcome, outcome.converted, seen, table.file)
        outcomes.append(outcome)
    return outcomes


def _without_twin(outcome: Outcome, converted: Converted, seen: dict[str, int], file: str) -> Outcome:
    """The outcome, or its refusal when an earlier row has the same id."""
    project_id = converted.project.project_id
    if project_id not in seen:
        seen[project_id] = converted.row
        return outcome
    message = f"row {seen[project_id]} has the same project_id"
    remedy = "Give each project an id of its own; the first of the rows was taken"
    return Outcome(problems=[Problem(file, converted.row, "project_id", project_id, message, remedy)])


def _nothing_usable(table: RawTable) -> Problem:
    message = f"none of the {len(table.rows)} rows can be used, so there is no portfolio to write"
    return Problem(table.file, None, "", "", message, "Check that the map belongs to this file")


def _warnings(rules: Map, table: RawTable, outcomes: Sequence[Outcome], made: Supply) -> Iterable[Problem]:
    for outcome in outcomes:
        if outcome.converted is not None:
            yield from outcome.warnings
    for reason, count in Counter(outcome.skipped for outcome in outcomes if outcome.skipped).items():
        yield Problem(table.file, None, "", "", f"{count} rows left out on purpose: {reason}", "See rows: in the map")
    for pool_id in made.unused:
        message = f"no project needs pool {pool_id}, so it was left out"
        yield Problem(rules.file, None, "pools", pool_id, message, "Check its demand formula")


def _files(rules: Map, rows: Sequence[Converted], made: Supply, listed: Sequence[Assumption]) -> dict[str, str]:
    files = {
        "portfolio.yaml": yaml_text(_settings(rules, listed)),
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


def _record(report: ImportReport, source: Path, mapping: Path) -> dict[str, Any]:
    return {
        "source": {"file": source.name, "sha256": checksum(source.read_bytes())},
        "map": {"file": mapping.name, "sha256": checksum(mapping.read_bytes())},
        "rows_read": report.rows_read,
        "projects": report.projects,
        "rows_skipped": report.rows_skipped,
        "rows_rejected": report.rows_rejected,
        "rejected": [str(problem) for problem in report.rejected],
    }


def _loadable(folder: Path) -> None:
    """Loading is the proof that the folder is a portfolio; its DataError goes to the user."""
    load(folder)
