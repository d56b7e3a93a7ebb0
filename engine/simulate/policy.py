"""The ways of working that can be simulated: who may begin when, and who comes first.

Today's ways wait for the planned start; ways that choose by worth or by fullness may begin at the earliest start, so
that among those the order alone makes the difference; the recommended plan has starts of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.vocabulary import Mode
from engine.valuation.delay import cd3, cost_of_delay
from engine.valuation.discounting import Amounts
from engine.valuation.options import plan_value, stop_value
from engine.valuation.work import work_profiles


class Policy(StrEnum):
    """How a month's capacity is handed out."""

    SHARED = "shared"
    FIRST_COME = "first come"
    UTILISATION = "utilisation"
    SPONSOR = "sponsor"
    CD3 = "cd3"
    VALUE = "value per constraint day"
    RECOMMENDED = "recommended"


@dataclass(frozen=True, slots=True)
class Run:
    """Work on one project: its mode, and the month in which it may begin at the earliest."""

    mode: Mode
    start: int


_AT_EARLIEST = frozenset({Policy.UTILISATION, Policy.CD3, Policy.VALUE})


def planned_runs(portfolio: Portfolio, policy: Policy) -> dict[str, Run]:
    """The projects of today's plan in normal mode, each released when the policy releases it.

    Work in flight is released in month 0 under every policy. Candidates do not run.
    """
    early = policy in _AT_EARLIEST
    return {
        p.project_id: Run(Mode.NORMAL, 0 if p.in_flight else p.earliest if early else p.plan_start)
        for p in portfolio.projects
        if p.project_id in portfolio.planned
    }


def precedence_keys(
    portfolio: Portfolio, policy: Policy, runs: Mapping[str, Run], constraint: str | None
) -> dict[str, float]:
    """A number for each run; the lowest comes first. Ties go to the earlier plan, then to the portfolio's order.

    ``constraint`` names the pool whose days the value policy counts. ``runs`` are by project id.

    Raises:
        ValueError: the value policy without a constraint.
    """
    projects = [portfolio.projects_by_id[project_id] for project_id in runs]
    if policy is Policy.SPONSOR:
        return {p.project_id: _or_last(p.sponsor_priority) for p in projects}
    if policy is Policy.RECOMMENDED:
        return {project_id: float(run.start) for project_id, run in runs.items()}
    if policy is Policy.CD3:
        return _by_cd3(portfolio, projects)
    if policy is Policy.VALUE:
        return _by_constraint_day(portfolio, projects, constraint)
    return {p.project_id: float(p.plan_start) for p in projects}


def _or_last(priority: float | None) -> float:
    return float("inf") if priority is None else priority


def _by_cd3(portfolio: Portfolio, projects: list[Project]) -> dict[str, float]:
    profiles = work_profiles(portfolio)
    return {
        p.project_id: -cd3(cost_of_delay(portfolio, p, profiles[p.project_id]), p.duration_months) for p in projects
    }


def _by_constraint_day(portfolio: Portfolio, projects: list[Project], constraint: str | None) -> dict[str, float]:
    if constraint is None:
        raise ValueError("the value policy needs to know the constraint: the pool whose days are scarce")
    profiles = work_profiles(portfolio)
    row = portfolio.pool_index[constraint]
    return {p.project_id: _per_day(portfolio, p, profiles[p.project_id], row) for p in projects}


def _per_day(portfolio: Portfolio, project: Project, profile: Amounts, row: int) -> float:
    """Value still to come per day of the constraint, negated; work that asks for none of it comes first."""
    days = float(np.sum(profile[row]))
    if days == 0:
        return -float("inf")
    return -(plan_value(portfolio, project, profile) - stop_value(project)) / days
