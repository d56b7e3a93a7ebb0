"""The month axis that timelines and loads share, so that charts above one another line up.

Months are drawn as ordinals and written by the axis itself: a date would shift by a day in some time zones.
"""

from __future__ import annotations

from typing import Literal

import altair as alt

LABEL_WIDTH = 230
TEXT_SHARE = 0.135
_MONTH = "timeFormat(datetime(floor(datum.value / 12), datum.value % 12, 1), '%b %Y')"
_WRITE = f"(datum.value == {{first}} ? 'Today, ' : '') + {_MONTH}"
_MOST_LABELS = 9
_NO_LIMIT = 400
"""Pixels of a label: all of it, however near the next tick is."""

_APART = 0.9
"""Of a step: what is nearer to the month in which we stand has no label of its own."""


def month_axis(
    field: str,
    first: int,
    end: int,
    *,
    orient: Literal["top", "bottom"] = "bottom",
    most: int = _MOST_LABELS,
    text_share: float = TEXT_SHARE,
    labels: bool = True,
) -> alt.X:
    """The x channel of ``field`` over months ``first`` to ``end`` (ordinals, end exclusive).

    Room for text at the right is part of the scale, so that charts above one another share their months exactly; one
    that stands right above another leaves its ``labels`` to it.
    """
    room = (end - first) * text_share / (1 - text_share)
    axis = alt.Axis(
        values=_ticks(first, end, most),
        labels=labels,
        labelExpr=_WRITE.replace("{first}", str(first)),
        labelAlign="left",
        labelOffset=-2,
        labelLimit=_NO_LIMIT,
        grid=True,
        title=None,
        orient=orient,
    )
    return alt.X(f"{field}:Q", scale=alt.Scale(domain=[first, end + room], nice=False, zero=False), axis=axis)


def _ticks(first: int, end: int, most: int) -> list[int]:
    step = next((s for s in (3, 6, 12, 24, 60) if (end - first) / s <= most), 120)
    return [first, *(tick for tick in range(first + (-first) % step, end, step) if tick - first >= _APART * step)]
