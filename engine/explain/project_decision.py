"""One project's decision beside today's plan: when its work was planned and is recommended, how its finish moves."""

from __future__ import annotations

from collections.abc import Sequence

from engine.analyse.health.trust import VALUE_FIGURES
from engine.optimise.recommendation import Decision, Reason
from engine.portfolio import Action, Portfolio
from engine.wording.formats import NONE, month, moved


def dates_and_reason(decision: Decision, portfolio: Portfolio) -> str:
    """When the work was planned, when it is recommended, and what the recommendation rests on."""
    project = portfolio.projects_by_id[decision.project_id]
    recommended = f"Recommended: {_span(decision.start, decision.finish, portfolio) or 'no work'}. "
    if decision.project_id not in portfolio.planned:
        planned = "Not in today's plan. "
    else:
        planned = f"Planned: {_span(project.plan_start, project.plan_finish, portfolio)}. "
    return f"{planned}{recommended}Why: {why(decision, portfolio)}."


_SPOKEN = {
    Reason.BY_PRIORITY: "comes before others, no new spend",
    Reason.BY_SPENDING: "finishes sooner by extra spend",
}
"""Reasons that as a word of the data say too little to a reader."""


def why(decision: Decision, portfolio: Portfolio) -> str:
    """What the recommendation rests on: ``costs more than it brings (assumed)`` where its figures are assumed."""
    worthless = decision.reason is Reason.COSTS_MORE_THAN_IT_BRINGS
    is_assumed = portfolio.projects_by_id[decision.project_id].assumed & VALUE_FIGURES
    said = _SPOKEN.get(decision.reason, decision.reason.value)
    return f"{said} (assumed)" if worthless and is_assumed else said


def finish_moved(decision: Decision, portfolio: Portfolio) -> str:
    """How a project's finish moves; a candidate has no planned finish to move from."""
    if decision.start is not None and decision.project_id not in portfolio.planned:
        return f"new, from {month(portfolio.settings.planning_month + decision.start)}"
    return moved(decision.delay_months)


def changed_first(decisions: Sequence[Decision], most: int) -> list[Decision]:
    """The ``most`` decisions that matter: changed ones first, then by money."""
    return sorted(decisions, key=lambda d: (d.action is Action.CONTINUE, -abs(d.gain)))[:most]


def _span(start: int | None, finish: int | None, portfolio: Portfolio) -> str:
    """From when to when, in months from the planning month; empty where no work runs."""
    first = portfolio.settings.planning_month
    if start is None:
        return ""
    return f"{month(first + start)} to {NONE if finish is None else month(first + finish)}"
