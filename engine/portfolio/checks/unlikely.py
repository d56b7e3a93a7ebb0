"""Figures that may be right and are more often slips of the hand: a zero too many, a certainty nobody has."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from statistics import median

from engine.errors import Problem
from engine.portfolio.checks.check import Check
from engine.portfolio.model.draft import Draft, DraftRow, Sheet
from engine.portfolio.model.project import Project
from engine.portfolio.model.resources import Demand, Pool
from engine.portfolio.model.vocabulary import Stage, Urgency

CARRIES = 0.3
"""Share of all promised value from which on a single figure decides the whole plan."""

LONGEST = 120
"""Months of remaining work beyond which a duration is doubted: ten years."""

EXAMPLES = ("EXAMPLE-1", "EXAMPLE-2")
"""Ids of the projects that a blank template shows; to be overwritten."""

TOTAL_ROW = re.compile(
    r"(?:(?:grand |sub-?)?totals?|sums?|(?:zwischen|gesamt|end)?summe|gesamt|insgesamt|total général|sous-total|totaal|"
    r"subtotaal|totale|subtotale|suma|subtotal|total general):?",
    re.IGNORECASE,
)
"""What heads a row that is a sum of others: in English, German, French, Dutch, Italian and Spanish."""

_FEWEST = 6
_FEWEST_RATES = 3
_FACTOR = 5.0
_DEVIATIONS = 4.0
_AS_NORMAL = 1.4826
_PROJECT_RATES = (
    "benefit_per_month",
    "remaining_cost",
    "exit_cost",
    "pause_cost_per_month",
    "penalty_per_month",
    "deadline_penalty",
    "penalty_if_stopped",
    "salvage_value",
    "acceleration_cost",
)
_DAY_RATES = ("day_rate", "flex_day_rate")
_POOL_COLUMNS = (*_DAY_RATES, "hire_cost", "capacity_per_month")
_FINISHES = ("baseline_finish", "approved_finish", "forecast_finish")
_NEARLY_ALL = 0.8
_IN_DAYS = ("capacity_per_month", "person_days")


def one_figure_carries_the_plan(draft: Draft) -> Iterator[Problem]:
    """A benefit that alone makes more than 30 % of what all projects promise.

    Promised is the benefit per month over its whole life, times the chance that it comes. Among fewer than ten
    projects 30 % is nothing unusual: there it takes three times an equal share, or 90 %. Nothing is said while rows
    cannot be read or the life of a benefit is missing, since the sum would be wrong.
    """
    for entry, share in _carrying(draft):
        message = f"this one benefit makes {share:.0%} of all that is promised, so it decides the plan"
        remedy = "Check its zeros and its unit, and that it is per month"
        yield draft.projects.problem(entry, "benefit_per_month", message, remedy)


def figures_far_outside(draft: Draft) -> Iterator[Problem]:
    """Amounts of money, day rates, person-days and capacities far outside their column.

    Compared are the sizes of all figures of a column that are not 0, if there are at least six, on a logarithmic
    scale: one is far outside when it differs from the median by more than a factor of 5 and by more than four times
    the column's own spread (the median of all such differences, scaled to a standard deviation by 1.4826). Columns
    that spread widely by nature are thereby left alone. Of day rates, which do not, three are enough: the factor alone
    decides while there are fewer than six. A benefit that carries the plan is reported as that alone.
    """
    carrying = frozenset(entry.row for entry, _ in _carrying(draft))
    for column in _PROJECT_RATES:
        already = carrying if column == "benefit_per_month" else frozenset()
        yield from _far_outside(draft, draft.projects, column, already)
    for column in _POOL_COLUMNS:
        yield from _far_outside(draft, draft.pools, column, frozenset())
    yield from _far_outside(draft, draft.demand, "person_days", frozenset())


def work_of_more_than_ten_years(draft: Draft) -> Iterator[Problem]:
    """Remaining work that nobody plans in months."""
    message = "more than ten years of work remain"
    remedy = (
        "Check that duration_months holds months of remaining work, or split it into parts to be decided one by one"
    )
    for entry in draft.projects:
        if entry.record.duration_months > LONGEST:
            yield draft.projects.problem(entry, "duration_months", message, remedy)


def more_extra_work_than_work(draft: Draft) -> Iterator[Problem]:
    """Extra work of 10 times what remains, where 10 per cent is meant."""
    for entry in draft.projects:
        for column in ("restart_work", "acceleration_work"):
            share = getattr(entry.record, column)
            if share > 1:
                message = f"this is {share:g} times all remaining work in addition"
                remedy = f"Write {share / 100:g} if {share:g} percent is meant"
                yield draft.projects.problem(entry, column, message, remedy)


def letters_that_are_damaged(draft: Draft) -> Iterator[Problem]:
    """Names in which letters were lost, or stand as ``Ã¼`` for ``ü``: a file that was read in another encoding."""
    message = "letters of this name are damaged, as when a file is saved in another encoding than it was opened in"
    for sheet in (draft.projects, draft.pools):
        for entry in sheet:
            if _is_damaged(entry.record.name):
                yield sheet.problem(entry, "name", message, "Export the file again as CSV UTF-8, or mend the name")


def _is_damaged(text: str) -> bool:
    if text.isascii():
        return False
    if "\ufffd" in text:
        return True
    try:
        return text.encode("cp1252").decode("utf-8") != text
    except UnicodeError:
        return False


def certain_ideas(draft: Draft) -> Iterator[Problem]:
    """Ideas whose benefits are taken as certain, mostly because nobody said how likely they are."""
    message = "the benefits of an idea are taken as certain"
    remedy = "Write how likely they are, such as 50 %, or ask for the estimate by stage under estimates"
    for entry in draft.projects:
        project = entry.record
        if project.stage is Stage.IDEA and project.success_probability == 1 and project.benefit_per_month > 0:
            yield draft.projects.problem(entry, "success_probability", message, remedy)


def finishes_a_month_short(draft: Draft) -> Iterator[Problem]:
    """A column of finishes that holds the last month of work, where ours is the first month after it.

    That is taken to be so where at least six projects of the plan fill the column and four fifths of them lie exactly
    one month before the planned finish; what was promised and what is planned do not differ so evenly.
    """
    for column in _FINISHES:
        filled = [
            (p, getattr(p, column)) for p in draft.projects.records if p.in_plan and getattr(p, column) is not None
        ]
        short = sum(finish == project.plan_finish - 1 for project, finish in filled)
        if len(filled) >= _FEWEST and short >= _NEARLY_ALL * len(filled):
            message = (
                f"in {short} of {len(filled)} projects this is the month before the planned finish, as if it were the "
                "last month of work"
            )
            remedy = "A finish is the first month after the work: move the column, or planned_start, by one month"
            yield Problem(draft.projects.file, None, column, "", message, remedy)


def nothing_is_promised(draft: Draft) -> Iterator[Problem]:
    """Not one project with a benefit: every plan is then worth less the more it does."""
    if draft.projects.entries and not any(entry.record.benefit_per_month > 0 for entry in draft.projects):
        message = "no project has a benefit, so the plan is to do nothing that is not mandatory"
        remedy = "Fill in benefit_per_month, at least of the largest projects"
        yield Problem(draft.projects.file, None, "benefit_per_month", "", message, remedy)


def _carrying(draft: Draft) -> list[tuple[DraftRow[Project], float]]:
    """Projects whose benefit makes an unusual share of all that is promised, and that share."""
    amounts = [(entry, _promised(entry.record)) for entry in draft.projects if entry.record.benefit_per_month > 0]
    known = [(entry, value) for entry, value in amounts if value]
    if draft.projects.unread or len(known) < 2 or any(value is None for _, value in amounts):
        return []
    total = sum(value for _, value in known)
    least = max(CARRIES, min(0.9, 3 / len(known)))
    return [(entry, value / total) for entry, value in known if value / total > least]


def _promised(project: Project) -> float | None:
    """Undiscounted benefits over their life, as planned and weighed with their probability; None without a life."""
    months = project.benefit_months
    if project.urgency_profile is Urgency.WINDOW:
        months = None if project.benefit_end is None else max(0, project.benefit_end + 1 - project.plan_finish)
    return None if months is None else project.benefit_per_month * months * project.success_probability


def examples_of_the_template(draft: Draft) -> Iterator[Problem]:
    """Example rows of a template that stand among the projects."""
    for entry in draft.projects:
        if entry.record.project_id in EXAMPLES:
            message = "this is an example of the template, and is counted like a project"
            yield draft.projects.problem(entry, "project_id", message, "Overwrite it with a project, or delete the row")


def sums_among_the_rows(draft: Draft) -> Iterator[Problem]:
    """Rows of projects or pools that are the sum of the others, as lists of a spreadsheet end with one."""
    for sheet, key in ((draft.projects, "project_id"), (draft.pools, "pool_id")):
        for entry in sheet:
            column = next((name for name in ("name", key) if TOTAL_ROW.fullmatch(getattr(entry.record, name))), None)
            if column is not None:
                message = "this row reads as the sum of others, and is counted like one of them"
                yield sheet.problem(entry, column, message, "Delete the row, or give it another name")


def _far_outside(
    draft: Draft, sheet: Sheet[Project] | Sheet[Pool] | Sheet[Demand], column: str, already: frozenset[int]
) -> Iterator[Problem]:
    amount: Callable[[object], float] = attrgetter(column)
    filled = [(entry, abs(amount(entry.record))) for entry in sheet if entry.filled(column) and amount(entry.record)]
    if len(filled) < (_FEWEST_RATES if column in _DAY_RATES else _FEWEST):
        return
    middle, limit = _spread([math.log(size) for _, size in filled])
    usual = float(f"{math.exp(middle) / (1 if column in _IN_DAYS else draft.settings.money_unit):.3g}")
    message = f"this is far outside its column, whose median is {usual:,.10g}"
    for entry, size in filled:
        if abs(math.log(size) - middle) > limit and entry.row not in already:
            yield sheet.problem(entry, column, message, "Check its zeros, its decimal sign and its unit")


def _spread(logarithms: Sequence[float]) -> tuple[float, float]:
    """The median, and how far from it a figure may lie; both as logarithms."""
    middle = median(logarithms)
    deviation = _AS_NORMAL * median(abs(value - middle) for value in logarithms)
    few = len(logarithms) < _FEWEST
    return middle, math.log(_FACTOR) if few else max(math.log(_FACTOR), _DEVIATIONS * deviation)


ERRORS: tuple[Check, ...] = ()
WARNINGS: tuple[Check, ...] = (
    one_figure_carries_the_plan,
    figures_far_outside,
    work_of_more_than_ten_years,
    more_extra_work_than_work,
    letters_that_are_damaged,
    certain_ideas,
    finishes_a_month_short,
    nothing_is_promised,
    examples_of_the_template,
    sums_among_the_rows,
)
