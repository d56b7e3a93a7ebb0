"""The activities of projects, rows of another sheet or file, added up by month for each project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from engine.errors import DataError, Problem
from engine.portfolio.importing.cells import is_blank, read_date, without_word
from engine.portfolio.importing.mapping import ActivityRule, Map
from engine.portfolio.importing.series import Series, series_of, spread_by_days
from engine.portfolio.importing.words import fits, shortened, suggestion
from engine.portfolio.model.fields import Reading, read_figure
from engine.portfolio.model.numbers import CellError
from engine.portfolio.reading.notation import Columns, Settled, notation_of
from engine.portfolio.reading.tables import RawRow, RawTable
from engine.portfolio.recognising.source import ForeignFile

_PLACE = "source: of the map"
_REMEDY = "Correct the cell; without it the activity is left out of its project's months"


@dataclass(frozen=True, slots=True)
class Activities:
    """What the activities come to: name of the map → project → amounts by month, and the rows that cannot be read."""

    by_name: Mapping[str, Mapping[str, Series]]
    problems: tuple[Problem, ...] = ()


def activities_of(mapping: Map, source: ForeignFile) -> Activities:
    """The activities of all rules of a map.

    Raises:
        DataError: there is no such sheet or column, or nothing tells how its numbers or dates are written.
    """
    by_name, problems = {}, []
    for name, rule in mapping.activities.items():
        reader = _ActivityReader(mapping, name, rule, source.table(rule.sheet).table)
        by_name[name] = reader.by_project()
        problems += reader.problems
    return Activities(by_name, tuple(problems))


class _ActivityReader:
    def __init__(self, mapping: Map, name: str, rule: ActivityRule, table: RawTable) -> None:
        self._mapping = mapping
        self._rule = rule
        self._table = table
        self.problems: list[Problem] = []
        self._key, self._start, self._amount = (self._column(name, c) for c in (rule.key, rule.start, rule.amount))
        self._end = self._column(name, rule.duration or rule.finish)
        self._reading = self._notation()

    def by_project(self) -> dict[str, Series]:
        amounts: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for row in self._table.rows:
            project = row.cells[self._key].strip()
            if project:
                amounts[project] += self._of_row(row)
        return {project: series_of(pairs) for project, pairs in amounts.items()}

    def _column(self, name: str, wanted: str) -> str:
        header = next((column for column in self._table.columns if fits(wanted, column)), None)
        if header is None:
            remedy = suggestion(wanted, self._table.columns) or f"There are: {', '.join(self._table.columns)}"
            message = f'{self._table.file} has no column "{wanted}"'
            raise DataError([Problem(self._mapping.file, None, f"activities.{name}", wanted, message, remedy.strip())])
        return header

    def _notation(self) -> Reading:
        dates = {self._start, *([self._end] if self._rule.finish else [])}
        numbers = {self._amount, *([] if self._rule.finish else [self._end])}
        source = self._mapping.source
        said = Reading(decimal=source.decimal, date_order=source.date_order, currency=self._mapping.currency)
        notation = notation_of(self._table, Columns(frozenset(numbers), frozenset(dates)), said, Settled(_PLACE))
        if notation.questions:
            raise DataError(notation.questions)
        return replace(notation.reading, from_1904=self._table.from_1904)

    def _of_row(self, row: RawRow) -> Iterator[tuple[int, float]]:
        """The months of one activity; nothing, and a problem, where one of its cells cannot be read."""
        text = row.cells[self._amount]
        if is_blank(text, self._mapping.source.blanks):
            return
        column = self._amount
        try:
            amount = read_figure(text, self._reading) * (self._rule.factor or 1.0)
            column = self._start
            start = read_date(row.cells[column], self._mapping.source.dates, self._reading)
            column = self._end
            if self._rule.finish:
                days = 1.0 + (read_date(row.cells[column], self._mapping.source.dates, self._reading) - start).days
            else:
                days = read_figure(without_word(row.cells[column], self._rule.word), self._reading) * self._rule.days
            yield from spread_by_days(start, days, amount)
        except (ValueError, OverflowError) as error:
            remedy = error.remedy if isinstance(error, CellError) else _REMEDY
            value = shortened(row.cells[column])
            self.problems.append(Problem(self._table.file, row.number, column, value, str(error), remedy))
