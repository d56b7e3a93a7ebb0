"""The money of a plan by fiscal year, beside that of another: what a chief financial officer decides on.

    net = benefits + salvage − external − bought days − labour − penalties, undiscounted (:mod:`engine.report.years`)
    value of the plan = Σ over months of net · v**month = Σ over years of net − discounting

Exit cost is part of the external cost. What a stop writes off was spent before and is in no value. Budget released is
what today's plan on paper would still spend on projects that the plan does not run.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Mode
from engine.report.comparison import Position
from engine.report.years import Way, YearlyMoney, recommended_flow, year_start, years_of_plan
from engine.valuation.cashflow import run_flow
from engine.valuation.discounting import Amounts
from engine.valuation.work import work_profiles

_DUST = 1e-6
_YEAR = 12


@dataclass(frozen=True, slots=True)
class MoneyYear:
    """One fiscal year of a plan; ``exit_cost`` is part of what is spent, ``released`` what it no longer spends."""

    money: YearlyMoney
    exit_cost: float
    released: float


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
    net = recommended_flow(portfolio, plan).net
    return PlanMoney(
        years=tuple(MoneyYear(year, exit_costs.get(year.first, 0.0), released.get(year.first, 0.0)) for year in years),
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


def _by_year(portfolio: Portfolio, months: Amounts) -> dict[int, float]:
    """Money by month summed up by fiscal year, by the ordinal of its first month."""
    start, planning, sums = year_start(portfolio), portfolio.settings.planning_month, dict[int, float]()
    for month, amount in enumerate(months.tolist()):
        first = start + (planning + month - start) // _YEAR * _YEAR
        sums[first] = sums.get(first, 0.0) + amount
    return sums
