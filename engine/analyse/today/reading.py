"""How today's way of working is read: the one place that says so.

Nobody writes down how people are shared out. Where the settings say it (``today`` in ``portfolio.yaml``), that one
reading is used and figures are points. Where they do not, several readings are plausible, and every figure of today's
way is a range over them:

    queue     one project after another, in the plan's order
    sponsor   by sponsor_priority, where it is filled in
    shared    everybody at once, without a loss to multitasking
    shared    everybody at once, with the loss of the settings

none of them with a reserve, which nobody keeps today. One of them is named all the same, to draw what can be drawn only
once: shared, with the loss of the settings.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.settings import TodaySettings
from engine.portfolio.model.vocabulary import TodaysPolicy
from engine.simulate import Policy, Run, Simulation, Simulator

_SIMULATED: Final = {
    TodaysPolicy.QUEUE: Policy.FIRST_COME,
    TodaysPolicy.SPONSOR: Policy.SPONSOR,
    TodaysPolicy.SHARED: Policy.SHARED,
}

LOSSES: Final = tuple(round(0.05 * k, 2) for k in range(13))
"""Losses to multitasking that a fit looks at: 0 to 0.6."""


@dataclass(frozen=True, slots=True)
class WayOfWorking:
    """How people are shared out, what share of effort is lost where all share, and the share of each pool kept free."""

    policy: TodaysPolicy
    multitasking_loss: float
    protective_capacity: float

    @property
    def simulated(self) -> Policy:
        """The policy of the simulator."""
        return _SIMULATED[self.policy]

    def apart_from(self, other: WayOfWorking) -> tuple[bool, float]:
        """How far it is from another way: of two that fit alike the nearer one is taken."""
        return self.policy is not other.policy, abs(self.multitasking_loss - other.multitasking_loss)


@dataclass(frozen=True, slots=True)
class TodaysReadings:
    """The ways in which today's way of working can be read, the ``named`` one among them.

    ``are_points`` says that the settings name one, which then is the only one.
    """

    named: WayOfWorking
    plausible: tuple[WayOfWorking, ...]
    are_points: bool


def readings_of_today(portfolio: Portfolio) -> TodaysReadings:
    """All plausible readings of today's way of working, or the one that the settings name."""
    settings = portfolio.settings
    if settings.today is not None:
        said = _said(settings.today, settings.multitasking_loss)
        return TodaysReadings(said, (said,), are_points=True)
    ways = _ways(portfolio, sorted({0.0, settings.multitasking_loss}), 0.0)
    return TodaysReadings(ways[-1], ways, are_points=False)


def readings_to_try(portfolio: Portfolio) -> TodaysReadings:
    """Every reading that a fit looks at: all policies, and where all share every loss of :data:`LOSSES`."""
    named = reading_of_today(portfolio)
    ways = _ways(portfolio, LOSSES, named.protective_capacity)
    return TodaysReadings(ways[-1], ways, are_points=False)


def _ways(portfolio: Portfolio, losses: Sequence[float], reserve: float) -> tuple[WayOfWorking, ...]:
    """All ways of sharing people out that the data can tell apart."""
    planned = (p for p in portfolio.projects if p.project_id in portfolio.planned)
    alone = [TodaysPolicy.QUEUE]
    if any(p.sponsor_priority is not None for p in planned):
        alone.append(TodaysPolicy.SPONSOR)
    return (
        *(WayOfWorking(policy, 0.0, reserve) for policy in alone),
        *(WayOfWorking(TodaysPolicy.SHARED, loss, reserve) for loss in losses),
    )


def reading_of_today(portfolio: Portfolio) -> WayOfWorking:
    """The reading for what can be drawn only once: the one of the settings, else shared with their loss."""
    return readings_of_today(portfolio).named


@dataclass(frozen=True, slots=True)
class TodaysRange:
    """One figure of today's way, money today: in the named reading, and least and most over the plausible ones."""

    named: float
    low: float
    high: float

    @staticmethod
    def point(amount: float) -> TodaysRange:
        """A figure that is the same however today is read.

        ``amount`` is money today.
        """
        return TodaysRange(amount, amount, amount)

    @staticmethod
    def total(amounts: Iterable[TodaysRange]) -> TodaysRange:
        """Several figures together: their ends, added, need not come from one reading, so it is never too narrow.

        ``amounts`` are money today.
        """
        known = list(amounts)
        return TodaysRange(sum(a.named for a in known), sum(a.low for a in known), sum(a.high for a in known))

    @property
    def is_point(self) -> bool:
        """Whether all readings agree on it."""
        return self.low == self.high

    def times(self, factor: float) -> TodaysRange:
        """The same in another unit.

        ``factor`` is not below 0.
        """
        return TodaysRange(self.named * factor, self.low * factor, self.high * factor)

    @property
    def size(self) -> float:
        """The largest amount it may be, whatever its sign."""
        return max(abs(self.low), abs(self.high))

    @property
    def surely(self) -> float:
        """The least amount it may be, whatever its sign; nothing where the readings disagree on the sign."""
        return 0.0 if self.low <= 0.0 <= self.high else min(abs(self.low), abs(self.high))


def _said(today: TodaySettings, usual_loss: float) -> WayOfWorking:
    loss = usual_loss if today.multitasking_loss is None else today.multitasking_loss
    return WayOfWorking(today.policy, loss if today.policy is TodaysPolicy.SHARED else 0.0, today.protective_capacity)


def with_reserve(portfolio: Portfolio, share: float) -> Portfolio:
    """The portfolio with another share of each pool kept free."""
    if portfolio.settings.protective_capacity == share:
        return portfolio
    settings = portfolio.settings.model_copy(update={"protective_capacity": share})
    return portfolio.model_copy(update={"settings": settings})


class TodaysWay:
    """Today's way of working under one reading, made ready for many simulations.

    ``simulator`` is that of the portfolio with the reading's reserve.
    """

    __slots__ = ("_portfolio", "_simulator", "way")

    def __init__(
        self, portfolio: Portfolio, way: WayOfWorking | None = None, simulator: Simulator | None = None
    ) -> None:
        self._portfolio = portfolio
        self.way = reading_of_today(portfolio) if way is None else way
        self._simulator = simulator or Simulator(with_reserve(portfolio, self.way.protective_capacity))

    def read_as(self, policy: TodaysPolicy, multitasking_loss: float = 0.0) -> TodaysWay:
        """The same people and reserve, shared out in another way.

        ``multitasking_loss`` is a share of each day, from 0.
        """
        return TodaysWay(
            self._portfolio, replace(self.way, policy=policy, multitasking_loss=multitasking_loss), self._simulator
        )

    def simulate(self, runs: Mapping[str, Run] | None = None, *, ahead: Collection[str] = ()) -> Simulation:
        """What this way of working delivers of today's plan, or of other runs; those of ``ahead`` are served first."""
        way = self.way
        return self._simulator.simulate(way.simulated, runs, ahead=ahead, multitasking_loss=way.multitasking_loss)

    def value(self, runs: Mapping[str, Run], *, ahead: Collection[str] = ()) -> float:
        """What :meth:`simulate` says the portfolio is worth, money today, without the rest of the answer.

        ``runs`` are by project id.
        """
        way = self.way
        return self._simulator.value(way.simulated, runs, ahead=ahead, multitasking_loss=way.multitasking_loss)


class TodaysWays:
    """Every plausible reading of today's way, each made ready; ``each`` is in the order of the readings."""

    __slots__ = ("each", "named", "readings")

    def __init__(self, portfolio: Portfolio, readings: TodaysReadings | None = None) -> None:
        self.readings = readings_of_today(portfolio) if readings is None else readings
        ways = self.readings.plausible
        reserves = {way.protective_capacity for way in ways}
        simulators = {reserve: Simulator(with_reserve(portfolio, reserve)) for reserve in reserves}
        self.each = tuple(TodaysWay(portfolio, way, simulators[way.protective_capacity]) for way in ways)
        self.named = self.each[ways.index(self.readings.named)]

    def over(self, worth: Callable[[TodaysWay], float]) -> TodaysRange:
        """A figure worked out under every reading.

        ``worth`` says it for one of them.
        """
        return self.range_of([worth(way) for way in self.each])

    def range_of(self, amounts: Sequence[float]) -> TodaysRange:
        """A figure known under every reading, in their order.

        ``amounts`` are of the length of ``each``.
        """
        return TodaysRange(amounts[self.each.index(self.named)], min(amounts), max(amounts))
