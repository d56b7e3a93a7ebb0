"""From solved situations to interventions: gain, cost, payback, and the gain under today's way of working.

Gains are of one kind for all: before what the intervention costs. Where the plans compared pay its cost themselves (an
acceleration, days bought), the difference of their values is already after it, and the cost is added back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.analyse.decisions.first import adopted_together
from engine.analyse.interventions.cash import PlanCash, payback_months, plan_cash
from engine.analyse.interventions.league import IN_THE_PLAN, Intervention, InterventionKind
from engine.analyse.interventions.levers import Lever
from engine.analyse.pricing.situations import Priced
from engine.analyse.today.reading import TodaysWay
from engine.analyse.today.today import todays_way
from engine.optimise.recommendation import Decision, Recommendation
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
        exit_cost=min(cost, sum(_exit_cost(ground.portfolio, lever) for lever in levers)),
        running_cost=min(cost, sum(_running_cost(ground.portfolio, lever) for lever in levers)),
    )


def _exit_cost(portfolio: Portfolio, lever: Lever) -> float:
    """What leaving the project costs, for a stop."""
    project = portfolio.projects_by_id[lever.subject] if lever.kind is InterventionKind.STOP else None
    return project.exit_cost if project is not None and project.in_flight else 0.0


def _running_cost(portfolio: Portfolio, lever: Lever) -> float:
    """What people cost month by month: those hired without the cost of hiring, or those who take work off others."""
    if lever.kind is InterventionKind.ADD_PEOPLE:
        hiring = lever.amount * portfolio.pools_by_id[lever.subject].hire_cost
        return lever.change(portfolio).cost - hiring
    return lever.change(portfolio).cost if lever.kind is InterventionKind.FREE_TIME else 0.0


def with_turns(ground: Ground, table: Sequence[Intervention]) -> tuple[Intervention, ...]:
    """The list with the gain of each decision on top of the decisions above it, in today's way of working.

    As everywhere, gains are before cost.
    """
    decisions = {d.project_id: d for d in ground.recommendation.decisions}
    way, adopted = TodaysWay(ground.portfolio), list[Decision]()
    worth, turned = ground.today.value, list[Intervention]()
    for intervention in table:
        if intervention.kind not in IN_THE_PLAN:
            turned.append(intervention)
            continue
        adopted.append(decisions[intervention.subject])
        value = adopted_together(ground.portfolio, adopted, way).value
        turned.append(replace(intervention, in_turn=value - worth + intervention.cost))
        worth = value
    return tuple(turned)


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
