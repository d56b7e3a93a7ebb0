"""This project's solver."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.optimise import ChoiceProblem, solve_choice
from engine.optimise.choice import Progress, SideRow
from tests.benchmarks.arrays import Arrays
from tests.benchmarks.peers import STOP_GAP
from tests.benchmarks.track import Recorder, Solved


def solve(arrays: Arrays, seconds: float) -> Solved:
    """``solve_choice``, as the pages call it."""
    problem = problem_of(arrays)
    recorder = Recorder()

    def note(progress: Progress) -> None:
        recorder.add(_known(progress.objective, -math.inf), _known(progress.best_bound, math.inf))

    result = solve_choice(problem, gap=STOP_GAP, time_limit=seconds, on_progress=note)
    recorder.add(_known(result.objective, -math.inf), _known(result.best_bound, math.inf))
    return Solved(recorder.track(), None if result.objective is None else result.chosen)


def problem_of(arrays: Arrays, further: Sequence[SideRow] = ()) -> ChoiceProblem:
    """The choice problem that the arrays were taken from, without its names, and with ``further`` rows."""
    rows = [
        SideRow(f"side[{i}]", arrays.side[[i]], arrays.side_lower[i], arrays.side_upper[i], arrays.side_flex[[i]])
        for i in range(arrays.side_lower.size)
    ]
    return ChoiceProblem(
        arrays.value,
        arrays.group,
        arrays.usage,
        arrays.capacity,
        arrays.required,
        arrays.flex_limit,
        arrays.flex_price,
        [*rows, *further],
        constant=arrays.constant,
    )


def _known(amount: float | None, otherwise: float) -> float:
    return otherwise if amount is None else amount
