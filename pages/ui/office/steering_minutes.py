"""The minutes of a meeting, taken away in one click; and the switch that makes of a meeting a rehearsal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from engine.documents.document_file import FORMS
from engine.explain.meeting import REHEARSAL
from engine.explain.minutes import in_short, minutes_document, minutes_of_day
from engine.portfolio import Portfolio
from engine.register import Entry
from engine.report.minutes import Minutes, meeting_days, minutes_of
from pages.ui.parts.text import quiet, title, warning
from pages.ui.session import choices, widgets

KINDS = {
    ".docx": ("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "M"),
    ".html": ("Page", "text/html", None),
    ".txt": ("Text", "text/plain", None),
}


def minutes_view(entries: Sequence[Entry], portfolio: Portfolio) -> None:
    """The minutes of the latest meeting or of an earlier one, as the register holds it; nothing before the first."""
    days = meeting_days(entries)
    if not days:
        return
    with st.container(key="minutes", gap="small"):
        title("The minutes", "What the register holds of one day: who decided what, by which right, at which price.")
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            day = _day(days, entries)
            minutes = minutes_of(entries, day)
            for form, (words, kind, shortcut) in KINDS.items():
                _button(minutes, portfolio, form, words, kind, shortcut)
        quiet(in_short(minutes, portfolio.settings.currency))


def _day(days: Sequence[date], entries: Sequence[Entry]) -> date:
    counted = {day: sum(e.decision.decided_on == day for e in entries) for day in days}
    chosen = st.selectbox(
        "Meeting of", days, key="minutes-day", format_func=lambda day: minutes_of_day(day, counted[day]), width=300
    )
    return chosen or days[0]


def _button(minutes: Minutes, portfolio: Portfolio, form: str, words: str, kind: str, shortcut: str | None) -> None:
    """The file is made only when it is asked for."""
    st.download_button(
        words,
        lambda: FORMS[form](minutes_document(minutes, portfolio)),
        f"minutes-{minutes.day.isoformat()}{form}",
        kind,
        key=f"minutes{form}",
        icon=":material/download:",
        on_click="ignore",
        shortcut=shortcut,
    )


def rehearsal_switch() -> None:
    """Whether decisions are tried out only; :func:`say_rehearsal` says so over the page."""
    st.toggle(
        "Rehearsal: record nothing",
        choices.rehearsing(),
        key=widgets.offer("rehearsal-switch", choices.rehearsing()),
        on_change=_rehearse,
    )


def say_rehearsal() -> None:
    """That nothing is recorded, while a meeting is rehearsed."""
    if choices.rehearsing():
        warning(REHEARSAL, ":material/science:")


def _rehearse() -> None:
    choices.rehearse(bool(widgets.value_of("rehearsal-switch")))
