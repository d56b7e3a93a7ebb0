"""The errors the cockpit raises on purpose; infeasible and timed out are results, not errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the data: where it stands, what it is, and how to mend it.

    ``row`` is the line as a spreadsheet counts it (the header is row 1); ``None`` means the whole
    file. ``column`` is empty when the problem is the row or the file itself.
    """

    file: str
    row: int | None
    column: str
    value: str
    message: str
    remedy: str

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column:
            place += f", column {self.column}"
        shown = f" (found {self.value!r})" if self.value else ""
        return f"{place}: {self.message}{shown}. {self.remedy}"


class CockpitError(Exception):
    """Base of every error that is explained to a person."""


class DataError(CockpitError):
    """The data cannot be used; carries every problem found in one pass."""

    def __init__(self, problems: Sequence[Problem], warnings: Sequence[Problem] = ()) -> None:
        self.problems = tuple(problems)
        self.warnings = tuple(warnings)
        count = len(self.problems)
        head = "1 problem" if count == 1 else f"{count} problems"
        super().__init__("\n".join([f"{head} in the data", *map(str, self.problems)]))


class ScenarioError(CockpitError):
    """A scenario names something the portfolio does not have, or holds a value that cannot be."""


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
