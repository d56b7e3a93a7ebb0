"""Tables of a report on a page: figures that sort, texts that wrap, kind words where there is nothing, a download."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from engine.explain.claim_origins import word_of_table
from engine.explain.report_tables import in_full
from engine.explain.table import Cell, Column, Form, ReportTable
from engine.portfolio import Portfolio
from engine.portfolio.model.calendar import first_day
from pages.ui.parts.explained import title_explained
from pages.ui.parts.figures import ID, Amount, Figures
from pages.ui.parts.tables import Behind, download, figures, wrapped
from pages.ui.parts.text import draw_markup, fragment, quiet, title

_NARROW = {"Project": 200, "Milestone": 260, "Review": 260, "Change request": 320, "Figures changed": 260}


def show_tables(tables: Iterable[ReportTable], portfolio: Portfolio) -> None:
    """One table after another, each with its title and how to read it."""
    for table in tables:
        show_table(table, portfolio)


def show_table(table: ReportTable, portfolio: Portfolio) -> None:
    """A table of figures, or of long texts, or a line that says what would stand here."""
    currency, note, word = portfolio.settings.currency, table.note if table.rows else "", word_of_table(table.key)
    if word and table.rows:
        title_explained(table.title, word, portfolio, note)
    else:
        title(table.title, note)
    if not table.rows:
        quiet(table.empty)
        return
    if table.is_long:
        wrapped(pd.DataFrame(table.texts(currency), columns=[c.head for c in table.columns]))
        download(table.key, lambda: as_figures(table, currency))
    else:
        figures(table.key, as_figures(table, currency), table.title, Behind(portfolio, {"": word}) if word else None)


def as_figures(table: ReportTable, currency: str) -> Figures:
    """Rows in columns of their own type, and how to write the columns."""
    frame, columns = pd.DataFrame(index=range(len(table.rows))), {}
    if table.ids:
        frame[ID] = list(table.ids)
    for at, column in enumerate(table.columns):
        cells = [row[at] for row in table.rows]
        frame[column.head] = _series(cells, column.form, currency)
        settings = _written(column, cells)
        if settings is not None:
            columns[column.head] = settings
    return Figures(
        frame,
        currency,
        amounts=dict.fromkeys(_heads(table, Form.MONEY), Amount()),
        shares=_heads(table, Form.SHARE),
        months=_heads(table, Form.MONTH),
        columns=columns,
    )


def _heads(table: ReportTable, form: Form) -> list[str]:
    return [column.head for column in table.columns if column.form is form]


def _series(cells: list[Cell], form: Form, currency: str) -> Any:
    if form is Form.TEXT:
        return [in_full(cell, currency) for cell in cells]
    if form in (Form.DAY, Form.MONTH):
        days = [c if isinstance(c, date) else None if c is None else first_day(round(float(c))) for c in cells]
        return pd.to_datetime(pd.Series(days, dtype="object"))
    return pd.Series([None if c is None else float(c) for c in cells], dtype="float64")  # type: ignore[arg-type]


def _written(column: Column, cells: list[Cell]) -> Any:
    """Streamlit's settings of a column that is neither money, share nor month."""
    if column.form is Form.NUMBER:
        whole = all(float(c).is_integer() for c in cells if isinstance(c, int | float))
        return st.column_config.NumberColumn(format="%d" if whole else "%.1f")
    if column.form is Form.DAY:
        return st.column_config.DateColumn(format="D MMM YYYY")
    return st.column_config.TextColumn(width=_NARROW.get(column.head)) if column.form is Form.TEXT else None


def as_list(texts: Iterable[str]) -> None:
    """Short texts as a list."""
    draw_markup(fragment("plain_list", texts=texts))
