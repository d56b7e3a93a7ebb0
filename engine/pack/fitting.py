"""How large a text may be written to fit its room: by the width of letters, with something to spare."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

_LETTER = 0.5
"""Width of a letter beside its height, on average and rather too wide."""
_LINE = 1.2
_POINTS = 72.0
_SMALLEST = 9


def lines(text: str, size: float, width: float) -> int:
    """Lines of a text of ``size`` points in a room of ``width`` inches."""
    letters = max(4, int(width * _POINTS / (size * _LETTER)))
    return sum(max(1, len(textwrap.wrap(part, letters))) for part in text.split("\n")) if text else 1


def height(text: str, size: float, width: float) -> float:
    """Height of a text in inches.

    ``size`` is in points, ``width`` in inches.
    """
    return lines(text, size, width) * size * _LINE / _POINTS


def fitted(texts: Sequence[tuple[str, int]], width: float, room: float, gap: float) -> float:
    """The factor, 1 at most, by which sizes shrink so that all texts, ``gap`` inches apart, stand in the room.

    ``texts`` come with their sizes in points; ``width`` and ``room`` are in inches.
    """
    factor = 1.0
    while factor > 0.5:
        total = sum(height(text, max(_SMALLEST, size * factor), width) + gap * factor for text, size in texts)
        if total <= room:
            break
        factor -= 0.05
    return factor


def title_size(text: str, width: float, room: float, largest: int = 28, smallest: int = 14) -> int:
    """Points of a title that stands in its room.

    ``width`` and ``room`` are in inches, ``largest`` and ``smallest`` in points.
    """
    return next((size for size in range(largest, smallest, -1) if height(text, size, width) <= room), smallest)


def shortened(text: str, letters: int) -> str:
    """A text of so many letters at most, cut at its end."""
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def shortened_within(text: str, letters: int) -> str:
    """A text of so many letters at most, cut in its middle: what tells names apart often stands at their end."""
    if len(text) <= letters:
        return text
    end = letters // 3
    return f"{text[: letters - end - 1].rstrip()}…{text[-end:].lstrip()}"
