"""``money``: the money of a plan by fiscal year, beside that of the base, down to its value."""

from __future__ import annotations

from pathlib import Path

from engine.commands import answers
from engine.commands.frame import analysis, plan_or_exit, situation_of, table, write_out
from engine.explain.money_view import explain_money, money_table
from engine.explain.plan_sentences import proof
from engine.explain.table import Form
from engine.optimise.recommendation import Effort
from engine.portfolio.scenario import Scenario
from engine.report.comparison import Position
from engine.report.money_view import plan_money
from engine.wording.formats import SPACE


@analysis
def money(path: Path, scenario: Path | None, effort: str, as_json: bool) -> None:
    """Benefits, cost, budget released, exit cost and net by fiscal year; payback; how it comes to the value."""
    situation = situation_of(path, scenario)
    recommended = plan_or_exit(situation, effort, as_json=as_json)
    plan = plan_money(Position(situation.portfolio, recommended))
    base = None
    if not situation.scenario.is_base:
        known = answers.plan(situation.base, Scenario(), Effort(effort))
        base = plan_money(Position(situation.base, known)) if known.value is not None else None
    said, rows = explain_money(plan, situation.portfolio), money_table(plan, base, situation.portfolio)
    currency = situation.portfolio.settings.currency
    content = {
        "currency": currency,
        "years": rows.records(),
        "value": plan.value,
        "discounting": plan.discounting,
        "payback": None if plan.payback is None else situation.portfolio.settings.month(plan.payback),
        "exit_cost": plan.exit_cost,
        "released": plan.released,
        "written_off": plan.written_off,
        **({} if plan.split is None else {"capital": plan.split.capital, "operating": plan.split.operating}),
        "sentence": said.sentence,
    }
    heads = tuple(column.head for column in rows.columns)
    right = [column.head for column in rows.columns if column.form is Form.MONEY]
    lines = [claim.prose.replace(SPACE, " ") for claim in (said.short, *said.further)]
    lines += ["", *table([heads, *rows.texts(currency)], right=right)]
    write_out(as_json, content, lines, proof(recommended, situation.portfolio))
