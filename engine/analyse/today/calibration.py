"""Holding the simulation of today's way against what the portfolio's own people forecast.

"Today" must be theirs, not a straw man. Forecasts of work in flight are evidence, since somebody has looked at the
work; the forecast of a project that has not begun mostly repeats its plan, and is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.analyse.today.today import todays_way
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.simulate import Policy, Simulation, Simulator

UNCALIBRATED: Final = "uncalibrated"
FEWEST = 3
"""Fewer forecasts than these hold nothing in place."""

_LOSSES = tuple(np.round(np.arange(0.0, 0.61, 0.05), 2).tolist())


@dataclass(frozen=True, slots=True)
class Comparison:
    """One project in flight: its own forecast beside the finish simulated, and its slip so far; months."""

    project_id: str
    forecast_finish: int
    simulated_finish: int
    past_slip: int | None

    @property
    def difference(self) -> int:
        """Months that the simulation finishes later than the forecast."""
        return self.simulated_finish - self.forecast_finish


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well today's way, simulated, agrees with the forecasts; months.

    ``fitted_loss`` is the multitasking loss, of 0 to 0.6 in steps of 0.05, with the least mean absolute error;
    ``fitted_error`` is that error, and ``fitted_value`` what today's way is worth at that loss, money today. All but
    ``comparisons`` and ``multitasking_loss`` are ``None`` without enough forecasts.
    """

    comparisons: tuple[Comparison, ...]
    multitasking_loss: float
    mean_difference: float | None
    mean_absolute_error: float | None
    mean_past_slip: float | None
    fitted_loss: float | None
    fitted_error: float | None
    fitted_value: float | None

    @property
    def is_calibrated(self) -> bool:
        """Whether there is anything to hold the simulation against."""
        return self.mean_absolute_error is not None

    @property
    def word(self) -> str:
        """What stands beside the figure: nothing, or :data:`UNCALIBRATED`."""
        return "" if self.is_calibrated else UNCALIBRATED


@dataclass(frozen=True, slots=True)
class Today:
    """What today's way of working delivers, and how far its finishes lie from the people's own forecasts.

    ``value`` is money today. ``months_beyond_forecasts`` is the mean over ``forecasts`` projects in flight, ``None``
    with fewer than :data:`FEWEST`: the value is then uncalibrated.
    """

    value: float
    months_beyond_forecasts: float | None
    forecasts: int


def look_at_today(portfolio: Portfolio) -> Today:
    """Simulate today's way and hold it against the forecasts; cheaper than :func:`calibrate`, which fits as well."""
    simulation = todays_way(portfolio)
    compared = forecasts_compared(portfolio, simulation)
    beyond = float(np.mean([c.difference for c in compared])) if len(compared) >= FEWEST else None
    return Today(simulation.value, beyond, len(compared))


def calibrate(portfolio: Portfolio, today: Simulation) -> Calibration:
    """Compare ``today``, the simulation of today's way, with forecast_finish and baseline_finish of work in flight."""
    compared = forecasts_compared(portfolio, today)
    loss = portfolio.settings.multitasking_loss
    if len(compared) < FEWEST:
        return Calibration(compared, loss, None, None, None, None, None, None)
    slips = [c.past_slip for c in compared if c.past_slip is not None]
    simulator = Simulator(portfolio)
    tried = {x: simulator.simulate(Policy.SHARED, multitasking_loss=x) for x in _LOSSES}
    errors = {x: _error(forecasts_compared(portfolio, simulation)) for x, simulation in tried.items()}
    fitted = min(errors, key=lambda x: (errors[x], abs(x - loss)))
    return Calibration(
        compared,
        loss,
        float(np.mean([c.difference for c in compared])),
        _error(compared),
        float(np.mean(slips)) if slips else None,
        fitted,
        errors[fitted],
        tried[fitted].value,
    )


def forecasts_compared(portfolio: Portfolio, today: Simulation) -> tuple[Comparison, ...]:
    """Every project in flight that has a forecast and is done in ``today``, beside what the simulation says."""
    pairs = zip(portfolio.projects, today.outcomes, strict=True)
    return tuple(
        Comparison(p.project_id, p.forecast_finish, o.finished, _slip(p))
        for p, o in pairs
        if p.in_flight and p.forecast_finish is not None and o.finished is not None
    )


def _slip(project: Project) -> int | None:
    """How far the forecast has already moved from the baseline."""
    if project.forecast_finish is None or project.baseline_finish is None:
        return None
    return project.forecast_finish - project.baseline_finish


def _error(compared: tuple[Comparison, ...]) -> float:
    return float(np.mean([abs(c.difference) for c in compared]))
