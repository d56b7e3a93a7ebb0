"""Cells changed by hand: steps over the tables of a month, each of which can be taken back, and two who changed one.

A month is edited as texts, as its files say them; what is typed is read and checked like any other file. A row is known
by the columns that name it (:data:`NAMED_BY`), so that changes can be put on top of what somebody else has saved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine.portfolio.model.calendar import iso_month
from engine.portfolio.model.near_miss import normal
from engine.portfolio.writing.content import Content, Table, WrittenCell
from engine.portfolio.writing.folder import cell_text, write_folder

NAMED_BY: Mapping[str, tuple[str, ...]] = {
    "projects": ("project_id",),
    "pools": ("pool_id",),
    "capacity": ("pool_id", "month"),
    "demand": ("project_id", "pool_id", "month_offset"),
    "dependencies": ("predecessor", "successor"),
    "milestones": ("project_id", "name"),
    "risks": ("project_id", "risk"),
    "gates": ("project_id", "gate"),
    "assurance": ("project_id", "review"),
    "changes": ("project_id", "change_request"),
    "benefits": ("project_id", "month"),
}
"""The columns by which a row of each table is known."""
THERE = "there"
ASSUMPTIONS = "assumptions"
_CellRow = Mapping[str, WrittenCell]
_CellRows = dict[tuple[str, ...], _CellRow]


@dataclass(frozen=True, slots=True)
class Step:
    """What was changed in one table: cells (row from 0, column, text), rows added at the end, rows taken away.

    Steps of one ``turn`` follow on one another: each holds all that was changed in the turn so far, counted in the
    rows as they stood when it began.
    """

    table: str
    turn: int
    cells: tuple[tuple[int, str, str], ...] = ()
    added: tuple[tuple[tuple[str, str], ...], ...] = ()
    removed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One cell before and after; ``row`` names the row by its ids. For a whole row ``column`` is empty."""

    table: str
    row: str
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Merged:
    """Changes of two put together; ``both`` is what they changed differently, theirs before and mine after."""

    content: Content
    both: tuple[Change, ...]


def as_texts(content: Content) -> Content:
    """The same content with every cell as the text that its file would hold."""
    tables = {
        name: replace(
            table,
            rows=tuple({c: cell_text(row[c], c in table.months, content) for c in table.columns} for row in table.rows),
        )
        for name, table in content.tables.items()
    }
    return replace(content, tables=tables)


def edited(base: Content, steps: Sequence[Step]) -> Content:
    """The content after the steps; ``base`` is as of :func:`as_texts`."""
    last_of_turn = {step.turn: step for step in steps}
    tables = dict(base.tables)
    for step in last_of_turn.values():
        tables[step.table] = _after(tables[step.table], step)
    return _owned(base, replace(base, tables=tables))


def for_month(content: Content, planning_month: int) -> Content:
    """The content with another month 0, an ordinal of the calendar."""
    return replace(content, settings={**content.settings, "planning_date": iso_month(planning_month)})


def write_edited(content: Content, output: Path) -> None:
    """Write the content into a new folder, for it to be read and checked like any other."""
    write_folder(content, output)


def changes(base: Content, after: Content) -> tuple[Change, ...]:
    """Every cell that differs, in the order of the tables; a row that has come or gone is one change."""
    return tuple(change for name in after.tables for change in _changes_of(name, base, after))


def merged(base: Content, mine: Content, theirs: Content) -> Merged:
    """Theirs with my changes on top: where both changed a cell, mine stands and is told; a changed row is not lost."""
    tables, both = dict(theirs.tables), list[Change]()
    for name in theirs.tables:
        rows, clashes = _merged_rows(name, *(_by_name(name, c) for c in (base, mine, theirs)))
        tables[name] = replace(theirs.tables[name], rows=rows)
        both += clashes
    return Merged(replace(theirs, tables=tables, settings=mine.settings), tuple(both))


def _owned(base: Content, after: Content) -> Content:
    """Without the assumptions that people have answered: those about a column whose every figure was written anew."""
    left = tuple(a for a in base.lists.get(ASSUMPTIONS, ()) if not _is_answered(a, base, after))
    return replace(after, lists={**after.lists, **({ASSUMPTIONS: left} if ASSUMPTIONS in after.lists else {})})


def _is_answered(assumption: Mapping[str, str], base: Content, after: Content) -> bool:
    name, column = normal(assumption.get("table") or ""), normal(assumption.get("column") or "")
    if name not in base.tables or column not in base.tables[name].columns:
        return False
    were, are = _by_name(name, base), _by_name(name, after)
    return bool(are) and all(
        str(row.get(column, "")) != str(were.get(key, {}).get(column, "")) for key, row in are.items()
    )


def _after(table: Table, step: Step) -> Table:
    rows = [dict(row) for row in table.rows]
    for place, column, text in step.cells:
        rows[place][column] = text
    kept = [row for place, row in enumerate(rows) if place not in step.removed]
    blank = dict.fromkeys(table.columns, "")
    return replace(table, rows=(*kept, *({**blank, **dict(row)} for row in step.added)))


def _by_name(name: str, content: Content) -> _CellRows:
    """Rows by the texts that name them; of several with one name, each has its number too."""
    rows: _CellRows = {}
    for row in content.tables[name].rows if name in content.tables else ():
        key = tuple(str(row.get(column, "")) for column in NAMED_BY[name])
        number, named = 2, key
        while named in rows:
            named, number = (*key, str(number)), number + 1
        rows[named] = row
    return rows


def _label(key: tuple[str, ...]) -> str:
    return ", ".join(part for part in key if part)


def _changes_of(name: str, base: Content, after: Content) -> Iterator[Change]:
    were, are = _by_name(name, base), _by_name(name, after)
    for key, row in were.items():
        now = are.get(key)
        if now is None:
            yield Change(name, _label(key), "", THERE, "")
        else:
            for column in _differing(row, now):
                yield Change(name, _label(key), column, str(row.get(column, "")), str(now.get(column, "")))
    for key in [key for key in are if key not in were]:
        yield Change(name, _label(key), "", "", THERE)


def _differing(one: _CellRow, other: _CellRow) -> list[str]:
    return [c for c in dict.fromkeys([*one, *other]) if str(one.get(c, "")) != str(other.get(c, ""))]


def _merged_rows(
    name: str, base: _CellRows, mine: _CellRows, theirs: _CellRows
) -> tuple[tuple[_CellRow, ...], list[Change]]:
    rows, both = list[_CellRow](), list[Change]()
    for key in dict.fromkeys([*theirs, *mine]):
        row, clashes = _merged_row(name, key, base.get(key), mine.get(key), theirs.get(key))
        both += clashes
        if row is not None:
            rows.append(row)
    return tuple(rows), both


def _merged_row(
    name: str, key: tuple[str, ...], base: _CellRow | None, mine: _CellRow | None, theirs: _CellRow | None
) -> tuple[_CellRow | None, list[Change]]:
    """A row of theirs with what I changed of it; one that only one of us took away, and the other changed, stays."""
    if mine is None or theirs is None:
        left = theirs if mine is None else mine
        if base is None or left is None:
            return left, []
        if not _differing(base, left):
            return None, []
        words = (THERE, "") if mine is None else ("", THERE)
        return left, [Change(name, _label(key), "", *words)]
    row, clashes, start = dict(theirs), list[Change](), base or {}
    for column in _differing(start, mine):
        row[column] = mine.get(column, "")
        if column in _differing(start, theirs) and str(mine.get(column, "")) != str(theirs.get(column, "")):
            clashes.append(Change(name, _label(key), column, str(theirs.get(column, "")), str(mine.get(column, ""))))
    return row, clashes
