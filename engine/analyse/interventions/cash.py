"""What a plan brings in and spends, month by month: for costs that plans already count, and for payback."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.optimise.recommendation import Decision, Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Mode
from engine.valuation.cashflow import CashFlow, run_flow, stop_flow
from engine.valuation.discounting import Amounts, annuity, present_factors
from engine.valuation.work import work_profiles


@dataclass(frozen=True, slots=True)
class PlanCash:
    """Discounted money by month, each (n_months,): what comes in (benefits, salvage, less penalties) and goes out."""

    income: Amounts
    spending: Amounts


def plan_cash(portfolio: Portfolio, plan: Recommendation) -> PlanCash:
    """The cash of a plan; spending is what a budget pays: external cost, and extra days bought."""
    profiles = work_profiles(portfolio)
    flows = [_flow(portfolio, d, profiles[d.project_id]) for d in plan.decisions]
    months = max([1, *(f.benefits.size for f in flows), *(entry.month + 1 for entry in plan.load)])
    income, spending = np.zeros(months), np.zeros(months)
    for flow in flows:
        income[: flow.benefits.size] += flow.benefits + flow.salvage - flow.penalties
        spending[: flow.external.size] += flow.external
    for entry in plan.load:
        spending[entry.month] += entry.flex_bought * portfolio.pools_by_id[entry.pool_id].flex_day_rate
    factors = present_factors(portfolio.settings.discount_rate, months)
    return PlanCash(income * factors, spending * factors)


def payback_months(cost: float, without: PlanCash, with_it: PlanCash) -> int | None:
    """The fewest months, counted from month 0, whose extra income covers a cost; discounted money.

    0 for what costs nothing; ``None`` where the extra income never covers it.
    """
    if cost <= 0:
        return 0
    reached = np.flatnonzero(np.cumsum(extra(with_it.income, without.income)) >= cost * (1 - 1e-9))
    return int(reached[0]) + 1 if reached.size else None


def extra(more: Amounts, less: Amounts) -> Amounts:
    """The difference of two flows of money, month by month; the shorter goes on with nothing.

    ``more`` less ``less``, each (its months,); as long as the longer.
    """
    months = max(more.size, less.size)
    return np.pad(more, (0, months - more.size)) - np.pad(less, (0, months - less.size))


def decision_cost(portfolio: Portfolio, decision: Decision) -> float:
    """Present value of what a decision spends beyond the work of today's plan; never below zero.

    Acceleration and pauses beside the plain work, all external cost of a project that today's plan leaves out, and
    the exit cost of a stop; what a stop saves is part of its gain. Labour is in the value of plans alone.
    """
    project = portfolio.projects_by_id[decision.project_id]
    planned = decision.project_id in portfolio.planned
    profile = work_profiles(portfolio)[decision.project_id]
    rate = portfolio.settings.discount_rate
    spent = _external(rate, _flow(portfolio, decision, profile))
    if not planned or decision.start is None or decision.finish is None:
        return max(0.0, spent)
    factors = annuity(rate, decision.finish)
    months = decision.finish - decision.start
    plain = project.remaining_cost / months * float(factors[decision.finish] - factors[decision.start])
    return _no_dust(spent - plain, spent)


def flex_paid(portfolio: Portfolio, plan: Recommendation, pool_id: str) -> float:
    """Present value of the extra days of one pool that a plan buys, as its value counts them."""
    settings, pool = portfolio.settings, portfolio.pools_by_id[pool_id]
    price = max(0.0, pool.flex_day_rate - (pool.day_rate if settings.count_internal_labour else 0.0))
    factors = present_factors(settings.discount_rate, 1 + max((entry.month for entry in plan.load), default=0))
    return price * sum(e.flex_bought * float(factors[e.month]) for e in plan.load if e.pool_id == pool_id)


def _flow(portfolio: Portfolio, decision: Decision, profile: Amounts) -> CashFlow:
    project = portfolio.projects_by_id[decision.project_id]
    if decision.start is None:
        return stop_flow(project)
    return run_flow(portfolio, project, profile, decision.mode or Mode.NORMAL, decision.start)


def _external(rate: float, flow: CashFlow) -> float:
    return float(flow.external @ present_factors(rate, flow.external.size))


def _no_dust(amount: float, scale: float) -> float:
    """What remains of a difference but for rounding; never below zero."""
    return amount if amount > 1e-9 * max(1.0, scale) else 0.0
