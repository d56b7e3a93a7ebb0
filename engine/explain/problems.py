"""Problems of data in words: how many there are, where those of one kind stand, and what was checked."""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import DataError, Problem, ProblemGroup, counted, grouped
from engine.portfolio.model.portfolio import Portfolio
from engine.wording.formats import NONE, count, month

LOOKS_LONGER = "`recommend --effort board` looks longer."


def checked(portfolio: Portfolio | None, errors: Sequence[Problem], warnings: Sequence[Problem]) -> str:
    """What the data hold and how many errors and warnings there are; without a ``portfolio`` they cannot be used."""
    said = f"{counted(grouped(errors), 'error')}, {counted(grouped(warnings), 'warning')}"
    if portfolio is None:
        return f"{said}. The portfolio cannot be used until the errors are corrected."
    size = f"{count(len(portfolio.projects), 'project')}, {count(len(portfolio.pools), 'pool')}"
    return f"{portfolio.settings.name}: {size}, planned from {month(portfolio.settings.planning_month)}. {said}."


def plan_not_known(error: Exception) -> str:
    """In place of the answer whether a plan exists."""
    return f"whether a plan exists could not be worked out ({error})"


def cannot_be_opened(problems: Sequence[Problem]) -> str:
    """How many problems keep the portfolio from being opened, and in which file, where they stand in one."""
    place = problems[0].file if len({p.file for p in problems}) == 1 else "the portfolio's files"
    return f"The portfolio cannot be opened yet: {count(len(problems), 'problem')} in {place} to correct."


def warnings_beside(warnings: Sequence[Problem]) -> str:
    """How many warnings there are as well."""
    return f"{count(len(warnings), 'warning')} as well"


def rows_of(group: ProblemGroup) -> str:
    """The row of a problem, or the first of several."""
    if not group.rows:
        return NONE
    return str(group.rows[0]) if group.count == 1 else f"{group.rows[0]} and more"


def values_of(group: ProblemGroup) -> str:
    """What was found, or the first of several values."""
    return f"{group.first.value or NONE}{' and others' if len(group.values) > 1 else ''}"


def unusable_in_short(error: DataError) -> str:
    """The first problem of the data by its place: what stands in the data is no affair of a log."""
    first, others = error.problems[0], len(error.problems) - 1
    place = ", ".join(part for part in (first.file, f"row {first.row}" if first.row else "", first.column) if part)
    more = f", and {others} more" if others else ""
    return f"{place} cannot be used{more}; the pages say why"


def works_for(some: int, of: int) -> str:
    """For how many of several portfolios a part of the server works."""
    return f"works for {some} of {of}"
