"""What simulated outcomes are worth: the valuation of options with the months that came about in place of planned ones.

    value = benefits(finish) − penalties(finish) − Σ_t v^t · (external cost · progress_t / duration + labour_t)
            − Σ v^t · pause_cost_per_month over the months before the finish in which work in flight rests

so an outcome that keeps the dates of an option is worth exactly what the option is. A project that is never done is
valued as stopped, less what was spent on it in vain. Labour, when it counts, is paid for effort: also for what
multitasking loses.
"""

from __future__ import annotations

import numpy as np

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.simulate.delivery import NEVER, DeliveredWork
from engine.simulate.workload import Workload
from engine.valuation.discounting import Amounts, present_factors
from engine.valuation.options import benefit_values, external_cost, penalty_values, stop_value
from engine.valuation.work import duration


class Worth:
    """Values the outcomes of many simulations of one portfolio; what a finish brings is worked out once."""

    __slots__ = ("_portfolio", "_when_finished")

    def __init__(self, portfolio: Portfolio) -> None:
        self._portfolio = portfolio
        self._when_finished: dict[tuple[str, int], float] = {}

    def of(self, work: Workload, delivered: DeliveredWork, labour: Amounts) -> Amounts:
        """Money today, (n,), for each of n runs; ``labour`` is undiscounted money by month and run, (months, n)."""
        factors = present_factors(self._portfolio.settings.discount_rate, delivered.progress.shape[0])
        pairs = zip(work.projects, work.modes, strict=True)
        each = np.array([external_cost(p, m) / duration(p, m) for p, m in pairs])
        spent = (factors @ delivered.progress) * each + factors @ labour
        brought = [self._brought(p, f) for p, f in zip(work.projects, delivered.finished.tolist(), strict=True)]
        rested = [_rested(p, n, delivered, factors) for n, p in enumerate(work.projects)]
        return np.asarray(np.array(brought) - spent - np.array(rested), dtype=np.float64)

    def _brought(self, project: Project, finished: int) -> float:
        """Benefits less penalties, or what stopping brings where work never ends."""
        if finished == NEVER:
            return stop_value(project)
        known = self._when_finished.get((project.project_id, finished))
        if known is None:
            at, settings = np.array([finished]), self._portfolio.settings
            known = float((benefit_values(project, settings, at) - penalty_values(project, settings, at))[0])
            self._when_finished[project.project_id, finished] = known
        return known


def flex_cost(portfolio: Portfolio, bought: Amounts) -> float:
    """Present value of flex, (n_pools, n_months) person-days; a labour rate charged elsewhere is not paid twice.

    ``bought`` are those person-days.
    """
    return float(flex_costs(portfolio, bought).sum())


def flex_costs(portfolio: Portfolio, bought: Amounts) -> Amounts:
    """The same by the month in which it is bought; present value, shape (n_months,)."""
    factors = present_factors(portfolio.settings.discount_rate, bought.shape[1])
    return np.asarray(flex_price(portfolio) @ bought * factors)


def flex_price(portfolio: Portfolio) -> Amounts:
    """What a bought day of each pool costs beyond what is charged for it elsewhere; (n_pools,)."""
    charged = np.array([pool.day_rate for pool in portfolio.pools]) * portfolio.settings.count_internal_labour
    return np.asarray(np.maximum(0.0, np.array([pool.flex_day_rate for pool in portfolio.pools]) - charged))


def _rested(project: Project, row: int, delivered: DeliveredWork, factors: Amounts) -> float:
    """What pausing work in flight costs; nothing for work that is stopped in the end."""
    finished = int(delivered.finished[row])
    if not project.in_flight or project.pause_cost_per_month == 0 or finished == NEVER:
        return 0.0
    resting = delivered.progress[:finished, row] == 0
    return project.pause_cost_per_month * float(factors[:finished] @ resting)
