"""The same calls on a Dask cluster, where ``COCKPIT_COMPUTE`` names its scheduler; an extra that need not be installed.

A call goes to the cluster only with the digest of the engine that asks, and is refused by a worker of another one, so
that an answer does not depend on where it was worked out. Dask itself begins work anew that was lost with a worker.
"""

from __future__ import annotations

import logging
import os
import queue
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from itertools import islice
from threading import Event, Lock
from typing import Any, TypeVar

from engine.compute.budget import OnDone
from engine.compute.kept import engine_digest
from engine.errors import CancelledError

log = logging.getLogger(__name__)
A = TypeVar("A")
R = TypeVar("R")

COMPUTE_VARIABLE = "COCKPIT_COMPUTE"
"""The variable that names the scheduler, such as ``tcp://10.0.0.7:8786``."""
CONNECT_SECONDS = 5.0
_REST_SECONDS = 60.0
"""How long a cluster that cannot be used is left alone."""
_POLL_SECONDS = 0.1
_LOOK_SECONDS = 2.0
"""How often it is looked whether there still are workers."""
_IN_HAND = 2
"""Calls handed over for each thread of the cluster, so that arguments of thousands do not wait in its memory."""

_connecting = Lock()
_clients: dict[str, Any] = {}
_rest_until: dict[str, float] = {}


class ClusterUnusable(Exception):  # noqa: N818 - a state, after which the work is done here
    """The cluster does not answer, or cannot do this work; nothing of it counts."""


def scheduler_address() -> str | None:
    """The scheduler that the environment names; ``None`` where work is done on this machine."""
    return os.environ.get(COMPUTE_VARIABLE, "").strip() or None


def run_on_cluster(
    address: str, function: Callable[[A], R], arguments: Sequence[A], report: OnDone, cancel: Event | None
) -> tuple[R, ...]:
    """The results of ``function`` in the order of ``arguments``, worked out by the workers of a scheduler.

    Raises:
        CancelledError: ``cancel`` was set; what a worker is at goes on there until it is done, and is thrown away.
        ClusterUnusable: the work has to be done elsewhere. What ``function`` raises is raised as it is.
    """
    client = _client(address)
    try:
        return _spread(client, function, arguments, report, cancel)
    except _failures() as error:
        raise _left_alone(address, error) from error


def leave_clusters() -> None:
    """Close the connections; called when a server stops."""
    with _connecting:
        clients = list(_clients.values())
        _clients.clear()
    for client in clients:
        client.close(timeout=1)


def _spread(
    client: Any, function: Callable[[A], R], arguments: Sequence[A], report: OnDone, cancel: Event | None
) -> tuple[R, ...]:
    digest, results = engine_digest(), dict[int, R]()
    waiting: dict[Any, int] = {}
    ended: queue.SimpleQueue[Any] = queue.SimpleQueue()
    left = iter(range(len(arguments)))
    in_hand = _IN_HAND * _threads(client)
    look_again = time.monotonic() + _LOOK_SECONDS
    try:
        while len(results) < len(arguments):
            if time.monotonic() > look_again:  # work waits for workers, and would for ever
                _threads(client)
                look_again = time.monotonic() + _LOOK_SECONDS
            for place in islice(left, in_hand - len(waiting)):
                future = client.submit(_call, function, arguments[place], digest, pure=False)
                waiting[future] = place
                future.add_done_callback(ended.put)
            if cancel is not None and cancel.is_set():
                raise CancelledError
            try:
                future = ended.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                continue
            results[waiting.pop(future)] = future.result()
            report(len(results), len(arguments))
    finally:
        if waiting:
            client.cancel(list(waiting), force=True)
    return tuple(results[place] for place in range(len(arguments)))


def _threads(client: Any) -> int:
    """How many calls the cluster works on at once.

    Raises:
        ClusterUnusable: it has no worker, or has gone.
    """
    threads = sum(client.nthreads().values()) if client.status == "running" else 0
    if not threads:
        raise ClusterUnusable("it has no worker")
    return threads


def _call(function: Callable[[A], R], argument: A, digest: str) -> R:
    """What a worker runs."""
    if digest != engine_digest():
        raise ClusterUnusable("a worker has another version of the engine: update it and start it anew")
    return function(argument)


def _client(address: str) -> Any:
    """The connection to a scheduler, made once a process."""
    with _connecting:
        if time.monotonic() < _rest_until.get(address, 0.0):
            raise ClusterUnusable("it could not be used a moment ago")
        client = _clients.get(address)
        if client is not None and client.status == "running":
            return client
        try:
            distributed: Any = import_module("distributed")
        except ImportError as error:
            raise _left_alone(address, "install requirements-cluster.txt beside the cockpit") from error
        try:
            client = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False, name="value-cockpit")
        except (OSError, ValueError) as error:  # its own time-outs are errors of the system
            raise _left_alone(address, error) from error
        _clients[address] = client
        return client


def _failures() -> tuple[type[BaseException], ...]:
    """What Dask raises for what is the cluster's affair, not that of the work."""
    from distributed import KilledWorker
    from distributed.client import FutureCancelledError
    from distributed.comm.core import CommClosedError

    return (ClusterUnusable, KilledWorker, FutureCancelledError, CommClosedError, OSError)


def _left_alone(address: str, why: object) -> ClusterUnusable:
    """A cluster that cannot be used is asked no more for a while, and the log says why."""
    reason = " ".join(f"{why}".split()) or type(why).__name__
    _rest_until[address] = time.monotonic() + _REST_SECONDS
    log.error("the cluster at %s cannot be used for a while (%s): work is done on this machine", address, reason)
    return ClusterUnusable(reason)
