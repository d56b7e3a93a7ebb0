"""Value so far: what a simulated delivery has brought and cost by the end of each month."""

from __future__ import annotations

import numpy as np

from engine.portfolio.model.portfolio import Portfolio
from engine.simulate import Simulation
from engine.simulate.cashflow import outcome_flow
from engine.simulate.worth import flex_costs
from engine.valuation.discounting import Amounts, present_factors
from engine.valuation.work import work_profiles


def value_so_far(portfolio: Portfolio, simulation: Simulation) -> Amounts:
    """Discounted cash flow from month 0 to each month, flex included; money today, shape (n_months,).

    The last month is the last with any flow; there it is the value of the simulation. It comes from the month-by-month
    cash flow, which shares nothing with the closed forms behind that value.
    """
    profiles = work_profiles(portfolio)
    flows = [outcome_flow(portfolio, o, profiles[o.project_id]).net for o in simulation.outcomes]
    months = max((flow.size for flow in (*flows, np.zeros(simulation.months))), default=0)
    net = np.zeros(months)
    for flow in flows:
        net[: flow.size] += flow
    worth = net * present_factors(portfolio.settings.discount_rate, months)
    worth[: simulation.months] -= flex_costs(portfolio, _flex_bought(portfolio, simulation))
    return np.cumsum(worth)


def _flex_bought(portfolio: Portfolio, simulation: Simulation) -> Amounts:
    bought = np.zeros((len(portfolio.pools), simulation.months))
    for entry in simulation.load:
        bought[portfolio.pool_index[entry.pool_id], entry.month] = entry.flex_bought
    return bought
