"""Pinning a project: to an action, to a start month, or to be stopped."""

from __future__ import annotations

import streamlit as st

from engine.explain.scenario import pin_choice, pinned
from engine.portfolio import Portfolio
from engine.wording.actions import ORDER
from pages.ui.parts.text import plain
from pages.ui.session import choices, scenario_in_use, widgets

FREE = "free"


def pin_controls(portfolio: Portfolio) -> None:
    """A project, what it is pinned to, and the pins in force."""
    with st.container(key="pins", horizontal=True, vertical_alignment="bottom", gap="small"):
        names = {p.project_id: p.name for p in portfolio.projects}
        ordered, chosen = sorted(names, key=names.__getitem__), choices.chosen("project")
        project = st.selectbox(
            "Pin a project",
            ordered,
            index=None if chosen is None else ordered.index(chosen),
            format_func=lambda p: names.get(p, p),
            placeholder="Choose here or click a row",
            key=widgets.offer("pin-project", chosen),
            on_change=_project_chosen,
            width=330,
        )
        now = dict(scenario_in_use.current().pins).get(project or "", FREE)
        options = _options(portfolio, now)
        st.selectbox(
            "to",
            options,
            index=options.index(now),
            format_func=_words,
            disabled=project is None,
            key=widgets.offer(widgets.key_of("pin", project or ""), now),
            on_change=_pinned,
            args=(project,),
            width=260,
        )
    _pins_in_force(portfolio)


def _pins_in_force(portfolio: Portfolio) -> None:
    pins = scenario_in_use.current().pins
    if not pins:
        return
    with st.container(key="pins-in-force", horizontal=True, gap="small"):
        for project, pin in pins:
            words = pinned(project, pin, portfolio)
            st.button(
                plain(words), key=widgets.key_of("unpin", project), icon=":material/close:", help="Remove this pin",
                on_click=_unpin, args=(project,),
            )  # fmt: skip


def _options(portfolio: Portfolio, now: str) -> list[str]:
    months = [portfolio.settings.month(offset) for offset in range(portfolio.settings.horizon_months)]
    options = [FREE, *(a.value for a in ORDER), *months]
    return options if now in options else [*options, now]


def _words(pin: str) -> str:
    if pin == FREE:
        return "nothing: open to choose"
    return pin_choice(pin)


def _project_chosen() -> None:
    choices.choose("project", widgets.value_of("pin-project"))


def _pinned(project: str | None) -> None:
    if project is not None:
        pin = widgets.value_of(widgets.key_of("pin", project))
        if pin is not None:
            scenario_in_use.change_entry("pins", project, None if pin == FREE else pin)


def _unpin(project: str) -> None:
    scenario_in_use.change_entry("pins", project, None)
