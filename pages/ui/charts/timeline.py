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
from pages.ui.charts.specification import Specification, specification
from pages.ui.charts.timeline_rows import CUT, Row, difference_rows, last_month, timeline_rows
from pages.ui.parts.theme import Palette

ROW = 19
GHOST = "ghost"
"""The layer of bars as they were before, by which the style sheet finds it and lets it fade."""
_BELOW = 8
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
    before: Recommendation | None = None,
) -> Specification:
    """An outline for today's plan and a solid bar for the recommendation, with the change in value at the right.

    ``decisions`` are the rows to draw, in any order; they are grouped by action and sorted by change in value. Where it
    is ``folded``, those that go on as planned are one row. What is treated otherwise than ``before`` has a pale bar
    where it was.
    """
    rows = timeline_rows(result, portfolio, decisions, folded=folded, before=before)
    return bars_over_months(rows, portfolio.settings.planning_month, last_month(result, portfolio), colours)


def differences(before: Recommendation, after: Recommendation, portfolio: Portfolio, colours: Palette) -> Specification:
    """Projects that two plans treat otherwise: an outline for the one, a solid bar for the other, a line between."""
    end = max(last_month(before, portfolio), last_month(after, portfolio))
    rows = difference_rows(before, after, portfolio, end)
    return bars_over_months(rows, portfolio.settings.planning_month, end, colours)


def bars_over_months(rows: Sequence[Row], first: int, end: int, colours: Palette) -> Specification:
    """Rows of a timeline over months ``first`` to ``end`` (ordinals); a line marks the month in which we stand."""
    heads = [{"key": f"{HEAD}{TIMELINE_HEADS[0]}", "edge": end, "head": TIMELINE_HEADS[1]}]
    return specification(_layers, (first, end), colours, rows=list(rows), heads=heads, today=[{"month": first}])


def _layers(first: int, end: int, colours: Palette) -> alt.LayerChart:
    base = _base(colours)
    pale = _bars(base, "ghost", first, end, height=13, cornerRadius=2, opacity=0.3, aria=False).properties(name=GHOST)
    return alt.layer(
        pale.encode(color=_colour(colours, "ghost_action")),
        _bars(base, "plan", first, end, filled=False, stroke=colours.quiet, strokeWidth=1, height=13, cornerRadius=2),
        pickable(_bars(base, "advice", first, end, height=7, cornerRadius=1).encode(color=_colour(colours))),
        *_links(base, first, end, colours),
        _marks(base, first, end).encode(color=_colour(colours)),
        _beyond(base, first, end, colours),
        *_apart(base, first, end, colours),
        _changes(base, first, end, colours),
        _heads(first, end, colours),
        _today(first, end, colours),
    ).properties(height=alt.Step(ROW), width="container", padding={"left": 0, "right": 0, "top": 4, "bottom": 4})


def _base(colours: Palette) -> alt.Chart:
    y = alt.Y("key:N", axis=_axis(colours), scale=alt.Scale(paddingInner=0))
    tooltip = [alt.Tooltip(f"{name}:N", title=title) for name, title in _TOOLTIPS.items()]
    return alt.Chart(alt.NamedData("rows")).encode(y=y, tooltip=tooltip)


def _bars(base: alt.Chart, name: str, first: int, end: int, **look: object) -> alt.Chart:
    x = month_axis(f"{name}_from", first, end, orient="top")
    bars = base.transform_filter(f"isValid(datum.{name}_from)").mark_bar(clip=True, **look)
    return bars.encode(x=x, x2=alt.X2(f"{name}_to:Q"))


def _links(base: alt.Chart, first: int, end: int, colours: Palette) -> list[alt.Chart]:
    """From the finish in one plan to that in the other, below the bar; its colour says whether it is later."""
    apart = base.transform_filter("isValid(datum.link_from)")
    ink = alt.condition("datum.link_to > datum.link_from", alt.value(colours.over), alt.value(colours.accent))
    line = apart.mark_rule(strokeWidth=2, yOffset=_BELOW, aria=False)
    head = apart.mark_point(size=34, filled=True, opacity=1, yOffset=_BELOW, aria=False)
    return [
        line.encode(x=month_axis("link_from", first, end, orient="top"), x2=alt.X2("link_to:Q"), color=ink),
        head.encode(
            x=month_axis("link_to", first, end, orient="top"), color=ink, shape=alt.Shape("link_shape:N", scale=None)
        ),
    ]


def _apart(base: alt.Chart, first: int, end: int, colours: Palette) -> list[alt.Chart]:
    """By how much a finish moves: behind the bars, before them where there is no room behind."""
    return [
        base.transform_filter(f"isValid(datum.{place})")
        .mark_text(baseline="middle", fontSize=11, dx=shift, align=align)
        .encode(x=month_axis(place, first, end, orient="top"), text=alt.Text("apart:N"), color=alt.value(colours.quiet))
        for place, shift, align in (("apart_behind", 6, "left"), ("apart_before", -6, "right"))
    ]


def _marks(base: alt.Chart, first: int, end: int) -> alt.Chart:
    points = base.transform_filter("isValid(datum.mark)").mark_point(size=55, filled=True, opacity=1, aria=False)
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


def _colour(colours: Palette, field: str = "action") -> alt.Color:
    scale = alt.Scale(domain=[a.value for a in ORDER], range=list(colours.actions))
    return alt.Color(f"{field}:N", scale=scale, legend=None)
