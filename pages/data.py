"""Data: what pages are drawn from, a file on its way in, and the months that were saved."""

from __future__ import annotations

import streamlit as st

from engine.explain import intake as words
from engine.portfolio.scenario import apply
from pages.ui.jobs import cached
from pages.ui.office.data_changes import changes_since
from pages.ui.office.data_editor import edit_cells
from pages.ui.office.data_intake import way_in
from pages.ui.office.data_months import may_save, saved_months, say_what_happened
from pages.ui.office.data_questions import ask_only_what_matters
from pages.ui.office.todays_way import ask_how_people_work
from pages.ui.parts.text import headline, quiet, title
from pages.ui.session import scenario_in_use


def main() -> None:
    portfolio = cached.portfolio()
    headline(words.data_in_use(portfolio, cached.month_shown()))
    quiet(words.assumed_in_short(portfolio) or "Every figure is owned by somebody, or derived from one that is.")
    at_the_top, is_coming = st.container(), False
    if may_save():
        title("Bring in a file", words.limits_in_words())
        is_coming = way_in()
        with st.container() if is_coming else at_the_top:
            say_what_happened()
        if not is_coming:
            title("Edit", "Cells of the data on screen; checked at once, and saved as a month of its own.")
            edit_cells(portfolio)
    else:
        say_what_happened()
        quiet("To bring in data is for analysts and those who decide; your role looks.")
    last = cached.previous_portfolio()
    if last is not None and not is_coming:
        title("What changed", "Against last month's data; projects are matched by their ids.")
        changes_since(last, portfolio)
    if not is_coming:
        ask_how_people_work(apply(scenario_in_use.current(), portfolio))
        title("What to ask", "Only what could change a decision, and what knowing it is worth.")
        ask_only_what_matters(portfolio)
    title(
        "Saved months", "Each stays as it was saved. The newest is shown to everybody; you can open any for yourself."
    )
    saved_months()


main()
