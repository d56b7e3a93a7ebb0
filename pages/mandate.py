"""Mandate: does the office already decide on value, and what would rights of its own save?"""

from __future__ import annotations

import streamlit as st

from engine.catalogue import MANDATE, SIGNS
from engine.explain.mandate_tables import mandate_tables
from engine.explain.report import explain_mandate
from engine.explain.signs import explain_signs
from engine.portfolio import Portfolio
from engine.report.mandate import Mandate
from pages.ui.charts.draw import draw_projects
from pages.ui.charts.ranged_bars import ranged_bars
from pages.ui.jobs import analysis_status, cached
from pages.ui.jobs.analysis_status import AnalysisView, area, page_context
from pages.ui.office.mandate import choose_office, take_away, waiting_bars, what_stays_and_changes
from pages.ui.office.register_access import entries as known_entries
from pages.ui.office.report_tables import show_tables
from pages.ui.parts.explained import quiet_said, title_explained
from pages.ui.parts.text import error, quiet, title
from pages.ui.parts.theme import palette
from pages.ui.views.first_decisions_line import ladder


def main() -> None:
    top = st.container()
    entries, failure = known_entries()
    if failure:
        error(f"{failure} What is shown rests on what was read before.", ":material/cloud_off:")
    office = choose_office(cached.portfolio())
    with top:
        opening = page_context(MANDATE, about=f"{office}-{len(entries)}", entries=entries, office=office)
    if opening is not None:
        with area(opening.view, "mandate"):
            ladder(opening.answer, opening.portfolio, wait=True)
            show(opening.view, opening.portfolio)


def show(view: AnalysisView, portfolio: Portfolio) -> None:
    result: Mandate = view.result
    colours, currency = palette(), portfolio.settings.currency
    analysis_status.backing(explain_mandate(result, portfolio), MANDATE.about, portfolio)
    take_away(result, portfolio)
    note = "Each decision as if it alone were to be taken. Click one."
    title_explained("What waiting for authority costs", "decision delay", portfolio, note)
    bars = waiting_bars(result, portfolio, colours)
    if bars:
        text = "What waiting costs, by decision"
        draw_projects("waiting-bars", view.key, colours, lambda: ranged_bars(bars, currency, colours), text)
    else:
        quiet("For no decision is a cost of waiting known.")
    title("Three signs", "Measured from this portfolio.")
    signs = explain_signs(result.signs, portfolio)
    for place, claim in enumerate((signs.short, *signs.further)):
        quiet_said(claim, SIGNS.about, portfolio, f"sign-{place}")
    show_tables(mandate_tables(result, portfolio), portfolio)
    what_stays_and_changes(portfolio)


main()
