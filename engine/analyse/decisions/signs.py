"""Three signs that the office is already becoming one that manages value, measured from the portfolio.

1. Trade-offs that leadership faces: decisions on which more than a threshold of money hangs. Unless priced trade-offs
   are given, what hangs on a decision is what it alone gains or loses in today's way, simulated, compared with leaving
   the project as planned; only the recommendation's moves are then looked at, and one counts when the threshold is
   exceeded under every reading of today's way. Priced ones are intervals of what the best
   plan loses when that one decision is different, and count when the threshold is surely exceeded. Amounts of single
   decisions overlap; ``money`` is what the moves among them gain together in today's way.
2. Green projects in a red portfolio: the share of projects whose delivery is green, against the share of the value
   first approved that today's way delivers; of the promised value, where no approval is on record. It counts when it is
   there under every reading of today's way.
3. Pool conflicts: see ``engine.analyse.conflicts``.

With theme weights in the scenario, what is recommended is weighted; all money here is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from engine.analyse.decisions.first_decisions import GainsOverToday, moves_of
from engine.analyse.health.health_ranges import HealthOverReadings, health_over
from engine.analyse.health.portfolio_health import PortfolioHealth
from engine.analyse.today.conflicts import Conflict, pool_conflicts
from engine.analyse.today.reading import TodaysRange, TodaysWays
from engine.analyse.today.today import todays_simulations
from engine.optimise.compare import Interval
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Action, Health

SHARE = 0.0025
"""A decision is a trade-off from this share of the recommended value on, unless told otherwise."""


@dataclass(frozen=True, slots=True)
class MaterialDecision:
    """A decision on which more than the threshold hangs; money today.

    ``money`` is what leaving the project as planned, or the best alternative where priced, would lose; below zero
    where the move alone, without those that belong to it, would lose. ``money`` is the figure in the named reading of
    today's way (the estimate, where priced); it lies between ``low`` and ``high`` over all readings.
    """

    project_id: str
    action: Action
    money: float
    low: float
    high: float

    @property
    def surely(self) -> float:
        """The least that hangs on it, whatever the sign."""
        return TodaysRange(self.money, self.low, self.high).surely


@dataclass(frozen=True, slots=True)
class MaterialDecisions:
    """The first sign: trade-offs above ``threshold``, largest first; ``money`` is what their moves gain together.

    ``together`` is that over all readings of today's way, ``money`` in the named one. ``moves`` is how many decisions
    of the recommendation differ from today's plan; ``are_priced`` says which of the two measures was used.
    """

    threshold: float
    decisions: tuple[MaterialDecision, ...]
    money: float
    moves: int
    are_priced: bool
    together: TodaysRange


@dataclass(frozen=True, slots=True)
class ConflictMonth:
    """All conflicts of one month, and what they cost."""

    month: int
    pools: tuple[Conflict, ...]

    @property
    def money(self) -> float:
        """Money today."""
        return sum(c.money for c in self.pools)


@dataclass(frozen=True, slots=True)
class Signs:
    """The three signs; the portfolio's value health is in ``health``, and over all readings of today in ``over``."""

    tradeoffs: MaterialDecisions
    health: PortfolioHealth
    conflicts: tuple[Conflict, ...]
    over: HealthOverReadings

    @property
    def share_green(self) -> float | None:
        """Green projects ÷ projects whose delivery health is known.

        ``None`` where no project's is known.
        """
        return len(self.health.green) / self.health.known if self.health.known else None

    @property
    def share_delivered(self) -> float | None:
        """Value that today's way delivers ÷ value promised; ``None`` where nothing is promised."""
        return self.health.today / self.health.promised if self.health.promised > 0 else None

    @property
    def shares_delivered(self) -> TodaysRange | None:
        """The same over all readings of today's way."""
        promised = self.health.promised
        return self.over.today.times(1.0 / promised) if promised > 0 else None

    @property
    def is_green_in_red(self) -> bool:
        """Whether, however today is read, more is green than delivered while the value health is not green."""
        arrives = self.over.kept if self.health.has_approvals else self.shares_delivered
        if self.share_green is None or arrives is None:
            return False
        return self.share_green > arrives.high and set(self.over.values) <= {Health.AMBER, Health.RED}

    @property
    def conflict_months(self) -> tuple[ConflictMonth, ...]:
        """The conflicts by month."""
        return tuple(ConflictMonth(t, tuple(conflicts)) for t, conflicts in groupby(self.conflicts, lambda c: c.month))

    @property
    def conflict_money(self) -> float:
        """What all conflicts cost."""
        return sum(c.money for c in self.conflicts)

    @property
    def seen(self) -> int:
        """How many of the three signs are there."""
        return bool(self.tradeoffs.decisions) + self.is_green_in_red + bool(self.conflicts)


def signs(
    portfolio: Portfolio,
    recommendation: Recommendation,
    *,
    threshold: float | None = None,
    priced: Mapping[str, Interval] | None = None,
) -> Signs:
    """The three signs of a portfolio and its recommended plan.

    ``threshold`` is money, by default 0.25 % of the recommended value. ``priced`` holds by project id what the best
    plan loses when this decision is different.
    """
    ways = TodaysWays(portfolio)
    least = SHARE * abs(recommendation.value or 0.0) if threshold is None else threshold
    health = health_over(portfolio, todays_simulations(portfolio))
    return Signs(
        _tradeoffs(portfolio, recommendation, least, priced, ways), health.named, pool_conflicts(portfolio), health.over
    )


def _tradeoffs(
    portfolio: Portfolio,
    recommendation: Recommendation,
    threshold: float,
    priced: Mapping[str, Interval] | None,
    ways: TodaysWays,
) -> MaterialDecisions:
    moves = {d.project_id: d for d in moves_of(portfolio, recommendation)}
    gains = GainsOverToday(portfolio, ways)
    if priced is None:
        alone = {i: gains.surely_beyond(d, threshold) for i, d in moves.items()}
        money = {i: gain for i, gain in alone.items() if gain is not None}
    else:
        proven = {i: cost for i, cost in priced.items() if cost.low > threshold}
        money = {i: TodaysRange(cost.estimate, cost.low, cost.high) for i, cost in proven.items()}
    decided = {d.project_id: d.action for d in recommendation.decisions}
    decisions = (MaterialDecision(i, decided[i], r.named, r.low, r.high) for i, r in money.items())
    together = gains.of([d for i, d in moves.items() if i in money])
    return MaterialDecisions(
        threshold,
        tuple(sorted(decisions, key=lambda t: (-t.surely, t.project_id))),
        together.named,
        len(moves),
        priced is not None,
        together,
    )
