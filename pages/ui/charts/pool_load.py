"""One pool by month: the work of the recommended plan against capacity, and what is bought on top."""

from __future__ import annotations

from typing import Any

import altair as alt

from engine.optimise.recommendation import Recommendation
from engine.portfolio import Portfolio
from engine.wording.formats import month, number
from pages.ui.charts.month_axis import LABEL_WIDTH, month_axis
from pages.ui.charts.specification import Specification, specification
from pages.ui.charts.timeline_rows import last_month
from pages.ui.parts.theme import Palette

HEIGHT = 72
_TOOLTIPS = {
    "month": "Month",
    "demand": "Work, person-days",
    "available": "Capacity after the reserve",
    "bought": "Extra days bought",
}


def pool_load(
    result: Recommendation, portfolio: Portfolio, pool_id: str, colours: Palette, *, labels: bool = True
) -> Specification:
    """Bars of demand, split where bought capacity begins, under a stepped line of capacity; person-days a month.

    Without ``labels`` the months are those of the chart below.
    """
    first, end = portfolio.settings.planning_month, last_month(result, portfolio)
    bars, steps = load_rows(result, pool_id, first, end)
    return specification(_layers, (first, end, labels), colours, bars=bars, steps=steps)


def _layers(first: int, end: int, labels: bool, colours: Palette) -> alt.LayerChart:
    axis = alt.Axis(title=None, minExtent=LABEL_WIDTH, maxExtent=LABEL_WIDTH, tickCount=2, grid=True)
    tooltip = [alt.Tooltip(f"{name}:N", title=title) for name, title in _TOOLTIPS.items()]
    work = (
        alt.Chart(alt.NamedData("bars"))
        .mark_bar(binSpacing=1, clip=True)
        .encode(
            x=month_axis("from", first, end, labels=labels),
            x2=alt.X2("to:Q"),
            y=alt.Y("bottom:Q", axis=axis, scale=alt.Scale(domainMin=0, nice=True)),
            y2=alt.Y2("top:Q"),
            color=_colour(colours),
            tooltip=tooltip,
        )
    )
    line = alt.Chart(alt.NamedData("steps")).encode(y=alt.Y("capacity:Q"))
    stepped = line.mark_line(interpolate="step-after", color=colours.ink, strokeWidth=1.5, clip=True)
    named = line.transform_filter("datum.last").mark_text(align="left", baseline="middle", dx=8, text="capacity")
    return alt.layer(
        work,
        stepped.encode(x=month_axis("from", first, end, labels=labels)),
        named.encode(x=month_axis("from", first, end, labels=labels)),
    ).properties(height=HEIGHT, width="container", padding={"left": 0, "right": 0, "top": 8, "bottom": 4})


def load_rows(
    result: Recommendation, pool_id: str, first: int, end: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Bars (one for each month and part of its demand: within capacity, bought on top) and the steps of capacity."""
    bars: list[dict[str, Any]] = []
    steps: list[dict[str, Any]] = []
    for load in sorted((p for p in result.load if p.pool_id == pool_id), key=lambda p: p.month):
        at = first + load.month
        if at >= end:
            continue
        steps.append({"from": at, "capacity": load.capacity, "last": False})
        within = min(load.demand, load.capacity)
        words = {
            "month": month(at),
            "demand": number(load.demand),
            "available": number(load.capacity),
            "bought": number(load.flex_bought),
        }
        bars.append({"from": at, "to": at + 1, "bottom": 0.0, "top": within, "part": "within"} | words)
        if load.demand > within:
            bars.append({"from": at, "to": at + 1, "bottom": within, "top": load.demand, "part": "bought"} | words)
    return bars, [*steps, *({**step, "from": end, "last": True} for step in steps[-1:])]


def _colour(colours: Palette) -> alt.Color:
    scale = alt.Scale(domain=["within", "bought"], range=[colours.demand, colours.over])
    return alt.Color("part:N", scale=scale, legend=None)
