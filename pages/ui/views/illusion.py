"""The rows of the illusion page: grid cells, net contributions, and the table of every project's health."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from engine.analyse.health.health_ranges import ProjectOverReadings
from engine.analyse.health.illusion import Illusion
from engine.analyse.health.portfolio_health import ProjectHealth
from engine.analyse.project.contribution import Contribution
from engine.analyse.today.reading import readings_of_today
from engine.explain.chart_labels import costs_others
from engine.portfolio import Health, Portfolio
from engine.wording.formats import NONE
from pages.ui.charts.grid import GridCell
from pages.ui.charts.ranged_bars import Bar
from pages.ui.parts.figures import Amount, Figures, columns_over, over_readings
from pages.ui.parts.theme import Palette

NAMES = {Health.GREEN: "Green", Health.AMBER: "Amber", Health.RED: "Red", None: "Not reported"}
DELIVERY = ("Green", "Amber", "Red", "Not reported")
VALUE = ("Value kept", "Value shrinking", "Value mostly lost", "No value promised")
_VALUE_OF = dict(zip((Health.GREEN, Health.AMBER, Health.RED, None), VALUE, strict=True))
MOST_BARS = 8
_OF_TODAY = ("Delivered today's way", "Lost", "Cost to others", "Net contribution")
_LIGHTS = {Health.GREEN: "green", Health.AMBER: "amber", Health.RED: "red", None: ""}
_DRAWN = {"green": "● green", "amber": "◆ amber", "red": "■ red", "": NONE}


def cells(result: Illusion) -> list[GridCell]:
    """The crossings; those reported green and worth less than approved are the ones to look at."""
    return [
        GridCell(
            NAMES[c.delivery],
            _VALUE_OF[c.value],
            c.count,
            c.promised,
            alarm=c.delivery is Health.GREEN and c.value in (Health.AMBER, Health.RED),
        )
        for c in result.health.grid
    ]


def net_bars(result: Illusion, portfolio: Portfolio, colours: Palette) -> list[Bar]:
    """The projects that surely cost others most, by what stopping them surely gains."""
    costly = sorted(result.contributions, key=lambda c: -c.costs.low)[:MOST_BARS]
    ranked = sorted(costly, key=lambda c: c.nets.high)
    return [_bar(c, portfolio, colours) for c in ranked]


def health_table(result: Illusion, portfolio: Portfolio) -> Figures:
    """Health, dates and money of every project, those that surely lose most first."""
    each = zip(result.health.projects, result.contributions, result.over.projects, strict=True)
    are_points = readings_of_today(portfolio).are_points
    rows = [_row(*one, portfolio, are_points=are_points) for one in sorted(each, key=lambda one: -one[2].lost.low)]
    money_of = (
        "Approved",
        "Promised",
        *columns_over(*_OF_TODAY, is_point=are_points),
    )
    column = st.column_config
    return Figures(
        pd.DataFrame(rows).astype({"Months late": "Int64"}),
        portfolio.settings.currency,
        amounts=dict.fromkeys(money_of, Amount()),
        columns={
            "Months late": column.NumberColumn(format="%d", help="Simulated finish less planned finish"),
            "Project": column.TextColumn(width=190),
        },
        drawn_as=dict.fromkeys(("Reported", "Measured", "Value"), _DRAWN),
    )


def _bar(own: Contribution, portfolio: Portfolio, colours: Palette) -> Bar:
    currency = portfolio.settings.currency
    note = costs_others(own.costs.low, own.costs.high, currency)
    colour = colours.over if own.makes_poorer else colours.accent
    name, ends = portfolio.projects_by_id[own.project_id].name, own.nets
    low, high = (None, None) if ends.is_point else (ends.low, ends.high)
    return Bar(name, ends.named, low, high, colour=colour, note=note, subject=own.project_id)


def _row(
    health: ProjectHealth, own: Contribution, over: ProjectOverReadings, portfolio: Portfolio, *, are_points: bool
) -> dict[str, Any]:
    return {
        "project_id": own.project_id,
        "Project": portfolio.projects_by_id[own.project_id].name,
        "Reported": _LIGHTS[health.reported],
        "Measured": _LIGHTS[health.measured],
        "Value": _LIGHTS[health.value],
        "Months late": health.months_late,
        "Approved": health.value_approved,
        "Promised": own.value_alone,
        **{
            head: amount
            for name, ends in zip(_OF_TODAY, (over.delivered, over.lost, own.costs, own.nets), strict=True)
            for head, amount in over_readings(name, ends, is_point=are_points).items()
        },
    }
