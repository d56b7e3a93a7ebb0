"""The questions that a file leaves open, in words, and what a report says of a file that was brought in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from engine.explain.accuracy import assumed_in_words
from engine.explain.infeasible import why_no_plan
from engine.portfolio import Portfolio
from engine.portfolio.importing.words import shortened
from engine.portfolio.intake.questions import (
    AFTER,
    BENEFIT_YEARS,
    DONE,
    HUNDRED,
    LAST,
    NEWEST,
    OVERDUE_MONTHS,
    REMAINING,
    SET_ASIDE,
    SHARE,
    TOTAL,
    WORKING,
    IntakeQuestion,
)
from engine.portfolio.intake.recognition import Recognition
from engine.portfolio.intake.roles import ColumnRole
from engine.portfolio.intake.written_map import BUSIEST, DAYS_PER_PERSON
from engine.portfolio.intake.written_map import SHARE as CAPACITY_SHARE
from engine.portfolio.model.calendar import parse_month
from engine.portfolio.months.store import DataMonth
from engine.portfolio.reading.tables import MOST_ROWS
from engine.portfolio.recognising.source import LARGEST, ForeignFile, Format
from engine.portfolio.schedules import Cut
from engine.report.brought_in import IntakeReport, assumed_capacity
from engine.wording.formats import count, measured, money, month, percent, whole

ROLE_WORDS: Mapping[ColumnRole, str] = {
    ColumnRole.ID: "Id",
    ColumnRole.NAME: "Name",
    ColumnRole.OWNER: "Sponsor",
    ColumnRole.THEME: "Theme",
    ColumnRole.STATUS: "Status",
    ColumnRole.START: "Start",
    ColumnRole.FORECAST: "Forecast finish",
    ColumnRole.FINISH: "Finish",
    ColumnRole.BASELINE: "Baseline finish",
    ColumnRole.DURATION: "Duration",
    ColumnRole.COST: "Cost",
    ColumnRole.REMAINING: "Remaining cost",
    ColumnRole.SPENT: "Spent to date",
    ColumnRole.BENEFIT: "Benefit",
    ColumnRole.LIFE: "Benefit life",
    ColumnRole.PERCENT: "Percent complete",
    ColumnRole.REPORTED: "Report date",
    ColumnRole.EFFORT: "Effort",
    ColumnRole.MANDATORY: "Mandatory",
}
"""What each meaning of a column is called."""

READ_AS: Mapping[ColumnRole, str] = {
    ColumnRole.START: "Starts",
    ColumnRole.FINISH: "First month after",
    ColumnRole.COST: "Still to spend",
    ColumnRole.BENEFIT: "Benefit a year",
}
"""What a figure of a project is called beside the cell from which it was read."""

_LONGEST_EXAMPLE = 30
_CHOICES = {
    LAST: "The last month of work",
    AFTER: "The first month after the work",
    TOTAL: "The whole project, spent and to come",
    REMAINING: "Only what is still to spend",
    "days": "Calendar days",
    "year": "For each year",
    "month": "For each month",
    "total": "In total",
    WORKING: f"Still at work: assume {OVERDUE_MONTHS} more months",
    NEWEST: "The newest report of each counts",
    SET_ASIDE: "None of them counts",
    SHARE: "0 to 1 (1 is all done)",
    HUNDRED: "0 to 100 (1 is one per cent)",
    "dmy": "Day first",
    "mdy": "Month first",
    ".": "A point: 1,200.5",
    ",": "A comma: 1.200,5",
    "1": "Single units",
    "1000": "Thousands",
    "1000000": "Millions",
    "1000000000": "Billions",
    "not said": "It says nothing of health",
    DONE: "Finished: leave it out",
}


def asked(question: IntakeQuestion) -> str:
    """The question, in one line."""
    return _ASKED[question.about](question)


def choice_in_words(choice: str) -> str:
    """A choice of a question as it is shown."""
    if choice == "":
        return "No column says so"
    return _CHOICES.get(choice, choice[:1].upper() + choice[1:] if choice.islower() else choice)


def column_in_words(known: Recognition, name: str) -> str:
    """A column as a list offers it: with a value of it, by which short names are known; empty is no column."""
    if not name:
        return "No column"
    example = next(iter(known.columns[name].counts), "")
    return f"{name}, such as {shortened(example, _LONGEST_EXAMPLE)}" if example else name


HOW_TO_ANSWER = "Answer these in a file for --answers, or with --answer KEY=VALUE:"


def need_and_reason(question: IntakeQuestion) -> str:
    """After a question, with a space before it: that it may be left out, and what its answer is used for."""
    needed, reason = "" if question.needed else " May be left out.", why_asked(question)
    return f"{needed} {reason}" if reason else needed


def why_asked(question: IntakeQuestion) -> str:
    """What the answer is used for, or what is assumed without one."""
    return _WHY.get(question.about, "")


def recognised(known: Recognition) -> str:
    """What a file is, in one line: its kind, its sheet, its header, how many rows and columns."""
    table, source = known.table, known.source
    sheet = f", sheet {known.foreign.sheet}" if known.foreign.sheet else ""
    written = f", letters in {source.encoding.upper()}" if source.encoding else ""
    separated = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}.get(table.separator, "")
    cut = f", separated by {separated}" if separated else ""
    kind = _FORMATS.get(source.format, str(source.format))
    size = f"{count(len(table.rows), 'row')} below the header in row {table.header_row}"
    return f"{kind}{sheet}{written}{cut}: {size}, {count(len(table.columns), 'column')}."


def _month_0(question: IntakeQuestion) -> str:
    hint = f" The file suggests {question.proposal}." if question.proposal else ""
    return f"For which month is this file? The plan begins in that month.{hint}"


def _column(question: IntakeQuestion) -> str:
    what = {
        "start": "says when work begins",
        "finish": "says when work ends",
        "cost": "holds the cost",
        "benefit": "holds the benefit",
    }
    return f"Which column {what[question.key.partition('.')[2]]}?"


def _overdue(question: IntakeQuestion) -> str:
    rows = "1 project ends" if question.count == 1 else f"{question.count:,} projects end"
    return f"{rows} before the month of the file. What are they?"


def _repeated(question: IntakeQuestion) -> str:
    hint = f" The column {question.example} says when a row was reported." if question.example else ""
    return f"{question.count:,} rows share their {question.subject} with another. Which of them counts?{hint}"


def _held_by_periods(question: IntakeQuestion) -> str:
    columns = f"{count(question.count, 'column')}, {question.subject} to {question.example}"
    return f"What do the {columns}, hold for each period?"


_ASKED: dict[str, Callable[[IntakeQuestion], str]] = {
    "month_0": _month_0,
    "column": _column,
    "periods": _held_by_periods,
    "year_begins": lambda q: f"In which month does {q.subject} begin?",
    "currency": lambda q: f"In which currency is {q.subject}?",
    "unit": lambda q: f"In which unit is {q.subject}?",
    "date_order": lambda q: f"{q.example} in {q.subject}: which comes first, day or month?",
    "decimal": lambda q: f"{q.example} in {q.subject}: which sign is the decimal sign?",
    "months": lambda _: "The file does not say how long projects take. How many months is usual?",
    "duration_unit": lambda q: f"{q.subject} {q.example}: in which unit is that?",
    "finish_is": lambda q: f"{q.subject} {q.example}: is that the last month of work, or the first month after it?",
    "cost_is": lambda q: (
        f"Some work has begun. Is {q.subject} the cost of the whole project, or what is still to spend?"
    ),
    "benefit_is": lambda q: f"Is {q.subject} for each year, for each month, or in total?",
    "benefit_years": lambda _: "For how many years do benefits last after a project is finished?",
    "yearly_return": lambda _: (
        "The file has no benefits. What does a project return each year, in per cent of its cost?"
    ),
    "status": lambda q: f"What does the status “{q.subject}” mean?",
    "percent": lambda q: f"{q.example} in {q.subject}: is that a share from 0 to 1, or per cent?",
    "repeated": _repeated,
    "overdue": _overdue,
    "people": lambda _: "How many people do you have for these projects?",
    "day_rate": lambda _: "What does one day of a person cost?",
}

_WHY = {
    "month_0": "Work before it has begun; benefits are valued from it on.",
    "currency": "Amounts are shown in it; nothing is converted.",
    "benefit_years": f"Without an answer: {BENEFIT_YEARS} years, marked as assumed.",
    "yearly_return": "Without an answer no benefits are counted, and nothing speaks for any project but a mandate.",
    "overdue": "Without an answer they count as finished, and the report lists them with their cost.",
    "people": (
        f"Each gives {DAYS_PER_PERSON} days a month. Without an answer, capacity is {CAPACITY_SHARE:.0%} of what the "
        f"plan asks for on average over its {BUSIEST} busiest months, marked as assumed."
    ),
    "day_rate": "Demand for people is cost ÷ this rate, spread over the duration. It is assumed until you say it.",
    "column": "The plan needs it; nothing in the file tells.",
}


def data_in_use(portfolio: Portfolio, data_month: DataMonth | None) -> str:
    """The sentence that opens the page Data: what is on screen, for which month, and who saved it when.

    ``data_month`` is ``None`` where the portfolio that the server names is shown.
    """
    size = f"{count(len(portfolio.projects), 'project')}, planned from {month(portfolio.settings.planning_month)}"
    if data_month is None:
        return f"{portfolio.settings.name}: {size}."
    return f"{portfolio.settings.name}: {size}, saved by {data_month.who} on {data_month.when:%d %b %Y}."


def use_label(portfolio: Portfolio) -> str:
    """What the button says with which data come into use."""
    return f"Use this data for {month(portfolio.settings.planning_month)}"


def limits_in_other_money(portfolio: Portfolio, office: Portfolio) -> str:
    """Why data in another currency than the limits of who may decide cannot become a month, and what to do with them.

    ``office`` is the portfolio of which they would be a month.
    """
    own, theirs = portfolio.settings.currency, office.settings.currency
    return (
        f"These data are in {own}, but the limits of who may decide in {office.settings.name} are in {theirs}. They "
        "cannot be saved as a month of it. Open them as a portfolio of their own: the cockpit starts on the workbook "
        f"below as on any other (COCKPIT_PORTFOLIO). Or bring the amounts in {theirs}, or have the limits in its "
        f"settings written in {own}. Your answers stay here until you leave the page."
    )


TAKE_AWAY = "Download what was read, as a workbook"


def month_saved_as(planning_month: int) -> str:
    """What the button says with which edited data is saved for a month.

    ``planning_month`` is an ordinal.
    """
    return f"Save for {month(planning_month)}"


def month_saved(saved: DataMonth) -> str:
    """What is said when a month has been saved."""
    version = "" if saved.version == 1 else f" as version {saved.version}"
    return f"{month(parse_month(saved.month))} is saved{version} and shown on every page."


def month_came(data_month: DataMonth) -> str:
    """What sessions are told whose data has changed under them."""
    saved = f"saved by {data_month.who} on {data_month.when:%d %b %Y}"
    return f"The data is now that of {month(parse_month(data_month.month))}, {saved}."


def month_line(saved: DataMonth) -> str:
    """A saved month in a list."""
    which = f"{month(parse_month(saved.month))}, version {saved.version}"
    return f"{which}: saved by {saved.who}, {saved.when:%d %b %Y %H:%M} UTC, from {saved.source}."


def limits_in_words() -> str:
    """What an upload may be."""
    kinds = "CSV, xlsx, xlsm, ods, Microsoft Project XML, or a portfolio folder as zip"
    return (
        f"{kinds}; up to {whole(LARGEST // 1_000_000)} MB and "
        f"{whole(MOST_ROWS)} rows. Macros are ignored, and nothing in a file is run."
    )


FILES_TOGETHER = (
    "Give several files at once where they belong together: a list of projects and one of their activities, or the "
    "schedules of several projects."
)


def last_file_alone(file: str) -> str:
    """What is said of several uploads that do not belong together."""
    return f"{file} is read by itself: no other of these files belongs to it."


OPTIONAL_TITLE = "What you may say as well"
OPTIONAL_NOTE = "Left empty, the figure in grey is assumed, and marked so on every page."


def questions_title(needed: int, open_now: int) -> str:
    """How many questions the file leaves open.

    ``needed`` is how many have to be answered, ``open_now`` how many of them are not yet.
    """
    if not needed:
        return "Nothing has to be asked"
    asked_in_all = count(needed, "question")
    return f"{asked_in_all} only you can answer" + (f", {whole(open_now)} still open" if open_now else "")


def own_format(source: ForeignFile, portfolio: Portfolio) -> str:
    """What an upload in our own format holds."""
    size = f"{count(len(portfolio.projects), 'project')} and {count(len(portfolio.pools), 'pool')}"
    planned = month(portfolio.settings.planning_month)
    return f"{_FORMATS[source.format]}, {portfolio.settings.name}: {size}, planned from {planned}."


def still_open(missing: Sequence[IntakeQuestion]) -> str:
    """What has to be answered before there is a report."""
    first = " ".join(asked(question) for question in missing[:_NAMED_OPEN])
    more = len(missing) - _NAMED_OPEN
    return f"{count(len(missing), 'answer')} to go: {first}" + (f" And {whole(more)} more." if more > 0 else "")


def map_fits(data_month: DataMonth) -> str:
    """That last month's map reads a file."""
    return f"The map of {month(parse_month(data_month.month))} reads this file; only its month is to be said."


def by_month_in_short(known: Recognition) -> tuple[str, ...]:
    """What else a file holds by month: its columns of periods, and the activities on a sheet of their own."""
    lines = [f"Columns of periods: {one.key} to {one.last} ({whole(len(one.periods))})." for one in known.periods]
    if known.activities is not None:
        rows = count(known.activities.rows, "activity", "activities")
        lines.append(f"{rows} on {known.activities.sheet} belong to these projects; their months are read with them.")
    return tuple(lines)


def columns_in_short(known: Recognition) -> str:
    """What the columns mean, in one line."""
    named = [f"{ROLE_WORDS[role]}: {names[0]}" for role, names in known.proposal.columns.items() if len(names[0]) < 40]
    return f"What the columns mean ({', '.join(named[:6])}): change it here if one is wrong"


_NAMED_OPEN = 2
_BY_ANSWERS = (
    (re.compile(r"Say it: --.*"), "State it in the field above"),
    (re.compile(r"Check that the map belongs to this file"), "Look at what is wrong with its rows, and at the answers"),
    (re.compile(r"Mend the cell, or the rule \S+ of the map"), "Correct the cell, or say above what its column means"),
    (re.compile(r"Mend the cell, or list the word .*"), "Correct the cell, or say above what its column means"),
    (re.compile(r"Fill the cell, give the rule a default .*"), "Fill the cell, or leave the row out"),
    (re.compile(r"Mend the values that go into it, or the formula"), "Correct the values that go into it"),
    (re.compile(r"Say under source: in the map which row counts.*"), "Say above which row counts"),
    (re.compile(r"Say in the map what is meant: .*"), "Say above what they are, or correct the month of the file"),
    (re.compile(r"Check demand and per of the pools in the map.*"), "Say above which column holds the cost"),
    (re.compile(r"See the map"), "As answered above"),
)
"""What remedies for who writes a map are for who answers questions."""


def as_a_sentence(text: str) -> str:
    """What is wrong, with a capital letter, unless it begins with the name of a column of ours."""
    first, _, _ = text.partition(" ")
    return text if "_" in first else text[:1].upper() + text[1:]


def remedy_by_answers(remedy: str) -> str:
    """A remedy for who has fields and answers on a page, where the command has options and a map."""
    return next((words for pattern, words in _BY_ANSWERS if pattern.fullmatch(remedy)), remedy)


def set_aside_in_short(report: IntakeReport) -> str:
    """How many rows were set aside, and how much money with them."""
    imported, portfolio = report.brought_in.imported, report.brought_in.portfolio
    aside = money(report.brought_in.cost_set_aside, portfolio.settings.currency)
    rows = imported.rows_rejected + imported.rows_skipped
    return f"{count(rows, 'row')} set aside ({aside}), and what else is to be looked at"


def month_taken(theirs: DataMonth, their_data: Portfolio, my_data: Portfolio) -> str:
    """That somebody else has saved the same month, and in what the two differ."""
    saved = (
        f"{theirs.who} saved {month(parse_month(theirs.month))} at {theirs.when:%H:%M} UTC, after you opened this page."
    )
    mine, others = my_data.projects_by_id, their_data.projects_by_id
    apart = sum(mine[name] != others[name] for name in mine.keys() & others.keys())
    return (
        f"{saved} Of their {count(len(others), 'project')}, {whole(apart)} differ from yours, "
        f"{whole(len(others.keys() - mine.keys()))} are not in yours, and {whole(len(mine.keys() - others.keys()))} of "
        "yours are not in theirs. Nothing was overwritten."
    )


def report_title(report: IntakeReport) -> str:
    """The sentence that says what a file became."""
    imported, portfolio = report.brought_in.imported, report.brought_in.portfolio
    rows = imported.rows_read - _left_out(report, "total")
    became = f"{count(imported.projects, 'project')} of {count(rows, 'row')} can be used"
    planned = month(portfolio.settings.planning_month)
    return f"{became}, planned from {planned}."


def report_money(report: IntakeReport) -> str:
    """Totals of file and portfolio, one against the other."""
    brought_in, currency = report.brought_in, report.brought_in.portfolio.settings.currency
    benefit = sum(12 * p.benefit_per_month for p in brought_in.portfolio.projects)
    gains = f"Benefits at full run-rate: {money(benefit, currency)} a year."
    if brought_in.cost_in_file is None:
        return f"The file has no cost. {gains}"
    used, aside = brought_in.cost_used or 0.0, brought_in.cost_set_aside
    return (
        f"Cost in the file {money(brought_in.cost_in_file, currency)}: {money(used, currency)} used, "
        f"{money(aside, currency)} set aside; in the portfolio {money(brought_in.cost_in_portfolio, currency)}. {gains}"
    )


def report_plan(report: IntakeReport) -> str:
    """Whether a plan exists, and what it is worth."""
    portfolio, plan = report.brought_in.portfolio, report.plan
    if plan.value is None:
        return why_no_plan(plan, portfolio)
    worth = money(plan.value, portfolio.settings.currency)
    return f"A plan exists that meets every rule; it is worth {worth} on these figures."


def report_misleads(report: IntakeReport) -> tuple[str, ...]:
    """What would mislead who does not know it."""
    sentences = []
    portfolio = report.brought_in.portfolio
    if report.largest is not None:
        name, share = report.largest
        sentences.append(f"{name} carries {percent(share)} of the plan's value: check its figures before any other's.")
    if report.stopped:
        projects = count(len(portfolio.projects), "project")
        remedy = (
            "check costs, benefits and people before use"
            if any(p.benefit_per_month for p in portfolio.projects)
            else "no project has a benefit. Say above which column holds it, or what a project returns each year"
        )
        sentences.append(f"The plan would stop {whole(report.stopped)} of {projects}: {remedy}.")
    if assumed_capacity(portfolio):
        sentences.append(capacity_question(portfolio))
    return tuple(sentences)


def capacity_question(portfolio: Portfolio) -> str:
    """What has to be said wherever a pool with an assumed capacity could be called the constraint."""
    pool = portfolio.pools[0]
    people = measured(pool.capacity_per_month / DAYS_PER_PERSON, "person", "people")
    return (
        f"The capacity of {pool.name} is assumed: {percent(CAPACITY_SHARE)} of what the plan asks for on average over "
        f"its {whole(BUSIEST)} busiest months, about {people}. How many people do you have?"
    )


def assumed_in_short(portfolio: Portfolio) -> str:
    """What of a portfolio is assumed, in one line; empty where nothing is."""
    named = assumed_in_words(portfolio)
    return f"Assumed, not said by anyone: {', '.join(named)}." if named else ""


def rests_on(portfolio: Portfolio) -> str:
    """What every page says of a portfolio whose people are assumed."""
    named = assumed_in_words(portfolio)
    first = [a for a in _HEAVIEST if a in named] + [a for a in named if a not in _HEAVIEST]
    more = f" and {len(first) - _NAMED} more" if len(first) > _NAMED else ""
    return (
        f"These figures rest on assumptions ({', '.join(first[:_NAMED])}{more}); the page Data says how to answer them."
    )


def _left_out(report: IntakeReport, word: str) -> int:
    return sum(word in problem.message for problem in report.brought_in.imported.warnings if problem.row)


CUT_WORDS = {
    Cut.FILE: "the whole file",
    Cut.SUMMARY: "each top task of the outline",
    Cut.PREFIX: "all tasks whose names begin alike",
}
"""What one project of a schedule can be."""

_FORMATS = {
    Format.CSV: "CSV file",
    Format.JIRA: "Export of Jira",
    Format.WORKBOOK: "Workbook",
    Format.TABLES: "Tables of several files",
    Format.PORTFOLIO_WORKBOOK: "A portfolio in a workbook",
    Format.PORTFOLIO_ARCHIVE: "A portfolio folder",
    Format.SCHEDULE: "A schedule",
}

_HEAVIEST = ("benefits", "demand for people", "capacity of people")
"""What is named first of all that is assumed: it weighs most on money and people."""
_NAMED = 4
"""Assumptions that a line names; how many there are besides it counts."""
