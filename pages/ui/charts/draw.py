"""Putting a chart on a page: its specification is cached, its place and height stay, so nothing flickers.

A chart whose rows are projects is drawn with :func:`draw_projects`: a click on one opens its trade-off on Decide.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.ui.charts.picking import PICK
from pages.ui.charts.specification import Specification
from pages.ui.jobs import cached
from pages.ui.parts.theme import Palette
from pages.ui.session import choices, widgets

ROOM = 1.2
"""How much larger a chart is drawn in a room."""

_SIZES = frozenset(
    {
        "fontSize",
        "labelFontSize",
        "titleFontSize",
        "step",
        "height",
        "labelPadding",
        "minExtent",
        "maxExtent",
        "labelLimit",
    }
)

Build = Callable[[], Specification]


def draw(name: str, key: str, colours: Palette, build: Build, text: str) -> None:
    """Draw the chart that ``build`` makes; ``key`` names what it shows, ``text`` says it to who cannot see it."""
    spec = _spec(name, key, colours, build)
    st.vega_lite_chart(spec=spec, key=name, width="stretch", alt=text)


def draw_projects(name: str, key: str, colours: Palette, build: Build, text: str) -> None:
    """Draw a chart whose rows are projects; a click on one opens its trade-off.

    The chart must have been made pickable (``charts/picking.py``).
    """
    spec = _spec(name, key, colours, build)
    chart_key = widgets.chart_key(name)
    st.vega_lite_chart(
        spec=spec, key=chart_key, width="stretch", alt=text, on_select=lambda: _picked(chart_key), selection_mode=PICK
    )


def _spec(name: str, key: str, colours: Palette, build: Build) -> Specification:
    spec = cached.chart_spec(f"{name}|{colours.name}|{key}", build)
    return enlarged(spec, ROOM) if choices.presenting() else spec


def enlarged(spec: Any, factor: float) -> Any:
    """A specification with its type, rows and margins enlarged; widths follow the page by themselves."""
    if isinstance(spec, list):
        return [enlarged(part, factor) for part in spec]
    if not isinstance(spec, dict):
        return spec
    return {
        key: part
        if key == "datasets"
        else part * factor
        if key in _SIZES and isinstance(part, int | float)
        else enlarged(part, factor)
        for key, part in spec.items()
    }


def _picked(key: str) -> None:
    points = widgets.value_of(key)["selection"].get(PICK) or []
    project = points[0].get("project_id") if points else None
    if project:
        choices.open_project(project)
