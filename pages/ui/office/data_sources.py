"""Sources that the server names, to be chosen in place of an upload; where they are is never said nor asked here."""

from __future__ import annotations

import uuid

import streamlit as st

from engine.sources.named import Fetched, NamedSource, files_of
from pages.ui.jobs import cached
from pages.ui.session import widgets

_ROUND = "source-round"


def chosen_source() -> Fetched | None:
    """What the source that the visitor has chosen holds; ``None`` where none is named or chosen.

    Raises:
        DataError: the sources cannot be read, or the one chosen cannot.
    """
    sources = {source.name: source for source in cached.sources()}
    if not sources:
        return None
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        name = st.selectbox(
            "Or from a source of this server", list(sources), None, key=widgets.table_key("source"),
            placeholder="Choose", on_change=_read_again, width=420,
        )  # fmt: skip
        if name is None:
            return None
        file = _file(sources[name])
        if file is None:
            return None
        st.button("Read again", key="read-source", icon=":material/refresh:", type="tertiary", on_click=_read_again)
    with st.spinner("Reading the source", show_time=True):
        return cached.fetched(sources[name], file, widgets.value_of(_ROUND) or "")


def _file(source: NamedSource) -> str | None:
    """A file of the source's folder, newest first; empty where the source is one thing."""
    files = files_of(source)
    if not files:
        return ""
    key = widgets.table_key(widgets.key_of("source-file", source.name))
    return st.selectbox("File", files, None, key=key, placeholder="Choose, newest first", width=420)


def _read_again() -> None:
    widgets.put(_ROUND, uuid.uuid4().hex)
