"""The rows of the timeline: a heading for each action, under it a line for each of its projects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.explain.chart_labels import AFTER_HORIZON, finish_apart, heading, months_between, not_before, was_before
from engine.explain.project_decision import finish_moved, why
from engine.optimise.recommendation import Decision, Recommendation
from engine.pack.fitting import shortened_within
from engine.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Action
from engine.report.comparison import differing
from engine.wording.actions import ORDER
from engine.wording.formats import NONE, difference, money

CUT = 5
"""Characters that make a row's key unique and are cut off before it is written."""
_MOST_LETTERS = 34
"""Letters of a name that have room; a longer one is cut in its middle, since ids and what tells names apart end it."""

Row = dict[str, Any]


def timeline_rows(
    result: Recommendation,
    portfolio: Portfolio,
    decisions: Sequence[Decision],
    *,
    folded: bool = False,
    before: Recommendation | None = None,
) -> list[Row]:
    """Rows in drawing order; months are ordinals, and what a row has not is missing from it.

    Of many projects ``decisions`` are those to be drawn; headings count all of ``result``. Where it is ``folded``,
    projects that go on as planned are one line, their heading; those that are treated otherwise than ``before`` keep
    their line, and have a ghost where they were.
    """
    rows: list[Row] = []
    ghosts = {} if before is None else {was.project_id: was for was, _ in differing(before, result)}
    for action in ORDER:
        own = sorted((d for d in decisions if d.action is action), key=lambda d: d.gain, reverse=True)
        if own:
            rows.append(_heading([d for d in result.decisions if d.action is action], len(own), result.currency))
            hidden = folded and action is Action.CONTINUE
            listed = [d for d in own if not hidden or d.project_id in ghosts]
            rows += [_line(d, portfolio, result.currency) | _ghost(ghosts.get(d.project_id), portfolio) for d in listed]
    return _in_order(rows, last_month(result, portfolio))


def difference_rows(before: Recommendation, after: Recommendation, portfolio: Portfolio, edge: int) -> list[Row]:
    """A row for each project that two plans treat otherwise, by what it does now; what is gained most comes first.

    The outline is where it was ``before``, the change that of its own value, money.
    """
    rows: list[Row] = []
    pairs = sorted(differing(before, after), key=lambda pair: pair[0].value - pair[1].value)
    for action in ORDER:
        own = [pair for pair in pairs if pair[1].action is action]
        if own:
            total = sum(now.value - was.value for was, now in own)
            rows.append({"name": heading(action, len(own)), "action": action.value})
            rows[-1]["change"] = _change(total, after.currency)
            rows += [_difference(was, now, portfolio, after.currency, edge) for was, now in own]
    return _in_order(rows, edge)


def _in_order(rows: list[Row], edge: int) -> list[Row]:
    rows = [
        row | {"key": f"{at:04d} {shortened_within(row['name'], _MOST_LETTERS)}", "edge": edge}
        for at, row in enumerate(rows)
    ]
    return [row | {"mark": min(row["mark"], edge)} if "mark" in row else row for row in rows]


def _ghost(was: Decision | None, portfolio: Portfolio) -> Row:
    """Where a project was in another plan; nothing where it is treated alike or did no work."""
    if was is None or was.start is None or was.finish is None:
        return {}
    first = portfolio.settings.planning_month
    return {"ghost_from": first + was.start, "ghost_to": first + was.finish, "ghost_action": was.action.value}


def _place_of_text(row: Row, first: int, edge: int) -> Row:
    """Behind the bars of a row, or before them where there is more room."""
    ends, starts = max(row["link_from"], row["link_to"]), min(row["plan_from"], row["advice_from"])
    return {"apart_behind": ends} if edge - ends >= starts - first else {"apart_before": starts}


def _difference(was: Decision, now: Decision, portfolio: Portfolio, currency: str, edge: int) -> Row:
    first = portfolio.settings.planning_month
    row = _line(now, portfolio, currency)
    row = {name: value for name, value in row.items() if name not in {"plan", "plan_from", "plan_to"}}
    if was.action is not now.action:
        row["name"] = was_before(row["name"], was.action)
    row["plan"] = NONE
    if was.start is not None and was.finish is not None:
        row |= _span("plan", first + was.start, first + was.finish)
    apart = finish_apart(was.finish, now.finish)
    if apart and was.finish is not None and now.finish is not None:
        shape = "triangle-right" if now.finish > was.finish else "triangle-left"
        row |= {"link_from": first + was.finish, "link_to": first + now.finish, "link_shape": shape, "apart": apart}
        row |= _place_of_text(row, first, edge)
    return row | {"moved": apart or NONE, "change": _change(now.value - was.value, currency)}


def last_month(result: Recommendation, portfolio: Portfolio) -> int:
    """The month (ordinal) in which the last work, planned or recommended, has ended."""
    finishes = [d.finish for d in result.decisions if d.finish is not None]
    finishes += [p.plan_finish for p in portfolio.projects if p.project_id in portfolio.planned]
    return portfolio.settings.planning_month + max(finishes, default=12)


def _heading(everybody: Sequence[Decision], drawn_rows: int, currency: str) -> Row:
    """The heading over an action: how many projects of the whole plan it has, however many have a line."""
    action, total = everybody[0].action, sum(d.gain for d in everybody)
    name = heading(action, len(everybody), drawn_rows)
    return {"name": name, "action": action.value, "change": _change(total, currency)}


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
