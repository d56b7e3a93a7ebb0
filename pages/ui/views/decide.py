"""The plan in an answer: the timeline that opens it, then the constraint's load and the table that prove it."""

from __future__ import annotations

import streamlit as st

from engine.explain import openings
from engine.explain.chart_labels import HOW_TO_READ_TIMELINE, as_planned
from engine.explain.decision import changed_first
from engine.explain.table import show_all_projects
from engine.portfolio import Action, Portfolio
from pages.ui.charts.draw import draw_projects
from pages.ui.charts.timeline import timeline
from pages.ui.jobs.solve_service import Answer
from pages.ui.parts.pins import pin_controls
from pages.ui.parts.text import title
from pages.ui.parts.theme import palette
from pages.ui.views.decision_table import decisions
from pages.ui.views.pool_load import load_of

MOST_ROWS = 100
FOLDED_FROM = 6
"""Projects that go on as planned from which on they are one line until asked for."""


def show_timeline(answer: Answer, portfolio: Portfolio) -> None:
    """Today's plan against the recommended one, project by project; of many only those that change, until asked."""
    result, colours = answer.plan, palette()
    title("Plan against recommendation", HOW_TO_READ_TIMELINE)
    rows, view = result.decisions, "all"
    if len(rows) > MOST_ROWS and not st.toggle(show_all_projects(len(rows)), key="show-all"):
        rows, view = changed_first(rows, MOST_ROWS), "changed"
    unchanged = sum(d.action is Action.CONTINUE for d in rows)
    folded = unchanged >= FOLDED_FROM and not st.toggle(as_planned(unchanged), key="show-unchanged")
    key = f"{answer.key}|{view}|{folded}"
    text = openings.decide(result, portfolio)
    draw_projects("timeline", key, colours, lambda: timeline(result, portfolio, rows, colours, folded=folded), text)


def show_proof(answer: Answer, portfolio: Portfolio, pool: str | None) -> None:
    """The load of a pool under the plan, and every project's action, to be pinned or taken away."""
    if pool is not None:
        load_of(answer, portfolio, pool)
    title("Recommended actions", "Click a row to see what else its project could do, or to pin it.")
    pin_controls(portfolio)
    decisions(answer.plan, portfolio, answer.key, palette())
