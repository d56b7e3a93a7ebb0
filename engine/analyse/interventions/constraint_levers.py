"""Levers at a pool: people added, moved or freed, days bought, and less work to do there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from engine.analyse.interventions.cash import flex_paid
from engine.analyse.interventions.league import InterventionKind
from engine.analyse.interventions.levers import Lever
from engine.analyse.pricing.changes import cost_of_days, days_at_once, flex_raised, people_hired
from engine.analyse.pricing.hiring import Hiring
from engine.analyse.pricing.situations import ChangeKind, Situation
from engine.optimise.compare import Nesting
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.resources import Pool
from engine.portfolio.model.vocabulary import Lift, Mode
from engine.valuation.discounting import present_factors
from engine.valuation.work import work, work_profiles

_SOURCES = 2
"""Pools from which a person may come where the portfolio does not say who can be trained."""


def add_people(pool_id: str, people: int) -> Lever:
    """So many people hired; they cost hiring and their days from their first month to the horizon."""
    return Lever(
        InterventionKind.ADD_PEOPLE,
        pool_id,
        people,
        ("people", pool_id),
        lambda portfolio: people_hired(portfolio, Hiring(pool_id, people)),
    )


def moves_to(portfolio: Portfolio, pool_id: str, worth: Mapping[str, float]) -> Iterator[Lever]:
    """One person moved into a pool from each pool that could spare one.

    ``worth`` is what one person more is expected to gain, by pool. Where the portfolio names pools whose people can be
    trained, they come from those; otherwise from where they are worth least, and it is assumed that they can do the
    work at once.
    """
    target = portfolio.pools_by_id[pool_id]
    for source in _sources(portfolio, target, worth):
        yield _move(source, target)


def moving_cost(source: Pool, target: Pool) -> float:
    """What it costs to train one person for another pool; nothing where the portfolio gives no figure."""
    return target.cross_train_cost if source.pool_id in target.cross_train_from else 0.0


def _sources(portfolio: Portfolio, target: Pool, worth: Mapping[str, float]) -> Sequence[Pool]:
    able = [
        p
        for p in portfolio.pools
        if p.pool_id != target.pool_id
        and p.capacity_per_month >= p.days_per_person
        and worth.get(p.pool_id, 0.0) < worth.get(target.pool_id, 0.0)
    ]
    if target.cross_train_from:
        return [p for p in able if p.pool_id in target.cross_train_from]
    return sorted(able, key=lambda p: worth.get(p.pool_id, 0.0))[:_SOURCES]


def _move(source: Pool, target: Pool) -> Lever:
    def change(portfolio: Portfolio) -> Situation:
        less = days_at_once(portfolio, source.pool_id, -source.days_per_person)
        more = days_at_once(less.portfolio, target.pool_id, target.days_per_person)
        label = f"one person moved from {source.name} to {target.name}"
        return replace(more, label=label, nesting=Nesting.UNRELATED, cost=moving_cost(source, target), amount=1.0)

    subject = f"{source.pool_id} → {target.pool_id}"
    return Lever(InterventionKind.MOVE_PEOPLE, subject, 1, ("move", subject), change)


FLEX_STEP = 0.10
"""How much more of its capacity a pool may buy."""


def buy_flex(portfolio: Portfolio, pool_id: str) -> Lever:
    """A tenth of capacity more can be bought, at the price there is; its cost is what is bought more in that pool."""
    share = portfolio.pools_by_id[pool_id].flex_share + FLEX_STEP

    def bought(changed: Portfolio, without: Recommendation, with_it: Recommendation) -> float:
        return max(0.0, flex_paid(changed, with_it, pool_id) - flex_paid(changed, without, pool_id))

    return Lever(
        InterventionKind.BUY_FLEX,
        pool_id,
        FLEX_STEP,
        ("flex", pool_id),
        lambda p: flex_raised(p, pool_id, share),
        bought,
    )


def free_time(portfolio: Portfolio, pool_id: str) -> Iterator[Lever]:
    """One person's worth of a pool's business as usual is done by others.

    Only where the portfolio says how much there is. Its cost is that of the days at the lowest day rate of any other
    pool, from month 0 to the horizon: somebody has to do the work, or to go without it.
    """
    pool = portfolio.pools_by_id[pool_id]
    days = min(pool.days_per_person, usual_days(pool))
    if days <= 0:
        return
    cheapest = min((p for p in portfolio.pools if p.pool_id != pool_id), key=lambda p: p.day_rate, default=pool)

    def change(changed: Portfolio) -> Situation:
        freed = days_at_once(changed, pool_id, days)
        return replace(freed, cost=cost_of_days(changed, cheapest, days))

    yield Lever(InterventionKind.FREE_TIME, pool_id, days, ("time", pool_id), change)


def usual_days(pool: Pool) -> float:
    """Person-days a month that a pool gives to business as usual; nothing where the portfolio does not say."""
    if pool.headcount is None or pool.business_as_usual_share is None:
        return 0.0
    return pool.headcount * pool.business_as_usual_share * pool.days_per_person


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
