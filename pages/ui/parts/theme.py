"""The look: one palette for the four actions in light and dark, and the theme of all charts.

The four colours are told apart by people with each of the three common colour-vision deficiencies, and each
action also has a shape, a word and a place in the order, so that colour is never the only sign.
``.streamlit/config.toml`` holds the colours of the page itself; ``tests/pages/test_theme.py`` checks both.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import altair as alt
import streamlit as st

from engine.portfolio.model.vocabulary import Action
from engine.wording.actions import ORDER

FONT = "Plex, 'Segoe UI', system-ui, sans-serif"
STYLE = Path(__file__).with_name("cockpit.css")
PRESENT_STYLE = Path(__file__).with_name("present.css")


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one mode; ``actions`` follows :data:`ORDER`."""

    name: str
    background: str
    ink: str
    quiet: str
    line: str
    actions: tuple[str, str, str, str]
    texts: tuple[str, str, str, str]
    accent: str
    demand: str
    over: str
    load: tuple[str, str, str]

    def action(self, action: Action) -> str:
        """The colour of an action."""
        return self.actions[ORDER.index(action)]

    def text(self, action: Action) -> str:
        """The colour of an action's word: the same hue, dark or bright enough to be read."""
        return self.texts[ORDER.index(action)]


LIGHT = Palette(
    name="light",
    background="#FFFFFF",
    ink="#16212E",
    quiet="#56636F",
    line="#E3E8ED",
    actions=("#1D5FD1", "#C96F00", "#8E1646", "#8793A3"),
    texts=("#1D5FD1", "#9A5300", "#8E1646", "#56636F"),
    accent="#0B6B66",
    demand="#7FB5B1",
    over="#D9571A",
    load=("#E6F0EF", "#9CC9C5", "#2B7F79"),
)
DARK = Palette(
    name="dark",
    background="#10161F",
    ink="#E6EBF0",
    quiet="#A3AFBB",
    line="#26313D",
    actions=("#6AA5FF", "#FFC45C", "#EE7590", "#5C6875"),
    texts=("#8DBBFF", "#FFC45C", "#F58AA2", "#A3AFBB"),
    accent="#45B8AE",
    demand="#2F7D78",
    over="#FF8A52",
    load=("#17262C", "#1F4F50", "#37968E"),
)


DARK_ON_PAPER = """<style>@media print {
    html { filter: invert(1) hue-rotate(180deg); }
    html { background: #fff !important; }
    body { background: transparent !important; }
}</style>"""
"""A dark page on paper is light, its hues kept: charts are drawn for the screen, and no sheet of ink is wanted."""


def palette() -> Palette:
    """The palette of the mode that the visitor sees."""
    return DARK if st.context.theme.type == "dark" else LIGHT


@alt.theme.register("cockpit", enable=True)
def chart_theme() -> alt.theme.ThemeConfig:
    """Everything about charts that is the same in light and dark; colours come from a :class:`Palette`."""
    return {
        "config": {
            "background": "transparent",
            "font": FONT,
            "view": {"stroke": None},
            "axis": {
                "labelFontSize": 12,
                "titleFontSize": 12,
                "titleFontWeight": "normal",
                "domain": False,
                "ticks": False,
                "labelPadding": 8,
            },
            "axisY": {"grid": False},
            "text": {"fontSize": 12, "font": FONT},
            # Shapes without a name of their own; what a chart shows is said by its text.
            **{mark: {"aria": False} for mark in ("area", "line", "rect", "rule", "tick")},
            "legend": {"disable": True},
        }
    }
