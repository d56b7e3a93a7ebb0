"""Interventions: which of all the things we could do returns most, and what money and people can buy."""

from __future__ import annotations

import streamlit as st

from engine.analyse.interventions import League
from engine.catalogue import INTERVENTIONS
from engine.explain.interventions import NET_OF_WHAT, RANKING, THE_LAW, THE_LAW_NOTE, explain_interventions
from engine.portfolio import Portfolio
from pages.ui.charts.draw import draw_projects
from pages.ui.charts.ranged_bars import Bar, ranged_bars
from pages.ui.jobs import analysis_status
from pages.ui.jobs.analysis_status import AnalysisView, area, page_context
from pages.ui.jobs.pacing import first_screen_first
from pages.ui.parts.explained import title_explained
from pages.ui.parts.text import strong
from pages.ui.parts.theme import palette
from pages.ui.views.interventions import frontiers, kinds, league_bars, league_groups, show_league


def main() -> None:
    page = page_context(INTERVENTIONS)
    if page is not None:
        with area(page.view, "interventions"):
            show(page.view, page.portfolio)


def show(view: AnalysisView, portfolio: Portfolio) -> None:
    league: League = view.result
    colours, currency = palette(), portfolio.settings.currency
    title_explained("What returns most", "intervention", portfolio, NET_OF_WHAT)
    wanted = st.pills(
        "Kinds", kinds(league), selection_mode="multi", key="league-kinds", label_visibility="collapsed", wrap=True
    )
    for place, (head, listed) in enumerate(league_groups(league, wanted).items()):
        group(
            f"league-{place}", f"{view.key}|{','.join(wanted)}", head, league_bars(listed, portfolio, colours), currency
        )
    analysis_status.backing(explain_interventions(league, portfolio), INTERVENTIONS.about, portfolio)
    first_screen_first()
    frontiers(league, view, portfolio)
    title_explained("All that was worked out", "intervention", portfolio, RANKING)
    show_league("interventions", league.interventions, "Every intervention, its gain and its costs", portfolio)
    if league.mandates:
        title_explained(THE_LAW, "price of a limit", portfolio, THE_LAW_NOTE)
        show_league("mandates", league.mandates, "What each legal mandate costs", portfolio)


def group(name: str, key: str, head: str, bars: list[Bar], currency: str) -> None:
    """The bars of one group of the list, under its heading."""
    strong(head)
    colours = palette()
    draw_projects(name, key, colours, lambda: ranged_bars(bars, currency, colours, names=380), head)


main()
