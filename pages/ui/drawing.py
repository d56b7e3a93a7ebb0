"""Putting a chart on a page: its specification is cached, its place and height stay, so nothing flickers."""

from __future__ import annotations

from collections.abc import Callable

import altair as alt
import streamlit as st

from pages.ui import cached
from pages.ui.theme import Palette


def draw(name: str, key: str, colours: Palette, build: Callable[[], alt.LayerChart], text: str) -> None:
    """Draw the chart that ``build`` makes; ``key`` names what it shows, ``text`` says it to who cannot see it."""
    spec = cached.chart_spec(f"{name}|{colours.name}|{key}", build)
    st.vega_lite_chart(spec=spec, key=name, width="stretch", alt=text)
