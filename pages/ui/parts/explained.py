"""Amounts that answer a click: where they come from, in a box that the browser opens by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup

from engine.explain.origins import AmountOrigin
from pages.ui.parts.text import draw_markup, fragment, markup

_STOPS = re.compile(r"[.,;:)]*")
"""What stays on the line of the amount that it follows."""


def explained(text: str, origins: Sequence[AmountOrigin], place: str) -> tuple[Markup, Markup]:
    """A text in which amounts are buttons, and the boxes that they open, to be put behind it.

    Each amount is looked for behind the one before it; one that the text does not hold is left out. ``place`` makes
    the boxes of a page differ.
    """
    pieces, boxes, rest = [], [], text
    for number, origin in enumerate(origins):
        before, amount, after = rest.partition(origin.amount)
        if not amount:
            continue
        name = f"origin-{place}-{number}"
        stop = _STOPS.match(after)[0]  # type: ignore[index]
        button = fragment("explained", id=name, origin=origin)
        pieces += [markup("{}", before), markup('<span class="kept">{}{}</span>', button, stop)]
        boxes.append(fragment("origin", id=name, origin=origin))
        rest = after.removeprefix(stop)
    return Markup("").join([*pieces, markup("{}", rest)]), Markup("").join(boxes)


def headline_explained(text: str, origins: Sequence[AmountOrigin], *, dimmed: bool = False) -> None:
    """The sentence that opens a page, its amounts answering a click; dimmed while it answers an older question."""
    sentence, boxes = explained(text, () if dimmed else origins, "headline")
    draw_markup(markup('<h1 class="{}">{}</h1>{}', "headline dimmed" if dimmed else "headline", sentence, boxes))


def quiet_explained(text: str, origins: Sequence[AmountOrigin], place: str) -> None:
    """A calm line whose amounts answer a click."""
    sentence, boxes = explained(text, origins, place)
    draw_markup(markup('<p class="quiet">{}</p>{}', sentence, boxes))
