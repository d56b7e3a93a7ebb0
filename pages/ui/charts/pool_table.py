"""Pools as one table: what one more person gains, how busy the pool is, its load by month, all on one line a pool."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import altair as alt

from engine.explain.chart_labels import POOL_HEADS, busy, peak, surely_under
from engine.wording.formats import money, money_range, month, percent
from pages.ui.charts.pool_peaks import FULL, MONTHS_SHOWN
from pages.ui.charts.row_axis import row_axis
from pages.ui.charts.specification import Specification, specification
from pages.ui.parts.theme import Palette

_ROW = 27
_NAMES = 190
_HEAD = "!00 "
_GAIN, _GAIN_TEXT = (0.0, 0.2), 0.212
_BUSY, _BUSY_TEXT = (0.385, 0.455), 0.467
_MONTHS, _PEAK_TEXT = (0.54, 0.81), 0.818
"""Where columns lie, as parts of the width: one scale for all keeps them on one line at any width."""
_LABELLED = 6
_YEAR = 12
_MONTH_WIDTH = 62
"""Pixels that a month's name takes with the gap after it: where fewer lie between two, only whole years are named."""
_HALF_YEARS_FROM = round(_MONTH_WIDTH * MONTHS_SHOWN / _LABELLED / (_MONTHS[1] - _MONTHS[0]))
_BELOW = 10


@dataclass(frozen=True, slots=True)
class PoolRow:
    """One pool: gain of one more person with its proven range (money), utilisation (``None`` without capacity).

    ``months`` are (month from the planning month, demand over capacity), ``limits`` spells of months, the end
    exclusive. ``doubtful`` gains cannot be told from nothing: they
    are drawn pale up to what they surely stay under; of ``ranged`` ones the range is written, and the low
    end drawn, in place of the gain.
    """

    name: str
    gain: float
    low: float
    high: float
    utilisation: float | None
    months: tuple[tuple[int, float], ...] = ()
    limits: tuple[tuple[int, int], ...] = field(default=())
    is_constraint: bool = False
    doubtful: bool = False
    ranged: bool = False


def pool_table(rows: Sequence[PoolRow], first: int, currency: str, colours: Palette) -> Specification:
    """Three columns on one scale: bars with whiskers, bars under a line at full, cells of months.

    ``first`` is the planning month (ordinal). A line under cells marks the months in which the pool limits.
    """
    keys = [f"{at:03d} {row.name}" for at, row in enumerate(rows)]
    most = max((max(row.gain, row.high, 0.0) for row in rows), default=0.0) or 1.0
    busiest = max((row.utilisation or 0.0 for row in rows), default=0.0)
    scale = max(1.0, busiest)
    drawn: dict[str, list[dict[str, Any]]] = {"gains": [], "busy": [], "cells": [], "spells": [], "heads": []}
    for key, row in zip(keys, rows, strict=True):
        drawn["gains"].append({"key": key} | _gain(row, most, currency, colours))
        drawn["busy"].append({"key": key} | _busy(row, scale))
        drawn["cells"] += [{"key": key, "pool": row.name} | _cell(at, share, first) for at, share in row.months]
        spells = [(max(0, a), min(MONTHS_SHOWN, b)) for a, b in row.limits if a < MONTHS_SHOWN]
        drawn["spells"] += [{"key": key, "from": _at(a), "to": _at(b)} for a, b in spells]
        if row.months:
            top = max(row.months, key=lambda one: one[1])
            drawn["heads"].append({"key": key, "x": _PEAK_TEXT, "text": peak(top[1], first + top[0])})
    drawn["heads"] += _heads(first)
    full = [{"key": key, "x": _BUSY[0] + (_BUSY[1] - _BUSY[0]) / scale} for key in keys]
    return specification(_layers, ((f"{_HEAD}{POOL_HEADS[0]}", *keys),), colours, **drawn, full=full)


def _layers(keys: tuple[str, ...], colours: Palette) -> alt.LayerChart:
    y = alt.Y("key:N", scale=alt.Scale(domain=list(keys)), axis=_axis(colours))
    return alt.layer(*_columns(y, colours)).properties(
        height=alt.Step(_ROW), width="container", padding={"left": 0, "right": 0, "top": 2, "bottom": 2}
    )


def _columns(y: alt.Y, colours: Palette) -> list[alt.Chart]:
    def of(name: str) -> alt.Chart:
        return alt.Chart(alt.NamedData(name)).encode(y=y)

    def x(name: str) -> alt.X:
        return alt.X(f"{name}:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False))

    gains, whiskers = of("gains"), of("gains").transform_filter("isValid(datum.low)")
    said = {"align": "left", "baseline": "middle", "fontSize": 12.5, "color": colours.ink}
    tooltip = [alt.Tooltip("text:N", title="Gain"), alt.Tooltip("range:N", title="Proven between")]
    in_cell = [alt.Tooltip(f"{n}:N", title=t) for n, t in (("pool", "Pool"), ("month", "Month"), ("share", "Full"))]
    return [
        gains.mark_bar(height=14, cornerRadius=2).encode(
            x=x("from"),
            x2=alt.X2("to:Q"),
            color=alt.Color("colour:N", scale=None),
            opacity=alt.Opacity("strength:Q", scale=None),
            tooltip=tooltip,
        ),
        whiskers.mark_rule(color=colours.ink, strokeWidth=1.4).encode(x=x("low"), x2=alt.X2("high:Q")),
        whiskers.mark_tick(color=colours.ink, thickness=1.4, size=9).encode(x=x("low")),
        whiskers.mark_tick(color=colours.ink, thickness=1.4, size=9).encode(x=x("high")),
        gains.mark_text(**said).encode(x=x("edge"), text="text:N"),
        of("busy").mark_bar(height=14, cornerRadius=2, color=colours.demand).encode(x=x("from"), x2=alt.X2("to:Q")),
        of("full").mark_tick(color=colours.ink, thickness=1.4, size=18).encode(x=x("x")),
        of("busy").mark_text(**said).encode(x=x("edge"), text="text:N"),
        of("cells")
        .mark_rect(height=_ROW - 11, stroke=colours.background, strokeWidth=1)
        .encode(x=x("from"), x2=alt.X2("to:Q"), color=_levels(colours), tooltip=in_cell),
        of("spells")
        .mark_rule(color=colours.accent, strokeWidth=3, yOffset=_BELOW)
        .encode(x=x("from"), x2=alt.X2("to:Q")),
        of("heads")
        .transform_filter(f"!datum.between || width > {_HALF_YEARS_FROM}")
        .mark_text(align="left", baseline="middle", fontSize=11.5, color=colours.quiet)
        .encode(x=x("x"), text="text:N"),
    ]


def _axis(colours: Palette) -> alt.Axis:
    return row_axis(colours, _NAMES, labelExpr="slice(datum.label, 4)", labelFontSize=13)


def _gain(row: PoolRow, most: float, currency: str, colours: Palette) -> dict[str, Any]:
    start, width = _GAIN[0], _GAIN[1] - _GAIN[0]
    certain = row.low == row.high
    ends = {} if certain else {"low": start + width * max(0.0, row.low) / most, "high": start + width * row.high / most}
    range_ = money_range(row.low, row.high, currency)
    words, drawn = (range_, row.low) if row.ranged else (money(row.gain, currency), row.gain)
    if row.doubtful:
        words, drawn = surely_under(row.high, money, currency), row.high
    return ends | {
        "from": start,
        "to": start + width * max(0.0, drawn) / most,
        "edge": _GAIN_TEXT,
        "text": words,
        "range": range_,
        "colour": colours.accent if row.is_constraint else colours.demand,
        "strength": 0.35 if row.doubtful else 1.0,
    }


def _busy(row: PoolRow, scale: float) -> dict[str, Any]:
    start, width = _BUSY[0], _BUSY[1] - _BUSY[0]
    share = row.utilisation or 0.0
    return {"from": start, "to": start + width * share / scale, "edge": _BUSY_TEXT, "text": busy(row.utilisation)}


def _cell(at: int, share: float, first: int) -> dict[str, Any]:
    level = "over" if share > 2 - FULL else "full" if share >= FULL else "busy" if share >= 0.8 else "room"
    return {"from": _at(at), "to": _at(at + 1), "level": level, "month": month(first + at), "share": percent(share)}


def _at(months: int) -> float:
    """Where a month begins, as a part of the width."""
    return _MONTHS[0] + (_MONTHS[1] - _MONTHS[0]) * months / MONTHS_SHOWN


def _heads(first: int) -> list[dict[str, Any]]:
    """Over the columns: what they are; over the cells every half year its month, or every year where room is short."""
    key = f"{_HEAD}{POOL_HEADS[0]}"
    columns = zip((_GAIN[0], _BUSY[0], _PEAK_TEXT), POOL_HEADS[1:], strict=True)
    months = range(0, MONTHS_SHOWN, _LABELLED)
    return [
        *({"key": key, "x": x, "text": head} for x, head in columns),
        *({"key": key, "x": _at(at), "text": month(first + at), "between": at % _YEAR > 0} for at in months),
    ]


def _levels(colours: Palette) -> alt.Color:
    scale = alt.Scale(domain=["room", "busy", "full", "over"], range=[*colours.load, colours.over])
    return alt.Color("level:N", scale=scale, legend=None)
