"""Work: the person-days a project asks of each pool in each month of its duration."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.vocabulary import Mode
from engine.valuation.discounting import Amounts


def duration(project: Project, mode: Mode) -> int:
    """Months of remaining work in a mode."""
    if mode is Mode.ACCELERATED and project.accelerated_duration is not None:
        return project.accelerated_duration
    return project.duration_months


def work_profiles(portfolio: Portfolio) -> Mapping[str, Amounts]:
    """For each project the person-days in normal mode, shape (n_pools, duration_months), without restart work."""
    profiles = {p.project_id: np.zeros((len(portfolio.pools), p.duration_months)) for p in portfolio.projects}
    for row in portfolio.demand:
        profile = profiles[row.project_id]
        if row.month_offset is None:
            profile[portfolio.pool_index[row.pool_id]] += row.person_days / profile.shape[1]
        else:
            profile[portfolio.pool_index[row.pool_id], row.month_offset] += row.person_days
    return profiles


def planned_days(portfolio: Portfolio, profiles: Mapping[str, Amounts]) -> Amounts:
    """Person-days that today's plan asks for, in normal mode at planned starts; (n_pools, months to the last finish).

    ``profiles`` are the portfolio's :func:`work_profiles`.
    """
    planned = [project for project in portfolio.projects if project.project_id in portfolio.planned]
    days = np.zeros((len(portfolio.pools), max((p.plan_finish for p in planned), default=0)))
    for project in planned:
        days[:, project.plan_start : project.plan_finish] += profiles[project.project_id]
    return days


def rescale(profile: Amounts, months: int) -> Amounts:
    """The same work over another number of months, each pool's total preserved; shape (n_pools, months).

    ``profile`` is person-days, (n_pools, its months).
    """
    old = profile.shape[1]
    if old == months:
        return profile
    done = np.concatenate((np.zeros((profile.shape[0], 1)), np.cumsum(profile, axis=1)), axis=1)
    at = np.linspace(0.0, old, months + 1)
    month = at.astype(np.int64)
    pace = np.concatenate((np.diff(done, axis=1), np.zeros((profile.shape[0], 1))), axis=1)
    return np.diff(done[:, month] + pace[:, month] * (at - month), axis=1)


def work(project: Project, profile: Amounts, mode: Mode, *, paused: bool = False) -> Amounts:
    """Person-days by pool and month of work in a mode, shape (n_pools, duration of the mode).

    ``profile`` is the project's entry of :func:`work_profiles`. Acceleration and a restart after a pause multiply work
    and leave the duration as it is. ``paused`` says whether it is taken up again after a pause.
    """
    return rescale(profile, duration(project, mode)) * work_factor(project, mode, paused=paused)


def work_factor(project: Project, mode: Mode, *, paused: bool) -> float:
    """(1 + a)(1 + b): what acceleration and a restart after a pause make of the work.

    a is the extra work of acceleration, b that of taking up ``paused`` work again, both shares.
    """
    extra = project.acceleration_work if mode is Mode.ACCELERATED else 0.0
    restart = project.restart_work if paused else 0.0
    return (1.0 + extra) * (1.0 + restart)
