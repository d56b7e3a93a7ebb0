"""The one pool that limits the portfolio: found once for a plan, and then the same for every analysis.

It is the pool in which one more person gains most for each unit of money that the person's days cost, found by solving
again. As many pools are priced as it takes: the most promising alone where what the relaxation proves of all others
leaves no doubt. Until that is known, :func:`first_measure` names the pool that the relaxation expects it to be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import inf
from threading import Event

import numpy as np

from engine.analyse.constraint.bottleneck_candidates import (
    TOGETHER,
    BottleneckCandidate,
    BottleneckCandidates,
    Jobs,
    bottleneck_candidates,
    rate,
)
from engine.analyse.constraint.limits import all_at_once
from engine.analyse.pricing.situations import Sharpening, price_situations
from engine.compute.budget import BOARD_BUDGET, SolveBudget
from engine.optimise.compare import Interval
from engine.optimise.recommend import Target, find_plan, target_of
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio

_LOOSER = 2.0
"""A pool's price may be known this many times less exactly than the recommended plan."""

_QUICKER, _LEAST_SECONDS = 2.0, 0.5
"""What is not asked to find the constraint may take this part of the time, or at least so many seconds."""

_STAKE = 0.3
"""Nor less exactly than this part of what the relaxation expects the constraint's next person to gain."""

_FINEST = 0.05
"""But not more exactly than this part of what is asked of the recommended plan."""

_MATTERS, _SHARPER, _AGAIN = 0.5, 0.25, 3
"""A pool too close to call that might gain this part of what is expected of the constraint is solved again: to this
part of the gap, and at most so many."""


@dataclass(frozen=True, slots=True)
class LimitingPool:
    """The constraint by its pool's id, ``None`` where no further person gains anything, and the next after it.

    ``is_told_apart`` says whether what was proven leaves no doubt that it is that pool.
    """

    pool_id: str | None
    runner_up: str | None = None
    is_told_apart: bool = False


def limiting_pool(
    portfolio: Portfolio, recommendation: Recommendation, budget: SolveBudget = BOARD_BUDGET
) -> LimitingPool:
    """The pool that limits a portfolio with its recommended plan, priced as exactly as ``pricing_ground`` says.

    Raises:
        ValueError: ``recommendation`` has no plan.
        CancelledError: the budget was cancelled.
    """
    candidates, wanted, base = pricing_ground(portfolio, recommendation, budget)
    search = _LimitingPoolSearch(candidates, base, replace(budget, target=wanted, on_done=None))
    return search.result()


def first_measure(portfolio: Portfolio) -> LimitingPool:
    """The pool that the linear relaxation expects to be the constraint: in a moment, and without proof."""
    return LimitingPool(bottleneck_candidates(portfolio).leader)


def counted_pool(portfolio: Portfolio, constraint: LimitingPool) -> str:
    """The pool whose days are counted: the constraint, else the pool of intents and floors, else the first."""
    return constraint.pool_id or portfolio.settings.floor_pool or portfolio.pools[0].pool_id


def pricing_ground(
    portfolio: Portfolio, recommendation: Recommendation, budget: SolveBudget
) -> tuple[BottleneckCandidates, Target, Recommendation]:
    """What pools are priced from: the candidates, how exactly to price one, and the plan known well enough for that.

    Raises:
        ValueError: ``recommendation`` has no plan.
        CancelledError: the budget was cancelled.
    """
    if recommendation.objective is None:
        raise ValueError("what limits a portfolio is found for a plan")
    candidates = bottleneck_candidates(portfolio, cancel=budget.cancel)
    wanted = budget.target or _price_target(portfolio, recommendation, candidates, budget)
    return candidates, wanted, _known_as_well(portfolio, recommendation, wanted, budget.cancel)


def _price_target(
    portfolio: Portfolio, recommendation: Recommendation, candidates: BottleneckCandidates, budget: SolveBudget
) -> Target:
    """How exactly to price a pool: half as exactly as a plan is asked for, or more where little is at stake."""
    plan = target_of(budget.effort, len(portfolio.projects))
    at_stake = _STAKE * candidates.largest / max(abs(recommendation.objective or 0.0), 1e-9)
    return Target(max(_FINEST * plan.gap, min(_LOOSER * plan.gap, at_stake)), plan.seconds)


def loosely(wanted: Target, quicker: float = _QUICKER) -> Target:
    """What is asked of a price that does not tell the constraint: less exact, in a part of the time."""
    return Target(_LOOSER * wanted.gap, min(wanted.seconds, max(_LEAST_SECONDS, wanted.seconds / quicker)))


def _known_as_well(
    portfolio: Portfolio, recommendation: Recommendation, wanted: Target, cancel: Event | None
) -> Recommendation:
    """The recommended plan, or one proven closer where it is known less exactly than its neighbours are to be."""
    if recommendation.gap is None or recommendation.gap <= wanted.gap:
        return recommendation
    return find_plan(
        portfolio,
        wanted,
        before=recommendation,
        ceiling=recommendation.best_bound,
        prefer_stability=False,
        cancel=cancel,
    )


def sharpening_for(candidates: BottleneckCandidates, wanted: Target, among: Iterable[bool]) -> Sharpening:
    """Which prices are looked at again: those too close to call that might be the constraint's, of those ``among``."""
    sharper = Target(_SHARPER * wanted.gap, wanted.seconds)
    places = frozenset(np.flatnonzero(list(among)).tolist())
    return Sharpening(sharper, most=_AGAIN, above=_MATTERS * candidates.largest, among=places)


class _LimitingPoolSearch:
    """Prices pools until one is told apart, or none is left."""

    def __init__(self, candidates: BottleneckCandidates, base: Recommendation, budget: SolveBudget) -> None:
        self._candidates, self._base, self._budget = candidates, base, budget
        self._prices: dict[str, Interval] = {}

    def result(self) -> LimitingPool:
        limiting = {c.key: c for c in self._candidates.pools if c.limits}
        promising = [c for c in self._candidates.alone if c.key in limiting]
        leader = self._candidates.leader
        self._price({c.key: c.situation for c in promising if c.situation.subject == leader})
        if not self._verdict().is_told_apart:
            rest = [c for c in limiting.values() if c not in promising]
            self._price({**{c.key: c.situation for c in promising}, **self._together(rest)})
            if TOGETHER in self._prices and self._prices[TOGETHER].low > 0:
                self._price({c.key: c.situation for c in rest})
        return self._verdict()

    def _together(self, rest: list[BottleneckCandidate]) -> Jobs:
        if not rest:
            return {}
        return {TOGETHER: all_at_once(self._candidates.portfolio, [c.change for c in rest])}

    def _price(self, jobs: Jobs) -> None:
        missing = {key: situation for key, situation in jobs.items() if key not in self._prices}
        if not missing:
            return
        priced = price_situations(
            self._candidates.portfolio,
            self._base,
            tuple(missing.values()),
            self._budget,
            sharpening=sharpening_for(self._candidates, self._budget.plan_target, [True] * len(missing)),
        )
        self._prices |= {key: one.gain for key, one in zip(missing, priced, strict=True) if one.gain is not None}

    def _verdict(self) -> LimitingPool:
        gains = {c.situation.subject: (self._gain(c), c.situation.cost) for c in self._candidates.pools}
        return verdict(gains)

    def _gain(self, candidate: BottleneckCandidate) -> Interval:
        """What is proven of a pool's next person: its price, else what the ceilings leave possible."""
        if not candidate.limits:
            return Interval(0.0, 0.0, 0.0)
        if candidate.key in self._prices:
            return self._prices[candidate.key]
        shared = self._prices[TOGETHER].high if TOGETHER in self._prices else inf
        return Interval(0.0, 0.0, max(0.0, min(candidate.ceiling - (self._base.objective or 0.0), shared)))


def verdict(gains: Mapping[str, tuple[Interval, float]]) -> LimitingPool:
    """Which pool limits, from what one more person gains in each and what that costs; money today, by pool."""
    gaining = {i: rate(gain.estimate, cost) for i, (gain, cost) in gains.items() if gain.estimate > 0}
    first, second = [*sorted(gaining, key=lambda i: gaining[i], reverse=True)[:2], None, None][:2]
    if first is None:
        return LimitingPool(None)
    least = rate(gains[first][0].low, gains[first][1])
    others = (rate(gain.high, cost) for i, (gain, cost) in gains.items() if i != first)
    return LimitingPool(first, second, all(least > other for other in others))
