"""OR-Tools CP-SAT with two workers: the full model with coefficients scaled to whole numbers.

Rounding is to the safe side, so that every plan holds; the bound is then low by what rounding took from capacity, some
1e-5 of it, which flatters this peer. Imports nothing of the engine: HiGHS and OR-Tools cannot share a process.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from tests.benchmarks.arrays import Arrays, Floats, FullModel, chosen_of, full_model
from tests.benchmarks.peers import STOP_GAP
from tests.benchmarks.track import Recorder, Solved

_CAPACITY_UNITS = 1e6
"""A capacity row in whole units; what is bought is counted in the same."""

_LARGEST_COEFFICIENT = 1e9
"""Of side rows that are not whole as they are."""

_LARGEST_GAIN = 1e11

_WHOLE = 1e-6
"""What is nearer to a whole number than this is that number."""


def solve(arrays: Arrays, seconds: float) -> Solved:
    """Solve on two workers."""
    recorder = Recorder()
    full = full_model(arrays)
    scale = _LARGEST_GAIN / max(1e-9, float(np.abs(full.gain).max(initial=0.0)))
    model, columns = _model(full, scale)
    solver = cp_model.CpSolver()
    handover = recorder.seconds
    solver.parameters.num_workers = 2
    solver.parameters.relative_gap_limit = STOP_GAP
    solver.parameters.max_time_in_seconds = max(0.01, seconds - handover)
    callback = _Incumbents(recorder, scale, full.constant)
    solver.best_bound_callback = callback.note_bound
    status = solver.solve(model, callback)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Solved(recorder.track(), None, handover)
    recorder.add(solver.objective_value / scale + full.constant, solver.best_objective_bound / scale + full.constant)
    values = [solver.value(column) for column in columns[: full.n_options]]
    return Solved(recorder.track(), chosen_of(arrays, values), handover)


class _Incumbents(cp_model.CpSolverSolutionCallback):  # type: ignore[misc]
    """Notes each incumbent, and each bound."""

    def __init__(self, recorder: Recorder, scale: float, constant: float) -> None:
        super().__init__()
        self._recorder, self._scale, self._constant = recorder, scale, constant

    def on_solution_callback(self) -> None:
        objective, bound = self.objective_value, self.best_objective_bound
        self._recorder.add(objective / self._scale + self._constant, bound / self._scale + self._constant)

    def note_bound(self, bound: float) -> None:
        self._recorder.add(-math.inf, bound / self._scale + self._constant)


def _model(full: FullModel, scale: float) -> tuple[Any, list[Any]]:
    model = cp_model.CpModel()
    units = _units(full)
    most = np.floor(full.most / units + 1e-9).astype(np.int64)
    columns = [model.new_int_var(0, limit, f"x{i}") for i, limit in enumerate(most.tolist())]
    row_units = np.where(full.capacity > 0, full.capacity, _CAPACITY_UNITS) / _CAPACITY_UNITS
    row_units[full.flex_rows] = units[full.n_options :]
    for row in full.rows():
        coefficients = np.array(row.coefficients) * units[row.columns]
        factor = 1.0 / row_units[row.number] if row.number < full.capacity.size else _factor(coefficients)
        _add_row(
            model, [columns[i] for i in row.columns], coefficients * factor, row.lower * factor, row.upper * factor
        )
    gains = np.rint(full.gain * units * scale).astype(np.int64)
    model.maximize(cp_model.LinearExpr.weighted_sum(columns, gains.tolist()))
    return model, columns


def _units(full: FullModel) -> Floats:
    """What a column counts in: options in ones, what is bought in units of its capacity row."""
    size = full.capacity[full.flex_rows]
    bought = np.where(size > 0, size, full.most[full.n_options :]) / _CAPACITY_UNITS
    return np.concatenate((np.ones(full.n_options), bought))


def _factor(coefficients: Floats) -> float:
    """What makes whole numbers of a row; 1 where they are."""
    if np.array_equal(coefficients, np.rint(coefficients)):
        return 1.0
    return _LARGEST_COEFFICIENT / float(np.abs(coefficients).max())


def _add_row(model: Any, columns: list[Any], coefficients: Floats, lower: float, upper: float) -> None:
    if upper < math.inf:
        weights = np.ceil(coefficients - _WHOLE).astype(np.int64).tolist()
        model.add(cp_model.LinearExpr.weighted_sum(columns, weights) <= math.floor(upper + _WHOLE))
    if lower > -math.inf:
        weights = np.floor(coefficients + _WHOLE).astype(np.int64).tolist()
        model.add(cp_model.LinearExpr.weighted_sum(columns, weights) >= math.ceil(lower - _WHOLE))
