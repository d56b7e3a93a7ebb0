"""The frame around every page: runs on each visit, before the page itself."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st

from engine.errors import CockpitError, DataError
from engine.explain.intake import month_came
from pages.ui.jobs import cached
from pages.ui.office.register_access import look_again_when_silent
from pages.ui.office.todays_way import begin_with_what_is_accepted
from pages.ui.parts.text import style
from pages.ui.session import address, browser_session, choices, messages, scenario_in_use
from pages.ui.shell import portfolio_door
from pages.ui.shell.dock import dock
from pages.ui.shell.error_view import show_data_error, show_error
from pages.ui.shell.portfolio_door import other_portfolios
from pages.ui.shell.reconnect import ask_anew_when_lost
from pages.ui.shell.scenario_bar import scenario_bar
from pages.ui.shell.sign_in import account_panel, go_to_what_was_wanted, sign_in_page, sign_out_button
from pages.ui.shell.tour import tour
from pages.ui.visitors import account, event_log

NAME = "Value cockpit"
SIDEBAR = 200
ICON = str(Path(__file__).parent / "static" / "icon.svg")
"""In lines, which go with the page: a picture is fetched, and may be cleared away between two runs of a session."""

DECIDE = st.Page("../../decide.py", title="Decide", icon=":material/rule:", url_path="decide")
PAGES = {
    "Value": [
        st.Page("../../home.py", title="Home", icon=":material/home:", default=True),
        st.Page("../../illusion.py", title="Illusion", icon=":material/visibility:", url_path="illusion"),
        st.Page("../../constraint.py", title="Constraint", icon=":material/filter_alt:", url_path="constraint"),
    ],
    "Choose": [
        DECIDE,
        st.Page(
            "../../interventions.py", title="Interventions", icon=":material/leaderboard:", url_path="interventions"
        ),
        st.Page("../../strategy.py", title="Strategy", icon=":material/explore:", url_path="strategy"),
        st.Page("../../risk.py", title="Risk", icon=":material/casino:", url_path="risk"),
    ],
    "Commit": [
        st.Page("../../steering.py", title="Steering group", icon=":material/groups:", url_path="steering"),
        st.Page("../../register.py", title="Decision register", icon=":material/history_edu:", url_path="register"),
    ],
    "Office": [
        st.Page("../../data.py", title="Data", icon=":material/database:", url_path="data"),
        st.Page("../../scenarios.py", title="Scenarios", icon=":material/alt_route:", url_path="scenarios"),
        st.Page("../../delivery.py", title="Delivery report", icon=":material/fact_check:", url_path="delivery"),
        st.Page("../../mandate.py", title="Mandate", icon=":material/gavel:", url_path="mandate"),
        st.Page("../../help.py", title="Help", icon=":material/help:", url_path="help"),
    ],
}
EVERY_PAGE = [page for group in PAGES.values() for page in group]


def main() -> None:
    """Page settings, the way in, and for who is in navigation, the scenario bar, the page."""
    address.arrive()
    st.set_page_config(page_icon=ICON, layout="wide", initial_sidebar_state=SIDEBAR)
    st.logo(ICON, size="large")
    instead = in_place_of_a_page()
    if instead is None:
        show()
        return
    st.navigation(PAGES, position="hidden")
    st.set_page_config(page_title=f"Sign in · {NAME}" if instead is sign_in_page else NAME)
    style()
    instead()


def in_place_of_a_page() -> Callable[[], None] | None:
    """What a visitor who may not enter finds under every address, and nothing else; ``None`` for who may."""
    try:
        if not account.may_enter():
            return sign_in_page
        event_log.arrived()
        return portfolio_door.in_place_of_a_page()
    except CockpitError as error:
        return partial(_refuse, error)


def _refuse(error: CockpitError) -> None:
    show_error(error)
    if isinstance(error, account.NotListedError):
        event_log.tell("refused", level=logging.WARNING, act="enter", why=type(error).__name__)
        sign_out_button()


def show() -> None:
    """Navigation, the scenario bar, the page."""
    messages.begin()
    scenario_in_use.is_seen()
    page = st.navigation(PAGES, expanded=True)
    st.set_page_config(page_title=f"{page.title} · {NAME}")
    try:
        portfolio = cached.portfolio()
        on_screen = cached.month_shown()
        address.begin(portfolio, month_came(on_screen) if on_screen is not None else "")
        begin_with_what_is_accepted(portfolio)
        style(presenting=choices.presenting())
        scenario_bar(portfolio)
        other_portfolios()
        account_panel()
        go_to_what_was_wanted()
        ask_anew_when_lost()
        tour(page.url_path)
        if choices.wants_project():
            st.switch_page(DECIDE)
        wanted = choices.wants_page()
        if wanted is not None:
            st.switch_page(next(p for p in EVERY_PAGE if p.url_path == wanted))
        page.run()
        if choices.presenting():
            dock(portfolio, EVERY_PAGE, page)
        look_again_when_silent()
        choices.arrive()
        browser_session.settle_in()
    except DataError as error:
        style()
        show_data_error(error)
    except CockpitError as error:
        show_error(error)


main()
