"""After the connection was lost: the page is asked for anew, by its address, as soon as a server answers again.

Streamlit's page connects again by itself, but asks for nothing. At another server, or after a restart, it would then
stand there without a session until the visitor's next click, and a click on another page would begin at the base.
"""

from __future__ import annotations

import streamlit as st

from pages.ui.parts.text import run_script

_ASKS_ANEW = """<script>
    if (!window.asksAnew) {
        window.asksAnew = true;
        const state = "data-test-connection-state";
        const app = document.querySelector(`[${state}]`);
        let wasLost = false;
        if (app) new MutationObserver(() => {
            const isHere = app.getAttribute(state) === "CONNECTED";
            const ask = isHere && wasLost && document.querySelector(".st-key-ask-anew button");
            wasLost = !isHere;
            if (ask) ask.click();
        }).observe(app, {attributes: true, attributeFilter: [state]});
    }
    </script>"""


def ask_anew_when_lost() -> None:
    """A button that nobody sees, and what presses it."""
    run_script(_ASKS_ANEW)
    st.button("Go on", key="ask-anew")
