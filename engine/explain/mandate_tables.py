"""The case for a wider mandate as tables of plain values: decisions outside the office's rights, rights, waiting."""

from __future__ import annotations

from engine.analyse.decisions.decision_delay import DecisionDelay
from engine.explain.report import rounded_up
from engine.explain.table import Column, Form, ReportTable
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.roles_and_limits import Limit
from engine.portfolio.model.vocabulary import DecisionKind
from engine.report.delivery import name_of
from engine.report.mandate import Mandate, Right

NOBODY = "no role may decide it"
_NO_RIGHTS = "No role's rights to decide are on record."


def mandate_tables(result: Mandate, portfolio: Portfolio) -> tuple[ReportTable, ...]:
    """Rights asked for, decisions outside the office's rights, and how long each recommended move waits."""
    return (_rights(result, portfolio), _outside(result), _waits(result.delay, portfolio))


def _rights(result: Mandate, portfolio: Portfolio) -> ReportTable:
    rows = tuple(
        (
            right.kind.value,
            *_today(right),
            rounded_up(right.money),
            _months(right.as_limit(right.money), right.kind),
            ", ".join(name_of(portfolio, i) for i in right.project_ids),
            right.saved.low,
            right.saved.high,
        )
        for right in result.rights
    )
    return ReportTable(
        "rights",
        "Rights asked for",
        "Only where waiting for another role costs money; amounts rounded up to two figures.",
        (
            Column("To decide"),
            Column("May it today"),
            Column("Limit today", Form.MONEY),
            Column("Months today", Form.NUMBER),
            Column("Limit asked for", Form.MONEY),
            Column("Months asked for", Form.NUMBER),
            Column("So that the office decides itself"),
            Column("Saves, least", Form.MONEY),
            Column("Saves, most", Form.MONEY),
        ),
        rows,
        _NO_RIGHTS if result.office is None else "No wider limit would save waiting this month.",
        is_long=True,
    )


def _today(right: Right) -> tuple[str, float | None, float | None]:
    """Whether the office may decide such things at all, for how much money, and for how many months of delay."""
    if right.now is None:
        return "no", None, None
    return "any amount" if right.now.money is None else "up to", right.now.money, _months(right.now, right.kind)


def _months(limit: Limit, kind: DecisionKind) -> float | None:
    """Months count only where a decision delays."""
    return limit.months if kind is DecisionKind.DEFER else None


def _outside(result: Mandate) -> ReportTable:
    rows = tuple((o.subject, o.kind.value, o.money, o.role or NOBODY, o.came.value) for o in result.outside)
    return ReportTable(
        "outside",
        "Decided outside the office's rights",
        "Money at stake: the larger of extra spend and what the decision alone gains or loses the portfolio.",
        (Column("About"), Column("Decision"), Column("At stake", Form.MONEY), Column("Decided by"), Column("State")),
        rows,
        _NO_RIGHTS if result.office is None else "Nothing is decided outside the office's rights.",
    )


def _waits(delay: DecisionDelay, portfolio: Portfolio) -> ReportTable:
    first = portfolio.settings.planning_month
    waits = sorted(delay.waits, key=lambda w: -(w.cost or 0.0))
    rows = tuple(
        (
            name_of(portfolio, w.project_id),
            DecisionKind(w.action).value,
            w.role or NOBODY,
            w.days,
            first + w.effective,
            w.monthly.low,
            w.monthly.high,
            None if w.costs is None else w.costs.low,
            None if w.costs is None else w.costs.high,
        )
        for w in waits
    )
    return ReportTable(
        "waiting",
        "What waiting for authority costs",
        "Waiting has no cost until the decision would take effect; from then on it costs the amount a month shown.",
        (
            Column("Project"),
            Column("Decision"),
            Column("Waits for"),
            Column("Days", Form.NUMBER),
            Column("Takes effect", Form.MONTH),
            Column("Costs a month, least", Form.MONEY),
            Column("Costs a month, most", Form.MONEY),
            Column("Costs, least", Form.MONEY),
            Column("Costs, most", Form.MONEY),
        ),
        rows,
        "Nothing is recommended that differs from today's plan.",
        ids=tuple(w.project_id for w in waits),
    )
