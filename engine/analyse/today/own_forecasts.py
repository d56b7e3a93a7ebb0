"""What the organisation's own forecasts are worth: its dates, valued; and the same if past slips repeat.

Nothing is simulated here. Forecasts are promises: they say when people mean to finish, not what their working together
makes of it. They stand next to the simulated figure so that the two can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.valuation.finish import value_finished_at
from engine.valuation.options import stop_value
from engine.valuation.work import work_profiles


@dataclass(frozen=True, slots=True)
class OwnForecasts:
    """Money today, and months.

    ``value`` is today's plan with every project done when its forecast says, or its plan where it has no forecast;
    ``None`` without any forecast. ``mean_slip`` is the mean of forecast_finish less baseline_finish over work in
    flight, months, ``None`` where not known; ``if_slips_repeat`` is the value if every project slips so much once more.
    """

    value: float | None
    mean_slip: float | None
    if_slips_repeat: float | None


def own_forecasts(portfolio: Portfolio) -> OwnForecasts:
    """The forecasts of today's plan, valued at face value and with the mean slip of work in flight on top."""
    planned = [p for p in portfolio.projects if p.project_id in portfolio.planned]
    if all(p.forecast_finish is None for p in planned):
        return OwnForecasts(None, None, None)
    slips = [s for p in planned if p.in_flight and (s := months_slipped(p)) is not None]
    mean = float(np.mean(slips)) if slips else None
    return OwnForecasts(_worth(portfolio, 0.0), mean, None if mean is None else _worth(portfolio, mean))


def months_slipped(project: Project) -> int | None:
    """How far the forecast has already moved from the baseline; months.

    Negative where it comes sooner; ``None`` where either is not known.
    """
    if project.forecast_finish is None or project.baseline_finish is None:
        return None
    return project.forecast_finish - project.baseline_finish


def _worth(portfolio: Portfolio, slip: float) -> float:
    profiles = work_profiles(portfolio)
    return sum(
        value_finished_at(portfolio, p, profiles[p.project_id], _forecast(p) + slip)
        if p.project_id in portfolio.planned
        else stop_value(p)
        for p in portfolio.projects
    )


def _forecast(project: Project) -> int:
    return project.plan_finish if project.forecast_finish is None else project.forecast_finish
