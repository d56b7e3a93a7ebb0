"""The rows of the risk page: marks of the gain, bands of value, decisions, drivers, questions, what is drawn."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from engine.analyse.risk.execution import RECOMMENDED
from engine.analyse.risk.result import RiskResult, Verdict
from engine.explain.risk import (
    badge,
    decisions_by_verdict,
    drawn_from,
    driver_name,
    gain_marks,
    levels,
    way_name,
)
from engine.portfolio import Portfolio
from engine.portfolio.model.calendar import first_day
from engine.wording.actions import label
from engine.wording.glossary import help_on
from pages.ui.charts.fan import Band
from pages.ui.charts.histogram import Mark
from pages.ui.charts.ranged_bars import Bar
from pages.ui.parts.explained import title_explained
from pages.ui.parts.figures import Amount, Figures, texts
from pages.ui.parts.tables import Behind, figures
from pages.ui.parts.text import draw_markup, fragment
from pages.ui.parts.theme import Palette

MOST_DRIVERS = 10
_WORD = "range over futures"
_ORDER = {Verdict.FIRM: 0, Verdict.LEANING: 1, Verdict.FRAGILE: 2, None: 3}


def marks(result: RiskResult, portfolio: Portfolio) -> list[Mark]:
    """P10, P50 and P90 of the gain."""
    return [Mark(amount, text) for amount, text in gain_marks(result, portfolio.settings.currency)]


def bands(result: RiskResult, colours: Palette) -> list[Band]:
    """Value so far of today's way, the recommended plan and the robust one."""
    inks = {RECOMMENDED: colours.accent, "today": colours.quiet}
    return [
        Band(way_name(fan.way), inks.get(fan.way, colours.over), fan.p10, fan.p50, fan.p90, is_line=fan.way not in inks)
        for fan in result.fans
        if fan.way in inks or (result.robust is not None and result.robust.is_sure)
    ]


def show_decisions(result: RiskResult, portfolio: Portfolio) -> None:
    """Firm, leaning and fragile decisions side by side, where they are told apart yet, and the table of them."""
    title_explained("Firm and fragile", _WORD, portfolio, help_on("firm"))
    groups = decisions_by_verdict(result, portfolio)
    if groups:
        draw_markup(fragment("verdict_groups", groups=groups))
    figures("risk-decisions", decision_table(result, portfolio), "How sure each decision is, its dates and its value")


def show_levels(result: RiskResult, portfolio: Portfolio) -> None:
    """Gain and value of every way as quantiles, and between what each lies."""
    title_explained("Levels", _WORD, portfolio, "Each figure lies between its from and to 95 times in 100.")
    text = "Gain and value of every way as quantiles"
    figures("levels", level_table(result, portfolio), text, Behind(portfolio, {"": _WORD}))


def level_table(result: RiskResult, portfolio: Portfolio) -> Figures:
    """Gain and value of every way: quantiles, and between what each lies 95 times in 100."""
    rows = [
        {
            "What": name,
            "P10": d.p10,
            "P10 from": d.p10_between[0],
            "P10 to": d.p10_between[1],
            "P50": d.p50,
            "P50 from": d.p50_between[0],
            "P50 to": d.p50_between[1],
            "P90": d.p90,
            "P90 from": d.p90_between[0],
            "P90 to": d.p90_between[1],
            "Mean": d.mean,
            "Above nothing": d.positive_share,
        }
        for name, d in levels(result)
    ]
    money = [f"P{q}{end}" for q in (10, 50, 90) for end in ("", " from", " to")]
    return Figures(
        pd.DataFrame(rows),
        portfolio.settings.currency,
        amounts=dict.fromkeys((*money, "Mean"), Amount(group="levels")),
        shares=("Above nothing",),
        columns={"What": st.column_config.TextColumn(width=210)},
    )


def decision_table(result: RiskResult, portfolio: Portfolio) -> Figures:
    """Every decision, the firm ones first, with its dates and value as ranges."""
    first = portfolio.settings.planning_month
    rows = [
        {
            "project_id": p.project_id,
            "Project": portfolio.projects_by_id[p.project_id].name,
            "Action": label(p.action),
            "Decision": badge(p.verdict),
            "Chosen again": p.chosen_share,
            "On time": p.on_time_share,
            "Recommended finish": _day(p.recommended_finish, first),
            "Finish P10": _day(p.finish_p10, first),
            "Finish P50": _day(p.finish_p50, first),
            "Finish P90": _day(p.finish_p90, first),
            "Value P10": p.value_p10,
            "Value P50": p.value_p50,
            "Value P90": p.value_p90,
        }
        for p in sorted(result.projects, key=lambda p: (_ORDER[p.verdict], -(p.chosen_share or 0.0)))
    ]
    column = st.column_config
    return Figures(
        pd.DataFrame(rows),
        portfolio.settings.currency,
        amounts=dict.fromkeys(("Value P10", "Value P50", "Value P90"), Amount(group="value")),
        shares=("Chosen again", "On time"),
        months=("Recommended finish", "Finish P10", "Finish P50", "Finish P90"),
        columns={"Project": column.TextColumn(width=180)},
    )


def driver_bars(result: RiskResult, portfolio: Portfolio, colours: Palette) -> list[Bar]:
    """The figures that move the gain most; what all have in common apart in colour."""
    return [
        Bar(
            driver_name(d, portfolio),
            d.swing,
            colour=colours.accent if d.swing >= 0 else colours.over,
            subject=d.subject if d.subject in portfolio.projects_by_id else "",
        )
        for d in result.drivers[:MOST_DRIVERS]
    ]


def spread_table(portfolio: Portfolio) -> Figures:
    """What the futures are drawn from."""
    names = ("Source", "P10", "P50", "P90", "In common", "From")
    return texts(pd.DataFrame([dict(zip(names, row, strict=True)) for row in drawn_from(portfolio)]))


def _day(offset: int | None, first: int) -> object:
    return None if offset is None else first_day(first + offset)
