"""Tables of the delivery report."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Problem
from engine.portfolio.checks.check import Check
from engine.portfolio.model.draft import Draft


def benefits_not_yet_due(draft: Draft) -> Iterator[Problem]:
    """Benefits realised in months that have not come."""
    message = "benefits cannot have been realised after the planning date"
    for entry in draft.benefits:
        if entry.record.actual is not None and entry.record.month > 0:
            yield draft.benefits.problem(entry, "actual", message, "Clear the cell, or check the month")


def doubled_benefits(draft: Draft) -> Iterator[Problem]:
    """The same project and month twice in the table benefits."""
    first: dict[tuple[str, int], int] = {}
    for entry in draft.benefits:
        place = (entry.record.project_id, entry.record.month)
        if place in first:
            message = f"row {first[place]} has this project and month already"
            yield draft.benefits.problem(entry, "month", message, "Remove one of the rows if it is a copy")
        first.setdefault(place, entry.row)


ERRORS: tuple[Check, ...] = ()
WARNINGS: tuple[Check, ...] = (benefits_not_yet_due, doubled_benefits)
