"""Work on a real Dask scheduler with two workers on this machine: same bits, lost work done again, and none needed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from threading import Event

import pytest

from engine.compute import Case, SolveBudget, cluster, run_all, solve_cases
from engine.errors import CancelledError, SolverError
from engine.optimise.recommend import Target
from tests.benchmarks.portfolios import random_portfolio
from tests.support.places import ROOT
from tests.support.serving import free_port

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("distributed") is None, reason="requirements-cluster.txt is not installed"),
]

LONGEST = 120.0


@dataclass(frozen=True)
class DaskCluster:
    """A scheduler and its workers' processes."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: dict[int, subprocess.Popen[bytes]]


def started(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def dask_cluster() -> Iterator[DaskCluster]:
    from distributed import Client

    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    own = ("--no-dashboard", "--host", "127.0.0.1")
    scheduler = started("distributed.cli.dask_scheduler", *own, "--port", str(port))
    workers = [started("distributed.cli.dask_worker", address, *own, "--no-nanny", "--nthreads", "1") for _ in range(2)]
    try:
        with Client(address, timeout=LONGEST, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=LONGEST)
        yield DaskCluster(address, scheduler, {worker.pid: worker for worker in workers})
    finally:
        cluster.leave_clusters()
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


@pytest.fixture(autouse=True)
def named(dask_cluster: DaskCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cluster, as whoever runs a server names it."""
    monkeypatch.setenv(cluster.COMPUTE_VARIABLE, dask_cluster.address)
    monkeypatch.setattr(cluster, "_rest_until", {})


def whereabouts(number: int) -> tuple[int, int]:
    if number < 0:
        raise SolverError(f"{number} is negative")
    return number, os.getpid()


def marked(number: int, *, folder: Path) -> int:
    """Leave a mark of who is at it, and wait for the word to go on."""
    (folder / f"{number}-{os.getpid()}").touch()
    while not (folder / "go").exists():
        time.sleep(0.02)
    return number * number


def marks(folder: Path) -> dict[int, list[int]]:
    """Who has been at each number."""
    listed: dict[int, list[int]] = {}
    for path in folder.glob("*-*"):
        number, pid = path.name.split("-")
        listed.setdefault(int(number), []).append(int(pid))
    return listed


def wait_for_marks(folder: Path, count: int) -> dict[int, list[int]]:
    until = time.monotonic() + LONGEST
    while len(marks(folder)) < count:
        assert time.monotonic() < until
        time.sleep(0.02)
    return marks(folder)


def test_results_come_in_order_from_the_workers_with_progress(dask_cluster: DaskCluster) -> None:
    progress: list[tuple[int, int]] = []
    results = run_all(whereabouts, range(9), SolveBudget(on_done=lambda n, of: progress.append((n, of))))
    assert [number for number, _ in results] == list(range(9))
    assert {pid for _, pid in results} <= set(dask_cluster.workers)
    assert progress == [(n, 9) for n in range(1, 10)]
    assert {pid for _, pid in run_all(whereabouts, range(3), SolveBudget(workers=1))} == {os.getpid()}


def test_an_error_of_the_work_is_raised_as_it_is() -> None:
    with pytest.raises(SolverError, match="-3 is negative"):
        run_all(whereabouts, (1, 2, -3, 4))


def test_plans_are_the_same_to_the_last_bit() -> None:
    cases = [Case(random_portfolio(n_projects=12, seed=seed), Target(0.01, 60.0)) for seed in range(3)]
    there, here = solve_cases(cases), solve_cases(cases, SolveBudget(workers=1))
    assert [replace(plan, seconds=0.0) for plan in there] == [replace(plan, seconds=0.0) for plan in here]


def test_cancelled_work_ends_and_only_what_was_begun_has_run(tmp_path: Path) -> None:
    cancel = Event()
    with ThreadPoolExecutor(1) as thread:
        result = thread.submit(run_all, partial(marked, folder=tmp_path), range(50), SolveBudget(cancel=cancel))
        wait_for_marks(tmp_path, 2)
        cancel.set()
        with pytest.raises(CancelledError):
            result.result(LONGEST)
    (tmp_path / "go").touch()
    assert [number for number, _ in run_all(whereabouts, range(2))] == [0, 1]
    assert len(marks(tmp_path)) < 10


def test_a_worker_of_another_engine_does_nothing_and_the_work_is_done_here(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(cluster, "engine_digest", lambda: "another")
    monkeypatch.setenv("COCKPIT_WORKERS", "1")
    for _ in range(2):
        assert {pid for _, pid in run_all(whereabouts, range(3))} == {os.getpid()}
    (line,) = [r.getMessage() for r in caplog.records if r.name == cluster.__name__]
    assert "another version of the engine" in line


def test_without_a_cluster_that_answers_the_work_is_done_here(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(cluster.COMPUTE_VARIABLE, f"tcp://127.0.0.1:{free_port()}")
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.5)
    monkeypatch.setenv("COCKPIT_WORKERS", "1")
    for _ in range(2):
        assert run_all(whereabouts, (2, 3)) == ((2, os.getpid()), (3, os.getpid()))
    assert len([r for r in caplog.records if r.name == cluster.__name__]) == 1


def test_work_lost_with_a_worker_is_done_again_by_another_and_without_any_here(
    dask_cluster: DaskCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last test: the workers are killed while they are at work, and then the scheduler."""
    monkeypatch.setenv("COCKPIT_WORKERS", "1")
    rounds = [tmp_path / name for name in ("one", "none", "nothing")]
    for folder in rounds:
        folder.mkdir()
    with ThreadPoolExecutor(1) as thread:
        result = thread.submit(run_all, partial(marked, folder=rounds[0]), range(6))
        lost, (killed,) = next(iter(wait_for_marks(rounds[0], 2).items()))
        end(dask_cluster.workers[killed])
        (rounds[0] / "go").touch()
        assert result.result(LONGEST) == tuple(n * n for n in range(6))
        (left,) = set(dask_cluster.workers) - {killed}
        assert set(marks(rounds[0])[lost]) == {killed, left}
        result = thread.submit(run_all, partial(marked, folder=rounds[1]), range(6))
        wait_for_marks(rounds[1], 1)
        end(dask_cluster.workers[left])
        (rounds[1] / "go").touch()
        assert result.result(LONGEST) == tuple(n * n for n in range(6))
        assert {pid for pids in marks(rounds[1]).values() for pid in pids} == {left, os.getpid()}
    monkeypatch.setattr(cluster, "_rest_until", {})
    end(dask_cluster.scheduler)
    (rounds[2] / "go").touch()
    assert run_all(partial(marked, folder=rounds[2]), range(6)) == tuple(n * n for n in range(6))
    assert {pid for pids in marks(rounds[2]).values() for pid in pids} == {os.getpid()}


def end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait(LONGEST)
