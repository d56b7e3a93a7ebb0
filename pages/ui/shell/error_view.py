"""What a visitor sees when the data cannot be used: every problem, where it stands and how to mend it."""

from __future__ import annotations

import logging

import pandas as pd

from engine.errors import CockpitError, DataError, ProblemGroup, grouped
from pages.ui.parts import text
from pages.ui.parts.figures import texts
from pages.ui.parts.formats import NONE, count
from pages.ui.parts.tables import download, wrapped
from pages.ui.parts.text import headline, quiet, title

log = logging.getLogger(__name__)


def show_data_error(error: DataError) -> None:
    """The problems of a portfolio, those of one kind in one line, errors first; the download has every one."""
    place = error.problems[0].file if len({p.file for p in error.problems}) == 1 else "the portfolio's files"
    headline(f"The portfolio cannot be opened yet: {count(len(error.problems), 'problem')} in {place} to mend.")
    quiet("Mend them in the order given, save the files and reload this page. Nothing has been changed.")
    wrapped(_table(grouped(error.problems)))
    download("problems", lambda: texts(full_list(error)), "Download the full list")
    if error.warnings:
        title(
            f"{count(len(error.warnings), 'warning')} beside them", "These would not stop the portfolio from opening."
        )
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
            "How to mend it": [p.remedy for _, p in listed],
        }
    )


def _table(groups: tuple[ProblemGroup, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "File": [group.first.file for group in groups],
            "Row": [_rows(group) for group in groups],
            "Column": [group.first.column or NONE for group in groups],
            "Found": [_values_of(group) for group in groups],
            "What is wrong": [group.what() for group in groups],
            "How to mend it": [group.first.remedy for group in groups],
        }
    )


def _rows(group: ProblemGroup) -> str:
    if not group.rows:
        return NONE
    return str(group.rows[0]) if group.count == 1 else f"{group.rows[0]} and more"


def _values_of(group: ProblemGroup) -> str:
    return f"{group.first.value or NONE}{' and others' if len(group.values) > 1 else ''}"
