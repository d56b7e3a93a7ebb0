"""What may limit a portfolio: pools and rules, screened, with the situations in which each is to be priced.

Changes that the relaxation expects to gain next to nothing are made all at once and priced together, since none of
them can gain more alone. A pool or rule of which no choice can reach the limit is worth exactly nothing, unpriced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import inf
from threading import Event

from engine.analyse.constraint.limits import Loosening, all_at_once, limit_candidates, mandate_candidates
from engine.analyse.constraint.relaxation_screen import Screen, screen
from engine.analyse.pricing.changes import people_at_once
from engine.analyse.pricing.situations import Situation
from engine.optimise.compare import Nesting
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.capacity import capacity_by_month
from engine.portfolio.model.portfolio import Portfolio

STEPS = 6
"""People added to the constraint, one after another."""

_POOLS_ALONE = 3
LIMITS_ALONE = 4
_NEXT_ALONE = 2
"""How many of the most promising pools and rules are priced alone, and of the pools that may limit next."""

_NEAR = 0.5
"""Of the pools that may limit next, those as promising as this part of the most promising are priced."""

_TINY = 0.01
"""What is expected to gain less than this part of the largest gain is priced together with its like."""

Jobs = Mapping[str, Situation]
"""Situations to price, by a key."""

TOGETHER = "together"


@dataclass(frozen=True, slots=True)
class BottleneckCandidate:
    """A pool with one more person, or a rule loosened.

    ``expected`` is what the relaxation gains, and ``ceiling`` an objective that no plan exceeds; 0 and inf where it
    cannot say. ``limits`` is false where no choice can reach the limit.
    """

    change: Loosening
    situation: Situation
    expected: float
    ceiling: float
    limits: bool

    @property
    def key(self) -> str:
        """What its price goes by."""
        return f"{self.situation.change}:{self.situation.subject}"

    @property
    def rate(self) -> tuple[float, float]:
        """How promising it is."""
        return rate(self.expected, self.situation.cost)


@dataclass(frozen=True, slots=True)
class BottleneckCandidates:
    """All pools, in the portfolio's order, all limits beside them, and apart from both what the law demands."""

    portfolio: Portfolio
    screened: Screen
    pools: tuple[BottleneckCandidate, ...]
    limits: tuple[BottleneckCandidate, ...]
    law: tuple[BottleneckCandidate, ...] = ()

    @property
    def pool_keys(self) -> frozenset[str]:
        """The keys of the prices that tell which pool is the constraint."""
        return frozenset({TOGETHER, *(p.key for p in self.pools)})

    @property
    def less_keys(self) -> frozenset[str]:
        """The keys of the prices of one person less."""
        return frozenset(less_key(p.situation.subject) for p in self.pools)

    @property
    def leader(self) -> str | None:
        """The most promising pool, if any."""
        best = max((p for p in self.pools if p.expected > 0), key=lambda p: p.rate, default=None)
        return None if best is None else best.situation.subject

    @property
    def largest(self) -> float:
        """The largest gain expected of a pool."""
        return max((p.expected for p in self.pools), default=0.0)

    @property
    def alone(self) -> tuple[BottleneckCandidate, ...]:
        """Those worth a price of their own, the most promising first."""
        pools = sorted(self.notable(self.pools), key=lambda c: c.rate, reverse=True)[:_POOLS_ALONE]
        limits = sorted(self.notable(self.limits), key=lambda c: -c.expected)[:LIMITS_ALONE]
        unscreened = [c for c in self.limits if c.situation.nesting is not Nesting.RELAXATION]
        chosen = (*pools, *limits, *unscreened)
        rest = self._others(chosen)
        return (*chosen, *(rest if len(rest) == 1 else ()))

    @property
    def rest(self) -> tuple[BottleneckCandidate, ...]:
        """Those priced together."""
        return self._others(self.alone)

    def notable(self, candidates: Iterable[BottleneckCandidate]) -> list[BottleneckCandidate]:
        """Those expected to gain more than next to nothing."""
        return [c for c in candidates if c.expected > _TINY * self.largest]

    def _others(self, chosen: Sequence[BottleneckCandidate]) -> tuple[BottleneckCandidate, ...]:
        keys = {c.key for c in chosen}
        return tuple(c for c in (*self.pools, *self.limits) if c.limits and c.key not in keys)

    def singles(self, plan: Recommendation) -> Jobs:
        """Each promising one alone, the rest together, and pools with one person less where ``plan`` has no room."""
        jobs = self.apart(self.alone)
        if self.rest:
            jobs[TOGETHER] = all_at_once(self.portfolio, [c.change for c in self.rest])
        less = (people_at_once(self.portfolio, p.pool_id, -1.0) for p in self.portfolio.pools)
        return jobs | {less_key(s.subject): s for s in less if not _has_room(plan, s)}

    def apart(self, candidates: Iterable[BottleneckCandidate]) -> dict[str, Situation]:
        """Each by itself."""
        return {c.key: c.situation for c in candidates}

    def lifting(self, pool_id: str | None) -> Jobs:
        """A pool with one to six people more, and the pools that may limit next with one more on top of enough.

        Nothing where ``pool_id`` is ``None``: no pool gains anything.
        """
        if pool_id is None:
            return {}
        steps = range(1, STEPS + 1)
        jobs = {step_key(pool_id, n): people_at_once(self.portfolio, pool_id, float(n)) for n in steps}
        people, others = self.next_limits(pool_id)
        for other in others:
            jobs[next_key(pool_id, other)] = all_at_once(self.portfolio, [_people(pool_id, people), _people(other, 1)])
        return jobs

    def next_limits(self, pool_id: str) -> tuple[int, tuple[str, ...]]:
        """After how many people more in one pool another is expected to be worth more, and the likeliest such pools.

        Where none is within six people, who would be next after those.
        """
        people, others = STEPS, _NO_POOLS
        for people in range(1, STEPS + 1):
            more, others = self._after(pool_id, people)
            if others and max(others.values()) > more:
                break
        likeliest = sorted(others, key=lambda other: others[other], reverse=True)[:_NEXT_ALONE]
        near = _NEAR * max((others[other][0] for other in likeliest), default=0.0)
        return people, tuple(other for other in likeliest if others[other][0] >= near)

    def _after(self, pool_id: str, people: int) -> tuple[tuple[float, float], dict[str, tuple[float, float]]]:
        """How promising one more is in a pool that has so many more already, and one in each other pool that limits."""
        lifted = _people(pool_id, people)(self.portfolio).portfolio
        more = [people_at_once(lifted, p.situation.subject, 1.0) for p in self.pools if p.limits]
        base, *raised = self.screened.ceilings([lifted, *(s.portfolio for s in more)])
        gains = {s.subject: _gain(ceiling, base) for s, ceiling in zip(more, raised, strict=True)}
        rates = {s.subject: rate(gains[s.subject], s.cost) for s in more}
        own = rates.pop(pool_id)
        return own, {other: r for other, r in rates.items() if gains[other] > _TINY * self.largest}


_NO_POOLS: dict[str, tuple[float, float]] = {}


def bottleneck_candidates(portfolio: Portfolio, *, cancel: Event | None = None) -> BottleneckCandidates:
    """The pools and limits of a portfolio, screened.

    ``cancel`` is set by another thread.
    """
    screened = screen(portfolio)
    pools = [_people(pool.pool_id, 1) for pool in portfolio.pools]
    limits, law = list(limit_candidates(portfolio)), list(mandate_candidates(portfolio))
    changes = [*pools, *limits, *law]
    situations = [change(portfolio) for change in changes]
    looser = [s for s in situations if s.nesting is Nesting.RELAXATION]
    base, *ceilings = screened.ceilings([portfolio, *(s.portfolio for s in looser)], cancel=cancel)
    known = {id(s): ceiling for s, ceiling in zip(looser, ceilings, strict=True)}
    candidates = tuple(
        BottleneckCandidate(
            change, s, _gain(known.get(id(s), inf), base), known.get(id(s), inf), _can_limit(screened, s)
        )
        for change, s in zip(changes, situations, strict=True)
    )
    own = len(pools) + len(limits)
    return BottleneckCandidates(
        portfolio, screened, candidates[: len(pools)], candidates[len(pools) : own], candidates[own:]
    )


def rate(gain: float, cost: float) -> tuple[float, float]:
    """What pools are ranked by: gain per unit of money that the capacity costs, then gain; free capacity first.

    Both are money today; capacity is free where its ``cost`` is not above zero.
    """
    if cost > 0:
        return gain / cost, gain
    return (inf if gain > 0 else 0.0), gain


def step_key(pool_id: str, people: int) -> str:
    """The key of a pool with so many people more; with one it is that of the pool itself."""
    return f"people:{pool_id}" if people == 1 else f"people:{pool_id}:{people}"


def next_key(pool_id: str, other: str) -> str:
    """The key of another pool with one more person after a first has been lifted."""
    return f"next:{pool_id}:{other}"


def less_key(pool_id: str) -> str:
    """The key of a pool with one person less."""
    return f"less:{pool_id}"


def _people(pool_id: str, people: int) -> Loosening:
    return partial(people_at_once, pool_id=pool_id, people=float(people))


def _can_limit(screened: Screen, situation: Situation) -> bool:
    return situation.nesting is not Nesting.RELAXATION or screened.touches(situation.portfolio)


def _has_room(plan: Recommendation, fewer: Situation) -> bool:
    """Whether a plan holds with fewer days in a pool, with nothing bought in their place."""
    loads = [entry for entry in plan.load if entry.pool_id == fewer.subject]
    months = max((entry.month + 1 for entry in loads), default=0)
    row = fewer.portfolio.pool_index[fewer.subject]
    left = capacity_by_month(fewer.portfolio, months).available[row]
    return all(entry.demand <= left[entry.month] for entry in loads)


def _gain(ceiling: float, base: float) -> float:
    return max(0.0, ceiling - base) if ceiling < inf else 0.0
