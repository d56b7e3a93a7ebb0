"""Decisions of the recommended plan as interventions: what is lost when one project is held as today's plan has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from engine.analyse.decisions.first_decisions import moves_of
from engine.analyse.interventions.cash import decision_cost
from engine.analyse.interventions.league import InterventionKind
from engine.analyse.interventions.levers import Lever
from engine.analyse.pricing.situations import ChangeKind, Priced, Situation
from engine.analyse.project.refusal import Refused, held_at_plan, refused
from engine.compute import SolveBudget, run_all
from engine.optimise.compare import Nesting
from engine.optimise.recommendation import Decision, Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Action
from engine.valuation.work import work_profiles

_KINDS = {
    Action.ACCELERATE: InterventionKind.ACCELERATE,
    Action.DEFER: InterventionKind.DEFER,
    Action.STOP: InterventionKind.STOP,
}


_LONG_LIST = 60
"""Decisions that are looked at; all of them in a portfolio of usual size."""


def decision_levers(
    portfolio: Portfolio, recommendation: Recommendation, worth: Mapping[str, float]
) -> Iterator[Lever]:
    """One lever for each decision that differs from today's plan and is not pinned; of many those with most at stake.

    ``worth`` is what one person more is expected to gain, by pool. At stake is what the decision does to its own
    project, and what the days of its work are worth to others.
    """
    pinned = {pin.project_id for pin in portfolio.rules.pins}
    moves = [d for d in moves_of(portfolio, recommendation) if d.action in _KINDS and d.project_id not in pinned]
    if len(moves) > _LONG_LIST:
        at_stake = _stakes(portfolio, worth)
        moves.sort(key=lambda d: -abs(d.value - d.value_of_plan) - at_stake[d.project_id])
    yield from (_lever(portfolio, d) for d in moves[:_LONG_LIST])


def _lever(portfolio: Portfolio, decision: Decision) -> Lever:
    project_id, cost = decision.project_id, decision_cost(portfolio, decision)

    def change(base: Portfolio) -> Situation:
        pins = (*base.rules.pins, held_at_plan(base, project_id))
        held = base.model_copy(update={"rules": base.rules.model_copy(update={"pins": pins})})
        label = f"{base.projects_by_id[project_id].name} as planned"
        return Situation(ChangeKind.PIN, project_id, label, held, Nesting.RESTRICTION)

    return Lever(
        _KINDS[decision.action], project_id, 1, ("decision", project_id), change, lambda _portfolio, _a, _b: cost
    )


def priced_refusals(
    portfolio: Portfolio, recommendation: Recommendation, situations: Sequence[Situation], budget: SolveBudget
) -> tuple[Priced, ...]:
    """The situations of decisions, each priced as the trade-off of its project prices refusing it.

    Raises:
        CancelledError: the budget was cancelled.
    """
    asked = [(portfolio, recommendation, s.subject, budget.in_process()) for s in situations]
    answers = run_all(_refused, asked, budget)
    return tuple(Priced(s, a.solved.plan, a.difference) for s, a in zip(situations, answers, strict=True))


def _refused(asked: tuple[Portfolio, Recommendation, str, SolveBudget]) -> Refused:
    return refused(*asked)


def _stakes(portfolio: Portfolio, worth: Mapping[str, float]) -> dict[str, float]:
    """What the days of each project's work are worth where they are scarce; money today by project id."""
    months = portfolio.settings.horizon_months
    per_day = np.array([worth.get(p.pool_id, 0.0) / (p.days_per_person * months) for p in portfolio.pools])
    return {i: float(per_day @ days.sum(axis=1)) for i, days in work_profiles(portfolio).items()}
