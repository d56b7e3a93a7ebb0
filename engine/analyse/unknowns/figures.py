"""Figures of projects that are blank, assumed, derived or out of date, and how far each could be otherwise.

How far is a convention of this cockpit, wider the less is known, and stands beside every question:

- a benefit with a stated range lies in it; else assumed ± 50 %, derived ± 30 %, out of date ± 20 %; so do costs and
  the life of benefits; an assumed benefit of 0 can be anything;
- a blank chance of success counts as certain, and may be one in two; a derived one ± 15 points, an assumed one ± 25;
- an unanswered urgency counts as benefits that only come later; the other answer is that late months are lost;
- a blank ramp counts as none, and may take a year; a blank exit cost may be three months of spend, a blank cost of a
  month's pause one month of it.

Only figures that enter values alone are looked at. Those that change work (demand, durations, work after a pause)
change what fits as well; :mod:`engine.analyse.risk` executes plans for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from engine.portfolio.model.calendar import ordinal_of
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.vocabulary import Urgency

STALE_MONTHS = 6
"""Months after which a figure that was once confirmed is out of date."""
_CERTAIN, _EVEN = 1.0, 0.5
_RAMP, _EXIT = 12, 3
ABOUT_WORK = frozenset({"demand", "duration_months", "restart_work", "acceleration_work", "accelerated_duration"})

PAID_FROM_BUDGETS = frozenset({"remaining_cost", "exit_cost", "pause_cost_per_month"})


class Standing(StrEnum):
    """Why a figure is not one to rely on."""

    BLANK = "blank"
    ASSUMED = "assumed"
    DERIVED = "derived"
    STALE = "out of date"


_SPREAD = {Standing.ASSUMED: 0.5, Standing.DERIVED: 0.3, Standing.STALE: 0.2, Standing.BLANK: 0.5}
_POINTS = {Standing.ASSUMED: 0.25, Standing.DERIVED: 0.15, Standing.STALE: 0.15}


@dataclass(frozen=True, slots=True)
class UnknownFigure:
    """One figure: ``now`` is what counts, ``low`` and ``high`` the ends of its range; None where it is no number.

    ``ends`` are the project as it would be at either end; none where it can be anything. ``owner`` is who could be
    asked: the benefit's owner, else the sponsor; empty where the data name nobody.
    """

    project_id: str
    column: str
    standing: Standing
    owner: str
    now: float | None
    low: float | None
    high: float | None
    ends: tuple[Project, ...]


def unknown_figures(portfolio: Portfolio) -> tuple[UnknownFigure, ...]:
    """All such figures of all projects, project by project."""
    return tuple(figure for project in portfolio.projects for figure in _of(project, portfolio))


def about_work(portfolio: Portfolio) -> int:
    """How many figures about work are assumed or derived; they are not among :func:`unknown_figures`."""
    return sum(len((p.assumed | p.derived) & ABOUT_WORK) for p in portfolio.projects)


def _of(project: Project, portfolio: Portfolio) -> Iterator[UnknownFigure]:
    for column, ends in _ENDS.items():
        standing = _standing(project, column, portfolio)
        if standing is None:
            continue
        bounds = ends(project, standing)
        if bounds is not None:
            yield _figure(project, column, standing, *bounds)


def _figure(project: Project, column: str, standing: Standing, low: Any, high: Any) -> UnknownFigure:
    ends = () if low is None else (low, high)
    changes = [end if isinstance(end, dict) else {column: end} for end in ends]
    now = getattr(project, column)
    return UnknownFigure(
        project_id=project.project_id,
        column=column,
        standing=standing,
        owner=project.benefit_owner or project.sponsor or "",
        now=_number(now),
        low=_number(low),
        high=_number(high),
        ends=tuple(project.model_copy(update=change) for change in changes),
    )


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _standing(project: Project, column: str, portfolio: Portfolio) -> Standing | None:
    """Why the figure is not one to rely on; None for one that somebody owns."""
    if column in project.assumed:
        return Standing.ASSUMED
    if column in project.derived:
        return Standing.DERIVED
    if column in _OPTIONAL and column not in project.model_fields_set:
        return Standing.BLANK
    if column != "benefit_per_month" or project.benefit_per_month == 0:
        return None
    if not project.benefit_owner:
        return Standing.ASSUMED
    if project.as_of is None:
        return None
    age = portfolio.settings.planning_month - ordinal_of(project.as_of)
    return Standing.STALE if age > STALE_MONTHS else None


_OPTIONAL = frozenset({"success_probability", "urgency", "benefit_ramp_months", "exit_cost", "pause_cost_per_month"})
_Pair = tuple[Any, Any] | None


def _benefit(project: Project, standing: Standing) -> _Pair:
    low, high = project.benefit_low, project.benefit_high
    if low is not None and high is not None:
        return low, high
    if project.benefit_per_month == 0:
        return None, None
    return _around(project.benefit_per_month, standing)


def _around(amount: float, standing: Standing) -> _Pair:
    spread = _SPREAD[standing] * abs(amount)
    return (amount - spread, amount + spread) if spread else None


def _life(project: Project, standing: Standing) -> _Pair:
    months = project.benefit_months
    if not months or not project.benefit_per_month or standing is Standing.BLANK:
        return None
    spread = round(_SPREAD[standing] * months)
    return max(1, months - spread), months + spread


def _chance(project: Project, standing: Standing) -> _Pair:
    if not project.benefit_per_month:
        return None
    if standing is Standing.BLANK:
        return _EVEN, _CERTAIN
    points, chance = _POINTS[standing], project.success_probability
    return max(0.0, chance - points), min(_CERTAIN, chance + points)


def _urgency(project: Project, standing: Standing) -> _Pair:
    """Answered the other way: late months are lost, and benefits end when they would after the planned finish."""
    if standing is not Standing.BLANK or project.benefit_per_month <= 0 or not project.benefit_months:
        return None
    end = project.plan_finish + project.benefit_months - 1
    return {"urgency": Urgency.WINDOW, "benefit_end": end}, {"urgency": Urgency.STEADY}


def _ramp(project: Project, standing: Standing) -> _Pair:
    if not project.benefit_per_month:
        return None
    ramp = project.benefit_ramp_months
    return (0, _RAMP) if standing is Standing.BLANK else (0, max(1, 2 * ramp))


def _cost(project: Project, standing: Standing) -> _Pair:
    return _around(project.remaining_cost, standing)


def _exit(project: Project, standing: Standing) -> _Pair:
    if not project.in_flight:
        return None
    spend = project.remaining_cost / project.duration_months
    return (0.0, _EXIT * spend) if standing is Standing.BLANK and spend else _around(project.exit_cost, standing)


def _pause(project: Project, standing: Standing) -> _Pair:
    if not project.in_flight:
        return None
    spend = project.remaining_cost / project.duration_months
    return (0.0, spend) if standing is Standing.BLANK and spend else _around(project.pause_cost_per_month, standing)


_ENDS: dict[str, Callable[[Project, Standing], _Pair]] = {
    "benefit_per_month": _benefit,
    "benefit_months": _life,
    "success_probability": _chance,
    "urgency": _urgency,
    "benefit_ramp_months": _ramp,
    "remaining_cost": _cost,
    "exit_cost": _exit,
    "pause_cost_per_month": _pause,
}
"""Column → the ends of its range, or None where nothing follows from it."""
