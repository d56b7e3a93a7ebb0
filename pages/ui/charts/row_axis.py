"""The axis on which a chart's rows are named, left-aligned like text; the same in every chart."""

from __future__ import annotations

from typing import Any

import altair as alt

from pages.ui.charts.month_axis import LABEL_WIDTH
from pages.ui.parts.theme import Palette


def row_axis(colours: Palette, width: int = LABEL_WIDTH, **settings: Any) -> alt.Axis:
    """An axis of ``width`` pixels with names that start at its left edge."""
    look: dict[str, Any] = {
        "title": None,
        "labelAlign": "left",
        "labelBaseline": "middle",
        "labelPadding": width,
        "labelLimit": width - 12,
        "labelColor": colours.ink,
        "labelOverlap": False,
        "minExtent": width,
        "maxExtent": width,
    }
    return alt.Axis(**(look | settings))
