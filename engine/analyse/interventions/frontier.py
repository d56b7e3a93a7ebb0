"""Efficient frontiers: what more money, or more people at the constraint, can make of the portfolio.

Every point is a solved plan. A point that costs more and is worth no more than another is left out, so values rise, and
so is what is too close to call.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.analyse.interventions.league import FrontierPoint, Intervention, InterventionKind
from engine.analyse.pricing.situations import ChangeKind, Situation
from engine.optimise.compare import Nesting
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Mode
from engine.valuation.discounting import annuity

_BUYS = frozenset(
    {
        InterventionKind.ADD_PEOPLE,
        InterventionKind.MOVE_PEOPLE,
        InterventionKind.BUY_FLEX,
        InterventionKind.FREE_TIME,
        InterventionKind.OFFLOAD,
    }
)
"""What money can buy; rules and scope are given up, not bought."""


def without_speed(portfolio: Portfolio) -> Situation:
    """The portfolio in which no project can be accelerated: the plan that pays for no speed."""
    slower = tuple(p.model_copy(update={"can_accelerate": False}) for p in portfolio.projects)
    changed = portfolio.model_copy(update={"projects": slower})
    return Situation(ChangeKind.OTHER, "", "no money for acceleration", changed, Nesting.RESTRICTION)


def spent_on_speed(portfolio: Portfolio, plan: Recommendation) -> float:
    """Present value of what a plan pays to accelerate projects."""
    rate = portfolio.settings.discount_rate
    total = 0.0
    for decision in plan.decisions:
        if decision.mode is Mode.ACCELERATED and decision.start is not None and decision.finish is not None:
            factors = annuity(rate, decision.finish)
            cost = portfolio.projects_by_id[decision.project_id].acceleration_cost
            share = float(factors[decision.finish] - factors[decision.start]) / (decision.finish - decision.start)
            total += cost * share
    return total


def frontier_money(
    portfolio: Portfolio,
    recommendation: Recommendation,
    slower: Recommendation | None,
    interventions: Iterable[Intervention],
) -> tuple[FrontierPoint, ...]:
    """Value against money spent: on acceleration, then on what else can be bought, alone or in pairs.

    ``slower`` is the best plan that pays for no acceleration. What a changed plan pays for acceleration is taken to be
    what the recommended plan pays.
    """
    speed, value = spent_on_speed(portfolio, recommendation), recommendation.value or 0.0
    points = [FrontierPoint(value + speed, speed, 0, (), speed)]
    if slower is not None and slower.value is not None:
        points.append(FrontierPoint(slower.value, 0.0, 0, accelerates=False))
    points += [
        FrontierPoint(value + i.gain + speed, i.cost + speed, _people(i), i.parts or (i,), speed)
        for i in interventions
        if _bought(i)
    ]
    return _efficient(points)


def frontier_people(recommendation: Recommendation, hirings: Iterable[Intervention]) -> tuple[FrontierPoint, ...]:
    """Value against people added at the constraint, before what they cost; more people never make a worse plan.

    The cost of a point is that of its people alone; what plans pay for acceleration is in their value.
    """
    best = recommendation.value or 0.0
    points = [FrontierPoint(best, 0.0, 0)]
    for hiring in sorted(hirings, key=lambda i: i.amount):
        best = max(best, (recommendation.value or 0.0) + hiring.gain)
        points.append(FrontierPoint(best, hiring.cost, int(hiring.amount), (hiring,)))
    return tuple(points)


def _bought(intervention: Intervention) -> bool:
    parts = intervention.parts or (intervention,)
    return intervention.low > 0 and all(p.kind in _BUYS and p.cost > 0 for p in parts)


def _people(intervention: Intervention) -> int:
    parts = intervention.parts or (intervention,)
    return sum(int(p.amount) for p in parts if p.kind in (InterventionKind.ADD_PEOPLE, InterventionKind.MOVE_PEOPLE))


def _efficient(points: Iterable[FrontierPoint]) -> tuple[FrontierPoint, ...]:
    kept: list[FrontierPoint] = []
    for point in sorted(points, key=lambda p: (p.cost, -p.value)):
        if not kept or point.value > kept[-1].value + 1e-9 * abs(kept[-1].value):
            kept.append(point)
    return tuple(kept)
