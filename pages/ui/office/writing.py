"""What somebody is writing is handed to the server at each pause, and outlives a reload that comes before that."""

from __future__ import annotations

import hashlib

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.ui.parts.text import run_script
from pages.ui.visitors import drafts

_KEEPS_WHILE_WRITING = """<script>
    if (!window.keepsWhileWriting) {
        window.keepsWhileWriting = true;
        const STORE = "cockpit-writing", LASTS = 60000, AREAS = ".st-key-record-more textarea";
        const ENDS = ".st-key-record-decision button, .st-key-sign-out button";
        const write = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
        let field = null, waiting = 0;
        const named = (area, start) =>
            [...(area.closest(`[class*="${start}"]`)?.classList ?? [])].find(name => name.startsWith(start));
        const name = area => named(area, "st-key-written-by-") + " " + named(area, "st-key-");
        const stored = () => JSON.parse(sessionStorage.getItem(STORE) ?? "{}");
        const hand_over = () => {
            clearTimeout(waiting);
            const enter = new KeyboardEvent("keydown", {key: "Enter", code: "Enter", ctrlKey: true, bubbles: true});
            if (field) field.dispatchEvent(enter);
            field = null;
        };
        const bring_back = () => {
            for (const area of document.querySelectorAll(AREAS)) {
                const {text, at} = stored()[name(area)] ?? {};
                if (at < performance.timeOrigin && Date.now() - at < LASTS && area.value !== text) {
                    write.call(area, text);
                    area.dispatchEvent(new Event("input", {bubbles: true}));
                }
            }
            if (Date.now() - performance.timeOrigin > LASTS) clearInterval(looking);
        };
        const looking = setInterval(bring_back, 250);
        addEventListener("input", event => {
            if (!event.target.matches(AREAS)) return;
            clearTimeout(waiting);
            field = event.target;
            waiting = setTimeout(hand_over, 500);
            const entry = {[name(field)]: {text: field.value, at: Date.now()}};
            sessionStorage.setItem(STORE, JSON.stringify({...stored(), ...entry}));
        });
        addEventListener("click", event => event.target.closest(ENDS) && sessionStorage.removeItem(STORE), true);
        addEventListener("beforeunload", hand_over);
    }
    </script>"""
"""Streamlit itself waits until a field is left, and drops what is on its way when a page is loaded again: for a minute
the tab keeps it too, by owner and field, until it is recorded or its writer signs out."""


def kept_while_writing() -> DeltaGenerator:
    """Where the fields of a form go whose texts are kept while they are being written."""
    run_script(_KEEPS_WHILE_WRITING)
    owner = hashlib.sha256((drafts.owner() or "").encode()).hexdigest()[:16]
    return st.container(key=f"written-by-{owner}", gap="small")
