"""The value bridge on a page: the waterfall, and what stands behind its steps."""

from __future__ import annotations

from engine.analyse.bridge.bridge import Bridge
from engine.catalogue import BRIDGE
from engine.explain.bridge import explain_bridge
from engine.explain.chart_labels import with_people
from engine.portfolio import Portfolio
from pages.ui.charts.draw import draw
from pages.ui.charts.waterfall import Fall, waterfall
from pages.ui.jobs.analysis_view import area, backing, view_of
from pages.ui.jobs.solve_service import Answer
from pages.ui.parts.theme import palette


def bridge_view(answer: Answer, portfolio: Portfolio) -> None:
    """Draw the bridge of the plan on screen, once it is worked out."""
    if answer.plan is None:
        return
    view = view_of(BRIDGE, answer, portfolio)
    if view.result is None:
        return
    explanation, colours = explain_bridge(view.result, portfolio), palette()
    with area(view, "bridge"):
        currency = portfolio.settings.currency
        rows = falls(view.result, portfolio)
        draw("bridge", view.key, colours, lambda: waterfall(rows, currency, colours), explanation.paragraph)
        backing(explanation, already=0)


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
