"""``constraint``: which pool limits the portfolio, what a day more is worth, and what limits next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.analyse.constraint.by_month import Spell
from engine.analyse.constraint.constraint import Constraint, PoolValue
from engine.analyse.constraint.limits import PricedLimit
from engine.analyse.constraint.worth_of_person import WorthOfPerson
from engine.catalogue import CONSTRAINT
from engine.commands.frame import analysed, analysis, table, write_out
from engine.explain.constraint import (
    between_in_short,
    explain_constraint,
    limit_in_words,
    rules_of_its_own,
    spell_rows,
    what_the_law_demands,
)
from engine.explain.interventions import THE_LAW
from engine.optimise.compare import Interval
from engine.portfolio.model.portfolio import Portfolio
from engine.wording.claims import claim
from engine.wording.formats import NONE, SPACE, money, number, percent


@analysis
def constraint(path: Path, scenario: Path | None, effort: str, as_json: bool) -> None:
    """Which pool limits the portfolio, and what is one more person worth?"""
    it = analysed(CONSTRAINT, path, scenario, effort, as_json=as_json)
    write_out(as_json, constraint_as_json(it.result, it.portfolio), _lines(it.result, it.portfolio), it.proven)


def constraint_as_json(result: Constraint, portfolio: Portfolio) -> dict[str, Any]:
    """A constraint with the keys other programs rely on; ``low`` and ``high`` are of the gain beside them."""
    return {
        "constraint": result.constraint,
        "runner_up": result.runner_up,
        "moves_to": result.moved and result.moved.pool_id,
        "pools": [_pool_as_json(pool) for pool in result.pools],
        "steps": [{"people": step.people, **_ends(step.gain, "gain")} for step in result.steps],
        "limits": [_limit_as_json(limit) for limit in result.limits],
        "told_apart": result.told_apart,
        "moves_after_people": result.moved and result.moved.people,
        "person": result.person and _worth_as_json(result.person),
        "by_month": [
            {
                "pool_id": spell.pool_id,
                "from": portfolio.settings.month(spell.first),
                "to": portfolio.settings.month(spell.stop - 1),
                **_worth_as_json(spell),
            }
            for spell in result.spells
        ],
    }


def _worth_as_json(worth: WorthOfPerson | Spell) -> dict[str, Any]:
    return {**_ends(worth.gain, "gain"), "cost": worth.cost, "net": worth.net}


def _pool_as_json(pool: PoolValue) -> dict[str, Any]:
    return {
        "pool_id": pool.pool_id,
        "utilisation": pool.utilisation,
        "marginal_value": pool.marginal_value,
        "gain_per_person": pool.gain_per_person,
        "gain_per_money": pool.gain_per_money,
        "low": pool.more.low,
        "high": pool.more.high,
        "too_close": pool.more.too_close,
        "one_person_less": None if pool.less is None else _ends(pool.less, "gain"),
    }


def _limit_as_json(limit: PricedLimit) -> dict[str, Any]:
    return {
        "limit": limit.change,
        "subject": limit.subject,
        "amount": limit.amount,
        **_ends(limit.gain, "gain"),
        "gain_per_money": limit.gain_per_money,
        "too_close": limit.gain.too_close,
    }


def _ends(interval: Interval, name: str) -> dict[str, float]:
    return {name: interval.estimate, "low": interval.low, "high": interval.high}


def _lines(result: Constraint, portfolio: Portfolio) -> list[str]:
    said = explain_constraint(result, portfolio)
    lines = [said.sentence, *(c.prose for c in said.further), "", *_pool_lines(result, portfolio)]
    if result.spells:
        lines += ["", *_spell_lines(result, portfolio)]
    if result.steps:
        lines += ["", *_step_lines(result, portfolio)]
    if own := rules_of_its_own(result):
        lines += ["", *_limit_lines(own, "Budget or rule", portfolio)]
    if law := what_the_law_demands(result):
        lines += ["", *_limit_lines(law, THE_LAW, portfolio)]
    return [line.replace(SPACE, " ") for line in lines]


def _pool_lines(result: Constraint, portfolio: Portfolio) -> list[str]:
    currency = portfolio.settings.currency
    heads = ("Pool", "Utilisation", "Per day", "One person more", "Between", "One less", "Gain per cost")
    rows: list[tuple[str, ...]] = [heads]
    for pool in sorted(result.pools, key=lambda p: -(p.more.estimate + p.more.high)):
        rows.append(
            (
                portfolio.pools_by_id[pool.pool_id].name,
                NONE if pool.utilisation is None else percent(pool.utilisation),
                money(pool.marginal_value, currency) if pool.more.is_point else NONE,
                money(pool.more.estimate, currency) if pool.more.is_point else NONE,
                between_in_short(pool.more, currency),
                "no plan found" if pool.less is None else between_in_short(pool.less, currency),
                NONE if pool.gain_per_money is None or not pool.more.is_point else number(pool.gain_per_money),
            )
        )
    return table(rows, right=heads[1:])


def _spell_lines(result: Constraint, portfolio: Portfolio) -> list[str]:
    heads = ("One person in", "From", "To", "Gain", "Cost", "Net", "Gain between")
    return table([heads, *spell_rows(result, portfolio)], right=heads[3:])


def _step_lines(result: Constraint, portfolio: Portfolio) -> list[str]:
    currency = portfolio.settings.currency
    rows: list[tuple[str, ...]] = [("People more", "Gain", "Between")]
    rows += [
        (
            f"{s.people}",
            money(s.gain.estimate, currency) if s.gain.is_point else NONE,
            between_in_short(s.gain, currency),
        )
        for s in result.steps
    ]
    return table(rows, right=rows[0])


def _limit_lines(limits: Sequence[PricedLimit], head: str, portfolio: Portfolio) -> list[str]:
    currency = portfolio.settings.currency
    rows: list[tuple[str, ...]] = [(head, "Gain", "Between", "Gain per money")]
    for limit in limits:
        phrase, figures = limit_in_words(limit, portfolio)
        per = NONE if limit.gain_per_money is None else number(limit.gain_per_money)
        words = claim(phrase, **figures).prose
        gain = money(limit.gain.estimate, currency) if limit.gain.is_point else NONE
        rows.append((words, gain, between_in_short(limit.gain, currency), per if limit.gain.is_point else NONE))
    return table(rows, right=rows[0][1:])
