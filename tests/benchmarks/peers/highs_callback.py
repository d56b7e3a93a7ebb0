"""HiGHS's own reports of incumbent and bound, for whoever runs it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import highspy

from tests.benchmarks.track import Recorder

EVENTS = (
    highspy.cb.HighsCallbackType.kCallbackMipInterrupt,
    highspy.cb.HighsCallbackType.kCallbackMipLogging,
    highspy.cb.HighsCallbackType.kCallbackMipImprovingSolution,
)
_NOTHING = 1e29


def reporter(recorder: Recorder, money: Callable[[float], float]) -> Callable[..., None]:
    """A callback that notes what HiGHS knows; ``money`` turns its minimised objective into value."""
    last: list[tuple[float, float]] = []

    def report(kind: Any, message: str, out: Any, inside: Any, user: Any) -> None:
        del kind, message, inside, user
        known = out.mip_primal_bound, out.mip_dual_bound
        if last[-1:] != [known]:
            last.append(known)
            recorder.add(*in_money(*known, money))

    return report


def note_outcome(recorder: Recorder, model: Any, money: Callable[[float], float]) -> bool:
    """Note what HiGHS ended with; whether it has a plan."""
    info = model.getInfo()
    has_plan = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
    objective = info.objective_function_value if has_plan else math.inf
    recorder.add(*in_money(objective, info.mip_dual_bound, money))
    return has_plan


def in_money(objective: float, bound: float, money: Callable[[float], float]) -> tuple[float, float]:
    """Objective and bound of a minimisation as value and ceiling; infinite where there is none."""
    return (
        money(objective) if abs(objective) < _NOTHING else -math.inf,
        money(bound) if abs(bound) < _NOTHING else math.inf,
    )
