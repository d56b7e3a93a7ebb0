"""Decide: which projects to accelerate, continue, defer or stop, live while levers move."""

from __future__ import annotations

import streamlit as st

from engine.explain import plan_sentences
from engine.explain.origins import of_comparison, of_plan_value
from engine.optimise.recommendation import Recommendation
from engine.portfolio import Portfolio
from engine.portfolio.scenario import apply
from pages.ui.charts.pool_peaks import peaks
from pages.ui.jobs import ahead, cached, solve_status
from pages.ui.jobs.pacing import first_screen_first, sentence_first
from pages.ui.jobs.solve_service import Answer
from pages.ui.office.before_after import before_after
from pages.ui.office.money_view import money_view
from pages.ui.office.plan_on_screen import plan_on_screen
from pages.ui.parts.all_levers import all_levers
from pages.ui.parts.explained import headline_explained, quiet_explained
from pages.ui.parts.levers import levers
from pages.ui.session import choices
from pages.ui.views.decide import show_proof
from pages.ui.views.project_tradeoff import project_panel


def main() -> None:
    base = cached.portfolio()
    answer, base_answer = solve_status.current(base)
    free = solve_status.without_preferences(base)
    with st.container(key="opening", gap="xsmall"):
        open_with(answer, base_answer.plan, base)
        solve_status.say_price_of_preference(answer, free, base)
        solve_status.status_line(answer, base_answer, free)
    sentence_first()
    choices.settle("pool", busiest_pool(base_answer.plan, base))
    controls = st.container(key="controls")
    if answer.plan is None:
        with controls:
            draw_levers(answer, base_answer, base)
        return
    portfolio, project = apply(answer.plan_scenario, base), choices.chosen("project")
    if project is not None:
        project_panel(answer, portfolio, project)
    plan = solve_status.plan_area(answer)
    with plan:
        plan_on_screen(answer, base_answer, base, portfolio)
    first_screen_first()
    with controls:
        draw_levers(answer, base_answer, base)
    with plan:
        show_proof(answer, portfolio)
        money_view(answer, base_answer, base)


def open_with(answer: Answer, base_plan: Recommendation | None, base: Portfolio) -> None:
    result = solve_status.to_open_with(answer)
    if result is None:
        solve_status.explain_missing(answer, base)
        return
    headline_explained(plan_sentences.decide(result, base), [of_plan_value(result, base)], dimmed=answer.is_stale)
    changed = apply(answer.plan_scenario, base)
    said = plan_sentences.in_comparison(result, base_plan, answer.plan_scenario, changed)
    quiet_explained(said, of_comparison(result, base_plan, base, said), "comparison")


def busiest_pool(plan: Recommendation | None, base: Portfolio) -> str | None:
    return next((peak.pool_id for peak in peaks(plan, base)), None) if plan else None


def draw_levers(answer: Answer, base_answer: Answer, base: Portfolio) -> None:
    """In a room they stand in the dock, on every page."""
    if choices.presenting():
        return
    ahead.expect(base, levers(base))
    before_after(answer, base_answer, base)
    all_levers(base)


main()
