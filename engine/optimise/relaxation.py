"""The linear relaxation: the proven ceiling on any plan, and a reduced cost for every option.

The one place that talks to HiGHS without PuLP: the whole sparse structure is handed over at once, where writing it as
PuLP expressions would take longer than solving it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from engine.errors import SolverError
from engine.optimise.choice import Floats
from engine.optimise.linear import LinearProgramme
from engine.optimise.work_limit import WorkLimit

_SLICE_SECONDS = 0.1
"""Of work between two looks at cancellation."""

_LEAST_SLICE = 20
_PER_ITERATION, _PER_ITERATION_AND_ENTRY = 1.5e-5, 1.2e-9
"""Seconds of work of an iteration, and what each entry of the matrix adds; measured."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The optimum of the relaxation, in the scale of the programme, offset included.

    ``bound`` is −inf when it was not solved to the end; values and reduced costs are then empty.
    """

    bound: float
    values: Floats
    reduced_costs: Floats
    infeasible: bool = False

    @property
    def solved(self) -> bool:
        """Whether bound, values and reduced costs can be used."""
        return bool(np.isfinite(self.bound))


def relax(programme: LinearProgramme, work_limit: WorkLimit) -> Relaxation:
    """Solve the linear relaxation, as far as ``work_limit`` goes; the work is spent from it."""
    model = _prepared(programme)
    _run(model, programme.matrix.nnz, work_limit)
    return _read(programme, model)


def bounds_of(programmes: Sequence[LinearProgramme], work_limit: WorkLimit) -> tuple[float, ...]:
    """The optimum of each relaxation, in the scale of its programme; −inf where it was not solved to the end.

    The programmes differ in their limits only (``lower``, ``upper``, ``most``), so that each is solved from where the
    one before ended, in a fraction of the time. ``work_limit`` is for all of them.
    """
    bounds: list[float] = []
    if not programmes:
        return ()
    model = _prepared(programmes[0])
    n_rows, n_columns = programmes[0].matrix.shape
    for programme in programmes:
        model.changeRowsBounds(n_rows, np.arange(n_rows, dtype=np.int32), programme.lower, programme.upper)
        model.changeColsBounds(n_columns, np.arange(n_columns, dtype=np.int32), np.zeros(n_columns), programme.most)
        _run(model, programme.matrix.nnz, work_limit)
        bounds.append(_read(programme, model).bound)
    return tuple(bounds)


def _prepared(programme: LinearProgramme) -> Any:
    model: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    model.setOptionValue("output_flag", False)
    model.setOptionValue("threads", 1)
    model.setOptionValue("presolve", "off")
    _hand_over(programme, model)
    return model


def _run(model: Any, entries: int, work_limit: WorkLimit) -> None:
    """Solve in slices, looking for cancellation between them; the simplex method goes on where it was.

    Slices are iterations, not seconds: the way they are cut decides which of several optima is found. A callback would
    ask for the interpreter at every iteration and wait for it whenever a page is being drawn.
    """
    each = _PER_ITERATION + _PER_ITERATION_AND_ENTRY * entries
    slice_size = max(_LEAST_SLICE, int(_SLICE_SECONDS / each))
    while not work_limit.cancelled:
        model.setOptionValue("time_limit", model.getRunTime() + max(0.01, work_limit.guard))
        model.setOptionValue("simplex_iteration_limit", slice_size)
        model.run()
        work_limit.spend(each * max(0, model.getInfo().simplex_iteration_count))
        if model.getModelStatus() != highspy.HighsModelStatus.kIterationLimit or work_limit.left <= 0:
            return


def _hand_over(programme: LinearProgramme, model: Any) -> None:
    """Give HiGHS the whole programme as arrays, column by column: attributes it would copy number by number."""
    n_rows, n_columns = programme.matrix.shape
    model.passModel(
        n_columns,
        n_rows,
        programme.matrix.nnz,
        int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMinimize),
        programme.offset,
        programme.cost,
        np.zeros(n_columns),
        programme.most,
        programme.lower,
        programme.upper,
        programme.matrix.indptr,
        programme.matrix.indices,
        programme.matrix.data,
        np.full(n_columns, int(highspy.HighsVarType.kContinuous)),
    )


def _read(programme: LinearProgramme, model: Any) -> Relaxation:
    status = model.getModelStatus()
    nothing = np.zeros(0)
    if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return Relaxation(-np.inf, nothing, nothing, infeasible=True)
    if status in (highspy.HighsModelStatus.kModelError, highspy.HighsModelStatus.kSolveError):
        raise SolverError(f"HiGHS failed with {model.modelStatusToString(status)}")
    if status != highspy.HighsModelStatus.kOptimal:
        return Relaxation(-np.inf, nothing, nothing)
    solution = model.getSolution()
    options = slice(0, programme.n_options)
    return Relaxation(
        model.getInfo().objective_function_value,
        np.array(solution.col_value)[options],
        np.array(solution.col_dual)[options],
    )
