"""A budget of work that a search may still do: counted, so that equal questions get equal answers on any machine.

Work is counted in what solvers and searches do (iterations, calls, entries looked at) and written in seconds: as many
as it takes on a quiet machine of the kind it was measured on. The clock is a guard far behind.
"""

from __future__ import annotations

import time
from threading import Event

_GUARD_FACTOR, _GUARD_LEAST = 30.0, 60.0
"""The clock ends a search only after so many times the seconds it was given, and so many more."""


class WorkLimit:
    """A budget of work, in seconds of a quiet machine; what another thread's ``cancel`` ends is over too."""

    def __init__(self, seconds: float, cancel: Event | None = None, *, within: WorkLimit | None = None) -> None:
        """``within`` is the limit that this one is a part of: what is spent here is spent there too."""
        self.cancel = cancel
        self.spent = 0.0
        self._given = max(0.0, seconds)
        self._within = within
        self._beside: WorkLimit | None = None
        self._until = time.perf_counter() + _GUARD_FACTOR * self._given + _GUARD_LEAST if within is None else 0.0

    def part(self, seconds: float) -> WorkLimit:
        """A limit for some of this one's work, at most what is left of it.

        ``seconds`` are of work, on a quiet machine.
        """
        return WorkLimit(min(seconds, self._given - self.spent), self.cancel, within=self)

    def beside(self) -> WorkLimit:
        """A limit for as much work as is left of this one, done at the same time in another thread.

        What is spent there is not spent here; what is cancelled here is over there too, as it is after :meth:`stop`.
        """
        other = WorkLimit(self.left, Event())
        other._beside = self
        return other

    def stop(self) -> None:
        """End the search of a limit from :meth:`beside`."""
        if self._beside is not None and self.cancel is not None:
            self.cancel.set()

    def spend(self, seconds: float) -> None:
        """Note work done.

        ``seconds`` are of work, never negative.
        """
        self.spent += seconds
        if self._within is not None:
            self._within.spend(seconds)

    @property
    def left(self) -> float:
        """Seconds of work left; 0 when there is none, the search is cancelled, or the clock has passed the guard."""
        if self.cancelled or self.guard <= 0.0:
            return 0.0
        return max(0.0, self._given - self.spent)

    @property
    def cancelled(self) -> bool:
        """Whether another thread has ended the search."""
        own = self.cancel is not None and self.cancel.is_set()
        return own or (self._beside is not None and self._beside.cancelled)

    @property
    def guard(self) -> float:
        """Seconds by the clock until the guard ends the search, however little was done."""
        return self._until - time.perf_counter() if self._within is None else self._within.guard

    @property
    def cut_off(self) -> bool:
        """Whether the clock has ended the search before its work was done: at another time it may find more."""
        return self.guard <= 0.0 and self.spent < self._given
