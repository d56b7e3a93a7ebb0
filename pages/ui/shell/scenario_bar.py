"""The bar on every page: which scenario is in use, what it changes, and how to share or leave it."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from engine.explain.intake import rests_on
from engine.explain.scenario import as_of, differences, more_changes, more_left_out
from engine.portfolio import Portfolio
from engine.report.brought_in import assumed_capacity
from pages.ui.parts.text import draw_markup, fragment, quiet, warning
from pages.ui.session import address, choices, messages, scenario_in_use, widgets

CHIPS_SHOWN = 6
NOTICES_SHOWN = 3


def scenario_bar(portfolio: Portfolio) -> None:
    """Draw the bar for the scenario in use."""
    scenario = scenario_in_use.current()
    changed = differences(scenario, portfolio)
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
