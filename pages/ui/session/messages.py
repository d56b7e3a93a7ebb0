"""What the next run has to say: what came of an action, and what of the scenario asked for was left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn

import streamlit as st

from engine.portfolio.scenario import Finding

_NOTICES = "link-notices"
_MESSAGE = "message"
_SAID = "messages-said"


def leave(place: str, content: Any) -> None:
    """Note what came of an action, words or an error, for its place to show; ``None`` takes an older message away."""
    st.session_state[f"{_MESSAGE}-{place}"] = content


def read(place: str, *, keep: bool = False) -> Any:
    """What came of the last action in a place; read once, or kept until the next action there."""
    key = f"{_MESSAGE}-{place}"
    content = st.session_state.get(key) if keep else st.session_state.pop(key, None)
    if content is not None and not keep:
        st.session_state[_SAID] = st.session_state.get(_SAID, {}) | {place: content}
    return content


def begin() -> None:
    """Called when a page begins to be drawn: what is said from here on is what stands on it."""
    st.session_state[_SAID] = {}


def draw_anew() -> NoReturn:
    """Draw the page again because something has come that it waits for: what it says of the last act stays."""
    for place, content in st.session_state.get(_SAID, {}).items():
        leave(place, content)
    st.rerun()


def notices() -> tuple[str, ...]:
    """What of the address or of a change could not be used, in words."""
    return st.session_state.get(_NOTICES, ())


def notice(findings: Iterable[Finding], further: Iterable[str] = (), *, after: Iterable[str] = ()) -> None:
    """Replace the notices by those ``after`` which they come, what was found, and ``further`` sentences."""
    st.session_state[_NOTICES] = (*after, *(finding.sentence for finding in findings), *further)
