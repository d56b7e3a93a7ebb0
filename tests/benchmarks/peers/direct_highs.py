"""HiGHS without PuLP: the full model passed as arrays, scaled as HiGHS likes it."""

from __future__ import annotations

import time
from typing import Any

import highspy
import numpy as np
from scipy import sparse

from tests.benchmarks.arrays import Arrays, FullModel, chosen_of, full_model
from tests.benchmarks.peers import STOP_GAP
from tests.benchmarks.peers.highs_callback import EVENTS, note_outcome, reporter
from tests.benchmarks.track import Recorder, Solved

_LARGEST_COST = 1e4


def solve(arrays: Arrays, seconds: float) -> Solved:
    """On one thread."""
    return _solve(arrays, seconds, threads=1)


def solve_with_two_threads(arrays: Arrays, seconds: float) -> Solved:
    """On two threads."""
    return _solve(arrays, seconds, threads=2)


def gap_after(arrays: Arrays, processor_seconds: float) -> float:
    """The gap proven on one thread when the process has taken so much processor time; inf without a plan."""
    began = time.process_time()
    scale = _LARGEST_COST / max(1e-9, float(np.abs(arrays.value).max(initial=0.0)))
    model: Any = highspy.Highs()
    for option, value in {"output_flag": False, "threads": 1, "mip_rel_gap": STOP_GAP}.items():
        model.setOptionValue(option, value)
    model.passModel(_highs_lp(full_model(arrays), scale))

    def watch(event: Any) -> None:
        if time.process_time() - began > processor_seconds:
            event.interrupt()

    model.cbMipInterrupt += watch
    model.run()
    return float(model.getInfo().mip_gap)


def _solve(arrays: Arrays, seconds: float, *, threads: int) -> Solved:
    recorder = Recorder()
    full = full_model(arrays)
    scale = _LARGEST_COST / max(1e-9, float(np.abs(arrays.value).max(initial=0.0)))

    def money(objective: float) -> float:
        return -objective / scale

    model: Any = highspy.Highs()
    model.setCallback(reporter(recorder, money), None)
    for event in EVENTS:
        model.startCallback(event)
    model.passModel(_highs_lp(full, scale))
    handover = recorder.seconds
    left = max(0.01, seconds - handover)
    options = {"output_flag": False, "threads": threads, "mip_rel_gap": STOP_GAP, "time_limit": left}
    for option, value in options.items():
        model.setOptionValue(option, value)
    model.run()
    has_plan = note_outcome(recorder, model, money)
    chosen = chosen_of(arrays, model.getSolution().col_value) if has_plan else None
    return Solved(recorder.track(), chosen, handover)


def _highs_lp(full: FullModel, scale: float) -> Any:
    """A minimisation with costs up to 1e4 and rows with a largest coefficient of 1."""
    n_rows, n_columns = full.matrix.shape
    widest = np.maximum(1e-9, abs(full.matrix).max(axis=1).toarray().ravel()) if full.matrix.nnz else np.ones(n_rows)
    matrix = sparse.csr_array(sparse.diags_array(1.0 / widest) @ full.matrix)
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = n_rows, n_columns
    lp.col_cost_ = -full.gain * scale
    lp.col_lower_ = np.zeros(n_columns)
    lp.col_upper_ = full.most
    lp.row_lower_ = full.lower / widest
    lp.row_upper_ = full.upper / widest
    lp.offset_ = -full.constant * scale
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = matrix.indptr
    lp.a_matrix_.index_ = matrix.indices
    lp.a_matrix_.value_ = matrix.data
    kinds = highspy.HighsVarType
    bought = n_columns - full.n_options
    lp.integrality_ = [kinds.kInteger] * full.n_options + [kinds.kContinuous] * bought
    return lp
