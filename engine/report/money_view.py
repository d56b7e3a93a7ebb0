"""The money of a plan by fiscal year, beside that of another: what a chief financial officer decides on.

    net = benefits + salvage − external − bought days − labour − penalties, undiscounted (:mod:`engine.report.years`)
    value of the plan = Σ over months of net · v**month = Σ over years of net − discounting

Exit cost is part of the external cost. What a stop writes off was spent before and is in no value. Budget released is
what today's plan on paper would still spend on projects that the plan does not run.

    spent = capital + operating + not stated

``capital_share`` of a project splits its remaining and acceleration cost; pause and exit cost and days bought are
operating. Where no project states a share, nothing is split.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Mode
from engine.report.comparison import Position
from engine.report.years import Way, YearlyMoney, recommended_flow, year_start, years_of_plan
from engine.valuation.cashflow import run_flow
from engine.valuation.discounting import Amounts
from engine.valuation.work import duration, work_profiles

_DUST = 1e-6
_YEAR = 12


@dataclass(frozen=True, slots=True)
class SpendSplit:
    """What is spent in a year, split by how it is booked: the three add up to it."""

    capital: float
    operating: float
    unstated: float


@dataclass(frozen=True, slots=True)
class MoneyYear:
    """One fiscal year of a plan; ``exit_cost`` is part of what is spent, ``released`` what it no longer spends.

    ``split`` is ``None`` where no project says what of its cost is capital.
    """

    money: YearlyMoney
    exit_cost: float
    released: float
    split: SpendSplit | None = None


@dataclass(frozen=True, slots=True)
class PlanMoney:
    """The money of one plan: its years, the cumulated net by month, and how it comes to its value; undiscounted.

    ``written_off`` is what was spent on projects that are stopped. ``payback`` is the first month, from the planning
    month, from which what came in stays ahead of what went out; ``None`` where it never does.
    """

    years: tuple[MoneyYear, ...]
    cumulated: tuple[float, ...]
    payback: int | None
    written_off: float
    value: float

    @property
    def net(self) -> float:
        """The net of all years."""
        return sum(year.money.net for year in self.years)

    @property
    def discounting(self) -> float:
        """What money that comes later is worth less today: the net of all years less the value."""
        return self.net - self.value

    @property
    def exit_cost(self) -> float:
        """What it costs to stop what is stopped."""
        return sum(year.exit_cost for year in self.years)

    @property
    def released(self) -> float:
        """What today's plan would still have spent on what is not run."""
        return sum(year.released for year in self.years)

    @property
    def split(self) -> SpendSplit | None:
        """What all years spend as capital, as operating cost, and as neither stated."""
        splits = [year.split for year in self.years if year.split is not None]
        if not splits:
            return None
        return SpendSplit(
            sum(s.capital for s in splits), sum(s.operating for s in splits), sum(s.unstated for s in splits)
        )


def plan_money(position: Position) -> PlanMoney:
    """The money of a plan by fiscal year.

    Raises:
        ValueError: there is no plan.
    """
    portfolio, plan = position.portfolio, position.plan
    if plan.value is None:
        raise ValueError("only the money of a plan can be shown")
    years = years_of_plan(portfolio, plan, Way.RECOMMENDED)
    exit_costs, released = (
        _by_year(portfolio, _exit_costs(portfolio, plan)),
        _by_year(portfolio, _released(portfolio, plan)),
    )
    splits = _splits(portfolio, plan, years)
    net = recommended_flow(portfolio, plan).net
    return PlanMoney(
        years=tuple(
            MoneyYear(year, exit_costs.get(year.first, 0.0), released.get(year.first, 0.0), splits.get(year.first))
            for year in years
        ),
        cumulated=tuple(np.cumsum(net).tolist()),
        payback=payback_month(net),
        written_off=sum(portfolio.projects_by_id[i].spent_to_date or 0.0 for i in _stopped(plan, portfolio)),
        value=plan.value,
    )


def payback_month(net: Amounts) -> int | None:
    """The first month from which the cumulated net stays at nought or above; ``None`` where it never does.

    ``net`` is money by month, (n_months,).
    """
    below = np.flatnonzero(np.cumsum(net) < -_DUST)
    if not below.size:
        return 0
    after = int(below[-1]) + 1
    return after if after < net.size else None


def _stopped(plan: Recommendation, portfolio: Portfolio) -> list[str]:
    """Projects in flight that the plan does not run."""
    return [
        d.project_id for d in plan.decisions if d.start is None and portfolio.projects_by_id[d.project_id].in_flight
    ]


def _exit_costs(portfolio: Portfolio, plan: Recommendation) -> Amounts:
    cost = sum(portfolio.projects_by_id[i].exit_cost for i in _stopped(plan, portfolio))
    return np.array([cost])


def _released(portfolio: Portfolio, plan: Recommendation) -> Amounts:
    """By month what today's plan on paper spends on projects that the plan does not run."""
    profiles = work_profiles(portfolio)
    idle = [d.project_id for d in plan.decisions if d.start is None and d.project_id in portfolio.planned]
    projects = [portfolio.projects_by_id[i] for i in idle]
    flows = [run_flow(portfolio, p, profiles[p.project_id], Mode.NORMAL, p.plan_start).external for p in projects]
    months = np.zeros(max([1, *(flow.size for flow in flows)]))
    for flow in flows:
        months[: flow.size] += flow
    return months


def _splits(portfolio: Portfolio, plan: Recommendation, years: Iterable[YearlyMoney]) -> dict[int, SpendSplit]:
    """What each year spends as capital and as operating cost, by the ordinal of its first month."""
    if all(project.capital_share is None for project in portfolio.projects):
        return {}
    capital, unstated = (_by_year(portfolio, months) for months in _capital_and_unstated(portfolio, plan))
    splits = {}
    for year in years:
        as_capital, as_neither = capital.get(year.first, 0.0), unstated.get(year.first, 0.0)
        splits[year.first] = SpendSplit(as_capital, year.spent - as_capital - as_neither, as_neither)
    return splits


def _capital_and_unstated(portfolio: Portfolio, plan: Recommendation) -> Amounts:
    """By month the cost of work that is capital, and that of projects which do not say; shape (2, n_months)."""
    months = np.zeros((2, max([1, *(d.finish for d in plan.decisions if d.finish is not None)])))
    for decision in plan.decisions:
        if decision.start is None:
            continue
        project = portfolio.projects_by_id[decision.project_id]
        n_months = duration(project, decision.mode or Mode.NORMAL)
        extra = project.acceleration_cost if decision.mode is Mode.ACCELERATED else 0.0
        each = (project.remaining_cost + extra) / n_months
        share, row = (1.0, 1) if project.capital_share is None else (project.capital_share, 0)
        months[row, decision.start : decision.start + n_months] += share * each
    return months


def _by_year(portfolio: Portfolio, months: Amounts) -> dict[int, float]:
    """Money by month summed up by fiscal year, by the ordinal of its first month."""
    start, planning, sums = year_start(portfolio), portfolio.settings.planning_month, dict[int, float]()
    for month, amount in enumerate(months.tolist()):
        first = start + (planning + month - start) // _YEAR * _YEAR
        sums[first] = sums.get(first, 0.0) + amount
    return sums
