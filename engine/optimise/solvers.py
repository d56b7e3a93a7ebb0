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
from itertools import chain
from pathlib import Path
from typing import Any

import highspy
import numpy as np
import pulp

from engine.errors import SolverError
from engine.optimise.choice import Floats
from engine.optimise.integer import IntegerProgramme
from engine.optimise.work_limit import WorkLimit

_TOLERANCE = 1e-7
"""Feasibility and integrality: tighter than the 1e-6 to which every plan is verified."""


_PER_PROGRAMME, _PER_ENTRY, _PER_ENTRY_SIMPLIFIED = 0.004, 8e-7, 3e-6
"""Seconds of work of writing a programme, what each of its entries adds, and simplifying it; all of these measured."""

_PER_CALL_AND_ENTRY, _PER_ROUND_AND_ENTRY, _SEARCHING, _CUMULATIVE = 1.8e-7, 8e-7, 2.0, 1.3
"""The same between two calls from the solver, for each entry: in the search tree, and for a round of cuts at its root
where nothing was simplified before. The calls come at the same places whatever else the machine does. With the solver's
own searches for plans there is so much more between, and in a programme written cumulatively, whose entries are counted
as if it were not."""

_SHORT = 1.0
"""Seconds of work below which a programme is not simplified: cuts begin at once, while a long search goes slower."""

_PLAIN: dict[str, Any] = {
    "mip_heuristic_effort": 0.0,
    "mip_heuristic_run_feasibility_jump": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_root_reduced_cost": False,
    "mip_pscost_minreliable": 1,
}

_KINDS = {pulp.LpInteger: highspy.HighsVarType.kInteger, pulp.LpContinuous: highspy.HighsVarType.kContinuous}


class Solver(StrEnum):
    """The solvers to choose from."""

    HIGHS = "highs"
    CBC = "cbc"


@dataclass(frozen=True, slots=True)
class SolveLimits:
    """When to stop: a relative gap, work done, an event set by another thread, or an objective that is good enough.

    The work is spent from ``work_limit``, whose clock and event end a solve too; CBC, which cannot be watched, has the
    seconds left by the clock. ``target`` is in the programme's scale, offset included; ``nodes`` limits the search
    tree, ``plain`` leaves out the solver's own searches for plans, which take most of its time and find little beside a
    good start.
    """

    gap: float
    work_limit: WorkLimit
    target: float = -math.inf
    plain: bool = False
    nodes: int | None = None


@dataclass(frozen=True, slots=True)
class SolverOutcome:
    """What a solver says, in the programme's own scale and sense (a minimisation), offset included.

    ``values`` is ``None`` without an incumbent; ``bound`` is −inf where nothing is proven.
    """

    values: Floats | None
    bound: float
    infeasible: bool


OnBound = Callable[[float, float], None]
"""Called with (objective, bound) of the minimisation while the solver runs; inf where there is none."""


def run(
    programme: IntegerProgramme,
    solver: Solver,
    limits: SolveLimits,
    *,
    start: Floats | None = None,
    report: OnBound | None = None,
) -> SolverOutcome:
    """Solve a programme. ``start`` holds the values of all variables to begin from.

    They are in the programme's scale, (n_columns,). ``report`` is told while HiGHS runs.

    Raises:
        SolverError: the solver is missing or has crashed.
    """
    if solver is Solver.CBC:
        return _run_cbc(programme, limits, start)
    highs = _Highs(programme, limits, start, report)
    try:
        programme.pulp.solve(highs)
    except (pulp.PulpSolverError, RuntimeError) as error:
        raise SolverError(f"HiGHS could not run: {error}") from error
    limits.work_limit.spend(highs.work)
    return _read_highs(programme.pulp.solverModel, programme.columns.size)


def check_solver() -> None:
    """Find out whether the solver that is used first can be used.

    Raises:
        SolverError: it is not installed.
    """
    if not pulp.HiGHS(msg=False).available():
        raise SolverError("The solver HiGHS is not installed: install what requirements.txt lists.")


def _simplified(limits: SolveLimits) -> bool:
    """Whether a programme is simplified first: neighbourhoods, searches for plans, and whatever may take long."""
    return not limits.plain or limits.nodes is not None or limits.work_limit.left > _SHORT


class _Highs(pulp.HiGHS):  # type: ignore[misc]
    """PuLP's HiGHS with a start, a constant, progress, and cancellation from another thread."""

    def __init__(
        self, programme: IntegerProgramme, limits: SolveLimits, start: Floats | None, report: OnBound | None
    ) -> None:
        # One thread everywhere: HiGHS keeps one scheduler a process and fails when the number changes.
        super().__init__(
            msg=False,
            threads=1,
            gapRel=limits.gap,
            timeLimit=max(0.01, limits.work_limit.guard),
            primal_feasibility_tolerance=_TOLERANCE,
            mip_feasibility_tolerance=_TOLERANCE,
            # Restarts redo the root; what reduced costs can fix is fixed before the solver begins.
            mip_allow_restart=False,
            **(_PLAIN if limits.plain else {}),
            **({} if _simplified(limits) else {"presolve": "off"}),
            **({"objective_target": limits.target} if math.isfinite(limits.target) else {}),
            **({"mip_max_nodes": limits.nodes} if limits.nodes is not None else {}),
        )
        self._programme = programme
        self._limits = limits
        self._start = start
        self._report = report
        self._simplified = _simplified(limits)
        self._is_cumulative = bool(programme.ahead.size)
        self._entries = 0
        self._work = _PER_PROGRAMME

    @property
    def work(self) -> float:
        """Seconds of work done, counted in calls from the search."""
        return self._work

    def buildSolverModel(self, lp: Any) -> None:  # noqa: N802  PuLP's name
        """Hand the problem over in one call; PuLP's own way adds columns and rows one by one."""
        _hand_over(lp, self._programme.variables, lp.solverModel)
        self._entries = self._programme.entries if self._is_cumulative else lp.solverModel.getNumNz()
        self._work += self._entries * (_PER_ENTRY + (_PER_ENTRY_SIMPLIFIED if self._simplified else 0.0))

    def callSolver(self, lp: Any) -> None:  # noqa: N802  PuLP's name
        model = lp.solverModel
        model.changeObjectiveOffset(self._programme.offset)
        if self._start is not None and self._start.size == model.getNumCol():
            solution = highspy.HighsSolution()
            solution.col_value = self._start.tolist()
            model.setSolution(solution)
        # Seldom called, unlike the simplex method's: each call waits for the interpreter.
        model.cbMipInterrupt += self._watch
        model.run()

    def _watch(self, event: Any) -> None:
        at_root = not self._simplified and event.data_out.mip_node_count <= 0
        between = _PER_ROUND_AND_ENTRY if at_root else _PER_CALL_AND_ENTRY
        more = (1.0 if self._limits.plain else _SEARCHING) * (_CUMULATIVE if self._is_cumulative else 1.0)
        self._work += self._entries * between * more
        if self._report is not None:
            self._report(event.data_out.mip_primal_bound, event.data_out.mip_dual_bound)
        if self._limits.work_limit.left <= self.work:
            event.interrupt()

    def findSolutionValues(self, lp: Any) -> tuple[int, int]:  # noqa: N802  PuLP's name
        """Leave PuLP's variables alone: the outcome is read from HiGHS, once, as an array."""
        del lp
        return pulp.constants.LpStatusNotSolved, pulp.constants.LpSolutionNoSolutionFound


def _hand_over(lp: Any, variables: list[Any], model: Any) -> None:
    """Give HiGHS a PuLP minimisation over ``variables`` as arrays, row by row."""
    for place, variable in enumerate(variables):
        variable.index = place
    rows = lp.constraints()
    sizes = [len(row.expr) for row in rows]
    ends = np.cumsum([0, *sizes])
    entries = int(ends[-1])
    model.passModel(
        len(variables),
        len(rows),
        entries,
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        np.array([lp.objective.get(v, 0.0) for v in variables], dtype=np.float64),
        np.array([v.lowBound for v in variables], dtype=np.float64),
        np.array([v.upBound for v in variables], dtype=np.float64),
        np.array([-math.inf if (b := row.getLb()) is None else b for row in rows], dtype=np.float64),
        np.array([math.inf if (b := row.getUb()) is None else b for row in rows], dtype=np.float64),
        ends,
        np.fromiter((v.index for row in rows for v in row.expr), np.int32, entries),
        np.fromiter(chain.from_iterable(row.expr.values() for row in rows), np.float64, entries),
        np.array([int(_KINDS[v.cat]) for v in variables]),
    )


def _read_highs(model: Any, size: int) -> SolverOutcome:
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
    values = np.array(model.getSolution().col_value)[:size] if has_incumbent and not infeasible else None
    bound = info.mip_dual_bound if math.isfinite(info.mip_dual_bound) else -math.inf
    if status == highspy.HighsModelStatus.kModelEmpty:
        return SolverOutcome(np.zeros(0), 0.0, infeasible=False)
    return SolverOutcome(values, bound, infeasible)


_CBC_BOUND = re.compile(r"(?:Lower bound|best possible):?\s+(-?[\d.]+(?:e[+-]?\d+)?)", re.IGNORECASE)
_CBC_RELAXATION = re.compile(r"Continuous objective value is (-?[\d.]+(?:e[+-]?\d+)?)")


def _run_cbc(programme: IntegerProgramme, limits: SolveLimits, start: Floats | None) -> SolverOutcome:
    """CBC runs as a process of its own; it cannot be cancelled and may overshoot its time limit."""
    if start is not None:
        for variable, value in zip(programme.variables, start, strict=False):
            variable.setInitialValue(float(value), check=False)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "cbc.log"
        command = pulp.COIN_CMD(
            path=_cbc_path(),
            msg=False,
            gapRel=limits.gap,
            timeLimit=max(1, math.ceil(limits.work_limit.left)),
            warmStart=start is not None,
            logPath=str(log),
            options=["primalTolerance 1e-7", "integerTolerance 1e-7", "allowableGap 1e-9"],
        )
        started, given = time.perf_counter(), limits.work_limit.left
        try:
            programme.pulp.solve(command)
            text = log.read_text(encoding="utf-8", errors="replace")
        except (pulp.PulpSolverError, OSError) as error:
            raise SolverError(f"CBC could not run: {error}") from error
    seconds = time.perf_counter() - started
    limits.work_limit.spend(seconds)
    return _read_cbc(programme, text, cut_off=seconds >= given)


def _read_cbc(programme: IntegerProgramme, log: str, *, cut_off: bool) -> SolverOutcome:
    lp = programme.pulp
    if lp.status == pulp.constants.LpStatusInfeasible:
        return SolverOutcome(None, -math.inf, infeasible=not cut_off or "infeasible" in log.lower())
    # Without an incumbent CBC leaves the fractional values of its last relaxation.
    no_plan = lp.sol_status not in (pulp.constants.LpSolutionOptimal, pulp.constants.LpSolutionIntegerFeasible)
    values = np.array([v.varValue or 0.0 for v in programme.variables[: programme.columns.size]])
    options = values[: programme.n_options]
    fractional = np.abs(options - options.round()).max(initial=0.0)
    proven = _CBC_BOUND.findall(log) or _CBC_RELAXATION.findall(log)
    bound = float(proven[-1]) + programme.offset if proven else -math.inf
    objective = float(pulp.value(lp.objective)) + programme.offset
    if no_plan or fractional > 1e-5:
        return SolverOutcome(None, bound, infeasible=False)
    optimal = "Optimal solution found" in log and "within gap tolerance" not in log
    return SolverOutcome(values, objective if optimal else bound, infeasible=False)


def _cbc_path() -> str:
    """The CBC that PuLP brings along; PuLP 4 finds its own."""
    return str(getattr(pulp.PULP_CBC_CMD, "pulp_cbc_path", "cbc"))
