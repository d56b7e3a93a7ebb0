"""The rows of the strategy page: shares, shortfalls, and the tables behind them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from engine.analyse.strategy import Strategy, ThemeView
from engine.portfolio import Portfolio
from pages.ui.charts.ranged_bars import Bar
from pages.ui.charts.shares import ShareRow
from pages.ui.formats import column_unit, money, month
from pages.ui.theme import Palette


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


def objective_bars(result: Strategy, opened: Portfolio, colours: Palette) -> list[Bar]:
    """What each objective falls short by in today's way, largest first; the recommendation's shortfall as a note."""
    rows = []
    for view in result.themes:
        reached = view.objective
        if reached is not None:
            left = 12 * max(0.0, reached.target - reached.recommended)
            due = month(opened.settings.planning_month + reached.by)
            rest = "met as recommended" if left <= 0 else f"{money(left, opened.settings.currency)} as recommended"
            rows.append(Bar(f"{view.theme}, {due}", reached.shortfall_per_year, colour=colours.over, note=rest))
    return sorted(rows, key=lambda bar: -bar.amount)


def theme_table(result: Strategy) -> tuple[pd.DataFrame, dict[str, Any]]:
    """All shares of every theme; and how to write the columns."""
    frame = pd.DataFrame([_shares(view, result) for view in result.themes])
    percent = st.column_config.NumberColumn
    return frame, {name: percent(format="percent") for name in frame.columns if name != "Theme"}


def objective_table(result: Strategy, opened: Portfolio) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Every objective, its target, and what each way delivers by then; and how to write the columns."""
    themes = {t.name: t for t in opened.settings.themes}
    views = [v for v in result.themes if v.objective is not None]
    amounts = [v.objective.target for v in views if v.objective is not None]
    size, unit = column_unit(amounts, opened.settings.currency)
    rows = [_objective(v, themes[v.theme].objective or v.theme, opened, size) for v in views]
    names = ("Target", "Plan on paper", "Today's way", "Recommended")
    column = st.column_config.NumberColumn
    return pd.DataFrame(rows), {n: column(f"{n}, {unit} a month", format="%.2f") for n in names}


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


def _objective(view: ThemeView, objective: str, opened: Portfolio, size: float) -> dict[str, Any]:
    reached = view.objective
    if reached is None:
        return {}
    return {
        "Objective": objective,
        "Measure": reached.measure or "",
        "Due": month(opened.settings.planning_month + reached.by),
        "Target": reached.target / size,
        "Plan on paper": reached.plan / size,
        "Today's way": reached.today / size,
        "Recommended": reached.recommended / size,
    }
