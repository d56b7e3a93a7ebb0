"""Solving a choice problem: an incumbent with a proven bound, within a gap or a time."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from threading import Event

import numpy as np

from engine.errors import SolverError, VerificationError
from engine.optimise.choice import NO_OPTION, ChoiceProblem, ChoiceResult, Floats, Ints, Progress
from engine.optimise.linear import LinearProgramme, column_values, read_choice, write_programme
from engine.optimise.recommendation import Status
from engine.optimise.solvers import Limits, Outcome, Report, Solver, run

_PROVEN = 1e-9
"""A gap that counts as none: what remains of the solver's absolute tolerance."""


def solve_choice(
    problem: ChoiceProblem,
    *,
    gap: float = 0.001,
    time_limit: float = 10.0,
    start: Ints | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    cancel: Event | None = None,
    solver: Solver = Solver.HIGHS,
) -> ChoiceResult:
    """The best choice found, with its proof.

    ``gap`` is relative, as in :meth:`ChoiceProblem.gap_between`; ``time_limit`` is in seconds. ``start`` is a choice
    to begin from, (n_groups,), ignored where it breaks a row. ``on_progress`` is called from the solving thread;
    setting ``cancel`` from another thread ends the solve with what is known. CBC can be neither cancelled nor
    watched. Infeasible, cancelled and timed out are results, not errors; who wants to know which rows are in
    conflict asks :func:`engine.optimise.conflict.find_conflict`.

    Raises:
        SolverError: the solver is missing or has crashed.
        VerificationError: the solver's plan breaks the problem's own rows.
    """
    began = time.perf_counter()
    if problem.n_options == 0:
        return _nothing_to_choose(problem, began)
    programme = write_programme(problem)
    limits = Limits(gap, time_limit - (time.perf_counter() - began), cancel)
    outcome = run(
        programme,
        solver,
        limits,
        offset=-problem.constant * programme.objective_scale,
        start=_starting_values(problem, programme, start),
        report=_reporter(problem, programme, began, on_progress),
    )
    constant = problem.constant if solver is Solver.CBC else 0.0
    return _result(problem, programme, outcome, gap=gap, constant=constant, began=began)


def _nothing_to_choose(problem: ChoiceProblem, began: float) -> ChoiceResult:
    """Without options the only choice is none, which needs no solver."""
    nothing = np.full(problem.n_groups, NO_OPTION, dtype=np.int64)
    seconds = time.perf_counter() - began
    if problem.violated_rows(nothing):
        return _without_plan(Status.INFEASIBLE, None, seconds)
    value = problem.constant
    return ChoiceResult(Status.OPTIMAL, nothing, np.zeros(problem.n_rows), value, value, 0.0, seconds)


def _starting_values(problem: ChoiceProblem, programme: LinearProgramme, start: Ints | None) -> Floats | None:
    """The start if it holds, else choosing nothing if that holds: an incumbent from the first moment."""
    nothing = np.full(problem.n_groups, NO_OPTION, dtype=np.int64)
    for candidate in (start, nothing):
        if candidate is not None and not problem.violated_rows(candidate):
            return column_values(problem, programme, candidate)
    return None


def _reporter(
    problem: ChoiceProblem,
    programme: LinearProgramme,
    began: float,
    on_progress: Callable[[Progress], None] | None,
) -> Report | None:
    if on_progress is None:
        return None

    def report(objective: float, bound: float) -> None:
        value = -objective / programme.objective_scale if math.isfinite(objective) else None
        ceiling = -bound / programme.objective_scale if math.isfinite(bound) else None
        between = None if value is None or ceiling is None else problem.gap_between(ceiling, value)
        on_progress(Progress(time.perf_counter() - began, value, ceiling, between))

    return report


def _result(
    problem: ChoiceProblem,
    programme: LinearProgramme,
    outcome: Outcome,
    *,
    gap: float,
    constant: float,
    began: float,
) -> ChoiceResult:
    seconds = time.perf_counter() - began
    if outcome.infeasible:
        return _without_plan(Status.INFEASIBLE, None, seconds)
    bound = min(-outcome.bound / programme.objective_scale + constant, trivial_bound(problem))
    if outcome.values is None:
        return _without_plan(Status.NO_SOLUTION, bound, seconds)
    chosen = read_choice(problem, outcome.values)
    broken = problem.violated_rows(chosen)
    if broken:
        raise VerificationError(f"the solver's plan breaks {', '.join(broken[:5])}")
    objective = problem.objective_of(chosen)
    bound = max(bound, objective)
    reached = problem.gap_between(bound, objective)
    status = Status.OPTIMAL if reached <= max(gap, _PROVEN) else Status.FEASIBLE
    flex = np.minimum(problem.flex_needed(chosen), problem.flex_limit)
    return ChoiceResult(status, chosen, flex, objective, bound, reached, seconds)


def trivial_bound(problem: ChoiceProblem) -> float:
    """Everybody's best option, whatever capacity says: a ceiling that needs no solver."""
    best = np.where(problem.required, -np.inf, 0.0)
    np.maximum.at(best, problem.group, problem.value)
    if not np.isfinite(best).all():
        raise SolverError("a required group without options cannot be bounded")
    return float(best.sum()) + problem.constant


def _without_plan(status: Status, bound: float | None, seconds: float) -> ChoiceResult:
    nothing = np.zeros(0, dtype=np.int64)
    return ChoiceResult(status, nothing, np.zeros(0), None, bound, None, seconds)
