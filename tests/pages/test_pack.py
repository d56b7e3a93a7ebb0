"""The pack says what the pages say: every amount of a page's sentence stands on its slide, from the same answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from engine.pack.findings import Findings
from engine.pack.pack import pack
from engine.wording.formats import SPACE
from pages.ui.office import steering_pack
from tests.support.pages import settled, text_of

Visit = Callable[..., AppTest]
AMOUNT = re.compile(r"[+−]?£[\d.,]*\d[kmb]?n?")
HEADLINE = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
SLIDES = {
    "illusion": "From promise to delivery",
    "constraint": "What limits us",
    "decide": "The recommended plan",
    "strategy": "Strategy",
    "delivery": "Delivery status",
}
"""Pages, and how the slide about the same begins."""


@pytest.mark.slow
def test_every_amount_of_a_page_s_sentence_stands_on_its_slide(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[Findings] = []
    monkeypatch.setattr(steering_pack, "_button", lambda findings, *_: taken.append(findings))
    settled(visit("steering").toggle(key="prepare-pack").set_value(True).run())
    deck = Presentation(BytesIO(pack(taken[-1], ".pptx")))
    slides = ["\n".join(_texts(slide.shapes)).replace(SPACE, " ") for slide in deck.slides]
    compared = 0
    for page, kicker in SLIDES.items():
        said = _amounts(visit(page))
        [slide] = [text for text in slides if any(line.startswith(kicker) for line in text.splitlines())]
        assert said <= set(AMOUNT.findall(slide)), (page, said, slide)
        compared += len(said)
    assert compared >= len(SLIDES)


def _texts(shapes: Any) -> Iterator[str]:
    for shape in shapes:
        if shape.has_text_frame:
            yield shape.text_frame.text


def _amounts(page: AppTest) -> set[str]:
    assert not page.exception
    (sentence,) = HEADLINE.findall(text_of(page))
    return set(AMOUNT.findall(unescape(re.sub(r"<[^>]+>", "", sentence)).replace(SPACE, " ")))
