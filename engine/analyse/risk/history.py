"""What the office's own history says of how far figures turn out otherwise, and which spreads are therefore in force.

Where at least :data:`FEWEST` projects have a planned and an actual benefit in ``benefits.csv``, the spread of benefits
is that of their shares delivered. Where saved months show so many projects from their work to their end, the spread of
durations is that of what they took of what was planned; else, where so many are half done or more and have both a
baseline and a forecast, that of their durations now forecast to those first planned. What ``risk`` says in the settings
goes before both, the preset comes after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.uncertainty import BenefitSpread, LateSpread, Preset, RiskSettings, Spreads, spreads_of

FEWEST = 10
"""Projects without which a history says nothing about its tenth percentile."""

_HALF_DONE = 0.5
_MOST = 10.0
_LEAST = 0.01


@dataclass(frozen=True, slots=True)
class History:
    """Shares of their planned benefit that projects delivered, and of their planned duration that they take.

    With ``is_finished`` durations are of finished projects, else as now forecast.
    """

    benefits: tuple[float, ...]
    durations: tuple[float, ...]
    is_finished: bool


@dataclass(frozen=True, slots=True)
class RangeCalibration:
    """How many of a history's projects came out below, within and above P10 to P90 of a spread."""

    below: int
    within: int
    above: int


def history_of(portfolio: Portfolio) -> History:
    """Expected against actual, project by project."""
    planned: dict[str, float] = defaultdict(float)
    actual: dict[str, float] = defaultdict(float)
    for record in portfolio.benefits:
        if record.planned is not None and record.actual is not None:
            planned[record.project_id] += record.planned
            actual[record.project_id] += record.actual
    delivered = [actual[i] / planned[i] for i in planned if planned[i] > 0]
    taken = portfolio.durations_taken
    is_finished = len(taken) >= FEWEST
    return History(tuple(delivered), taken if is_finished else tuple(_durations(portfolio)), is_finished)


def spreads_in_force(portfolio: Portfolio) -> Spreads:
    """The spread of every source: of the settings, else of the own history, else of the preset."""
    said = portfolio.settings.risk or RiskSettings()
    spreads = spreads_of(said)
    if said.preset is Preset.NONE:
        return spreads
    history = history_of(portfolio)
    if learns_benefits(portfolio, history):
        spreads = replace(spreads, benefits=fitted_benefits(history.benefits, spreads.benefits.common))
    if learns_durations(portfolio, history):
        spreads = replace(spreads, durations=fitted_durations(history.durations, spreads.durations.common))
    return spreads


def learns_benefits(portfolio: Portfolio, history: History) -> bool:
    """Whether the spread of benefits is fitted to the own history."""
    said = portfolio.settings.risk or RiskSettings()
    stated = said.benefits is not None or portfolio.settings.input_accuracy is not None
    return not stated and said.preset is not Preset.NONE and len(history.benefits) >= FEWEST


def learns_durations(portfolio: Portfolio, history: History) -> bool:
    """Whether the spread of durations is fitted to the own history."""
    said = portfolio.settings.risk or RiskSettings()
    return said.durations is None and said.preset is not Preset.NONE and len(history.durations) >= FEWEST


def fitted_durations(factors: Sequence[float], common: float) -> LateSpread:
    """The lognormal with the median and the ninetieth percentile of the factors: the late side is what it is for.

    Factors are what was taken ÷ what was planned; ``common`` is the share of the variance that all have in common.
    """
    p50, p90 = (float(np.quantile(np.array(factors), q)) for q in (0.5, 0.9))
    p50 = min(_MOST, max(_LEAST, p50))
    return LateSpread(p50=p50, p90=min(_MOST, max(p50, p90)), common=common)


def fitted_benefits(factors: Sequence[float], common: float) -> BenefitSpread:
    """The spread with the tenth, fiftieth and ninetieth percentile of the factors.

    Factors are what came ÷ what was promised; ``common`` is the share of the variance that all have in common.
    """
    p10, p50, p90 = (float(np.quantile(np.array(factors), q)) for q in (0.1, 0.5, 0.9))
    p50 = min(_MOST, max(_LEAST, p50))
    return BenefitSpread(p10=min(p50, max(0.0, p10)), p50=p50, p90=min(_MOST, max(p50, p90)), common=common)


def calibration(factors: Sequence[float], low: float, high: float) -> RangeCalibration:
    """How a history lies beside P10 and P90; well calibrated, eight in ten lie within.

    ``low`` and ``high`` are P10 and P90, on the scale of ``factors``.
    """
    below, above = sum(f < low for f in factors), sum(f > high for f in factors)
    return RangeCalibration(below, len(factors) - below - above, above)


def _durations(portfolio: Portfolio) -> list[float]:
    factors = []
    for p in portfolio.projects:
        if p.baseline_finish is None or p.forecast_finish is None or (p.percent_complete or 0.0) < _HALF_DONE:
            continue
        planned, now = p.baseline_finish - p.planned_start, p.forecast_finish - p.planned_start
        if planned > 0 and now > 0:
            factors.append(now / planned)
    return factors
