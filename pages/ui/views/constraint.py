"""The constraint on pages: in short on Home, and in full."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from engine.analyse.constraint.constraint import Constraint, PoolValue
from engine.analyse.constraint.limits import PricedLimit
from engine.catalogue import CONSTRAINT
from engine.explain.chart_labels import HOW_TO_READ_POOLS, as_good_as_nothing
from engine.explain.constraint import (
    between_in_short,
    explain_constraint,
    gain_in_short,
    is_worth_a_point,
    loosened,
    moves_to,
    nothing_to_lift,
    person_in_short,
    rules_of_its_own,
    spell_figures,
    what_the_law_demands,
)
from engine.explain.interventions import THE_LAW, THE_LAW_NOTE
from engine.optimise.recommendation import Recommendation
from engine.portfolio import Portfolio
from pages.ui.charts.curve import Axis, CurvePoint, curve
from pages.ui.charts.draw import draw
from pages.ui.charts.pool_peaks import MONTHS_SHOWN, share
from pages.ui.charts.pool_table import PoolRow, pool_table
from pages.ui.charts.ranged_bars import HALF, Bar, ranged_bars
from pages.ui.jobs.analysis_status import AnalysisView, area, view_of
from pages.ui.jobs.pacing import first_screen_first
from pages.ui.jobs.solve_service import Answer
from pages.ui.parts.explained import strong_said, title_explained
from pages.ui.parts.figures import Amount, Figures
from pages.ui.parts.tables import Behind, figures
from pages.ui.parts.text import quiet
from pages.ui.parts.theme import Palette, palette

FOLDED_FROM = 2
"""Pools in which a person may gain nothing, from which on they are hidden until asked for."""

MOST_LIMITS = 8
"""Budgets and rules drawn, and projects that the law demands."""


def constraint_in_short(answer: Answer, portfolio: Portfolio) -> None:
    """What limits the portfolio in two sentences, with the way to the whole story."""
    if answer.plan is None:
        return
    view = view_of(CONSTRAINT, answer, portfolio)
    if view.result is not None:
        explanation = explain_constraint(view.result, portfolio)
        with area(view, "constraint-short"):
            strong_said(explanation.short, CONSTRAINT.about, portfolio, "limits")
            bars, currency, colours = (
                pool_bars(view.result, portfolio, palette())[:3],
                portfolio.settings.currency,
                palette(),
            )
            text = "What one more person gains in the three pools where it gains most"
            draw("limits-short", view.key, colours, lambda: ranged_bars(bars, currency, colours, width=HALF), text)
    st.page_link("../../constraint.py", label="See the constraint and where it moves", icon=":material/arrow_forward:")


def constraint_in_full(view: AnalysisView, answer: Answer, portfolio: Portfolio) -> None:
    """All pools in one table, the step curve, when each pool limits, and what budgets and rules cost."""
    result: Constraint = view.result
    colours, currency = palette(), portfolio.settings.currency
    title_explained("What limits us, pool by pool", "gain of one more person", portfolio, HOW_TO_READ_POOLS)
    unclear = [p for p in result.pools if may_be_nothing(p, result)]
    folded = len(unclear) >= FOLDED_FROM and not st.toggle(as_good_as_nothing(len(unclear)), key="show-unclear-pools")
    rows = pool_rows(result, answer.plan, portfolio, folded=folded)
    first, text = portfolio.settings.planning_month, "Gain of one more person, utilisation and load by month, by pool"
    draw("pools", f"{view.key}|{folded}", colours, lambda: pool_table(rows, first, currency, colours), text)
    first_screen_first()
    if result.spells:
        note = "One more person in these months only: gain, cost of their days, and net."
        title_explained("When it limits", "worth of a person", portfolio, note)
        figures(
            "spells",
            spell_table(result, portfolio),
            "Months in which each pool limits, priced",
            Behind(portfolio, {"": "worth of a person"}),
        )
    _steps(result, view, portfolio, colours)
    _limits(result, view, portfolio, colours)


def may_be_nothing(pool: PoolValue, result: Constraint) -> bool:
    """Whether a person's gain cannot be told from nothing, and nobody would take the pool for the constraint.

    That one, the next and the busiest are always to be seen.
    """
    busiest = max(result.pools, key=lambda p: p.utilisation or 0.0).pool_id
    to_be_seen = {result.constraint, result.runner_up, busiest}
    return pool.pool_id not in to_be_seen and (pool.more.is_zero or pool.more.too_close)


def pool_rows(result: Constraint, plan: Recommendation, portfolio: Portfolio, *, folded: bool = False) -> list[PoolRow]:
    """A row for each pool, most gain first; where it is ``folded``, without those that may gain nothing."""
    ranked = sorted(result.pools, key=lambda p: (p.pool_id != result.constraint, -p.more.estimate, -p.more.high))
    return [
        PoolRow(
            portfolio.pools_by_id[p.pool_id].name,
            p.more.estimate,
            p.more.low,
            p.more.high,
            p.utilisation,
            months=tuple(
                (load.month, share(load))
                for load in plan.load
                if load.pool_id == p.pool_id and load.month < MONTHS_SHOWN
            ),
            limits=tuple((spell.first, spell.stop) for spell in result.spells if spell.pool_id == p.pool_id),
            is_constraint=p.pool_id == result.constraint,
            doubtful=p.more.too_close,
            ranged=not p.more.is_point,
        )
        for p in ranked
        if not (folded and may_be_nothing(p, result))
    ]


def spell_table(result: Constraint, portfolio: Portfolio) -> Figures:
    """The months in which each pool limits, and what a person is worth in them."""
    rows = []
    for spell in result.spells:
        said = spell_figures(spell, portfolio)
        rows.append(
            {
                "Pool": said["pool"].text,
                "From": said["first"].text,
                "To": said["last"].text,
                "Gain": spell.gain.estimate if is_worth_a_point(spell) else None,
                "Cost": spell.cost,
                "Net": spell.net if is_worth_a_point(spell) else None,
                "Proven": between_in_short(spell.gain, portfolio.settings.currency),
            }
        )
    amounts = dict.fromkeys(("Gain", "Cost", "Net"), Amount())
    return Figures(pd.DataFrame(rows).astype(dict.fromkeys(amounts, "float64")), portfolio.settings.currency, amounts)


def pool_bars(result: Constraint, portfolio: Portfolio, colours: Palette) -> list[Bar]:
    """Every pool by what one more person gains, most first."""
    ranked = sorted(result.pools, key=lambda p: (-p.more.estimate, -p.more.high))
    return [
        Bar(
            portfolio.pools_by_id[p.pool_id].name,
            p.more.estimate,
            None if p.more.is_zero else p.more.low,
            None if p.more.is_zero else p.more.high,
            colour=colours.accent if p.pool_id == result.constraint else colours.demand,
            note=person_in_short(p),
            doubtful=p.more.too_close,
        )
        for p in ranked
    ]


def _steps(result: Constraint, view: AnalysisView, portfolio: Portfolio, colours: Palette) -> None:
    if result.constraint is None or not result.steps:
        return
    name, currency = portfolio.pools_by_id[result.constraint].name, portfolio.settings.currency
    heading = f"What more people in {name} gain together"
    title_explained(heading, "gain of one more person", portfolio, moves_to(result, portfolio))
    points = [CurvePoint(0, 0.0, 0.0, 0.0)]
    points += [CurvePoint(s.people, s.gain.estimate, s.gain.low, s.gain.high) for s in result.steps]
    axis = Axis(f"people added to {name}")
    draw("steps", view.key, colours, lambda: curve(points, axis, currency, colours), f"Gain by people added to {name}")


def _limits(result: Constraint, view: AnalysisView, portfolio: Portfolio, colours: Palette) -> None:
    own = [limit for limit in rules_of_its_own(result) if limit.gain.high > 0]
    law = [limit for limit in what_the_law_demands(result) if limit.gain.high > 0]
    if not own:
        quiet(nothing_to_lift(result))
    else:
        note = "Gain of loosening each of them alone, everything else unchanged."
        title_explained("What budgets and rules cost", "price of a limit", portfolio, note)
        _loosened("limits", own, view, portfolio, colours)
    if law:
        title_explained(THE_LAW, "price of a limit", portfolio, THE_LAW_NOTE)
        _loosened("law", law, view, portfolio, colours)


def _loosened(
    place: str, limits: Sequence[PricedLimit], view: AnalysisView, portfolio: Portfolio, colours: Palette
) -> None:
    currency = portfolio.settings.currency
    bars = [
        Bar(
            loosened(limit, portfolio),
            limit.gain.estimate,
            limit.gain.low,
            limit.gain.high,
            colour=colours.demand,
            note=gain_in_short(limit),
            doubtful=limit.gain.too_close,
        )
        for limit in limits[:MOST_LIMITS]
    ]
    text = "Gain of loosening each budget and rule"
    draw(place, view.key, colours, lambda: ranged_bars(bars, currency, colours, names=370), text)
