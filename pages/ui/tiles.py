"""The four actions at a glance: how many projects each, and the money."""

from __future__ import annotations

from html import escape

import streamlit as st

from engine.optimise.recommendation import Recommendation
from engine.portfolio import Action
from pages.ui.formats import difference, money
from pages.ui.sentences import by_action
from pages.ui.theme import ORDER, Palette, label


def action_tiles(result: Recommendation, colours: Palette) -> None:
    """Four tiles in the order of actions."""
    groups = by_action(result)
    tiles = "".join(_tile(action, *groups[action], result.currency, colours) for action in ORDER)
    st.html(f'<div class="tiles">{tiles}</div>')


def _tile(action: Action, count: int, value: float, change: float, currency: str, colours: Palette) -> str:
    beside = "as planned" if action is Action.CONTINUE else f"{difference(change, currency)} against plan"
    return (
        f'<div class="tile" style="--colour: {colours.text(action)}">'
        f'<div class="name">{escape(label(action))}</div><div class="count">{count}</div>'
        f'<div class="money">{money(value, currency)} value<br>{beside}</div></div>'
    )
