"""The rows of the value bridge: levels where a value is reached, and between them what each step changes."""

from __future__ import annotations

from dataclasses import dataclass

from engine.analyse.bridge.bridge import Bridge
from engine.explain.chart_labels import with_people
from engine.portfolio.model.portfolio import Portfolio


@dataclass(frozen=True, slots=True)
class Fall:
    """One row: a value that is reached (``is_level``), or what a step changes on the way from ``start`` to ``end``.

    ``low`` and ``high``, where given, say how far the end may move with an assumption that is not known well.
    """

    name: str
    start: float
    end: float
    is_level: bool
    low: float | None = None
    high: float | None = None


def falls(bridge: Bridge, portfolio: Portfolio) -> list[Fall]:
    """The rows of the waterfall: levels where people stand, and between them what each step changes."""
    rows = [Fall("Promised on paper", 0, bridge.value("promised"), is_level=True)]
    reached = bridge.value("promised")
    for step in bridge.steps[1:]:
        before, reached = reached, step.value
        name = step.difference[0].upper() + step.difference[1:]
        low, high = _range(bridge) if step.name == "today" else (None, None)
        rows.append(Fall(name, before, reached, is_level=False, low=low, high=high))
        if step.name == "today":
            rows.append(Fall("Delivered today's way", 0, reached, is_level=True))
        if step.name == "recommended":
            rows.append(Fall("Recommended plan", 0, reached, is_level=True))
    if bridge.elevated is None:
        return rows[:-1] if bridge.has_plan else rows
    pool = portfolio.pools_by_id[bridge.elevated.pool_id].name
    return [*rows, Fall(with_people(bridge.elevated.people, pool), 0, reached, is_level=True)]


def _range(bridge: Bridge) -> tuple[float, float]:
    values = [at.value for at in bridge.range_of_today]
    return min(values), max(values)
