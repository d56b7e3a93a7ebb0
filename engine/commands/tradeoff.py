"""``tradeoff``: what it would cost to decide otherwise about one project, or about each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from engine.analyse.project.refusal import SECONDS, target_within
from engine.analyse.project.tradeoff import Alternative, TradeOff, all_trade_offs, trade_off
from engine.catalogue import LIMITING_POOL, TRADE_OFF
from engine.commands import answers
from engine.commands.frame import plan_command, plan_or_exit, situation_of, table, write_out
from engine.compute.budget import OnDone, SolveBudget
from engine.errors import ScenarioError
from engine.explain.plan_sentences import proof
from engine.explain.tradeoff import difference_in_short, explain_alternative, explain_trade_off
from engine.optimise.recommendation import Effort, Recommendation
from engine.portfolio.model.near_miss import did_you_mean
from engine.portfolio.model.portfolio import Portfolio
from engine.wording.formats import NONE, SPACE, difference, money, month, number


@plan_command(
    click.argument("project", required=False),
    click.option("--all", "of_all", is_flag=True, help="All projects, side by side."),
    click.option("--seconds", type=click.FloatRange(min=0.1), help="How long to think about one project."),
)
def tradeoff(
    path: Path,
    project: str | None,
    of_all: bool,
    seconds: float | None,
    scenario: Path | None,
    effort: str,
    as_json: bool,
) -> None:
    """What would it cost to decide otherwise about a project?"""
    if (project is None) is not of_all:
        raise click.UsageError("give a project, or --all")
    situation = situation_of(path, scenario)
    portfolio = situation.portfolio
    if project is not None and project not in portfolio.projects_by_id:
        hint = did_you_mean(project, portfolio.projects_by_id, "The ids stand in the table projects.")
        raise ScenarioError(f"there is no project {project!r}. {hint}")
    plan = plan_or_exit(situation, effort, as_json=as_json)
    limiting = answers.analysis_of(LIMITING_POOL, portfolio, plan, effort)
    if project is None:
        budget = _budget(plan, Effort.LIVE, seconds, _progress)
        trade_offs = all_trade_offs(portfolio, plan, budget, constraint=limiting)
        content = [trade_off_as_json(one, portfolio) for one in trade_offs]
        write_out(as_json, content, _lines_of_all(trade_offs, portfolio), proof(plan, portfolio))
        return
    if seconds is None:
        result = answers.analysis_of(TRADE_OFF, portfolio, plan, effort, project=project, constraint=limiting.pool_id)
    else:
        result = trade_off(portfolio, plan, project, _budget(plan, Effort(effort), seconds), constraint=limiting)
    write_out(as_json, trade_off_as_json(result, portfolio), _lines(result, portfolio), proof(plan, portfolio))


def trade_off_as_json(result: TradeOff, portfolio: Portfolio) -> dict[str, Any]:
    """A trade-off with the keys other programs rely on; differences are alternative less recommended, so negative."""
    return {
        "project_id": result.project_id,
        "recommended": result.recommended,
        "alternatives": [_alternative_as_json(a, result, portfolio) for a in result.alternatives],
        "break_even": None if result.break_even is None else result.break_even.benefit,
        "constraint": result.constraint,
    }


def _alternative_as_json(one: Alternative, result: TradeOff, portfolio: Portfolio) -> dict[str, Any]:
    difference = one.difference
    return {
        "action": one.action,
        "start": None if one.start is None else portfolio.settings.month(one.start),
        "value": one.value,
        "difference": None if difference is None else difference.estimate,
        "low": None if difference is None else difference.low,
        "high": None if difference is None else difference.high,
        "too_close": None if difference is None else difference.too_close,
        "moved": [{"project_id": m.project_id, "months": m.months, "value_change": m.value_change} for m in one.moved],
        "sentence": explain_alternative(one, result, portfolio).prose,
    }


def _budget(plan: Recommendation, effort: Effort, seconds: float | None, on_done: OnDone | None = None) -> SolveBudget:
    return SolveBudget(target=target_within(plan, seconds or SECONDS[effort]), on_done=on_done)


def _progress(done: int, total: int) -> None:
    click.echo(f"{done} of {total} projects", err=True)


_FIGURES = ("Value", "Difference", "At least", "At most", "Others moved")


def _lines(result: TradeOff, portfolio: Portfolio) -> list[str]:
    said = explain_trade_off(result, portfolio)
    rows: list[tuple[str, ...]] = [("Action", "Start", *_FIGURES)]
    rows += [_row(a, portfolio) for a in result.alternatives]
    sentences = [claim.prose.replace(SPACE, " ") for claim in said.further]
    return [said.sentence.replace(SPACE, " "), "", *table(rows, right=_FIGURES), "", *sentences]


def _row(one: Alternative, portfolio: Portfolio) -> tuple[str, ...]:
    currency, interval = portfolio.settings.currency, one.difference
    start = NONE if one.start is None else month(portfolio.settings.planning_month + one.start)
    if interval is None or one.value is None:
        return (one.action, start, *[NONE] * len(_FIGURES))
    return (
        one.action,
        start,
        money(one.value, currency),
        difference_in_short(interval, currency),
        difference(interval.low, currency),
        difference(interval.high, currency),
        str(len(one.moved)),
    )


_FIGURES_OF_ALL = ("Difference", "At least", "At most", "Break-even a month", "Times today's")


def _lines_of_all(trade_offs: tuple[TradeOff, ...], portfolio: Portfolio) -> list[str]:
    rows: list[tuple[str, ...]] = [("Project", "Recommended", "Best other", *_FIGURES_OF_ALL)]
    for one in sorted(trade_offs, key=_stake):
        rows.append((portfolio.projects_by_id[one.project_id].name, one.recommended, *_best_other(one, portfolio)))
    dearest = min(trade_offs, key=_stake, default=None)
    head = [] if dearest is None else [explain_trade_off(dearest, portfolio).sentence.replace(SPACE, " "), ""]
    return [*head, *table(rows, right=_FIGURES_OF_ALL)]


def _stake(one: TradeOff) -> float:
    """The difference of the best other action: what the decision is worth, the dearest first."""
    other = one.best_other
    return 0.0 if other is None or other.difference is None else other.difference.estimate


def _best_other(one: TradeOff, portfolio: Portfolio) -> tuple[str, ...]:
    currency, other, even = portfolio.settings.currency, one.best_other, one.break_even
    last = (NONE, NONE) if even is None else (money(even.benefit, currency), number(even.ratio))
    if other is None or other.difference is None:
        return (NONE, NONE, NONE, NONE, *last)
    interval = other.difference
    said = difference_in_short(interval, currency)
    return (other.action, said, difference(interval.low, currency), difference(interval.high, currency), *last)
