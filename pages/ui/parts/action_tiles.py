"""The four actions at a glance: how many projects each, and the money; and what days cost that are bought."""

from __future__ import annotations

from engine.explain.origins import of_action
from engine.explain.plan_sentences import Tile, tiles
from engine.optimise.recommendation import Recommendation
from engine.portfolio import Portfolio
from engine.wording.actions import label
from pages.ui.parts.explained import explained
from pages.ui.parts.text import draw_markup, fragment
from pages.ui.parts.theme import Palette


def action_tiles(result: Recommendation, portfolio: Portfolio, colours: Palette) -> None:
    """A tile an action in their order, and one for days bought where there are any: together the plan's value.

    Its amount answers a click with the projects behind it.
    """
    drawn = [_tile(tile, result, portfolio, colours) for tile in tiles(result)]
    draw_markup(fragment("action_tiles", tiles=drawn))


def _tile(tile: Tile, result: Recommendation, portfolio: Portfolio, colours: Palette) -> dict[str, object]:
    bought = tile.action is None
    origin = of_action(tile, result, portfolio)
    value, box = explained(tile.value, [origin], f"tile-{tile.action or 'bought'}")
    return {
        "colour": colours.quiet if tile.action is None else colours.text(tile.action),
        "name": "Days bought" if tile.action is None else label(tile.action),
        "count": "" if bought else tile.count,
        "value": value,
        "box": box,
        "change": tile.change,
    }
