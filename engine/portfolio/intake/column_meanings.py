"""Which column means what: proposed from headers and values, changed by whoever knows better."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.portfolio.intake.roles import LIKE, ColumnRole, likeness
from engine.portfolio.intake.values import ColumnValues

_DAYS_AFTER = re.compile(r"days[ _]?(?:after|since|from)[ _]?((?:19|20)\d\d)", re.IGNORECASE)
_MOST_WORDS = 40
_MOST_THEMES = 40
_UNIQUE = 0.98
_NAMELIKE = 0.5
_DATED = frozenset({ColumnRole.START, ColumnRole.FORECAST, ColumnRole.FINISH, ColumnRole.BASELINE, ColumnRole.REPORTED})
_MONEY = frozenset({ColumnRole.COST, ColumnRole.REMAINING, ColumnRole.SPENT, ColumnRole.BENEFIT})
_NUMBERS = _MONEY | {ColumnRole.DURATION, ColumnRole.LIFE, ColumnRole.PERCENT, ColumnRole.EFFORT}
_SEVERAL = frozenset({ColumnRole.FORECAST, ColumnRole.FINISH})
"""Roles that several columns may have: the first of them that is filled counts."""


@dataclass(frozen=True, slots=True)
class ColumnProposal:
    """The columns of each role, in the order in which they count; roles without a column are left out."""

    columns: Mapping[ColumnRole, tuple[str, ...]]

    def of(self, role: ColumnRole) -> str:
        """The first column of a role; empty where it has none."""
        return next(iter(self.columns.get(role, ())), "")

    @property
    def used(self) -> frozenset[str]:
        """All columns that mean something."""
        return frozenset(column for columns in self.columns.values() for column in columns)


def propose(columns: Mapping[str, ColumnValues]) -> ColumnProposal:
    """Roles for the columns of a table: the likeliest pairs first, each column once, only where the values fit."""
    pairs = sorted(_pairs(columns), key=lambda pair: (-pair[0], list(columns).index(pair[2])))
    chosen: dict[ColumnRole, list[str]] = {}
    taken: set[str] = set()
    for _, role, name in pairs:
        if name in taken or (role in chosen and role not in _SEVERAL):
            continue
        chosen.setdefault(role, []).append(name)
        taken.add(name)
    _from_values(columns, chosen, taken)
    return ColumnProposal({role: tuple(names) for role, names in chosen.items()})


def days_after_year(header: str) -> int | None:
    """The year from whose first day a column counts days: ``start_days_after_2000``.

    ``None`` where its name says no such thing.
    """
    match = _DAYS_AFTER.search(header)
    return int(match[1]) if match else None


def _pairs(columns: Mapping[str, ColumnValues]) -> Iterator[tuple[float, ColumnRole, str]]:
    """(weight, role, column) of each pair that is likely: header and values agree."""
    for name, column in columns.items():
        for role in ColumnRole:
            like = likeness(name, role)
            if role is ColumnRole.START and days_after_year(name) is not None and column.is_number:
                yield 100.0, role, name
            elif like >= LIKE and _fits(role, column):
                yield like + _of_values(role, column), role, name


def _fits(role: ColumnRole, column: ColumnValues) -> bool:
    """Whether values can be what the header says. A column without any value still can: it was not filled in yet."""
    if column.filled == 0:
        return False
    if role in _DATED:
        return column.is_date or column.may_count_days
    if role in _NUMBERS:
        return column.is_number
    if role is ColumnRole.STATUS:
        return not column.is_date and len(column.counts) <= _MOST_WORDS
    if role is ColumnRole.ID:
        return True
    if role is ColumnRole.MANDATORY:
        return len(column.counts) <= 3
    return column.is_text


def _of_values(role: ColumnRole, column: ColumnValues) -> float:
    """What values add to or take from a header's likeness: of two columns with the same claim the better wins."""
    if role is ColumnRole.ID:
        return 10.0 if column.unique >= _UNIQUE else -30.0 * (1 - column.unique)
    if role is ColumnRole.NAME:
        return 5.0 * column.unique
    if role is ColumnRole.THEME:
        return 0.0 if len(column.counts) <= _MOST_THEMES else -30.0
    return 0.0


def _from_values(columns: Mapping[str, ColumnValues], chosen: dict[ColumnRole, list[str]], taken: set[str]) -> None:
    """A name and an id for tables whose headers do not tell: the texts that differ most."""
    free = [column for name, column in columns.items() if name not in taken]
    texts = [column for column in free if column.is_text and column.unique >= _NAMELIKE and _short(column)]
    if ColumnRole.NAME not in chosen and texts:
        best = max(texts, key=lambda column: (column.unique, column.filled))
        chosen[ColumnRole.NAME] = [best.name]
        taken.add(best.name)


def _short(column: ColumnValues) -> bool:
    sample = list(column.counts)[:200]
    return sum(map(len, sample)) / len(sample) <= 90
