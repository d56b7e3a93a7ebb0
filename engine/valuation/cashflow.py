"""The cash flow of an option, month by month: what budgets, fiscal years and verification read.

Nothing here is shared with the closed forms of ``engine.valuation.options``, so that each can check the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.settings import Settings
from engine.portfolio.model.vocabulary import Mode, Urgency
from engine.valuation.discounting import Amounts, present_factors
from engine.valuation.work import duration, work


@dataclass(frozen=True, slots=True)
class CashFlow:
    """Undiscounted money by month from month 0; every array has shape (n_months,).

    ``benefits`` are expected (probability and confidence applied); costs are positive numbers.
    ``external`` holds remaining, acceleration, pause and exit cost: what a budget pays for.
    """

    benefits: Amounts
    external: Amounts
    labour: Amounts
    penalties: Amounts
    salvage: Amounts

    @property
    def net(self) -> Amounts:
        """What comes in less what goes out, undiscounted; (n_months,)."""
        return self.benefits + self.salvage - self.external - self.labour - self.penalties

    def present_value(self, annual_rate: float) -> float:
        """Net present value in money of today.

        ``annual_rate`` is the discount rate a year as a share, such as 0.08.
        """
        return float(self.net @ present_factors(annual_rate, self.net.size))


def run_flow(portfolio: Portfolio, project: Project, profile: Amounts, mode: Mode, start: int) -> CashFlow:
    """The cash flow of working on a project in a mode from a month on.

    ``profile`` is the project's entry of :func:`engine.valuation.work.work_profiles`; ``start`` counts from the
    planning month.
    """
    months = duration(project, mode)
    finish = start + months
    flow = _blank(finish + _life_after(project, finish) + 1)
    each = (project.remaining_cost + (project.acceleration_cost if mode is Mode.ACCELERATED else 0.0)) / months
    flow.external[start:finish] += each
    if project.in_flight:
        flow.external[:start] += project.pause_cost_per_month
    if portfolio.settings.count_internal_labour:
        days = work(project, profile, mode, paused=project.in_flight and start > 0)
        for row, pool in enumerate(portfolio.pools):
            flow.labour[start:finish] += days[row] * pool.day_rate
    flow.benefits[finish:] = _benefits(project, portfolio.settings, finish, flow.benefits.size)
    _add_penalties(project, finish, flow.penalties)
    return flow


def stop_flow(project: Project) -> CashFlow:
    """The cash flow of stopping now: all in month 0."""
    flow = _blank(1)
    if project.in_flight:
        flow.external[0] = project.exit_cost
        flow.salvage[0] = project.salvage_value
    flow.penalties[0] = project.stop_penalty
    return flow


def _blank(months: int) -> CashFlow:
    return CashFlow(*(np.zeros(months) for _ in range(5)))


def _life_after(project: Project, finish: int) -> int:
    if project.urgency_profile is Urgency.WINDOW:
        return max(0, (project.benefit_end or 0) + 1 - finish)
    return project.benefit_months or 0


def _benefits(project: Project, settings: Settings, finish: int, end: int) -> Amounts:
    """What comes in the months from the finish on, up to before ``end``: risen to the full rate, and not for ever."""
    rate = project.success_probability * project.benefit_per_month
    if rate > 0:
        rate *= settings.benefit_confidence
    months = np.arange(finish, end)
    amounts = rate * np.minimum(1.0, (months - finish + 1) / (project.benefit_ramp_months + 1))
    if project.urgency_profile is Urgency.WINDOW:
        last = -1 if project.benefit_end is None else project.benefit_end
    else:
        last = finish + (project.benefit_months or 0) - 1
        if project.urgency_profile is Urgency.DECAYING:
            amounts *= (1.0 - project.decay_per_month) ** max(0, finish - project.plan_finish)
    if settings.valuation_months is not None:
        last = min(last, settings.valuation_months - 1)
    return np.where(months <= last, amounts, 0.0)


def _add_penalties(project: Project, finish: int, penalties: Amounts) -> None:
    if project.urgency_profile is not Urgency.DEADLINE or project.deadline is None or finish <= project.deadline:
        return
    due = max(0, project.deadline)
    penalties[due] += project.deadline_penalty
    for month in range(due, finish):
        penalties[month] += project.penalty_per_month
