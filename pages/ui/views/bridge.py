"""The value bridge on a page: the waterfall, and what stands behind its steps."""

from __future__ import annotations

from engine.catalogue import BRIDGE
from engine.explain.bridge import explain_bridge
from engine.explain.bridge_falls import falls
from engine.portfolio import Portfolio
from pages.ui.charts.draw import draw
from pages.ui.charts.waterfall import waterfall
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
