"""All pools by month: how full each is in the recommended plan, its peak named at the right."""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt

from engine.explain.chart_labels import peak
from engine.optimise.recommendation import PoolLoad, Recommendation
from engine.portfolio import Portfolio
from engine.wording.formats import month, percent
from pages.ui.charts.month_axis import month_axis
from pages.ui.charts.row_axis import row_axis
from pages.ui.parts.theme import Palette, dress

MONTHS_SHOWN = 24
FULL = 0.995
"""From this share on a pool counts as full: the last half per cent is rounding."""

_ROW = 30
_NAMES = 172
_TEXT = 0.44
_TOOLTIPS = {"pool": "Pool", "month": "Month", "share": "Work over capacity after the reserve"}


@dataclass(frozen=True, slots=True)
class Peak:
    """A pool's fullest month; ``share`` is demand over capacity after the reserve."""

    pool_id: str
    name: str
    month: int
    share: float
    months_full: int


def peaks(result: Recommendation, portfolio: Portfolio) -> list[Peak]:
    """Each pool's peak in the plan's first two years, fullest pool first."""
    months = []
    for pool in portfolio.pools:
        own = [p for p in result.load if p.pool_id == pool.pool_id and p.month < MONTHS_SHOWN]
        if own:
            top = max(own, key=share)
            full = sum(share(p) >= FULL for p in own)
            months.append(Peak(pool.pool_id, pool.name, top.month, share(top), full))
    return sorted(months, key=lambda p: (-p.months_full, -p.share))


def share(load: PoolLoad) -> float:
    """Demand over capacity after the reserve; a pool without capacity is full as soon as it is asked."""
    if load.capacity > 0:
        return load.demand / load.capacity
    return 1.0 if load.demand > 0 else 0.0


def load_strip(result: Recommendation, portfolio: Portfolio, colours: Palette) -> alt.LayerChart:
    """A strip a pool, a cell a month: pale while there is room, dark when full, orange when days are bought."""
    first = portfolio.settings.planning_month
    ranked = peaks(result, portfolio)
    names = [p.name for p in ranked]
    y = alt.Y("pool:N", sort=names, scale=alt.Scale(domain=names), axis=row_axis(colours, _NAMES))
    x = month_axis("from", first, first + MONTHS_SHOWN, most=4, text_share=_TEXT)
    end = month_axis("end", first, first + MONTHS_SHOWN, most=4, text_share=_TEXT)
    tooltip = [alt.Tooltip(f"{name}:N", title=title) for name, title in _TOOLTIPS.items()]
    cells = alt.Chart(alt.NamedData("cells")).mark_rect(height=_ROW - 8, stroke=colours.background, strokeWidth=1)
    named = alt.Chart(alt.NamedData("peaks")).mark_text(align="left", baseline="middle", dx=8)
    layers = alt.layer(
        cells.encode(x=x, x2=alt.X2("to:Q"), y=y, color=_colour(colours), tooltip=tooltip),
        named.encode(x=end, y=y, text=alt.Text("text:N")),
    ).properties(height=alt.Step(_ROW), width="container", padding={"left": 0, "right": 0, "top": 0, "bottom": 4})
    edge = first + MONTHS_SHOWN
    texts = [{"pool": p.name, "end": edge, "text": peak(p.share, first + p.month)} for p in ranked]
    listed = [_cell(p, portfolio, first) for p in result.load if p.month < MONTHS_SHOWN]
    return dress(layers, colours, cells=listed, peaks=texts)


def _cell(load: PoolLoad, portfolio: Portfolio, first: int) -> dict[str, object]:
    at, filled = first + load.month, share(load)
    level = "over" if filled > 2 - FULL else "full" if filled >= FULL else "busy" if filled >= 0.8 else "room"
    name = portfolio.pools_by_id[load.pool_id].name
    return {"pool": name, "from": at, "to": at + 1, "level": level, "month": month(at), "share": percent(filled)}


def _colour(colours: Palette) -> alt.Color:
    scale = alt.Scale(domain=["room", "busy", "full", "over"], range=[*colours.load, colours.over])
    return alt.Color("level:N", scale=scale, legend=None)
