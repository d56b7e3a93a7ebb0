"""Constraint: what really limits us, what more of it is worth, and in which order work should run."""

from __future__ import annotations

import streamlit as st

from engine.catalogue import CONSTRAINT, LIMITING_POOL, SEQUENCE
from engine.explain.constraint import constraint_moved, explain_constraint
from engine.explain.sequence import explain_sequence
from engine.optimise.recommendation import Effort
from pages.ui.jobs import analysis_status, cached, solve_status
from pages.ui.jobs.analysis_status import AnalysisView, area, page_context
from pages.ui.jobs.page_analyses import known
from pages.ui.parts.text import quiet
from pages.ui.session import choices, scenario_in_use, widgets
from pages.ui.views.constraint import constraint_in_full
from pages.ui.views.sequence import sequence_in_full

VIEWS = {"constraint": "What limits us", "sequence": "In which order"}


def main() -> None:
    if choices.chosen("view") == "sequence":
        show_sequence()
    else:
        show_constraint()


def show_constraint() -> None:
    page = page_context(CONSTRAINT)
    if page is not None:
        say_where_it_has_moved(page.view)
    view_switch()
    if page is not None:
        with area(page.view, "constraint"):
            constraint_in_full(page.view, page.answer, page.portfolio)
            said = explain_constraint(page.view.result, page.portfolio)
            analysis_status.backing(said, CONSTRAINT.about, page.portfolio)


def say_where_it_has_moved(view: AnalysisView) -> None:
    """Beside the base: by the constraint of the base where somebody has asked for it, else by a first measure."""
    if view.is_stale or scenario_in_use.current().is_base:
        return
    base = cached.portfolio()
    answer = solve_status.of_base(base, Effort.BOARD)
    exact = known(LIMITING_POOL, base, answer.plan)
    before = cached.first_measure(base) if exact is None else exact.pool_id
    moved = constraint_moved(before, view.result.constraint, base)
    if moved:
        quiet(moved)


def show_sequence() -> None:
    page = page_context(SEQUENCE)
    view_switch()
    if page is not None:
        with area(page.view, "sequence"):
            sequence_in_full(page.view, page.answer, page.portfolio)
            said = explain_sequence(page.view.result, page.portfolio)
            analysis_status.backing(said, SEQUENCE.about, page.portfolio)


def view_switch() -> None:
    now = choices.chosen("view") or "constraint"
    st.segmented_control(
        "View",
        list(VIEWS),
        format_func=VIEWS.__getitem__,
        default=now,
        key=widgets.offer("constraint-view", now),
        label_visibility="collapsed",
        on_change=lambda: choices.choose("view", widgets.value_of("constraint-view") or "constraint"),
    )


main()
