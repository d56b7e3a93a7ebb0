"""The money of a plan in words and in a table: by fiscal year, beside the base, down to the value."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate

from engine.explain.report import fiscal_years_begin
from engine.explain.table import Cell, Form, ReportTable, columns_under
from engine.portfolio.model.portfolio import Portfolio
from engine.report.money_view import MoneyYear, PlanMoney
from engine.wording.claims import Claim, Explanation, Figure, Money, Month, balanced, claim

_NOTHING = 0.5
_LINES: dict[str, Callable[[MoneyYear], float | None]] = {
    "Cash benefits": lambda y: y.money.cash,
    "Avoided cost": lambda y: y.money.avoided,
    "Soft benefits": lambda y: y.money.soft,
    "Benefits of no stated type": lambda y: y.money.unstated,
    "Salvage": lambda y: y.money.salvage,
    "Spent": lambda y: y.money.spent,
    "of that, exit cost": lambda y: y.exit_cost,
    "of that, capital": lambda y: None if y.split is None else y.split.capital,
    "of that, operating": lambda y: None if y.split is None else y.split.operating,
    "of that, not stated as either": lambda y: None if y.split is None else y.split.unstated,
    "Internal labour": lambda y: y.money.labour,
    "Penalties": lambda y: y.money.penalties,
    "Net": lambda y: y.money.net,
    "Budget": lambda y: y.money.budget,
    "Budget released": lambda y: y.released,
}
"""What a line of the table is called → its money in a year; costs are positive, a year without a budget has none."""

_ALWAYS = ("Spent", "Net")
"""Lines that stand even where there is nothing in them."""


def explain_money(plan: PlanMoney, portfolio: Portfolio) -> Explanation:
    """What the plan brings, when it has paid back, and what stopping releases, costs and writes off."""
    settings = portfolio.settings
    amounts = balanced(plan.net, plan.discounting, settings.currency, named=True)
    figures: dict[str, Figure] = dict(zip(("all_years", "later", "value"), amounts, strict=True))
    short = (
        "The plan brings {all_years} net over all years. Discounted by {later} for coming later, its value is {value}"
    )
    further = (*_booked(plan, portfolio), *_stops(plan, portfolio))
    if plan.payback is None:
        return Explanation(claim(f"{short}. It never pays back.", **figures), further)
    if plan.payback == 0:
        return Explanation(claim(f"{short}. It is never in the red.", **figures), further)
    figures["month"] = Month(settings.planning_month + plan.payback)
    return Explanation(claim(f"{short}. It has paid back by {{month}}.", **figures), further)


def _booked(plan: PlanMoney, portfolio: Portfolio) -> tuple[Claim, ...]:
    """How what is spent is booked, where the data say so."""
    if plan.split is None:
        return ()
    currency = portfolio.settings.currency
    amounts = {"capital": plan.split.capital, "operating": plan.split.operating, "neither": plan.split.unstated}
    figures: dict[str, Figure] = {name: Money(amount, currency) for name, amount in amounts.items()}
    neither = figures.pop("neither")
    said = claim("Of what is spent, {capital} is capital and {operating} operating.", **figures)
    if plan.split.unstated < _NOTHING:
        return (said,)
    return said, claim("For {neither} of it the data say neither.", neither=neither)


def _stops(plan: PlanMoney, portfolio: Portfolio) -> tuple[Claim, ...]:
    currency = portfolio.settings.currency
    if max(plan.released, plan.exit_cost, plan.written_off) < _NOTHING:
        return (claim("No budget is released: the plan runs all that today's plan runs."),)
    amounts = {"released": plan.released, "exit": plan.exit_cost, "spent": plan.written_off}
    figures: dict[str, Figure] = {k: Money(v, currency) for k, v in amounts.items() if v >= _NOTHING}
    released = "releases {released} of budget" if portfolio.settings.budgets else "no longer spends {released}"
    said = {"released": released, "exit": "costs {exit} to exit"}
    effects = " and ".join(text for key, text in said.items() if key in figures)
    sentences = [f"What the plan does not run {effects}."] if effects else []
    if "spent" in figures:
        subject = "It" if effects else "What the plan does not run"
        sentences.append(f"{subject} writes off {{spent}} that was spent before; no value counts that.")
    return (claim(" ".join(sentences), **figures),)


def money_table(plan: PlanMoney, base: PlanMoney | None, portfolio: Portfolio) -> ReportTable:
    """A line a kind of money, for the plan and under it for the base, a column a year; then down to the value.

    ``base`` is ``None`` where the plan on screen is that of the base.
    """
    plans = [("this plan", plan)] if base is None else [("this plan", plan), ("base", base)]
    longest = max((money for _, money in plans), key=lambda money: len(money.years))
    heads = tuple(year.money.name for year in longest.years)
    rows: list[tuple[Cell, ...]] = []
    for line, amount in _LINES.items():
        if line in _ALWAYS or any(amount(y) for _, money in plans for y in money.years):
            rows += [(line, name, *_amounts(line, money, len(heads))) for name, money in plans]
    blank: tuple[Cell, ...] = (None,) * len(heads)
    rows += [("Net so far", name, *_so_far(money, len(heads)), None) for name, money in plans]
    rows += [("Less for coming later", name, *blank, -money.discounting) for name, money in plans]
    rows += [("Value of the plan", name, *blank, money.value) for name, money in plans]
    return ReportTable(
        "money-by-year",
        "The money by fiscal year",
        f"{fiscal_years_begin(portfolio)} Undiscounted and expected. Spent is what a budget pays for: external cost "
        "and days bought. Net is all benefits and salvage less all costs.",
        columns_under("Money", "Plan", *((head, Form.MONEY) for head in heads), ("All years", Form.MONEY)),
        tuple(rows),
        "There is no money in any year.",
        adds_up=True,
    )


def _amounts(line: str, money: PlanMoney, years: int) -> tuple[Cell, ...]:
    """A line of one plan: its money in each year, nothing after its last, and the sum; budgets make no sum."""
    amounts = [_LINES[line](year) for year in money.years]
    missing: list[float | None] = [None if line == "Budget" else 0.0] * (years - len(amounts))
    total = None if line == "Budget" else sum(amount or 0.0 for amount in amounts)
    return (*amounts, *missing, total)


def _so_far(money: PlanMoney, years: int) -> tuple[Cell, ...]:
    so_far = list(accumulate(year.money.net for year in money.years))
    return (*so_far, *so_far[-1:] * (years - len(so_far)))
