"""The price of refusing: what the recommended plan is worth more than the best one with a project as planned.

One way of working it out, with work of its own: trade-offs, interventions and the register all say the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.compute.budget import SolveBudget
from engine.optimise.compare import Interval
from engine.optimise.counterfactual import Counterfactual, CounterfactualSearch
from engine.optimise.recommend import TARGETS, Target
from engine.optimise.recommendation import Effort, Recommendation
from engine.optimise.work_limit import WorkLimit
from engine.portfolio.model.portfolio import Pin, Portfolio
from engine.portfolio.model.vocabulary import Action

PRECISION = 0.05
"""Of a difference: how closely it is known where the time suffices."""

SECONDS = {Effort.LIVE: 0.9, Effort.BOARD: 10.0}
"""For all alternatives of one project and its break-even, by effort; all projects are asked at the first."""

SHARE = 0.4
"""Of that time: for the alternative in which the project stays as planned."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The best plan with a project as planned, and what it is worth more than the recommended one: mostly below nought.

    ``difference`` is ``None`` without such a plan. ``worth`` is the highest objective found, −inf without one; the plan
    may be worth a little less, with fewer changes.
    """

    solved: Counterfactual
    difference: Interval | None
    worth: float


def planned_action(portfolio: Portfolio, project_id: str) -> Action:
    """What leaves a project as today's plan has it: to go on, or of a candidate not to begin."""
    return Action.CONTINUE if project_id in portfolio.planned else Action.STOP


def held_at_plan(portfolio: Portfolio, project_id: str) -> Pin:
    """The pin that holds a project exactly as today's plan has it."""
    return Pin(project_id=project_id, action=planned_action(portfolio, project_id))


def refused(
    portfolio: Portfolio,
    recommendation: Recommendation,
    project_id: str,
    budget: SolveBudget,
    *,
    precision: float = PRECISION,
) -> Refused:
    """A project held as planned. Equal questions get equal answers, whoever asks; money today.

    The gap of the budget is that of the plan, its seconds are those of all alternatives of the project. The difference
    need not be known more closely than a share of itself, ``precision``.
    """
    wanted, pin = wanted_of(recommendation, budget), held_at_plan(portfolio, project_id)
    search = CounterfactualSearch(portfolio, recommendation, pin, wanted.gap, precision=precision, cancel=budget.cancel)
    work_limit = WorkLimit(SHARE * wanted.seconds, budget.cancel)
    search.look(work_limit)
    search.sharpen(work_limit)
    solved = search.answer()
    return Refused(solved, difference_to(portfolio, recommendation, solved), search.worth)


def wanted_of(recommendation: Recommendation, budget: SolveBudget) -> Target:
    """What is asked of the alternatives of one project, all together."""
    return budget.target or target_within(recommendation, SECONDS[budget.effort])


def target_within(recommendation: Recommendation, seconds: float) -> Target:
    """What is asked of the alternatives of a plan in so many seconds: as close as a board asks, or as the plan is."""
    return Target(max(TARGETS[Effort.BOARD].gap, recommendation.gap or 0.0), seconds)


def difference_to(portfolio: Portfolio, recommendation: Recommendation, solved: Counterfactual) -> Interval | None:
    """The alternative less the recommended plan; with theme weights moved to where the unweighted values lie."""
    cost = solved.cost
    if cost is None or solved.plan.value is None or recommendation.value is None:
        return None
    if cost.is_zero:
        return Interval(0.0, 0.0, 0.0)
    offset = solved.plan.value - recommendation.value + cost.estimate if portfolio.rules.weights else 0.0
    return Interval(offset - cost.estimate, offset - cost.high, offset - cost.low)
