"""Milestones by hand: the window of 90 days to the day, what is overdue, what was reached."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine.portfolio.model.reporting import Milestone
from engine.report.milestones import DueMilestone, MilestoneState, due_milestones
from tests.support.tiny import portfolio, project

TODAY = date(2026, 11, 1)
OVERDUE, DUE, REACHED = MilestoneState.OVERDUE, MilestoneState.DUE, MilestoneState.REACHED


def result(**dates: date) -> tuple[DueMilestone, ...]:
    return due_milestones(portfolio(project("a"), milestones=(Milestone(project_id="a", name="m", **dates),)))


@pytest.mark.parametrize(("days", "is_in"), [(0, True), (90, True), (91, False)])
def test_the_window_is_ninety_days(days: int, is_in: bool) -> None:
    assert bool(result(forecast=TODAY + timedelta(days=days))) is is_in


@pytest.mark.parametrize(
    ("baseline", "forecast", "state", "late", "stale"),
    [
        (date(2026, 10, 31), date(2027, 9, 1), OVERDUE, 305, False),
        (date(2026, 10, 1), date(2026, 10, 20), OVERDUE, 31, True),
        (date(2026, 10, 22), None, OVERDUE, 10, True),
        (date(2026, 11, 1), date(2026, 11, 15), DUE, 14, False),
        (date(2026, 12, 1), date(2026, 11, 15), DUE, -16, False),
        (None, date(2026, 10, 1), OVERDUE, None, True),
    ],
)
def test_overdue_is_what_was_promised_before(
    baseline: date | None, forecast: date | None, state: MilestoneState, late: int | None, stale: bool
) -> None:
    dates = {name: day for name, day in (("baseline", baseline), ("forecast", forecast)) if day is not None}
    (only,) = result(**dates)
    assert (only.state, only.days_late, only.is_stale) == (state, late, stale)


@pytest.mark.parametrize(
    ("actual", "is_in"), [(date(2026, 10, 1), True), (date(2026, 9, 30), False), (date(2026, 11, 1), True)]
)
def test_reached_in_the_month_before(actual: date, is_in: bool) -> None:
    known = result(baseline=date(2026, 9, 15), forecast=date(2026, 10, 1), actual=actual)
    assert [m.state for m in known] == ([REACHED] if is_in else [])
    if is_in:
        assert known[0].days_late == (actual - date(2026, 9, 15)).days


def test_nothing_known_is_nothing_due() -> None:
    assert result() == ()


def test_order_is_overdue_due_reached_each_by_date() -> None:
    days = (date(2026, 12, 1), date(2026, 10, 1), date(2026, 11, 9), date(2026, 9, 1))
    rows = tuple(Milestone(project_id="a", name=str(n), forecast=day) for n, day in enumerate(days))
    rows += (Milestone(project_id="a", name="reached", actual=date(2026, 10, 5)),)
    shop = portfolio(project("a"), milestones=rows)
    assert [m.name for m in due_milestones(shop)] == ["3", "1", "2", "0", "reached"]
