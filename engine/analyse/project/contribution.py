"""What each project is worth alone, what it costs the others, and what it therefore contributes.

Found by delivering today's plan in today's way with the project and without it. The difference for everybody else is
what their competing for the same people hides: a project can be worth something alone and still make the portfolio
poorer. An enabler's cost to others is negative: without it, work that waits for it is never done. What a project
contributes is what would be lost by stopping it now, so that the gain from stopping it is its negative. Where nobody
has said how people are shared out today, both are ranges over the plausible readings of today's way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engine.analyse.today.reading import TodaysRange, readings_of_today, with_reserve
from engine.analyse.today.today import todays_runs, todays_simulations
from engine.compute import run_all
from engine.compute.budget import BOARD_BUDGET, SolveBudget
from engine.portfolio.model.portfolio import Portfolio
from engine.simulate.batch import BatchSimulator
from engine.simulate.draws import Draws
from engine.valuation.options import plan_value, stop_value
from engine.valuation.work import work_profiles

_IN_ONE_PROCESS = 300
"""Fewer projects than these are simulated sooner than further processes have started."""

_AT_ONCE = 60
"""Portfolios that lack one project each, simulated side by side: a month of all costs little more than of one."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """One project; money today.

    ``value_alone`` is the value of its plan option, as if it had all people it needs; ``cost_to_others`` what today's
    way delivers of all other projects, bought days paid, without it less with it. ``net_contribution`` is what today's
    way delivers of all projects with it, less the same with this one stopped now, exit cost included. A project
    outside today's plan is worth what leaving it is, costs nobody anything, and contributes nothing. Both are those in
    the named reading of today's way; ``costs`` and ``nets`` say between what they lie over all readings.
    """

    project_id: str
    value_alone: float
    cost_to_others: float
    net_contribution: float
    costs: TodaysRange
    nets: TodaysRange

    @property
    def makes_poorer(self) -> bool:
        """Whether the portfolio would surely be worth more without it, however people are shared out today."""
        return self.nets.high < 0


@dataclass(frozen=True, slots=True)
class _Part:
    portfolio: Portfolio
    left_out: tuple[str, ...]


def contributions(portfolio: Portfolio, budget: SolveBudget = BOARD_BUDGET) -> tuple[Contribution, ...]:
    """The contribution of every project, in the portfolio's order; a simulation for each in today's plan and reading.

    ``on_done`` of the budget hears of every sixty projects.

    Raises:
        CancelledError: the budget was cancelled.
    """
    ids = [p.project_id for p in portfolio.projects if p.project_id in portfolio.planned]
    parts = [_Part(portfolio, tuple(ids[k : k + _AT_ONCE])) for k in range(0, len(ids), _AT_ONCE)]
    workers = budget.workers or (1 if len(ids) < _IN_ONE_PROCESS else None)
    values = run_all(_values_without, parts, replace(budget, workers=workers))
    without = dict(zip(ids, (value for part in values for value in part), strict=True))
    today = todays_simulations(portfolio)
    profiles, nothing = work_profiles(portfolio), TodaysRange.point(0.0)
    contributed = []
    for at, p in enumerate(portfolio.projects):
        costs = nets = nothing
        if p.project_id in without:
            pairs = list(zip(today.each, without[p.project_id], strict=True))
            costs = today.range_of([others - (t.value - t.outcomes[at].value) for t, others in pairs])
            nets = today.range_of([t.value - others - stop_value(p) for t, others in pairs])
        alone = plan_value(portfolio, p, profiles[p.project_id])
        contributed.append(Contribution(p.project_id, alone, costs.named, nets.named, costs, nets))
    return tuple(contributed)


def _values_without(part: _Part) -> list[tuple[float, ...]]:
    """What every reading of today's way delivers of all others when each of some projects is left out; money today."""
    portfolio, ways = part.portfolio, readings_of_today(part.portfolio).plausible
    runs, as_planned = todays_runs(portfolio), Draws.as_planned(portfolio, len(part.left_out))
    simulators = {
        reserve: BatchSimulator(with_reserve(portfolio, reserve))
        for reserve in {way.protective_capacity for way in ways}
    }
    stopped = np.array([stop_value(portfolio.projects_by_id[i]) for i in part.left_out])
    values = [
        simulators[way.protective_capacity]
        .execute(way.simulated, runs, as_planned, way.multitasking_loss, part.left_out)
        .value
        - stopped
        for way in ways
    ]
    return list(zip(*(v.tolist() for v in values), strict=True))
