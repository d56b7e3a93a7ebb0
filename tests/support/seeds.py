"""On how many random portfolios a property is tried: some of them in every run, all of them where that is asked for."""

from __future__ import annotations

import os
from collections.abc import Sequence

ALL = "COCKPIT_ALL_SEEDS"
"""Set to anything, every property is tried on all of its portfolios: before a release, after a change of the engine."""


def are_all_asked() -> bool:
    """Whether every portfolio is to be tried."""
    return bool(os.environ.get(ALL))


def some(seeds: Sequence[int], one_in: int = 2) -> tuple[int, ...]:
    """Every second seed, or one in so many, unless all are asked for."""
    return tuple(seeds) if are_all_asked() else tuple(seeds[::one_in])
