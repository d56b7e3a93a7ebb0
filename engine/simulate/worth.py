"""What a simulated outcome is worth: the valuation of options with the months that came about in place of planned ones.

    value = benefits(finish) − penalties(finish) − Σ_t v^t · (external cost · progress_t / duration + labour_t)
            − Σ v^t · pause_cost_per_month over the months before the finish in which work in flight rests

so an outcome that keeps the dates of an option is worth exactly what the option is. A project that is never done is
valued as stopped, less what was spent on it in vain. Labour, when it counts, is paid for effort: also for what
multitasking loses.
"""

from __future__ import annotations

import numpy as np

from engine.portfolio.objects import Portfolio, Project, Settings
from engine.portfolio.vocabulary import Mode
from engine.valuation.discounting import Amounts, present_factors
from engine.valuation.options import benefit_values, external_cost, penalty_values, stop_value
from engine.valuation.work import duration


def outcome_value(
    portfolio: Portfolio, project: Project, mode: Mode, finished: int | None, progress: Amounts, labour: Amounts
) -> float:
    """Money today. ``progress`` (months of work) and ``labour`` (money) by month from month 0, same shape."""
    settings = portfolio.settings
    factors = present_factors(settings.discount_rate, progress.size)
    each = external_cost(project, mode) / duration(project, mode)
    spent = float(factors @ (each * progress + labour))
    if finished is None:
        return stop_value(project) - spent
    at = np.array([finished])
    gained = benefit_values(project, settings, at) - penalty_values(project, settings, at)
    return float(gained[0]) - spent - _rested(project, finished, progress, factors)


def flex_cost(portfolio: Portfolio, bought: Amounts) -> float:
    """Present value of flex, (n_pools, n_months) person-days; a labour rate charged elsewhere is not paid twice."""
    settings = portfolio.settings
    return float(_flex_price(portfolio, settings) @ bought @ present_factors(settings.discount_rate, bought.shape[1]))


def _flex_price(portfolio: Portfolio, settings: Settings) -> Amounts:
    charged = np.array([pool.day_rate for pool in portfolio.pools]) * settings.count_internal_labour
    return np.asarray(np.maximum(0.0, np.array([pool.flex_day_rate for pool in portfolio.pools]) - charged))


def _rested(project: Project, finished: int, progress: Amounts, factors: Amounts) -> float:
    if not project.in_flight or project.pause_cost_per_month == 0:
        return 0.0
    resting = progress[:finished] == 0
    return project.pause_cost_per_month * float(factors[:finished] @ resting)
