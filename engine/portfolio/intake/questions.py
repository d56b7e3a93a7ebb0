"""What only people can say about a file: each question once, with what the file suggests, and only where it matters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from engine.errors import DataError, Problem
from engine.portfolio.importing.periods import Length
from engine.portfolio.intake.period_columns import PeriodColumns, PeriodRole
from engine.portfolio.intake.recognition import Answers, Recognition, includes_what_is_spent, period_of
from engine.portfolio.intake.roles import ColumnRole
from engine.portfolio.intake.status_words import MEANINGS, known_meaning, proposed_meaning
from engine.portfolio.intake.values import ColumnValues
from engine.portfolio.model.calendar import DateOrder, iso_month, ordinal_of, parse_month
from engine.portfolio.model.currencies import currency_code
from engine.portfolio.model.fields import Reading, read_quantity
from engine.portfolio.model.numbers import CellError, StoredNumber, parse_number

LAST, AFTER = "last month of work", "first month after work"
TOTAL, REMAINING = "whole", "remaining"
PERIODS = ("year", "month", "total")
DURATION_UNITS = ("months", "weeks", "days", "working days", "years")
_DAYS = frozenset({"d", "day", "days", "tag", "tage", "tagen", "jours", "dagen", "arbeitstage", "arbeitstagen"})
_AT_WORK = frozenset({"working", "work", "business", "arbeitstage", "arbeitstagen"})
_UNIT_WORDS = {
    "weeks": frozenset({"w", "wk", "wks", "week", "weeks", "woche", "wochen", "semaines", "weken", "semanas"}),
    "months": frozenset(
        {
            "mo",
            "mon",
            "mons",
            "month",
            "months",
            "mths",
            "monat",
            "monate",
            "monaten",
            "mois",
            "maanden",
            "meses",
            "mesi",
        }
    ),
    "years": frozenset({"y", "yr", "yrs", "year", "years", "jahr", "jahre", "jahren", "ans", "jaar", "anni"}),
}
DONE, WORKING = "finished", "still at work"
NEWEST, SET_ASIDE = "newest", "set aside"
SHARE, HUNDRED = "0 to 1", "0 to 100"
UNITS = ("1", "1000", "1000000", "1000000000")
CURRENCIES = ("GBP", "EUR", "USD", "AUD", "CAD", "CHF", "SEK", "NOK", "DKK", "NZD", "INR", "SGD", "ZAR", "PLN", "JPY")
DAY_RATES = {"GBP": 600, "EUR": 700, "USD": 800, "AUD": 1100, "CAD": 900, "CHF": 1000, "NZD": 1200}
"""What an internal day is taken to cost where nobody says; round figures of this cockpit, not of any survey."""
BENEFIT_YEARS = 5
"""Years that benefits are taken to last where nobody says."""
OVERDUE_MONTHS = 3
"""Months of work that are assumed of a project that is at work although its finish has passed."""
_CLEARLY_UNITS = 20_000
"""A typical cost from which on amounts cannot be in thousands: it would be 20 million."""
_MONTHLY = 0.9


class Kind(StrEnum):
    """How a question is answered."""

    MONTH = "month"
    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class IntakeQuestion:
    """One thing to be said: ``key`` of the answer, what it is about, what can be answered, what the file suggests.

    Where ``needed`` is false, no answer takes the ``proposal``, which then counts as assumed. ``count`` is how many
    rows it concerns, ``example`` a value of the file.
    """

    key: str
    kind: Kind
    subject: str = ""
    choices: tuple[str, ...] = ()
    proposal: str = ""
    needed: bool = True
    count: int = 0
    example: str = ""

    @property
    def about(self) -> str:
        """The key without its subject: ``status`` of ``status.Late``."""
        return self.key.partition(".")[0]

    @property
    def is_chosen_already(self) -> bool:
        """Whether a page may show the suggestion as chosen: where nothing else can be, or where no answer is needed.

        What only people can know has to be said: a suggestion that stands there chosen is passed over unread.
        """
        return self.proposal in self.choices and (not self.needed or len(self.choices) == 1)


def questions(known: Recognition, answers: Answers) -> tuple[IntakeQuestion, ...]:
    """All questions of a file, given what has been answered so far: some follow from others."""
    is_open = any(one.told is None and not answers.get(f"periods.{one.key}") for one in known.periods)
    return tuple(question for ask in (_FIRST if is_open else _ASK) for question in ask(known, answers))


def open_questions(known: Recognition, answers: Answers) -> tuple[IntakeQuestion, ...]:
    """The questions that have to be answered before the file can be used."""
    return tuple(q for q in questions(known, answers) if q.needed and not answers.get(q.key, "").strip())


def settled(known: Recognition, answers: Answers) -> dict[str, str]:
    """The answers, numbers among them as programs write them, with the proposals of questions that need none.

    Raises:
        DataError: an answer cannot be used, or a question that needs an answer has none; each named with its key.
    """
    asked = questions(known, answers)
    problems = [problem for question in asked for problem in _wrong(known.source.file, question, answers)]
    problems += without_work(known, answers)
    if problems:
        raise DataError(problems)
    keys = {question.key for question in asked}
    numbers = {question.key for question in asked if question.kind is Kind.NUMBER}
    said = {key: text.strip() for key, text in answers.items() if text.strip() or key.startswith("column.")}
    given = {
        key: f"{_number(key, text):.15g}" if key in numbers else text
        for key, text in said.items()
        if key in keys or key.startswith("column.")
    }
    return {q.key: q.proposal for q in asked if q.proposal and not q.needed} | given


def _wrong(file: str, question: IntakeQuestion, answers: Answers) -> Iterator[Problem]:
    text = answers.get(question.key, "").strip()
    remedy = f"Answer with {_possible(question)}"
    if not text:
        if (question.needed and question.key not in answers) or (question.needed and question.about != "column"):
            yield Problem(file, None, question.key, "", "this has to be answered", remedy)
        return
    if not _fits(question, text):
        yield Problem(file, None, question.key, text, "this answer cannot be used", remedy)


def _fits(question: IntakeQuestion, text: str) -> bool:
    with suppress(ValueError):
        if question.kind is Kind.MONTH:
            return parse_month(text) > 0
        if question.kind is Kind.NUMBER:
            return _number(question.key, text) > 0
        return currency_code(text) != "" if question.key == "currency" else text in question.choices
    return False


def _number(key: str, text: str) -> float:
    """The number of an answer, where 1.200 can be two; a return that is asked for in per cent may have the sign."""
    return read_quantity(text.removesuffix("%") if key == "yearly_return" else text, Reading(alone=True))


def _possible(question: IntakeQuestion) -> str:
    if question.kind is Kind.MONTH:
        return "a month, such as 2027-03"
    if question.kind is Kind.NUMBER:
        return "a number above 0"
    if question.key == "currency":
        return "the code of a currency, such as GBP"
    return " or ".join(repr(choice) for choice in question.choices[:8])


def month_0(answers: Answers) -> int | None:
    """The ordinal of the planning month as answered; ``None`` where it is not, or cannot be read."""
    with suppress(ValueError):
        return parse_month(answers.get("month_0", ""))
    return None


def _month_0(known: Recognition, answers: Answers) -> Iterator[IntakeQuestion]:
    yield IntakeQuestion("month_0", Kind.MONTH, proposal=known.month_told(answers), example=known.source.file)


def _periods(known: Recognition, answers: Answers) -> Iterator[IntakeQuestion]:
    """What columns of periods hold, where no header says it, and when their years begin."""
    for one in known.periods:
        if one.told is None:
            yield IntakeQuestion(
                f"periods.{one.key}", Kind.CHOICE, one.key, tuple(PeriodRole), example=one.last, count=len(one.periods)
            )
    named = next(iter(_by_year(known, answers)), None)
    if named is not None:
        first = iso_month(named.periods[named.key].first)
        proposal = "" if named.is_fiscal else first
        yield IntakeQuestion(
            "year_begins", Kind.MONTH, named.key, proposal=proposal, needed=named.is_fiscal, example=first
        )


def _by_year(known: Recognition, answers: Answers) -> list[PeriodColumns]:
    """Columns of quarters and years that are read, those first whose years need not begin in January."""
    read = [
        one
        for role in (PeriodRole.COST, PeriodRole.BENEFIT, PeriodRole.WORK)
        for one in known.periods_of(role, answers)
        if one.length is not Length.MONTH
    ]
    return sorted(read, key=lambda one: not one.is_fiscal)


def years_later(known: Recognition, answers: Answers) -> int:
    """How many months after January the years of the file's columns begin; negative where FY27 begins in 2026."""
    named = next(iter(_by_year(known, answers)), None)
    said = answers.get("year_begins", "").strip()
    return parse_month(said) - named.periods[named.key].first if named is not None and said else 0


def _columns(known: Recognition, answers: Answers) -> Iterator[IntakeQuestion]:
    """Columns that a plan needs and that nothing tells."""
    taken = known.proposal.used | known.in_periods
    free = [name for name, column in known.columns.items() if name not in taken and column.filled]
    dates = tuple(name for name in free if known.columns[name].is_date)
    numbers = tuple(name for name in free if known.columns[name].is_number)
    proposal, is_dated = known.proposal, known.is_dated_by_month(answers)
    if not proposal.of(ColumnRole.START) and dates and not is_dated:
        yield IntakeQuestion("column.start", Kind.CHOICE, choices=("", *dates), needed="column.start" not in answers)
    has_end = proposal.of(ColumnRole.FORECAST) or proposal.of(ColumnRole.FINISH) or proposal.of(ColumnRole.DURATION)
    if not has_end and dates and not is_dated:
        ends = tuple(name for name in dates if name != answers.get("column.start"))
        yield IntakeQuestion("column.finish", Kind.CHOICE, choices=("", *ends), needed="column.finish" not in answers)
    has_cost = proposal.of(ColumnRole.COST) or proposal.of(ColumnRole.REMAINING) or known.has_cost_by_month(answers)
    if not has_cost and numbers:
        yield IntakeQuestion("column.cost", Kind.CHOICE, choices=numbers)
    others = tuple(name for name in numbers if name != answers.get("column.cost"))
    if not proposal.of(ColumnRole.BENEFIT) and not known.periods_of(PeriodRole.BENEFIT, answers) and others:
        yield IntakeQuestion("column.benefit", Kind.CHOICE, choices=("", *others), needed=False)


def without_work(known: Recognition, answers: Answers) -> tuple[Problem, ...]:
    """What is wrong with a file that says neither what projects cost nor how much work they are; else nothing."""
    columns = (ColumnRole.COST, ColumnRole.REMAINING, ColumnRole.EFFORT)
    if any(known.column_of(role, answers) for role in columns) or _is_column_of_cost_asked(known, answers):
        return ()
    if known.has_cost_by_month(answers) or known.has_work_by_month(answers):
        return ()
    message = "no column says what projects cost, or how much work they are, so there is nothing to plan people for"
    remedy = "Add a column with the cost of each project, or with its person-days, and bring the file in again"
    return (Problem(known.source.file, None, "cost", "", message, remedy),)


def _is_column_of_cost_asked(known: Recognition, answers: Answers) -> bool:
    return any(question.key == "column.cost" for question in _columns(known, answers))


def _length(known: Recognition, answers: Answers) -> Iterator[IntakeQuestion]:
    """How long projects take, where neither a finish nor a duration is known; and in which unit durations are."""
    duration, activities = known.column_of(ColumnRole.DURATION, answers), known.activities
    if known.finishes(answers):
        duration = ""
    elif not duration and not known.is_dated_by_month(answers):
        yield IntakeQuestion("months", Kind.NUMBER)
    of_activities = activities.duration if activities is not None else None
    asked = [column for column in (known.columns.get(duration), of_activities) if column and not duration_unit(column)]
    if asked:
        days = bool(_words_of_duration(asked[0]) & _DAYS)
        choices = ("days", "working days") if days else DURATION_UNITS
        example = next(iter(asked[0].counts), "")
        yield IntakeQuestion("duration_unit", Kind.CHOICE, asked[0].name, choices, example=example)


def duration_unit(column: ColumnValues) -> str:
    """The unit of a column of durations, as header or the word behind its numbers says; empty where it has to be asked.

    Days alone are asked about: some tools count calendar days, others days of work.
    """
    words = _words_of_duration(column)
    if words & _DAYS:
        return "working days" if words & _AT_WORK else ""
    return next((unit for unit, names in _UNIT_WORDS.items() if words & names), "")


def _words_of_duration(column: ColumnValues) -> frozenset[str]:
    return frozenset(re.split(r"[\W_]+", f"{column.name} {column.word}".casefold()))


def _money(known: Recognition, answers: Answers) -> Iterator[IntakeQuestion]:
    columns = known.money_columns(answers)
    if not columns:
        return
    currencies = known.currencies(columns)
    if len(currencies) != 1:
        choices = tuple(dict.fromkeys((*currencies[:6], *CURRENCIES)))
        yield IntakeQuestion("currency", Kind.CHOICE, columns[0], choices)
    untold = [column for column in columns if known.unit_of(column) is None]
    if untold and known.typical_amount(answers) < _CLEARLY_UNITS:
        unit_worth = next((unit for column in columns if (unit := known.unit_of(column)) is not None), None)
        yield IntakeQuestion("unit", Kind.CHOICE, untold[0], UNITS, f"{unit_worth:.0f}" if unit_worth else "")


def unit_for(known: Recognition, column: str, answers: Answers) -> float:
    """What one unit of a column of money is worth: as the file says, else as answered, else 1."""
    unit_worth = known.unit_of(column)
    return unit_worth if unit_worth is not None else float(answers.get("unit") or 1)


def _notation(known: Recognition, answers: Answers) -> Iterator[IntakeQuestion]:
    dates, numbers = known.doubts({k: v for k, v in answers.items() if k not in ("date_order", "decimal")})
    if dates is not None:
        yield IntakeQuestion(
            "date_order", Kind.CHOICE, dates.column, (DateOrder.DAY, DateOrder.MONTH), example=dates.value
        )
    if numbers is not None:
        yield IntakeQuestion("decimal", Kind.CHOICE, numbers.column, (".", ","), example=numbers.value)


def _finish_is(known: Recognition, answers: Answers) -> Iterator[IntakeQuestion]:
    if known.finishes(answers) and finish_told(known, answers) is None:
        days = known.days(known.finishes(answers), answers)
        example = next(iter(days.values()), None)
        example_month = example.isoformat()[:7] if example else ""
        yield IntakeQuestion("finish_is", Kind.CHOICE, known.finishes(answers)[0], (LAST, AFTER), example=example_month)


def finish_told(known: Recognition, answers: Answers) -> str | None:
    """What a finish means, where its days tell: a day within a month is one of work; the first of each can be both."""
    days = list(known.days(known.finishes(answers), answers).values())
    firsts = sum(day.day == 1 for day in days)
    return LAST if days and firsts < _MONTHLY * len(days) else None


def _cost_is(known: Recognition, answers: Answers) -> Iterator[IntakeQuestion]:
    """Whether a cost is the whole one, where work has begun and neither header nor another column tells."""
    cost = known.column_of(ColumnRole.COST, answers)
    other_column = known.column_of(ColumnRole.REMAINING, answers) or known.column_of(ColumnRole.SPENT, answers)
    if known.has_cost_by_month(answers):
        return
    if not cost or other_column or includes_what_is_spent(cost) or not known.column_of(ColumnRole.START, answers):
        return
    begun = begun_rows(known, answers)
    if begun:
        yield IntakeQuestion("cost_is", Kind.CHOICE, cost, (TOTAL, REMAINING), TOTAL, count=begun)


def begun_rows(known: Recognition, answers: Answers) -> int:
    """How many rows began before month 0."""
    month = month_0(answers)
    starts = known.days(known.columns_of(ColumnRole.START, answers), answers)
    return 0 if month is None else sum(ordinal_of(day) < month for day in starts.values())


def _benefit(known: Recognition, answers: Answers) -> Iterator[IntakeQuestion]:
    benefit = known.column_of(ColumnRole.BENEFIT, answers)
    if known.periods_of(PeriodRole.BENEFIT, answers):
        return
    if not benefit:
        yield IntakeQuestion("yearly_return", Kind.NUMBER, needed=False)
        if not answers.get("yearly_return", "").strip():
            return
    elif not period_of(benefit):
        yield IntakeQuestion("benefit_is", Kind.CHOICE, benefit, PERIODS, "year")
    if not known.column_of(ColumnRole.LIFE, answers):
        yield IntakeQuestion("benefit_years", Kind.NUMBER, benefit, proposal=str(BENEFIT_YEARS), needed=False)


def _status(known: Recognition, answers: Answers) -> Iterator[IntakeQuestion]:
    column = known.column_of(ColumnRole.STATUS, answers)
    words = known.columns[column].counts if column else {}
    for word, count in words.items():
        if known_meaning(word) is None:
            yield IntakeQuestion(f"status.{word}", Kind.CHOICE, word, MEANINGS, proposed_meaning(word), count=count)


def _percent(known: Recognition, answers: Answers) -> Iterator[IntakeQuestion]:
    column = known.column_of(ColumnRole.PERCENT, answers)
    if column and percent_scale(known, column) is None:
        example = next((text for text in known.columns[column].counts if text not in ("0", "1")), "1")
        yield IntakeQuestion("percent", Kind.CHOICE, column, (SHARE, HUNDRED), SHARE, example=example)


def percent_scale(known: Recognition, column: str) -> str | None:
    """The scale of a column of progress: with signs of per cent or beyond 1 it is known, up to 1 it can be both.

    ``None`` where it can be both.
    """
    texts = list(known.columns[column].counts)
    if any(text.rstrip().endswith("%") or getattr(text, "mark", "") == "%" for text in texts):
        return SHARE
    with suppress(CellError):
        numbers = [parse_number(text) for text in texts if isinstance(text, StoredNumber) or text[:1].isdigit()]
        return HUNDRED if max(numbers, default=0.0) > 1 else None
    return None


def _repeated(known: Recognition, answers: Answers) -> Iterator[IntakeQuestion]:
    count = known.repeated_ids(answers)
    if count:
        reported = known.column_of(ColumnRole.REPORTED, answers)
        choices = (NEWEST, SET_ASIDE) if reported else (SET_ASIDE,)
        subject = known.column_of(ColumnRole.ID, answers) or known.column_of(ColumnRole.NAME, answers)
        yield IntakeQuestion("repeated", Kind.CHOICE, subject, choices, choices[0], count=count, example=reported)


def _overdue(known: Recognition, answers: Answers) -> Iterator[IntakeQuestion]:
    month = month_0(answers)
    if month is None:
        return
    means = finish_told(known, answers) or answers.get("finish_is") or LAST
    first = month + (means == AFTER)
    passed = sum(ordinal_of(day) < first for day in known.days(known.finishes(answers), answers).values())
    if passed:
        yield IntakeQuestion("overdue", Kind.CHOICE, choices=(DONE, WORKING), proposal=DONE, needed=False, count=passed)


def _people(known: Recognition, answers: Answers) -> Iterator[IntakeQuestion]:
    yield IntakeQuestion("people", Kind.NUMBER, needed=False)
    currencies = known.currencies(known.money_columns(answers))
    currency = answers.get("currency") or (currencies[0] if currencies else "")
    rate = DAY_RATES.get(currency.upper())
    if not known.column_of(ColumnRole.EFFORT, answers) and not known.has_work_by_month(answers):
        yield IntakeQuestion(
            "day_rate", Kind.NUMBER, proposal=f"{rate}" if rate else "", needed=bool(currency) and not rate
        )


Ask = Callable[[Recognition, Answers], Iterator[IntakeQuestion]]
_ASK: tuple[Ask, ...] = (
    _month_0,
    _periods,
    _columns,
    _money,
    _notation,
    _length,
    _finish_is,
    _cost_is,
    _benefit,
    _status,
    _percent,
    _repeated,
    _overdue,
    _people,
)
"""In the order in which they are asked: what others follow from comes first."""
_FIRST: tuple[Ask, ...] = (_month_0, _periods, _notation, _status, _percent, _repeated)
"""What is asked while nobody has said what columns of periods hold; the rest depends on it."""
