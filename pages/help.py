"""Help: the words of the cockpit, with formula and source, to be searched and taken away."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from engine.compute.parallel import default_workers
from engine.compute.release import release
from engine.explain.behind_the_figures import about
from engine.register import kind_of_database
from engine.wording.glossary import TERMS
from pages.ui.jobs import cached, portfolios
from pages.ui.parts.figures import texts
from pages.ui.parts.tables import download, wrapped
from pages.ui.parts.text import headline, quiet
from pages.ui.session import browser_session, choices


def main() -> None:
    headline("What the words mean, how each figure is worked out, and where the formula comes from.")
    quiet("All money is today's money: future benefits and costs are discounted at the portfolio's rate.")
    st.button(
        "Show the tour again",
        key="tour-again",
        type="tertiary",
        icon=":material/tour:",
        on_click=begin_tour,
    )
    _about()
    wanted = st.text_input("Search", key="help-search", placeholder="Search a word", label_visibility="collapsed")
    terms = [t for t in TERMS if wanted.lower() in f"{t.word} {t.meaning}".lower()]
    if not terms:
        quiet("No word like this here.")
        return
    table = pd.DataFrame(
        {
            "Word": [t.word for t in terms],
            "Meaning": [t.meaning for t in terms],
            "Unit": [t.unit for t in terms],
            "Formula": [t.formula for t in terms],
            "Source": [t.source for t in terms],
        }
    )
    wrapped(table)
    download("glossary", lambda: texts(table))


def begin_tour() -> None:
    """Take the tour from its first step, where it stands: on Home."""
    browser_session.take_tour(0)
    choices.turn_to("")


def _about() -> None:
    """What answers here, for who reports a figure or compares two servers."""
    month = cached.month_shown()
    version = None if month is None else month.version
    rows = about(release(), cached.portfolio(), version, kind_of_database(portfolios.register_url()), default_workers())
    with st.expander("About this cockpit", key="about", icon=":material/info:"):
        wrapped(pd.DataFrame(rows, columns=["What", "Here"]))


main()
