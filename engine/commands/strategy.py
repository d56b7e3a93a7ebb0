"""``strategy``: whether capacity goes where the strategy says, and what floors and weights cost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.analyse.strategy.strategy import Shares, Strategy, ThemeView, Use
from engine.analyse.today.reading import TodaysRange
from engine.catalogue import STRATEGY
from engine.commands.frame import analysed, analysis, table, write_out
from engine.explain.strategy import explain_strategy
from engine.optimise.compare import Interval
from engine.portfolio.model.portfolio import Portfolio
from engine.wording.formats import NONE, SPACE, money_range, month, percent


@analysis
def strategy(path: Path, scenario: Path | None, effort: str, as_json: bool) -> None:
    """Is capacity going where the strategy says, and what do floors and weights cost?"""
    it = analysed(STRATEGY, path, scenario, effort, as_json=as_json)
    write_out(as_json, strategy_as_json(it.result, it.portfolio), _lines(it.result, it.portfolio), it.proven)


def strategy_as_json(result: Strategy, portfolio: Portfolio) -> dict[str, Any]:
    """Themes, the price of floors and weights; then the pool shared out, projects without a theme, and other prices.

    Shares are of the use by all projects. ``shortfall_per_year`` is what today's way falls short of the target.
    """
    preference, settings = result.preference, portfolio.settings
    return {
        "themes": [_theme_as_json(view, result, portfolio) for view in result.themes],
        "floors": [{"theme": f.theme, "floor": f.floor} | _price_as_json(f.price) for f in preference.floors],
        "weights": [{"theme": w.theme, "weight": w.weight} | _price_as_json(w.price) for w in preference.weights],
        "constraint": result.constraint,
        "pool": result.pool,
        "without_theme": None if result.without_theme is None else _both_as_json(*result.without_theme, result),
        "price_of_preference": _price_as_json(preference.weights_together) if preference.weights else None,
        "pins": [
            {
                "project_id": p.pin.project_id,
                "action": p.pin.action,
                "start": None if p.pin.start is None else settings.month(p.pin.start),
            }
            | _price_as_json(p.price)
            for p in preference.pins
        ],
    }


def _theme_as_json(view: ThemeView, result: Strategy, portfolio: Portfolio) -> dict[str, Any]:
    objective = view.objective
    return {
        "theme": view.theme,
        "intent": view.intent,
        **_both_as_json(view.plan, view.recommended, result),
        "objective": None
        if objective is None
        else {
            "measure": objective.measure,
            "target": objective.target,
            "by": portfolio.settings.month(objective.by),
            "plan": objective.plan,
            "today": objective.today,
            "recommended": objective.recommended,
            "shortfall_per_year": objective.shortfall_per_year,
            "today_low": objective.todays.low,
            "today_high": objective.todays.high,
            "shortfall_low": objective.shortfalls.low,
            "shortfall_high": objective.shortfalls.high,
        },
    }


def _both_as_json(plan: Use, recommended: Use, result: Strategy) -> dict[str, Any]:
    return {
        "plan": _shares_as_json(plan.share_of(result.plan)),
        "recommended": _shares_as_json(recommended.share_of(result.recommended)),
    }


def _shares_as_json(shares: Shares) -> dict[str, float | None]:
    return {"constraint": shares.constraint, "money": shares.money, "value": shares.value}


def _price_as_json(price: Interval | None) -> dict[str, Any]:
    if price is None:
        return {"price": None, "low": None, "high": None, "too_close": None}
    return {"price": price.estimate, "low": price.low, "high": price.high, "too_close": price.too_close}


def _lines(result: Strategy, portfolio: Portfolio) -> list[str]:
    lines = [explain_strategy(result, portfolio).paragraph.replace(SPACE, " ")]
    if result.themes:
        pool = portfolio.pools_by_id[result.pool].name
        lines += ["", f"Shares of {pool}, money and value", *table(_share_rows(result), right=_SHARES)]
    objectives = _objective_rows(result, portfolio)
    if len(objectives) > 1:
        lines += ["", "Benefit a month when it is due", *table(objectives, right=_REACHED)]
    return lines


_SHARES = ("Intent", "Plan", "Recommended", "Money", "Recommended money", "Value", "Recommended value")
_REACHED = ("Target", "Plan", "Today's way", "Recommended", "Short a year, today's way")


def _share_rows(result: Strategy) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("Theme", *_SHARES)]
    for view in result.themes:
        rows.append((view.theme, *_share_cells(view.intent, view.plan, view.recommended, result)))
    if result.without_theme is not None:
        rows.append(("(no theme)", *_share_cells(None, *result.without_theme, result)))
    return rows


def _share_cells(intent: float | None, plan: Use, recommended: Use, result: Strategy) -> tuple[str, ...]:
    before, after = plan.share_of(result.plan), recommended.share_of(result.recommended)
    shares = (intent, before.constraint, after.constraint, before.money, after.money, before.value, after.value)
    return tuple(NONE if share is None else percent(share) for share in shares)


def _objective_rows(result: Strategy, portfolio: Portfolio) -> list[tuple[str, ...]]:
    settings = portfolio.settings
    rows: list[tuple[str, ...]] = [("Theme", "By", *_REACHED)]
    for view in result.themes:
        if view.objective is None:
            continue
        o = view.objective
        amounts = (
            *(TodaysRange.point(a) for a in (o.target, o.plan)),
            o.todays,
            TodaysRange.point(o.recommended),
            o.shortfalls,
        )
        cells = (money_range(a.low, a.high, settings.currency) for a in amounts)
        rows.append((view.theme, month(settings.planning_month + o.by), *cells))
    return rows
