"""The plan in an answer: a pool's load and the timeline in the same months, then the table that proves them."""

from __future__ import annotations

import streamlit as st

from engine.explain import plan_sentences
from engine.explain.chart_labels import (
    HOW_TO_READ_DIFFERENCES,
    NOTHING_APART,
    SHOW_EVERY_PROJECT,
    as_planned,
    differences_counted,
    how_to_read_timeline,
)
from engine.explain.project_decision import changed_first
from engine.explain.table import show_all_projects
from engine.optimise.recommendation import Recommendation
from engine.portfolio import Action, Portfolio
from engine.report.comparison import differing
from pages.ui.charts.draw import draw_projects
from pages.ui.charts.timeline import differences, timeline
from pages.ui.jobs.solve_service import Answer
from pages.ui.parts.explained import title_explained
from pages.ui.parts.pins import pin_controls
from pages.ui.parts.text import quiet, title
from pages.ui.parts.theme import palette
from pages.ui.views.decision_table import decisions

MOST_ROWS = 100
FOLDED_FROM = 6
"""Projects that go on as planned from which on they are one line until asked for."""


def show_timeline(answer: Answer, portfolio: Portfolio, before: Recommendation | None) -> None:
    """Today's plan against the recommended one, project by project; of many only those that change, until asked.

    What is treated otherwise than in ``before`` shows for a while where it was.
    """
    result, colours = answer.plan, palette()
    was_elsewhere = before is not None and bool(differing(before, result))
    note = how_to_read_timeline(ghosts=was_elsewhere)
    title_explained("Plan against recommendation", "own worth", portfolio, note)
    rows, view = result.decisions, "all"
    if len(rows) > MOST_ROWS and not st.toggle(show_all_projects(len(rows)), key="show-all"):
        rows, view = changed_first(rows, MOST_ROWS), "changed"
    unchanged = sum(d.action is Action.CONTINUE for d in result.decisions)
    folded = unchanged >= FOLDED_FROM and not st.toggle(as_planned(unchanged), key="show-unchanged")
    key = f"{answer.key}|{view}|{folded}|{_fingerprint(before)}"
    text = plan_sentences.decide(result, portfolio)
    draw_projects(
        "timeline", key, colours, lambda: timeline(result, portfolio, rows, colours, folded=folded, before=before), text
    )


def show_differences(answer: Answer, kept: Recommendation, portfolio: Portfolio) -> None:
    """Only what differs between A, the plan that was kept, and the one on screen."""
    result, colours = answer.plan, palette()
    apart = len(differing(kept, result))
    heading = differences_counted(apart, len(portfolio.projects))
    if not apart:
        title(heading)
        quiet(NOTHING_APART)
        return
    title_explained(heading, "own worth", portfolio, HOW_TO_READ_DIFFERENCES)
    if st.toggle(SHOW_EVERY_PROJECT, key="show-all-beside-a"):
        show_timeline(answer, portfolio, kept)
    else:
        key, text = f"{answer.key}|{_fingerprint(kept)}", plan_sentences.decide(result, portfolio)
        draw_projects("timeline", key, colours, lambda: differences(kept, result, portfolio, colours), text)


def _fingerprint(plan: Recommendation | None) -> str:
    """What parts one plan from another in the name of a chart."""
    return "" if plan is None else str(hash(tuple((d.action, d.start, d.finish, d.value) for d in plan.decisions)))


def show_proof(answer: Answer, portfolio: Portfolio) -> None:
    """Every project's action, to be pinned or taken away."""
    note = "Click a row to see what else its project could do, or to pin it."
    title_explained("Recommended actions", "own worth", portfolio, note)
    pin_controls(portfolio)
    decisions(answer.plan, portfolio, answer.key, palette())
