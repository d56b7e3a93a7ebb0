"""Answers that are likely to be wanted next, worked out while nobody waits for any other.

What a waiter may ask next stands in a list, the likeliest first; a newer list takes its place. One answer is worked out
at a time, and only at rest: as soon as somebody waits for something, it is called off and tried again later.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from engine.compute.jobs import close_with_server
from engine.errors import CancelledError, CockpitError

K = TypeVar("K", bound=Hashable)

WAITERS_KEPT = 4
"""Waiters for whom one looks ahead, those that were heard of last."""

KEYS_KEPT = 1000
_LOOK_EVERY = 0.1
"""Seconds between looks whether somebody waits, while something is worked out or could be."""

log = logging.getLogger(__name__)


class WorkAhead(Protocol):
    """Works one answer out, so that it is kept where questions find it."""

    def __call__(self, *, cancel: threading.Event) -> object:
        """Ends early, by ``CancelledError`` or not, once ``cancel`` is set."""


@dataclass(frozen=True, slots=True)
class Expected(Generic[K]):
    """A question that may come, and how its answer is worked out."""

    key: K
    work: WorkAhead


class Lookahead(Generic[K]):
    """What is expected of whom, and which answers are ready; a thread of its own works while ``is_at_rest``."""

    def __init__(self, is_at_rest: Callable[[], bool]) -> None:
        self._is_at_rest = is_at_rest
        self._changed = threading.Condition()
        self._expected: OrderedDict[Hashable, tuple[Expected[K], ...]] = OrderedDict()
        self._tried: OrderedDict[K, bool] = OrderedDict()
        self._thread: threading.Thread | None = None
        self._closing = threading.Event()
        close_with_server(self)

    def expect(self, waiter: Hashable, answers: Sequence[Expected[K]]) -> None:
        """What ``waiter`` may ask next, the likeliest first, in place of what was expected of him before."""
        with self._changed:
            self._expected[waiter] = tuple(answers)
            self._expected.move_to_end(waiter)
            while len(self._expected) > WAITERS_KEPT:
                self._expected.popitem(last=False)
            if self._thread is None and not self._closing.is_set():
                self._thread = threading.Thread(target=self._work, name="lookahead")
                self._thread.start()
            self._changed.notify()

    def is_expecting(self, waiter: Hashable) -> bool:
        """Whether anything is expected of ``waiter``."""
        with self._changed:
            return waiter in self._expected

    def is_ready(self, key: K) -> bool:
        """Whether the answer to ``key`` was worked out ahead."""
        with self._changed:
            return self._tried.get(key, False)

    def close(self) -> None:
        """End what is being worked out, and begin no more."""
        self._closing.set()
        with self._changed:
            self._changed.notify()

    def _work(self) -> None:
        while not self._closing.is_set():
            with self._changed:
                following = next(self._open(), None)
                if following is None:
                    if not self._closing.is_set():
                        self._changed.wait()
                    continue
            if self._is_at_rest():
                self._work_out(following)
            else:
                self._closing.wait(_LOOK_EVERY)

    def _open(self) -> Iterator[Expected[K]]:
        for answers in reversed(self._expected.values()):
            yield from (answer for answer in answers if answer.key not in self._tried)

    def _work_out(self, expected: Expected[K]) -> None:
        """Until it is ready, somebody waits, or the server stops."""
        cancel, ended = threading.Event(), threading.Event()
        outcome: list[bool] = []

        def work() -> None:
            try:
                expected.work(cancel=cancel)
                outcome.append(True)
            except CancelledError:
                return
            except CockpitError:  # whoever asks for it is told
                outcome.append(False)
            except Exception:
                log.exception("an answer could not be worked out ahead")
                outcome.append(False)
            finally:
                ended.set()

        thread = threading.Thread(target=work, name="lookahead-solve")
        thread.start()
        while not ended.wait(_LOOK_EVERY):
            if self._closing.is_set() or not self._is_at_rest():
                cancel.set()
        thread.join()
        if outcome and not cancel.is_set():
            self._remember(expected.key, is_ready=outcome[0])

    def _remember(self, key: K, *, is_ready: bool) -> None:
        with self._changed:
            self._tried[key] = is_ready
            while len(self._tried) > KEYS_KEPT:
                self._tried.popitem(last=False)
