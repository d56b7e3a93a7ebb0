"""From a portfolio to a recommendation: build, solve, read back, verify."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Event

from engine.optimise.choice import ChoiceResult, Progress
from engine.optimise.conflict import find_conflict
from engine.optimise.decisions import promise_of, read_decisions, read_load
from engine.optimise.model import DecisionModel, build_model, choice_of, plan_choice
from engine.optimise.nearest import nearest_choice, price_of_calm
from engine.optimise.recommendation import Effort, Recommendation, Status
from engine.optimise.remedies import find_remedies
from engine.optimise.solve import solve_choice
from engine.optimise.solvers import Solver
from engine.optimise.verify import verify_plan
from engine.optimise.work_limit import WorkLimit
from engine.portfolio.model.portfolio import Portfolio


@dataclass(frozen=True, slots=True)
class Target:
    """When an effort stops: relative gap, or work, in seconds of a quiet machine.

    ``accepted`` is a wider gap within which a plan may stay nearer to the one before, where what it gives up is less
    than the proof leaves open; 0 where ``gap`` is the widest.
    ``alone`` is asked where many plans are made side by side: each keeps to one thread, as
    :func:`~engine.optimise.solve.solve_choice` says.
    """

    gap: float
    seconds: float
    accepted: float = 0.0
    alone: bool = False


TARGETS = {
    Effort.BRIEF: Target(0.02, 0.3),
    Effort.LIVE: Target(0.005, 1.0),
    Effort.BOARD: Target(0.0005, 10.0, accepted=0.001),
}
_SMALL, _SMALL_SECONDS = 60, 1.0
_EXPLAINING_SECONDS = 10.0
_NEAREST_SECONDS = 0.15
_TIE = 1e-9


def recommend(
    portfolio: Portfolio,
    effort: Effort = Effort.LIVE,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    cancel: Event | None = None,
    solver: Solver = Solver.HIGHS,
    target: Target | None = None,
    before: Recommendation | None = None,
    ceiling: float | None = None,
) -> Recommendation:
    """The recommended plan of a portfolio, verified without the solver.

    ``target`` overrides what ``effort`` asks for. ``before`` is an earlier plan of the same projects: the solve starts
    from it, and among plans within the gap the one nearest to it is taken; without one, ties keep today's plan.
    ``ceiling`` is an objective proven to be out of reach before, for this portfolio or one with fewer rules.
    Infeasible, timed out and cancelled are results. ``on_progress`` hears of better plans and bounds while it runs;
    ``cancel`` is set by another thread to end it with what is known.

    Raises:
        SolverError: the solver is missing or has crashed.
        VerificationError: the plan does not hold when it is recomputed.
    """
    began = time.perf_counter()
    wanted = target or target_of(effort, len(portfolio.projects))
    recommendation = find_plan(
        portfolio, wanted, on_progress=on_progress, cancel=cancel, solver=solver, before=before, ceiling=ceiling
    )
    if recommendation.status is not Status.INFEASIBLE:
        return recommendation
    return replace(_explained(portfolio, recommendation, cancel), seconds=time.perf_counter() - began)


def find_plan(
    portfolio: Portfolio,
    target: Target,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    cancel: Event | None = None,
    solver: Solver = Solver.HIGHS,
    before: Recommendation | None = None,
    ceiling: float | None = None,
    prefer_stability: bool = True,
) -> Recommendation:
    """What :func:`recommend` answers, but without an explanation where there is no plan.

    Without ``prefer_stability`` the best plan known is answered, however many decisions it changes from the one before:
    where two plans are compared in money, what is given away for fewer changes would pass for a difference.
    ``on_progress``, ``cancel`` and ``ceiling`` are as there.
    """
    began = time.perf_counter()
    model = build_model(portfolio)
    result = solve_choice(
        model.problem,
        gap=target.gap,
        time_limit=target.seconds,
        start=None if before is None else choice_of(model, before.decisions),
        on_progress=on_progress,
        cancel=cancel,
        solver=solver,
        ceiling=ceiling,
        alone=target.alone,
    )
    choice = _nearest(model, result, before, target, cancel) if prefer_stability else result
    return replace(recommendation_of(model, choice, solver), seconds=time.perf_counter() - began)


def recommendation_of(model: DecisionModel, result: ChoiceResult, solver: Solver = Solver.HIGHS) -> Recommendation:
    """An answer read back as decisions and verified; without a plan, a recommendation that says so.

    Raises:
        VerificationError: the plan does not hold when it is recomputed.
    """
    recommendation = _outcome(model, result, solver)
    return recommendation if result.objective is None else _with_plan(recommendation, model, result)


def target_of(effort: Effort, n_projects: int) -> Target:
    """When an effort stops at a size; small portfolios leave the page more of its second.

    ``n_projects`` is that size.
    """
    target = TARGETS[effort]
    if effort is Effort.LIVE and n_projects <= _SMALL:
        return Target(target.gap, _SMALL_SECONDS)
    return target


def _nearest(
    model: DecisionModel, result: ChoiceResult, before: Recommendation | None, target: Target, cancel: Event | None
) -> ChoiceResult:
    """The same answer with as few changes from the plan before as the proof leaves open."""
    problem = model.problem
    if result.objective is None or result.best_bound is None or (cancel is not None and cancel.is_set()):
        return result
    allowance = _TIE * abs(result.objective)
    reference = plan_choice(model)
    if before is not None and before.decisions:
        reference = choice_of(model, before.decisions)
        allowance = max(allowance, price_of_calm(problem, result, target.gap, target.accepted))
    work_limit = WorkLimit(_NEAREST_SECONDS, cancel)
    chosen = nearest_choice(
        problem,
        result.chosen,
        reference,
        allowance,
        kinds=model.table.action,
        work_limit=work_limit,
        alone=target.alone,
    )
    objective = problem.objective_of(chosen)
    flex = problem.flex_bought(chosen)
    reached = problem.gap_between(result.best_bound, objective)
    return replace(result, chosen=chosen, flex=flex, objective=objective, gap=reached)


def _with_plan(recommendation: Recommendation, model: DecisionModel, result: ChoiceResult) -> Recommendation:
    decisions = read_decisions(model, result.chosen)
    load = read_load(model, result.chosen, result.flex)
    value = sum(d.value for d in decisions) - float(model.capacity.flex_price @ result.flex)
    verify_plan(model.portfolio, decisions, load, value)
    return replace(
        recommendation, objective=result.objective, gap=result.gap, value=value, decisions=decisions, load=load
    )


def _explained(portfolio: Portfolio, recommendation: Recommendation, cancel: Event | None) -> Recommendation:
    model = build_model(portfolio)
    conflict = find_conflict(model.problem, time_limit=_EXPLAINING_SECONDS, cancel=cancel)
    ways_out = find_remedies(model, conflict, time_limit=_EXPLAINING_SECONDS, cancel=cancel)
    return replace(recommendation, conflict=conflict, ways_out=ways_out)


def _outcome(model: DecisionModel, result: ChoiceResult, solver: Solver) -> Recommendation:
    """What every recommendation says, with a plan or without."""
    settings = model.portfolio.settings
    return Recommendation(
        portfolio=settings.name,
        fingerprint=model.portfolio.data_fingerprint,
        currency=settings.currency,
        planning_month=settings.planning_month,
        status=result.status,
        value=None,
        objective=result.objective,
        best_bound=result.best_bound,
        gap=result.gap,
        seconds=result.seconds,
        solver=solver.value,
        plan_value=promise_of(model.portfolio),
        cut_off=result.cut_off,
    )
