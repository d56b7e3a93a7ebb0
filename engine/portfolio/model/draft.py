"""A portfolio on its way in: records that remember the row they came from, so that a check can point at it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from engine.errors import Problem
from engine.portfolio.model.project import Project
from engine.portfolio.model.record import Record
from engine.portfolio.model.reporting import Assurance, BenefitRecord, ChangeRequest, Gate, Milestone, Risk
from engine.portfolio.model.resources import CapacityOverride, Demand, Dependency, Pool
from engine.portfolio.model.settings import Settings

R_co = TypeVar("R_co", bound=Record, covariant=True)

TABLES: dict[str, type[Record]] = {
    "projects": Project,
    "pools": Pool,
    "capacity": CapacityOverride,
    "demand": Demand,
    "dependencies": Dependency,
    "milestones": Milestone,
    "risks": Risk,
    "gates": Gate,
    "assurance": Assurance,
    "changes": ChangeRequest,
    "benefits": BenefitRecord,
}
"""The tables of a portfolio in the order in which they are read: name → what a row is."""

REPORTING_TABLES = ("milestones", "risks", "gates", "assurance", "changes", "benefits")
"""Tables for the delivery report; no decision rests on them."""


@dataclass(frozen=True, slots=True)
class DraftRow(Generic[R_co]):
    """A record, its row in the spreadsheet, and the text of its cells by known column (``''`` for a blank)."""

    record: R_co
    row: int
    texts: Mapping[str, str]

    def filled(self, column: str) -> bool:
        """True when the file says something in this column."""
        return bool(self.texts.get(column))


@dataclass(frozen=True, slots=True)
class Sheet(Generic[R_co]):
    """One table as read. ``unread`` holds the texts of rows that could not become a record."""

    file: str
    entries: tuple[DraftRow[R_co], ...] = ()
    unread: tuple[Mapping[str, str], ...] = ()
    columns: frozenset[str] = frozenset()
    present: bool = False

    def __iter__(self) -> Iterator[DraftRow[R_co]]:
        return iter(self.entries)

    @property
    def called(self) -> str:
        """What the user calls this table: ``demand.csv`` or ``the sheet demand``."""
        _, sheet, name = self.file.partition(", sheet ")
        return f"the sheet {name}" if sheet else self.file

    @property
    def records(self) -> tuple[R_co, ...]:
        """The records in the order of the file."""
        return tuple(entry.record for entry in self.entries)

    def mentioned(self, column: str) -> frozenset[str]:
        """Every text of a column, of unreadable rows too, so that one error does not cause others."""
        texts = (texts.get(column, "") for texts in (*(entry.texts for entry in self.entries), *self.unread))
        return frozenset(text for text in texts if text)

    def problem(self, entry: DraftRow[Record], column: str, message: str, remedy: str) -> Problem:
        """A problem at a cell of this table; an empty ``column`` means the row."""
        return Problem(self.file, entry.row, column, entry.texts.get(column, "")[:EXCERPT_LENGTH], message, remedy)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the keys of ``portfolio.yaml`` stand: path of keys and list positions → line.

    ``sheets`` has the lists that stand in a sheet of their own in a workbook: key → sheet and the row of each item.
    """

    file: str = "portfolio.yaml"
    lines: Mapping[tuple[str | int, ...], int] = field(default_factory=dict)
    sheets: Mapping[str, tuple[str, Sequence[int]]] = field(default_factory=dict)

    def called(self, key: str) -> str:
        """What the user calls the place of a key: ``portfolio.yaml`` or ``the sheet themes``."""
        file = self.sheets[key][0] if key in self.sheets else self.file
        _, sheet, name = file.partition(", sheet ")
        return f"the sheet {name}" if sheet else file

    def line(self, path: tuple[str | int, ...]) -> int | None:
        """The line of a key, or of the nearest key above it.

        ``path`` holds keys and positions from the top; ``None`` where no key above it has a line either.
        """
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return None

    def problem(self, path: tuple[str | int, ...], value: object, message: str, remedy: str) -> Problem:
        """A problem with a key; positions in lists are counted from 1 on screen.

        ``path`` holds keys and positions, from 0, from the top.
        """
        if path and path[0] in self.sheets:
            return self._in_sheet(path, value, message, remedy)
        column = ".".join(str(step + 1) if isinstance(step, int) else step for step in path)
        return Problem(self.file, self.line(path), column, _excerpt(value), message, remedy)

    def _in_sheet(self, path: tuple[str | int, ...], value: object, message: str, remedy: str) -> Problem:
        file, rows = self.sheets[str(path[0])]
        row = rows[path[1]] if len(path) > 1 and isinstance(path[1], int) else None
        return Problem(file, row, ".".join(map(str, path[2:])), _excerpt(value), message, remedy)


def _excerpt(value: object) -> str:
    return "" if value is None else str(value)[:EXCERPT_LENGTH]


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything that could be read of a portfolio, before the checks across rows and tables."""

    settings: Settings
    places: Places
    projects: Sheet[Project]
    pools: Sheet[Pool]
    capacity: Sheet[CapacityOverride]
    demand: Sheet[Demand]
    dependencies: Sheet[Dependency]
    milestones: Sheet[Milestone]
    risks: Sheet[Risk]
    gates: Sheet[Gate]
    assurance: Sheet[Assurance]
    changes: Sheet[ChangeRequest]
    benefits: Sheet[BenefitRecord]
    estimated_demand: tuple[Demand, ...] = ()

    @property
    def all_demand(self) -> tuple[Demand, ...]:
        """Demand from the file and demand estimated from sizes."""
        return self.demand.records + self.estimated_demand


EXCERPT_LENGTH = 80
"""Letters of a value that a problem shows."""
