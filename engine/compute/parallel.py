"""One function called on many arguments, in as many processes as there are cores, or on a cluster where one is named.

The pool is loky's: it never runs the main script again in a worker, which on a server would be a page. No worker
outlives the process that it works for, however that one ends.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager, suppress
from itertools import islice
from threading import Event, Lock, Thread
from typing import TypeVar

from loky import ProcessPoolExecutor, cpu_count

from engine.compute.budget import BOARD_BUDGET, OnDone, SolveBudget
from engine.compute.cluster import ClusterUnusable, leave_clusters, run_on_cluster, scheduler_address
from engine.errors import CancelledError

A = TypeVar("A")
R = TypeVar("R")

WORKERS_VARIABLE = "COCKPIT_WORKERS"
_POLL_SECONDS = 0.1
NICENESS = 10
"""How far behind whatever else the machine does the work comes that nobody waits for at this moment."""
_IDLE_SECONDS = 60.0
"""Workers without work end after so long; the next use starts new ones."""
_LOOK_SECONDS = 1.0
"""How often a worker looks whether the process that it works for is still there."""
_KEPT: dict[int, list[ProcessPoolExecutor]] = {}
_IN_USE: set[ProcessPoolExecutor] = set()
_KEEPING = Lock()
_IN_HAND = 2
"""Calls handed to the pool for each process."""


def run_all(
    function: Callable[[A], R],
    arguments: Sequence[A],
    budget: SolveBudget = BOARD_BUDGET,
) -> tuple[R, ...]:
    """The results of ``function``, in the order of ``arguments``.

    ``budget`` says on how many processes (by default one a core, or what ``COCKPIT_WORKERS`` says), who hears and who
    may end it; with one process all runs in this one. With more, ``function``, arguments and results must be
    picklable. The first exception of a call is raised and ends the rest. Where the budget leaves it open and a cluster
    is named, the work goes there; what it cannot do is done here.

    Raises:
        CancelledError: the budget was cancelled; the processes that were at work are ended.
    """
    report, cancel = budget.on_done or _silent, budget.cancel
    if budget.is_cancelled:
        raise CancelledError
    address = scheduler_address()
    if address is not None and budget.workers is None and len(arguments) > 1:
        with suppress(ClusterUnusable):
            return run_on_cluster(address, function, arguments, report, cancel)
    wanted = min(budget.workers or default_workers(), len(arguments))
    if wanted <= 1:
        return tuple(_in_a_row(function, arguments, report, cancel))
    with _pool(wanted) as pool:
        return _side_by_side(pool, function, arguments, _IN_HAND * wanted, report, cancel)


def default_workers() -> int:
    """Processes used where nobody says how many."""
    return max(1, int(os.environ.get(WORKERS_VARIABLE) or cpu_count()))


def _in_a_row(function: Callable[[A], R], arguments: Sequence[A], report: OnDone, cancel: Event | None) -> Iterator[R]:
    for done, argument in enumerate(arguments, start=1):
        if cancel is not None and cancel.is_set():
            raise CancelledError
        yield function(argument)
        report(done, len(arguments))


def end_workers() -> None:
    """End every worker at once, those at work too; called when a server stops, after its jobs were told to."""
    with _KEEPING:
        pools = [*_IN_USE, *(pool for kept in _KEPT.values() for pool in kept)]
        _KEPT.clear()
    for pool in pools:
        pool.shutdown(wait=True, kill_workers=True)
    leave_clusters()


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """A pool of its own for one use; kept for the next when all went well, else ended with its processes."""
    pool = _taken(workers)
    try:
        yield pool
    except BaseException:
        with _KEEPING:
            _IN_USE.discard(pool)
        pool.shutdown(wait=True, kill_workers=True)
        raise
    with _KEEPING:
        _IN_USE.discard(pool)
        _KEPT.setdefault(workers, []).append(pool)


def _taken(workers: int) -> ProcessPoolExecutor:
    """A pool that nobody uses at the moment, for starting processes takes longer than many a solve; else a new one."""
    with _KEEPING:
        kept = _KEPT.get(workers)
        pool = kept.pop() if kept else _new_pool(workers)
        _IN_USE.add(pool)
    return pool


def _new_pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, timeout=_IDLE_SECONDS, initializer=_begin_work, initargs=(os.getpid(),))


def _begin_work(parent: int) -> None:
    """Workers come after whatever else the machine does, such as drawing pages, and end with their parent."""
    # Those that a thread of the pool starts later have not been started without interrupts.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(AttributeError, OSError):
        os.nice(NICENESS)
    Thread(target=_end_with, args=(parent,), name="end-with-parent", daemon=True).start()


def _end_with(parent: int) -> None:
    """End this process, whatever it is at, once its parent is gone: a killed parent cannot tell its workers.

    The system gives an orphan another parent. A signal of the system's own (``PR_SET_PDEATHSIG``) would not do: it
    comes when the thread ends that started the worker.
    """
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os._exit(1)


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Processes started within never hear the interrupt key, which reaches a whole terminal: their parent ends them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _side_by_side(
    pool: ProcessPoolExecutor,
    function: Callable[[A], R],
    arguments: Sequence[A],
    in_hand: int,
    report: OnDone,
    cancel: Event | None,
) -> tuple[R, ...]:
    """At most ``in_hand`` calls are handed over at once: a pool that is ended stumbles over more."""
    results: dict[int, R] = {}
    waiting: dict[Future[R], int] = {}
    left = iter(range(len(arguments)))
    while len(results) < len(arguments):
        with _without_interrupts():
            waiting |= {pool.submit(function, arguments[p]): p for p in islice(left, in_hand - len(waiting))}
        done, _ = wait(waiting, timeout=_POLL_SECONDS, return_when=FIRST_COMPLETED)
        if cancel is not None and cancel.is_set():  # first: whoever cancelled may have ended the workers as well
            raise CancelledError
        results.update({waiting.pop(future): future.result() for future in done})
        if done:
            report(len(results), len(arguments))
    return tuple(results[place] for place in range(len(arguments)))


def _silent(_done: int, _total: int) -> None:
    """Nobody wants to know."""
