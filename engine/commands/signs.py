"""``signs``: three signs that the office already manages value, and what waiting for decisions costs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from engine.analyse.decisions.decision_delay import DecisionDelay, Wait, decision_delay
from engine.analyse.decisions.signs import ConflictMonth, MaterialDecision, Signs
from engine.analyse.today.conflicts import Conflict
from engine.catalogue import SIGNS
from engine.commands.frame import analysed, analysis, table, write_out
from engine.explain.signs import asked_in_short, explain_decision_delay, explain_signs
from engine.portfolio.model.portfolio import Portfolio
from engine.wording.formats import NONE, SPACE, money, money_range, month, number


@analysis
@click.option(
    "--threshold", type=click.FloatRange(min=0), help="Money that makes a trade-off; default 0.25 % of value."
)
def signs(path: Path, scenario: Path | None, effort: str, threshold: float | None, as_json: bool) -> None:
    """Three signs that value is already being managed: trade-offs, green in red, pool conflicts."""
    it = analysed(SIGNS, path, scenario, effort, as_json=as_json, threshold=threshold)
    delay = decision_delay(it.portfolio, it.plan)
    write_out(as_json, signs_as_json(it.result, delay, it.portfolio), _lines(it.result, delay, it.portfolio), it.proven)


def signs_as_json(result: Signs, delay: DecisionDelay, portfolio: Portfolio) -> dict[str, Any]:
    """The signs; money today, months as ``YYYY-MM`` where they are dates."""
    tradeoffs, health = result.tradeoffs, result.health
    return {
        "tradeoffs": {
            "count": len(tradeoffs.decisions),
            "threshold": tradeoffs.threshold,
            "money": tradeoffs.money,
            "projects": [_tradeoff_as_json(t) for t in tradeoffs.decisions],
            "low": tradeoffs.together.low,
            "high": tradeoffs.together.high,
            "moves": tradeoffs.moves,
            "measured_by": "priced trade-offs" if tradeoffs.are_priced else "simulation of each move alone",
        },
        "green_in_red": {
            "green": len(health.green),
            "known": health.known,
            "share_green": result.share_green,
            "promised": health.promised,
            "delivered": health.today,
            "share_delivered": result.share_delivered,
            "share_of_approved": health.kept,
            "value_health": "unknown" if health.value is None else health.value.value,
            "is_seen": result.is_green_in_red,
            "delivered_low": result.over.today.low,
            "delivered_high": result.over.today.high,
        },
        "conflicts": {
            "months": [_month_as_json(m, portfolio) for m in result.conflict_months],
            "count": len(result.conflicts),
            "money": result.conflict_money,
        },
        "seen": result.seen,
        "decision_delay": {
            "cost": delay.cost,
            "decisions": [_wait_as_json(w, portfolio) for w in delay.waits],
        },
        "sentence": explain_signs(result, portfolio).paragraph,
    }


def _tradeoff_as_json(tradeoff: MaterialDecision) -> dict[str, Any]:
    return {
        "project_id": tradeoff.project_id,
        "action": tradeoff.action.value,
        "money": tradeoff.money,
        "low": tradeoff.low,
        "high": tradeoff.high,
    }


def _month_as_json(month: ConflictMonth, portfolio: Portfolio) -> dict[str, Any]:
    return {
        "month": portfolio.settings.month(month.month),
        "pools": [_conflict_as_json(c) for c in month.pools],
        "money": month.money,
    }


def _conflict_as_json(conflict: Conflict) -> dict[str, Any]:
    return {
        "pool_id": conflict.pool_id,
        "asked": conflict.asked,
        "capacity": conflict.capacity,
        "projects": list(conflict.projects),
        "money": conflict.money,
        "waiting": conflict.waiting,
        "bought": conflict.bought,
    }


def _wait_as_json(wait: Wait, portfolio: Portfolio) -> dict[str, Any]:
    return {
        "project_id": wait.project_id,
        "action": wait.action.value,
        "money": wait.money,
        "months": wait.months,
        "role": wait.role,
        "days": wait.days,
        "effective": portfolio.settings.month(wait.effective),
        "per_month": wait.per_month,
        "per_month_low": wait.monthly.low,
        "per_month_high": wait.monthly.high,
        "cost": wait.cost,
        "cost_low": wait.costs and wait.costs.low,
        "cost_high": wait.costs and wait.costs.high,
        "gain": wait.gain,
        "gain_low": wait.gains.low,
        "gain_high": wait.gains.high,
    }


def _lines(result: Signs, delay: DecisionDelay, portfolio: Portfolio) -> list[str]:
    said, waiting = explain_signs(result, portfolio), explain_decision_delay(delay, portfolio)
    money_heads = ("Money", "Days", "Per month", "At stake", "Projects", "Costs")
    sections = [
        [claim.prose.replace(SPACE, " ") for claim in (said.short, *said.further)],
        table(_tradeoff_rows(result, portfolio), right=money_heads) if result.tradeoffs.decisions else [],
        table(_conflict_rows(result, portfolio), right=money_heads) if result.conflicts else [],
        [waiting.paragraph.replace(SPACE, " ")],
        table(_wait_rows(delay, portfolio), right=money_heads) if delay.waits else [],
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines).split("\n")


def _tradeoff_rows(result: Signs, portfolio: Portfolio) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("Trade-off", "Action", "Money")]
    for t in result.tradeoffs.decisions:
        name = portfolio.projects_by_id[t.project_id].name
        rows.append((name, t.action, money_range(t.low, t.high, portfolio.settings.currency)))
    return rows


def _conflict_rows(result: Signs, portfolio: Portfolio) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("Month", "Projects", "Costs", "Pools asked for more than they have")]
    for m in result.conflict_months:
        clashing = {project_id for conflict in m.pools for project_id in conflict.projects}
        pools = (asked_in_short(c, portfolio) for c in m.pools)
        rows.append(
            (
                month(portfolio.settings.planning_month + m.month),
                str(len(clashing)),
                money(m.money, portfolio.settings.currency),
                ", ".join(pools),
            )
        )
    return rows


def _wait_rows(delay: DecisionDelay, portfolio: Portfolio) -> list[tuple[str, ...]]:
    currency = portfolio.settings.currency
    rows: list[tuple[str, ...]] = [
        ("Decision", "Action", "At stake", "Waits for", "Days", "Takes effect", "Per month", "Costs")
    ]
    for w in sorted(delay.waits, key=lambda w: -(w.cost or 0.0)):
        rows.append(
            (
                portfolio.projects_by_id[w.project_id].name,
                w.action,
                money(w.money, currency),
                w.role or "nobody",
                NONE if w.days is None else number(w.days),
                month(portfolio.settings.planning_month + w.effective),
                money_range(w.monthly.low, w.monthly.high, currency),
                NONE if w.costs is None else money_range(w.costs.low, w.costs.high, currency),
            )
        )
    return rows
