"""Widgets by their keys: what they hold, what they are made to show, and keys that change when one is drawn afresh."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

import streamlit as st

_EPOCH = "lever-epoch"
_GENERATION = "generation"


def key_of(kind: str, one: str) -> str:
    """The key of a widget that stands for one of many, by its id; no id makes it the key of anything else.

    ``kind`` is the page's own word, without a colon, which no other key has.
    """
    return f"{kind}:{one}"


def value_of(key: str) -> Any:
    """What a widget holds now; ``None`` when it was never drawn."""
    return st.session_state.get(drawn_as(key))


def put(key: str, value: Any) -> None:
    """Note a value under a key, as a widget would hold it."""
    st.session_state[key] = value


def offer(key: str, value: Any) -> str:
    """Make a widget show a value that was changed elsewhere; returns the key to draw it under.

    A widget that already shows it is left alone: writing to it would push its handle back while it is dragged. One that
    shows another value is drawn anew, under another key, and takes the value as its default. Written into the widget
    instead, the value would be undone by the browser, which goes on telling the old one until it has drawn the new
    (a fragment asks every 0.12 s): that would be a move of the lever.
    """
    if key_is_drawn(key) and value_of(key) != value:
        generation = key_of(_GENERATION, key)
        st.session_state[generation] = st.session_state.get(generation, 0) + 1
    return drawn_as(key)


def drawn_as(key: str) -> str:
    """The key under which a widget was last offered a value; its own where it was offered none but its first."""
    generation = st.session_state.get(key_of(_GENERATION, key), 0)
    return f"{key}~{generation}" if generation else key


def key_is_drawn(key: str) -> bool:
    """Whether a widget stands on the page, as far as the last run has come."""
    return drawn_as(key) in st.session_state


def begun_with(key: str, value: Any) -> Any:
    """What a widget of a form showed first, which stays its default until the form is emptied; ``value`` if new."""
    return st.session_state.setdefault(key_of("begun", key), value)


def form_key(name: str) -> str:
    """The key of a form as it is now being filled in; two clicks and a second attempt have the same."""
    return st.session_state.setdefault(key_of("form-key", name), uuid.uuid4().hex)


def renew_form(name: str, fields: Iterable[str] = ()) -> None:
    """Give a form a new key; ``fields`` are the widgets to be emptied."""
    for key in (key_of("form-key", name), *(k for field in fields for k in (field, key_of("begun", field)))):
        st.session_state.pop(key, None)


def table_key(name: str) -> str:
    """The key of an editable table; it changes when the table has to be drawn from the scenario again."""
    return f"{name}-{st.session_state.get(_EPOCH, 0)}"


def chart_key(name: str) -> str:
    """The key of a chart that can be clicked; it changes with a click, so that the same place can be clicked again."""
    return table_key(name)


def redraw() -> None:
    """Draw editable tables from the scenario again, and charts without what was clicked."""
    st.session_state[_EPOCH] = st.session_state.get(_EPOCH, 0) + 1
