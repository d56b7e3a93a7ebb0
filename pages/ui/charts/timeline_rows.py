"""The rows of the timeline: a heading for each action, under it a line for each of its projects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.explain.chart_labels import AFTER_HORIZON, heading, months_between, not_before
from engine.explain.decision import finish_moved, why
from engine.optimise.recommendation import Decision, Recommendation
from engine.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Action
from engine.wording.actions import ORDER
from engine.wording.formats import NONE, difference, money

CUT = 5
"""Characters that make a row's key unique and are cut off before it is written."""

Row = dict[str, Any]


def timeline_rows(
    result: Recommendation, portfolio: Portfolio, decisions: Sequence[Decision], *, folded: bool = False
) -> list[Row]:
    """Rows in drawing order; months are ordinals, and what a row has not is missing from it.

    Where it is ``folded``, projects that go on as planned are one line, their heading.
    """
    rows: list[Row] = []
    edge = last_month(result, portfolio)
    for action in ORDER:
        own = sorted((d for d in decisions if d.action is action), key=lambda d: d.gain, reverse=True)
        if own:
            rows.append(_heading(action, own, result.currency))
            listed = () if folded and action is Action.CONTINUE else own
            rows += [_line(d, portfolio, result.currency) for d in listed]
    rows = [row | {"key": f"{at:04d} {row['name']}", "edge": edge} for at, row in enumerate(rows)]
    return [row | {"mark": min(row["mark"], edge)} if "mark" in row else row for row in rows]


def last_month(result: Recommendation, portfolio: Portfolio) -> int:
    """The month (ordinal) in which the last work, planned or recommended, has ended."""
    finishes = [d.finish for d in result.decisions if d.finish is not None]
    finishes += [p.plan_finish for p in portfolio.projects if p.project_id in portfolio.planned]
    return portfolio.settings.planning_month + max(finishes, default=12)


def _heading(action: Action, own: Sequence[Decision], currency: str) -> Row:
    total = sum(d.gain for d in own)
    return {"name": heading(action, len(own)), "action": action.value, "change": _change(total, currency)}


def _line(decision: Decision, portfolio: Portfolio, currency: str) -> Row:
    project = portfolio.projects_by_id[decision.project_id]
    first = portfolio.settings.planning_month
    row: Row = {
        "name": project.name,
        "project": project.name,
        "project_id": project.project_id,
        "action": decision.action.value,
        "plan": NONE,
    }
    if decision.project_id in portfolio.planned:
        row |= _span("plan", first + project.plan_start, first + project.plan_finish)
    if decision.start is not None and decision.finish is not None:
        row |= _span("advice", first + decision.start, first + decision.finish)
    else:
        row |= _without_work(decision, row, portfolio)
    return row | {
        "reason": why(decision, portfolio),
        "moved": finish_moved(decision, portfolio),
        "value": money(decision.value, currency),
        "change": _change(decision.gain, currency),
    }


def _span(name: str, start: int, end: int) -> Row:
    return {f"{name}_from": start, f"{name}_to": end, name: months_between(start, end)}


def _without_work(decision: Decision, row: Row, portfolio: Portfolio) -> Row:
    """A square where stopped work would have begun; an arrow at the edge for work that waits past the horizon."""
    settings = portfolio.settings
    horizon = settings.planning_month + settings.horizon_months
    if decision.action is Action.DEFER:
        return {"mark": horizon, "shape": "triangle-right", "advice": not_before(horizon), "beyond": AFTER_HORIZON}
    return {"mark": row.get("plan_from", settings.planning_month), "shape": "square", "advice": "no work"}


def _change(amount: float, currency: str) -> str:
    return "" if abs(amount) < 1 else difference(amount, currency)
