"""Chance: standard normals of every source, and the factors that they become.

Each source has a stream of its own, seeded with the seed and the source's name, and is drawn row by row: more draws
leave those before them as they were, and what happens to one source leaves the others alone. All plans meet the same
draws (common random numbers), so that differences between plans are not blurred by luck.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from engine.analyse.risk.history import spreads_in_force
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.uncertainty import BenefitSpread, CapacitySpread, LateSpread, Spreads
from engine.simulate.draws import Draws
from engine.valuation.discounting import Amounts

TENTH = float(ndtri(0.9))
"""Standard deviations from the median to the ninetieth percentile of a normal: 1.2816."""


class RiskSource(StrEnum):
    """What may turn out otherwise."""

    BENEFITS = "benefits"
    DURATIONS = "durations"
    WORK = "work"
    CAPACITY = "capacity"
    SUCCESS = "success"


@dataclass(frozen=True, slots=True)
class Normals:
    """Standard normals by origin, (n, n_projects) or (n, n_pools), and uniforms for rounding months.

    What all have in common is in them already.
    """

    benefits: Amounts
    durations: Amounts
    work: Amounts
    capacity: Amounts
    success: Amounts
    rounding: Amounts


def normals(portfolio: Portfolio, size: int, seed: int) -> Normals:
    """``size`` draws of everything; the first rows are the same for every size.

    Equal for an equal ``seed``.
    """
    spreads = spreads_in_force(portfolio)
    projects, pools = len(portfolio.projects), len(portfolio.pools)
    return Normals(
        _correlated(RiskSource.BENEFITS, size, projects, seed, spreads.benefits.common),
        _correlated(RiskSource.DURATIONS, size, projects, seed, spreads.durations.common),
        _correlated(RiskSource.WORK, size, projects, seed, spreads.work.common),
        _correlated(RiskSource.CAPACITY, size, pools, seed, spreads.capacity.common),
        _correlated(RiskSource.SUCCESS, size, projects, seed, 0.0),
        _stream("rounding", seed).random((size, projects)),
    )


def medians(portfolio: Portfolio, size: int) -> Normals:
    """Nothing away from its median, ``size`` times over; months are rounded to the nearest."""
    projects, pools = len(portfolio.projects), len(portfolio.pools)
    flat = np.zeros((size, projects))
    return Normals(flat, flat, flat, np.zeros((size, pools)), flat, np.full((size, projects), 0.5))


def draws_of(portfolio: Portfolio, chance: Normals, *, success: bool | None = None) -> Draws:
    """What each project and pool turns out to be.

    Durations are rounded to whole months by chance, so that their mean is kept. Work grows with the duration, so that
    a project that takes half as long again keeps its people half as long again; external cost grows with work. With
    ``success`` (unless said otherwise, as the settings say) all of a project's benefits come with its probability, and
    none else; the expected benefit is the same.
    """
    spreads = spreads_in_force(portfolio)
    longer = late_factor(spreads.durations, chance.durations)
    work = longer * late_factor(spreads.work, chance.work)
    normal, quick = (
        np.maximum(1, np.floor(longer * months + chance.rounding).astype(np.int64)) for months in _months_of(portfolio)
    )
    events = spreads.success if success is None else success
    benefit = benefit_factors(portfolio, spreads, chance.benefits)
    if events:
        benefit = benefit * _success_factors(portfolio, chance.success)
    return Draws(normal, quick, work, work, benefit, capacity_factor(spreads.capacity, chance.capacity))


def late_factor(spread: LateSpread, z: Amounts) -> Amounts:
    """Lognormal: median ``p50``, ninetieth percentile ``p90``.

    ``z`` are standard normals of any shape, positive for late; the answer has that shape.
    """
    sigma = np.log(spread.p90 / spread.p50) / TENTH
    return np.asarray(spread.p50 * np.exp(sigma * z))


def capacity_factor(spread: CapacitySpread, z: Amounts) -> Amounts:
    """Lognormal: median ``p50``, tenth percentile ``p10``.

    ``z`` are standard normals of any shape, positive for more people; the answer has that shape.
    """
    sigma = np.log(spread.p50 / spread.p10) / TENTH
    return np.asarray(spread.p50 * np.exp(sigma * z))


def benefit_factors(portfolio: Portfolio, spreads: Spreads, z: Amounts) -> Amounts:
    """Factor on each project's benefit: two halves of normals that meet at the median, (n, n_projects).

    The range that a project states is its tenth and ninetieth percentile; without one, that of the settings. ``z`` are
    standard normals, (n, n_projects), positive for more.
    """
    middle, low, high = (np.array(side) for side in zip(*_benefit_ranges(portfolio, spreads.benefits), strict=True))
    width = np.where(z < 0, middle - low, high - middle)
    return np.asarray(middle + width * z / TENTH)


def _benefit_ranges(portfolio: Portfolio, preset: BenefitSpread) -> list[tuple[float, float, float]]:
    """Median, tenth and ninetieth percentile of each project's benefit, as factors on it."""
    accuracy = portfolio.settings.input_accuracy
    usual = (preset.p50, preset.p10, preset.p90)
    if accuracy is not None and (portfolio.settings.risk is None or portfolio.settings.risk.benefits is None):
        usual = (1.0, 1.0 - accuracy, 1.0 + accuracy)
    ranges = []
    for project in portfolio.projects:
        rate, low, high = project.benefit_per_month, project.benefit_low, project.benefit_high
        if low is None or high is None or rate == 0:
            ranges.append(usual)
        else:
            ranges.append((1.0, low / rate, high / rate))
    return ranges


def _success_factors(portfolio: Portfolio, z: Amounts) -> Amounts:
    chance = np.array([p.success_probability for p in portfolio.projects])
    inverse = np.divide(1.0, chance, out=np.zeros_like(chance), where=chance > 0)
    return np.asarray(np.where(ndtr(z) < chance, inverse, 0.0))


def _months_of(portfolio: Portfolio) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    normal = [p.duration_months for p in portfolio.projects]
    quick = [p.accelerated_duration or p.duration_months for p in portfolio.projects]
    return np.array(normal, dtype=np.float64), np.array(quick, dtype=np.float64)


def _correlated(origin: RiskSource, size: int, columns: int, seed: int, common: float) -> Amounts:
    """Rows of normals any two of which have the correlation ``common``."""
    z = _stream(origin.value, seed).standard_normal((size, columns + 1))
    return np.asarray(np.sqrt(common) * z[:, :1] + np.sqrt(1.0 - common) * z[:, 1:])


def _stream(name: str, seed: int) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence([seed, zlib.crc32(name.encode())]))
