"""A figure over many draws: its quantiles, how surely they are known, and how often it is above nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.simulate.delivery import NEVER
from engine.valuation.discounting import Amounts, Months

_SURE = 1.96
"""Standard errors either side of an interval that holds 95 times in 100."""

_TIGHT = 0.04
"""A quantile is known well enough when its interval reaches this share of P10 to P90 either side."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """Money today over the draws; each interval holds the true quantile 95 times in 100, whatever the distribution.

    The intervals are order statistics whose ranks lie 1.96 binomial standard deviations either side (David and
    Nagaraja, *Order Statistics*, 2003, chapter 7). ``positive_share`` is the share of draws above zero.
    """

    p10: float
    p50: float
    p90: float
    mean: float
    positive_share: float
    p10_between: tuple[float, float]
    p50_between: tuple[float, float]
    p90_between: tuple[float, float]

    @property
    def is_tight(self) -> bool:
        """Whether more draws would hardly move a quantile."""
        widest = max(high - low for low, high in (self.p10_between, self.p50_between, self.p90_between))
        return widest <= 2 * _TIGHT * (self.p90 - self.p10)


def distribution_of(amounts: Amounts) -> Distribution:
    """The distribution of one amount a draw, (n,).

    ``amounts`` need not be in order.
    """
    ordered = np.sort(amounts)
    p10, p50, p90 = (float(np.quantile(ordered, q)) for q in (0.1, 0.5, 0.9))
    return Distribution(
        p10,
        p50,
        p90,
        float(ordered.mean()),
        float((ordered > 0).mean()),
        _between(ordered, 0.1),
        _between(ordered, 0.5),
        _between(ordered, 0.9),
    )


def finish_quantiles(finished: Months) -> tuple[int | None, int | None, int | None]:
    """The month by which one, five and nine in ten draws are done, (n,); ``None`` where fewer ever are."""
    never = np.iinfo(np.int64).max
    ordered = np.sort(np.where(finished == NEVER, never, finished))
    picked = [int(ordered[math.ceil(q * ordered.size) - 1]) for q in (0.1, 0.5, 0.9)]
    early, middle, late = (None if month == never else month for month in picked)
    return early, middle, late


def _between(ordered: Amounts, quantile: float) -> tuple[float, float]:
    n = ordered.size
    reach = _SURE * math.sqrt(n * quantile * (1.0 - quantile))
    low, high = math.floor(n * quantile - reach), math.ceil(n * quantile + reach)
    return float(ordered[max(0, low - 1)]), float(ordered[min(n - 1, max(0, high - 1))])
