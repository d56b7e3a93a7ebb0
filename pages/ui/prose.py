"""Text on pages: the sentence that answers the page's question, the quiet line under it, notes."""

from __future__ import annotations

from html import escape

import streamlit as st

from pages.ui.theme import PRESENT_STYLE, STYLE


def style(*, presenting: bool = False) -> None:
    """The pages' own style sheets, and that of a room where one is shown; once a run, before anything else."""
    st.html(STYLE)
    if presenting:
        st.html(PRESENT_STYLE)


def headline(text: str, *, dimmed: bool = False) -> None:
    """The sentence that opens a page; dimmed while it answers an older question."""
    look = "headline dimmed" if dimmed else "headline"
    st.html(f'<h1 class="{look}">{escape(text)}</h1>')


def quiet(text: str) -> None:
    """One calm line in secondary ink."""
    st.html(f'<p class="quiet">{escape(text)}</p>')


def title(text: str, note: str = "") -> None:
    """The title of a chart or table: what it shows, and how to read it."""
    explained = f'<p class="quiet">{escape(note)}</p>' if note else ""
    st.html(f'<h2 class="section">{escape(text)}</h2>{explained}')
