"""Promised on paper, delivered today's way, that with the first decisions, and the recommended plan: four bars."""

from __future__ import annotations

from typing import Any

import altair as alt

from engine.analyse.decisions.first_decisions import FirstDecisions
from engine.analyse.today.calibration import Today
from engine.explain.chart_labels import with_decisions
from engine.optimise.recommendation import Recommendation
from engine.wording.formats import difference_range, money, money_range
from pages.ui.charts.row_axis import row_axis
from pages.ui.charts.specification import Specification, specification
from pages.ui.parts.theme import Palette

_ROW = 40
_NAMES = 150
_PLOT, _LETTER, _GAP = 640, 8.2, 10
"""Pixels: the narrowest plot in which no label is cut, a letter of a label, what stands before it."""


def promise(result: Recommendation, today: Today, first: FirstDecisions | None, colours: Palette) -> Specification:
    """Horizontal bars of money; the promise is an outline, because no capacity limits it.

    ``today`` is what the plan delivers in today's way, its bar drawn for the named reading and a line over all of
    them; ``first`` is what the first decisions add to it, if known.
    """
    rows = [
        _row("paper", "Promised on paper", result.plan_value, result.currency),
        _row("today", "Delivered today's way", today.value, result.currency, (today.low, today.high)),
        *_with_first(today.value, first, result.currency),
        _row("plan", "Recommended plan", result.value or 0.0, result.currency),
    ]
    amounts = [row["value"] for row in rows]
    low = min(0.0, *amounts)
    reach = (low, max(1.0, *(_end(row, low) for row in rows)))
    return specification(_layers, (reach, tuple(row["name"] for row in rows)), colours, rows=rows)


def _layers(reach: tuple[float, float], names: tuple[str, ...], colours: Palette) -> alt.LayerChart:
    base = alt.Chart(alt.NamedData("rows")).encode(
        x=alt.X("value:Q", axis=None, scale=alt.Scale(domain=list(reach), nice=False)),
        y=alt.Y("name:N", sort=list(names), axis=row_axis(colours, _NAMES, labelFontSize=13)),
    )
    paper = _of(base, "paper").mark_bar(filled=False, stroke=colours.quiet, strokeWidth=1.25, height=22, cornerRadius=2)
    some = _of(base, "first").mark_bar(color=colours.demand, height=22, cornerRadius=2)
    more = _of(base, "first").encode(x2=alt.X2("from:Q")).mark_bar(color=colours.accent, height=22, cornerRadius=2)
    way = _of(base, "today").mark_bar(color=colours.demand, height=22, cornerRadius=2)
    solid = _of(base, "plan").mark_bar(color=colours.accent, height=22, cornerRadius=2)
    spread = base.transform_filter("isValid(datum.low)").mark_rule(color=colours.ink, strokeWidth=1.4)
    spread = spread.encode(x=alt.X("low:Q", axis=None), x2=alt.X2("high:Q"))
    text = base.mark_text(align="left", baseline="middle", dx=8, fontSize=14, fontWeight=600).encode(
        x=alt.X("edge:Q", axis=None), text=alt.Text("text:N")
    )
    return alt.layer(paper, way, some, more, solid, spread, text).properties(
        height=alt.Step(_ROW), width="container", padding={"left": 0, "right": 0, "top": 0, "bottom": 0}
    )


def _with_first(today: float, first: FirstDecisions | None, currency: str) -> list[dict[str, Any]]:
    if first is None or not first.steps:
        return []
    last = first.steps[-1]
    row = _row("first", with_decisions(len(first.steps)), today + last.total, currency)
    return [row | {"from": today, "text": difference_range(last.total_low, last.total_high, currency)}]


def _end(row: dict[str, Any], low: float) -> float:
    """The amount at which an axis from ``low`` has to end for the row's label to stand behind its bar."""
    room = min(0.5, (_GAP + _LETTER * len(row["text"])) / _PLOT)
    return low + (float(row["edge"]) - low) / (1 - room)


def _of(base: alt.Chart, kind: str) -> alt.Chart:
    return base.transform_filter(f"datum.kind == '{kind}'")


def _row(kind: str, name: str, value: float, currency: str, ends: tuple[float, float] | None = None) -> dict[str, Any]:
    row = {"kind": kind, "name": name, "value": value, "edge": value, "text": money(value, currency)}
    if ends is None or ends[0] == ends[1]:
        return row
    low, high = ends
    return row | {"low": low, "high": high, "edge": max(value, high), "text": money_range(low, high, currency)}
