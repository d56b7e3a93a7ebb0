"""Money by month, a line for each way of working, named at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from engine.explain.chart_labels import named_amount
from engine.wording.formats import money, month
from pages.ui.charts.money_axis import tick_text
from pages.ui.charts.month_axis import month_axis
from pages.ui.charts.specification import Specification, specification
from pages.ui.parts.theme import Palette

HEIGHT = 300
_TEXT = 0.24
_LEAST_APART = 0.045


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name, its amounts by month from the planning month, and whether it is the one to look at."""

    name: str
    amounts: tuple[float, ...]
    is_main: bool = False


def over_months(lines: Sequence[Line], first: int, currency: str, colours: Palette) -> Specification:
    """Lines over months from ``first`` (an ordinal); the main one in the accent colour, the others quiet."""
    end = first + max((len(line.amounts) for line in lines), default=1)
    rows = [
        {"line": line.name, "at": first + t, "amount": amount, "main": line.is_main, "month": month(first + t)}
        | {"text": money(amount, currency)}
        for line in lines
        for t, amount in enumerate(line.amounts)
    ]
    ends = _ends(lines, end, currency)
    return specification(_layers, (first, end, tick_text(currency)), colours, rows=rows, ends=ends)


def _layers(first: int, end: int, write: str, colours: Palette) -> alt.LayerChart:
    axis = alt.Axis(labelExpr=write, grid=True, tickCount=5)
    x = month_axis("at", first, end, text_share=_TEXT, most=7)
    y = alt.Y("amount:Q", title=None, axis=axis)
    base = alt.Chart(alt.NamedData("rows")).encode(
        x=x,
        y=y,
        detail="line:N",
        tooltip=[alt.Tooltip("line:N", title="Way"), alt.Tooltip("month:N"), alt.Tooltip("text:N", title="So far")],
    )
    quiet = base.transform_filter("!datum.main").mark_line(
        color=colours.quiet, strokeWidth=1.2, opacity=0.75, clip=True
    )
    main = base.transform_filter("datum.main").mark_line(color=colours.accent, strokeWidth=3, clip=True)
    named = (
        alt.Chart(alt.NamedData("ends"))
        .mark_text(align="left", baseline="middle", dx=8, fontSize=12)
        .encode(
            x=month_axis("at", first, end, text_share=_TEXT, most=7),
            y=alt.Y("place:Q", title=None),
            text="text:N",
            color=alt.condition("datum.main", alt.value(colours.accent), alt.value(colours.quiet)),
        )
    )
    return alt.layer(quiet, main, named).properties(
        height=HEIGHT, width="container", padding={"left": 0, "right": 0, "top": 8, "bottom": 4}
    )


def _ends(lines: Sequence[Line], end: int, currency: str) -> list[dict[str, object]]:
    """Where each name stands: at its line's end, moved apart where names would lie on one another."""
    amounts = [a for line in lines for a in line.amounts] or [0.0]
    apart = _LEAST_APART * (max(amounts) - min(amounts) or 1.0)
    ends: list[dict[str, object]] = []
    place = float("-inf")
    for line in sorted(lines, key=lambda one: one.amounts[-1] if one.amounts else 0.0):
        last = line.amounts[-1] if line.amounts else 0.0
        place = max(last, place + apart)
        ends.append({"at": end, "place": place, "text": named_amount(line.name, last, currency), "main": line.is_main})
    return ends
