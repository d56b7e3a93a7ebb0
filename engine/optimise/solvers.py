"""The solvers behind PuLP: HiGHS in process, CBC as the second; both answer with a bound that can be trusted.

PuLP's own status says "optimal" for plans cut off by time, so the outcome is read from the solver itself.
"""

from __future__ import annotations

import math
import re
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from threading import Event
from typing import Any

import highspy
import numpy as np
import pulp

from engine.errors import SolverError
from engine.optimise.choice import Floats
from engine.optimise.linear import LinearProgramme

_TOLERANCE = 1e-7
"""Feasibility and integrality: tighter than the 1e-6 to which every plan is verified."""


class Solver(StrEnum):
    """The solvers to choose from."""

    HIGHS = "highs"
    CBC = "cbc"


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop: relative gap, seconds, or an event set by another thread."""

    gap: float
    seconds: float
    cancel: Event | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a solver says, in the programme's own scale and sense (a minimisation).

    ``values`` is ``None`` without an incumbent; ``bound`` is −inf where nothing is proven.
    """

    values: Floats | None
    bound: float
    infeasible: bool


Report = Callable[[float, float], None]
"""Called with (objective, bound) of the minimisation while the solver runs; inf where there is none."""


def run(
    programme: LinearProgramme,
    solver: Solver,
    limits: Limits,
    *,
    offset: float = 0.0,
    start: Floats | None = None,
    report: Report | None = None,
) -> Outcome:
    """Solve a programme.

    ``offset`` is a constant of the objective, in its scale, so that the relative gap counts it; ``start`` the
    values of all variables to begin from.

    Raises:
        SolverError: the solver is missing or has crashed.
    """
    if solver is Solver.CBC:
        return _run_cbc(programme, limits, start)
    engine = _Highs(limits, offset, start, report)
    try:
        engine.buildSolverModel  # noqa: B018  the attribute is missing when highspy is
        programme.pulp.solve(engine)
    except (pulp.PulpSolverError, AttributeError, RuntimeError) as error:
        raise SolverError(f"HiGHS could not run: {error}") from error
    return _read_highs(programme.pulp.solverModel)


class _Highs(pulp.HiGHS):  # type: ignore[misc]
    """PuLP's HiGHS with a start, a constant, progress, and cancellation from another thread."""

    def __init__(self, limits: Limits, offset: float, start: Floats | None, report: Report | None) -> None:
        # One thread everywhere: HiGHS keeps one scheduler a process and fails when the number changes.
        super().__init__(
            msg=False,
            threads=1,
            gapRel=limits.gap,
            timeLimit=max(0.01, limits.seconds),
            primal_feasibility_tolerance=_TOLERANCE,
            mip_feasibility_tolerance=_TOLERANCE,
        )
        self._limits = limits
        self._offset = offset
        self._start = start
        self._report = report

    def callSolver(self, lp: Any) -> None:  # noqa: N802  PuLP's name
        model = lp.solverModel
        model.changeObjectiveOffset(self._offset)
        if self._start is not None:
            solution = highspy.HighsSolution()
            solution.col_value = self._start.tolist()
            model.setSolution(solution)
        if self._limits.cancel is not None or self._report is not None:
            model.cbMipInterrupt += self._watch
            model.cbSimplexInterrupt += self._stop_if_cancelled
        model.run()

    def _watch(self, event: Any) -> None:
        self._stop_if_cancelled(event)
        if self._report is not None:
            self._report(event.data_out.mip_primal_bound, event.data_out.mip_dual_bound)

    def _stop_if_cancelled(self, event: Any) -> None:
        if self._limits.cancel is not None and self._limits.cancel.is_set():
            event.interrupt()

    def findSolutionValues(self, lp: Any) -> tuple[int, int]:  # noqa: N802  PuLP's name
        """Leave PuLP's variables alone: the outcome is read from HiGHS, once, as an array."""
        del lp
        return pulp.constants.LpStatusNotSolved, pulp.constants.LpSolutionNoSolutionFound


def _read_highs(model: Any) -> Outcome:
    status = model.getModelStatus()
    info = model.getInfo()
    infeasible = status in (
        highspy.HighsModelStatus.kInfeasible,
        # All variables are bounded, so "unbounded or infeasible" can only mean the latter.
        highspy.HighsModelStatus.kUnboundedOrInfeasible,
    )
    if status in (highspy.HighsModelStatus.kModelError, highspy.HighsModelStatus.kSolveError):
        raise SolverError(f"HiGHS failed with {model.modelStatusToString(status)}")
    has_incumbent = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
    values = np.array(model.getSolution().col_value) if has_incumbent and not infeasible else None
    bound = info.mip_dual_bound if math.isfinite(info.mip_dual_bound) else -math.inf
    if status == highspy.HighsModelStatus.kModelEmpty:
        return Outcome(np.zeros(0), 0.0, infeasible=False)
    return Outcome(values, bound, infeasible)


_CBC_BOUND = re.compile(r"(?:Lower bound|best possible):?\s+(-?[\d.]+(?:e[+-]?\d+)?)", re.IGNORECASE)
_CBC_RELAXATION = re.compile(r"Continuous objective value is (-?[\d.]+(?:e[+-]?\d+)?)")


def _run_cbc(programme: LinearProgramme, limits: Limits, start: Floats | None) -> Outcome:
    """CBC runs as a process of its own; it cannot be cancelled and may overshoot its time limit."""
    if start is not None:
        for variable, value in zip(programme.variables, start, strict=True):
            variable.setInitialValue(float(value), check=False)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "cbc.log"
        command = pulp.COIN_CMD(
            path=_cbc_path(),
            msg=False,
            gapRel=limits.gap,
            timeLimit=max(1, math.ceil(limits.seconds)),
            warmStart=start is not None,
            logPath=str(log),
            options=["primalTolerance 1e-7", "integerTolerance 1e-7", "allowableGap 1e-9"],
        )
        started = time.perf_counter()
        try:
            programme.pulp.solve(command)
            text = log.read_text(encoding="utf-8", errors="replace")
        except (pulp.PulpSolverError, OSError) as error:
            raise SolverError(f"CBC could not run: {error}") from error
    return _read_cbc(programme, text, cut_off=time.perf_counter() - started >= limits.seconds)


def _read_cbc(programme: LinearProgramme, log: str, *, cut_off: bool) -> Outcome:
    lp = programme.pulp
    if lp.status == pulp.constants.LpStatusInfeasible:
        return Outcome(None, -math.inf, infeasible=not cut_off or "infeasible" in log.lower())
    # Without an incumbent CBC leaves the fractional values of its last relaxation.
    no_plan = lp.sol_status not in (pulp.constants.LpSolutionOptimal, pulp.constants.LpSolutionIntegerFeasible)
    values = np.array([v.varValue or 0.0 for v in programme.variables])
    fractional = np.abs(values[: len(programme.options)] - values[: len(programme.options)].round()).max(initial=0.0)
    bounds = [float(b) for b in _CBC_BOUND.findall(log)] or [float(b) for b in _CBC_RELAXATION.findall(log)]
    objective = float(pulp.value(lp.objective))
    if no_plan or fractional > 1e-5:
        return Outcome(None, bounds[-1] if bounds else -math.inf, infeasible=False)
    proven = "Optimal solution found" in log and "within gap tolerance" not in log
    return Outcome(values, objective if proven else (bounds[-1] if bounds else -math.inf), infeasible=False)


def _cbc_path() -> str:
    """The CBC that PuLP brings along; PuLP 4 finds its own."""
    return str(getattr(pulp.PULP_CBC_CMD, "pulp_cbc_path", "cbc"))
