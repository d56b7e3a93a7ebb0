"""Slides without a program to draw them: what stands where, in shares of the room below the title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.explain.table import ReportTable

FULL = (0.0, 0.0, 1.0, 1.0)
"""Left, top, width and height of everything below the title, as shares of it."""
Area = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: its size in points at most, and whether it is loud (accented), bold or quiet."""

    text: str
    size: int = 16
    bold: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs one under the other, made smaller where they would not fit; ``marked`` puts a bar beside each."""

    paragraphs: tuple[Paragraph, ...]
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """One bar of a row: from where to where, and its colour; no colour leaves the room empty."""

    start: float
    end: float
    colour: str


@dataclass(frozen=True, slots=True)
class BarRow:
    """One row of bars: its name, its bars from left to right, and what is written behind them."""

    name: str
    spans: tuple[Span, ...]
    note: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Rows of bars from top to bottom, as a native chart; ``text`` says for who cannot see it what it shows.

    ``kinds`` are the colours with their meaning, for a legend; ``months`` is the ordinal of month 0 where the axis
    counts months, else None: then there is no axis, since every bar carries its figure.
    """

    rows: tuple[BarRow, ...]
    text: str
    kinds: tuple[tuple[str, str], ...] = ()
    months: int | None = None
    heading: str = ""


@dataclass(frozen=True, slots=True)
class BarSeries:
    """One series of a grouped chart: its name, colour and a figure for each category."""

    name: str
    colour: str
    figures: tuple[float | None, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupChart:
    """Bars side by side for each category."""

    categories: tuple[str, ...]
    groups: tuple[BarSeries, ...]
    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table of a report; columns by their heads, with their width as shares. Rows without room are counted below."""

    table: ReportTable
    heads: tuple[str, ...]
    widths: tuple[float, ...]
    currency: str
    heading: str = ""


Part = Prose | BarChart | GroupChart | TableBlock


@dataclass(frozen=True, slots=True)
class Slide:
    """One message: a small line that says what it is about, the message as title, what shows it, and notes."""

    kicker: str
    title: str
    parts: tuple[tuple[Part, Area], ...]
    notes: str = ""


def side_by_side(left: Part, right: Part, share: float = 0.56, gap: float = 0.04) -> tuple[tuple[Part, Area], ...]:
    """Two parts side by side; ``share`` is the width of the left one.

    ``gap`` lies between them; both are shares of the slide's width.
    """
    return ((left, (0.0, 0.0, share, 1.0)), (right, (share + gap, 0.0, 1.0 - share - gap, 1.0)))


def prose(texts: Sequence[str], size: int = 14, *, quiet: bool = False) -> Prose:
    """Plain paragraphs of one size; blank ones are left out."""
    return Prose(tuple(Paragraph(text, size, quiet=quiet) for text in texts if text))
