"""Plan against recommendation: one line a project, grouped by action."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from engine.explain.chart_labels import TIMELINE_HEADS
from engine.optimise.recommendation import Decision, Recommendation
from engine.portfolio import Portfolio
from engine.wording.actions import GLYPHS, ORDER
from pages.ui.charts.month_axis import month_axis
from pages.ui.charts.picking import pickable
from pages.ui.charts.row_axis import row_axis
from pages.ui.charts.timeline_rows import CUT, last_month, timeline_rows
from pages.ui.parts.theme import Palette, dress

ROW = 19
HEAD = "!000 "
"""Before the key of the row of heads, which comes before all others; as long as what is cut off a key."""
_TOOLTIPS = {
    "project": "Project",
    "action": "Action",
    "reason": "Why",
    "plan": "Today's plan",
    "advice": "Recommended",
    "moved": "Finish",
    "value": "Value",
    "change": "Against plan on paper",
}


def timeline(
    result: Recommendation,
    portfolio: Portfolio,
    decisions: Sequence[Decision],
    colours: Palette,
    *,
    folded: bool = False,
) -> alt.LayerChart:
    """An outline for today's plan and a solid bar for the recommendation, with the change in value at the right.

    ``decisions`` are the rows to draw, in any order; they are grouped by action and sorted by change in value. Where it
    is ``folded``, those that go on as planned are one row. A line marks the month in which we stand.
    """
    first, end = portfolio.settings.planning_month, last_month(result, portfolio)
    rows = timeline_rows(result, portfolio, decisions, folded=folded)
    base = _base(colours)
    layers = alt.layer(
        _bars(base, "plan", first, end, filled=False, stroke=colours.quiet, strokeWidth=1, height=13, cornerRadius=2),
        pickable(_bars(base, "advice", first, end, height=7, cornerRadius=1).encode(color=_colour(colours))),
        _marks(base, first, end).encode(color=_colour(colours)),
        _beyond(base, first, end, colours),
        _changes(base, first, end, colours),
        _heads(first, end, colours),
        _today(first, end, colours),
    ).properties(height=alt.Step(ROW), width="container", padding={"left": 0, "right": 0, "top": 4, "bottom": 4})
    heads = [{"key": f"{HEAD}{TIMELINE_HEADS[0]}", "edge": end, "head": TIMELINE_HEADS[1]}]
    return dress(layers, colours, rows=rows, heads=heads, today=[{"month": first}])


def _base(colours: Palette) -> alt.Chart:
    y = alt.Y("key:N", axis=_axis(colours), scale=alt.Scale(paddingInner=0))
    tooltip = [alt.Tooltip(f"{name}:N", title=title) for name, title in _TOOLTIPS.items()]
    return alt.Chart(alt.NamedData("rows")).encode(y=y, tooltip=tooltip)


def _bars(base: alt.Chart, name: str, first: int, end: int, **look: object) -> alt.Chart:
    x = month_axis(f"{name}_from", first, end, orient="top")
    bars = base.transform_filter(f"isValid(datum.{name}_from)").mark_bar(clip=True, **look)
    return bars.encode(x=x, x2=alt.X2(f"{name}_to:Q"))


def _marks(base: alt.Chart, first: int, end: int) -> alt.Chart:
    points = base.transform_filter("isValid(datum.mark)").mark_point(size=55, filled=True, opacity=1)
    return points.encode(x=month_axis("mark", first, end, orient="top"), shape=alt.Shape("shape:N", scale=None))


def _changes(base: alt.Chart, first: int, end: int, colours: Palette) -> alt.Chart:
    texts = base.mark_text(align="left", baseline="middle", dx=8, fontSize=11.5)
    return texts.encode(
        x=month_axis("edge", first, end, orient="top"), text=alt.Text("change:N"), color=alt.value(colours.ink)
    )


def _beyond(base: alt.Chart, first: int, end: int, colours: Palette) -> alt.Chart:
    """What the arrow at the edge means."""
    texts = base.transform_filter("isValid(datum.beyond)").mark_text(
        align="right", baseline="middle", dx=-9, fontSize=11
    )
    return texts.encode(
        x=month_axis("mark", first, end, orient="top"), text=alt.Text("beyond:N"), color=alt.value(colours.quiet)
    )


def _heads(first: int, end: int, colours: Palette) -> alt.Chart:
    """What the figures at the right are, over them."""
    texts = alt.Chart(alt.NamedData("heads")).mark_text(align="left", baseline="middle", dx=8, fontSize=10.5)
    return texts.encode(
        x=month_axis("edge", first, end, orient="top"),
        y=alt.Y("key:N"),
        text=alt.Text("head:N"),
        color=alt.value(colours.quiet),
    )


def _today(first: int, end: int, colours: Palette) -> alt.Chart:
    line = alt.Chart(alt.NamedData("today")).mark_rule(color=colours.accent, strokeWidth=1.6, strokeDash=[4, 3])
    return line.encode(x=month_axis("month", first, end, orient="top"))


def _axis(colours: Palette) -> alt.Axis:
    heads = [(f"indexof(datum.label, '{GLYPHS[action]}') == {CUT}", colours.text(action)) for action in ORDER]
    return row_axis(
        colours,
        labelExpr=f"slice(datum.label, {CUT})",
        labelColor={"condition": [{"test": test, "value": ink} for test, ink in heads], "value": colours.ink},
        labelFontWeight={"condition": [{"test": test, "value": 600} for test, _ in heads], "value": 400},
    )


def _colour(colours: Palette) -> alt.Color:
    scale = alt.Scale(domain=[a.value for a in ORDER], range=list(colours.actions))
    return alt.Color("action:N", scale=scale, legend=None)
