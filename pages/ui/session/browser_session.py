"""One browser session: its name, the sign-in it began with, the role it acts in, how far its visitor has come."""

from __future__ import annotations

import uuid

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

_NAME = "session"
_MONTH = "opened-month"
_DATA = "data-fingerprint"
_TOUR = "tour-step"
_TOUR_ENDED = "tour-ended"
_TOUR_COOKIE = "cockpit_tour"
"""Says that the tour was taken or skipped in this browser; nothing else."""
_ROLE = "acting-role"
_SETTLED_IN = "settled-in"
_CAME_WITH = "came-with"
_BEGUN = "begun"
_ARRIVED_WITH = "arrived-with"
_LOG_NAME = "log-name"


def name() -> str:
    """A name for this session, under which services keep its plans and analyses."""
    return st.session_state.setdefault(_NAME, uuid.uuid4().hex)


def short_name() -> str:
    """What the log calls this session, for as long as it lasts; empty where no page is being drawn."""
    in_session = get_script_run_ctx(suppress_warning=True) is not None
    return st.session_state.setdefault(_LOG_NAME, uuid.uuid4().hex[:8]) if in_session else ""


def begins() -> bool:
    """Whether the session is asked about for the first time."""
    is_new = _BEGUN not in st.session_state
    st.session_state[_BEGUN] = True
    return is_new


def arrive_with(parameters: dict[str, list[str]]) -> None:
    """Note the parameters of the session's first address; those of later ones are not noted."""
    st.session_state.setdefault(_ARRIVED_WITH, parameters)


def arrived_with() -> dict[str, list[str]]:
    """The parameters of the session's first address, given once."""
    return st.session_state.pop(_ARRIVED_WITH, {})


def reads_other_data(data_fingerprint: str) -> bool:
    """Note which data pages are drawn from; whether they were others until now, whose plans then are forgotten."""
    before = st.session_state.get(_DATA)
    st.session_state[_DATA] = data_fingerprint
    is_other = before not in (None, data_fingerprint)
    if is_other:
        st.session_state.pop(_NAME, None)
    return is_other


def opened_month() -> tuple[str, int] | None:
    """Month and version of the data that this session has opened in place of the newest."""
    in_session = get_script_run_ctx(suppress_warning=True) is not None
    return st.session_state.get(_MONTH) if in_session else None


def open_month(month: tuple[str, int] | None) -> None:
    """Look at a saved month in place of the newest; ``None`` goes back to that."""
    st.session_state[_MONTH] = month


def came_with(sign_in: str) -> str:
    """The sign-in that the session began with; ``sign_in`` where it begins just now."""
    return st.session_state.setdefault(_CAME_WITH, sign_in)


def acting_role() -> str | None:
    """The role that the visitor has chosen to act in; ``pages/ui/visitors/account.py`` says whether he may."""
    return st.session_state.get(_ROLE)


def act_as(role: str | None) -> None:
    """Choose the role to act in."""
    st.session_state[_ROLE] = role


def has_just_come() -> bool:
    """Whether this is the first page that the session draws, up to :func:`settle_in`."""
    return _SETTLED_IN not in st.session_state


def settle_in() -> None:
    """Note that the session has drawn a page."""
    st.session_state[_SETTLED_IN] = True


def tour_step() -> int | None:
    """The step of the tour a first-time visitor is at; ``None`` once it is over, here or in this browser before."""
    return st.session_state.setdefault(_TOUR, None if st.context.cookies.get(_TOUR_COOKIE) == "seen" else 0)


def take_tour(step: int | None) -> None:
    """Go to a step of the tour, or end it."""
    st.session_state[_TOUR] = step
    st.session_state[_TOUR_ENDED] = step is None


def ended_tour() -> bool:
    """Whether the visitor has just ended the tour; asked once."""
    return bool(st.session_state.pop(_TOUR_ENDED, False))
