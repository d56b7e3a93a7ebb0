"""Benefits and cash by fiscal year, undiscounted: as planned, in today's way of working, and as recommended.

    net = benefits + salvage − external − labour − penalties − days bought on top of capacity

Benefits are expected (probability and confidence applied) and split into cash, avoided and soft. A fiscal year has
twelve months and begins as ``engine.portfolio.fiscal_year`` says. Summed up, the years of a
way are its undiscounted cash flow; discounted month by month that is its value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from engine.analyse.today.reading import TodaysRange
from engine.analyse.today.today import TodaysSimulations
from engine.optimise.recommendation import PoolLoad, Recommendation
from engine.portfolio.model.fiscal_year import YEAR, fiscal_year
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import BenefitType, Mode
from engine.simulate import PoolMonth, Simulation
from engine.simulate.cashflow import outcome_flow
from engine.simulate.worth import flex_price
from engine.valuation.cashflow import CashFlow, run_flow, stop_flow
from engine.valuation.discounting import Amounts
from engine.valuation.work import work_profiles


class Way(StrEnum):
    """Which future the money belongs to."""

    PLANNED = "as planned"
    TODAY = "today's way"
    RECOMMENDED = "recommended"


@dataclass(frozen=True, slots=True)
class YearlyMoney:
    """One fiscal year of one way; undiscounted money, costs as positive numbers.

    ``first`` is the ordinal of the year's first month. ``unstated`` are benefits of no stated type. ``budget`` is what
    may be spent in the year beginning then, ``None`` where there is no limit; ``spent`` is held against it.
    The year of today's way is that of its named reading; ``nets`` is the net of the year over all of them.
    """

    way: Way
    first: int
    cash: float
    avoided: float
    soft: float
    unstated: float
    external: float
    bought: float
    labour: float
    penalties: float
    salvage: float
    budget: float | None
    nets: TodaysRange

    @property
    def benefits(self) -> float:
        """Benefits of every type."""
        return self.cash + self.avoided + self.soft + self.unstated

    @property
    def spent(self) -> float:
        """What a budget pays for: external cost and bought days."""
        return self.external + self.bought

    @property
    def net(self) -> float:
        """What comes in less what goes out."""
        return self.benefits + self.salvage - self.spent - self.labour - self.penalties

    @property
    def net_cash(self) -> float:
        """Money that moves: benefits stated as cash or of no stated type, less what is spent and owed.

        Avoided cost and soft benefits bring no cash, and people on the payroll are paid whatever they work on.
        """
        return self.cash + self.unstated + self.salvage - self.spent - self.penalties

    @property
    def name(self) -> str:
        """``2026/27``, or ``2026`` where the year begins in January."""
        year = self.first // YEAR
        return str(year) if self.first % YEAR == 0 else f"{year}/{(year + 1) % 100:02d}"


@dataclass(frozen=True, slots=True)
class RealisedYear:
    """Benefits planned and realised in one fiscal year to date, as recorded; undiscounted money."""

    first: int
    planned: float
    actual: float


@dataclass(frozen=True, slots=True)
class Flow:
    """The cash flow of a whole portfolio by month; every array has shape (n_months,), undiscounted."""

    cash: Amounts
    avoided: Amounts
    soft: Amounts
    unstated: Amounts
    external: Amounts
    bought: Amounts
    labour: Amounts
    penalties: Amounts
    salvage: Amounts

    @property
    def net(self) -> Amounts:
        """What comes in less what goes out; (n_months,)."""
        benefits = self.cash + self.avoided + self.soft + self.unstated
        return benefits + self.salvage - self.external - self.bought - self.labour - self.penalties


_COLUMNS = ("cash", "avoided", "soft", "unstated", "external", "bought", "labour", "penalties", "salvage")


def fiscal_years(
    portfolio: Portfolio, today: TodaysSimulations, recommendation: Recommendation | None = None
) -> tuple[YearlyMoney, ...]:
    """The years of each way, from the one of the planning month to the last with any money.

    ``recommendation`` is ``None`` where there is no plan; its way is then left out.
    """
    todays = [todays_flow(portfolio, simulation) for simulation in today.each]
    flows = {Way.PLANNED: planned_flow(portfolio), Way.TODAY: todays[today.each.index(today.named)]}
    if recommendation is not None:
        flows[Way.RECOMMENDED] = recommended_flow(portfolio, recommendation)
    months = max(flow.net.size for flow in (*flows.values(), *todays))
    return tuple(
        year
        for way, flow in flows.items()
        for year in _years(portfolio, way, flow, months, todays if way is Way.TODAY else [flow])
    )


def years_of_plan(portfolio: Portfolio, recommendation: Recommendation, way: Way) -> tuple[YearlyMoney, ...]:
    """The years of one plan alone, under the name of ``way``; from the year of the planning month."""
    flow = recommended_flow(portfolio, recommendation)
    return tuple(_years(portfolio, way, flow, flow.net.size, [flow]))


def year_start(portfolio: Portfolio) -> int:
    """The ordinal of the first month of the fiscal year in which the planning month lies."""
    return fiscal_year(portfolio.settings).first_month(portfolio.settings.planning_month)


def realised_years(portfolio: Portfolio) -> tuple[RealisedYear, ...]:
    """Benefits recorded up to the planning month, by fiscal year; months that state both planned and actual."""
    start, by_year = year_start(portfolio), dict[int, list[float]]()
    for row in portfolio.benefits:
        if row.month <= 0 and row.planned is not None and row.actual is not None:
            month = portfolio.settings.planning_month + row.month
            year = by_year.setdefault(start + (month - start) // YEAR * YEAR, [0.0, 0.0])
            year[0] += row.planned
            year[1] += row.actual
    return tuple(RealisedYear(first, planned, actual) for first, (planned, actual) in sorted(by_year.items()))


def planned_flow(portfolio: Portfolio) -> Flow:
    """Today's plan on paper: every project of it in normal mode at its planned start."""
    profiles = work_profiles(portfolio)
    flows = {
        p.project_id: run_flow(portfolio, p, profiles[p.project_id], Mode.NORMAL, p.plan_start)
        if p.project_id in portfolio.planned
        else stop_flow(p)
        for p in portfolio.projects
    }
    return _together(portfolio, flows)


def todays_flow(portfolio: Portfolio, today: Simulation) -> Flow:
    """What today's way of working, simulated, brings and costs."""
    profiles = work_profiles(portfolio)
    flows = {o.project_id: outcome_flow(portfolio, o, profiles[o.project_id]) for o in today.outcomes}
    return _together(portfolio, flows, today.load)


def recommended_flow(portfolio: Portfolio, recommendation: Recommendation) -> Flow:
    """The recommended plan: each decision's mode and start, and the days bought for it."""
    profiles, flows = work_profiles(portfolio), dict[str, CashFlow]()
    for decision in recommendation.decisions:
        project = portfolio.projects_by_id[decision.project_id]
        flows[project.project_id] = (
            stop_flow(project)
            if decision.start is None
            else run_flow(
                portfolio, project, profiles[project.project_id], decision.mode or Mode.NORMAL, decision.start
            )
        )
    return _together(portfolio, flows, recommendation.load)


def _together(portfolio: Portfolio, flows: Mapping[str, CashFlow], load: Iterable[PoolMonth | PoolLoad] = ()) -> Flow:
    load = tuple(load)
    months = max([f.benefits.size for f in flows.values()] + [one.month + 1 for one in load], default=1)
    sums = {column: np.zeros(months) for column in _COLUMNS}
    for project_id, flow in flows.items():
        kind = portfolio.projects_by_id[project_id].benefit_type
        parts = {_column(kind): flow.benefits, "external": flow.external, "labour": flow.labour}
        for column, amounts in (parts | {"penalties": flow.penalties, "salvage": flow.salvage}).items():
            sums[column][: amounts.size] += amounts
    price = flex_price(portfolio)
    for one in load:
        sums["bought"][one.month] += one.flex_bought * price[portfolio.pool_index[one.pool_id]]
    return Flow(**sums)


def _column(kind: BenefitType | None) -> str:
    return "unstated" if kind is None else kind.value


def _years(portfolio: Portfolio, way: Way, flow: Flow, months: int, readings: Sequence[Flow]) -> Iterator[YearlyMoney]:
    first, planning = year_start(portfolio), portfolio.settings.planning_month
    budgets = {planning + b.start: b.amount for b in portfolio.settings.budgets}
    while first < planning + months:
        inside = slice(max(0, first - planning), first - planning + YEAR)
        sums = {column: float(getattr(flow, column)[inside].sum()) for column in _COLUMNS}
        each = [float(reading.net[inside].sum()) for reading in readings]
        nets = TodaysRange(float(flow.net[inside].sum()), min(each), max(each))
        yield YearlyMoney(way=way, first=first, **sums, budget=budgets.get(first), nets=nets)
        first += YEAR
