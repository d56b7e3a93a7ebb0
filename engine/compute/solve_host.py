"""A process that has the engine loaded and forks one for every solve; ``solve_processes`` starts it.

Its one thread waits at a socket, whose number it is given, for the ends of others: each becomes the link of a process
that reads one :class:`SolveRequest`, solves, tells how far it has come, and answers. A fork takes some hundredths of a
second and shares what is loaded; what a solve has used is given back whole when it ends. Nothing is solved in the host
itself, because threads of a solver would not survive the fork. Whatever happens to the server, its end of each link
closes, which ends the process at the other end; that of the host's own socket ends the host.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import traceback
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.connection import Connection
from threading import Lock, Thread
from typing import Any

from engine.optimise.choice import Progress
from engine.optimise.recommend import recommend
from engine.optimise.recommendation import Effort, Recommendation
from engine.optimise.solvers import Solver
from engine.portfolio.model.portfolio import Portfolio

READY = b"r"
"""What the host says once it has the engine loaded."""


class Said(StrEnum):
    """What the process of a solve says, each with its content: how far it has come, its answer, what went wrong."""

    PROGRESS = "progress"
    ANSWER = "answer"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class SolveRequest:
    """What :func:`engine.optimise.recommend.recommend` is to be called with, and how far behind others it comes.

    ``niceness`` is that of the operating system, 0 for what a person waits for.
    """

    portfolio: Portfolio
    effort: Effort
    solver: Solver
    before: Recommendation | None
    niceness: int


def main() -> None:
    """Serve the socket whose number stands on the command line until the other end closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the interrupt key reaches a whole terminal; the server ends its host
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system then forgets processes as they end
    server = socket.socket(fileno=int(sys.argv[1]))
    gc.collect()
    gc.freeze()
    server.sendall(READY)
    while True:
        said, links, _, _ = socket.recv_fds(server, 1, 1)
        if not said:
            return
        if os.fork() == 0:
            try:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # CBC is a process of its own, whose end is waited for
                server.close()
                _solve(Connection(links[0]))
            finally:
                os._exit(0)
        os.close(links[0])


def _solve(link: Connection) -> None:
    try:
        request: SolveRequest = link.recv()
    except EOFError:  # called off already
        return
    os.nice(request.niceness)
    Thread(target=_end_with, args=(link,), daemon=True).start()
    speaking = Lock()

    def tell(progress: Progress) -> None:
        with speaking:  # several threads of one solve may have something to tell
            link.send((Said.PROGRESS, progress))

    try:
        answer = recommend(
            request.portfolio,
            request.effort,
            on_progress=tell,
            solver=request.solver,
            before=request.before,
        )
        outcome: tuple[Said, Any] = (Said.ANSWER, answer)
    except Exception as error:
        error.add_note(traceback.format_exc())  # what a link carries has no traceback
        outcome = (Said.FAILURE, error)
    with speaking:
        link.send(outcome)


def _end_with(link: Connection) -> None:
    """End this process, whatever it is at, once the other end is closed: nobody waits for its answer any more."""
    with suppress(EOFError, OSError):
        link.recv()
    os._exit(1)
