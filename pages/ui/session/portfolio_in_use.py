"""Which of several portfolios a session is about: it enters one with its first page, and never another.

Whoever goes to another portfolio opens another address, and so begins a new session: nothing of one is carried along.
Whether the visitor may enter is for ``pages/ui/shell/portfolio_door.py`` to say, before this file hears of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

PARAMETER = "portfolio"
"""The parameter of an address that names the portfolio."""
_PORTFOLIO = "portfolio-in-use"
_worked_for: ContextVar[str] = ContextVar("portfolio-worked-for", default="")


def name() -> str:
    """The portfolio's name; empty where there is one only, or none has been entered yet."""
    worked_for = _worked_for.get()
    if worked_for:
        return worked_for
    in_session = get_script_run_ctx(suppress_warning=True) is not None
    return st.session_state.get(_PORTFOLIO, "") if in_session else ""


def asked_for() -> str:
    """The portfolio that the address names; empty where it names none."""
    return st.query_params.get(PARAMETER, "").strip()


def enter(portfolio: str) -> None:
    """Make the session one about a portfolio."""
    st.session_state[_PORTFOLIO] = portfolio


@contextmanager
def working_for(portfolio: str) -> Iterator[None]:
    """Within it this thread is about a portfolio, without a session: what a server works out by itself."""
    token = _worked_for.set(portfolio)
    try:
        yield
    finally:
        _worked_for.reset(token)
