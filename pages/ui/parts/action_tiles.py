"""The four actions at a glance: how many projects each, and the money; and what days cost that are bought."""

from __future__ import annotations

from engine.explain.plan_sentences import Tile, tiles
from engine.optimise.recommendation import Recommendation
from engine.wording.actions import label
from pages.ui.parts.text import draw_markup, fragment
from pages.ui.parts.theme import Palette


def action_tiles(result: Recommendation, colours: Palette) -> None:
    """A tile an action in their order, and one for days bought where there are any: together the plan's value."""
    draw_markup(fragment("action_tiles", tiles=[_tile(tile, colours) for tile in tiles(result)]))


def _tile(tile: Tile, colours: Palette) -> dict[str, object]:
    bought = tile.action is None
    return {
        "colour": colours.quiet if tile.action is None else colours.text(tile.action),
        "name": "Days bought" if tile.action is None else label(tile.action),
        "count": "" if bought else tile.count,
        "value": tile.value,
        "change": tile.change,
    }
