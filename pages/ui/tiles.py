"""The four actions at a glance: how many projects each, and the money."""

from __future__ import annotations

from html import escape

import streamlit as st

from engine.optimise.recommendation import Recommendation
from pages.ui.formats import difference, money
from pages.ui.sentences import by_action
from pages.ui.theme import Palette, label


def action_tiles(result: Recommendation, colours: Palette) -> None:
    """Four tiles in the order of actions."""
    tiles = "".join(
        f'<div class="tile" style="--colour: {colours.text(action)}">'
        f'<div class="name">{escape(label(action))}</div><div class="count">{count}</div>'
        f'<div class="money">{money(value, result.currency)} value<br>'
        f"{difference(change, result.currency)} against plan</div></div>"
        for action, (count, value, change) in by_action(result).items()
    )
    st.html(f'<div class="tiles">{tiles}</div>')
