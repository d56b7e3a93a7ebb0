"""What a solver knew and when: incumbents and bounds over time. Imports no solver and nothing of the engine."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Point:
    """After ``seconds``, the best plan's objective (−inf without one) and the proven ceiling (inf without one)."""

    seconds: float
    objective: float = -math.inf
    bound: float = math.inf


@dataclass(frozen=True, slots=True)
class Solved:
    """One solver's run: ``chosen`` as in ``ChoiceResult``, ``None`` without a plan.

    ``handover`` is the seconds from the starting line until the solver proper had the whole model; ``child_mb`` the
    peak memory of a process that the solver ran in besides this one.
    """

    points: tuple[Point, ...]
    chosen: NDArray[np.int64] | None
    handover: float = 0.0
    child_mb: float = 0.0


class Recorder:
    """A stopwatch that starts when it is made and keeps what becomes known."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._points: list[Point] = []

    @property
    def seconds(self) -> float:
        """Seconds since the starting line."""
        return time.perf_counter() - self._began

    def add(self, objective: float, bound: float) -> None:
        """Note an incumbent and a bound, now."""
        self._points.append(Point(self.seconds, objective, bound))

    def track(self) -> tuple[Point, ...]:
        """All points so far, in order."""
        return tuple(self._points)


def best_of(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The same points, each with the best objective and the lowest bound known by then."""
    best, ceiling, result = -math.inf, math.inf, []
    for point in sorted(points, key=lambda p: p.seconds):
        best, ceiling = max(best, point.objective), min(ceiling, point.bound)
        result.append(Point(point.seconds, best, ceiling))
    return tuple(result)
