"""What an analysis may take: how good the plans on its way have to be, on how many processes, and who may end it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Event

from engine.optimise.recommend import Target
from engine.optimise.recommendation import Effort

OnDone = Callable[[int, int], None]
"""Told how many parts are done, of how many."""

_TARGETS = {Effort.LIVE: Target(0.005, 1.0), Effort.BOARD: Target(0.001, 4.0)}
"""Asked of each plan that is solved on the way: tighter than a slider, sooner than a board."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SolveBudget:
    """How an analysis that solves plans may work.

    ``effort`` is how hard to look, of which each analysis makes its own unless ``target`` says exactly what is asked of
    every plan. ``workers`` is the number of processes, ``None`` for one a core; it changes nothing of a result.
    ``on_done`` hears of each part that is done. Another thread may set ``cancel``, which ends the work with a
    ``CancelledError``.
    """

    effort: Effort = Effort.BOARD
    target: Target | None = None
    workers: int | None = None
    on_done: OnDone | None = None
    cancel: Event | None = None

    @property
    def plan_target(self) -> Target:
        """What is asked of each plan that is solved on the way, where the analysis has no rule of its own."""
        return self.target or _TARGETS[self.effort]

    @property
    def is_cancelled(self) -> bool:
        """Whether another thread has ended the work."""
        return self.cancel is not None and self.cancel.is_set()

    def in_process(self) -> SolveBudget:
        """The same for one process among several: who hears and who may end stay with the one that started it."""
        return replace(self, workers=1, on_done=None, cancel=None)


BOARD_BUDGET = SolveBudget()
LIVE_BUDGET = SolveBudget(effort=Effort.LIVE)
