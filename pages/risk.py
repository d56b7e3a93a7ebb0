"""Risk: what holds whatever comes, what does not, and what to ask before deciding."""

from __future__ import annotations

import streamlit as st

from engine.analyse.risk.result import RiskResult
from engine.catalogue import FIRST_RISK, RISK
from engine.explain.risk import explain_gain, explain_risk, how_to_read_fan, preset_rests_on
from engine.portfolio import Portfolio
from pages.ui.charts.draw import draw, draw_projects
from pages.ui.charts.fan import fan
from pages.ui.charts.histogram import histogram
from pages.ui.charts.ranged_bars import HALF, ranged_bars
from pages.ui.jobs import analysis_status
from pages.ui.jobs.analysis_status import AnalysisView, area, page_context
from pages.ui.jobs.pacing import first_screen_first
from pages.ui.jobs.solve_service import Answer
from pages.ui.parts.explained import quiet_said, title_explained
from pages.ui.parts.tables import figures
from pages.ui.parts.text import quiet
from pages.ui.parts.theme import palette
from pages.ui.views.questions import ask_beside_risk
from pages.ui.views.risk import bands, driver_bars, marks, show_decisions, show_levels, spread_table


def main() -> None:
    page = page_context(FIRST_RISK, sharper=RISK)
    if page is None:
        return
    with area(page.view, "risk"):
        show(page.view, page.portfolio)
        first_screen_first()
        show_proof(page.view, page.answer, page.portfolio)


def show(view: AnalysisView, portfolio: Portfolio) -> None:
    result: RiskResult = view.result
    colours, settings = palette(), portfolio.settings
    left, right = st.columns([6, 5], gap="large")
    with left:
        title_explained("Gain over today's way", "range over futures", portfolio, "Bars: number of futures.")
        said = explain_gain(result, settings.currency)
        over = marks(result, portfolio)
        draw("gain", view.key, colours, lambda: histogram(result.gains, over, settings.currency, colours), said.prose)
        quiet_said(said, RISK.about, portfolio, "gain")
    with right:
        title_explained("Value so far", "range over futures", portfolio, how_to_read_fan(result, portfolio))
        ways = bands(result, colours)
        first, unit, text = settings.planning_month, settings.currency, "Value by month of each way, as ranges"
        draw("value-fan", view.key, colours, lambda: fan(ways, result.months, first, unit, colours), text)
    analysis_status.backing(explain_risk(result, portfolio), RISK.about, portfolio)


def show_proof(view: AnalysisView, answer: Answer, portfolio: Portfolio) -> None:
    result: RiskResult = view.result
    colours, currency = palette(), portfolio.settings.currency
    show_decisions(result, portfolio)
    show_levels(result, portfolio)
    left, right = st.columns(2, gap="large")
    with left:
        title_explained("What moves the gain most", "range over futures", portfolio, "One figure from P10 to P90.")
        bars = driver_bars(result, portfolio, colours)
        text = "Swing of the gain by figure"
        draw_projects(
            "drivers", view.key, colours, lambda: ranged_bars(bars, currency, colours, signed=True, width=HALF), text
        )
    with right:
        title_explained("What to ask before deciding", "value of knowing", portfolio)
        ask_beside_risk(view, answer, portfolio)
    with st.expander("What the futures are drawn from", icon=":material/casino:"):
        figures("spreads", spread_table(portfolio), "How far each figure may turn out otherwise")
        for said in preset_rests_on(portfolio):
            quiet(said)


main()
