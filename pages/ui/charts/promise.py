"""What the plan promises on paper, what today's way delivers of it, what the recommended plan is worth: three bars."""

from __future__ import annotations

from typing import Any

import altair as alt

from engine.optimise.recommendation import Recommendation
from pages.ui.charts.rows import row_axis
from pages.ui.formats import money
from pages.ui.theme import Palette, dress

_ROW = 40
_NAMES = 150


def promise(result: Recommendation, today: float, colours: Palette) -> alt.LayerChart:
    """Horizontal bars of money; the promise is an outline, because no capacity limits it.

    ``today`` is the value of the plan delivered in today's way.
    """
    rows = [
        _row("paper", "Promised on paper", result.plan_value, result.currency),
        _row("today", "Delivered today's way", today, result.currency),
        _row("plan", "Recommended plan", result.value or 0.0, result.currency),
    ]
    amounts = [row["value"] for row in rows]
    reach = [min(0.0, *amounts), max(*amounts, 1.0) * 1.1]
    base = alt.Chart(alt.NamedData("rows")).encode(
        x=alt.X("value:Q", axis=None, scale=alt.Scale(domain=reach, nice=False)),
        y=alt.Y("name:N", sort=[row["name"] for row in rows], axis=row_axis(colours, _NAMES, labelFontSize=13)),
    )
    paper = _of(base, "paper").mark_bar(filled=False, stroke=colours.quiet, strokeWidth=1.25, height=22, cornerRadius=2)
    way = _of(base, "today").mark_bar(color=colours.demand, height=22, cornerRadius=2)
    solid = _of(base, "plan").mark_bar(color=colours.accent, height=22, cornerRadius=2)
    text = base.mark_text(align="left", baseline="middle", dx=8, fontSize=14, fontWeight=600).encode(
        text=alt.Text("text:N")
    )
    layers = alt.layer(paper, way, solid, text).properties(
        height=alt.Step(_ROW), width="container", padding={"left": 0, "right": 0, "top": 0, "bottom": 0}
    )
    return dress(layers, colours, rows=rows)


def _of(base: alt.Chart, kind: str) -> alt.Chart:
    return base.transform_filter(f"datum.kind == '{kind}'")


def _row(kind: str, name: str, value: float, currency: str) -> dict[str, Any]:
    return {"kind": kind, "name": name, "value": value, "text": money(value, currency)}
