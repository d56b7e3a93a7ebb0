"""Illusion: why dashboards are green and results are red."""

from __future__ import annotations

import streamlit as st

from engine.analyse.health.illusion import Illusion
from engine.analyse.today.reading import readings_of_today
from engine.catalogue import FIRST_ILLUSION, ILLUSION
from engine.explain.illusion import explain_illusion
from engine.explain.today import drawn_for
from engine.portfolio import Portfolio
from engine.wording.glossary import help_on
from pages.ui.charts.draw import draw, draw_projects
from pages.ui.charts.grid import grid
from pages.ui.charts.ranged_bars import HALF, ranged_bars
from pages.ui.jobs import analysis_status
from pages.ui.jobs.analysis_status import AnalysisView, area, page_context
from pages.ui.jobs.pacing import first_screen_first
from pages.ui.office.todays_way import ask_how_people_work
from pages.ui.parts.explained import title_explained
from pages.ui.parts.tables import figures
from pages.ui.parts.text import quiet, title
from pages.ui.parts.theme import palette
from pages.ui.views.bridge import bridge_view
from pages.ui.views.illusion import DELIVERY, VALUE, cells, health_table, net_bars


def main() -> None:
    page = page_context(FIRST_ILLUSION, sharper=ILLUSION)
    if page is None:
        return
    with area(page.view, "illusion"):
        show(page.view, page.portfolio)
    first_screen_first()
    title("From the promise to what arrives, and back", help_on("value bridge"))
    bridge_view(page.answer, page.portfolio)
    ask_how_people_work(page.portfolio)
    if page.view.result.contributions:
        with area(page.view, "projects"):
            show_projects(page.view, page.portfolio)


def show(view: AnalysisView, portfolio: Portfolio) -> None:
    result: Illusion = view.result
    colours, currency = palette(), portfolio.settings.currency
    left, right = st.columns([5, 6], gap="large")
    with left:
        title_explained(
            "Delivery health across, value health down",
            "promised",
            portfolio,
            "Framed: reported green, worth less than approved.",
        )
        if reading := drawn_for(readings_of_today(portfolio)):
            quiet(reading)
        text = "Projects and money by delivery health and value health"
        draw("health-grid", view.key, colours, lambda: grid(cells(result), DELIVERY, VALUE, currency, colours), text)
    if result.contributions:
        with right:
            show_net(view, portfolio)
    analysis_status.backing(explain_illusion(result, portfolio), ILLUSION.about, portfolio)


def show_net(view: AnalysisView, portfolio: Portfolio) -> None:
    colours, currency = palette(), portfolio.settings.currency
    note = "Lines: from least to most over all ways to read today. Click one."
    title_explained("Net contribution of those that cost others most", "net contribution", portfolio, note)
    bars = net_bars(view.result, portfolio, colours)
    text = help_on("cost to others")
    draw_projects("net", view.key, colours, lambda: ranged_bars(bars, currency, colours, width=HALF), text)


def show_projects(view: AnalysisView, portfolio: Portfolio) -> None:
    note = "Value approved, promised by the plan, and delivered in today's way."
    title_explained("Every project", "net contribution", portfolio, note)
    figures("project-health", health_table(view.result, portfolio), "Health and value of every project")


main()
