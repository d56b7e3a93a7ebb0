"""Which columns of the source each rule reads; headers are matched whatever their case, spacing and line breaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from engine.errors import DataError, Problem
from engine.portfolio.importing.cells import kind_of_rule
from engine.portfolio.importing.mapping import Map, PeriodRule, Rule, TextKind
from engine.portfolio.importing.periods import spans_in
from engine.portfolio.importing.series import MonthSpan, Series
from engine.portfolio.importing.words import fits, shortened, suggestion
from engine.portfolio.model.fields import Reading
from engine.portfolio.reading.notation import Columns, Settled, notation_of
from engine.portfolio.reading.tables import RawTable

_PLACE = "source: of the map"
_REPORTED = "source.repeated"


@dataclass(frozen=True, slots=True)
class Layout:
    """The source columns of each name that is read from any, in the order in which they are tried, and how to read."""

    file: str
    reading: Reading
    columns: dict[str, tuple[str, ...]]
    periods: Mapping[str, Mapping[str, MonthSpan]] = field(default_factory=dict)
    """Name of the map → the columns of its periods, each with the months for which it stands."""
    activities: Mapping[str, Mapping[str, Series]] = field(default_factory=dict)
    """Name of the map → text of the project's column → what its activities come to by month."""

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return self.columns[name]

    @property
    def used(self) -> frozenset[str]:
        """All columns of the source that are read."""
        named = [*self.columns.values(), *self.periods.values()]
        return frozenset(column for columns in named for column in columns)

    @property
    def reported(self) -> tuple[str, ...]:
        """The column that says when a row was reported, if the map names one."""
        return self.columns.get(_REPORTED, ())

    @staticmethod
    def key(table: str, place: int, column: str) -> str:
        """The name under which a column of a further table is kept."""
        return f"tables.{table}.{place}.columns.{column}"


def find_columns(mapping: Map, table: RawTable) -> Layout:
    """Match the map's headers with those of the source; of alternatives at least one must be there, unless optional.

    Raises:
        DataError: a rule finds none of its columns, a pattern fits several, or nothing tells how the source writes
            its numbers or dates.
    """
    problems: list[Problem] = []
    columns: dict[str, tuple[str, ...]] = {}
    for key, name, _, rule in _rules(mapping):
        matching: list[str] = []
        for pattern in rule.columns:
            fitting = [column for column in table.columns if fits(pattern, column)]
            if len(fitting) > 1:
                problems.append(_ambiguous(mapping.file, key, pattern, fitting))
            matching += fitting
        if not matching and not rule.optional:
            problems.append(_missing(mapping.file, key, rule, table))
        columns[name] = tuple(dict.fromkeys(matching))
    periods = {}
    for name, periods_rule in mapping.periods.items():
        periods[name] = _periods(periods_rule, table)
        if not periods[name]:
            problems.append(_without_periods(mapping.file, name, table))
    if problems:
        raise DataError(problems)
    said = Reading(decimal=mapping.source.decimal, date_order=mapping.source.date_order, currency=mapping.currency)
    notation = notation_of(table, _read_from(mapping, columns, periods), said, Settled(_PLACE))
    if notation.questions:
        raise DataError(notation.questions)
    return Layout(table.file, replace(notation.reading, from_1904=table.from_1904), columns, periods)


def _periods(rule: PeriodRule, table: RawTable) -> dict[str, MonthSpan]:
    """The source columns of one rule for periods."""
    spans: dict[str, MonthSpan] = {}
    for one in rule.columns:
        spans |= spans_in(table.columns, one.header, one.each, rule.later)
    return spans


def _read_from(
    mapping: Map, columns: dict[str, tuple[str, ...]], periods: Mapping[str, Mapping[str, MonthSpan]]
) -> Columns:
    """The source columns whose own text is read as a number or a date; what the map translates tells nothing."""
    kinds: dict[TextKind, set[str]] = {kind: set() for kind in TextKind}
    for _, name, kind, rule in _rules(mapping):
        if not rule.values:
            kinds[kind].update(columns[name])
    dates = set() if mapping.source.dates else kinds[TextKind.DATE]
    in_periods = {column for spans in periods.values() for column in spans}
    numbers = kinds[TextKind.NUMBER] | kinds[TextKind.MONEY] | in_periods
    return Columns(frozenset(numbers), frozenset(dates))


def _rules(mapping: Map) -> Iterator[tuple[str, str, TextKind, Rule]]:
    """(key in the map, name, what is read, rule) of all rules that read columns."""
    if mapping.source.latest_by:
        yield _REPORTED, _REPORTED, TextKind.DATE, Rule(columns=(mapping.source.latest_by,))
    for section, name, rule in mapping.named_rules():
        if rule.columns:
            yield f"{section}.{name}", name, kind_of_rule(rule, name, section), rule
    for name, activities in mapping.activities.items():
        key = f"activities.{name}.project"
        yield key, key, TextKind.TEXT, Rule(columns=(activities.project,))
    for table, rows in mapping.tables.items():
        for place, row in enumerate(rows):
            for column, rule in row.columns.items():
                if rule.columns:
                    key = Layout.key(table, place, column)
                    yield key, key, kind_of_rule(rule, column, table), rule


def _without_periods(file: str, name: str, table: RawTable) -> Problem:
    message = f"{table.file} has no column of the periods that the map names"
    known = ", ".join(shortened(column, 30) for column in table.columns)
    return Problem(file, None, f"periods.{name}", "", message, f"The columns there are: {known}")


def _missing(file: str, key: str, rule: Rule, table: RawTable) -> Problem:
    wanted = " nor ".join(f'"{pattern}"' for pattern in rule.columns)
    message = f"{table.file} has no column {wanted}"
    guess = next((s for pattern in rule.columns if (s := suggestion(pattern, table.columns))), "")
    known = ", ".join(shortened(column, 30) for column in table.columns)
    return Problem(file, None, key, "", message, guess.strip() or f"The columns there are: {known}")


def _ambiguous(file: str, key: str, pattern: str, fitting: list[str]) -> Problem:
    names = ", ".join(f'"{shortened(column)}"' for column in fitting)
    return Problem(file, None, key, pattern, f"this fits several columns: {names}", "Write more of the header")
