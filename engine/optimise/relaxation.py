"""The linear relaxation: the proven ceiling on any plan, and a reduced cost for every option.

The one place that talks to HiGHS without PuLP: the whole sparse structure is handed over at once, where writing it as
PuLP expressions would take longer than solving it.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event
from typing import Any

import highspy
import numpy as np

from engine.errors import SolverError
from engine.optimise.choice import Floats
from engine.optimise.linear import LinearProgramme
from engine.optimise.patience import Patience

_SLICE_SECONDS = 0.3


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


def relax(programme: LinearProgramme, *, seconds: float, cancel: Event | None = None) -> Relaxation:
    """Solve the linear relaxation, within ``seconds`` or until ``cancel`` is set.

    Cancellation is looked for between slices, from which the simplex method goes on where it was: a callback would ask
    for the interpreter at every iteration and wait for it whenever a page is being drawn.
    """
    model: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    model.setOptionValue("output_flag", False)
    model.setOptionValue("threads", 1)
    model.setOptionValue("presolve", "off")
    model.passModel(_highs_lp(programme))
    patience = Patience.of(seconds, cancel)
    while True:
        model.setOptionValue("time_limit", model.getRunTime() + max(0.01, min(_SLICE_SECONDS, patience.left)))
        model.run()
        if model.getModelStatus() != highspy.HighsModelStatus.kTimeLimit or patience.left <= 0:
            return _read(programme, model)


def _highs_lp(programme: LinearProgramme) -> Any:
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = programme.matrix.shape
    lp.col_cost_ = programme.cost
    lp.col_lower_ = np.zeros(programme.cost.size)
    lp.col_upper_ = programme.most
    lp.row_lower_ = programme.lower
    lp.row_upper_ = programme.upper
    lp.offset_ = programme.offset
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = programme.matrix.indptr
    lp.a_matrix_.index_ = programme.matrix.indices
    lp.a_matrix_.value_ = programme.matrix.data
    return lp


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
