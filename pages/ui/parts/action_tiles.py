"""The four actions at a glance: how many projects each, and the money."""

from __future__ import annotations

from markupsafe import Markup

from engine.explain.openings import by_action
from engine.optimise.recommendation import Recommendation
from engine.portfolio import Action
from engine.wording.actions import ORDER, label
from pages.ui.parts.formats import difference, money
from pages.ui.parts.text import draw_markup, joined, markup
from pages.ui.parts.theme import Palette


def action_tiles(result: Recommendation, colours: Palette) -> None:
    """Four tiles in the order of actions."""
    groups = by_action(result)
    tiles = joined(_tile(action, *groups[action], result.currency, colours) for action in ORDER)
    draw_markup(markup('<div class="tiles">{}</div>', tiles))


def _tile(action: Action, count: int, value: float, change: float, currency: str, colours: Palette) -> Markup:
    note = "as planned" if action is Action.CONTINUE else f"{difference(change, currency)} against plan"
    return markup(
        '<div class="tile" style="--colour: {}"><div class="name">{}</div><div class="count">{}</div>'
        '<div class="money">{} value<br>{}</div></div>',
        colours.text(action),
        label(action),
        count,
        money(value, currency),
        note,
    )
