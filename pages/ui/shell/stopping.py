"""A stop by signal: what works here is told at once, and the system ends what has not ended some seconds later.

What is recorded by then is in the database; there is nothing to be lost by the end of a process. Until the server
listens, nothing works that would have to be told, and a signal ends the process where it stands.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

LONGEST = 4
"""Seconds after which the system ends a process that has been told to stop."""
SIGNALS = (signal.SIGTERM, signal.SIGINT)


class ServerStop:
    """One server's stop: whether it has begun, and what is to be closed."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self._close: Callable[[], None] | None = None
        self._closing = threading.Lock()
        self._is_closed = False

    def hear_signals(self) -> None:
        """Answer the signals that stop a server, before what the web server does about them.

        That restores what was there before it, and so ends this as well. Where it has heard a signal already, it would
        act on it only once all is read. Only a main thread hears signals.
        """
        if threading.current_thread() is threading.main_thread():
            for number in SIGNALS:
                then = signal.getsignal(number)
                if getattr(getattr(then, "__self__", None), "should_exit", False):  # as uvicorn's server says
                    _end_by(number)
                signal.signal(number, self._answer(then))

    def listen(self, close: Callable[[], None]) -> None:
        """From here on something may work, which ``close`` ends."""
        self._close = close

    def close(self) -> None:
        """Close what works here, once; who comes later waits until that is done."""
        self.begun.set()
        with self._closing:
            if self._close is not None and not self._is_closed:
                self._is_closed = True
                self._close()

    def _answer(self, then: Any) -> Callable[[int, FrameType | None], None]:
        def answer(number: int, frame: FrameType | None) -> None:
            if self._close is None:
                _end_by(number)
                return
            if not self.begun.is_set():  # a second signal gives no further seconds
                _end_after(LONGEST)
                self.begun.set()
                # In a thread: this one may hold a lock that closing needs.
                threading.Thread(target=self.close, name="close", daemon=True).start()
            if callable(then):
                then(number, frame)

        return answer


def _end_by(number: int) -> None:
    """End this process where it stands."""
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)


def _end_after(seconds: int) -> None:
    """Have the system end this process, for which no thread of it needs to get its turn."""
    if hasattr(signal, "alarm"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(seconds)
