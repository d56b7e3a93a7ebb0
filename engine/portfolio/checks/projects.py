"""Cells of one project that do not go together."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Problem
from engine.number_with_noun import count
from engine.portfolio.checks.check import Check
from engine.portfolio.model.draft import Draft, DraftRow
from engine.portfolio.model.project import Project
from engine.portfolio.model.vocabulary import Urgency

_FARTHEST_MONTH = 600
_MONTH_COLUMNS = ("planned_start", "benefit_end", "deadline", "earliest_start", "latest_finish")
_IN_FLIGHT_ONLY = ("exit_cost", "salvage_value", "pause_cost_per_month", "restart_work")
_OF_URGENCY = {
    Urgency.WINDOW: ("benefit_end",),
    Urgency.DECAYING: ("decay_per_month",),
    Urgency.DEADLINE: ("deadline", "deadline_penalty", "penalty_per_month"),
}
_ACCELERATION = ("accelerated_duration", "acceleration_cost", "acceleration_work")


def window_without_end(draft: Draft) -> Iterator[Problem]:
    """Benefits that are lost when late need the month in which they end."""
    message = "the urgency is window, so benefit_end must say in which month the benefits end"
    remedy = "Write the last month with benefit, such as 2028-06, or choose another urgency"
    for entry in _of(draft, Urgency.WINDOW):
        if entry.record.benefit_end is None:
            yield draft.projects.problem(entry, "benefit_end", message, remedy)


def deadline_without_month(draft: Draft) -> Iterator[Problem]:
    """A deadline needs its month."""
    message = "the urgency is deadline, so deadline must say by when the project has to finish"
    remedy = "Write the last month in which a finish is on time, such as 2028-06, or choose another urgency"
    for entry in _of(draft, Urgency.DEADLINE):
        if entry.record.deadline is None:
            yield draft.projects.problem(entry, "deadline", message, remedy)


def benefits_without_life(draft: Draft) -> Iterator[Problem]:
    """Benefits that come later when late need the number of months in which they come."""
    remedy = "Write for how many months the benefits last, such as 36"
    for entry in draft.projects:
        project = entry.record
        if project.urgency_profile is Urgency.WINDOW or not project.benefit_per_month or project.benefit_months:
            continue
        answer = project.urgency.value if project.urgency else "blank, which counts as steady"
        message = f"there are benefits and the urgency is {answer}, so benefit_months must say how long they last"
        yield draft.projects.problem(entry, "benefit_months", message, remedy)


def half_a_benefit_range(draft: Draft) -> Iterator[Problem]:
    """One end of the range of a benefit without the other."""
    for entry in draft.projects:
        low, high = entry.record.benefit_low, entry.record.benefit_high
        if (low is None) != (high is None):
            blank, given = ("benefit_low", "benefit_high") if low is None else ("benefit_high", "benefit_low")
            message = f"{given} is given and {blank} is blank, so the range has one end only"
            yield draft.projects.problem(entry, blank, message, f"Fill in {blank}, or clear {given}")


def benefit_outside_its_range(draft: Draft) -> Iterator[Problem]:
    """A benefit that its owner's own range does not hold."""
    for entry in draft.projects:
        project = entry.record
        benefit = project.benefit_per_month
        if project.benefit_low is not None and project.benefit_low > benefit:
            message = f"the low end of the range is above benefit_per_month, {benefit:,.10g}"
            yield draft.projects.problem(entry, "benefit_low", message, "Correct one of the two")
        if project.benefit_high is not None and project.benefit_high < benefit:
            message = f"the high end of the range is below benefit_per_month, {benefit:,.10g}"
            yield draft.projects.problem(entry, "benefit_high", message, "Correct one of the two")


def acceleration_without_duration(draft: Draft) -> Iterator[Problem]:
    """A project that can be accelerated needs its shorter duration."""
    for entry in draft.projects:
        if entry.record.can_accelerate and entry.record.accelerated_duration is None:
            message = "the project can be accelerated, so accelerated_duration must say to how many months"
            remedy = f"Write a number below {entry.record.duration_months}, or set can_accelerate to no"
            yield draft.projects.problem(entry, "accelerated_duration", message, remedy)


def acceleration_not_shorter(draft: Draft) -> Iterator[Problem]:
    """An accelerated duration must be shorter than the normal one."""
    for entry in draft.projects:
        project = entry.record
        shorter = project.accelerated_duration
        if project.can_accelerate and shorter is not None and shorter >= project.duration_months:
            normal = count(project.duration_months, "month")
            message = f"the accelerated duration is not shorter than the normal one of {normal}"
            remedy = f"Write a number below {project.duration_months}, or set can_accelerate to no"
            yield draft.projects.problem(entry, "accelerated_duration", message, remedy)


def month_out_of_reach(draft: Draft) -> Iterator[Problem]:
    """Months more than fifty years from the planning date are slips of the pen."""
    message = f"this lies more than {_FARTHEST_MONTH // 12} years from the planning date"
    for entry in draft.projects:
        for column in _MONTH_COLUMNS:
            month = getattr(entry.record, column)
            if month is not None and abs(month) > _FARTHEST_MONTH:
                yield draft.projects.problem(entry, column, message, "Check the year")


def latest_before_earliest(draft: Draft) -> Iterator[Problem]:
    """A project that must be finished before it may start."""
    for entry in draft.projects:
        first, last = entry.record.earliest_start, entry.record.latest_finish
        if first is not None and last is not None and last <= first and not entry.record.in_flight:
            message = f"the latest finish is not after the earliest start, {draft.settings.month(first)}"
            yield draft.projects.problem(entry, "latest_finish", message, "Correct one of the two months")


def decaying_without_decay(draft: Draft) -> Iterator[Problem]:
    """Decaying by nothing is steady."""
    remedy = "Write the share of the run-rate lost with each month, such as 0.03, or set urgency to steady"
    for entry in _of(draft, Urgency.DECAYING):
        if not entry.record.decay_per_month:
            message = "the urgency is decaying but decay_per_month is 0, so lateness costs as little as with steady"
            yield draft.projects.problem(entry, "decay_per_month", message, remedy)


def deadline_without_penalty(draft: Draft) -> Iterator[Problem]:
    """A deadline that costs nothing when missed."""
    remedy = "Fill in deadline_penalty (once) or penalty_per_month, or set urgency to steady"
    for entry in _of(draft, Urgency.DEADLINE):
        if not entry.record.deadline_penalty and not entry.record.penalty_per_month:
            message = "the urgency is deadline, but missing it has no cost"
            yield draft.projects.problem(entry, "deadline_penalty", message, remedy)


def fields_of_another_urgency(draft: Draft) -> Iterator[Problem]:
    """Figures that only another urgency uses."""
    for entry in draft.projects:
        project = entry.record
        for urgency, columns in _OF_URGENCY.items():
            for column in columns if project.urgency_profile is not urgency else ():
                if getattr(project, column):
                    answer = project.urgency.value if project.urgency else "blank, which counts as steady"
                    message = f"{column} is ignored, because the urgency is {answer}"
                    remedy = f"Set urgency to {urgency.value}, or clear the cell"
                    yield draft.projects.problem(entry, column, message, remedy)


def months_beside_a_window(draft: Draft) -> Iterator[Problem]:
    """A number of months with benefit where their last month decides, and the two do not agree."""
    for entry in _of(draft, Urgency.WINDOW):
        project = entry.record
        if not project.benefit_months or project.benefit_end is None or not project.in_plan:
            continue
        window = project.benefit_end + 1 - project.plan_finish
        if project.benefit_months != window:
            message = "benefit_months is ignored, because the urgency is window: benefits last until benefit_end"
            yield draft.projects.problem(entry, "benefit_months", message, "Clear the cell, or choose another urgency")


def fields_of_work_in_flight(draft: Draft) -> Iterator[Problem]:
    """Costs of stopping or pausing a project whose work has not begun."""
    for entry in draft.projects:
        for column in _IN_FLIGHT_ONLY if not entry.record.in_flight else ():
            if getattr(entry.record, column):
                message = f"{column} is ignored, because the project is not in flight"
                yield draft.projects.problem(entry, column, message, "Set in_flight to yes, or clear the cell")


def fields_of_acceleration(draft: Draft) -> Iterator[Problem]:
    """Figures for acceleration on a project that cannot be accelerated."""
    for entry in draft.projects:
        for column in _ACCELERATION if not entry.record.can_accelerate else ():
            if getattr(entry.record, column):
                message = f"{column} is ignored, because can_accelerate is no"
                yield draft.projects.problem(entry, column, message, "Set can_accelerate to yes, or clear the cell")


def planned_before_allowed(draft: Draft) -> Iterator[Problem]:
    """A plan that starts before the project may start."""
    for entry in _planned(draft):
        project = entry.record
        if not project.in_flight and project.plan_start < project.earliest:
            message = f"the planned start lies before the earliest start, {draft.settings.month(project.earliest)}"
            yield draft.projects.problem(entry, "planned_start", message, "Correct one of the two months")


def planned_too_late(draft: Draft) -> Iterator[Problem]:
    """A plan that finishes after the project must finish."""
    for entry in _planned(draft):
        project = entry.record
        if project.latest_finish is not None and project.plan_finish > project.latest_finish:
            finish = draft.settings.month(project.plan_finish)
            message = f"as planned the project finishes in {finish}, after its latest finish"
            yield draft.projects.problem(entry, "latest_finish", message, "Plan an earlier start, or correct the month")


def planned_outside_horizon(draft: Draft) -> Iterator[Problem]:
    """A planned start that the recommendation cannot choose among others."""
    horizon = draft.settings.horizon_months
    for entry in _planned(draft):
        if entry.record.plan_start >= horizon:
            message = f"the planned start lies outside the {count(horizon, 'month')} in which starts are chosen"
            remedy = "Raise horizon_months, or check the month"
            yield draft.projects.problem(entry, "planned_start", message, remedy)


def planned_in_the_past(draft: Draft) -> Iterator[Problem]:
    """A planned start that has passed although work has not begun."""
    for entry in _planned(draft):
        if entry.record.planned_start < 0 and not entry.record.in_flight:
            message = "the planned start has passed and the project is not in flight, so it counts as month 0"
            remedy = f"Set in_flight to yes, or plan a start from {draft.settings.month(0)} on"
            yield draft.projects.problem(entry, "planned_start", message, remedy)


def in_flight_outside_plan(draft: Draft) -> Iterator[Problem]:
    """A candidate on which work has begun."""
    message = "work has begun although the project is not part of today's plan"
    for entry in draft.projects:
        if entry.record.in_flight and not entry.record.in_plan:
            yield draft.projects.problem(entry, "in_plan", message, "Set in_plan to yes, or in_flight to no")


def benefits_over_before_finish(draft: Draft) -> Iterator[Problem]:
    """A window that closes before the planned work is done."""
    for entry in _of(draft, Urgency.WINDOW):
        project = entry.record
        if project.benefit_end is not None and project.benefit_end < project.plan_finish and project.benefit_per_month:
            first = draft.settings.month(project.plan_finish)
            message = f"as planned no benefit comes: it could begin in {first}, after the window has closed"
            yield draft.projects.problem(entry, "benefit_end", message, "Check benefit_end and the planned start")


def deadline_has_passed(draft: Draft) -> Iterator[Problem]:
    """A deadline before the planning date, which no decision can meet."""
    for entry in _of(draft, Urgency.DEADLINE):
        if entry.record.deadline is not None and entry.record.deadline < 0:
            message = f"the deadline lies before the planning date, {draft.settings.month(0)}"
            remedy = "Write the deadline now in force, or choose another urgency"
            yield draft.projects.problem(entry, "deadline", message, remedy)


def ramp_longer_than_life(draft: Draft) -> Iterator[Problem]:
    """Benefits that end before they reach the full run-rate."""
    for entry in draft.projects:
        project = entry.record
        life = project.benefit_months if project.urgency_profile is not Urgency.WINDOW else None
        if life and project.benefit_ramp_months >= life:
            message = f"the benefits end after {count(life, 'month')}, before they reach the full run-rate"
            remedy = "Shorten benefit_ramp_months or lengthen benefit_months"
            yield draft.projects.problem(entry, "benefit_ramp_months", message, remedy)


def _of(draft: Draft, urgency: Urgency) -> Iterator[DraftRow[Project]]:
    return (entry for entry in draft.projects if entry.record.urgency is urgency)


def _planned(draft: Draft) -> Iterator[DraftRow[Project]]:
    return (entry for entry in draft.projects if entry.record.in_plan)


ERRORS: tuple[Check, ...] = (
    window_without_end,
    deadline_without_month,
    benefits_without_life,
    half_a_benefit_range,
    benefit_outside_its_range,
    acceleration_without_duration,
    acceleration_not_shorter,
    month_out_of_reach,
    latest_before_earliest,
)
WARNINGS: tuple[Check, ...] = (
    decaying_without_decay,
    deadline_without_penalty,
    fields_of_another_urgency,
    months_beside_a_window,
    fields_of_work_in_flight,
    fields_of_acceleration,
    planned_before_allowed,
    planned_too_late,
    planned_outside_horizon,
    planned_in_the_past,
    in_flight_outside_plan,
    benefits_over_before_finish,
    deadline_has_passed,
    ramp_longer_than_life,
)
