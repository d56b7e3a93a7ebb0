"""Less work at the constraint: some of it cut, or done by people from outside."""

from __future__ import annotations

import numpy as np

from engine.analyse.interventions.league import InterventionKind
from engine.analyse.interventions.lever import Lever
from engine.analyse.pricing.situations import ChangeKind, Situation
from engine.optimise.compare import Nesting
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Lift, Mode
from engine.valuation.discounting import present_factors
from engine.valuation.work import work, work_profiles

PART = 0.10
"""The part of a project's work at the constraint that is cut or done outside."""


def heaviest(portfolio: Portfolio, plan: Recommendation, pool_id: str, most: int = 2) -> tuple[str, ...]:
    """The projects that ask for most of a pool's days among those that a plan runs, most first."""
    row, profiles = portfolio.pool_index[pool_id], work_profiles(portfolio)
    days = {d.project_id: float(profiles[d.project_id][row].sum()) for d in plan.decisions if d.start is not None}
    return tuple(i for i in sorted(days, key=lambda i: -days[i]) if days[i] > 0)[:most]


def cut_scope(project_id: str, pool_id: str) -> Lever:
    """A tenth less work of one project in one pool, its benefits assumed to stay."""
    return Lever(
        InterventionKind.CUT_SCOPE,
        project_id,
        PART,
        ("work", project_id),
        lambda base: _less_work(base, project_id, pool_id, 0.0),
    )


def offload(portfolio: Portfolio, plan: Recommendation, project_id: str, pool_id: str) -> Lever:
    """A tenth of the work of one project in one pool done outside: the same situation as a cut, at a cost.

    It costs the price of a bought day for each day, in the months in which ``plan`` does the work; present value.
    """
    cost = _outside_cost(portfolio, plan, project_id, pool_id)
    return Lever(
        InterventionKind.OFFLOAD,
        project_id,
        PART,
        ("work", project_id),
        lambda base: _less_work(base, project_id, pool_id, cost),
    )


def _less_work(base: Portfolio, project_id: str, pool_id: str, cost: float) -> Situation:
    demand = tuple(
        d.model_copy(update={"person_days": (1 - PART) * d.person_days})
        if (d.project_id, d.pool_id) == (project_id, pool_id)
        else d
        for d in base.demand
    )
    label = f"{PART:.0%} less work of {base.projects_by_id[project_id].name} in {base.pools_by_id[pool_id].name}"
    changed = base.model_copy(update={"demand": demand})
    return Situation(ChangeKind.OTHER, project_id, label, changed, _nesting(base), cost, PART)


def _outside_cost(portfolio: Portfolio, plan: Recommendation, project_id: str, pool_id: str) -> float:
    decision = next(d for d in plan.decisions if d.project_id == project_id)
    if decision.start is None:
        return 0.0
    project, pool = portfolio.projects_by_id[project_id], portfolio.pools_by_id[pool_id]
    paused = project.in_flight and decision.start > 0
    profile = work_profiles(portfolio)[project_id]
    days = work(project, profile, decision.mode or Mode.NORMAL, paused=paused)[portfolio.pool_index[pool_id]]
    factors = present_factors(portfolio.settings.discount_rate, decision.start + days.size)[decision.start :]
    return PART * pool.flex_day_rate * float(np.dot(days, factors))


def _nesting(portfolio: Portfolio) -> Nesting:
    """Whatever could be done with more work can be done with less, unless a floor asks for shares of the work done."""
    floors = Lift.FLOORS not in portfolio.rules.lifted and any(t.floor for t in portfolio.settings.themes)
    return Nesting.UNRELATED if floors else Nesting.RELAXATION
