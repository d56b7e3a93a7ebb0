"""How often an amount of money came about: bars over amounts, with marks at some of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import numpy as np

from engine.explain.chart_labels import between_in_draws
from pages.ui.charts.money_axis import tick_text
from pages.ui.charts.specification import Specification, specification
from pages.ui.parts.theme import Palette

HEIGHT = 260
_BARS = 28


@dataclass(frozen=True, slots=True)
class Mark:
    """An amount to be looked at, and what is written over it."""

    amount: float
    text: str


def histogram(amounts: Sequence[float], marks: Sequence[Mark], currency: str, colours: Palette) -> Specification:
    """Bars of equal width; those below nothing in the colour of losses. Marks are written over one another's heads."""
    counts, edges = np.histogram(np.array(amounts), bins=_bins(amounts))
    rows = [
        {
            "low": float(low),
            "high": float(high),
            "count": int(count),
            "colour": colours.over if high <= 0 else colours.demand,
            "text": between_in_draws(float(low), float(high), int(count), len(amounts), currency),
        }
        for count, low, high in zip(counts, edges[:-1], edges[1:], strict=True)
    ]
    top = int(counts.max(initial=1))
    tips = [{"amount": m.amount, "text": m.text, "place": top * (1.08 + 0.1 * (n % 3))} for n, m in enumerate(marks)]
    return specification(_layers, (top, tick_text(currency)), colours, bars=rows, marks=tips)


def _layers(top: int, write: str, colours: Palette) -> alt.LayerChart:
    x = alt.X("low:Q", title=None, axis=alt.Axis(labelExpr=write, tickCount=7), bin="binned")
    y = alt.Scale(domain=[0, 1.4 * top], nice=False)
    bars = (
        alt.Chart(alt.NamedData("bars"))
        .mark_bar(binSpacing=1)
        .encode(
            x=x,
            x2="high:Q",
            y=alt.Y("count:Q", axis=None, scale=y),
            color=alt.Color("colour:N", scale=None),
            tooltip=[alt.Tooltip("text:N", title="Futures")],
        )
    )
    at = alt.Chart(alt.NamedData("marks")).encode(x=alt.X("amount:Q", title=None))
    rules = at.mark_rule(color=colours.ink, strokeWidth=1.4).encode(
        y=alt.Y("place:Q", axis=None, scale=y), y2=alt.datum(0)
    )
    texts = at.mark_text(align="left", baseline="middle", dx=5, fontSize=12.5, color=colours.ink).encode(
        y=alt.Y("place:Q", axis=None, scale=y), text="text:N"
    )
    return alt.layer(bars, rules, texts).properties(
        height=HEIGHT, width="container", padding={"left": 0, "right": 0, "top": 2, "bottom": 2}
    )


def _bins(amounts: Sequence[float]) -> list[float]:
    """Edges of equal width, one of them at nothing where amounts lie on both sides of it."""
    low, high = min(amounts, default=0.0), max(amounts, default=0.0)
    width = (high - low) / _BARS or max(abs(high), 1.0) / _BARS
    first = np.floor(low / width)
    last = max(first + 1, np.ceil(high / width))
    return (np.arange(first, last + 1) * width).tolist()
