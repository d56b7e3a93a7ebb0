"""How closely an amount has to be proven to be written as one amount; the rule of sentences, tables and rankings."""

from __future__ import annotations

from typing import Final

CLOSELY: Final = 0.1
"""An amount that lies within this part of what was found, either way, is written as one amount."""


def is_closely_known(estimate: float, low: float, high: float) -> bool:
    """Whether an amount that surely lies between ``low`` and ``high`` may be written as the amount found; money."""
    return high - low <= 2 * CLOSELY * abs(estimate)
