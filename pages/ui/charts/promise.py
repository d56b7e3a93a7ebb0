"""What the plan promises on paper beside what the recommended plan is worth: two bars, labelled."""

from __future__ import annotations

import altair as alt

from engine.optimise.recommendation import Recommendation
from pages.ui.charts.rows import row_axis
from pages.ui.formats import money
from pages.ui.theme import Palette, dress

_ROW = 40
_NAMES = 150


def promise(result: Recommendation, colours: Palette) -> alt.LayerChart:
    """Two horizontal bars of money; the promise is an outline, because no capacity limits it."""
    rows = [
        _row("Promised on paper", result.plan_value, result.currency),
        _row("Recommended plan", result.value or 0.0, result.currency),
    ]
    most = max(result.plan_value, result.value or 0.0, 1.0)
    base = alt.Chart(alt.NamedData("rows")).encode(
        x=alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, most * 1.1], nice=False)),
        y=alt.Y("name:N", sort=[row["name"] for row in rows], axis=row_axis(colours, _NAMES, labelFontSize=13)),
    )
    paper = base.transform_filter(f"datum.name == '{rows[0]['name']}'").mark_bar(
        filled=False, stroke=colours.quiet, strokeWidth=1.25, height=22, cornerRadius=2
    )
    solid = base.transform_filter(f"datum.name != '{rows[0]['name']}'").mark_bar(
        color=colours.accent, height=22, cornerRadius=2
    )
    text = base.mark_text(align="left", baseline="middle", dx=8, fontSize=14, fontWeight=600).encode(
        text=alt.Text("text:N")
    )
    layers = alt.layer(paper, solid, text).properties(
        height=alt.Step(_ROW), width="container", padding={"left": 0, "right": 0, "top": 0, "bottom": 0}
    )
    return dress(layers, colours, rows=rows)


def _row(name: str, value: float, currency: str) -> dict[str, object]:
    return {"name": name, "value": value, "text": money(value, currency)}
