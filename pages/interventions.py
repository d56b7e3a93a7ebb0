"""Interventions: which of all the things we could do returns most, and what money and people can buy."""

from __future__ import annotations

import streamlit as st

from engine.analyse.interventions import League
from engine.explain.interventions import explain_interventions
from engine.portfolio import Portfolio
from pages.ui import analyses, works
from pages.ui.analyses import Shown, area, opened_by
from pages.ui.charts.curve import curve
from pages.ui.charts.ranged_bars import ranged_bars
from pages.ui.drawing import draw, draw_projects
from pages.ui.league_rows import kinds, league_bars, league_table, money_curve, people_curve
from pages.ui.pacing import first_screen_first
from pages.ui.prose import quiet, title
from pages.ui.tables import figures
from pages.ui.theme import palette


def main() -> None:
    page = opened_by("interventions", "Working out what could be done", works.interventions_work, explain_interventions)
    if page is not None:
        with area(page.shown, "interventions"):
            show(page.shown, page.portfolio)


def show(shown: Shown, opened: Portfolio) -> None:
    league: League = shown.result
    colours, currency = palette(), opened.settings.currency
    title("What returns most", "Net of its cost, on the recommended plan. Whiskers: what is proven. Pale: too close.")
    wanted = st.pills(
        "Kinds", kinds(league), selection_mode="multi", key="league-kinds", label_visibility="collapsed", wrap=True
    )
    bars = league_bars(league, opened, colours, wanted)
    key, text = f"{shown.key}|{','.join(wanted)}", "Interventions by what they return after cost"
    draw_projects("league", key, colours, lambda: ranged_bars(bars, currency, colours, names=380), text)
    analyses.backing(explain_interventions(league, opened))
    first_screen_first()
    frontiers(league, shown, opened)
    title("All that was worked out", "Gain before cost, and what it would gain under today's way of working.")
    figures("interventions", league_table(league, opened), "Every intervention with gain, cost, return and payback")


def frontiers(league: League, shown: Shown, opened: Portfolio) -> None:
    colours, currency = palette(), opened.settings.currency
    left, right = st.columns(2, gap="large")
    with left:
        title("What money can buy", "Portfolio value against money spent, best first.")
        points, axis = money_curve(league, opened)
        if len(points) > 1:
            draw("money", shown.key, colours, lambda: curve(points, axis, currency, colours), "Value by money spent")
        else:
            quiet("Nothing that costs money surely pays.")
    with right:
        title("What people can bring", "Portfolio value against people added at the constraint.")
        hired, counted = people_curve(league, opened)
        if len(hired) > 1:
            draw("people", shown.key, colours, lambda: curve(hired, counted, currency, colours), "Value by people")
        else:
            quiet("No added person gains anything.")


main()
