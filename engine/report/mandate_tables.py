"""The case for a wider mandate as tables of plain values: decisions outside the office's rights, rights, waiting."""

from __future__ import annotations

from engine.analyse.decision_delay import DecisionDelay
from engine.portfolio.objects import Portfolio
from engine.portfolio.vocabulary import DecisionKind
from engine.report.delivery import name_of
from engine.report.mandate import Mandate, Right
from engine.report.tables import Column, Form, ReportTable
from engine.report.words import limit_text, rounded_up

NOBODY = "nobody may decide it"


def mandate_tables(result: Mandate, portfolio: Portfolio) -> tuple[ReportTable, ...]:
    """Rights asked for, decisions outside the office's rights, and how long each recommended move waits."""
    return (_rights(result, portfolio), _outside(result), _waits(result.delay, portfolio))


def _rights(result: Mandate, portfolio: Portfolio) -> ReportTable:
    rows = tuple(
        (
            right.kind.value,
            _now(right, portfolio),
            _asked(right, portfolio),
            ", ".join(name_of(portfolio, i) for i in right.project_ids),
            right.saved,
        )
        for right in result.rights
    )
    return ReportTable(
        "rights",
        "Rights asked for",
        "Only where waiting for another role costs money; amounts rounded up to two figures.",
        (
            Column("To decide"),
            Column("Limit today"),
            Column("Limit asked for"),
            Column("So that the office decides itself"),
            Column("Saves", Form.MONEY),
        ),
        rows,
        "No wider limit would save waiting this month.",
        is_long=True,
    )


def _now(right: Right, portfolio: Portfolio) -> str:
    if right.now is None:
        return "not its to decide"
    return limit_text(right.now, right.kind, portfolio.settings.currency)


def _asked(right: Right, portfolio: Portfolio) -> str:
    limit = right.as_limit(rounded_up(right.money))
    return limit_text(limit, right.kind, portfolio.settings.currency)


def _outside(result: Mandate) -> ReportTable:
    rows = tuple((o.subject, o.kind.value, o.money, o.role or NOBODY, o.came.value) for o in result.outside)
    return ReportTable(
        "outside",
        "Decided outside the office's rights",
        "Money at stake: the larger of extra spend and what the decision alone gains or loses the portfolio.",
        (Column("About"), Column("Decision"), Column("At stake", Form.MONEY), Column("Decided by"), Column("State")),
        rows,
        "Nothing is decided outside the office's rights.",
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
            w.per_month,
            w.cost,
        )
        for w in waits
    )
    return ReportTable(
        "waiting",
        "What waiting for authority costs",
        "Waiting costs nothing until the decision would take effect; from then on, so much each month.",
        (
            Column("Project"),
            Column("Decision"),
            Column("Waits for"),
            Column("Days", Form.NUMBER),
            Column("Takes effect", Form.MONTH),
            Column("Costs a month", Form.MONEY),
            Column("Costs", Form.MONEY),
        ),
        rows,
        "Nothing is recommended that differs from today's plan.",
        ids=tuple(w.project_id for w in waits),
    )
