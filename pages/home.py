"""Home: what is promised, what will arrive, what limits it, and what to do first."""

from __future__ import annotations

import streamlit as st

from engine.analyse.health.trust import trust_in
from engine.analyse.today.calibration import Today
from engine.catalogue import FIRST_DECISIONS
from engine.explain import origins, plan_sentences
from engine.portfolio import Portfolio
from engine.portfolio.scenario import apply
from pages.ui.charts.draw import draw
from pages.ui.charts.promise import promise
from pages.ui.jobs import cached, solve_status
from pages.ui.jobs.analysis_status import AnalysisView, view_of
from pages.ui.jobs.solve_service import Answer
from pages.ui.parts.action_tiles import action_tiles
from pages.ui.parts.explained import headline_explained, quiet_explained, title_explained
from pages.ui.parts.text import quiet
from pages.ui.parts.theme import palette
from pages.ui.session import scenario_in_use
from pages.ui.views.constraint import constraint_in_short
from pages.ui.views.first_decisions_line import ladder
from pages.ui.views.home import first_view, of_today, own_forecasts
from pages.ui.views.verdicts import verdicts


def main() -> None:
    base = cached.portfolio()
    answer, base_answer = solve_status.current(base)
    portfolio = apply(answer.plan_scenario or scenario_in_use.current(), base)
    with st.container(key="opening", gap="xsmall"):
        spot = st.container(gap="xsmall")
        solve_status.status_line(answer, base_answer)
        first = view_of(FIRST_DECISIONS, answer, portfolio)
        with spot:
            open_with(answer, base, portfolio, first)
    if answer.plan is not None:
        with solve_status.plan_area(answer):
            show(answer, portfolio, first, of_today(answer, base))


def open_with(answer: Answer, base: Portfolio, portfolio: Portfolio, first: AnalysisView) -> None:
    if (result := solve_status.to_open_with(answer)) is None:
        solve_status.explain_missing(answer, base)
        return
    today = of_today(answer, base)
    about = result, base, today, None if first.is_stale else first.result
    headline_explained(plan_sentences.home(*about), origins.of_home(*about), dimmed=answer.is_stale)
    said = plan_sentences.in_short(result, today, portfolio)
    quiet_explained(said, origins.of_short(result, base, said), "short")


def show(answer: Answer, portfolio: Portfolio, first: AnalysisView, today: Today) -> None:
    result, colours, known = answer.plan, palette(), None if first.is_stale else first.result
    text = plan_sentences.home(result, portfolio, today)
    draw("promise", f"{answer.key}|{known is None}", colours, lambda: promise(result, today, known, colours), text)
    left, right = st.columns(2, gap="large")
    with left:
        title_explained("What to do first", "gain in turn", portfolio, "All else as today. Click one for its price.")
        first_view(first, portfolio, colours, verdicts(portfolio, result))
        ladder(answer, portfolio)
    with right:
        title_explained(
            "What limits us",
            "gain of one more person",
            portfolio,
            "Measured by solving again with one person more, before their cost.",
        )
        constraint_in_short(answer, portfolio)
    title_explained(plan_sentences.whole_recommendation(portfolio), "own worth", portfolio)
    action_tiles(result, portfolio, colours)
    st.page_link("../../decide.py", label="See all decisions and try others", icon=":material/arrow_forward:")
    with st.expander("How far can these figures be trusted?", icon=":material/verified:"):
        quiet(plan_sentences.trust(trust_in(portfolio, result)))
        own_forecasts(cached.calibration(portfolio), portfolio)


main()
