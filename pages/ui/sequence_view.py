"""The order of work on a page: value by month under each way of ordering it, timelines, and each project's claim."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from engine.analyse.sequence import Sequence
from engine.explain.glossary import help_on
from engine.portfolio import Portfolio
from engine.simulate import Policy
from pages.ui.analyses import Shown
from pages.ui.charts.over_months import Line, over_months
from pages.ui.charts.timeline import timeline
from pages.ui.charts.timeline_rows import changed_first
from pages.ui.drawing import draw, draw_projects
from pages.ui.formats import column_unit
from pages.ui.load_view import load_of
from pages.ui.pacing import first_screen_first
from pages.ui.prose import title
from pages.ui.solving import Answer
from pages.ui.tables import figures
from pages.ui.theme import palette

MOST_ROWS = 60
WAYS = {
    Policy.SHARED: "today: all share",
    Policy.FIRST_COME: "first come",
    Policy.UTILISATION: "fewest idle days",
    Policy.SPONSOR: "loudest sponsor",
    Policy.CD3: "CD3",
    Policy.VALUE: "value per constraint day",
    Policy.RECOMMENDED: "recommended",
}


def sequence_in_full(shown: Shown, found: Answer, opened: Portfolio) -> None:
    """Value over time, the timelines with the constraint's load under them, and the table."""
    result: Sequence = shown.result
    colours, currency = palette(), opened.settings.currency
    title("Value so far, by month", "The same work and people in seven orders: cash out first, benefits after.")
    lines = [Line(WAYS[w.policy], w.so_far, w.policy is Policy.RECOMMENDED) for w in result.ways]
    first, text = opened.settings.planning_month, "Cumulative value by month under each way of ordering work"
    draw("so-far", shown.key, colours, lambda: over_months(lines, first, currency, colours), text)
    plan, pool = found.shown, result.constraint
    rows = list(plan.decisions)
    if len(rows) > MOST_ROWS:
        rows = changed_first(rows, MOST_ROWS)
    title("Plan against recommendation", "Outline: today's plan. Solid: recommended. Click a project for its price.")
    text = "Start and finish of every project in plan and recommendation"
    draw_projects("timeline", found.key, colours, lambda: timeline(plan, opened, rows, colours), text)
    first_screen_first()
    load_of(found, opened, pool)
    title("Every project's claim to come first", help_on("value per constraint day"))
    frame, columns = claims_table(result, opened)
    figures("sequence", frame, columns, "Cost of delay and value per constraint day of every project")


def claims_table(result: Sequence, opened: Portfolio) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Each project's figures, the most valuable user of the constraint first; and how to write the columns."""
    ranked = sorted(result.projects, key=lambda p: -(p.value_per_constraint_day or float("inf")))
    size, unit = column_unit([p.cost_of_delay for p in ranked], opened.settings.currency)
    per, per_unit = column_unit([p.value_per_constraint_day or 0.0 for p in ranked], opened.settings.currency)
    rows = [
        {
            "project_id": p.project_id,
            "Project": opened.projects_by_id[p.project_id].name,
            "Cost of delay": p.cost_of_delay / size,
            "CD3": p.cd3 / size,
            "Value per constraint day": None
            if p.value_per_constraint_day is None
            else p.value_per_constraint_day / per,
            "Return on acceleration": p.return_on_acceleration,
            "Place in plan": p.rank_plan,
            "Place recommended": p.rank_recommended,
        }
        for p in ranked
    ]
    column = st.column_config.NumberColumn
    columns = {
        "Cost of delay": column(f"Cost of delay, {unit} a month", format="%.2f", help=help_on("cost of delay")),
        "CD3": column(f"CD3, {unit}", format="%.3f", help=help_on("CD3")),
        "Value per constraint day": column(
            f"Value per constraint day, {per_unit}", format="%.1f", help=help_on("value per constraint day")
        ),
        "Return on acceleration": column(format="%.1f", help=help_on("return on acceleration")),
    }
    frame = pd.DataFrame(rows).astype({"Place in plan": "Int64", "Place recommended": "Int64"})
    return frame, columns
