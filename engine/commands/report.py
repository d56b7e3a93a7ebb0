"""``report``: the delivery report of the month, and what changed since last month."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from engine.catalogue import LIMITING_POOL
from engine.commands import answers
from engine.commands.frame import (
    OUT_OF_TIME,
    PATH,
    no_plan_in_words,
    plan_command,
    situation_of,
    table,
    write_out,
)
from engine.compute import SolveBudget
from engine.explain.plan_sentences import proof
from engine.explain.report import HOW_TO_COMPARE, NO_LAST_MONTH, explain_delivery
from engine.explain.report_tables import delivery_tables
from engine.explain.table import Form, ReportTable
from engine.optimise.recommend import target_of
from engine.optimise.recommendation import Effort, Status
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.reading.loading import load
from engine.portfolio.scenario import apply
from engine.report.delivery import DeliveryReport, delivery_report
from engine.report.last_month import LastMonth, since_last_month
from engine.wording.formats import SPACE

PREVIOUS_VARIABLE = "COCKPIT_PREVIOUS_PORTFOLIO"


@plan_command(
    click.option("--previous", type=PATH, envvar=PREVIOUS_VARIABLE, help="Last month's portfolio, to compare with.")
)
def report(path: Path, previous: Path | None, scenario: Path | None, effort: str, as_json: bool) -> None:
    """The delivery report: status, milestones, tolerances, conflicts, money by year, what changed.

    It stands without a recommendation, which rules in conflict leave out for good; where the time ran out before a plan
    was found, another run may say more, which the exit code tells.
    """
    situation = situation_of(path, scenario)
    portfolio = situation.portfolio
    before = apply(situation.scenario, load(previous)) if previous else None
    plan = answers.plan(situation.base, situation.scenario, Effort(effort))
    delivery = delivery_report(portfolio, plan if plan.value is not None else None, before)
    since = None
    if before is not None and plan.value is not None:
        target = target_of(Effort(effort), len(portfolio.projects))
        since = since_last_month(portfolio, plan, before, SolveBudget(target=target))
    tables = delivery_tables(delivery, portfolio, since)
    limiting = None
    if as_json and plan.value is not None:
        limiting = answers.analysis_of(LIMITING_POOL, portfolio, plan, effort).pool_id
    proven = "" if plan.value is None else proof(plan, portfolio)
    content = _as_json(delivery, since, tables, portfolio) | {"constraint": limiting}
    write_out(as_json, content, _lines(delivery, since, tables, portfolio), proven)
    if plan.value is None:
        click.echo(f"Without a recommendation: {no_plan_in_words(plan, portfolio, effort)}", err=True)
    if plan.status is Status.NO_SOLUTION:
        sys.exit(OUT_OF_TIME)


def _as_json(
    delivery: DeliveryReport, since: LastMonth | None, tables: tuple[ReportTable, ...], portfolio: Portfolio
) -> dict[str, Any]:
    total = delivery.totals
    return {
        "portfolio": portfolio.settings.name,
        "day": delivery.day.isoformat(),
        "currency": portfolio.settings.currency,
        "totals": {
            "projects": total.projects,
            "counted": total.counted,
            "budget": total.budget,
            "spent": total.spent,
            "remaining": total.remaining,
            "forecast": total.forecast,
            "overrun": total.overrun,
        },
        "tables": {t.key: t.records() for t in tables},
        "since": None if since is None else portfolio.settings.month(since.planning_month - _first(portfolio)),
        "gain": None if since is None or since.gain is None else _interval(since),
        "sentence": explain_delivery(delivery, portfolio, since).paragraph,
    }


def _first(portfolio: Portfolio) -> int:
    return portfolio.settings.planning_month


def _interval(since: LastMonth) -> dict[str, float]:
    gain = since.gain
    return {} if gain is None else {"estimate": gain.estimate, "low": gain.low, "high": gain.high}


def _lines(
    delivery: DeliveryReport, since: LastMonth | None, tables: tuple[ReportTable, ...], portfolio: Portfolio
) -> list[str]:
    said = explain_delivery(delivery, portfolio, since)
    lines = [claim.prose.replace(SPACE, " ") for claim in (said.short, *said.further)]
    if since is None and not delivery.has_last_month:
        lines.append(f"{NO_LAST_MONTH} {HOW_TO_COMPARE}")
    for section in tables:
        lines += ["", section.title, section.note if section.rows else section.empty]
        if section.rows:
            heads = tuple(column.head for column in section.columns)
            right = [c.head for c in section.columns if c.form in (Form.MONEY, Form.SHARE, Form.NUMBER)]
            lines += table([heads, *section.texts(portfolio.settings.currency)], right=right)
    return lines
