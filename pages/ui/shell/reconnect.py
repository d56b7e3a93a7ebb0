"""Asking anew for a page that stands as it should not: after a lost connection, as soon as a server answers again.

Streamlit's page connects again by itself, but asks for nothing. At another server, or after a restart, it would then
stand there without a session until the visitor's next click, and a click on another page would begin at the base. For
the same reason links to other pages rest from the moment the connection is lost until the server draws the page: one
that is followed before would take the scenario's address away from the question for it.
"""

from __future__ import annotations

import streamlit as st

from pages.ui.parts.text import run_script

_ASKS_ANEW = """<script>
    if (!window.asksAnew) {
        window.asksAnew = true;
        const connection = "data-test-connection-state", script = "data-test-script-state";
        const app = document.querySelector(`[${connection}]`);
        const links = '[data-testid="stSidebarNav"], [data-testid="stPageLink"]';
        let wasLost = false, asked = false;
        const SETTLED = 300;
        const rest = (now) => { for (const one of document.querySelectorAll(links)) one.inert = now; };
        const look = () => {
            if (app.getAttribute(connection) !== "CONNECTED") {
                if (!wasLost) rest(true);
                wasLost = true;
                asked = false;
                return;
            }
            if (asked && app.getAttribute(script) !== "rerunRequested") {
                asked = false;
                rest(false);
            }
            if (!wasLost) return;
            wasLost = false;
            const ask = document.querySelector(".st-key-ask-anew button");
            asked = ask !== null;
            if (ask) ask.click();
            else rest(false);
        };
        const recolour = () => {
            const ask = document.querySelector(".st-key-ask-anew button");
            if (ask) ask.click();
        };
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(recolour, SETTLED));
        if (app) new MutationObserver(look).observe(app, {attributes: true, attributeFilter: [connection, script]});
    }
    </script>"""


def ask_anew_when_lost() -> None:
    """A button that nobody sees, and what presses it."""
    run_script(_ASKS_ANEW)
    st.button("Go on", key="ask-anew")
