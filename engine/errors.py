"""The errors the cockpit raises on purpose; infeasible and timed out are results, not errors."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from engine.number_with_noun import count

_MOST_NAMED = 3
_DETAILS = re.compile(r"'[^']*'|\"[^\"]*\"|\d[\d.,-]*")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the data: where it stands, what it is, and how to mend it.

    ``row`` is the line as a spreadsheet counts it (the header is row 1); ``None`` means the whole
    file. ``column`` is empty when the problem is the row or the file itself. ``kind`` names what found it, so that
    problems of one kind are known whatever names and figures stand in the message; ``cost`` is the remaining cost of
    the row in currency units, where it says how much the problem weighs.
    """

    file: str
    row: int | None
    column: str
    value: str
    message: str
    remedy: str
    kind: str = field(default="", compare=False)
    cost: float | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return ProblemGroup((self,)).text()


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Problems of one kind in one column, told as one: at least one problem, in the order in which they were found."""

    problems: tuple[Problem, ...]

    @property
    def first(self) -> Problem:
        """The problem that stands for all."""
        return self.problems[0]

    @property
    def count(self) -> int:
        """How many problems there are."""
        return len(self.problems)

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows concerned, each once."""
        return tuple(dict.fromkeys(problem.row for problem in self.problems if problem.row is not None))

    @property
    def values(self) -> tuple[str, ...]:
        """What was found, each value once."""
        return tuple(dict.fromkeys(problem.value for problem in self.problems if problem.value))

    @property
    def cost(self) -> float | None:
        """The remaining cost of all rows, in currency units; ``None`` where no row says any."""
        known = [problem.cost for problem in self.problems if problem.cost is not None]
        return sum(known) if known else None

    def text(self, money: Callable[[float], str] = "{:,.0f}".format) -> str:
        """One line: place, what is wrong, in which rows, what was found, and how to mend it.

        ``money`` writes the remaining cost of the rows.
        """
        place = ", ".join(
            filter(None, (self.first.file, self._row, f"column {self.first.column}" if self._cell else ""))
        )
        return f"{place}: {self.what(money)}{_values_named(self.values)}. {self.first.remedy}"

    def what(self, money: Callable[[float], str] = "{:,.0f}".format) -> str:
        """What is wrong and, of several rows, in which: ``165 rows: no start; rows 4, 9, 12 and 162 more``.

        ``money`` writes the remaining cost of the rows.
        """
        weight = "" if self.cost is None else f", {money(self.cost)} of remaining cost"
        if self.count == 1:
            return f"{self.first.message}{weight}"
        like = "" if len({problem.message for problem in self.problems}) == 1 else f" such as row {self.first.row}"
        return f"{self.count:,} rows{like}: {self.first.message}{weight}; {self.named_rows()}"

    def named_rows(self) -> str:
        """``rows 4, 9, 12 and 162 more``, or ``row 4``."""
        named = [f"{row}" for row in self.rows[:_MOST_NAMED]]
        more = len(self.rows) - _MOST_NAMED
        if more > 0:
            return f"rows {', '.join(named)} and {more:,} more"
        return f"row {named[0]}" if len(named) == 1 else f"rows {', '.join(named[:-1])} and {named[-1]}"

    @property
    def _cell(self) -> bool:
        return bool(self.first.column)

    @property
    def _row(self) -> str:
        return f"row {self.first.row}" if self.count == 1 and self.first.row is not None else ""


def grouped(problems: Iterable[Problem]) -> tuple[ProblemGroup, ...]:
    """Problems of one kind put together, in the order in which the first of each was found.

    Rows with the same message about the same column of a file are one group. Where messages of one kind differ in a
    name or a figure, up to three are told one by one, since each says something of its own; more become one group.
    A problem of a whole file, or of a key without a line, stays by itself.
    """
    alike: dict[tuple[object, ...], list[Problem]] = {}
    for place, problem in enumerate(problems):
        kind = problem.kind or _DETAILS.sub("#", problem.message)
        key = (place,) if problem.row is None else (problem.file, problem.column, kind)
        alike.setdefault(key, []).append(problem)
    return tuple(group for members in alike.values() for group in _grouped(members))


def _grouped(members: list[Problem]) -> list[ProblemGroup]:
    by_message: dict[str, list[Problem]] = {}
    for problem in members:
        by_message.setdefault(problem.message, []).append(problem)
    if len(members) > _MOST_NAMED:
        return [ProblemGroup(tuple(members))]
    return [ProblemGroup(tuple(same)) for same in by_message.values()]


def counted(groups: Sequence[ProblemGroup], noun: str) -> str:
    """``2 errors``, or ``165 errors of 3 kinds`` where several are told as one."""
    total = sum(group.count for group in groups)
    said = count(total, noun)
    return said if total == len(groups) else f"{said} of {count(len(groups), 'kind')}"


def _values_named(values: Sequence[str]) -> str:
    if not values:
        return ""
    named = ", ".join(repr(value) for value in values[:_MOST_NAMED])
    return f" (found {named}{' and others' if len(values) > _MOST_NAMED else ''})"


class CockpitError(Exception):
    """Base of every error that is explained to a person."""


class DataError(CockpitError):
    """The data cannot be used; carries every problem found in one pass."""

    def __init__(self, problems: Sequence[Problem], warnings: Sequence[Problem] = ()) -> None:
        self.problems = tuple(problems)
        self.warnings = tuple(warnings)
        groups = grouped(self.problems)
        super().__init__("\n".join([f"{counted(groups, 'problem')} in the data", *(group.text() for group in groups)]))


class ScenarioError(CockpitError):
    """A scenario names something the portfolio does not have, or holds a value that cannot be.

    ``problems`` has each with its place in the scenario; empty where ``message`` says it all.
    """

    def __init__(self, message: str = "", problems: Sequence[Problem] = ()) -> None:
        self.problems = tuple(problems)
        super().__init__(message or "\n".join(group.text() for group in grouped(self.problems)))


class SolverError(CockpitError):
    """A solver is missing or has crashed."""


class VerificationError(CockpitError):
    """A plan does not hold when it is recomputed without the solver."""


class AuthorityError(CockpitError):
    """A decision lies outside the rights of the person who takes it."""


class CancelledError(CockpitError):
    """A computation was cancelled before it was done."""

    def __init__(self) -> None:
        super().__init__("The computation was cancelled.")


class RegisterError(CockpitError):
    """The register of scenarios and decisions cannot do what was asked; nothing was stored."""


class RegisterUnavailable(RegisterError):  # noqa: N818
    """The register's database does not answer; what was asked may be asked again and is stored once."""
