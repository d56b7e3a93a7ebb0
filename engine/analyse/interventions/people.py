"""People added to a pool, and people moved from one pool to another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from engine.analyse.interventions.league import InterventionKind
from engine.analyse.interventions.lever import Lever
from engine.analyse.pricing.changes import days_at_once, people_hired
from engine.analyse.pricing.hiring import Hiring
from engine.analyse.pricing.situations import Situation
from engine.optimise.compare import Nesting
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.resources import Pool

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
