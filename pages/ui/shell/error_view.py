"""What a visitor sees when the data cannot be used: every problem, where it stands and how to mend it."""

from __future__ import annotations

import logging

import pandas as pd

from engine.errors import CockpitError, DataError, ProblemGroup, grouped
from engine.explain.problems import cannot_be_opened, rows_of, values_of, warnings_beside
from engine.wording.formats import NONE
from pages.ui.parts import text
from pages.ui.parts.figures import texts
from pages.ui.parts.tables import download, wrapped
from pages.ui.parts.text import headline, quiet, title

log = logging.getLogger(__name__)


def show_data_error(error: DataError) -> None:
    """The problems of a portfolio, those of one kind in one line, errors first; the download has every one."""
    headline(cannot_be_opened(error.problems))
    quiet("Correct them in the order given, save the files and reload this page. Nothing has been changed.")
    wrapped(_table(grouped(error.problems)))
    download("problems", lambda: texts(full_list(error)), "Download the full list")
    if error.warnings:
        title(warnings_beside(error.warnings), "These would not stop the portfolio from opening.")
        wrapped(_table(grouped(error.warnings)))


def show_error(error: CockpitError) -> None:
    """An error that is explained to a person, in its own words."""
    headline("This page cannot be shown.")
    text.error(str(error))


def show_unexpected(error: Exception) -> bool:
    """Anything else that went wrong: words for the visitor, the place of it for the log."""
    log.error("a page failed", exc_info=error)
    headline("This page could not be drawn.")
    quiet("The server's log says where it stopped. Your scenario is kept: reload the page, or go back to the base.")
    return True


def full_list(error: DataError) -> pd.DataFrame:
    """Every problem and warning of the data, one a row, errors first."""
    listed = [("error", p) for p in error.problems] + [("warning", p) for p in error.warnings]
    return pd.DataFrame(
        {
            "Kind": [kind for kind, _ in listed],
            "File": [p.file for _, p in listed],
            "Row": ["" if p.row is None else str(p.row) for _, p in listed],
            "Column": [p.column for _, p in listed],
            "Found": [p.value for _, p in listed],
            "What is wrong": [p.message for _, p in listed],
            "How to correct it": [p.remedy for _, p in listed],
        }
    )


def _table(groups: tuple[ProblemGroup, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "File": [group.first.file for group in groups],
            "Row": [rows_of(group) for group in groups],
            "Column": [group.first.column or NONE for group in groups],
            "Found": [values_of(group) for group in groups],
            "What is wrong": [group.what() for group in groups],
            "How to correct it": [group.first.remedy for group in groups],
        }
    )
