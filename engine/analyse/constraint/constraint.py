"""The constraint: the pool whose next person is worth most money, how far lifting it pays, and what limits next.

What a pool is worth is never read off how busy it is: one more person is added and the plan is solved again. The
linear relaxation says beforehand which changes cannot matter much; those are made all at once, and solved once, since
none of them can gain more alone than all of them together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

from engine.analyse.constraint.bottleneck_candidates import (
    STEPS,
    TOGETHER,
    BottleneckCandidate,
    BottleneckCandidates,
    Jobs,
    less_key,
    next_key,
    rate,
    step_key,
)
from engine.analyse.constraint.by_month import ExpectedSpell, Spell, expected_spells, situation_of
from engine.analyse.constraint.law import what_the_law_costs
from engine.analyse.constraint.limiting_pool import LimitingPool, loosely, pricing_ground, sharpening_for, verdict
from engine.analyse.constraint.limits import PricedLimit
from engine.analyse.constraint.utilisation import utilisation
from engine.analyse.constraint.worth_of_person import WorthOfPerson, worth_from
from engine.analyse.pricing.situations import Priced, gain_of, price_situations
from engine.compute.budget import BOARD_BUDGET, SolveBudget
from engine.optimise.compare import Interval, in_order, within
from engine.optimise.recommend import Target
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio

_QUICKEST = 10.0
"""One person less may take this part of the time."""

_NOTHING = Interval(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class PoolValue:
    """What one person more, or less, in every month from month 0 on is worth in one pool.

    ``days`` are the person-days that the person brings over the horizon and ``cost`` what those cost at the pool's
    day rate, money today. Hiring is not in it: it belongs to a way of getting the person, with a lead time of its own.
    ``more`` is what the best plan gains, before that cost; ``less`` what it loses (zero or below), ``None`` where no
    plan would be left. ``utilisation`` is as in
    :func:`engine.analyse.constraint.utilisation.utilisation`.
    """

    pool_id: str
    utilisation: float | None
    days: float
    cost: float
    more: Interval
    less: Interval | None

    @property
    def marginal_value(self) -> float:
        """Money today per person-day added."""
        return self.more.estimate / self.days

    @property
    def gain_per_person(self) -> float:
        """Money today that one more person gains."""
        return self.more.estimate

    @property
    def gain_per_money(self) -> float | None:
        """Gain per unit of money that the person's days cost; ``None`` where they cost nothing."""
        return self.more.estimate / self.cost if self.cost > 0 else None


@dataclass(frozen=True, slots=True)
class CurveStep:
    """So many people more at the constraint, and what they gain together on the recommended plan."""

    people: int
    gain: Interval


@dataclass(frozen=True, slots=True)
class Moved:
    """The pool that limits next, once so many people more are at the constraint.

    ``gain`` is that of one person in it on top of those, ``against`` of one more at the constraint in their place.
    """

    pool_id: str
    people: int
    gain: Interval
    against: Interval | None


@dataclass(frozen=True, slots=True)
class Constraint:
    """What limits the portfolio.

    ``constraint`` is the pool with most gain per unit of money that its capacity costs, ``runner_up`` the next;
    ``None`` where no further person was found to gain anything. ``told_apart`` says whether what was proven leaves
    no doubt that it is that pool. ``spells`` are the months in which each pool limits, in their order. ``person`` is
    what one person hired there is worth.
    """

    constraint: str | None
    runner_up: str | None
    told_apart: bool
    pools: tuple[PoolValue, ...]
    steps: tuple[CurveStep, ...]
    moved: Moved | None
    limits: tuple[PricedLimit, ...]
    spells: tuple[Spell, ...] = ()
    person: WorthOfPerson | None = None

    def pool(self, pool_id: str) -> PoolValue:
        """The value of a pool by its id."""
        return next(pool for pool in self.pools if pool.pool_id == pool_id)


def find_constraint(
    portfolio: Portfolio,
    recommendation: Recommendation,
    budget: SolveBudget = BOARD_BUDGET,
    *,
    limiting: LimitingPool | None = None,
) -> Constraint:
    """The constraint of a portfolio, from its recommended plan.

    ``limiting`` names the pool that limits where that has been found already, as every analysis is told it.

    ``target`` of the budget is how exactly the price of a pool is worked out: by default half as exactly as its effort
    asks of a plan, or more where little is at stake. The recommended plan is solved again where it is known less
    exactly. Under theme weights gains are as in :mod:`engine.analyse.pricing.situations`. ``on_done`` counts each round
    anew.

    Raises:
        ValueError: ``recommendation`` has no plan.
        CancelledError: the budget was cancelled.
    """
    candidates, wanted, base = pricing_ground(portfolio, recommendation, budget)
    prices: dict[str, Priced] = {}

    def price(jobs: Jobs) -> None:
        missing = {key: situation for key, situation in jobs.items() if key not in prices}
        if missing:
            matter = [key in candidates.pool_keys for key in missing]
            priced = price_situations(
                portfolio,
                base,
                tuple(missing.values()),
                budget,
                targets=[_target_of(key, wanted, candidates) for key in missing],
                sharpening=sharpening_for(candidates, wanted, matter),
            )
            prices.update(zip(missing, priced, strict=True))

    spells = expected_spells(candidates)
    by_month = {_spell_key(s): situation_of(portfolio, s) for s in spells}
    price({**candidates.singles(base), **candidates.lifting(candidates.leader), **by_month})
    together = prices.get(TOGETHER)
    if together is not None and together.gain is not None and together.gain.low > 0:
        price(candidates.apart(candidates.rest))
    known = _PricedLimits(candidates, base, prices)
    limiter = known.limiting(limiting)
    price(candidates.lifting(limiter.pool_id))
    person = None
    if limiter.pool_id is not None:
        person = worth_from(candidates, base, limiter.pool_id, replace(budget, target=wanted))
    law = what_the_law_costs(candidates, base, replace(budget, target=loosely(wanted)))
    constraint = known.constraint(limiter)
    return replace(constraint, limits=(*constraint.limits, *law), spells=known.spells(spells), person=person)


def _spell_key(spell: ExpectedSpell) -> str:
    return f"spell:{spell.pool_id}:{spell.first}"


def _target_of(key: str, wanted: Target, candidates: BottleneckCandidates) -> Target:
    """What is wanted of the prices that tell the constraint, and less of all others."""
    if key in candidates.pool_keys:
        return wanted
    return loosely(wanted, _QUICKEST) if key in candidates.less_keys else loosely(wanted)


@dataclass(frozen=True, slots=True)
class _PricedLimits:
    """All prices found, and what follows from them."""

    candidates: BottleneckCandidates
    base: Recommendation
    prices: Mapping[str, Priced]

    def constraint(self, limiter: LimitingPool) -> Constraint:
        """What follows for the pool that limits, and for all others."""
        first = limiter.pool_id
        steps = () if first is None else self._steps(first)
        pools = tuple(replace(pool, more=steps[0].gain) if pool.pool_id == first else pool for pool in self._pools())
        moved = None if first is None else self._moved(first, steps)
        return Constraint(first, limiter.runner_up, limiter.is_told_apart, pools, steps, moved, self._limits())

    def limiting(self, known: LimitingPool | None) -> LimitingPool:
        """The pool that limits, from all these prices; one ``known`` before stays, however close the others come."""
        limiter = verdict({p.pool_id: (p.more, p.cost) for p in self._pools()})
        if known is None or known.pool_id == limiter.pool_id:
            return limiter
        return LimitingPool(known.pool_id, limiter.pool_id)

    def spells(self, expected: Sequence[ExpectedSpell]) -> tuple[Spell, ...]:
        """The spells for which a plan was found, priced; a person there for some months gains no more than for all."""
        priced = [(s, self.prices[_spell_key(s)], self.prices.get(step_key(s.pool_id, 1))) for s in expected]
        return tuple(
            Spell(
                s.pool_id,
                s.first,
                s.stop,
                p.gain if throughout is None or throughout.gain is None else self._part(p.gain, throughout.gain),
                p.situation.cost,
            )
            for s, p, throughout in priced
            if p.gain is not None
        )

    def _part(self, gain: Interval, throughout: Interval) -> Interval:
        return gain if self.candidates.portfolio.rules.weights else within(gain, throughout)

    def _pools(self) -> tuple[PoolValue, ...]:
        portfolio = self.candidates.portfolio
        busy, months = utilisation(portfolio), portfolio.settings.horizon_months
        values = []
        for pool, candidate in zip(portfolio.pools, self.candidates.pools, strict=True):
            less, gain = self._less(pool.pool_id), self._gain(candidate) or _NOTHING
            days = pool.days_per_person * months
            values.append(PoolValue(pool.pool_id, busy[pool.pool_id], days, candidate.situation.cost, gain, less))
        return tuple(values)

    def _less(self, pool_id: str) -> Interval | None:
        """What one person less loses: where the plan has room for it at most what a better plan might have needed."""
        key = less_key(pool_id)
        if key in self.prices:
            return self.prices[key].gain
        unproven = (self.base.best_bound or 0.0) - (self.base.objective or 0.0)
        return Interval(0.0, -max(0.0, unproven), 0.0)

    def _gain(self, candidate: BottleneckCandidate) -> Interval | None:
        """What one gains alone, or at most together with others; ``None`` where no plan was found."""
        if not candidate.limits:
            return _NOTHING
        if candidate.key in self.prices:
            return self.prices[candidate.key].gain
        shared = self.prices[TOGETHER].gain
        highest = min(candidate.ceiling - (self.base.objective or 0.0), inf if shared is None else shared.high)
        return Interval(0.0, 0.0, max(0.0, highest))

    def _limits(self) -> tuple[PricedLimit, ...]:
        gains = []
        for candidate in self.candidates.limits:
            gain, s = self._gain(candidate), candidate.situation
            if gain is not None:
                gains.append(PricedLimit(s.change, s.subject, s.label, s.amount, gain))
        return tuple(gains)

    def _steps(self, pool_id: str) -> tuple[CurveStep, ...]:
        """One to six people more; each step holds the plans of those below and the ceilings of those above."""
        gains = [self.prices[step_key(pool_id, n)].gain or _NOTHING for n in range(1, STEPS + 1)]
        if not self.candidates.portfolio.rules.weights:
            gains = in_order(gains)
        return tuple(CurveStep(people, gain) for people, gain in enumerate(gains, start=1))

    def _moved(self, pool_id: str, steps: Sequence[CurveStep]) -> Moved | None:
        """Of the pools that may be next the one that gains most, if any gains."""
        people, others = self.candidates.next_limits(pool_id)
        lifted = self.prices[step_key(pool_id, people)].plan
        against = self._on_top(lifted, step_key(pool_id, people + 1)) if people < len(steps) else None
        moves = [
            Moved(other, people, gain, against)
            for other in others
            if (gain := self._on_top(lifted, next_key(pool_id, other))) is not None and gain.estimate > 0
        ]
        costs = {c.situation.subject: c.situation.cost for c in self.candidates.pools}
        return max(moves, key=lambda m: rate(m.gain.estimate, costs[m.pool_id]), default=None)

    def _on_top(self, lifted: Recommendation, key: str) -> Interval | None:
        priced = self.prices[key]
        return gain_of(priced.situation, lifted, priced.plan)
