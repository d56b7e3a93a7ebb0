"""What a visitor sees when the data cannot be used: every problem, where it stands and how to mend it."""

from __future__ import annotations

import logging

import pandas as pd
import streamlit as st

from engine.errors import CockpitError, DataError, Problem
from pages.ui.formats import NONE, count
from pages.ui.prose import headline, quiet, title
from pages.ui.tables import wrapped

log = logging.getLogger(__name__)


def show_data_error(error: DataError) -> None:
    """All problems of a portfolio in one table, errors first."""
    place = error.problems[0].file if len({p.file for p in error.problems}) == 1 else "the portfolio's files"
    headline(f"The portfolio cannot be opened yet: {count(len(error.problems), 'problem')} in {place} to mend.")
    quiet("Mend them in the order given, save the files and reload this page. Nothing has been changed.")
    table = _table(error.problems)
    wrapped(table)
    st.download_button("Download this list", table.to_csv(index=False).encode("utf-8-sig"), "problems.csv", "text/csv")
    if error.warnings:
        title(
            f"{count(len(error.warnings), 'warning')} beside them", "These would not stop the portfolio from opening."
        )
        wrapped(_table(error.warnings))


def show_error(error: CockpitError) -> None:
    """An error that is explained to a person, in its own words."""
    headline("This page cannot be shown.")
    st.error(str(error))


def show_unexpected(error: Exception) -> bool:
    """Anything else that went wrong: words for the visitor, the place of it for the log."""
    log.error("a page failed", exc_info=error)
    headline("This page could not be drawn.")
    quiet("The server's log says where it stopped. Your scenario is kept: reload the page, or go back to the base.")
    return True


def _table(problems: tuple[Problem, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "File": [p.file for p in problems],
            "Row": [NONE if p.row is None else str(p.row) for p in problems],
            "Column": [p.column or NONE for p in problems],
            "Found": [p.value or NONE for p in problems],
            "What is wrong": [p.message for p in problems],
            "How to mend it": [p.remedy for p in problems],
        }
    )
