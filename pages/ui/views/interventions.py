"""The rows of the interventions page: bars, table and frontiers."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd
import streamlit as st

from engine.analyse.interventions import IN_THE_PLAN, FrontierPoint, Intervention, League
from engine.analyse.today.reading import readings_of_today
from engine.explain.interventions import (
    BAND,
    BY_MONEY,
    BY_PEOPLE,
    explain_intervention,
    gained,
    in_groups,
    price_in_short,
    title_of,
)
from engine.portfolio import Portfolio
from engine.wording.glossary import help_on
from pages.ui.charts.curve import Axis, CurvePoint, curve
from pages.ui.charts.draw import draw
from pages.ui.charts.ranged_bars import Bar
from pages.ui.jobs.analysis_status import AnalysisView
from pages.ui.parts.explained import title_explained
from pages.ui.parts.figures import Amount, Figures, columns_over, over_readings
from pages.ui.parts.tables import Behind, figures
from pages.ui.parts.text import quiet
from pages.ui.parts.theme import Palette, palette

MOST_BARS = 14
_DECIMALS = 3
"""So many that gain, costs and net, which adds them up, read as the same amounts do in sentences."""

_TERMS = {"": "intervention", "Exit cost": "exit cost"} | dict.fromkeys(
    ("In turn", "In turn, least", "In turn, most"), "gain in turn"
)
"""What the amounts of a column of the table are, the others under the empty name."""


def kinds(league: League) -> list[str]:
    """The kinds in the table, in its order."""
    return list(dict.fromkeys(i.kind.value for i in league.interventions))


def league_groups(league: League, wanted: Collection[str]) -> dict[str, list[Intervention]]:
    """The best of the wanted kinds (of all, if none is wanted) by net gain, under the heading of their group."""
    listed = [i for i in league.interventions if not wanted or i.kind.value in wanted][:MOST_BARS]
    return in_groups(listed)


def league_bars(listed: Sequence[Intervention], portfolio: Portfolio, colours: Palette) -> list[Bar]:
    """A bar for each of some interventions."""
    return [_bar(i, portfolio, colours) for i in listed]


def show_league(name: str, listed: Sequence[Intervention], text: str, portfolio: Portfolio) -> None:
    """A table of some interventions, whose rows say where their amounts come from."""
    figures(name, league_table(listed, portfolio), text, Behind(portfolio, _TERMS))


def league_table(listed: Sequence[Intervention], portfolio: Portfolio) -> Figures:
    """Some interventions, with what each gains and costs."""
    is_point = readings_of_today(portfolio).are_points
    turns_are_points = is_point and all(i.in_turn is None or i.in_turn.is_point for i in listed)
    rows = [
        {
            "What": title_of(i, portfolio),
            "Kind": i.kind.value,
            "Net": i.net if i.is_point else None,
            "Gain": i.gain if i.is_point else None,
            "Gain, least": i.low,
            "Gain, most": i.high,
            "New spend": i.new_spend,
            "Exit cost": i.exit_cost,
            "Running cost": i.running_cost,
            **over_readings("In turn", i.in_turn, is_point=turns_are_points),
            "Return": i.return_ if i.is_point else None,
            "Payback, months": i.payback_months if i.is_point else None,
            **over_readings("Today's way", i.gain_today, is_point=is_point),
            "In words": explain_intervention(i, portfolio).paragraph,
        }
        for i in listed
    ]
    column = st.column_config
    costs = ("New spend", "Exit cost", "Running cost")
    money = ("Net", "Gain", "Gain, least", "Gain, most", *costs, *columns_over("Today's way", is_point=is_point))
    in_turn = dict.fromkeys(columns_over("In turn", is_point=turns_are_points), Amount(help=help_on("gain in turn")))
    return Figures(
        pd.DataFrame(rows).astype({"Payback, months": "Int64"}),
        portfolio.settings.currency,
        amounts=dict.fromkeys(money, Amount(decimals=_DECIMALS)) | in_turn,
        columns={
            "Return": column.NumberColumn("Return on cost", format="%.1f", help="Gain for each unit of cost"),
            "Payback, months": column.NumberColumn(format="%d"),
            "What": column.TextColumn(width=330, help=help_on("intervention")),
            "In words": column.TextColumn(width=420),
        },
        sums={"Net": {"Gain": 1} | dict.fromkeys(costs, -1)},
    )


def frontiers(league: League, view: AnalysisView, portfolio: Portfolio) -> None:
    """What money and people bring over the recommended plan, side by side."""
    colours, currency = palette(), portfolio.settings.currency
    left, right = st.columns(2, gap="large")
    with left:
        title_explained("What money can buy", "intervention", portfolio, BY_MONEY + BAND)
        points, axis = money_curve(league, portfolio)
        if len(points) > 1:
            draw("money", view.key, colours, lambda: curve(points, axis, currency, colours), "Gain by money spent")
        else:
            quiet("Nothing that costs money is sure to pay.")
    with right:
        title_explained("What people can bring", "worth of a person", portfolio, BY_PEOPLE + BAND)
        hired, counted = people_curve(league, portfolio)
        if len(hired) > 1:
            draw("people", view.key, colours, lambda: curve(hired, counted, currency, colours), "Gain by people")
        else:
            quiet("No person added at the constraint is sure to pay.")


def money_curve(league: League, portfolio: Portfolio) -> tuple[list[CurvePoint], Axis]:
    """Gain over the recommended plan by money spent, with what is proven of it."""
    points = [_point(p.cost, p, league.frontier_money, league, _named(p, portfolio)) for p in league.frontier_money]
    return points, Axis("money spent, present value", is_money=True)


def people_curve(league: League, portfolio: Portfolio) -> tuple[list[CurvePoint], Axis]:
    """Gain over the recommended plan by people added at the constraint, with what is proven of it."""
    where = "the constraint" if league.constraint is None else portfolio.pools_by_id[league.constraint].name
    points = [_point(p.people, p, league.frontier_people, league) for p in league.frontier_people]
    return points, Axis(f"people added to {where}")


def _point(
    x: float, point: FrontierPoint, points: Sequence[FrontierPoint], league: League, name: str = ""
) -> CurvePoint:
    gain = gained(point, points, league)
    return CurvePoint(x, gain.estimate, gain.low, gain.high, name)


def _named(point: FrontierPoint, portfolio: Portfolio) -> str:
    return title_of(point.what[-1], portfolio) if len(point.what) == 1 else ""


def _bar(intervention: Intervention, portfolio: Portfolio, colours: Palette) -> Bar:
    return Bar(
        title_of(intervention, portfolio),
        intervention.net_ranked_by,
        intervention.low - intervention.cost,
        intervention.high - intervention.cost,
        colour=colours.accent if intervention.pays else colours.demand,
        note=price_in_short(intervention, portfolio.settings.currency),
        subject=intervention.subject if intervention.kind in IN_THE_PLAN else "",
        doubtful=intervention.is_open,
        ranged=not intervention.is_point,
    )
