"""What is known of a foreign table before anything is asked: its columns, what they mean, how its money is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import median

from engine.errors import DataError, Problem
from engine.portfolio.checks.unlikely import TOTAL_ROW
from engine.portfolio.intake.activity_sheet import ActivitySheet, activity_sheet
from engine.portfolio.intake.column_meanings import ColumnProposal, days_after_year, propose
from engine.portfolio.intake.money_marks import MoneyMarks, marks_in, marks_in_values
from engine.portfolio.intake.period_columns import PeriodColumns, PeriodRole, period_columns
from engine.portfolio.intake.roles import ColumnRole, plain_header
from engine.portfolio.intake.status_words import known_meaning
from engine.portfolio.intake.values import ColumnValues, columns_in
from engine.portfolio.model.calendar import DateOrder, iso_month, ordinal_of, parse_day
from engine.portfolio.model.fields import Reading
from engine.portfolio.model.numbers import CellError, certain_sign, parse_figure
from engine.portfolio.reading.notation import Columns, Settled, notation_of
from engine.portfolio.reading.tables import RawRow, RawTable
from engine.portfolio.recognising.headings import ForeignTable
from engine.portfolio.recognising.source import ForeignFile

Answers = Mapping[str, str]
"""What people have said, by the key of the question."""

MONEY_ROLES = (ColumnRole.COST, ColumnRole.REMAINING, ColumnRole.SPENT, ColumnRole.BENEFIT)
_DATE_ROLES = (ColumnRole.START, ColumnRole.FORECAST, ColumnRole.FINISH, ColumnRole.BASELINE, ColumnRole.REPORTED)
_NUMBER_ROLES = (*MONEY_ROLES, ColumnRole.DURATION, ColumnRole.LIFE, ColumnRole.PERCENT, ColumnRole.EFFORT)
_MOST_STATUS_WORDS = 8
MOST_PROJECTS = 10_000
"""Different projects of one list; more rows than that can only be several reports of each."""
_DAY_IN_TEXT = re.compile(
    r"\b(\d{1,2}\.?[ -][A-Za-zä]{3,9}\.?,?[ -]\d{4}|[A-Za-z]{3,9} \d{1,2}, ?\d{4}|[A-Za-zä]{3,9}\.?,? \d{4}"
    r"|\d{4}-\d{2}(?:-\d{2})?|\d{1,2}[./]\d{1,2}[./]\d{4})\b"
)
_POINT = re.compile(r"(?<=[A-Za-z])\.")
_PERIODS = {
    "month": re.compile(
        r"\b(per month|monthly|a month|pm|per mth|(?:pro|im) monat|monatlich\w*|par mois|mensuel\w*|per maand"
        r"|maandelijks\w*|al mes|por mes|mensual\w*|al mese|mensil[ei])\b"
    ),
    "year": re.compile(
        r"\b(per year|yearly|annual(?:ly|ised|ized)?|a year|pa|p a|per annum|(?:pro|im) jahr|ja?e?hrlich\w*|par an"
        r"|annuel\w*|per jaar|jaarlijks\w*|al ano|por ano|anual(?:es)?|all anno|annu[oia]|annual[ei])\b"
    ),
    "total": re.compile(r"\b(total\w*|whole life|lifetime|overall|cumulative|gesamt\w*|insgesamt|totaal)\b"),
}
_SPENT_TOO = re.compile(
    r"\b(total\w*|whole life|lifecycle|budget|bac|completion|capex|approved|estimate|planned|eac|final|baseline"
    r"|gesamt\w*|insgesamt|geplante[sr]?|plankosten|projektbudget|begroting|presupuesto|prevu)\b"
)


@dataclass(frozen=True)
class Recognition:
    """A table of a source, the values of its columns, and what they probably mean."""

    source: ForeignFile
    foreign: ForeignTable
    columns: Mapping[str, ColumnValues]
    proposal: ColumnProposal
    periods: tuple[PeriodColumns, ...] = ()
    activities: ActivitySheet | None = None

    @property
    def table(self) -> RawTable:
        """The rows."""
        return self.foreign.table

    def columns_of(self, role: ColumnRole, answers: Answers) -> tuple[str, ...]:
        """The columns of a role: as answered, else as proposed; an answer of nothing means that there is none."""
        said = answers.get(f"column.{role}")
        if said is None:
            taken = {column for key, column in answers.items() if key.startswith("column.")}
            named = tuple(name for name in self.proposal.columns.get(role, ()) if name not in taken)
            return named if role is not ColumnRole.STATUS or self._is_health(named) else ()
        return (said,) if said in self.columns else ()

    def column_of(self, role: ColumnRole, answers: Answers) -> str:
        """The first column of a role; empty where it has none."""
        return next(iter(self.columns_of(role, answers)), "")

    def periods_of(self, role: PeriodRole, answers: Answers) -> tuple[PeriodColumns, ...]:
        """The columns of periods that hold something: as their headers say, else as answered."""
        return tuple(one for one in self.periods if (one.told or answers.get(f"periods.{one.key}")) == role)

    def is_dated_by_month(self, answers: Answers) -> bool:
        """Whether columns of periods or activities tell when work begins and ends."""
        of_both = (self.periods_of(role, answers) for role in (PeriodRole.COST, PeriodRole.WORK))
        return self.activities is not None or any(of_both)

    def has_cost_by_month(self, answers: Answers) -> bool:
        """Whether columns of periods or activities tell what work costs."""
        activities = self.activities
        return (activities is not None and not activities.is_work) or bool(self.periods_of(PeriodRole.COST, answers))

    def has_work_by_month(self, answers: Answers) -> bool:
        """Whether columns of periods or activities tell how many person-days work takes."""
        activities = self.activities
        return (activities is not None and activities.is_work) or bool(self.periods_of(PeriodRole.WORK, answers))

    @property
    def in_periods(self) -> frozenset[str]:
        """All columns of periods."""
        return frozenset(header for one in self.periods for header in one.periods)

    def _is_health(self, named: tuple[str, ...]) -> bool:
        """Whether words are few enough to be a scale."""
        return all(
            sum(known_meaning(word) is None for word in self.columns[name].counts) <= _MOST_STATUS_WORDS
            for name in named
        )

    def finishes(self, answers: Answers) -> tuple[str, ...]:
        """The columns that say when work ends, forecasts first; the first that is filled counts."""
        return (
            (
                *self.columns_of(
                    ColumnRole.FORECAST, {k: v for k, v in answers.items() if k != f"column.{ColumnRole.FORECAST}"}
                ),
                *self.columns_of(ColumnRole.FINISH, answers),
            )
            if f"column.{ColumnRole.FINISH}" not in answers
            else self.columns_of(ColumnRole.FINISH, answers)
        )

    def unit_of(self, column: str) -> float | None:
        """What one unit in a column of money is worth: as its header says, else as the titles above do."""
        own = marks_in(column).unit
        return own if own is not None or marks_in(column).currencies else self._above.unit

    @cached_property
    def _above(self) -> MoneyMarks:
        marks = [marks_in(text) for text in self.foreign.above]
        unit = next((mark.unit for mark in marks if mark.unit is not None), None)
        return MoneyMarks(unit, next((mark.currencies for mark in marks if mark.currencies), ()))

    def currencies(self, columns: Iterable[str]) -> tuple[str, ...]:
        """The currencies that the file can be in, by marks in headers, values and titles; several for a shared mark."""
        said = [marks_in(column).currencies for column in columns]
        said += [marks_in_values(self.columns[column].counts) for column in columns]
        said.append(self._above.currencies)
        named = sorted({marks for marks in said if marks}, key=len)
        return named[0] if named else ()

    def money_columns(self, answers: Answers) -> tuple[str, ...]:
        """The columns of money that are read; of columns of periods the first of each kind."""
        by_month = (*self.periods_of(PeriodRole.COST, answers), *self.periods_of(PeriodRole.BENEFIT, answers))
        named = (name for role in MONEY_ROLES for name in self.columns_of(role, answers))
        return (*named, *(one.key for one in by_month))

    def typical_amount(self, answers: Answers) -> float:
        """The amount in the middle of the column of cost, as it is written; 0 where there is none."""
        name = self.column_of(ColumnRole.COST, answers) or self.column_of(ColumnRole.REMAINING, answers)
        named = [name] if name else [h for one in self.periods_of(PeriodRole.COST, answers) for h in one.periods]
        amounts = []
        for text in [text for column in named for text in list(self.columns[column].counts)[:500]]:
            with suppress(CellError):
                amounts.append(abs(parse_figure(text, answers.get("decimal") or certain_sign(text) or ".")))
        return median(amounts) if amounts else 0.0

    def doubts(self, answers: Answers) -> tuple[Problem | None, Problem | None]:
        """What cannot be read one way only: the order of day and month, the decimal sign; ``None`` where it can."""
        dates = frozenset(
            name
            for role in _DATE_ROLES
            for name in (self.finishes(answers) if role is ColumnRole.FINISH else self.columns_of(role, answers))
            if self.columns[name].is_date
        )
        numbers = frozenset(name for role in _NUMBER_ROLES for name in self.columns_of(role, answers)) | self.in_periods
        if (dates, numbers) not in self._doubts:
            self._doubts[dates, numbers] = self._look_for_doubts(dates, numbers)
        return self._doubts[dates, numbers]

    def _look_for_doubts(self, dates: frozenset[str], numbers: frozenset[str]) -> tuple[Problem | None, Problem | None]:
        of_dates = notation_of(self.table, Columns(frozenset(), dates), Reading(decimal="."), Settled())
        order = DateOrder.DAY
        of_numbers = notation_of(self.table, Columns(numbers, frozenset()), Reading(date_order=order), Settled())
        return next(iter(of_dates.questions), None), next(iter(of_numbers.questions), None)

    def date_order(self, answers: Answers) -> DateOrder | None:
        """The order of numeric dates: as answered, else as other dates tell."""
        if answers.get("date_order"):
            return DateOrder(answers["date_order"])
        return self._order_told

    @cached_property
    def _order_told(self) -> DateOrder | None:
        dates = frozenset(name for name, column in self.columns.items() if column.is_date)
        return notation_of(self.table, Columns(frozenset(), dates), Reading(decimal="."), Settled()).reading.date_order

    @cached_property
    def _days(self) -> dict[tuple[DateOrder | None, tuple[str, ...]], dict[int, date]]:
        """Days read before; a question asks for them again and again."""
        return {}

    @cached_property
    def _doubts(self) -> dict[tuple[frozenset[str], frozenset[str]], tuple[Problem | None, Problem | None]]:
        return {}

    def days(self, columns: Iterable[str], answers: Answers) -> dict[int, date]:
        """Row → the day in the first of some columns that is filled and can be read."""
        order, named = self.date_order(answers), tuple(columns)
        if (order, named) not in self._days:
            self._days[order, named] = self._read_days(named, order)
        return self._days[order, named]

    def _read_days(self, named: tuple[str, ...], order: DateOrder | None) -> dict[int, date]:
        year = days_after_year(named[0]) if named else None
        days: dict[int, date] = {}
        read: dict[str, date | None] = {}
        blank = {text for name in named for text in self.columns[name].blanks}
        for row in self.table.rows:
            text = next((text for name in named if (text := row.cells[name]) and text not in blank), "")
            if text and text not in read:
                read[text] = self._day(text, order, year)
            day = read[text] if text else None
            if day is not None:
                days[row.number] = day
        return days

    def _day(self, text: str, order: DateOrder | None, year: int | None) -> date | None:
        """The day of a text; ``year`` is that from whose first day its column counts, where it does."""
        with suppress(ValueError, OverflowError):
            if year is not None:
                return date.fromordinal(date(year, 1, 1).toordinal() + round(float(text)))
            return parse_day(text, order, from_1904=self.table.from_1904)
        return None

    def projects(self, answers: Answers) -> tuple[RawRow, ...]:
        """The rows that hold something and are no totals, which are sums of others and no projects."""
        is_left_out = self._left_out(answers)
        return tuple(row for row in self.table.rows if not is_left_out(row))

    def totals(self, answers: Answers) -> tuple[str, ...]:
        """The texts that head rows which are sums of others; none where there is no such row."""
        heads, is_left_out = self._heads(answers), self._left_out(answers)
        summed = [row for row in self.table.rows if any(row.cells.values()) and is_left_out(row)]
        return tuple(dict.fromkeys(text for row in summed for head in heads if (text := row.cells[head])))

    def _heads(self, answers: Answers) -> list[str]:
        """The columns that say which project a row is."""
        return [head for role in (ColumnRole.ID, ColumnRole.NAME) if (head := self.column_of(role, answers))]

    def _left_out(self, answers: Answers) -> Callable[[RawRow], bool]:
        """What tells a row that is a sum of others, or holds nothing."""
        heads = self._heads(answers)
        totals = {text for head in heads for text in self.columns[head].counts if TOTAL_ROW.fullmatch(text)}
        return lambda row: _is_left_out(row, heads, totals)

    def repeated_ids(self, answers: Answers) -> int:
        """How many rows have an id that stands in another row too."""
        heads = self._heads(answers)
        keys = (next((key for head in heads if (key := row.cells[head])), "") for row in self.projects(answers))
        return sum(count for key, count in Counter(keys).items() if key and count > 1)

    def month_told(self, answers: Answers) -> str:
        """The month for which the file was made, as far as it says: by its titles, its newest report, its name."""
        for text in self.foreign.above:
            for match in _DAY_IN_TEXT.finditer(text):
                with suppress(ValueError):
                    return iso_month(ordinal_of(parse_day(_POINT.sub("", match[1]), self.date_order(answers))))
        reported = self.column_of(ColumnRole.REPORTED, answers)
        days = self.days((reported,), answers) if reported else {}
        return iso_month(ordinal_of(max(days.values()))) if days else ""


def _is_left_out(row: RawRow, heads: Iterable[str], totals: Collection[str]) -> bool:
    texts = [text for head in heads if (text := row.cells[head])]
    return all(text in totals for text in texts) if texts else not any(row.cells.values())


def recognition_of(source: ForeignFile, sheet: str = "") -> Recognition:
    """What is known of the table of a sheet, or of the largest.

    Raises:
        DataError: there is no such sheet, or its rows are more projects than a portfolio may have.
    """
    foreign = source.table(sheet)
    columns = columns_in(foreign.table)
    periods = period_columns(columns)
    in_periods = {header for one in periods for header in one.periods}
    proposal = propose({name: column for name, column in columns.items() if name not in in_periods})
    key = proposal.of(ColumnRole.ID) or proposal.of(ColumnRole.NAME)
    different = len(columns[key].counts) if key else len(foreign.table.rows)
    if different > MOST_PROJECTS:
        message = f"this list has {different:,} different projects, more than the {MOST_PROJECTS:,} of one portfolio"
        remedy = "Filter the export to the projects that are decided on together"
        raise DataError([Problem(foreign.table.file, None, key, "", message, remedy)])
    activities = activity_sheet(source, foreign, proposal.of(ColumnRole.ID) or proposal.of(ColumnRole.NAME))
    return Recognition(source, foreign, columns, proposal, periods, activities)


def period_of(header: str) -> str:
    """Whether a header says that an amount is for a ``month``, a ``year`` or the ``total``; empty where it does not."""
    words = plain_header(header)
    return next((period for period, pattern in _PERIODS.items() if pattern.search(words)), "")


def includes_what_is_spent(header: str) -> bool:
    """Whether a header says that a cost is the whole cost, with what is spent already."""
    return bool(_SPENT_TOO.search(plain_header(header)))
