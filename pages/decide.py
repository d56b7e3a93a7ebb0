"""Decide: which projects to accelerate, continue, defer or stop, live while levers move."""

from __future__ import annotations

import streamlit as st

from engine.optimise.recommendation import Recommendation
from engine.portfolio import Portfolio
from engine.portfolio.scenario import apply
from pages.ui import answer, cached, sentences, state
from pages.ui.all_levers import all_levers
from pages.ui.charts.load_strip import peaks
from pages.ui.charts.timeline import timeline
from pages.ui.charts.timeline_rows import changed_first
from pages.ui.decisions import decisions
from pages.ui.drawing import draw_projects
from pages.ui.levers import levers
from pages.ui.load_view import load_of
from pages.ui.pins import pin_controls
from pages.ui.project_panel import project_panel
from pages.ui.prose import headline, quiet, title
from pages.ui.solving import Answer
from pages.ui.theme import palette

MOST_ROWS = 100


def main() -> None:
    base = cached.portfolio()
    found, beside = answer.current(base)
    free = answer.without_preferences(base)
    with st.container(key="opening", gap="xsmall"):
        open_with(found, beside.shown, base)
        answer.say_price_of_preference(found, free)
        answer.status_line(found, beside, free)
    state.settle("pool", busiest_pool(beside.shown, base))
    levers(base)
    all_levers(base)
    if found.shown is None:
        return
    opened, project = apply(found.shown_scenario, base), state.chosen("project")
    if project is not None:
        project_panel(found, opened, project)
    with answer.plan_area(found):
        show(found, opened, state.chosen("pool"))


def open_with(found: Answer, beside: Recommendation | None, base: Portfolio) -> None:
    result = answer.to_open_with(found)
    if result is None:
        answer.explain_missing(found, base)
        return
    headline(sentences.decide(result), dimmed=found.is_stale)
    quiet(sentences.beside(result, beside, found.shown_scenario))


def busiest_pool(shown: Recommendation | None, base: Portfolio) -> str | None:
    return next((peak.pool_id for peak in peaks(shown, base)), None) if shown else None


def show(found: Answer, opened: Portfolio, pool: str | None) -> None:
    result, colours = found.shown, palette()
    title(
        "Plan against recommendation",
        "Outline: today's plan. Solid: recommended. Click a project to see what else it could do.",
    )
    rows, view = result.decisions, "all"
    if len(rows) > MOST_ROWS and not st.toggle(f"Show all {len(rows)} projects", key="show-all"):
        rows, view = changed_first(rows, MOST_ROWS), "changed"
    key = f"{found.key}|{view}"
    text = sentences.decide(result)
    draw_projects("timeline", key, colours, lambda: timeline(result, opened, rows, colours), text)
    if pool is not None:
        load_of(found, opened, pool)
    title("Recommended actions", "Click a row to see what else its project could do, or to pin it.")
    pin_controls(opened)
    decisions(result, opened, found.key, colours)


main()
