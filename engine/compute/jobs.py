"""Jobs that many wait for: who wants what, what is being worked on, and what has come of it.

A *waiter* wants one *key* at a time. Equal keys share one job, whose outcome is kept. What a waiter wants next cancels
what nobody else waits for. A job may be worked on in several rounds, each in a lane of threads of its own: a first
answer, then a sharper one, for as long as some waiter wants the next round. The last usable result of a waiter stays at
hand until there is a newer one. All state stands behind one lock; work runs outside it.
"""

from __future__ import annotations

import logging
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import count
from threading import Condition, Event, Lock
from typing import Any, Generic, Protocol, TypeVar

from engine.errors import CancelledError, CockpitError

K = TypeVar("K", bound=Hashable)
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)

log = logging.getLogger(__name__)


class JobStatus(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_pending(self) -> bool:
        """True while something is still to come by itself."""
        return self in {JobStatus.QUEUED, JobStatus.RUNNING}


class Work(Protocol[R_co]):
    """What a job runs in a thread."""

    def __call__(self, round_number: int, *, on_progress: Callable[[Any], None], cancel: Event) -> R_co:
        """The result of one round, counted from 1; ends early, by ``CancelledError`` or not, once ``cancel`` is set."""


@dataclass(frozen=True, slots=True)
class Lane:
    """The threads that work on one round of every job: who asked first is served first, or who asked last.

    Of those who ask first, who wants further rounds too comes before who is content with this one.
    Where it ``gives_way``, nothing more is begun while an earlier lane has something to do.
    """

    name: str
    threads: int
    newest_first: bool = False
    gives_way: bool = False


@dataclass(frozen=True, slots=True)
class JobRound:
    """One round of a job that has ended: in which lane, how it ended, seconds it waited for its turn and took."""

    lane: str
    status: JobStatus
    waited: float
    took: float


@dataclass(frozen=True, slots=True)
class Load:
    """What a table has to do now: jobs by lane that are at work and that wait for their turn, and who waits for any."""

    running: dict[str, int]
    queued: dict[str, int]
    waiters: int


def _unheard(_ended: JobRound) -> None:
    """Nobody wants to know."""


def _newer(_older: R, newer: R) -> R:
    return newer


def _always(_result: object) -> bool:
    return True


def _never(_result: object) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class JobPolicy(Generic[R]):
    """What tells one table of jobs from another.

    ``lanes`` holds one lane a round. ``results_kept`` outcomes are kept, and ``held_kept`` of them where waiters still
    hold more; ``waiters_kept`` waiters are remembered. ``is_usable`` says of a result that it may stand in for the
    next one, ``better`` which of two rounds' results to keep, ``is_final`` that no further round would improve it.
    ``unexpected`` is said of an error that is not explained to people. ``on_ended`` hears of every round that was
    worked on, whatever came of it.
    """

    lanes: tuple[Lane, ...]
    results_kept: int
    held_kept: int
    waiters_kept: int
    unexpected: str
    is_usable: Callable[[R], bool] = _always
    better: Callable[[R, R], R] = _newer
    is_final: Callable[[R], bool] = _never
    on_ended: Callable[[JobRound], None] = _unheard


@dataclass(frozen=True, slots=True)
class JobView(Generic[K, R]):
    """What one waiter can know at one moment.

    ``result`` and ``failure`` belong to ``key``; ``last_result`` is the last usable one of this waiter, under
    ``last_key``. ``rounds_done`` counts what has come in; ``round_number`` is the round being worked on, else ``None``,
    with what it last reported in ``progress``. ``before_it`` counts the jobs that come first while it waits its turn.
    """

    key: K
    status: JobStatus
    result: R | None
    failure: str
    rounds_done: int
    last_key: K | None
    last_result: R | None
    round_number: int | None
    progress: Any
    before_it: int = 0


@dataclass(slots=True)
class _Job(Generic[K, R]):
    key: K
    work: Work[R]
    round_number: int
    asked: int
    status: JobStatus = JobStatus.QUEUED
    cancel: Event = field(default_factory=Event)
    progress: Any = None
    since: float = field(default_factory=time.monotonic)

    def report(self, progress: Any) -> None:
        self.progress = progress


@dataclass(frozen=True, slots=True)
class _Outcome(Generic[R]):
    status: JobStatus = JobStatus.QUEUED
    result: R | None = None
    failure: str = ""
    rounds_done: int = 0
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class _Wish(Generic[K]):
    key: K
    rounds: int


class JobTable(Generic[K, R]):
    """Jobs, their outcomes and who waits for what, behind one lock."""

    def __init__(self, policy: JobPolicy[R]) -> None:
        self._policy = policy
        self._lock = Lock()
        self._ended = Condition(self._lock)
        self._threads = [ThreadPoolExecutor(lane.threads, lane.name) for lane in policy.lanes]
        self._jobs: dict[K, _Job[K, R]] = {}
        self._outcomes: OrderedDict[K, _Outcome[R]] = OrderedDict()
        self._wishes: OrderedDict[Hashable, _Wish[K]] = OrderedDict()
        self._last_usable: dict[Hashable, K] = {}
        self._count = count()
        self._put_off = [0] * len(policy.lanes)
        self._is_closed = False
        close_with_server(self)

    def ask(self, waiter: Hashable, key: K, work: Work[R], *, rounds: int | None = None) -> JobView[K, R]:
        """Want ``key``, in place of what this waiter wanted before; gives what is known now.

        ``work`` runs only where nobody has asked for ``key`` before, up to ``rounds`` times (all by default).
        """
        with self._lock:
            older = self._wishes.get(waiter)
            self._wishes[waiter] = _Wish(key, rounds or len(self._policy.lanes))
            self._wishes.move_to_end(waiter)
            if older is not None and older.key != key:
                self._drop_if_unwanted(older.key)
                self._forget_without_result(key)
            self._start_if_wanted(key, work)
            self._forget_oldest()
            return self._view(waiter, key)

    def look(self, waiter: Hashable) -> JobView[K, R] | None:
        """What is known now of what the waiter wants; ``None`` when nothing is, or the waiter has asked for nothing."""
        with self._lock:
            wish = self._wishes.get(waiter)
            is_known = wish is not None and (wish.key in self._jobs or wish.key in self._outcomes)
            return self._view(waiter, wish.key) if wish is not None and is_known else None

    def wait(self, seconds: float) -> None:
        """Until any round of any job has ended, at most so long: then it is worth looking again."""
        with self._ended:
            self._ended.wait(seconds)

    def result_of(self, key: K) -> R | None:
        """The result kept for a key, whoever asked for it.

        ``None`` while there is none.
        """
        with self._lock:
            return self._outcomes.get(key, _Outcome()).result

    def first_rounds_to_be_followed(self) -> int:
        """How many jobs are in their first round, or wait for it, of which a waiter wants further rounds as well."""
        with self._lock:
            wanted = {wish.key for wish in self._wishes.values() if wish.rounds > 1}
            return sum(job.round_number == 1 and job.key in wanted for job in self._jobs.values())

    def stop(self, waiter: Hashable) -> None:
        """Be content with what there is; the job ends unless somebody else waits for more."""
        with self._lock:
            wish = self._wishes.get(waiter)
            if wish is None or wish.key not in self._jobs:
                return
            outcome = self._outcomes.get(wish.key, _Outcome())
            self._wishes[waiter] = _Wish(wish.key, outcome.rounds_done)
            if self._drop_if_unwanted(wish.key):
                status = JobStatus.CANCELLED if outcome.result is None else outcome.status
                self._remember(wish.key, replace(outcome, status=status, is_final=True))

    def forget_failure(self, waiter: Hashable) -> None:
        """Forget that what the waiter wants failed or was cancelled, so that it can be asked for again."""
        with self._lock:
            wish = self._wishes.get(waiter)
            if wish is not None:
                self._forget_without_result(wish.key)

    def pending(self) -> int:
        """How many jobs are running or queued, and not told to stop."""
        with self._lock:
            return len(self._jobs)

    def load(self) -> Load:
        """What there is to do now."""
        with self._lock:
            by_status = {
                status: {
                    lane.name: sum(self._lane(job) is lane and job.status is status for job in self._jobs.values())
                    for lane in self._policy.lanes
                }
                for status in (JobStatus.RUNNING, JobStatus.QUEUED)
            }
            waiters = sum(wish.key in self._jobs for wish in self._wishes.values())
            return Load(by_status[JobStatus.RUNNING], by_status[JobStatus.QUEUED], waiters)

    def close(self) -> None:
        """Tell every job to stop and take no more."""
        with self._lock:
            self._is_closed = True
            for job in self._jobs.values():
                job.cancel.set()
            self._jobs.clear()
        for threads in self._threads:
            threads.shutdown(wait=False, cancel_futures=True)

    def _start_if_wanted(self, key: K, work: Work[R]) -> None:
        if self._is_closed:
            return
        asked = next(self._count)
        outcome = self._outcomes.get(key, _Outcome())
        if key in self._jobs:
            job = self._jobs[key]
            job.asked = asked if self._lane(job).newest_first else job.asked
        elif not outcome.is_final and self._is_wanted(key, outcome.rounds_done + 1):
            job = self._jobs[key] = _Job(key, work, outcome.rounds_done + 1, asked)
            self._threads[outcome.rounds_done].submit(self._run_next, job.round_number)

    def _run_next(self, round_number: int) -> None:
        """Work on the job whose turn it is; one that was dropped meanwhile has left its turn to another, or to none."""
        with self._lock:
            if self._gives_way(round_number):
                self._put_off[round_number - 1] += 1
                return
            job = self._whose_turn(round_number)
            if job is None:
                return
            job.status = JobStatus.RUNNING
        begun = time.monotonic()
        outcome = self._run(job)
        status = JobStatus.CANCELLED if job.cancel.is_set() else outcome.status
        self._policy.on_ended(JobRound(self._lane(job).name, status, begun - job.since, time.monotonic() - begun))
        with self._lock:
            if self._jobs.get(job.key) is job:  # else cancelled meanwhile: its result may be cut short
                del self._jobs[job.key]
                self._remember(job.key, self._joined(self._outcomes.get(job.key, _Outcome()), outcome))
                self._start_if_wanted(job.key, job.work)
                self._go_on_with_what_gave_way()
            self._ended.notify_all()

    def _gives_way(self, round_number: int) -> bool:
        may_have_to = self._policy.lanes[round_number - 1].gives_way
        return may_have_to and any(job.round_number < round_number for job in self._jobs.values())

    def _go_on_with_what_gave_way(self) -> None:
        """Give turns that were put off back to lanes that need not wait any more."""
        for place, turns in enumerate(self._put_off):
            if turns and not self._is_closed and not self._gives_way(place + 1):
                self._put_off[place] = 0
                for _ in range(turns):
                    self._threads[place].submit(self._run_next, place + 1)

    def _whose_turn(self, round_number: int) -> _Job[K, R] | None:
        queued = [j for j in self._jobs.values() if j.round_number == round_number and j.status is JobStatus.QUEUED]
        if not queued:
            return None
        if self._lane(queued[0]).newest_first:
            return max(queued, key=lambda job: job.asked)
        return min(queued, key=self._place)

    def _place(self, job: _Job[K, R]) -> tuple[bool, int]:
        """Where a job stands in a queue: what somebody wants to be followed comes first, then who asked first."""
        return not self._is_wanted(job.key, job.round_number + 1), job.asked

    def _lane(self, job: _Job[K, R]) -> Lane:
        return self._policy.lanes[job.round_number - 1]

    def _run(self, job: _Job[K, R]) -> _Outcome[R]:
        try:
            result = job.work(job.round_number, on_progress=job.report, cancel=job.cancel)
        except CancelledError:
            return _Outcome(JobStatus.CANCELLED)
        except CockpitError as error:
            return _Outcome(JobStatus.FAILED, failure=str(error))
        except Exception:
            log.exception("a job failed")
            return _Outcome(JobStatus.FAILED, failure=self._policy.unexpected)
        return _Outcome(JobStatus.DONE, result)

    def _joined(self, older: _Outcome[R], newer: _Outcome[R]) -> _Outcome[R]:
        """What is known once a round has ended; a further round never takes away a usable result."""
        rounds = older.rounds_done + 1
        if newer.status is not JobStatus.DONE:
            is_usable = older.result is not None and self._policy.is_usable(older.result)
            kept = older if is_usable else replace(older, status=newer.status, failure=newer.failure)
            return replace(kept, rounds_done=rounds, is_final=True)
        result = newer.result
        is_final = rounds == len(self._policy.lanes) or result is None or self._policy.is_final(result)
        if older.result is not None and result is not None:
            result = self._policy.better(older.result, result)
        return _Outcome(JobStatus.DONE, result, "", rounds, is_final)

    def _view(self, waiter: Hashable, key: K) -> JobView[K, R]:
        outcome, job = self._outcomes.get(key, _Outcome()), self._jobs.get(key)
        if outcome.result is not None and self._policy.is_usable(outcome.result):
            self._last_usable[waiter] = key
        last = self._last_usable.get(waiter)
        return JobView(
            key=key,
            status=outcome.status if job is None else job.status,
            result=outcome.result,
            failure=outcome.failure,
            rounds_done=outcome.rounds_done,
            last_key=last,
            last_result=None if last is None else self._outcomes.get(last, _Outcome()).result,
            round_number=None if job is None else job.round_number,
            progress=None if job is None else job.progress,
            before_it=0 if job is None else self._before(job),
        )

    def _before(self, job: _Job[K, R]) -> int:
        if job.status is not JobStatus.QUEUED or self._lane(job).newest_first:
            return 0
        others = [other for other in self._jobs.values() if other.round_number == job.round_number]
        place = self._place(job)
        return sum(other.status is JobStatus.RUNNING or self._place(other) < place for other in others)

    def _is_wanted(self, key: K, round_number: int) -> bool:
        return any(wish.key == key and wish.rounds >= round_number for wish in self._wishes.values())

    def _drop_if_unwanted(self, key: K) -> bool:
        job = self._jobs.get(key)
        if job is None or self._is_wanted(key, job.round_number):
            return False
        del self._jobs[key]
        job.cancel.set()
        self._go_on_with_what_gave_way()
        return True

    def _remember(self, key: K, outcome: _Outcome[R]) -> None:
        self._outcomes[key] = outcome
        self._outcomes.move_to_end(key)

    def _forget_without_result(self, key: K) -> None:
        if self._outcomes.get(key, _Outcome()).status in {JobStatus.FAILED, JobStatus.CANCELLED}:
            del self._outcomes[key]

    def _forget_oldest(self) -> None:
        """Outcomes that nobody holds go first, oldest first; beyond ``held_kept``, those still held go too."""
        policy = self._policy
        while len(self._wishes) > policy.waiters_kept:
            waiter, _ = self._wishes.popitem(last=False)
            self._last_usable.pop(waiter, None)
        if len(self._outcomes) <= policy.results_kept:
            return
        held = {wish.key for wish in self._wishes.values()} | set(self._last_usable.values())
        for spared, kept in ((held, policy.results_kept), (set[K](), policy.held_kept)):
            for key in [k for k in self._outcomes if k not in spared][: max(0, len(self._outcomes) - kept)]:
                del self._outcomes[key]


class Closable(Protocol):
    """What works in threads of its own."""

    def close(self) -> None:
        """Tell them to stop and take no more."""


_OPEN: weakref.WeakSet[Closable] = weakref.WeakSet()


def close_with_server(at_work: Closable) -> None:
    """Let :func:`close_all` close ``at_work`` too, as long as somebody holds it."""
    _OPEN.add(at_work)


def close_all() -> None:
    """Close every table of this process, and whatever else works in threads; called when a server shuts down."""
    for at_work in list(_OPEN):
        at_work.close()
