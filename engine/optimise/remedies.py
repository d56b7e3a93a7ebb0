"""What would have to give way for an infeasible portfolio to become feasible, cheapest first."""

from __future__ import annotations

import re
from threading import Event

from engine.optimise.conflict import cheapest_excess
from engine.optimise.model import DecisionModel
from engine.optimise.recommendation import Remedy, family_of
from engine.optimise.work_limit import WorkLimit

_MEASURED = ("capacity", "budget", "parallel", "max_changes")
"""Families of rows that can give way by an amount; all others are kept or dropped."""

_NOT_TO_CHOOSE = ("precedence",)
"""Families nobody can lift by deciding so."""


def find_remedies(
    model: DecisionModel, conflict: tuple[str, ...], *, time_limit: float, cancel: Event | None = None
) -> tuple[Remedy, ...]:
    """Every single rule of the conflict that, giving way alone, makes the whole portfolio feasible.

    ``conflict`` names rows; ``time_limit`` is in seconds of work for all of them, ``cancel`` is set by another thread.
    """
    work_limit = WorkLimit(time_limit, cancel)
    ways: list[Remedy] = []
    for row in conflict:
        if work_limit.left <= 0 or family_of(row) in _NOT_TO_CHOOSE:
            continue
        excess = cheapest_excess(model.problem, row, work_limit)
        if excess is not None:
            ways.append(_remedy(model, row, excess))
    return tuple(sorted(ways, key=lambda w: (w.amount is None, w.cost, _reluctance(w.row), w.row)))


def _remedy(model: DecisionModel, row: str, excess: float) -> Remedy:
    family = family_of(row)
    if family not in _MEASURED:
        return Remedy(row, None, 0.0)
    if family == "budget":
        return Remedy(row, excess, excess)
    if family == "capacity":
        pool = re.split(r"[\[,]", row)[1]
        return Remedy(row, excess, excess * model.portfolio.pools_by_id[pool].flex_day_rate)
    return Remedy(row, excess, 0.0)


def _reluctance(row: str) -> int:
    """What one would rather keep comes later: a preference goes before an agreement, and that before a duty."""
    order = ("pin", "exclusive", "floor", "mandatory")
    return order.index(family_of(row)) if family_of(row) in order else 0
