"""The answers that this server process shares with others: at hand, and in the register's database where it answers.

Each portfolio has its own: what was worked out of one is kept beside its register, and in no other.
"""

from __future__ import annotations

import streamlit as st

from engine.compute.kept import AnswersAtHand
from engine.errors import CockpitError
from engine.register.answers import AnswersOnceThere
from pages.ui.jobs import portfolios
from pages.ui.session import portfolio_in_use


def store() -> AnswersAtHand:
    """The store of the portfolio in use; workers are handed it, since they call nothing of Streamlit."""
    return _store(portfolio_in_use.name())


def stores() -> tuple[AnswersAtHand, ...]:
    """The stores of all portfolios of this server process."""
    try:
        names = portfolios.names()
    except CockpitError:
        return ()
    return tuple(map(_store, names))


@st.cache_resource(show_spinner=False)
def _store(portfolio: str) -> AnswersAtHand:
    with portfolio_in_use.working_for(portfolio):
        try:
            url = portfolios.register_url()
        except CockpitError:  # pages and the probe say it
            return AnswersAtHand(None)
    return AnswersAtHand(AnswersOnceThere(url))
