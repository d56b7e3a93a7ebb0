"""Which interventions to look at, and which of them to work out: the most promising, and the best of every kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from engine.analyse.constraint.ceilings import ceilings
from engine.analyse.constraint.hiring_screen import ScreenedHiring, screen_hirings
from engine.analyse.interventions.constraint_levers import (
    add_people,
    buy_flex,
    cut_scope,
    free_time,
    heaviest,
    moves_to,
)
from engine.analyse.interventions.decisions_held_at_plan import decision_levers
from engine.analyse.interventions.league import Screened
from engine.analyse.interventions.levers import Lever
from engine.analyse.interventions.rules import rule_levers
from engine.analyse.pricing.situations import Situation
from engine.compute.budget import SolveBudget
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio

PEOPLE = (1, 2, 3)
"""How many people more are looked at in the pool where people gain most."""

_POOLS = 3
"""Pools whose capacity is looked at in every way; people are looked at in all."""

_PROJECTS = 2
"""Projects whose work at the constraint is looked at."""

_CLOSE = 1e-6


@dataclass(frozen=True, slots=True)
class CandidateLever:
    """A lever, the situation it makes, and what a quick estimate expects it to gain.

    ``expected`` is ``None`` without an estimate and −inf where the situation is known to have no plan.
    """

    lever: Lever
    situation: Situation
    expected: float | None

    @property
    def cost(self) -> float:
        """What is known of its cost before any plan is."""
        return self.situation.cost

    @property
    def rank(self) -> float:
        """Expected gain less cost; what could not be estimated counts as nothing."""
        return (0.0 if self.expected is None else self.expected) - self.cost


def worth_of_people(portfolio: Portfolio, constraint: str | None) -> Mapping[str, ScreenedHiring]:
    """What one person more is expected to gain in each pool that can limit anything: the constraint, then by gain.

    The others come by gain for each unit of cost.
    """
    singles = [s for s in screen_hirings(portfolio) if s.hiring.people == 1]
    singles.sort(key=lambda s: (s.hiring.pool_id != constraint, -_per_cost(s), -s.net))
    return {s.hiring.pool_id: s for s in singles}


def all_levers(
    portfolio: Portfolio,
    recommendation: Recommendation,
    worth: Mapping[str, ScreenedHiring],
    constraint: str | None,
) -> Iterator[Lever]:
    """Every lever that is looked at.

    ``worth`` is that of :func:`worth_of_people`, most rewarding first; ``constraint`` the pool that limits, if any.
    """
    expected = {pool_id: s.expected_gain for pool_id, s in worth.items()}
    yield from decision_levers(portfolio, recommendation, expected)
    yield from rule_levers(portfolio)
    for pool_id in worth:
        yield from (add_people(pool_id, n) for n in (PEOPLE if pool_id == constraint else PEOPLE[:1]))
    for pool_id in list(worth)[:_POOLS]:
        yield from moves_to(portfolio, pool_id, expected)
        yield buy_flex(portfolio, pool_id)
        yield from free_time(portfolio, pool_id)
    if constraint is not None:
        yield from (cut_scope(i, constraint) for i in heaviest(portfolio, recommendation, constraint, _PROJECTS))


def estimated(portfolio: Portfolio, levers: Sequence[Lever], budget: SolveBudget) -> list[CandidateLever]:
    """Levers with their situations and a quick estimate of each gain."""
    situations = [lever.change(portfolio) for lever in levers]
    base, *others = ceilings([portfolio, *(s.portfolio for s in situations)], budget)
    return [
        CandidateLever(lever, situation, _expected(lever, base, other))
        for lever, situation, other in zip(levers, situations, others, strict=True)
    ]


def unestimated(portfolio: Portfolio, levers: Sequence[Lever]) -> list[CandidateLever]:
    """Levers with their situations only: where all of them are going to be worked out."""
    return [CandidateLever(lever, lever.change(portfolio), None) for lever in levers]


def picked(candidates: Sequence[CandidateLever], most: int, first: frozenset[tuple[str, str]]) -> list[CandidateLever]:
    """At most ``most`` to be worked out: those with a key in ``first``, the best of every kind, then the best.

    What is expected to gain nothing is left out, unless there is room for all.
    """
    if len(candidates) <= most:
        return list(candidates)
    order = sorted((c for c in candidates if c.expected is None or c.expected > _CLOSE), key=lambda c: -c.rank)
    wanted = [c for c in order if c.lever.key in first]
    seen = {c.lever.kind for c in wanted}
    for candidate in order:
        if candidate.lever.kind not in seen:
            seen.add(candidate.lever.kind)
            wanted.append(candidate)
    chosen = {id(c) for c in wanted}
    wanted += [c for c in order if id(c) not in chosen]
    return wanted[:most]


def left_out(candidates: Sequence[CandidateLever], kept: Sequence[CandidateLever]) -> tuple[Screened, ...]:
    """What was estimated only, the most promising first."""
    worked_out = {id(c) for c in kept}
    rest = sorted((c for c in candidates if id(c) not in worked_out), key=lambda c: -c.rank)
    return tuple(
        Screened(c.lever.kind, c.lever.subject, c.lever.amount, c.expected, c.cost)
        for c in rest
        if c.expected is not None and c.expected > -inf
    )


def key_of_hirings(constraint: str | None) -> frozenset[tuple[str, str]]:
    """The key of the hirings at the constraint, which the frontier needs; empty where no pool limits."""
    return frozenset() if constraint is None else frozenset({("people", constraint)})


def _expected(lever: Lever, base: float | None, other: float | None) -> float | None:
    """An estimate from two ceilings, −inf where the situation has no plan."""
    if other == -inf:
        return -inf
    if base is None or other is None or base == -inf:
        return None
    return max(0.0, base - other if lever.held else other - base)


def _per_cost(hiring: ScreenedHiring) -> float:
    if hiring.cost > 0:
        return hiring.expected_gain / hiring.cost
    return inf if hiring.expected_gain > 0 else 0.0
