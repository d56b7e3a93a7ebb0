"""How long a search of several solves may still go on."""

from __future__ import annotations

import time
from dataclasses import dataclass
from threading import Event


@dataclass(frozen=True, slots=True)
class Patience:
    """A moment (``time.perf_counter``) at which to stop, or sooner when another thread sets ``cancel``."""

    until: float
    cancel: Event | None = None

    @classmethod
    def of(cls, seconds: float, cancel: Event | None = None) -> Patience:
        """Patience for some seconds from now."""
        return cls(time.perf_counter() + seconds, cancel)

    @property
    def left(self) -> float:
        """Seconds left; 0 when there is none or the search is cancelled."""
        if self.cancel is not None and self.cancel.is_set():
            return 0.0
        return max(0.0, self.until - time.perf_counter())
