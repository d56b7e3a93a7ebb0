"""Money by month as a range: a band for each way, its middle as a line, named at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from engine.explain.chart_labels import named_amount
from engine.wording.formats import money_range, month
from pages.ui.charts.money_axis import tick_text
from pages.ui.charts.month_axis import month_axis
from pages.ui.charts.specification import Specification, specification
from pages.ui.parts.theme import Palette

HEIGHT = 260
_TEXT = 0.46
_LEAST_APART = 0.07


@dataclass(frozen=True, slots=True)
class Band:
    """One way: its name, its colour, and its low end, middle and high end in each of the chart's months."""

    name: str
    colour: str
    low: tuple[float, ...]
    middle: tuple[float, ...]
    high: tuple[float, ...]
    is_line: bool = False
    """Drawn without its ends, where they would hide those of another."""


def fan(bands: Sequence[Band], months: Sequence[int], first: int, currency: str, colours: Palette) -> Specification:
    """Bands over ``months`` (from the ordinal ``first``), later ones over earlier ones."""
    end = first + max(months, default=1)
    rows = [
        {
            "band": band.name,
            "colour": band.colour,
            "at": first + months[k],
            "low": band.low[k],
            "middle": band.middle[k],
            "high": band.high[k],
            "wide": not band.is_line,
            "month": month(first + months[k]),
            "text": money_range(band.low[k], band.high[k], currency),
        }
        for band in bands
        for k in range(len(months))
    ]
    ends = _ends(bands, end, currency)
    return specification(_layers, (first, end, tick_text(currency)), colours, rows=rows, ends=ends)


def _layers(first: int, end: int, write: str, _colours: Palette) -> alt.LayerChart:
    x = month_axis("at", first, end, text_share=_TEXT, most=6)
    axis = alt.Axis(labelExpr=write, grid=True, tickCount=5)
    base = alt.Chart(alt.NamedData("rows")).encode(
        x=x,
        detail="band:N",
        color=alt.Color("colour:N", scale=None),
        tooltip=[alt.Tooltip("band:N", title="Way"), alt.Tooltip("month:N"), alt.Tooltip("text:N", title="So far")],
    )
    band = (
        base.transform_filter("datum.wide")
        .mark_area(opacity=0.18, clip=True)
        .encode(y=alt.Y("low:Q", title=None, axis=axis), y2="high:Q")
    )
    line = base.mark_line(strokeWidth=2.4, clip=True).encode(
        y=alt.Y("middle:Q", title=None), strokeDash=alt.condition("datum.wide", alt.value([1, 0]), alt.value([5, 4]))
    )
    named = (
        alt.Chart(alt.NamedData("ends"))
        .mark_text(align="left", baseline="middle", dx=8, fontSize=12)
        .encode(x=x, y=alt.Y("place:Q", title=None), text="text:N", color=alt.Color("colour:N", scale=None))
    )
    return alt.layer(band, line, named).properties(
        height=HEIGHT, width="container", padding={"left": 0, "right": 0, "top": 8, "bottom": 4}
    )


def _ends(bands: Sequence[Band], end: int, currency: str) -> list[dict[str, object]]:
    """Where each name stands: at its middle's end, moved apart where names would lie on one another."""
    amounts = [a for band in bands for a in (*band.low, *band.high)] or [0.0]
    apart = _LEAST_APART * (max(amounts) - min(amounts) or 1.0)
    ends: list[dict[str, object]] = []
    place = float("-inf")
    for band in sorted(bands, key=lambda one: one.middle[-1] if one.middle else 0.0):
        last = band.middle[-1] if band.middle else 0.0
        place = max(last, place + apart)
        text = named_amount(band.name, last, currency)
        ends.append({"at": end, "place": place, "text": text, "colour": band.colour})
    return ends
