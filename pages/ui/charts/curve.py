"""One amount of money against another quantity: the step curve of people added, the efficient frontiers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from engine.wording.formats import money
from pages.ui.charts.money_axis import tick_text
from pages.ui.charts.specification import Specification, specification
from pages.ui.parts.theme import Palette

HEIGHT = 260
_SHORT = 16
"""Longer names are told when one points at them."""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One point: where it lies, its range if it has one, and what stands beside it."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Axis:
    """What the horizontal axis counts, and how a tick is written: ``money`` or ``number``."""

    title: str
    is_money: bool = False


def curve(points: Sequence[CurvePoint], axis: Axis, currency: str, colours: Palette) -> Specification:
    """A line through points, a band over their ranges, names beside points that have one."""
    rows = [_row(p, currency, axis) for p in points]
    width = max((p.x for p in points), default=1.0) - min((p.x for p in points), default=0.0) or 1.0
    left = min((p.x for p in points), default=0.0)
    return specification(_layers, (left, width, axis, tick_text(currency)), colours, points=rows)


def _layers(left: float, width: float, axis: Axis, write: str, colours: Palette) -> alt.LayerChart:
    x = alt.X(
        "x:Q",
        title=axis.title,
        scale=alt.Scale(domain=[left, left + 1.14 * width], nice=False),
        axis=alt.Axis(labelExpr=write, tickCount=6)
        if axis.is_money
        else alt.Axis(tickMinStep=1, format="d", tickCount=7),
    )
    y = alt.Y("y:Q", title=None, axis=alt.Axis(labelExpr=write, grid=True, tickCount=5), scale=alt.Scale(zero=False))
    base = alt.Chart(alt.NamedData("points")).encode(x=x)
    band = base.transform_filter("isValid(datum.low)").mark_area(
        color=colours.demand, opacity=0.35, interpolate="linear"
    )
    line = base.mark_line(color=colours.accent, strokeWidth=2).encode(y=y)
    dots = base.mark_circle(color=colours.accent, size=70, opacity=1).encode(
        y=y, tooltip=[alt.Tooltip("name:N", title="What"), alt.Tooltip("text:N", title="Amount"), alt.Tooltip("at:N")]
    )
    named = base.mark_text(align="left", baseline="bottom", dx=8, dy=-6, fontSize=12, color=colours.ink).encode(
        y=y, text="label:N"
    )
    return alt.layer(band.encode(y=alt.Y("low:Q"), y2=alt.Y2("high:Q")), line, dots, named).properties(
        height=HEIGHT, width="container", padding={"left": 0, "right": 0, "top": 18, "bottom": 4}
    )


def _row(point: CurvePoint, currency: str, axis: Axis) -> dict[str, object]:
    row: dict[str, object] = {
        "x": point.x,
        "y": point.y,
        "name": point.name,
        "label": point.name if len(point.name) <= _SHORT else "",
        "text": money(point.y, currency),
        "at": money(point.x, currency) if axis.is_money else f"{point.x:g}",
    }
    return row if point.low is None else row | {"low": point.low, "high": point.high}
