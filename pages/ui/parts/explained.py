"""Amounts that answer a click: where they come from, in a box that the browser opens by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup

from engine.explain.claim_origins import origin_of, origins_of
from engine.explain.origins import AmountOrigin
from engine.portfolio import Portfolio
from engine.wording.claims import Claim
from pages.ui.parts.text import draw_markup, fragment, markup

_STOPS = re.compile(r"[.,;:)]*")
"""What stays on the line of the amount that it follows."""
_NO_LETTER = re.compile(r"[^a-z0-9]+")


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


def headline_explained(
    text: str, origins: Sequence[AmountOrigin], *, dimmed: bool = False, interim: bool = False
) -> None:
    """The sentence that opens a page, its amounts answering a click; dimmed while it answers an older question.

    An ``interim`` one says what is known already, until the page's own can.
    """
    sentence, boxes = explained(text, () if dimmed else origins, "headline")
    kinds = " ".join(["headline", *(["dimmed"] if dimmed else []), *(["interim"] if interim else [])])
    draw_markup(markup('<h1 class="{}">{}</h1>{}', kinds, sentence, boxes))


def headline_said(said: Claim, about: str, portfolio: Portfolio, *, dimmed: bool = False) -> None:
    """The claim that opens a page, its amounts answering a click; ``about`` names what it is about."""
    headline_explained(said.prose, origins_of(said, about, portfolio), dimmed=dimmed)


def quiet_said(said: Claim, about: str, portfolio: Portfolio, place: str) -> None:
    """A calm line of a claim whose amounts answer a click; ``about`` names what it is about."""
    quiet_explained(said.prose, origins_of(said, about, portfolio), place)


def strong_said(said: Claim, about: str, portfolio: Portfolio, place: str) -> None:
    """The claim that answers a part of a page, its amounts answering a click."""
    sentence, boxes = explained(said.prose, origins_of(said, about, portfolio), place)
    draw_markup(markup('<p class="strong">{}</p>{}', sentence, boxes))


def sum_explained(amount: str, word: str, portfolio: Portfolio, place: str) -> None:
    """An amount at the end of a row, of a term of the glossary, that answers a click."""
    said, box = explained(amount, [origin_of(amount, word, portfolio)], f"sum-{_named(place)}")
    draw_markup(markup('<span class="sum">{}</span>{}', said, box), width="content")


def title_explained(text: str, word: str, portfolio: Portfolio, note: str = "") -> None:
    """The title of a chart or table of amounts that are a term of the glossary; it answers a click for all of them."""
    term, box = explained(word, [origin_of(word, word, portfolio)], f"term-{_named(text)}")
    said = markup("{} Amounts: {}.", note, term) if note else markup("Amounts: {}.", term)
    draw_markup(markup('<h2 class="section">{}</h2><p class="quiet">{}</p>{}', text, said, box))


def quiet_explained(text: str, origins: Sequence[AmountOrigin], place: str) -> None:
    """A calm line whose amounts answer a click."""
    sentence, boxes = explained(text, origins, place)
    draw_markup(markup('<p class="quiet">{}</p>{}', sentence, boxes))


def _named(text: str) -> str:
    """A text as a part of a name in a page."""
    return _NO_LETTER.sub("-", text.lower()).strip("-")
