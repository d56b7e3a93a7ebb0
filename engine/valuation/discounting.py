"""Present values: the monthly discount factor and sums of its powers.

A flow in month t is worth v**t of itself, with v = (1 + R) ** (-1 / 12) and R the annual real rate.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Months = NDArray[np.int64]
Amounts = NDArray[np.float64]


def monthly_factor(annual_rate: float) -> float:
    """v, what money one month away is worth today; ``annual_rate`` 0.08 means 8 % a year."""
    return float((1.0 + annual_rate) ** (-1.0 / 12.0))


def present_factors(annual_rate: float, months: int) -> Amounts:
    """v**0, v**1, … v**(months - 1); shape (months,)."""
    return monthly_factor(annual_rate) ** np.arange(months, dtype=np.float64)


def annuity(annual_rate: float, months: int) -> Amounts:
    """Present value of 1 a month over the first n months, for n = 0 … months; shape (months + 1,)."""
    return np.concatenate(([0.0], np.cumsum(present_factors(annual_rate, months))))
