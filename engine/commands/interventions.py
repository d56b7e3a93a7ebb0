"""``interventions``: everything an organisation can do about its plan, in one table ranked by return in money."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from engine.analyse.interventions import (
    MOST,
    FrontierPoint,
    Intervention,
    League,
    Screened,
)
from engine.catalogue import INTERVENTIONS
from engine.commands.frame import analysed, analysis, table, write_out
from engine.explain.interventions import (
    BY_MONEY,
    BY_PEOPLE,
    RANKING,
    THE_LAW,
    THE_LAW_NOTE,
    explain_intervention,
    explain_interventions,
    gained_in_short,
    how_sure,
    in_groups,
    not_priced,
    title_of,
)
from engine.portfolio.model.portfolio import Portfolio
from engine.wording.formats import MINUS, NONE, SPACE, added_up, money, money_range, months, number


@analysis
@click.option("--spend", type=click.FloatRange(min=0), help="Keep only what costs at most so much money.")
@click.option("--most", type=click.IntRange(min=1), default=MOST, show_default=True, help="How many to price.")
@click.option("--frontiers", is_flag=True, help="With --json: an object that also holds the frontiers.")
def interventions(
    path: Path, scenario: Path | None, effort: str, spend: float | None, most: int, frontiers: bool, as_json: bool
) -> None:
    """What returns most: people, money, decisions, rules and order in one table."""
    it = analysed(INTERVENTIONS, path, scenario, effort, as_json=as_json, spend=spend, most=most)
    in_json = league_as_json if frontiers else interventions_as_json
    write_out(as_json, in_json(it.result, it.portfolio), _lines(it.result, it.portfolio), it.proven)


def interventions_as_json(league: League, portfolio: Portfolio) -> list[dict[str, Any]]:
    """The league table; money today, ``gain`` before ``cost``, ``return`` null without any cost, months a duration.

    A list, so that the pool that limits, ``constraint``, stands in every row.
    """
    return [_as_json(i, portfolio) | {"constraint": league.constraint} for i in league.interventions]


def league_as_json(league: League, portfolio: Portfolio) -> dict[str, Any]:
    """The league table with pair, chosen set, frontiers, and what was only estimated."""
    chosen = league.chosen
    return {
        "interventions": interventions_as_json(league, portfolio),
        "pair": None if league.pair is None else league.pair.subject,
        "frontier_money": [_point(p, portfolio) for p in league.frontier_money],
        "frontier_people": [_point(p, portfolio) for p in league.frontier_people],
        "constraint": league.constraint,
        "chosen": None
        if chosen is None
        else {
            "limit": chosen.limit,
            "what": [title_of(i, portfolio).replace(SPACE, " ") for i in chosen.interventions],
            "gain": chosen.gain,
            "cost": chosen.cost,
            "net": chosen.net,
            "low": chosen.low,
            "high": chosen.high,
        },
        "screened": [_screened(s) for s in league.screened],
        "required": list(league.required),
        "mandates": [_as_json(i, portfolio) for i in league.mandates],
        "plan_gain": {"low": league.plan_gain.low, "high": league.plan_gain.high},
        "together": None
        if league.together is None
        else {
            "what": [title_of(i, portfolio).replace(SPACE, " ") for i in league.together.interventions],
            "gain": league.together.gain,
            "cost": league.together.cost,
            "net": league.together.net,
            "low": league.together.low,
            "high": league.together.high,
        },
        "sentence": explain_interventions(league, portfolio).paragraph,
    }


def _as_json(intervention: Intervention, portfolio: Portfolio) -> dict[str, Any]:
    today, turn = intervention.gain_today, intervention.in_turn
    return {
        "kind": intervention.kind.value,
        "subject": intervention.subject,
        "gain": intervention.gain,
        "cost": intervention.cost,
        "net": intervention.net,
        "return": intervention.return_,
        "payback_months": intervention.payback_months,
        "low": intervention.low,
        "high": intervention.high,
        "sentence": explain_intervention(intervention, portfolio).sentence,
        "gain_today": None if today is None else today.named,
        "amount": intervention.amount,
        "too_close": intervention.too_close,
        "new_spend": intervention.new_spend,
        "exit_cost": intervention.exit_cost,
        "running_cost": intervention.running_cost,
        "in_turn": None if turn is None else turn.named,
        "gain_today_low": None if today is None else today.low,
        "gain_today_high": None if today is None else today.high,
        "in_turn_low": None if turn is None else turn.low,
        "in_turn_high": None if turn is None else turn.high,
    }


def _point(point: FrontierPoint, portfolio: Portfolio) -> dict[str, Any]:
    return {
        "value": point.value,
        "cost": point.cost,
        "what": [title_of(i, portfolio).replace(SPACE, " ") for i in point.what],
        "net": point.net,
        "people": point.people,
        "accelerates": point.accelerates,
    }


def _screened(screened: Screened) -> dict[str, Any]:
    return {
        "kind": screened.kind.value,
        "subject": screened.subject,
        "amount": screened.amount,
        "expected_gain": screened.expected_gain,
        "cost": screened.cost,
    }


def _lines(league: League, portfolio: Portfolio) -> list[str]:
    said = explain_interventions(league, portfolio)
    figures = (*_FIGURES, "People", "Cost")
    groups = in_groups(league.interventions)
    if league.mandates:
        groups[f"{THE_LAW}. {THE_LAW_NOTE}"] = list(league.mandates)
    lines = [said.sentence]
    for head, listed in groups.items():
        lines += ["", head, *table(_league_rows(listed, portfolio), right=figures)]
    lines += ["", RANKING, *(c.prose for c in said.further)]
    if league.screened:
        lines.append(not_priced(len(league.screened)))
    heads = (BY_MONEY, BY_PEOPLE)
    for head, points in zip(heads, (league.frontier_money, league.frontier_people), strict=True):
        lines += ["", head, *table(_frontier_rows(points, league, portfolio), right=figures)]
    return [line.replace(SPACE, " ") for line in lines]


_FIGURES = (
    "Gain",
    "New spend",
    "Exit cost",
    "Running cost",
    "Net",
    "In turn",
    "Return",
    "Payback",
    "Today",
    "From",
    "To",
)


def _league_rows(listed: Sequence[Intervention], portfolio: Portfolio) -> list[tuple[str, ...]]:
    currency = portfolio.settings.currency
    rows: list[tuple[str, ...]] = [("Intervention", *_FIGURES, "")]
    for i in listed:
        costs = (i.new_spend, i.exit_cost, i.running_cost)
        written = added_up([i.gain, *(-cost for cost in costs)], currency)
        amounts = (text.lstrip(MINUS) for text in written.parts[1:])
        rows.append(
            (
                title_of(i, portfolio),
                _gain(i, written.parts[0], 0.0, currency),
                *(text if cost > 0 else NONE for cost, text in zip(costs, amounts, strict=True)),
                _gain(i, written.whole, i.cost, currency),
                NONE if i.in_turn is None else money_range(i.in_turn.low, i.in_turn.high, currency),
                NONE if i.return_ is None or not i.is_point else number(i.return_),
                NONE if not i.payback_months or not i.is_point else months(i.payback_months),
                NONE if i.gain_today is None else money_range(i.gain_today.low, i.gain_today.high, currency),
                money(i.low, currency),
                money(i.high, currency),
                how_sure(i),
            )
        )
    return rows


def _gain(intervention: Intervention, written: str, less: float, currency: str) -> str:
    """A gain as its point, as the range in which it is known to lie, or not at all where it is open if it pays."""
    if intervention.is_open:
        return NONE
    if intervention.is_point:
        return written
    return money_range(intervention.low - less, intervention.high - less, currency)


def _frontier_rows(points: Sequence[FrontierPoint], league: League, portfolio: Portfolio) -> list[tuple[str, ...]]:
    currency = portfolio.settings.currency
    rows: list[tuple[str, ...]] = [("Cost", "Gain", "People", "With")]
    for p in points:
        plain = "the recommended plan" if p.accelerates else "no project accelerated"
        what = "; ".join(title_of(i, portfolio) for i in p.what) or plain
        written = gained_in_short(p, points, league, currency)
        rows.append((money(p.cost, currency), written, str(p.people), what))
    return rows
