"""Holding the simulation of today's way against what the portfolio's own people forecast.

"Today" must be theirs, not a straw man. Forecasts of work in flight are evidence, since somebody has looked at the
work; the forecast of a project that has not begun mostly repeats its plan, and is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.analyse.today.own_forecasts import OwnForecasts, months_slipped, own_forecasts
from engine.analyse.today.reading import TodaysWays, WayOfWorking, reading_of_today, readings_to_try
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import TodaysPolicy
from engine.simulate import Simulation

UNCALIBRATED: Final = "uncalibrated"
FEWEST = 3
"""Fewer forecasts than these hold nothing in place."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One project in flight: its own forecast, the finish simulated, and its slip so far; months."""

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

    ``fitted_policy`` and ``fitted_loss`` are the way of sharing people out, and the multitasking loss (of 0 to 0.6 in
    steps of 0.05), with the least mean absolute error; ``fitted_error`` is that error, and ``fitted_value`` what
    today's way is worth so, money today. All but ``comparisons`` and ``multitasking_loss`` are ``None`` without
    enough forecasts. Forecasts are promises: what has moved since, where it is known, is the better evidence
    (:mod:`engine.analyse.today.backtest`).
    """

    comparisons: tuple[Comparison, ...]
    multitasking_loss: float
    mean_difference: float | None
    mean_absolute_error: float | None
    mean_past_slip: float | None
    fitted_policy: TodaysPolicy | None
    fitted_loss: float | None
    fitted_error: float | None
    fitted_value: float | None

    @property
    def is_calibrated(self) -> bool:
        """Whether there is anything to hold the simulation against."""
        return self.mean_absolute_error is not None

    @property
    def word(self) -> str:
        """What stands next to the figure: nothing, or :data:`UNCALIBRATED`."""
        return "" if self.is_calibrated else UNCALIBRATED


@dataclass(frozen=True, slots=True)
class ReadValue:
    """What one reading of today's way delivers, money today.

    ``months_apart`` is the mean absolute distance of its finishes from the forecasts of work in flight, ``None`` with
    too few of them.
    """

    way: WayOfWorking
    value: float
    months_apart: float | None


@dataclass(frozen=True, slots=True)
class Today:
    """What today's way of working delivers, as a range over its plausible readings, and the people's own forecasts.

    ``value`` is money today in the named reading ``way``; ``readings`` holds all, in the order of
    :func:`~engine.analyse.today.reading.readings_of_today`. ``is_accepted`` says that the settings name the reading,
    so that the range is a point. ``months_beyond_forecasts`` is the mean over ``forecasts`` projects in flight in the
    named reading, ``None`` with fewer than :data:`FEWEST`.
    """

    value: float
    months_beyond_forecasts: float | None
    forecasts: int
    way: WayOfWorking
    readings: tuple[ReadValue, ...]
    is_accepted: bool
    own: OwnForecasts

    @property
    def low(self) -> float:
        """The least over all readings."""
        return min(read.value for read in self.readings)

    @property
    def high(self) -> float:
        """The most over all readings."""
        return max(read.value for read in self.readings)


def look_at_today(portfolio: Portfolio, ways: TodaysWays | None = None) -> Today:
    """Simulate today's way under every plausible reading and hold it against the forecasts.

    ``ways`` are the portfolio's, where they are ready.
    """
    ways = TodaysWays(portfolio) if ways is None else ways
    simulated = [way.simulate() for way in ways.each]
    named = simulated[ways.each.index(ways.named)]
    compared = forecasts_compared(portfolio, named)
    beyond = float(np.mean([c.difference for c in compared])) if len(compared) >= FEWEST else None
    return Today(
        named.value,
        beyond,
        len(compared),
        ways.named.way,
        tuple(_read(portfolio, way.way, s) for way, s in zip(ways.each, simulated, strict=True)),
        ways.readings.are_points,
        own_forecasts(portfolio),
    )


def _read(portfolio: Portfolio, way: WayOfWorking, simulation: Simulation) -> ReadValue:
    compared = forecasts_compared(portfolio, simulation)
    return ReadValue(way, simulation.value, _error(compared) if len(compared) >= FEWEST else None)


def calibrate(portfolio: Portfolio, today: Simulation) -> Calibration:
    """Compare ``today``, the simulation of today's way, with forecast_finish and baseline_finish of work in flight."""
    compared = forecasts_compared(portfolio, today)
    named = reading_of_today(portfolio)
    loss = named.multitasking_loss
    if len(compared) < FEWEST:
        return Calibration(compared, loss, None, None, None, None, None, None, None)
    slips = [c.past_slip for c in compared if c.past_slip is not None]
    tried = TodaysWays(portfolio, readings_to_try(portfolio))
    simulated = {way.way: way.simulate() for way in tried.each}
    errors = {way: _error(forecasts_compared(portfolio, simulation)) for way, simulation in simulated.items()}
    fitted = min(errors, key=lambda way: (errors[way], *way.apart_from(named)))
    return Calibration(
        compared,
        loss,
        float(np.mean([c.difference for c in compared])),
        _error(compared),
        float(np.mean(slips)) if slips else None,
        fitted.policy,
        fitted.multitasking_loss,
        errors[fitted],
        simulated[fitted].value,
    )


def forecasts_compared(portfolio: Portfolio, today: Simulation) -> tuple[Comparison, ...]:
    """Every project in flight that has a forecast and is done in ``today``, beside what the simulation says."""
    pairs = zip(portfolio.projects, today.outcomes, strict=True)
    return tuple(
        Comparison(p.project_id, p.forecast_finish, o.finished, months_slipped(p))
        for p, o in pairs
        if p.in_flight and p.forecast_finish is not None and o.finished is not None
    )


def _error(compared: tuple[Comparison, ...]) -> float:
    return float(np.mean([abs(c.difference) for c in compared]))
