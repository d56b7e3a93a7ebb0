"""What projects report: milestones, risks, gates, assurance, change requests, benefits."""

from __future__ import annotations

from engine.portfolio.model.fields import (
    Day,
    MoneyField,
    MonthOffset,
    SignedNumber,
    WholeField,
)
from engine.portfolio.model.record import Other, Record


class Milestone(Record):
    """A dated promise within a project."""

    project_id: str
    name: str
    baseline: Day | None = None
    forecast: Day | None = None
    actual: Day | None = None
    owner: str | None = None
    other: Other = ()


class Risk(Record):
    """Something that may go wrong in a project."""

    project_id: str
    risk: str
    probability: str | None = None
    impact: str | None = None
    owner: str | None = None
    response: str | None = None
    due: Day | None = None
    other: Other = ()


class Gate(Record):
    """A gate review: passed, conditional, failed or still to come."""

    project_id: str
    gate: str
    date: Day | None = None
    outcome: str | None = None
    conditions: str | None = None
    other: Other = ()


class Assurance(Record):
    """An assurance review and what it left open."""

    project_id: str
    review: str
    date: Day | None = None
    rating: str | None = None
    recommendations_open: WholeField | None = None
    other: Other = ()


class ChangeRequest(Record):
    """A change request."""

    project_id: str
    change_request: str
    cost: MoneyField | None = None
    months: SignedNumber | None = None
    status: str | None = None
    other: Other = ()


class BenefitRecord(Record):
    """Benefits planned and realised in one month."""

    project_id: str
    month: MonthOffset
    planned: MoneyField | None = None
    actual: MoneyField | None = None
    other: Other = ()
