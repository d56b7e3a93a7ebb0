"""The scenario in use: one object, known on every page, also on one that shows none of its levers."""

from __future__ import annotations

import time
from typing import Any

import streamlit as st

from engine.portfolio.reading.scenario_reading import read_content
from engine.portfolio.scenario import Scenario, scenario_content
from pages.ui.session import messages, widgets
from pages.ui.session.lever_history import LeverHistory

_SCENARIO = "scenario"
_IS_SEEN = "scenario-is-seen"
_HISTORY = "lever-history"
_KEPT = "kept-position"
_ORIGIN = "opened-scenario"
_BEGUN = "begun-with-todays-way"


def is_known() -> bool:
    """Whether the session has a scenario yet."""
    return _SCENARIO in st.session_state


def current() -> Scenario:
    """The scenario in use."""
    return st.session_state[_SCENARIO]


def put(scenario: Scenario) -> None:
    """Put another scenario in its place, and leave notices as they are; this is no move that could be undone."""
    st.session_state[_SCENARIO] = scenario
    widgets.redraw()


def adopt(scenario: Scenario) -> None:
    """Put another scenario in its place, one that leaves nothing to be said."""
    _note_step(scenario)
    put(scenario)
    messages.notice(())


def _note_step(onto: Scenario) -> None:
    was_seen = st.session_state.get(_IS_SEEN, True)
    st.session_state[_IS_SEEN] = False
    history().note(current(), onto, time.monotonic(), was_seen=was_seen)


def is_seen() -> None:
    """Called when a page begins to be drawn: a visitor then sees the scenario in use."""
    st.session_state[_IS_SEEN] = True


def history() -> LeverHistory:
    """The positions that the visitor has gone through."""
    known: LeverHistory = st.session_state.setdefault(_HISTORY, LeverHistory())
    return known


def kept() -> Scenario | None:
    """The position that the visitor keeps to compare others with, called A; ``None`` where there is none."""
    position: Scenario | None = st.session_state.get(_KEPT)
    return position


def keep(position: Scenario | None) -> None:
    """Keep a position as A, in place of the one before; ``None`` keeps none."""
    st.session_state[_KEPT] = position


def undo() -> None:
    """Back to the position before the last step."""
    put(history().undo(current()))
    messages.notice(())


def redo() -> None:
    """Forward again to the position that was last left by :func:`undo`."""
    put(history().redo(current()))
    messages.notice(())


def change(**fields: Any) -> None:
    """Change fields of the scenario in use; ``None`` and empty give a field back to the base.

    A value that the lever may not have changes nothing; a notice says why.
    """
    changed, findings = read_content(scenario_content(current()) | fields)
    messages.notice(findings)
    if findings:
        widgets.redraw()
    else:
        _note_step(changed)
        st.session_state[_SCENARIO] = changed


def position(**fields: Any) -> Scenario | None:
    """The scenario that :func:`change` would put in its place; ``None`` where a lever may not have its value."""
    changed, findings = read_content(scenario_content(current()) | fields)
    return None if findings else changed


def with_entry(field: str, name: str, value: float | str | None) -> dict[str, dict[str, Any]]:
    """A field with several entries, such as capacity by pool, with one of them changed; ``None`` takes it out."""
    entries = dict(getattr(current(), field))
    entries.pop(name, None)
    if value is not None:
        entries[name] = value
    return {field: entries}


def change_entry(field: str, name: str, value: float | str | None) -> None:
    """Change one entry of a field with several, such as one pool's capacity; ``None`` takes it out."""
    change(**with_entry(field, name, value))


def begin_with_today(entries: dict[str, str]) -> None:
    """Once a session: take the accepted way of working where the visitor has named none; no step to be undone."""
    if st.session_state.setdefault(_BEGUN, False):
        return
    st.session_state[_BEGUN] = True
    if not current().today:
        put(current().model_copy(update={"today": tuple(sorted(entries.items()))}))


def reset() -> None:
    """Back to the base scenario."""
    adopt(Scenario())
    remember_origin(None, None)


def origin() -> tuple[str, int] | None:
    """Id and version of the saved scenario that was opened, if the one in use comes from one."""
    return st.session_state.get(_ORIGIN)


def remember_origin(scenario_id: str | None, version: int | None) -> None:
    """Note which saved scenario the one in use comes from."""
    st.session_state[_ORIGIN] = None if scenario_id is None else (scenario_id, version)
