"""The only way from a page to an analysis: a service of worker threads that outlives every page run.

A page *asks* for an analysis of a plan and gets at once what is known; a fragment *looks* again until the result
stands. Equal analyses of several sessions share one job, and its result is kept. What a session asks for next in the
same place cancels what it no longer waits for, unless another session does. Whoever asked last is served first, because
somebody looks at it now. Workers call nothing of Streamlit.
"""

from __future__ import annotations

import logging
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import streamlit as st

from engine.errors import CancelledError, CockpitError

WORKERS = 2
RESULTS_KEPT = 150
PLACES_KEPT = 5000

UNEXPECTED = "The calculation stopped unexpectedly. The server's log says where; reload the page to try again."

log = logging.getLogger(__name__)


class Work(Protocol):
    """One analysis, ready to run."""

    def __call__(self, *, on_done: Callable[[int, int], None], cancel: threading.Event) -> Any:
        """The result; reports how many parts are done, and raises ``CancelledError`` when told to end."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known about an analysis at one moment; ``done`` of ``total`` parts, zero while nothing is counted.

    ``last`` is what stood in the same place of the session before, to be shown dimmed while there is no result.
    """

    result: Any = None
    last: Any = None
    failure: str = ""
    running: bool = False
    stopped: bool = False
    done: int = 0
    total: int = 0

    @property
    def settled(self) -> bool:
        """True when nothing more will come by itself."""
        return not self.running


@dataclass(slots=True)
class _Job:
    key: str
    work: Work
    asked: int
    cancel: threading.Event = field(default_factory=threading.Event)
    taken: bool = False
    done: int = 0
    total: int = 0


_Place = tuple[str, str]


class AnalysisService:
    """Jobs, results and who waits for what, behind one lock."""

    def __init__(self, workers: int = WORKERS) -> None:
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(workers, "analysis")
        self._jobs: dict[str, _Job] = {}
        self._known: OrderedDict[str, Standing] = OrderedDict()
        self._wanted: OrderedDict[_Place, str] = OrderedDict()
        self._last: dict[_Place, str] = {}
        self._count = 0
        _SERVICES.add(self)

    def ask(self, session: str, place: str, key: str, work: Work) -> Standing:
        """Ask for the analysis named ``key`` in a place of a session, instead of what was asked for there before."""
        with self._lock:
            older = self._wanted.get((session, place))
            self._wanted[session, place] = key
            self._wanted.move_to_end((session, place))
            if older is not None and older != key:
                self._drop_if_unwanted(older)
                if key in self._known and self._known[key].result is None:
                    del self._known[key]
            self._count += 1
            if key in self._jobs:
                self._jobs[key].asked = self._count
            elif key not in self._known:
                self._jobs[key] = _Job(key, work, self._count)
                self._threads.submit(self._run_latest)
            self._forget_oldest()
            return self._standing((session, place))

    def look(self, session: str, place: str) -> Standing:
        """What is known now about what the session asked for in a place."""
        with self._lock:
            return self._standing((session, place))

    def stop(self, session: str, place: str) -> None:
        """Want the analysis no more; it ends unless another session waits for it."""
        with self._lock:
            key = self._wanted.pop((session, place), None)
            if key is not None and key in self._jobs:
                self._drop_if_unwanted(key)
                if key not in self._jobs:
                    self._remember(key, Standing(stopped=True))
                self._wanted[session, place] = key

    def again(self, session: str, place: str) -> None:
        """Forget that an analysis was stopped or failed, so that it can be asked for again."""
        with self._lock:
            key = self._wanted.get((session, place), "")
            if self._known.get(key, Standing()).result is None:
                self._known.pop(key, None)

    def running(self) -> int:
        """How many analyses are at work or queued and not told to stop."""
        with self._lock:
            return len(self._jobs)

    def close(self) -> None:
        """Tell every job to stop and take no more."""
        with self._lock:
            for job in self._jobs.values():
                job.cancel.set()
            self._jobs.clear()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _run_latest(self) -> None:
        with self._lock:
            waiting = [job for job in self._jobs.values() if not job.taken]
            if not waiting:
                return
            job = max(waiting, key=lambda j: j.asked)
            job.taken = True
        self._finish(job, _outcome(job))

    def _finish(self, job: _Job, outcome: Standing) -> None:
        with self._lock:
            if self._jobs.get(job.key) is job:
                del self._jobs[job.key]
                self._remember(job.key, outcome)

    def _remember(self, key: str, outcome: Standing) -> None:
        self._known[key] = outcome
        self._known.move_to_end(key)

    def _standing(self, place: _Place) -> Standing:
        key = self._wanted.get(place, "")
        known = self._known.get(key, Standing())
        if known.result is not None:
            self._last[place] = key
            return known
        last = self._known.get(self._last.get(place, ""), Standing()).result
        job = self._jobs.get(key)
        if job is not None:
            return Standing(running=True, done=job.done, total=job.total, last=last)
        return replace(known, last=last)

    def _drop_if_unwanted(self, key: str) -> None:
        if key not in self._wanted.values() and key in self._jobs:
            self._jobs.pop(key).cancel.set()

    def _forget_oldest(self) -> None:
        while len(self._wanted) > PLACES_KEPT:
            place, _ = self._wanted.popitem(last=False)
            self._last.pop(place, None)
        while len(self._known) > RESULTS_KEPT:
            self._known.popitem(last=False)


def _outcome(job: _Job) -> Standing:
    def report(done: int, total: int) -> None:
        job.done, job.total = done, total

    try:
        return Standing(result=job.work(on_done=report, cancel=job.cancel))
    except CancelledError:
        return Standing(stopped=True)
    except CockpitError as error:
        return Standing(failure=str(error))
    except Exception:
        log.exception("an analysis failed")
        return Standing(failure=UNEXPECTED)


_SERVICES: weakref.WeakSet[AnalysisService] = weakref.WeakSet()


@st.cache_resource(show_spinner=False)
def service() -> AnalysisService:
    """The one service of this server process."""
    return AnalysisService()


def close_all() -> None:
    """Stop every service; called when the server shuts down."""
    for running in list(_SERVICES):
        running.close()
