"""The bar on every page: which scenario is in use, what it changes, and how to share or leave it."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from engine.explain.intake import rests_on
from engine.explain.scenario import as_of, differences, more_changes, more_left_out
from engine.portfolio import Portfolio
from engine.report.brought_in import assumed_capacity
from pages.ui.parts.text import draw_markup, fragment, quiet, run_script, warning
from pages.ui.session import address, choices, messages, scenario_in_use, widgets

CHIPS_SHOWN = 6
NOTICES_SHOWN = 3

_ONE_BY_ONE = """<script>
    if (!window.steppedOneByOne) {
        window.steppedOneByOne = true;
        const waiting = [];
        const longest = 2000;
        let pressedAt = 0, missedAt = 0, hasBegun = false, ours = false;
        const rests = () => document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning";
        new MutationObserver(() => { hasBegun ||= !rests(); }).observe(
            document.body, {attributes: true, subtree: true, attributeFilter: ["data-test-script-state"]});
        const press = () => {
            const isDone = rests() && (hasBegun || Date.now() - pressedAt > longest);
            if (pressedAt && !isDone) return void setTimeout(press, 30);
            pressedAt = 0;
            if (!waiting.length) return;
            const button = document.querySelector(`.st-key-${waiting[0]} button`);
            if (!button && Date.now() - (missedAt ||= Date.now()) < longest) return void setTimeout(press, 30);
            missedAt = 0;
            if (!button || button.disabled) return void (waiting.length = 0);
            waiting.shift();
            pressedAt = Date.now();
            hasBegun = false;
            ours = true;
            button.click();
            ours = false;
            setTimeout(press, 30);
        };
        const held = ".st-key-levers input[type=range]";
        const keep = lever => {
            const place = [...document.querySelectorAll(held)].indexOf(lever);
            if (place < 0) return;
            const drawn = new MutationObserver(() => {
                const anew = document.querySelectorAll(held)[place];
                if (anew && document.activeElement === document.body) anew.focus();
            });
            drawn.observe(document.body, {childList: true, subtree: true});
            setTimeout(() => drawn.disconnect(), 5000);
        };
        const take = (event, step) => {
            keep(event.target);
            event.preventDefault();
            event.stopImmediatePropagation();
            waiting.push(step);
            if (waiting.length === 1 && !pressedAt) press();
        };
        addEventListener("keydown", event => {
            const step = (event.ctrlKey || event.metaKey) && {z: "undo", y: "redo"}[event.key.toLowerCase()];
            if (!step) return;
            const writes = "textarea, input:not([type=range], [type=radio], [type=checkbox]), [contenteditable]";
            if (event.target.matches(writes)) event.stopImmediatePropagation();
            else take(event, step);
        }, true);
        addEventListener("click", event => {
            if (ours || !pressedAt) return;
            for (const step of ["undo", "redo"])
                if (event.target.closest(`.st-key-${step} button`)) take(event, step);
        }, true);
    }
    </script>"""
"""Undo and redo pressed again before the server has answered wait for their turn: it would take two presses for one.

A lever that is drawn anew (``widgets.offer``) stays in hand. Where somebody writes, the keys undo what is written.
"""


def scenario_bar(portfolio: Portfolio) -> None:
    """Draw the bar for the scenario in use."""
    scenario = scenario_in_use.current()
    changed = differences(scenario, portfolio)
    run_script(_ONE_BY_ONE)
    if choices.presenting():
        _presented(portfolio, scenario.name, changed)
        return
    with st.container(key="scenario-bar", horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        draw_markup(_line(portfolio, scenario.name, changed), width="stretch")
        undo_and_redo()
        if changed:
            st.button(
                "Back to base", key="reset", icon=":material/restart_alt:", type="tertiary",
                on_click=scenario_in_use.reset, help="All levers and pins back to the base; undo brings them back",
            )  # fmt: skip
            st.page_link("../../scenarios.py", label="Save, compare", icon=":material/alt_route:")
        with st.popover("Share", icon=":material/link:", type="tertiary"):
            st.markdown("**Link to what you see**: page, scenario and selection.")
            st.code(address.link(), language=None, wrap_lines=True)
            st.text_input(
                "Name this scenario",
                scenario.name,
                key=widgets.offer("scenario-name", scenario.name),
                on_change=_rename,
                max_chars=60,
            )
        st.button(
            "Present",
            key="begin-present",
            icon=":material/slideshow:",
            type="tertiary",
            on_click=choices.present,
            args=(True,),
            help="Large type, levers and agenda in a dock, for a room",
        )
    notes = messages.notices()
    more = len(notes) - NOTICES_SHOWN
    listed = notes if more <= 0 else (*notes[:NOTICES_SHOWN], more_left_out(more))
    for note in listed:
        warning(note, ":material/link_off:")
    if assumed_capacity(portfolio):
        quiet(rests_on(portfolio))


def undo_and_redo() -> None:
    """One step of a lever or pin back, and forward again; nothing before the first step."""
    history = scenario_in_use.history()
    if not history.past and not history.ahead:
        return
    for name, words, act, keys, steps in (
        ("undo", "Undo", scenario_in_use.undo, "Ctrl+Z", history.past),
        ("redo", "Redo", scenario_in_use.redo, "Ctrl+Y", history.ahead),
    ):
        st.button(
            words, key=name, icon=f":material/{name}:", type="tertiary", on_click=act, disabled=not steps,
            shortcut=keys,
        )  # fmt: skip


def _presented(portfolio: Portfolio, name: str, changed: list[str]) -> None:
    """In a room: what is shown, and the way out."""
    with st.container(key="scenario-bar", horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        draw_markup(_line(portfolio, name, changed), width="stretch")
        st.button(
            "Leave", key="leave-present", icon=":material/close_fullscreen:", type="tertiary",
            on_click=choices.present, args=(False,), help="Back to the page with its controls",
        )  # fmt: skip


def _line(portfolio: Portfolio, name: str, changed: list[str]) -> Markup:
    listed = changed[:CHIPS_SHOWN]
    if len(changed) > CHIPS_SHOWN:
        listed = [*listed, more_changes(len(changed) - CHIPS_SHOWN)]
    title = "Base scenario" if not changed else f"Scenario: {name}" if name != "Base" else "Changed from base"
    return fragment("scenario_line", as_of=as_of(portfolio), name=title, changes=listed)


def _rename() -> None:
    scenario_in_use.change(name=widgets.value_of("scenario-name").strip() or "Base")
