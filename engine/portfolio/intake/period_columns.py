"""Columns of periods: one a month, a quarter or a year, each with what falls into it of a cost, a benefit or work."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.portfolio.importing.periods import Length, Period, read_period
from engine.portfolio.importing.words import plain
from engine.portfolio.intake.roles import LIKE, ColumnRole, likeness
from engine.portfolio.intake.values import ColumnValues

_TWICE = re.compile(r"^\(\d+\)$")
"""What headings of one name have behind them."""
_FEWEST = {Length.MONTH: 3, Length.QUARTER: 2, Length.YEAR: 2}
"""Columns that make a list of periods."""


class PeriodRole(StrEnum):
    """What columns of periods hold."""

    COST = "cost"
    BENEFIT = "benefit"
    WORK = "person-days"
    NOTHING = "nothing of these"


@dataclass(frozen=True, slots=True)
class PeriodColumns:
    """Columns of periods that belong together, in the order of the file: header → period."""

    periods: Mapping[str, Period]
    may_be_sums: bool = False
    """Whether shorter periods with the same words lie within these: then they can be sums of those, and are asked."""

    @property
    def key(self) -> str:
        """The first header, by which the columns are asked about."""
        return next(iter(self.periods))

    @property
    def last(self) -> str:
        """The last header."""
        return next(reversed(list(self.periods)))

    @property
    def length(self) -> Length:
        """The length of each."""
        return self.periods[self.key].length

    @property
    def is_fiscal(self) -> bool:
        """Whether the headers speak of years that need not begin in January."""
        return any(period.is_fiscal for period in self.periods.values())

    @property
    def told(self) -> PeriodRole | None:
        """What the headers say that the columns hold; ``None`` where they do not."""
        rest = "" if self.may_be_sums else _TWICE.sub("", self.rest)
        likely = {role: max(likeness(rest, one) for one in of) for role, of in _TOLD.items()} if rest else {}
        best = max(likely, key=likely.__getitem__, default=None)
        return best if best is not None and likely[best] >= LIKE else None

    @property
    def rest(self) -> str:
        """The words beside the period."""
        return self.periods[self.key].rest


_TOLD = {
    PeriodRole.COST: (ColumnRole.COST, ColumnRole.REMAINING, ColumnRole.SPENT),
    PeriodRole.BENEFIT: (ColumnRole.BENEFIT,),
    PeriodRole.WORK: (ColumnRole.EFFORT,),
}


def period_columns(columns: Mapping[str, ColumnValues]) -> tuple[PeriodColumns, ...]:
    """The columns of periods of a table, those with the same words beside the period together."""
    groups: dict[tuple[str, Length], dict[str, Period]] = defaultdict(dict)
    for name, column in columns.items():
        period = read_period(name)
        if period is not None and (column.filled == 0 or column.is_number):
            groups[plain(period.rest), period.length][name] = period
    lists = {
        key: periods
        for key, periods in groups.items()
        if len(periods) >= _FEWEST[key[1]]
        and any(columns[name].filled for name in periods)
        and len({period.first for period in periods.values()}) == len(periods)
    }
    return tuple(PeriodColumns(periods, _may_be_sums(key, lists)) for key, periods in lists.items())


def _may_be_sums(key: tuple[str, Length], lists: Mapping[tuple[str, Length], Mapping[str, Period]]) -> bool:
    rest, length = key
    shorter = {
        period.first // 12
        for (words, other), periods in lists.items()
        if words == rest and other.months < length.months
        for period in periods.values()
    }
    return any(period.first // 12 in shorter for period in lists[key].values())
