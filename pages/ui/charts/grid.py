"""Counts and money in a grid of two gradings: delivery health across, value health down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from engine.explain.chart_labels import projects_and_money
from engine.wording.formats import money
from pages.ui.charts.specification import Specification, specification
from pages.ui.parts.theme import Palette

_CELL = 84


@dataclass(frozen=True, slots=True)
class GridCell:
    """How many projects and how much money stand at one crossing; ``alarm`` marks the ones to look at."""

    across: str
    down: str
    number: int
    amount: float
    alarm: bool = False


def grid(
    cells: Sequence[GridCell],
    across: Sequence[str],
    down: Sequence[str],
    currency: str,
    colours: Palette,
    heads: tuple[str, str] = ("Reported", "Value"),
) -> Specification:
    """A cell for each crossing, in the order given, darker where more money stands; ``heads`` name the gradings."""
    most = max((abs(c.amount) for c in cells), default=0.0) or 1.0
    rows = [
        {
            "across": c.across,
            "down": c.down,
            "strength": abs(c.amount) / most,
            "number": str(c.number) if c.number else "–",
            "money": money(c.amount, currency) if c.number else "",
            "words": projects_and_money(c.number, c.amount, currency),
            "edge": colours.over if c.alarm and c.number else colours.line,
            "thick": 2.5 if c.alarm and c.number else 1.0,
        }
        for c in cells
    ]
    return specification(_layers, (tuple(across), tuple(down), heads), colours, cells=rows)


def _layers(across: tuple[str, ...], down: tuple[str, ...], heads: tuple[str, str], colours: Palette) -> alt.LayerChart:
    x = alt.X("across:N", sort=list(across), title=None, axis=alt.Axis(orient="top", labelAngle=0, labelFontSize=13))
    y = alt.Y("down:N", sort=list(down), title=None, axis=alt.Axis(labelFontSize=13, labelLimit=170))
    base = alt.Chart(alt.NamedData("cells")).encode(
        x=x,
        y=y,
        tooltip=[
            alt.Tooltip("across:N", title=heads[0]),
            alt.Tooltip("down:N", title=heads[1]),
            alt.Tooltip("words:N", title="Here"),
        ],
    )
    shade = alt.Color(
        "strength:Q",
        scale=alt.Scale(domain=[0, 1], range=[colours.background, colours.demand], interpolate="rgb"),
        legend=None,
    )
    boxes = base.mark_rect(cornerRadius=3).encode(
        color=shade, stroke=alt.Stroke("edge:N", scale=None), strokeWidth=alt.StrokeWidth("thick:Q", scale=None)
    )
    numbers = base.mark_text(fontSize=22, fontWeight=600, dy=-9, color=colours.ink).encode(text="number:N")
    amounts = base.mark_text(fontSize=12.5, dy=16, color=colours.ink).encode(text="money:N")
    return alt.layer(boxes, numbers, amounts).properties(
        height=alt.Step(_CELL), width="container", padding={"left": 0, "right": 0, "top": 0, "bottom": 0}
    )
