"""The benefit at which a project is just worth running: below it, what it frees is worth more to others.

What the best plan that runs the project is worth, seen as a function of a factor on its benefit, is the largest of
straight lines, one a plan; without the project nothing depends on the factor. Newton's steps from line to line
therefore come down to the crossing from above, and reach it as soon as no plan does better at it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.optimise.decisions import read_decisions
from engine.optimise.model import build_model, choice_of
from engine.optimise.neighbourhood import NeighbourhoodSearch
from engine.optimise.recommendation import Decision
from engine.optimise.work_limit import WorkLimit
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Lift
from engine.valuation.options import benefit_values

_STEPS = 6
_SAME = 1e-9
"""Relative: how near one another two factors are that count as one."""


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The benefit at which running a project and not running it are worth the same.

    ``benefit`` is money a month in the terms of ``benefit_per_month``, before the probability of success; ``ratio``
    how many times today's claim that is.
    """

    benefit: float
    ratio: float


@dataclass(frozen=True, slots=True)
class ValuedPlan:
    """A plan and what it is worth in the objective."""

    objective: float
    decisions: tuple[Decision, ...]


def can_break_even(portfolio: Portfolio, project_id: str) -> bool:
    """Whether a project's benefit can decide about it: it has one, and no mandate and no pin decides instead."""
    project = portfolio.projects_by_id[project_id]
    mandatory = project.mandatory and Lift.MANDATES not in portfolio.rules.lifted
    pinned = any(p.project_id == project_id for p in portfolio.rules.pins)
    return project.benefit_per_month > 0 and not mandatory and not pinned


def break_even(
    portfolio: Portfolio,
    project_id: str,
    known: ValuedPlan | None,
    without: float,
    gap: float,
    work_limit: WorkLimit,
) -> BreakEven | None:
    """The benefit at which the best plan with the project is worth ``without``, that of the best plan without it.

    ``known`` is a good plan that runs the project, from which the search starts. ``None`` where no benefit makes the
    difference: the project runs in no plan, its benefit comes in none, or it is worth running even without any. Plans
    are solved to ``gap`` as long as ``work_limit`` lasts; then the last crossing counts, which lies above
    the true one. With theme weights worth is counted in the objective.
    """
    factor, plan = 1.0, known
    for step in range(_STEPS):
        if plan is None or (step and work_limit.left > 0):
            plan = _best_with(portfolio, project_id, factor, plan, gap, work_limit)
        slope = 0.0 if plan is None else _benefit(portfolio, project_id, plan.decisions)
        if plan is None or slope <= 0:
            return None
        before, factor = factor, factor - (plan.objective - without) / slope
        if factor <= 0:
            return None
        if work_limit.left <= 0 or abs(factor - before) <= _SAME * factor:
            break
    return BreakEven(factor * portfolio.projects_by_id[project_id].benefit_per_month, factor)


def _best_with(
    portfolio: Portfolio,
    project_id: str,
    factor: float,
    known: ValuedPlan | None,
    gap: float,
    work_limit: WorkLimit,
) -> ValuedPlan | None:
    """The best plan that runs the project when its benefit is multiplied; ``None`` without one."""
    model = build_model(_made_to_run(portfolio, project_id, factor))
    plan = choice_of(model, () if known is None else known.decisions)
    search = NeighbourhoodSearch(model.problem, plan, portfolio.project_index[project_id])
    search.look(work_limit)
    search.prove(search.objective + gap * model.problem.gap_scale(search.objective), work_limit)
    result = search.result()
    return None if result.objective is None else ValuedPlan(result.objective, read_decisions(model, result.chosen))


def _made_to_run(portfolio: Portfolio, project_id: str, factor: float) -> Portfolio:
    """The portfolio in which one project must run, with a multiple of its benefit; other mandates as they are."""
    lifted = Lift.MANDATES in portfolio.rules.lifted
    projects = tuple(
        p.model_copy(update={"mandatory": True, "benefit_per_month": factor * p.benefit_per_month})
        if p.project_id == project_id
        else p.model_copy(update={"mandatory": p.mandatory and not lifted})
        for p in portfolio.projects
    )
    rules = portfolio.rules.model_copy(update={"lifted": portfolio.rules.lifted - {Lift.MANDATES}})
    return portfolio.model_copy(update={"projects": projects, "rules": rules})


def _benefit(portfolio: Portfolio, project_id: str, plan: Sequence[Decision]) -> float:
    """What a project's benefit at today's claim is worth in a plan, weighted as the objective weighs it."""
    project = portfolio.projects_by_id[project_id]
    finish = plan[portfolio.project_index[project_id]].finish
    weight = dict(portfolio.rules.weights).get(project.theme or "", 1.0)
    if finish is None:
        return 0.0
    return weight * float(benefit_values(project, portfolio.settings, np.array([finish]))[0])
