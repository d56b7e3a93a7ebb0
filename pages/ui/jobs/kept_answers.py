"""The answers that this server process shares with others: at hand, and in the register's database where it answers."""

from __future__ import annotations

import streamlit as st

from engine.compute.kept import AnswersAtHand
from engine.register.answers import open_answers


@st.cache_resource(show_spinner=False)
def store() -> AnswersAtHand:
    """The one store of this server process; workers are handed it, since they call nothing of Streamlit."""
    return AnswersAtHand(open_answers())
