"""Tables behind charts: rows that can be searched, sorted, clicked and taken away; and tables of long texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from engine.explain.table import first_rows
from engine.wording.formats import NONE
from pages.ui.parts.figures import ID, Figures, as_csv, drawn
from pages.ui.parts.text import draw_markup, fragment, quiet
from pages.ui.session import choices, widgets

MOST_WRAPPED = 300
ROW = 35
MOST_ROWS = 20


def figures(name: str, table: Figures, text: str) -> None:
    """A table of figures with a download under it; ``text`` says what it holds to who cannot see it.

    With a column ``project_id``, which is not shown, a click on a row opens its project's trade-off.
    """
    frame, columns = drawn(table)
    settings: dict[str, Any] = {"key": name}
    if ID in frame:
        ids = tuple(frame[ID])
        key = widgets.chart_key(name)
        settings = {"key": key, "on_select": lambda: _row_chosen(key, ids), "selection_mode": "single-row"}
    st.dataframe(
        frame.drop(columns=ID, errors="ignore"),
        hide_index=True,
        height=38 + ROW * min(len(frame), MOST_ROWS),
        placeholder=NONE,
        column_config=columns,
        alt=text,
        **settings,
    )
    download(name, lambda: table)


def download(name: str, make: Callable[[], Figures], words: str = "Download table") -> None:
    """A button that gives a table away as CSV; it is made and written only when it is asked for."""
    st.download_button(
        words,
        lambda: as_csv(make()),
        f"{name}.csv",
        "text/csv",
        key=f"download-{name}",
        icon=":material/download:",
        type="tertiary",
    )


def wrapped(frame: pd.DataFrame) -> None:
    """A table whose long texts wrap, which a data grid would cut off."""
    rows = frame.head(MOST_WRAPPED).itertuples(index=False)
    draw_markup(fragment("wrapped_table", heads=frame.columns, rows=rows))
    if len(frame) > MOST_WRAPPED:
        quiet(first_rows(MOST_WRAPPED, len(frame)))


def _row_chosen(key: str, ids: tuple[str, ...]) -> None:
    rows = widgets.value_of(key)["selection"]["rows"]
    if rows:
        choices.open_project(ids[rows[0]])
