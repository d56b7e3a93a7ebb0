"""The four actions at a glance: how many projects each, and the money."""

from __future__ import annotations

from engine.explain.chart_labels import against_plan
from engine.explain.openings import by_action
from engine.optimise.recommendation import Recommendation
from engine.portfolio import Action
from engine.wording.actions import ORDER, label
from engine.wording.formats import money
from pages.ui.parts.text import draw_markup, fragment
from pages.ui.parts.theme import Palette


def action_tiles(result: Recommendation, colours: Palette) -> None:
    """Four tiles in the order of actions."""
    groups = by_action(result)
    draw_markup(fragment("action_tiles", tiles=[_tile(a, *groups[a], result.currency, colours) for a in ORDER]))


def _tile(
    action: Action, count: int, value: float, change: float, currency: str, colours: Palette
) -> dict[str, object]:
    return {
        "colour": colours.text(action),
        "name": label(action),
        "count": count,
        "value": money(value, currency),
        "change": against_plan(action, change, currency),
    }
