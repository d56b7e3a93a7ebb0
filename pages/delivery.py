"""Delivery report: is delivery under control, what changed since last month, what breaches tolerance?"""

from __future__ import annotations

import streamlit as st

from engine.explain.report import explain_delivery
from engine.portfolio import Portfolio
from engine.portfolio.scenario import apply
from engine.report.delivery import DeliveryReport
from engine.report.last_month import LastMonth
from pages.ui.charts.draw import draw, draw_projects
from pages.ui.charts.grid import grid
from pages.ui.charts.ranged_bars import ranged_bars
from pages.ui.jobs import analysis_status, cached, page_analyses, solve_status
from pages.ui.office.delivery import ASPECTS, LIGHTS, WIDTH, breach_bars, in_tabs, last_month, status_cells
from pages.ui.parts.explained import headline_said, quiet_said, title_explained
from pages.ui.parts.text import quiet
from pages.ui.parts.theme import palette
from pages.ui.session import scenario_in_use

PLACE, WORDS, ABOUT = "delivery", "Comparing with last month", "delivery"


def main() -> None:
    base = cached.portfolio()
    answer, base_answer = solve_status.current(base)
    scenario = answer.plan_scenario or scenario_in_use.current()
    portfolio = apply(scenario, base)
    previous, why_not = last_month(scenario)
    about = "" if previous is None else previous.data_fingerprint
    report = cached.delivery(portfolio, answer.plan, previous, f"{answer.key}|{about}")
    since: LastMonth | None = None
    with st.container(key="opening", gap="xsmall"):
        spot = st.container(gap="xsmall")
        solve_status.status_line(answer, base_answer)
        if previous is not None and answer.plan is not None:
            since = analysis_status.worked_out(
                answer, PLACE, WORDS, page_analyses.since_work(portfolio, answer.plan, previous), about
            ).result
        said = explain_delivery(report, portfolio, since)
        with spot:
            headline_said(said.short, ABOUT, portfolio)
            for at, claim in enumerate(said.further[: analysis_status.BACKING]):
                quiet_said(claim, ABOUT, portfolio, f"opening-{at}")
        if solve_status.to_open_with(answer) is None and answer.recommendation is not None:
            solve_status.explain_missing(answer, base)
    show(report, portfolio, f"{answer.key}|{about}")
    analysis_status.backing(said, ABOUT, portfolio)
    in_tabs(report, since, why_not, portfolio)


def show(report: DeliveryReport, portfolio: Portfolio, key: str) -> None:
    colours, currency = palette(), portfolio.settings.currency
    left, right = st.columns([4, 7], gap="large")
    with left:
        note = "As reported, or as measured; number of projects, and their forecast cost."
        title_explained("Projects of the plan by light", "forecast at completion", portfolio, note)
        text = "Projects of the plan by light, in time, cost, scope and benefit"
        cells = status_cells(report)
        draw("lights", key, colours, lambda: grid(cells, ASPECTS, LIGHTS, currency, colours, ("Aspect", "Light")), text)
    with right:
        note = "The money in those with most; orange has happened, the rest is forecast. Click one."
        title_explained("Tolerances exceeded or forecast to be", "tolerance", portfolio, note)
        bars = breach_bars(report, portfolio, colours)
        if bars:
            text = "Money in each breach of tolerance"
            draw_projects("breaches", key, colours, lambda: ranged_bars(bars, currency, colours, width=WIDTH), text)
        else:
            quiet("Every project is inside its tolerances, as far as its figures say.")


main()
