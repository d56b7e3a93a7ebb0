"""A server that is told to stop ends, whatever it is at: while it starts at once, later after some seconds at most."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest

from pages.ui.shell.stopping import ServerStop
from tests.support.places import ROOT

pytestmark = pytest.mark.skipif(not hasattr(signal, "alarm"), reason="the system has no alarm to end a process with")
LONGEST = 60.0
"""Seconds waited for on a busy machine."""

WEB_SERVER = """
import signal, sys, threading, time
from pages.ui.shell import stopping

stopping.LONGEST = 1
told = []
signal.signal(signal.SIGTERM, lambda *_: told.append("web server"))  # which looks at it in its own time
stop = stopping.ServerStop()
stop.hear_signals()
"""
STARTING = "print('here', flush=True)\ntime.sleep(600)\n"
STUCK = """
def close():
    print("closing", flush=True)
    threading.Event().wait()

threading.Thread(target=time.sleep, args=(600,)).start()
stop.listen(close)
print("here", flush=True)
while not told:
    time.sleep(0.01)
stop.close()
"""


@contextmanager
def running(script: str) -> Iterator[subprocess.Popen[str]]:
    """A process that has come to where it says so."""
    process = subprocess.Popen(
        [sys.executable, "-c", WEB_SERVER + script],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def test_one_that_is_still_starting_ends_at_once() -> None:
    with running(STARTING) as process:
        process.terminate()
        assert process.wait(LONGEST) == -signal.SIGTERM
        assert process.stderr is not None
        assert process.stderr.read() == ""


HEARD_BEFORE = """
class Server:
    should_exit = False

    def handle(self, *_):
        self.should_exit = True

signal.signal(signal.SIGTERM, Server().handle)
signal.raise_signal(signal.SIGTERM)
print("here", flush=True)
stopping.ServerStop().hear_signals()
time.sleep(600)
"""


def test_one_that_was_told_before_it_could_hear_ends_as_well() -> None:
    with running(HEARD_BEFORE) as process:
        assert process.wait(LONGEST) == -signal.SIGTERM


def test_one_whose_work_does_not_end_is_ended_by_the_system() -> None:
    with running(STUCK) as process:
        process.terminate()
        assert process.stdout is not None
        assert process.stdout.readline() == "closing\n"
        process.terminate()
        assert process.wait(LONGEST) == -signal.SIGALRM


def test_what_is_closed_is_closed_once_and_waited_for() -> None:
    stop, may_end, closed = ServerStop(), Event(), list[str]()

    def close() -> None:
        assert may_end.wait(LONGEST)
        closed.append("done")

    stop.listen(close)
    first, second = Thread(target=stop.close), Thread(target=stop.close)
    first.start()
    assert stop.begun.wait(LONGEST)
    second.start()
    may_end.set()
    second.join(LONGEST)
    assert closed == ["done"]
    first.join(LONGEST)
