"""What an option is worth: one project, one mode, all starts at once, in closed form.

    benefits(f) = p · Σ_{t ≥ f} v^t · benefit_per_month · ramp(t − f) · urgency(t, f)
    value       = benefits − penalties − cost − pause

Months are t = 0, 1, …; f = start + duration is the first month after the work and the first with benefit.
Sunk cost enters nowhere; risk is counted once, in the probability of success. The urgency profiles are
those of Arnold (Black Swan Farming) after Reinertsen, *The Principles of Product Development Flow* (2009).
``engine.valuation.cashflow`` computes the same month by month; the two check each other.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.settings import Settings
from engine.portfolio.model.vocabulary import Mode, Urgency
from engine.valuation.discounting import Amounts, Months, annuity, monthly_factor, present_factors
from engine.valuation.work import duration, work


def option_values(
    portfolio: Portfolio,
    project: Project,
    profile: Amounts,
    mode: Mode,
    starts: NDArray[np.int64],
    *,
    weight: float = 1.0,
) -> Amounts:
    """Expected net present value of starting in each month of ``starts``; money today, shape (n_starts,).

    ``profile`` is the project's entry of :func:`engine.valuation.work.work_profiles`. ``weight``
    multiplies positive benefits (what a theme weight does to the optimiser's objective); reported values
    use 1.
    """
    settings = portfolio.settings
    finishes = starts + duration(project, mode)
    gained = benefit_values(project, settings, finishes)
    if project.benefit_per_month > 0:
        gained = gained * weight
    lost = penalty_values(project, settings, finishes)
    return (
        gained - lost - cost_values(portfolio, project, profile, mode, starts) - pause_values(project, settings, starts)
    )


def stop_value(project: Project) -> float:
    """Value of doing no (further) work: salvage less exit cost in flight, less the penalty for stopping."""
    freed = project.salvage_value - project.exit_cost if project.in_flight else 0.0
    return freed - project.stop_penalty


def plan_value(portfolio: Portfolio, project: Project, profile: Amounts) -> float:
    """Value of the plan option: normal mode at the planned start, whatever capacity says; stop for a candidate.

    ``profile`` is the project's entry of :func:`engine.valuation.work.work_profiles`. Money today.
    """
    if project.project_id not in portfolio.planned:
        return stop_value(project)
    start = np.array([project.plan_start])
    return float(option_values(portfolio, project, profile, Mode.NORMAL, start)[0])


def benefit_values(project: Project, settings: Settings, finishes: Months) -> Amounts:
    """Expected present value of the benefits for each finish; shape of ``finishes``."""
    months = benefit_life(project, settings, finishes)
    annuities = annuity(settings.discount_rate, int(months.max(initial=0)), project.benefit_ramp_months)
    worth = run_rate(project, settings) * fade(project, finishes) * _factor(settings, finishes) * annuities[months]
    return np.asarray(worth, dtype=np.float64)


def run_rate(project: Project, settings: Settings) -> float:
    """Expected benefit per month at full run-rate; confidence multiplies positive benefits only."""
    confidence = settings.benefit_confidence if project.benefit_per_month > 0 else 1.0
    return project.success_probability * project.benefit_per_month * confidence


def benefit_life(project: Project, settings: Settings, finishes: Months) -> Months:
    """Months in which benefits come, for each finish; the valuation window may cut them short."""
    if project.urgency_profile is Urgency.WINDOW:
        end = project.benefit_end if project.benefit_end is not None else -1
        months = end + 1 - finishes
    else:
        months = np.full_like(finishes, project.benefit_months or 0)
    if settings.valuation_months is not None:
        months = np.minimum(months, settings.valuation_months - finishes)
    return np.asarray(np.maximum(months, 0), dtype=np.int64)


def fade(project: Project, finishes: Months) -> Amounts:
    """Share of the run-rate left when a decaying project finishes later than planned; 1 for others."""
    if project.urgency_profile is not Urgency.DECAYING:
        return np.ones(finishes.shape)
    late = np.maximum(0, finishes - project.plan_finish)
    return np.asarray((1.0 - project.decay_per_month) ** late, dtype=np.float64)


def penalty_values(project: Project, settings: Settings, finishes: Months) -> Amounts:
    """Present value of deadline penalties for each finish; a deadline that has passed falls due in month 0."""
    if project.urgency_profile is not Urgency.DEADLINE or project.deadline is None:
        return np.zeros(finishes.shape)
    due = max(0, project.deadline)
    owed = annuity(settings.discount_rate, int(finishes.max(initial=due)))
    once = project.deadline_penalty * monthly_factor(settings.discount_rate) ** due
    monthly = project.penalty_per_month * (owed[np.maximum(finishes, due)] - owed[due])
    return np.where(finishes > project.deadline, once + monthly, 0.0)


def cost_values(portfolio: Portfolio, project: Project, profile: Amounts, mode: Mode, starts: Months) -> Amounts:
    """Present value of the cost to complete for each start, spread evenly over the work.

    ``profile`` is the project's entry of :func:`engine.valuation.work.work_profiles`; positive money today, in the
    shape of ``starts``, which count from the planning month.
    """
    settings = portfolio.settings
    months = duration(project, mode)
    external = external_cost(project, mode) / months * float(annuity(settings.discount_rate, months)[-1])
    if not settings.count_internal_labour:
        return external * _factor(settings, starts)
    rates = np.array([pool.day_rate for pool in portfolio.pools])
    factors = present_factors(settings.discount_rate, months)
    fresh = float(rates @ work(project, profile, mode) @ factors)
    resumed = float(rates @ work(project, profile, mode, paused=True) @ factors)
    labour = np.where(is_paused(project, starts), resumed, fresh)
    return np.asarray((external + labour) * _factor(settings, starts), dtype=np.float64)


def external_cost(project: Project, mode: Mode) -> float:
    """Undiscounted external cost to complete in a mode."""
    return project.remaining_cost + (project.acceleration_cost if mode is Mode.ACCELERATED else 0.0)


def is_paused(project: Project, starts: Months) -> NDArray[np.bool_]:
    """Whether a start means that a project in flight is paused first."""
    return (starts > 0) & project.in_flight


def pause_values(project: Project, settings: Settings, starts: Months) -> Amounts:
    """Present value of pausing a project in flight until each start."""
    if not project.in_flight:
        return np.zeros(starts.shape)
    return project.pause_cost_per_month * annuity(settings.discount_rate, int(starts.max(initial=0)))[starts]


def _factor(settings: Settings, months: Months) -> Amounts:
    return np.asarray(monthly_factor(settings.discount_rate) ** months.astype(np.float64))
