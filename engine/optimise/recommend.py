"""From a portfolio to a recommendation: build, solve, read back, verify."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from engine.optimise.choice import ChoiceResult, Progress
from engine.optimise.conflict import find_conflict
from engine.optimise.decisions import plan_values, read_decisions, read_load
from engine.optimise.model import DecisionModel, build_model
from engine.optimise.recommendation import Effort, Recommendation, Status, WayOut
from engine.optimise.solve import solve_choice
from engine.optimise.solvers import Solver
from engine.optimise.verify import verify_plan
from engine.optimise.way_out import find_ways_out
from engine.portfolio.objects import Portfolio


@dataclass(frozen=True, slots=True)
class Target:
    """When an effort stops: relative gap or seconds."""

    gap: float
    seconds: float


TARGETS = {Effort.LIVE: Target(0.005, 1.0), Effort.BOARD: Target(0.0005, 10.0)}
_EXPLAINING_SECONDS = 10.0


def recommend(
    portfolio: Portfolio,
    effort: Effort = Effort.LIVE,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    cancel: Event | None = None,
    solver: Solver = Solver.HIGHS,
    target: Target | None = None,
) -> Recommendation:
    """The recommended plan of a portfolio, verified without the solver.

    ``target`` overrides what ``effort`` asks for. Infeasible, timed out and cancelled are results.

    Raises:
        SolverError: the solver is missing or has crashed.
        VerificationError: the plan does not hold when it is recomputed.
    """
    began = time.perf_counter()
    wanted = target or TARGETS[effort]
    model = build_model(portfolio)
    result = solve_choice(
        model.problem,
        gap=wanted.gap,
        time_limit=wanted.seconds - (time.perf_counter() - began),
        on_progress=on_progress,
        cancel=cancel,
        solver=solver,
    )
    if result.objective is None:
        return _without_plan(model, result, solver, began)
    return _with_plan(model, result, solver, began)


def _with_plan(model: DecisionModel, result: ChoiceResult, solver: Solver, began: float) -> Recommendation:
    portfolio = model.portfolio
    decisions = read_decisions(model, result.chosen)
    load = read_load(model, result.chosen, result.flex)
    value = sum(d.value for d in decisions) - float(model.capacity.flex_price @ result.flex)
    verify_plan(portfolio, decisions, load, value)
    return Recommendation(
        portfolio=portfolio.settings.name,
        fingerprint=portfolio.data_fingerprint,
        currency=portfolio.settings.currency,
        planning_month=portfolio.settings.planning_month,
        status=result.status,
        value=value,
        objective=result.objective,
        best_bound=result.best_bound,
        gap=result.gap,
        seconds=time.perf_counter() - began,
        solver=str(solver),
        plan_value=float(plan_values(portfolio).sum()),
        decisions=decisions,
        load=load,
    )


def _without_plan(model: DecisionModel, result: ChoiceResult, solver: Solver, began: float) -> Recommendation:
    portfolio = model.portfolio
    conflict: tuple[str, ...] = ()
    ways_out: tuple[WayOut, ...] = ()
    if result.status is Status.INFEASIBLE:
        conflict = find_conflict(model.problem, time_limit=_EXPLAINING_SECONDS)
        ways_out = find_ways_out(model, conflict, time_limit=_EXPLAINING_SECONDS)
    return Recommendation(
        portfolio=portfolio.settings.name,
        fingerprint=portfolio.data_fingerprint,
        currency=portfolio.settings.currency,
        planning_month=portfolio.settings.planning_month,
        status=result.status,
        value=None,
        objective=None,
        best_bound=result.best_bound,
        gap=None,
        seconds=time.perf_counter() - began,
        solver=str(solver),
        plan_value=float(plan_values(portfolio).sum()),
        conflict=conflict,
        ways_out=ways_out,
    )
