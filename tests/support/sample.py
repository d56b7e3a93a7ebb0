"""What is said of the sample portfolio in several places, and how its plans are asked for."""

from __future__ import annotations

from collections.abc import Callable

from engine.optimise.recommendation import Recommendation

MONTHS_OF_AVERAGE = 24
"""Months over which utilisation is averaged: those in which the plan does nearly all of its work."""
Solve = Callable[..., Recommendation]


SHARES = {
    "Grow in Service": (0.35, 0.16),
    "Protect Margin": (0.25, 0.22),
    "Simplify the Core": (0.15, 0.31),
    "Safe & Compliant": (0.15, 0.24),
    "Low-Carbon Products": (0.10, 0.07),
}
