"""The value bridge as a waterfall: standing bars where a value is reached, floating ones for what each step changes."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from engine.explain.bridge_falls import Fall, fall_text
from engine.wording.formats import Scale, money_range
from pages.ui.charts.row_axis import row_axis
from pages.ui.charts.specification import Specification, specification
from pages.ui.parts.theme import Palette

_ROW = 31
_NAMES = 250


def waterfall(falls: Sequence[Fall], scale: Scale, colours: Palette) -> Specification:
    """Rows from top to bottom in the order of the bridge; losses orange, gains in the accent colour.

    ``scale`` is that of the bridge.
    """
    rows = [_row(at, fall, scale, colours) for at, fall in enumerate(falls)]
    top = max(max(f.start, f.end) for f in falls)
    bottom = min(0.0, *(min(f.start, f.end) for f in falls))
    keys = tuple(str(row["key"]) for row in rows)
    return specification(_layers, (keys, bottom, top), colours, rows=rows)


def _layers(keys: tuple[str, ...], bottom: float, top: float, colours: Palette) -> alt.LayerChart:
    x = alt.X("from:Q", axis=None, scale=alt.Scale(domain=[bottom, top + 0.16 * (top - bottom or 1.0)], nice=False))
    y = alt.Y(
        "key:N",
        sort=list(keys),
        axis=row_axis(colours, _NAMES, labelExpr="slice(datum.label, 3)", labelFontSize=13),
    )
    base = alt.Chart(alt.NamedData("rows")).encode(
        y=y,
        tooltip=[alt.Tooltip("name:N", title="Step"), alt.Tooltip("text:N", title="Amount"), alt.Tooltip("range:N")],
    )
    bars = base.mark_bar(height=18, cornerRadius=2).encode(
        x=x, x2=alt.X2("to:Q"), color=alt.Color("colour:N", scale=None)
    )
    range_ = base.transform_filter("isValid(datum.low)").mark_rule(color=colours.ink, strokeWidth=1.4)
    text = base.mark_text(align="left", baseline="middle", dx=8, fontSize=13, color=colours.ink)
    return alt.layer(
        bars,
        range_.encode(x=alt.X("low:Q", axis=None), x2=alt.X2("high:Q")),
        text.transform_filter("datum.level")
        .mark_text(align="left", baseline="middle", dx=8, fontSize=13.5, fontWeight=600, color=colours.ink)
        .encode(x=alt.X("edge:Q", axis=None), text="text:N"),
        text.transform_filter("!datum.level").encode(x=alt.X("edge:Q", axis=None), text="text:N"),
    ).properties(height=alt.Step(_ROW), width="container", padding={"left": 0, "right": 0, "top": 0, "bottom": 0})


def _row(at: int, fall: Fall, scale: Scale, colours: Palette) -> dict[str, object]:
    change = fall.end - fall.start
    colour = colours.accent if fall.is_level else colours.over if change < 0 else colours.demand
    row: dict[str, object] = {
        "key": f"{at:02d} {fall.name}",
        "name": fall.name,
        "from": 0.0 if fall.is_level else fall.start,
        "to": fall.end,
        "edge": max(0.0 if fall.is_level else fall.start, fall.end, fall.high or fall.end),
        "level": fall.is_level,
        "text": fall_text(fall, scale),
        "colour": colour,
        "range": "",
    }
    if fall.low is None or fall.high is None:
        return row
    return row | {
        "low": fall.low,
        "high": fall.high,
        "range": money_range(fall.low, fall.high, scale.currency),
    }
