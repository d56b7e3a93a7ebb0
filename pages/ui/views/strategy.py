"""The rows of the strategy page: shares, shortfalls, and the tables behind them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from engine.analyse.strategy.strategy import Strategy, ThemeView
from engine.analyse.today.reading import readings_of_today
from engine.explain.strategy import rest_as_recommended
from engine.portfolio import Portfolio
from engine.wording.formats import month
from pages.ui.charts.ranged_bars import Bar
from pages.ui.charts.shares import ShareRow
from pages.ui.parts.figures import Amount, Figures, columns_over, over_readings
from pages.ui.parts.theme import Palette


def share_rows(result: Strategy) -> list[ShareRow]:
    """Each theme's share of the constraint under the plan and the recommendation, beside its intent."""
    return [
        ShareRow(
            view.theme,
            view.intent,
            (
                ("planned", view.plan.share_of(result.plan).constraint or 0.0),
                ("recommended", view.recommended.share_of(result.recommended).constraint or 0.0),
            ),
        )
        for view in result.themes
    ]


def objective_bars(result: Strategy, portfolio: Portfolio, colours: Palette) -> list[Bar]:
    """What each objective surely falls short by in today's way, largest first; as recommended as a note."""
    rows = []
    for view in result.themes:
        reached = view.objective
        if reached is not None:
            due = month(portfolio.settings.planning_month + reached.by)
            rest = rest_as_recommended(reached, portfolio.settings.currency)
            short = reached.shortfalls
            low, high = (None, None) if short.is_point else (short.low, short.high)
            bar = Bar(f"{view.theme}, {due}", short.named, low, high, colour=colours.over, note=rest)
            rows.append((short.low, bar))
    return [bar for _, bar in sorted(rows, key=lambda row: -row[0])]


def theme_table(result: Strategy, currency: str) -> Figures:
    """All shares of every theme."""
    frame = pd.DataFrame([_shares(view, result) for view in result.themes])
    return Figures(frame, currency, shares=[name for name in frame.columns if name != "Theme"])


def objective_table(result: Strategy, portfolio: Portfolio) -> Figures:
    """Every objective, its target, and what each way delivers by then."""
    themes = {t.name: t for t in portfolio.settings.themes}
    views = [v for v in result.themes if v.objective is not None]
    rows = [_objective(v, themes[v.theme].objective or v.theme, portfolio) for v in views]
    todays = columns_over("Today's way", is_point=readings_of_today(portfolio).are_points)
    names = ("Target", "Plan on paper", *todays, "Recommended") if rows else ()
    return Figures(pd.DataFrame(rows), portfolio.settings.currency, dict.fromkeys(names, Amount(per="a month")))


def _shares(view: ThemeView, result: Strategy) -> dict[str, Any]:
    plan, advised = view.plan.share_of(result.plan), view.recommended.share_of(result.recommended)
    return {
        "Theme": view.theme,
        "Intent": view.intent,
        "Constraint, plan": plan.constraint,
        "Constraint, recommended": advised.constraint,
        "Money, plan": plan.money,
        "Money, recommended": advised.money,
        "Value, plan": plan.value,
        "Value, recommended": advised.value,
    }


def _objective(view: ThemeView, objective: str, portfolio: Portfolio) -> dict[str, Any]:
    reached = view.objective
    if reached is None:
        return {}
    return {
        "Objective": objective,
        "Measure": reached.measure or "",
        "Due": month(portfolio.settings.planning_month + reached.by),
        "Target": reached.target,
        "Plan on paper": reached.plan,
        **over_readings("Today's way", reached.todays, is_point=readings_of_today(portfolio).are_points),
        "Recommended": reached.recommended,
    }
