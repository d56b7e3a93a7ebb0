"""No worker outlives the process that it works for, whether that one is stopped, interrupted or killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event

import pytest

from engine.compute import SolveBudget, run_all
from engine.compute.parallel import end_workers
from engine.errors import CancelledError
from tests.support.places import ROOT
from tests.support.processes import is_alive

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked at in /proc, which is not here"),
]
LONGEST = 30.0
"""Seconds waited for on a busy machine; workers that were not told to end would go on for ten minutes."""

PARENT = """
import os, sys, time
from pathlib import Path
from engine.compute import SolveBudget, run_all

def work(job):
    Path(job[0], f"{os.getpid()}").touch()
    time.sleep(job[1])

if __name__ == "__main__":
    folder = sys.argv[1]
    run_all(work, [(folder, float(sys.argv[2]))] * 2, SolveBudget(workers=2))
    Path(folder, "idle").touch()
    time.sleep(600)
"""


@contextmanager
def parent(tmp_path: Path, seconds: float) -> Iterator[subprocess.Popen[bytes]]:
    """A process of its own group whose workers are at work for so long, and then idle."""
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    (tmp_path / "seen").mkdir()
    command = [sys.executable, str(script), str(tmp_path / "seen"), f"{seconds}"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def wait_for(what: str, holds: object) -> None:
    """Wait until a function says yes."""
    until = time.monotonic() + LONGEST
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < until, what
        time.sleep(0.05)


def workers_in(folder: Path) -> list[int]:
    return [int(p.name) for p in (folder / "seen").iterdir() if p.name.isdigit()]


@pytest.mark.parametrize(
    ("seconds", "how"),
    [(600.0, signal.SIGKILL), (0.0, signal.SIGKILL), (600.0, signal.SIGTERM), (600.0, signal.SIGINT)],
    ids=["killed at work", "killed when idle", "stopped at work", "interrupted at work"],
)
def test_workers_end_with_their_parent(tmp_path: Path, seconds: float, how: signal.Signals) -> None:
    with parent(tmp_path, seconds) as process:
        enough = (lambda: (tmp_path / "seen" / "idle").exists()) if not seconds else lambda: workers_in(tmp_path)
        wait_for("the workers have not begun", enough)
        workers = workers_in(tmp_path)
        if how is signal.SIGINT:
            os.killpg(process.pid, how)  # the interrupt key of a terminal reaches everybody
        else:
            process.send_signal(how)
        wait_for("a worker is left behind", lambda: not any(map(is_alive, workers)))
        assert process.wait(LONGEST) == -how
        said = process.stderr.read().decode() if process.stderr else ""
        assert said.count("Traceback") <= (how is signal.SIGINT)  # the parent's own, which nothing of it catches here


def nap(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def test_workers_are_ended_when_a_server_stops_and_started_again_when_needed() -> None:
    idle = set(run_all(nap, [0.05] * 4, SolveBudget(workers=2)))
    end_workers()
    wait_for("a worker is left behind", lambda: not any(map(is_alive, idle)))
    assert not idle & set(run_all(nap, [0.05] * 4, SolveBudget(workers=2)))


def test_work_that_was_cancelled_begins_nothing() -> None:
    cancel = Event()
    cancel.set()
    with pytest.raises(CancelledError):
        run_all(
            nap,
            [0.0] * 4,
            SolveBudget(workers=2, cancel=cancel),
        )
