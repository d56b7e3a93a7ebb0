"""The frame around every page: runs on each visit, before the page itself."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from engine.errors import CockpitError, DataError
from pages.ui import cached, state
from pages.ui.prose import style
from pages.ui.scenario_bar import scenario_bar
from pages.ui.trouble import show_data_error, show_error

NAME = "Value cockpit"
SIDEBAR = 200
ICON = str(Path(__file__).parent / "static" / "icon.png")

PAGES = {
    "Value": [st.Page("../home.py", title="Home", icon=":material/home:", default=True)],
    "Choose": [st.Page("../decide.py", title="Decide", icon=":material/rule:", url_path="decide")],
}


def main() -> None:
    """Page settings, navigation, the scenario bar, the page."""
    st.set_page_config(page_icon=ICON, layout="wide", initial_sidebar_state=SIDEBAR)
    style()
    st.logo(ICON, size="large")
    page = st.navigation(PAGES)
    st.set_page_config(page_title=f"{page.title} · {NAME}")
    try:
        opened = cached.portfolio()
        state.begin(opened)
        scenario_bar(opened)
        page.run()
    except DataError as error:
        show_data_error(error)
    except CockpitError as error:
        show_error(error)


main()
