"""The order of work on a page: value by month under each way of ordering it, timelines, and each project's claim."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from engine.analyse.sequence.sequence import Place, Sequence
from engine.explain.project_decision import changed_first
from engine.portfolio import Portfolio
from engine.simulate import Policy
from engine.wording.glossary import help_on
from pages.ui.charts.draw import draw, draw_projects
from pages.ui.charts.over_months import Line, over_months
from pages.ui.charts.timeline import timeline
from pages.ui.jobs.analysis_status import AnalysisView
from pages.ui.jobs.pacing import first_screen_first
from pages.ui.jobs.solve_service import Answer
from pages.ui.parts.explained import title_explained
from pages.ui.parts.figures import Amount, Figures
from pages.ui.parts.tables import figures
from pages.ui.parts.theme import palette
from pages.ui.views.pool_load import load_of

MOST_ROWS = 60
WAYS = {
    Policy.SHARED: "everything at once",
    Policy.FIRST_COME: "first come",
    Policy.UTILISATION: "fewest idle days",
    Policy.SPONSOR: "loudest sponsor",
    Policy.CD3: "CD3",
    Policy.VALUE: "value per constraint day",
    Policy.RECOMMENDED: "recommended order",
}


def sequence_in_full(view: AnalysisView, answer: Answer, portfolio: Portfolio) -> None:
    """Value over time, the timelines with the constraint's load under them, and the table."""
    result: Sequence = view.result
    colours, currency = palette(), portfolio.settings.currency
    note = "The same work and people in seven orders: cash out first, benefits after."
    title_explained("Value so far, by month", "portfolio value", portfolio, note)
    lines = [Line(WAYS[w.policy], w.so_far, w.policy is Policy.RECOMMENDED) for w in result.on_the_same_work]
    first, text = portfolio.settings.planning_month, "Cumulative value by month under each way of ordering work"
    draw("so-far", view.key, colours, lambda: over_months(lines, first, currency, colours), text)
    plan, pool = answer.plan, result.pool
    rows = list(plan.decisions)
    if len(rows) > MOST_ROWS:
        rows = changed_first(rows, MOST_ROWS)
    note = "Outline: today's plan. Solid: recommended. Click a project for its price."
    title_explained("Plan against recommendation", "own worth", portfolio, note)
    text = "Start and finish of every project in plan and recommendation"
    draw_projects("timeline", answer.key, colours, lambda: timeline(plan, portfolio, rows, colours), text)
    first_screen_first()
    load_of(answer, portfolio, pool)
    note = "Listed by value per constraint day: one measure of several, not an order to work in. Places are by start."
    title_explained("Every project's claim to come first", "value per constraint day", portfolio, note)
    figures("sequence", claims_table(result, portfolio), "Cost of delay and value per constraint day of every project")


def _is_known(place: Place) -> bool:
    """Whether the gain from accelerating is proven closely enough to be written as one return."""
    gain = None if place.acceleration is None else place.acceleration.gain
    return gain is not None and gain.is_point


def claims_table(result: Sequence, portfolio: Portfolio) -> Figures:
    """Each project's figures, the most valuable user of the constraint first."""
    ranked = sorted(result.projects, key=lambda p: -(p.value_per_constraint_day or float("inf")))
    rows = [
        {
            "project_id": p.project_id,
            "Project": portfolio.projects_by_id[p.project_id].name,
            "Cost of delay": p.cost_of_delay,
            "Of it once, at a deadline": p.once,
            "CD3": p.cd3,
            "Value per constraint day": p.value_per_constraint_day,
            "Return on acceleration": p.return_on_acceleration if _is_known(p) else None,
            "Place in plan": p.rank_plan,
            "Place recommended": p.rank_recommended,
        }
        for p in ranked
    ]
    return Figures(
        pd.DataFrame(rows).astype({"Place in plan": "Int64", "Place recommended": "Int64"}),
        portfolio.settings.currency,
        amounts={
            "Cost of delay": Amount(per="a month", help=help_on("cost of delay")),
            "Of it once, at a deadline": Amount(),
            "CD3": Amount(decimals=3, help=help_on("CD3")),
            "Value per constraint day": Amount(decimals=1, group="day", help=help_on("value per constraint day")),
        },
        columns={
            "Return on acceleration": st.column_config.NumberColumn(
                format="%.1f", help=help_on("return on acceleration")
            )
        },
    )
