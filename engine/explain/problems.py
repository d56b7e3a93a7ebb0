"""Problems of data as a page lists them: how many there are, and where those of one kind stand."""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import Problem, ProblemGroup
from engine.wording.formats import NONE, count


def cannot_be_opened(problems: Sequence[Problem]) -> str:
    """How many problems keep the portfolio from being opened, and in which file, where they stand in one."""
    place = problems[0].file if len({p.file for p in problems}) == 1 else "the portfolio's files"
    return f"The portfolio cannot be opened yet: {count(len(problems), 'problem')} in {place} to mend."


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
