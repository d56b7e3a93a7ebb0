"""The tour: three short steps on Home for a first-time visitor, once a browser, and never in the page's way."""

from __future__ import annotations

import streamlit as st

from pages.ui.parts.text import run_script
from pages.ui.session import browser_session, choices

STEPS = (
    "**1 of 3 · Read the sentence.** Every page opens with its answer in money; the chart shows it, the table proves "
    "it.",
    "**2 of 3 · Ask what if.** On *Decide*, move a slider or pin a project: a new plan is there in about a second. "
    "Click a project in any chart to see what the alternatives would cost.",
    "**3 of 3 · Share it.** The address carries scenario, page and selection. *Present* is for a room; *Help* "
    "explains every word and formula.",
)


_REMEMBER = """<script>
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = "cockpit_tour=seen; Path=/; Max-Age=31536000; SameSite=Lax" + secure;
    </script>"""
"""The browser keeps that the tour was taken or skipped; :func:`browser_session.tour_step` asks it."""


def tour(path: str) -> None:
    """On Home the step that the visitor is at, with a way on and a way out; nothing once it is over.

    ``path`` is that of the page on screen, empty on Home.
    """
    step = browser_session.tour_step()
    if browser_session.ended_tour():
        run_script(_REMEMBER)
    if step is None or path or choices.presenting():
        return
    with st.container(key="tour", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(STEPS[step], width="stretch")
        last = step == len(STEPS) - 1
        following = None if last else step + 1
        st.button("Done" if last else "Next", key="tour-next", on_click=browser_session.take_tour, args=(following,))
        if not last:
            st.button("Skip", key="tour-skip", type="tertiary", on_click=browser_session.take_tour, args=(None,))
