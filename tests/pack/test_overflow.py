"""Texts of slides stand in their places, of few projects and of a hundred: measured by letters of a wide font."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from PIL import ImageFont
from pptx import Presentation
from pptx.util import Inches

_FONT = ImageFont.load_default(100)
"""The font of the library itself, so that every machine measures alike; its letters are wider than those on slides."""
_POINT, _LINE = 12_700, 1.2
_CLOSE = 0.03
"""Inches by which two places may touch."""


@dataclass(frozen=True)
class Filled:
    """What a text or table fills of a slide, in the file's own units."""

    text: str
    left: int
    top: int
    right: int
    bottom: int

    def meets(self, other: Filled) -> bool:
        close = Inches(_CLOSE)
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > close and down > close


def _lines(text: str, size: float, width: float) -> int:
    """Lines of a text of so many points in a width of so many points, broken between words."""
    count, used, space = 1, 0.0, _FONT.getlength(" ") * size / 100
    for word in text.split():
        wide = _FONT.getlength(word) * size / 100
        count, used = (
            (count + 1, wide) if used and used + space + wide > width else (count, used + space * bool(used) + wide)
        )
    return count


def _height(frame: Any, width: int) -> int:
    """Height that the paragraphs of a frame need in a width, both in the file's own units."""
    tall = 0.0
    for paragraph in frame.paragraphs:
        sizes = [run.font.size.pt for run in paragraph.runs if run.font.size is not None]
        if sizes:
            after = paragraph.space_after.pt if paragraph.space_after is not None else 0.0
            tall += _lines(paragraph.text, sizes[0], width / _POINT) * sizes[0] * _LINE + after
    return round(tall * _POINT)


def _table_height(table: Any) -> int:
    """Height of a table as a program draws it: a row grows with its text."""
    widths = [column.width for column in table.columns]
    return sum(
        max(
            row.height,
            *(
                cell.margin_top
                + cell.margin_bottom
                + _height(cell.text_frame, width - cell.margin_left - cell.margin_right)
                for cell, width in zip(row.cells, widths, strict=True)
            ),
        )
        for row in table.rows
    )


def _filled(slide: Any) -> Iterator[Filled]:
    """All texts and tables of a slide, and its charts, with what they fill; bars beside texts hold no text."""
    for shape in slide.shapes:
        tall = shape.height
        if getattr(shape, "has_table", False) and shape.has_table:
            tall = _table_height(shape.table)
        elif shape.has_text_frame:
            if not shape.text_frame.text:
                continue
            tall = _height(shape.text_frame, shape.width)
        text = shape.text_frame.text if shape.has_text_frame else shape.name
        yield Filled(text, shape.left, shape.top, shape.left + shape.width, shape.top + tall)


@pytest.fixture(scope="module", params=["five projects", "a hundred projects"])
def deck(request: pytest.FixtureRequest, made: Callable[..., Path]) -> Any:
    small = request.param == "five projects"
    return Presentation(str(made(".pptx")) if small else io.BytesIO(request.getfixturevalue("large")))


@pytest.mark.slow
def test_no_text_lies_on_another_or_beyond_its_slide(deck: Any) -> None:
    for number, slide in enumerate(deck.slides, start=1):
        filled = list(_filled(slide))
        assert len(filled) >= 3
        for one in filled:
            assert one.bottom <= deck.slide_height, (number, one.text)
        for one, other in combinations(filled, 2):
            assert not one.meets(other), (number, one.text[:60], other.text[:60])


def test_no_word_is_wider_than_its_place(deck: Any) -> None:
    for number, slide in enumerate(deck.slides, start=1):
        for shape in slide.shapes:
            if shape.has_text_frame:
                for run in (run for paragraph in shape.text_frame.paragraphs for run in paragraph.runs):
                    widest = max((_FONT.getlength(word) for word in run.text.split()), default=0.0)
                    assert widest * run.font.size.pt / 100 <= shape.width / _POINT, (number, run.text)
