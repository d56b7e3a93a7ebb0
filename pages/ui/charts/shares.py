"""Shares by row, intended against actual: a mark for the intent, a bar for each way it is spent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from engine.explain.chart_labels import intent, share_of
from pages.ui.charts.row_axis import row_axis
from pages.ui.charts.specification import Specification, specification
from pages.ui.parts.theme import Palette

_ROW = 24
_NAMES = 210


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One theme: what share is intended (``None`` if nobody said), and what it gets under each way.

    ``unknown`` is written for a way whose share is ``None``.
    """

    name: str
    intent: float | None
    ways: tuple[tuple[str, float | None], ...]
    unknown: str = "–"


def shares(rows: Sequence[ShareRow], colours: Palette, *, step: int = _ROW) -> Specification:
    """A group a theme: one bar a way, and across the group a line where the intent lies."""
    ways = list(dict.fromkeys(way for row in rows for way, _ in row.ways))
    top = _top(rows)
    bars = [
        {
            "name": row.name,
            "way": way,
            "share": share or 0.0,
            "text": row.unknown if share is None else share_of(way, share),
            "edge": top * 1.04,
        }
        for row in rows
        for way, share in row.ways
    ]
    marks = [
        {"name": row.name, "intent": row.intent, "text": intent(row.intent)} for row in rows if row.intent is not None
    ]
    settings = (tuple(row.name for row in rows), tuple(ways), top, step)
    return specification(_layers, settings, colours, bars=bars, marks=marks)


def _layers(names: tuple[str, ...], ways: tuple[str, ...], top: float, step: int, colours: Palette) -> alt.LayerChart:
    tones = [colours.quiet, colours.accent, colours.demand][: len(ways)]
    scale = alt.Scale(domain=[0, top * 1.6], nice=False)
    y = alt.Y("name:N", sort=list(names), axis=row_axis(colours, _NAMES, labelFontSize=13))
    offset = alt.YOffset("way:N", sort=list(ways))
    spent = alt.Chart(alt.NamedData("bars")).encode(y=y, yOffset=offset, x=alt.X("share:Q", axis=None, scale=scale))
    solid = spent.mark_bar(cornerRadius=2, height=14).encode(
        color=alt.Color("way:N", scale=alt.Scale(domain=list(ways), range=tones), legend=None),
        tooltip=["name:N", "text:N"],
    )
    said = spent.mark_text(align="left", baseline="middle", dx=8, fontSize=12, color=colours.ink).encode(
        x=alt.X("edge:Q", axis=None, scale=scale), text="text:N"
    )
    line = (
        alt.Chart(alt.NamedData("marks"))
        .mark_tick(color=colours.over, thickness=3, size=step * len(ways) - 6)
        .encode(y=y, x=alt.X("intent:Q", axis=None, scale=scale), tooltip=["name:N", "text:N"])
    )
    return alt.layer(solid, said, line).properties(
        height=alt.Step(step, **{"for": "offset"}),
        width="container",
        padding={"left": 0, "right": 0, "top": 2, "bottom": 2},
    )


def _top(rows: Sequence[ShareRow]) -> float:
    return max([share or 0.0 for row in rows for _, share in row.ways] + [row.intent or 0.0 for row in rows] + [0.05])
