"""The rows of the illusion page: grid cells, net contributions, and the table of every project's health."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from engine.analyse.health.illusion import Illusion
from engine.analyse.health.portfolio_health import ProjectHealth
from engine.analyse.project.contribution import Contribution
from engine.portfolio import Health, Portfolio
from engine.wording.formats import NONE, money
from pages.ui.charts.grid import GridCell
from pages.ui.charts.ranged_bars import Bar
from pages.ui.parts.figures import Amount, Figures
from pages.ui.parts.theme import Palette

NAMES = {Health.GREEN: "Green", Health.AMBER: "Amber", Health.RED: "Red", None: "Not reported"}
DELIVERY = ("Green", "Amber", "Red", "Not reported")
VALUE = ("Value kept", "Value shrinking", "Value mostly lost", "No value promised")
_VALUE_OF = dict(zip((Health.GREEN, Health.AMBER, Health.RED, None), VALUE, strict=True))
MOST_BARS = 8
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
    """The projects that cost others most, by what they contribute in the end."""
    costly = sorted(result.contributions, key=lambda c: -c.cost_to_others)[:MOST_BARS]
    ranked = sorted(costly, key=lambda c: c.net_contribution)
    return [_bar(c, portfolio, colours) for c in ranked]


def health_table(result: Illusion, portfolio: Portfolio) -> Figures:
    """Health, dates and money of every project, those that lose most first."""
    pairs = zip(result.health.projects, result.contributions, strict=True)
    lost = sorted(pairs, key=lambda pair: -pair[0].value_lost)
    money_of = ("Approved", "Promised", "Delivered today's way", "Lost", "Cost to others", "Net contribution")
    rows = [_row(health, own, portfolio) for health, own in lost]
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
    note = f"= {money(own.value_alone, currency)} − {money(own.cost_to_others, currency)}"
    colour = colours.over if own.net_contribution < 0 else colours.accent
    name = portfolio.projects_by_id[own.project_id].name
    return Bar(name, own.net_contribution, colour=colour, note=note, subject=own.project_id)


def _row(health: ProjectHealth, own: Contribution, portfolio: Portfolio) -> dict[str, Any]:
    return {
        "project_id": own.project_id,
        "Project": portfolio.projects_by_id[own.project_id].name,
        "Reported": _LIGHTS[health.reported],
        "Measured": _LIGHTS[health.measured],
        "Value": _LIGHTS[health.value],
        "Months late": health.months_late,
        "Approved": health.value_approved,
        "Promised": own.value_alone,
        "Delivered today's way": health.value_today,
        "Lost": health.value_lost,
        "Cost to others": own.cost_to_others,
        "Net contribution": own.net_contribution,
    }
