"""Strategy: is our capacity going where our strategy says, and does it get there in time?"""

from __future__ import annotations

import streamlit as st

from engine.analyse.strategy.strategy import Strategy
from engine.catalogue import STRATEGY
from engine.explain.strategy import explain_strategy
from engine.portfolio import Portfolio
from pages.ui.charts.draw import draw
from pages.ui.charts.ranged_bars import HALF, ranged_bars
from pages.ui.charts.shares import shares
from pages.ui.jobs import analysis_status
from pages.ui.jobs.analysis_status import AnalysisView, area, page_context
from pages.ui.jobs.pacing import first_screen_first
from pages.ui.parts.explained import title_explained
from pages.ui.parts.tables import Behind, figures
from pages.ui.parts.text import quiet, title
from pages.ui.parts.theme import palette
from pages.ui.views.strategy import objective_bars, objective_table, share_rows, theme_table


def main() -> None:
    page = page_context(STRATEGY)
    if page is not None:
        with area(page.view, "strategy"):
            show(page.view, page.portfolio)


def show(view: AnalysisView, portfolio: Portfolio) -> None:
    result: Strategy = view.result
    colours, currency = palette(), portfolio.settings.currency
    pool = portfolio.pools_by_id[result.pool].name
    left, right = st.columns([6, 5], gap="large")
    with left:
        title(f"Who gets {pool}", "Line: the share the strategy intends. Bars: today's plan, and the recommended one.")
        rows = share_rows(result)
        text = "Intended and actual share of each theme"
        draw("shares", view.key, colours, lambda: shares(rows, colours), text)
    with right:
        note = "In today's way of working; labels: as recommended."
        title_explained("What each objective falls short by, a year", "objective", portfolio, note)
        bars = objective_bars(result, portfolio, colours)
        if bars:
            text = "Shortfall of each objective"
            draw("objectives", view.key, colours, lambda: ranged_bars(bars, currency, colours, width=HALF), text)
        else:
            quiet("No theme has a target with a date in this portfolio.")
    analysis_status.backing(explain_strategy(result, portfolio), STRATEGY.about, portfolio)
    first_screen_first()
    note = f"Shares of {pool}, of external money and of value; plan and recommendation."
    title_explained("Themes", "portfolio value", portfolio, note)
    figures(
        "themes", theme_table(result, currency), "Shares of every theme", Behind(portfolio, {"": "portfolio value"})
    )
    objectives = objective_table(result, portfolio)
    if len(objectives.frame):
        note = "Benefit per month, expected, in the month the objective is due."
        title_explained("Objectives", "objective", portfolio, note)
        figures(
            "objectives-table",
            objectives,
            "Objectives against what each way delivers",
            Behind(portfolio, {"": "objective"}),
        )


main()
