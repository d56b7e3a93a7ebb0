"""The delivery report on its page: lights by aspect, breaches in money, and last month's data."""

from __future__ import annotations

from dataclasses import fields

import streamlit as st

from engine.errors import CockpitError, DataError
from engine.explain.last_month_tables import last_month_tables
from engine.explain.report import HOW_TO_COMPARE, NO_LAST_MONTH, tolerance_text
from engine.explain.report_tables import delivery_tables
from engine.portfolio import Portfolio
from engine.portfolio.scenario import Scenario, apply
from engine.report.delivery import DeliveryReport, name_of
from engine.report.last_month import LastMonth
from engine.report.status import Lights
from pages.ui.charts.grid import GridCell
from pages.ui.charts.ranged_bars import Bar
from pages.ui.jobs import cached
from pages.ui.office.report_tables import show_tables
from pages.ui.parts.text import quiet
from pages.ui.parts.theme import Palette
from pages.ui.views.illusion import NAMES

ASPECTS = tuple(field.name.capitalize() for field in fields(Lights))
LIGHTS = tuple(NAMES.values())
MOST_BARS = 8
WIDTH = 600
"""About how wide the chart of breaches is, in pixels; names of projects need a third of it."""
_TABS: dict[str, tuple[str, ...]] = {
    "Status": ("status",),
    "Milestones": ("milestones",),
    "Tolerances": ("tolerances",),
    "Conflicts": ("conflicts",),
    "Gates, risks, changes": ("gates", "assurance", "risks", "changes"),
    "Fiscal years": ("years", "realised"),
}


def last_month(scenario: Scenario) -> tuple[Portfolio | None, str]:
    """Last month's portfolio under a scenario, or why there is none to compare with."""
    try:
        previous = cached.previous_portfolio()
        if previous is None:
            return None, f"{NO_LAST_MONTH} {HOW_TO_COMPARE}"
        if previous.settings.currency != cached.portfolio().settings.currency:
            return None, f"Last month's data are in {previous.settings.currency}, so they are not compared."
        return apply(scenario, previous), ""
    except DataError as error:
        first = error.problems[0]
        return None, f"Last month's data cannot be read: {first.file}: {first.message}."
    except CockpitError as error:
        return None, f"Last month's data cannot be compared under this scenario: {error}"


def status_cells(report: DeliveryReport) -> list[GridCell]:
    """How many projects of the plan stand at each light in each aspect, and their forecast cost."""
    planned = [s for s in report.projects if s.in_plan]
    cells = []
    for aspect, name in zip(ASPECTS, (field.name for field in fields(Lights)), strict=True):
        for light, words in NAMES.items():
            inside = [s for s in planned if getattr(s.lights, name).reported_or_measured is light]
            money = sum(s.remaining if s.forecast is None else s.forecast for s in inside)
            cells.append(GridCell(aspect, words, len(inside), money, alarm=words == "Red"))
    return cells


def breach_bars(report: DeliveryReport, portfolio: Portfolio, colours: Palette) -> list[Bar]:
    """The breaches with most money in them."""
    return [
        Bar(
            name_of(portfolio, t.project_id),
            t.money.named,
            *((None, None) if t.money.is_point else (t.money.low, t.money.high)),
            colour=colours.over if t.happened else colours.demand,
            note=tolerance_text(t),
            subject=t.project_id,
        )
        for t in sorted(report.breaches, key=lambda t: -t.money.low)[:MOST_BARS]
    ]


def in_tabs(report: DeliveryReport, since: LastMonth | None, why_not: str, portfolio: Portfolio) -> None:
    """Every table of the report; ``why_not`` says why there is no comparison with last month."""
    tables = {table.key: table for table in delivery_tables(report, portfolio)}
    *ours, changes = st.tabs([*_TABS, "Since last month"])
    for tab, keys in zip(ours, _TABS.values(), strict=True):
        with tab:
            show_tables((tables[key] for key in keys), portfolio)
    with changes:
        if since is None:
            quiet(why_not or "The comparison with last month follows once the plan is settled.")
        else:
            show_tables(last_month_tables(since, portfolio), portfolio)
