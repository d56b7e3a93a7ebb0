"""The full model in plain PuLP, as its user's guide would have it, with PuLP's own HiGHS and CBC."""

from __future__ import annotations

import math
from typing import Any

import pulp

from tests.benchmarks.arrays import Arrays, FullModel, chosen_of, full_model
from tests.benchmarks.memory import ChildWatch
from tests.benchmarks.peers import STOP_GAP
from tests.benchmarks.peers.cbc_log import TimedLog, cbc_points
from tests.benchmarks.track import Recorder, Solved


def solve_with_highs(arrays: Arrays, seconds: float) -> Solved:
    """``pulp.HiGHS`` on one thread."""
    from tests.benchmarks.peers.highs_callback import EVENTS, note_outcome, reporter

    recorder = Recorder()
    full = full_model(arrays)
    problem, columns = _pulp_model(full)
    handed: list[float] = []

    class Timed(pulp.HiGHS):  # type: ignore[misc]
        """Notes when PuLP has built HiGHS's model."""

        def callSolver(self, lp: Any) -> None:  # noqa: N802  PuLP's name
            handed.append(recorder.seconds)
            super().callSolver(lp)

    def money(objective: float) -> float:
        return -objective + full.constant

    command = Timed(
        msg=False,
        threads=1,
        gapRel=STOP_GAP,
        timeLimit=max(0.01, seconds - recorder.seconds),
        callbackTuple=(reporter(recorder, money), None),
        callbacksToActivate=list(EVENTS),
    )
    problem.solve(command)
    has_plan = note_outcome(recorder, problem.solverModel, money)
    chosen = chosen_of(arrays, [c.varValue or 0.0 for c in columns]) if has_plan else None
    return Solved(recorder.track(), chosen, handed[0])


def solve_with_cbc(arrays: Arrays, seconds: float) -> Solved:
    """``pulp.COIN_CMD`` with the CBC that PuLP brings along."""
    recorder = Recorder()
    full = full_model(arrays)
    problem, columns = _pulp_model(full)
    with TimedLog(recorder) as log, ChildWatch() as watch:
        command = pulp.COIN_CMD(
            path=getattr(pulp.PULP_CBC_CMD, "pulp_cbc_path", "cbc"),
            msg=False,
            gapRel=STOP_GAP,
            timeLimit=max(1.0, seconds - recorder.seconds),
            logPath=log.path,
        )
        problem.solve(command)
    points = cbc_points(log.lines, full.constant)
    handover = log.lines[0][0] if log.lines else recorder.seconds
    values = [c.varValue or 0.0 for c in columns]
    has_plan = any(math.isfinite(p.objective) for p in points) and _integral(values[: full.n_options])
    return Solved(points, chosen_of(arrays, values) if has_plan else None, handover, watch.child_mb)


def _pulp_model(full: FullModel) -> tuple[Any, list[Any]]:
    problem = pulp.LpProblem("choice", pulp.LpMaximize)
    columns = [
        problem.add_variable(f"x{i}", 0, most, pulp.LpInteger if i < full.n_options else pulp.LpContinuous)
        for i, most in enumerate(full.most.tolist())
    ]
    problem.setObjective(pulp.lpSum(gain * column for gain, column in zip(full.gain.tolist(), columns, strict=True)))
    for row in full.rows():
        total = pulp.lpSum(c * columns[i] for c, i in zip(row.coefficients, row.columns, strict=True))
        if row.lower == row.upper:
            problem += total == row.upper
            continue
        if row.upper < math.inf:
            problem += total <= row.upper
        if row.lower > -math.inf:
            problem += total >= row.lower
    return problem, columns


def _integral(values: list[float]) -> bool:
    """Without an incumbent CBC leaves the fractional values of its last relaxation."""
    return max((abs(v - round(v)) for v in values), default=0.0) < 1e-5
