"""The first decisions on a page, and the reconciliation of today's way with the organisation's own forecasts."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from engine.analyse.today.calibration import Calibration, Today
from engine.explain.calibration import explain_calibration
from engine.explain.first import gain_text, scale_of_steps
from engine.portfolio import Portfolio
from engine.portfolio.scenario import Scenario
from engine.wording.formats import month
from pages.ui.jobs import cached
from pages.ui.jobs.analysis_status import AnalysisView
from pages.ui.jobs.solve_service import Answer
from pages.ui.parts.action_mark import act
from pages.ui.parts.explained import sum_explained
from pages.ui.parts.figures import texts
from pages.ui.parts.tables import figures
from pages.ui.parts.text import draw_markup, plain, quiet
from pages.ui.parts.theme import Palette
from pages.ui.session import choices, widgets
from pages.ui.views.verdicts import Verdicts, draw_verdict


def of_today(answer: Answer, base: Portfolio) -> Today:
    """What today's way delivers in the situation on screen."""
    return cached.today(answer.plan_scenario or Scenario(), base)


def first_view(first: AnalysisView, portfolio: Portfolio, colours: Palette, known_verdicts: Verdicts) -> None:
    """A row a decision: what to do, how sure it is where that is known, what it gains; a click opens its trade-off."""
    if first.result is None:
        if first.is_coming:
            quiet("They follow once the plan is settled.")
        else:
            quiet("They have not been worked out.")
        return
    if not first.result.steps:
        quiet("No single decision gains anything on its own, with all else as today.")
    scale = scale_of_steps(first.result, portfolio.settings.currency)
    for step in first.result.steps:
        name = portfolio.projects_by_id[step.project_id].name
        with st.container(
            key=widgets.key_of("first", step.project_id), horizontal=True, vertical_alignment="center", gap="small"
        ):
            draw_markup(act(step.action, colours), width=110)
            st.button(
                plain(name),
                key=widgets.key_of("open", step.project_id),
                type="tertiary",
                on_click=choices.open_project,
                args=(step.project_id,),
                help="What the alternatives would cost, and who would move",
                width="stretch",
            )
            draw_verdict(step.project_id, known_verdicts)
            sum_explained(gain_text(step, scale, portfolio.settings.currency), "gain in turn", portfolio, name)


def own_forecasts(calibration: Calibration, portfolio: Portfolio) -> None:
    """Today's way held against the forecasts of work in flight, project by project."""
    for claim in explain_calibration(calibration):
        quiet(claim.prose)
    if not calibration.comparisons:
        return
    first = portfolio.settings.planning_month
    rows = [
        {
            "project_id": c.project_id,
            "Project": portfolio.projects_by_id[c.project_id].name,
            "Own forecast": month(first + c.forecast_finish),
            "As simulated": month(first + c.simulated_finish),
            "Months apart": c.difference,
            "Slipped so far, months": c.past_slip,
        }
        for c in sorted(calibration.comparisons, key=lambda c: -c.difference)
    ]
    frame = pd.DataFrame(rows).astype({"Slipped so far, months": "Int64"})
    figures("own-forecasts", texts(frame), "Own forecast and simulated finish of each project in flight")
