"""Decide: which projects to accelerate, continue, defer or stop, live while levers move."""

from __future__ import annotations

import streamlit as st

from engine.optimise.recommendation import Recommendation
from engine.portfolio import Portfolio
from engine.portfolio.scenario import apply
from pages.ui import answer, cached, sentences, state
from pages.ui.all_levers import all_levers
from pages.ui.charts.load_strip import peaks
from pages.ui.levers import levers
from pages.ui.pacing import first_screen_first
from pages.ui.plan_view import show_proof, show_timeline
from pages.ui.project_panel import project_panel
from pages.ui.prose import headline, quiet
from pages.ui.solving import Answer


def main() -> None:
    base = cached.portfolio()
    found, beside = answer.current(base)
    free = answer.without_preferences(base)
    with st.container(key="opening", gap="xsmall"):
        open_with(found, beside.shown, base)
        answer.say_price_of_preference(found, free)
        answer.status_line(found, beside, free)
    state.settle("pool", busiest_pool(beside.shown, base))
    controls = st.container(key="controls")
    if found.shown is None:
        with controls:
            draw_levers(base)
        return
    opened, project = apply(found.shown_scenario, base), state.chosen("project")
    if project is not None:
        project_panel(found, opened, project)
    plan = answer.plan_area(found)
    with plan:
        show_timeline(found, opened)
    first_screen_first()
    with controls:
        draw_levers(base)
    with plan:
        show_proof(found, opened, state.chosen("pool"))


def open_with(found: Answer, beside: Recommendation | None, base: Portfolio) -> None:
    result = answer.to_open_with(found)
    if result is None:
        answer.explain_missing(found, base)
        return
    headline(sentences.decide(result), dimmed=found.is_stale)
    quiet(sentences.beside(result, beside, found.shown_scenario))


def busiest_pool(shown: Recommendation | None, base: Portfolio) -> str | None:
    return next((peak.pool_id for peak in peaks(shown, base)), None) if shown else None


def draw_levers(base: Portfolio) -> None:
    levers(base)
    all_levers(base)


main()
