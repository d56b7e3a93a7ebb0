"""Value so far in many draws: what each delivery has brought and cost by the end of some months."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.vocabulary import Urgency
from engine.simulate.batch import Executed
from engine.simulate.delivery import NEVER
from engine.simulate.draws import Draws
from engine.valuation.discounting import Amounts, Months, annuity, monthly_factor
from engine.valuation.options import benefit_life, fade, run_rate, stop_value


def value_by_month(portfolio: Portfolio, executed: Executed, draws: Draws, months: Sequence[int]) -> Amounts:
    """Discounted cash flow from month 0 to the end of each of ``months``; money today, (n, months).

    In a month after the last benefit it is the value of the draw.
    """
    wanted = np.array(months, dtype=np.int64)
    spent = np.cumsum(executed.spent, axis=1)
    so_far = np.zeros((draws.size, wanted.size))
    if spent.shape[1] and wanted.size:
        so_far -= spent[:, np.minimum(wanted, spent.shape[1] - 1)]
    for at, project in enumerate(portfolio.projects if wanted.size else ()):
        finished = executed.finished[:, at]
        done = np.flatnonzero(finished != NEVER)
        so_far[finished == NEVER] += stop_value(project)
        if done.size:
            finishes, which = np.unique(finished[done], return_inverse=True)
            gained = _gained(portfolio, project, finishes, wanted)[which]
            lost = _lost(portfolio, project, finishes, wanted)[which]
            so_far[done] += draws.benefit[done, at][:, None] * gained - lost
    return so_far


def _gained(portfolio: Portfolio, project: Project, finishes: Months, months: Months) -> Amounts:
    """Benefits up to the end of each month by finish; (finishes, months)."""
    settings = portfolio.settings
    life = benefit_life(project, settings, finishes)
    lasted = np.clip(months[None, :] + 1 - finishes[:, None], 0, life[:, None])
    factors = annuity(settings.discount_rate, int(life.max(initial=0)), project.benefit_ramp_months)
    first = monthly_factor(settings.discount_rate) ** finishes.astype(np.float64)
    return np.asarray((run_rate(project, settings) * fade(project, finishes) * first)[:, None] * factors[lasted])


def _lost(portfolio: Portfolio, project: Project, finishes: Months, months: Months) -> Amounts:
    """Penalties up to the end of each month by finish; (finishes, months)."""
    if project.urgency_profile is not Urgency.DEADLINE or project.deadline is None:
        return np.zeros((finishes.size, months.size))
    rate, due = portfolio.settings.discount_rate, max(0, project.deadline)
    owed = annuity(rate, int(finishes.max(initial=due)))
    until = np.clip(months[None, :] + 1, due, np.maximum(finishes, due)[:, None])
    once = project.deadline_penalty * monthly_factor(rate) ** due * (months >= due)
    late = (finishes > project.deadline)[:, None]
    return np.where(late, once[None, :] + project.penalty_per_month * (owed[until] - owed[due]), 0.0)
