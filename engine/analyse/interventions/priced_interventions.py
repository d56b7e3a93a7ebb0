"""From solved situations to interventions: gain, cost, payback, and the gain under today's way of working.

Gains are of one kind for all: before what the intervention costs. Where the plans compared pay its cost themselves (an
acceleration, days bought), the difference of their values is already after it, and the cost is added back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.analyse.constraint.limits import PricedLimit
from engine.analyse.decisions.first_decisions import adopted_together
from engine.analyse.interventions.cash import PlanCash, payback_months, plan_cash
from engine.analyse.interventions.league import IN_THE_PLAN, Intervention, InterventionKind
from engine.analyse.interventions.levers import Lever
from engine.analyse.pricing.changes import mandate_lifted
from engine.analyse.pricing.situations import Priced
from engine.analyse.today.reading import TodaysRange
from engine.analyse.today.today import TodaysSimulations, todays_simulations
from engine.optimise.recommendation import Decision, Recommendation
from engine.portfolio.model.portfolio import Portfolio


@dataclass(frozen=True, slots=True)
class Ground:
    """What every intervention is held against.

    ``today`` is the delivery of today's way under each of its readings, ``cash`` that of the recommended plan.
    """

    portfolio: Portfolio
    recommendation: Recommendation
    today: TodaysSimulations
    cash: PlanCash


def ground_of(portfolio: Portfolio, recommendation: Recommendation) -> Ground:
    """The ground on which interventions are priced."""
    return Ground(portfolio, recommendation, todays_simulations(portfolio), plan_cash(portfolio, recommendation))


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
        _gain_today(ground, levers, priced, counted),
        payback_months(cost, *(reversed(flows) if held else flows)),
        tuple(parts),
        exit_cost=min(cost, sum(_exit_cost(ground.portfolio, lever) for lever in levers)),
        running_cost=min(cost, sum(_running_cost(ground.portfolio, lever) for lever in levers)),
    )


def what_the_law_demands(ground: Ground, limit: PricedLimit) -> Intervention:
    """A required project, priced elsewhere as if it were not required, as it stands in a table; it needs no money."""
    changed = todays_simulations(mandate_lifted(ground.portfolio, limit.subject).portfolio)
    pairs = zip(changed.each, ground.today.each, strict=True)
    return Intervention(
        InterventionKind.LIFT_MANDATE,
        limit.subject,
        limit.amount,
        limit.gain.estimate,
        0.0,
        limit.gain.low,
        limit.gain.high,
        ground.today.range_of([after.value - before.value for after, before in pairs]),
        payback_months=0,
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
    ways, adopted, turned = ground.today.ways, list[Decision](), list[Intervention]()
    worth = [simulation.value for simulation in ground.today.each]
    for intervention in table:
        if intervention.kind not in IN_THE_PLAN:
            turned.append(intervention)
            continue
        adopted.append(decisions[intervention.subject])
        reached = [adopted_together(ground.portfolio, adopted, way).value for way in ways.each]
        gains = [after - before + intervention.cost for after, before in zip(reached, worth, strict=True)]
        turned.append(replace(intervention, in_turn=ways.range_of(gains)))
        worth = reached
    return tuple(turned)


def _gain_today(ground: Ground, levers: Sequence[Lever], priced: Priced, counted: float) -> TodaysRange:
    """The gain in today's way, over its readings, before cost: decisions adopted in it, or the situation changed.

    ``counted`` is the cost that the plans compared pay themselves: decisions adopted pay it too.
    """
    today = ground.today
    if levers[0].held:
        subjects = {lever.subject for lever in levers}
        decisions = [d for d in ground.recommendation.decisions if d.project_id in subjects]
        adopted = [adopted_together(ground.portfolio, decisions, way) for way in today.ways.each]
        pairs = zip(adopted, today.each, strict=True)
        return today.range_of([after.value - before.value + counted for after, before in pairs])
    changed = todays_simulations(priced.situation.portfolio)
    buys = any(lever.kind is InterventionKind.BUY_FLEX for lever in levers)
    return today.range_of(
        [
            after.value - before.value + (max(0.0, after.flex_cost - before.flex_cost) if buys else 0.0)
            for after, before in zip(changed.each, today.each, strict=True)
        ]
    )
