"""The money of the plan on screen by fiscal year, beside that of the base."""

from __future__ import annotations

from engine.explain.money_view import explain_money, money_table
from engine.portfolio import Portfolio
from engine.portfolio.scenario import apply
from engine.report.comparison import Position
from engine.report.money_view import plan_money
from pages.ui.charts.draw import draw
from pages.ui.charts.over_months import Line, over_months
from pages.ui.jobs.solve_service import Answer
from pages.ui.office.report_tables import show_table
from pages.ui.parts.explained import quiet_said, strong_said, title_explained
from pages.ui.parts.theme import palette
from pages.ui.session import scenario_in_use

ABOUT = "money"
"""What its sentences are about."""


def money_view(answer: Answer, base_answer: Answer, base: Portfolio) -> None:
    """A sentence on net, payback and release, the cumulated net by month, and the table that leads to the value."""
    scenario = answer.plan_scenario or scenario_in_use.current()
    plan = plan_money(Position(apply(scenario, base), answer.plan))
    known = None if scenario.is_base or base_answer.plan is None else plan_money(Position(base, base_answer.plan))
    colours, currency = palette(), base.settings.currency
    said = explain_money(plan, base)
    note = "All benefits and salvage less all costs, undiscounted, summed up from the planning month on."
    title_explained("The money", "net of a year", base, note)
    strong_said(said.short, ABOUT, base, ABOUT)
    for place, claim in enumerate(said.further):
        quiet_said(claim, ABOUT, base, f"{ABOUT}-{place}")
    lines = [Line("this plan", plan.cumulated, is_main=True)]
    lines += [] if known is None else [Line("base", known.cumulated)]
    first = base.settings.planning_month
    draw(
        "money-so-far",
        f"{answer.key}|{known is not None}",
        colours,
        lambda: over_months(lines, first, currency, colours),
        "Net so far by month, of this plan and of the base",
    )
    show_table(money_table(plan, known, base), base)
