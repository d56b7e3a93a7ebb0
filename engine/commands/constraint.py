"""``constraint``: which pool limits the portfolio, what a day more is worth, and what limits next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.analyse.constraint.constraint import Constraint, PoolValue
from engine.analyse.constraint.limits import PricedLimit
from engine.catalogue import CONSTRAINT
from engine.commands.frame import analysed, analysis, table, write_out
from engine.explain.constraint import explain_constraint, limit_in_words
from engine.optimise.compare import Interval
from engine.portfolio.model.portfolio import Portfolio
from engine.wording.claims import claim
from engine.wording.formats import NONE, SPACE, money, money_range, number, percent


@analysis
def constraint(path: Path, scenario: Path | None, effort: str, as_json: bool) -> None:
    """Which pool limits the portfolio, and what is one more person worth?"""
    it = analysed(CONSTRAINT, path, scenario, effort, as_json=as_json)
    write_out(as_json, constraint_as_json(it.result), _lines(it.result, it.portfolio))


def constraint_as_json(result: Constraint) -> dict[str, Any]:
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
    }


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
    if result.steps:
        lines += ["", *_step_lines(result, portfolio)]
    if result.limits:
        lines += ["", *_limit_lines(result, portfolio)]
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
                money(pool.marginal_value, currency),
                money(pool.more.estimate, currency),
                _between(pool.more, currency),
                "no plan found" if pool.less is None else _between(pool.less, currency),
                NONE if pool.gain_per_money is None else number(pool.gain_per_money),
            )
        )
    return table(rows, right=heads[1:])


def _step_lines(result: Constraint, portfolio: Portfolio) -> list[str]:
    currency = portfolio.settings.currency
    rows: list[tuple[str, ...]] = [("People more", "Gain", "Between")]
    rows += [(f"{s.people}", money(s.gain.estimate, currency), _between(s.gain, currency)) for s in result.steps]
    return table(rows, right=rows[0])


def _limit_lines(result: Constraint, portfolio: Portfolio) -> list[str]:
    currency = portfolio.settings.currency
    rows: list[tuple[str, ...]] = [("Budget or rule", "Gain", "Between", "Gain per money")]
    for limit in sorted(result.limits, key=lambda x: -x.gain.estimate):
        phrase, figures = limit_in_words(limit, portfolio)
        per = NONE if limit.gain_per_money is None else number(limit.gain_per_money)
        words = claim(phrase, **figures).prose
        rows.append((words, money(limit.gain.estimate, currency), _between(limit.gain, currency), per))
    return table(rows, right=rows[0][1:])


def _between(gain: Interval, currency: str) -> str:
    if gain.is_zero:
        return "nothing"
    close = ", too close to call" if gain.too_close else ""
    return f"{money_range(gain.low, gain.high, currency)}{close}"
