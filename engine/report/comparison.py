"""Before and after: two positions of the levers side by side, as a room asks what a move has changed.

A position is a portfolio under a scenario with its recommended plan. Every figure is that of one position as
``recommend`` and the fiscal years of the delivery report give it; a change is the difference of the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from engine.optimise.recommendation import Decision, Recommendation
from engine.portfolio.model.capacity import capacity_by_month
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Action
from engine.report.years import Way, years_of_plan

_NO_PEOPLE = 1e-6
"""People of whom fewer are no change but rounding."""


@dataclass(frozen=True, slots=True)
class Position:
    """A portfolio with its scenario's changes, and its recommended plan."""

    portfolio: Portfolio
    plan: Recommendation


@dataclass(frozen=True, slots=True)
class Flip:
    """A project that is treated otherwise; ``value_change`` is what its own value moves by, money today."""

    project_id: str
    before: Action
    after: Action
    value_change: float


@dataclass(frozen=True, slots=True)
class People:
    """People of one pool in the planning month, full-time: person-days over those that one person brings."""

    pool_id: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """What one position is beside another; money today, cash undiscounted.

    ``value`` and ``cash`` are pairs of before and after; ``cash`` is that of the fiscal year of the planning month.
    ``decided`` says whether the sign of the change of value is proven; ``moved`` are projects with the same action
    on other dates. ``people`` are those of all pools, ``pools`` the pools that differ.
    """

    value: tuple[float, float]
    decided: bool
    flipped: tuple[Flip, ...]
    moved: tuple[str, ...]
    people: tuple[float, float]
    pools: tuple[People, ...]
    cash: tuple[float, float]
    year: str

    @property
    def value_change(self) -> float:
        """The value after less the value before."""
        return self.value[1] - self.value[0]

    @property
    def cash_change(self) -> float:
        """The cash after less the cash before."""
        return self.cash[1] - self.cash[0]


def before_and_after(before: Position, after: Position) -> BeforeAfter:
    """The two positions side by side; both are of the same projects and pools.

    Raises:
        ValueError: one of the two has no plan.
    """
    if before.plan.value is None or after.plan.value is None:
        raise ValueError("only two plans can be compared")
    people = _people(before.portfolio, after.portfolio)
    years = [cash_of_first_year(position) for position in (before, after)]
    return BeforeAfter(
        value=(before.plan.value, after.plan.value),
        decided=_is_decided(before, after),
        flipped=_flipped(before.plan, after.plan),
        moved=_moved(before.plan, after.plan),
        people=(sum(p.before for p in people), sum(p.after for p in people)),
        pools=tuple(p for p in people if abs(p.after - p.before) > _NO_PEOPLE),
        cash=(years[0][1], years[1][1]),
        year=years[1][0],
    )


def cash_of_first_year(position: Position) -> tuple[str, float]:
    """The fiscal year of the planning month, and the cash of it from then on: what comes in less what is spent."""
    first = years_of_plan(position.portfolio, position.plan, Way.RECOMMENDED)[0]
    return first.name, first.net_cash


def _is_decided(before: Position, after: Position) -> bool:
    """Whether no better plan of the one could turn the sign of the change; weighted plans are taken as they are."""
    if before.portfolio.rules.weights or after.portfolio.rules.weights or _same_plan(before.plan, after.plan):
        return True
    was, now = before.plan.value or 0.0, after.plan.value or 0.0
    return now > _ceiling(before.plan) or was > _ceiling(after.plan)


def _same_plan(one: Recommendation, other: Recommendation) -> bool:
    return one.value == other.value and one.decisions == other.decisions


def _ceiling(plan: Recommendation) -> float:
    return inf if plan.best_bound is None else plan.best_bound


def differing(before: Recommendation, after: Recommendation) -> tuple[tuple[Decision, Decision], ...]:
    """Projects that two plans treat otherwise, by action or by dates: their decision before and after."""
    pairs = zip(before.decisions, after.decisions, strict=True)
    return tuple((was, now) for was, now in pairs if was.action is not now.action or _dates(was) != _dates(now))


def _flipped(before: Recommendation, after: Recommendation) -> tuple[Flip, ...]:
    """Projects with another action, the largest change of value first."""
    flips = [
        Flip(was.project_id, was.action, now.action, now.value - was.value)
        for was, now in differing(before, after)
        if was.action is not now.action
    ]
    return tuple(sorted(flips, key=lambda flip: (-abs(flip.value_change), flip.project_id)))


def _moved(before: Recommendation, after: Recommendation) -> tuple[str, ...]:
    return tuple(was.project_id for was, now in differing(before, after) if was.action is now.action)


def _dates(decision: Decision) -> tuple[object, ...]:
    return decision.mode, decision.start, decision.finish


def _people(before: Portfolio, after: Portfolio) -> tuple[People, ...]:
    was, now = people_in(before), people_in(after)
    return tuple(People(pool_id, was[pool_id], now[pool_id]) for pool_id in was)


def people_in(portfolio: Portfolio) -> dict[str, float]:
    """Full-time people of each pool in the planning month, before any reserve, by the id of the pool."""
    days = capacity_by_month(portfolio, 1).gross[:, 0]
    return {pool.pool_id: float(own) / pool.days_per_person for pool, own in zip(portfolio.pools, days, strict=True)}
