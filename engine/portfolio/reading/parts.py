"""Tables in several parts: further columns of the projects on sheets or in files of their own, joined by their id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from engine.errors import Problem
from engine.portfolio.model.draft import EXCERPT_LENGTH
from engine.portfolio.model.near_miss import did_you_mean, normal
from engine.portfolio.model.project import Project
from engine.portfolio.reading.headers import columns_of
from engine.portfolio.reading.tables import Fault, RawRow, RawTable

PARTS_OF_PROJECTS = ("project_value", "project_options", "project_reporting")
"""Tables that hold further columns of the projects, in any way that suits."""
PART_COLUMNS = {name: columns_of(Project) for name in PARTS_OF_PROJECTS}
_ID = "project_id"


@dataclass(frozen=True, slots=True)
class PartPlaces:
    """Where cells of a joined table really stand: normal form of a column → its file, and row there by row here."""

    file: str = ""
    columns: Mapping[str, tuple[str, Mapping[int, int]]] | None = None

    def placed(self, problem: Problem) -> Problem:
        """The problem at the file and row where its cell stands."""
        part = (self.columns or {}).get(normal(problem.column))
        if part is None or problem.file != self.file:
            return problem
        file, rows = part
        if problem.row is None or problem.row not in rows:
            return replace(problem, file=file) if problem.row is None else problem
        return replace(problem, file=file, row=rows[problem.row])


@dataclass(frozen=True, slots=True)
class Joined:
    """The projects with the columns of all parts, and where these stand."""

    table: RawTable
    elsewhere: PartPlaces = field(default_factory=PartPlaces)
    errors: tuple[Problem, ...] = ()


def join_projects(main: RawTable, parts: Iterable[RawTable]) -> Joined:
    """The table of projects with further columns from its parts.

    A part names each project at most once, by its id. Its column ``name`` is for the eye, and is not read. A project
    that a part does not name has blanks there.
    """
    table, errors = main, list[Problem]()
    places: dict[str, tuple[str, dict[int, int]]] = {}
    for part in parts:
        unfit = list(_unfit(table, part))
        errors += unfit
        if not unfit:
            table, rows = _joined(table, part)
            places |= {normal(column): (part.file, rows) for column in _further(part)}
    return Joined(table, PartPlaces(main.file, places), tuple(errors))


def _further(part: RawTable) -> tuple[str, ...]:
    return tuple(column for column in part.columns if normal(column) not in (_ID, "name"))


def _ids(table: RawTable) -> str | None:
    return next((column for column in table.columns if normal(column) == _ID), None)


def _unfit(main: RawTable, part: RawTable) -> Iterator[Problem]:
    """Why a part cannot be joined."""
    ids, main_ids = _ids(part), _ids(main)
    if ids is None:
        message = "the column project_id is missing"
        yield Problem(part.file, part.header_row, _ID, "", message, "Add a column named project_id")
    if ids is None or main_ids is None:
        return
    here = {normal(column): column for column in main.columns}
    for column in _further(part):
        if normal(column) in here:
            message = f"this column stands in {main.file} too, as {here[normal(column)]!r}"
            yield Problem(part.file, part.header_row, column, "", message, "Keep one of the two")
    yield from _wrong_ids(part, ids, frozenset(row.cells[main_ids] for row in main.rows))


def _wrong_ids(part: RawTable, ids: str, known: frozenset[str]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for row in part.rows:
        name = row.cells[ids]
        value = name[:EXCERPT_LENGTH]
        if not name:
            yield Problem(part.file, row.number, ids, "", "this must not be blank", "Write the id of the project")
        elif name not in known:
            hint = did_you_mean(name, known, "Write an id of the table projects")
            yield Problem(part.file, row.number, ids, value, f"there is no project {name!r}", hint)
        elif name in first:
            message = f"the project {name!r} stands here and in row {first[name]}"
            yield Problem(part.file, row.number, ids, value, message, "Keep one row for each project")
        first.setdefault(name, row.number)


def _joined(main: RawTable, part: RawTable) -> tuple[RawTable, dict[int, int]]:
    """The table with the part's further columns, and the part's rows by those of the table."""
    ids, main_ids, further = _ids(part), _ids(main), _further(part)
    if ids is None or main_ids is None:
        return main, {}
    by_id = {row.cells[ids]: row for row in part.rows}
    blank = dict.fromkeys(further, "")
    rows, places = [], {}
    for row in main.rows:
        other = by_id.get(row.cells[main_ids])
        more = blank if other is None else {column: other.cells[column] for column in further}
        rows.append(RawRow(row.number, row.cells | more))
        if other is not None:
            places[row.number] = other.number
    joined = replace(
        main,
        columns=main.columns + further,
        rows=tuple(rows),
        faults=(*main.faults, *_faults(part, {there: here for here, there in places.items()})),
        warnings=(*main.warnings, *part.warnings),
        # The sheets of one workbook were written alike; files may come from several programs.
        apart=(*main.apart, (part.separator, frozenset(further))) if part.separator else main.apart,
    )
    return joined, places


def _faults(part: RawTable, here: Mapping[int, int]) -> Iterator[Fault]:
    """The part's faults, at the rows of the table that they spoil."""
    for fault in part.faults:
        rows = [here[row] for row in fault.rows if row in here]
        if rows:
            yield replace(fault, rows=range(min(rows), max(rows) + 1))
