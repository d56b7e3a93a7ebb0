"""Decide: which projects to accelerate, continue, defer or stop, live while levers move."""

from __future__ import annotations

import streamlit as st

from engine.optimise.recommendation import Recommendation
from engine.portfolio import Portfolio
from engine.portfolio.scenario import apply
from pages.ui import answer, cached, sentences, state
from pages.ui.all_levers import all_levers
from pages.ui.charts.load_strip import peaks
from pages.ui.charts.pool_load import pool_load
from pages.ui.charts.timeline import timeline
from pages.ui.charts.timeline_rows import changed_first
from pages.ui.decisions import decisions
from pages.ui.drawing import draw
from pages.ui.levers import levers
from pages.ui.pins import pin_controls
from pages.ui.prose import headline, quiet, title
from pages.ui.solving import Answer
from pages.ui.theme import palette

MOST_ROWS = 100


def main() -> None:
    base = cached.portfolio()
    found, beside = answer.current(base)
    with st.container(key="opening", gap="xsmall"):
        open_with(found, beside.shown, base)
        answer.status_line(found, beside)
    state.settle("pool", busiest_pool(beside.shown, base))
    levers(base)
    all_levers(base)
    if found.shown is not None:
        with answer.plan_area(found):
            show(found, apply(found.shown_scenario, base), state.chosen("pool"))


def open_with(found: Answer, beside: Recommendation | None, base: Portfolio) -> None:
    result = answer.to_open_with(found)
    if result is None:
        answer.explain_missing(found, base)
        return
    headline(sentences.decide(result), dimmed=found.is_stale)
    quiet(sentences.beside(result, beside, found.shown_scenario))


def busiest_pool(shown: Recommendation | None, base: Portfolio) -> str | None:
    ranked = peaks(shown, base) if shown else []
    return ranked[0].pool_id if ranked else None


def show(found: Answer, opened: Portfolio, pool: str | None) -> None:
    result, colours = found.shown, palette()
    title("Plan against recommendation", "Outline: today's plan. Solid: recommended. Right: change in value on paper.")
    rows, view = list(result.decisions), "all"
    if len(rows) > MOST_ROWS and not st.toggle(f"Show all {len(rows)} projects", key="show-all"):
        rows, view = changed_first(rows, MOST_ROWS), "changed"
    key = f"{found.key}|{view}"
    draw("timeline", key, colours, lambda: timeline(result, opened, rows, colours), sentences.decide(result))
    if pool is not None:
        show_load(found, opened, pool)
    title("Recommended actions", "Click a row to pin its project.")
    pin_controls(opened)
    decisions(result, opened, found.key, colours)


def show_load(found: Answer, opened: Portfolio, pool: str) -> None:
    result, colours, name = found.shown, palette(), opened.pools_by_id[pool].name
    title(
        f"{name} under this plan", "Person-days a month. Line: capacity after the reserve. Orange: days bought on top."
    )
    key, text = f"{found.key}|{pool}", f"Load of {name} by month"
    draw("pool-load", key, colours, lambda: pool_load(result, opened, pool, colours), text)


main()
