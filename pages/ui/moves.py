"""The few decisions that move most money, as a short list."""

from __future__ import annotations

from html import escape

import streamlit as st

from engine.optimise.recommendation import Decision, Recommendation
from engine.portfolio import Action, Portfolio
from pages.ui.decision_words import gain, why
from pages.ui.formats import difference
from pages.ui.theme import Palette, label

SHOWN = 6


def largest_moves(result: Recommendation, opened: Portfolio, colours: Palette) -> None:
    """A line a decision: what to do, why, and the change in value against today's plan on paper."""
    changed = [d for d in result.decisions if d.action is not Action.CONTINUE]
    ranked = sorted(changed, key=lambda d: -abs(gain(d)))[:SHOWN]
    lines = "".join(_line(d, opened, result.currency, colours) for d in ranked)
    st.html(lines or '<p class="quiet">Every project continues as planned.</p>')


def _line(decision: Decision, opened: Portfolio, currency: str, colours: Palette) -> str:
    return (
        f'<div class="move"><span class="act" style="color: {colours.text(decision.action)}">'
        f"{escape(label(decision.action))}</span>"
        f'<span class="what">{escape(opened.projects_by_id[decision.project_id].name)}<br>'
        f'<span class="why">{escape(why(decision, opened))}</span></span>'
        f'<span class="sum">{difference(gain(decision), currency)}</span></div>'
    )
