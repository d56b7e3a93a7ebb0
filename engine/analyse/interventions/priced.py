"""From solved situations to interventions: gain, cost, payback, and the gain under today's way of working.

Gains are of one kind for all: before what the intervention costs. Where the plans compared pay its cost themselves (an
acceleration, days bought), the difference of their values is already after it, and the cost is added back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.analyse.decisions.first import adopted_together
from engine.analyse.interventions.cash import PlanCash, payback_months, plan_cash
from engine.analyse.interventions.league import Intervention, InterventionKind
from engine.analyse.interventions.levers import Lever
from engine.analyse.pricing.situations import Priced
from engine.analyse.today.reading import TodaysWay
from engine.analyse.today.today import todays_way
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.simulate import Simulation


@dataclass(frozen=True, slots=True)
class Ground:
    """What every intervention is held against.

    ``today`` is the delivery of today's way, ``cash`` that of the recommended plan.
    """

    portfolio: Portfolio
    recommendation: Recommendation
    today: Simulation
    cash: PlanCash


def ground_of(portfolio: Portfolio, recommendation: Recommendation) -> Ground:
    """The ground on which interventions are priced."""
    return Ground(portfolio, recommendation, todays_way(portfolio), plan_cash(portfolio, recommendation))


def intervention_of(
    ground: Ground, levers: Sequence[Lever], priced: Priced, parts: Sequence[Intervention] = ()
) -> Intervention | None:
    """One lever with its figures, or several pulled together, whose figures one by one are ``parts``.

    ``None`` where no plan was found with which to compare.
    """
    if priced.gain is None:
        return None
    held = levers[0].held
    sign = -1.0 if held else 1.0
    low, high = sorted((sign * priced.gain.low, sign * priced.gain.high))
    without, with_it = (priced.plan, ground.recommendation) if held else (ground.recommendation, priced.plan)
    counted = sum(lever.counted(priced.situation.portfolio, without, with_it) for lever in levers)
    cost = priced.situation.cost + counted
    flows = ground.cash, plan_cash(priced.situation.portfolio, priced.plan)
    return Intervention(
        InterventionKind.PAIR if parts else levers[0].kind,
        " + ".join(lever.subject for lever in levers),
        1 if parts else levers[0].amount,
        sign * priced.gain.estimate + counted,
        cost,
        low + counted,
        high + counted,
        _gain_today(ground, levers, priced) + (counted if held else 0.0),
        payback_months(cost, *(reversed(flows) if held else flows)),
        tuple(parts),
    )


def _gain_today(ground: Ground, levers: Sequence[Lever], priced: Priced) -> float:
    """Decisions adopted in today's way, after their cost; otherwise today's way in the changed situation, before it."""
    if levers[0].held:
        subjects = {lever.subject for lever in levers}
        decisions = [d for d in ground.recommendation.decisions if d.project_id in subjects]
        adopted = adopted_together(ground.portfolio, decisions, TodaysWay(ground.portfolio))
        return adopted.value - ground.today.value
    changed = todays_way(priced.situation.portfolio)
    bought = (
        changed.flex_cost - ground.today.flex_cost if any(v.kind is InterventionKind.BUY_FLEX for v in levers) else 0.0
    )
    return changed.value - ground.today.value + max(0.0, bought)
