"""Present values: the monthly discount factor and sums of its powers.

A flow in month t is worth v**t of itself, with v = (1 + R) ** (-1 / 12) and R the annual real rate.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Months = NDArray[np.int64]
Amounts = NDArray[np.float64]


def monthly_factor(annual_rate: float) -> float:
    """v, what money one month away is worth today; ``annual_rate`` 0.08 means 8 % a year."""
    return float((1.0 + annual_rate) ** (-1.0 / 12.0))


@lru_cache(maxsize=1024)
def present_factors(annual_rate: float, months: int) -> Amounts:
    """v**0, v**1, … v**(months - 1); shape (months,), read only: the same few are asked for again and again.

    ``annual_rate`` is the discount rate a year as a share, such as 0.08; v is the factor of a month.
    """
    return _read_only(monthly_factor(annual_rate) ** np.arange(months, dtype=np.float64))


@lru_cache(maxsize=1024)
def annuity(annual_rate: float, months: int, ramp: int = 0) -> Amounts:
    """Present value of 1 a month over the first n months, for n = 0 … months; shape (months + 1,), read only.

    With a ramp, of min(1, (k + 1) / (ramp + 1)) in month k. ``annual_rate`` is the discount rate a year as a share,
    such as 0.08.
    """
    shares = np.minimum(1.0, np.arange(1, months + 1) / (ramp + 1))
    return _read_only(np.concatenate(([0.0], np.cumsum(present_factors(annual_rate, months) * shares))))


def _read_only(amounts: Amounts) -> Amounts:
    amounts.setflags(write=False)
    return amounts
