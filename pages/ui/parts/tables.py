"""Tables behind charts: rows that can be searched, sorted, clicked and taken away; and tables of long texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from engine.explain.row_origins import ASK, origin_of_row
from engine.explain.table import first_rows
from engine.portfolio import Portfolio
from engine.wording.formats import NONE
from pages.ui.parts.figures import ID, Figures, as_csv, drawn
from pages.ui.parts.text import draw_markup, fragment, quiet
from pages.ui.session import choices, widgets

MOST_WRAPPED = 300
ROW = 35
MOST_ROWS = 20


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind the amounts of a table: terms by column, under the empty name of all others."""

    portfolio: Portfolio
    words: Mapping[str, str]


def figures(name: str, table: Figures, text: str, behind: Behind | None = None) -> None:
    """A table of figures with a download under it; ``text`` says what it holds to who cannot see it.

    With a column ``project_id``, which is not shown, a click on a row opens its project's trade-off; without, and with
    what stands ``behind`` its amounts, a click on a row says where they come from, under the table.
    """
    frame, columns = drawn(table)
    settings: dict[str, Any] = {"key": name}
    if ID in frame:
        ids = tuple(frame[ID])
        key = widgets.chart_key(name)
        settings = {"key": key, "on_select": lambda: _row_chosen(key, ids), "selection_mode": "single-row"}
    elif behind is not None:
        settings = {"key": widgets.key_of("rows", name), "on_select": "rerun", "selection_mode": "single-row"}
    chosen = st.dataframe(
        frame.drop(columns=ID, errors="ignore"),
        hide_index=True,
        height=38 + ROW * min(len(frame), MOST_ROWS),
        placeholder=NONE,
        column_config=columns,
        alt=text,
        **settings,
    )
    if ID not in frame and behind is not None:
        _say_where_from(table, chosen["selection"]["rows"], behind)
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


def _say_where_from(table: Figures, rows: list[int], behind: Behind) -> None:
    """What stands behind the amounts of the row chosen; that there is such an answer, where none is."""
    if not rows or rows[0] >= len(table.frame):
        quiet(ASK)
        return
    row = table.frame.iloc[rows[0]]
    amounts = {head: float(row[head]) for head in table.amounts if pd.notna(row[head])}
    origin = origin_of_row(str(row.iloc[0]), amounts, table.sums, behind.words, behind.portfolio)
    draw_markup(fragment("row_origin", origin=origin))


def _row_chosen(key: str, ids: tuple[str, ...]) -> None:
    rows = widgets.value_of(key)["selection"]["rows"]
    if rows:
        choices.open_project(ids[rows[0]])
