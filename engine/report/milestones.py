"""Milestones that need somebody's eye: due in the next 90 days, overdue, and reached in the last month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from engine.portfolio.model.calendar import first_day
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.reporting import Milestone

WINDOW = 90
"""Days ahead that the report looks; the last one counts."""


class MilestoneState(StrEnum):
    """Why a milestone stands in the report."""

    OVERDUE = "overdue"
    DUE = "due"
    REACHED = "reached"


@dataclass(frozen=True, slots=True)
class DueMilestone:
    """One milestone; ``due`` is its forecast or, without one, its baseline; of one reached, the day it was.

    ``days_late`` is due less baseline; once that day has passed too, the day of the report less baseline.
    ``is_stale`` says that the forecast itself has passed without the milestone.
    """

    project_id: str
    name: str
    owner: str | None
    baseline: date | None
    due: date
    state: MilestoneState
    days_late: int | None
    is_stale: bool


def due_milestones(portfolio: Portfolio, day: date | None = None) -> tuple[DueMilestone, ...]:
    """Overdue milestones, those of the next 90 days, and those reached in the month before; each by date.

    ``day`` is that of the report: the first of the planning month, unless given. Overdue is what was promised for an
    earlier day and is not reached.
    """
    today = report_day(portfolio) if day is None else day
    order = list(MilestoneState)
    return tuple(
        sorted(_states_of(portfolio, today), key=lambda m: (order.index(m.state), m.due, m.project_id, m.name))
    )


def report_day(portfolio: Portfolio) -> date:
    """The first day of the planning month."""
    return first_day(portfolio.settings.planning_month)


def _states_of(portfolio: Portfolio, today: date) -> Iterator[DueMilestone]:
    month_before = first_day(portfolio.settings.planning_month - 1)
    for milestone in portfolio.milestones:
        if milestone.actual is not None:
            if month_before <= milestone.actual <= today:
                yield _entry(milestone, milestone.actual, MilestoneState.REACHED, today)
            continue
        promised, due = milestone.baseline or milestone.forecast, milestone.forecast or milestone.baseline
        if promised is None or due is None:
            continue
        if promised < today:
            yield _entry(milestone, due, MilestoneState.OVERDUE, today)
        elif due <= today + timedelta(days=WINDOW):
            yield _entry(milestone, due, MilestoneState.DUE, today)


def _entry(milestone: Milestone, due: date, state: MilestoneState, today: date) -> DueMilestone:
    until = due if state is MilestoneState.REACHED else max(due, today)
    late = None if milestone.baseline is None else (until - milestone.baseline).days
    stale = state is MilestoneState.OVERDUE and due < today
    return DueMilestone(
        milestone.project_id, milestone.name, milestone.owner, milestone.baseline, due, state, late, stale
    )
