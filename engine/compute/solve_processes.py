"""Solves in processes of their own, so that they take no turn of the interpreter from the pages of a server.

:func:`open_host` starts the process from which they are forked. Until it is ready, on systems that cannot fork, and
wherever nobody has opened one, as on the command line, :func:`recommend` solves in the thread that calls it. The answer
is the same to the bit.
"""

from __future__ import annotations

import logging
import os
import select
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event, Lock
from typing import Any

from engine.compute import jobs
from engine.compute.parallel import NICENESS
from engine.compute.solve_host import READY, Said, SolveRequest
from engine.errors import CancelledError, SolverError
from engine.optimise import recommend as in_this_thread
from engine.optimise.recommendation import Effort, Recommendation
from engine.optimise.solvers import Solver
from engine.portfolio.model.portfolio import Portfolio

ENDED = "The process that worked this plan out has ended before it was done. Ask again."
_ROOT = Path(__file__).parents[2]
_RUN_HOST = "from engine.compute.solve_host import main; main()"
"""Not as the main module, whose classes no link could carry."""
_LOOK_SECONDS = 0.05
"""How often a waiting thread looks whether it was called off."""

log = logging.getLogger(__name__)


class SolveHost:
    """The process from which solves are forked; many threads may ask it at once."""

    def __init__(self) -> None:
        self._server, host = socket.socketpair()
        with host:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-c", _RUN_HOST, str(host.fileno())],
                pass_fds=(host.fileno(),),
                cwd=_ROOT,
                stdin=subprocess.DEVNULL,
            )
        self._is_ready = False
        self._lock = Lock()
        jobs.close_with_server(self)

    @property
    def pid(self) -> int:
        """Its number in the operating system."""
        return self._process.pid

    def is_ready(self) -> bool:
        """Whether it takes solves: not before it has the engine loaded, nor after its end."""
        with self._lock:
            if not self._is_ready and self._server.fileno() >= 0 and select.select([self._server], [], [], 0)[0]:
                self._is_ready = self._server.recv(1) == READY
            return self._is_ready and self._process.poll() is None

    def has_ended(self) -> bool:
        """Whether it is there no more; its links close a moment before the system says so."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_LOOK_SECONDS)
        return self._process.returncode is not None

    def link(self) -> Connection:
        """The link to a new process that waits for its request.

        Raises:
            OSError: the host has ended.
        """
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            socket.send_fds(self._server, [READY], [theirs.fileno()])
        return Connection(ours.detach())

    def close(self) -> None:
        """End it; solves at work end as their links are closed by the threads that wait for them."""
        with self._lock:
            self._is_ready = False
            self._server.close()
        self._process.kill()  # it may still be loading the engine
        self._process.wait()


_HOSTS: list[SolveHost] = []
"""The host of this process, where one was opened."""


def open_host() -> None:
    """Solve in processes from here on, as soon as they can be had; until the jobs of this process are closed."""
    if hasattr(os, "fork") and hasattr(socket, "send_fds"):
        _HOSTS[:] = [SolveHost()]


def recommend(
    portfolio: Portfolio,
    effort: Effort = Effort.LIVE,
    *,
    on_progress: Callable[[Any], None] | None = None,
    cancel: Event | None = None,
    solver: Solver = Solver.HIGHS,
    before: Recommendation | None = None,
) -> Recommendation:
    """As :func:`engine.optimise.recommend.recommend`, in a process of its own where there is a host.

    Raises:
        CancelledError: it was called off while a process was at work on it.
        SolverError, VerificationError: as there; or the process has ended without an answer.
    """
    request = SolveRequest(portfolio, effort, solver, before, NICENESS if effort is Effort.BOARD else 0)
    host = _HOSTS[0] if _HOSTS else None
    if host is not None and host.is_ready():
        try:
            with host.link() as link:
                link.send(request)
                return _answer(link, on_progress, cancel)
        except (EOFError, OSError) as error:
            if not host.has_ended():
                raise SolverError(ENDED) from error
            log.error("the process from which solves are forked has ended: plans are worked out without it")
    return in_this_thread.recommend(
        portfolio, effort, on_progress=on_progress, cancel=cancel, solver=solver, before=before
    )


def _answer(link: Connection, on_progress: Callable[[Any], None] | None, cancel: Event | None) -> Recommendation:
    while True:
        while not link.poll(_LOOK_SECONDS):
            if cancel is not None and cancel.is_set():
                raise CancelledError
        said, content = link.recv()
        if said is Said.FAILURE:
            raise content
        if said is Said.ANSWER:
            answer: Recommendation = content
            return answer
        if on_progress is not None:
            on_progress(content)
