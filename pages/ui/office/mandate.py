"""The mandate on its page: whose rights are looked at, waiting in money, and the page to take away."""

from __future__ import annotations

import streamlit as st

from engine.analyse.decisions.decision_delay import Wait
from engine.explain.mandate_page import mandate_page
from engine.explain.report import WHAT_CHANGES, what_stays
from engine.explain.signs import wait_in_short
from engine.portfolio import Authority, Portfolio
from engine.report.mandate import Mandate, deciding_roles, office_role
from pages.ui.charts.ranged_bars import Bar
from pages.ui.office.report_tables import as_list
from pages.ui.parts.text import title
from pages.ui.parts.theme import Palette

MOST_BARS = 10


def choose_office(portfolio: Portfolio) -> str | None:
    """The role whose rights are the office's; the lowest unless another is chosen. ``None`` where nobody decides."""
    authority = portfolio.settings.authority or Authority()
    names = [role.name for role in deciding_roles(authority)]
    default = office_role(authority)
    if default is None or len(names) < 2:
        return None if default is None else default.name
    return st.selectbox("The office decides as", names, index=names.index(default.name), key="office", width=320)


def waiting_bars(result: Mandate, portfolio: Portfolio, colours: Palette) -> list[Bar]:
    """The decisions whose waiting costs most."""
    waits = sorted((w for w in result.delay.waits if (w.cost or 0.0) >= 1), key=lambda w: -(w.cost or 0.0))
    return [
        Bar(
            portfolio.projects_by_id[w.project_id].name,
            w.cost or 0.0,
            *_ends(w),
            colour=colours.over,
            note=wait_in_short(w),
            subject=w.project_id,
        )
        for w in waits[:MOST_BARS]
    ]


def _ends(wait: Wait) -> tuple[float, float] | tuple[None, None]:
    return (None, None) if wait.costs is None or wait.costs.is_point else (wait.costs.low, wait.costs.high)


def what_stays_and_changes(portfolio: Portfolio) -> None:
    """Two lists side by side."""
    left, right = st.columns(2, gap="large")
    with left:
        title("What stays", "Everything the office reports today.")
        as_list(what_stays(portfolio))
    with right:
        title("What changes", "Value is reported and decided on as well.")
        as_list(WHAT_CHANGES)


def take_away(result: Mandate, portfolio: Portfolio) -> None:
    """The case as one page of HTML, to print or to send."""
    st.download_button(
        "Download the case as one page",
        mandate_page(result, portfolio).encode(),
        "mandate.html",
        "text/html",
        key="take-mandate",
        icon=":material/description:",
    )
