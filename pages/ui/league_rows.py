"""The rows of the interventions page: bars, table and frontiers."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd
import streamlit as st

from engine.analyse.interventions import IN_THE_PLAN, FrontierPoint, Intervention, League
from engine.explain.glossary import help_on
from engine.explain.interventions import explain_intervention, title_of
from engine.portfolio import Portfolio
from pages.ui.charts.curve import Axis, Point
from pages.ui.charts.ranged_bars import Bar
from pages.ui.figures import Amount, Figures
from pages.ui.formats import money, months
from pages.ui.theme import Palette

MOST_BARS = 14


def kinds(league: League) -> list[str]:
    """The kinds in the table, in its order."""
    return list(dict.fromkeys(i.kind.value for i in league.interventions))


def league_bars(league: League, opened: Portfolio, colours: Palette, wanted: Collection[str]) -> list[Bar]:
    """The best of the wanted kinds (of all, if none is wanted) by net gain."""
    shown = [i for i in league.interventions if not wanted or i.kind.value in wanted][:MOST_BARS]
    return [_bar(i, opened, colours) for i in shown]


def league_table(league: League, opened: Portfolio) -> Figures:
    """Every intervention that was worked out."""
    rows = [
        {
            "What": title_of(i, opened),
            "Kind": i.kind.value,
            "Net": i.net,
            "Gain": i.gain,
            "Cost": i.cost,
            "Return": i.return_,
            "Payback, months": i.payback_months,
            "Today's way": i.gain_today,
            "In words": explain_intervention(i, opened).paragraph,
        }
        for i in league.interventions
    ]
    column = st.column_config
    return Figures(
        pd.DataFrame(rows).astype({"Payback, months": "Int64"}),
        opened.settings.currency,
        amounts=dict.fromkeys(("Net", "Gain", "Cost", "Today's way"), Amount()),
        columns={
            "Return": column.NumberColumn("Return on cost", format="%.1f", help="Gain for each unit of cost"),
            "Payback, months": column.NumberColumn(format="%d"),
            "What": column.TextColumn(width=330, help=help_on("intervention")),
            "In words": column.TextColumn(width=420),
        },
    )


def money_curve(league: League, opened: Portfolio) -> tuple[list[Point], Axis]:
    """Value by money spent."""
    points = [Point(p.cost, p.value, name=_named(p, opened)) for p in league.frontier_money]
    return points, Axis("money spent, present value", is_money=True)


def people_curve(league: League, opened: Portfolio) -> tuple[list[Point], Axis]:
    """Value by people added at the constraint."""
    where = "the constraint" if league.constraint is None else opened.pools_by_id[league.constraint].name
    return [Point(p.people, p.value) for p in league.frontier_people], Axis(f"people added to {where}")


def _named(point: FrontierPoint, opened: Portfolio) -> str:
    return title_of(point.what[-1], opened) if len(point.what) == 1 else ""


def _bar(found: Intervention, opened: Portfolio, colours: Palette) -> Bar:
    currency = opened.settings.currency
    note = "free" if found.free else f"for {money(found.cost, currency)}"
    if found.payback_months:
        note += f", back in {months(found.payback_months)}"
    return Bar(
        title_of(found, opened),
        found.net,
        found.low - found.cost,
        found.high - found.cost,
        colour=colours.accent if found.pays or (found.free and found.low > 0) else colours.demand,
        note=note,
        subject=found.subject if found.kind in IN_THE_PLAN else "",
        doubtful=found.too_close,
    )
