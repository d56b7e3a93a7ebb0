"""Which pool limits in which months: the constraint may wander from one to another as work moves on.

The linear relaxation says what one more person in each pool would gain in each quarter; the pools that gain most for
their cost, quarter by quarter, make spells. What a person is worth over a spell is then found by solving again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from engine.analyse.constraint.bottleneck_candidates import BottleneckCandidates, rate
from engine.analyse.pricing.changes import people_for
from engine.analyse.pricing.situations import Situation
from engine.optimise.compare import Interval
from engine.portfolio.model.portfolio import Portfolio

_QUARTER = 3
"""Months in which the same pool is taken to limit."""

_NOTABLE = 0.05
"""A quarter in which a person gains less than this part of the best quarter's gain belongs to no spell."""

_STAYS = 0.8
"""A pool that limited before still does where it is worth this part of the best."""

_MOST = 3
"""Spells that are priced: those in which most is to be gained."""


@dataclass(frozen=True, slots=True)
class ExpectedSpell:
    """Months in a row in which one pool is expected to limit: from ``first`` on, before ``stop``."""

    pool_id: str
    first: int
    stop: int
    expected: float


@dataclass(frozen=True, slots=True)
class Spell:
    """Months in a row in which one pool limits, counted from the planning month: from ``first`` on, before ``stop``.

    ``gain`` is what one more person there gains in those months only, before ``cost``, that of the person's days;
    money today.
    """

    pool_id: str
    first: int
    stop: int
    gain: Interval
    cost: float

    @property
    def net(self) -> float:
        """Gain less cost."""
        return self.gain.estimate - self.cost


def expected_spells(candidates: BottleneckCandidates) -> tuple[ExpectedSpell, ...]:
    """The months in which each pool is expected to limit, in their order; at most three, those that gain most."""
    portfolio = candidates.portfolio
    limiting = [c.situation.subject for c in candidates.pools if c.limits]
    quarters = [*_quarters(portfolio.settings.horizon_months)]
    cases = [(pool_id, months) for months in quarters for pool_id in limiting]
    situations = [people_for(portfolio, pool_id, 1.0, months) for pool_id, months in cases]
    base, *raised = candidates.screened.ceilings([portfolio, *(s.portfolio for s in situations)])
    gains = {
        case: (max(0.0, ceiling - base), s.cost)
        for case, ceiling, s in zip(cases, raised, situations, strict=True)
        if ceiling < float("inf")
    }
    best = [*_best_by_quarter(quarters, limiting, gains)]
    spells = [*_joined(best)]
    most = sorted(spells, key=lambda s: -s.expected)[:_MOST]
    return tuple(sorted(most, key=lambda s: s.first))


def situation_of(portfolio: Portfolio, spell: ExpectedSpell) -> Situation:
    """One more person in the pool of a spell, in its months only."""
    return people_for(portfolio, spell.pool_id, 1.0, range(spell.first, spell.stop))


def wanders(spells: Iterable[Spell]) -> tuple[Spell, ...]:
    """The spells in which a person surely gains, where they name more than one pool; else none."""
    sure = tuple(s for s in spells if s.gain.low > 0)
    return sure if len({s.pool_id for s in sure}) > 1 else ()


def _quarters(months: int) -> Iterator[range]:
    for first in range(0, months, _QUARTER):
        yield range(first, min(first + _QUARTER, months))


def _best_by_quarter(
    quarters: Sequence[range], limiting: Sequence[str], gains: dict[tuple[str, range], tuple[float, float]]
) -> Iterator[ExpectedSpell]:
    """The pool that limits in each quarter in which anything notable is to be gained."""
    notable = _NOTABLE * max((gain for gain, _ in gains.values()), default=0.0)
    before: str | None = None
    for months in quarters:
        known = {i: gains[i, months] for i in limiting if (i, months) in gains and gains[i, months][0] > notable}
        if not known:
            before = None
            continue
        rates = {i: rate(*known[i]) for i in known}
        best = max(rates, key=lambda i: rates[i])
        if before in rates and rates[before][0] >= _STAYS * rates[best][0]:
            best = before
        before = best
        yield ExpectedSpell(best, months.start, months.stop, known[best][0])


def _joined(quarters: Iterable[ExpectedSpell]) -> Iterator[ExpectedSpell]:
    """Quarters of one pool that follow one another, as one."""
    runs: list[list[ExpectedSpell]] = []
    for months in quarters:
        last = runs[-1][-1] if runs else None
        if last is not None and (last.pool_id, last.stop) == (months.pool_id, months.first):
            runs[-1].append(months)
        else:
            runs.append([months])
    for run in runs:
        yield ExpectedSpell(run[0].pool_id, run[0].first, run[-1].stop, sum(months.expected for months in run))
