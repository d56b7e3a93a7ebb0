"""The dock of a room: levers in people and money, what a move has changed, the agenda so far, and the way on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from engine.catalogue import AGENDA
from engine.explain.meeting import KEYS, progress_in_words
from engine.portfolio import Portfolio
from engine.portfolio.scenario import apply
from engine.register import pending, settled
from engine.register.authority import queue
from engine.report.meeting import MeetingProgress, decided_projects, meeting_progress
from pages.ui.jobs import ahead, solve_status
from pages.ui.jobs.page_analyses import known
from pages.ui.jobs.solve_service import Answer
from pages.ui.office.before_after import before_after
from pages.ui.office.register_access import entries as known_entries
from pages.ui.parts.levers import levers
from pages.ui.parts.text import draw_markup, markup, plain, run_script
from pages.ui.session import choices, scenario_in_use
from pages.ui.shell.scenario_bar import undo_and_redo
from pages.ui.shell.sign_in import acting
from pages.ui.visitors.account import person

WITHOUT_LEVERS = ("steering", "register", "data", "scenarios", "delivery", "mandate", "help")
"""Pages on which the levers wait until they are asked for: they are about what is decided, not about what could be."""

_KEYS = """<script>
    if (!window.leversByNumber) {
        window.leversByNumber = true;
        addEventListener("keydown", event => {
            const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
            const passes = /^([a-z]|PageUp|PageDown)$/i.test(event.key);
            if (plain && passes && event.target.matches("input[type=range]")) {
                event.preventDefault();
                event.stopPropagation();
                const { key, code, shiftKey } = event;
                document.body.dispatchEvent(new KeyboardEvent("keydown", { key, code, shiftKey, bubbles: true }));
                return;
            }
            if (!plain) return;
            const writes = event.target.matches("textarea, input:not([type=range]), [contenteditable]");
            if (writes || !"1234".includes(event.key)) return;
            const levers = document.querySelectorAll(".st-key-dock .st-key-levers input[type=range]");
            const lever = levers[Number(event.key) - 1];
            if (lever) { lever.focus(); event.preventDefault(); }
        }, true);
    }
    </script>"""
"""A digit takes the lever of that number in hand, and arrows then move it. What a lever has no use for goes on to the
page: with a lever in hand, letters and the keys that turn pages still do what they do without."""


def dock(base: Portfolio, pages: Sequence[StreamlitPage], page: StreamlitPage) -> None:
    """Draw the dock under the page on screen."""
    answer, base_answer = solve_status.current(base)
    with_levers = choices.shows_levers(page.url_path not in WITHOUT_LEVERS)
    with st.container(key="dock", gap="xsmall"):
        run_script(_KEYS)
        if with_levers:
            ahead.expect(base, levers(base))
            before_after(answer, base_answer, base)
        _bar(answer, base, pages, page, with_levers=with_levers)
    height = "10.6rem" if with_levers else "3.4rem"
    draw_markup(markup("<style>:root {{ --dock: {} }}</style>", height))


def _bar(
    answer: Answer, base: Portfolio, pages: Sequence[StreamlitPage], page: StreamlitPage, *, with_levers: bool
) -> None:
    with st.container(key="dock-bar", horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        turns = "Shift+" if page.url_path == "steering" else ""  # there the keys alone turn the points
        _arrow("previous-page", "chevron_left", pages, page, -1, f"{turns}PageUp")
        draw_markup(markup('<p class="dock-page">{}</p>', page.title), width="content")
        _arrow("next-page", "chevron_right", pages, page, 1, f"{turns}PageDown")
        st.button(
            plain(progress_in_words(progress(answer, base), base.settings.currency)),
            key="dock-agenda",
            type="tertiary",
            on_click=choices.turn_to,
            args=("steering",),
            shortcut="A",
            width="stretch",
        )
        acting()
        undo_and_redo()
        if not scenario_in_use.current().is_base:
            st.button(
                "Back to base", key="dock-reset", icon=":material/restart_alt:", type="tertiary",
                on_click=scenario_in_use.reset,
            )  # fmt: skip
        st.button(
            "Hide levers" if with_levers else "Levers", key="dock-levers", icon=":material/tune:", type="tertiary",
            on_click=choices.show_levers, args=(not with_levers,), shortcut="L", help=KEYS,
        )  # fmt: skip


def _arrow(key: str, icon: str, pages: Sequence[StreamlitPage], page: StreamlitPage, step: int, shortcut: str) -> None:
    paths = [one.url_path for one in pages]
    onto = pages[(paths.index(page.url_path) + step) % len(pages)]
    st.button(
        onto.title, key=key, icon=f":material/{icon}:", on_click=choices.turn_along,
        args=(paths, page.url_path, step), shortcut=shortcut,
    )  # fmt: skip


def progress(answer: Answer, base: Portfolio) -> MeetingProgress | None:
    """How far the meeting has come, where the agenda of the plan on screen is worked out."""
    if answer.plan is None or answer.is_stale:
        return None
    scenario = answer.plan_scenario or scenario_in_use.current()
    portfolio, entries = apply(scenario, base), known_entries()[0]
    decided = list(dict.fromkeys([*decided_projects(entries, dict(scenario.pins)), *choices.rehearsed()]))
    agenda = known(AGENDA, portfolio, answer.plan, decided=decided)
    if agenda is None:
        return None
    mine = queue(pending(entries), person().role, base.settings.authority)
    return meeting_progress(agenda, entries, settled(entries, date.today(), mine), date.today())
