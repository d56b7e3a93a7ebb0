"""Interventions: which of all the things we could do returns most, and what money and people can buy."""

from __future__ import annotations

import streamlit as st

from engine.analyse.interventions import League
from engine.catalogue import INTERVENTIONS
from engine.explain.interventions import explain_interventions
from engine.portfolio import Portfolio
from pages.ui.charts.curve import curve
from pages.ui.charts.draw import draw, draw_projects
from pages.ui.charts.ranged_bars import ranged_bars
from pages.ui.jobs import analysis_view
from pages.ui.jobs.analysis_view import AnalysisView, area, page_context
from pages.ui.jobs.pacing import first_screen_first
from pages.ui.parts.tables import figures
from pages.ui.parts.text import quiet, title
from pages.ui.parts.theme import palette
from pages.ui.views.interventions import kinds, league_bars, league_table, money_curve, people_curve


def main() -> None:
    page = page_context(INTERVENTIONS)
    if page is not None:
        with area(page.view, "interventions"):
            show(page.view, page.portfolio)


def show(view: AnalysisView, portfolio: Portfolio) -> None:
    league: League = view.result
    colours, currency = palette(), portfolio.settings.currency
    title("What returns most", "Net of its cost, on the recommended plan. Whiskers: what is proven. Pale: too close.")
    wanted = st.pills(
        "Kinds", kinds(league), selection_mode="multi", key="league-kinds", label_visibility="collapsed", wrap=True
    )
    bars = league_bars(league, portfolio, colours, wanted)
    key, text = f"{view.key}|{','.join(wanted)}", "Interventions by what they return after cost"
    draw_projects("league", key, colours, lambda: ranged_bars(bars, currency, colours, names=380), text)
    analysis_view.backing(explain_interventions(league, portfolio))
    first_screen_first()
    frontiers(league, view, portfolio)
    title("All that was worked out", "Gain before cost, and what it would gain under today's way of working.")
    figures("interventions", league_table(league, portfolio), "Every intervention with gain, cost, return and payback")


def frontiers(league: League, view: AnalysisView, portfolio: Portfolio) -> None:
    colours, currency = palette(), portfolio.settings.currency
    left, right = st.columns(2, gap="large")
    with left:
        title("What money can buy", "Portfolio value against money spent, best first.")
        points, axis = money_curve(league, portfolio)
        if len(points) > 1:
            draw("money", view.key, colours, lambda: curve(points, axis, currency, colours), "Value by money spent")
        else:
            quiet("Nothing that costs money surely pays.")
    with right:
        title("What people can bring", "Portfolio value against people added at the constraint.")
        hired, counted = people_curve(league, portfolio)
        if len(hired) > 1:
            draw("people", view.key, colours, lambda: curve(hired, counted, currency, colours), "Value by people")
        else:
            quiet("No added person gains anything.")


main()
