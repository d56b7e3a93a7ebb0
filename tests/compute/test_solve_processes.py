"""Plans from processes of their own: the same to the bit, called off at once, nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from engine.compute import solve_processes
from engine.compute.solve_processes import ENDED, SolveHost, recommend
from engine.errors import CancelledError, SolverError
from engine.optimise.recommend import recommend as in_this_thread
from engine.optimise.recommendation import Effort, Recommendation, Status
from engine.optimise.solvers import Solver
from engine.portfolio import Portfolio
from engine.portfolio.reading.loading import load
from engine.portfolio.scenario import Scenario, apply
from tests.support.places import ROOT
from tests.support.processes import is_alive
from tests.support.small_portfolios import random_portfolio

pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked at in /proc")
WAIT = 60.0
"""Seconds on a busy machine; what is waited for would never come otherwise."""


def until(holds: Callable[[], object], what: str) -> None:
    end = time.monotonic() + WAIT
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def children(pid: int) -> list[int]:
    """The processes forked by one that are still at work."""
    try:
        own = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(child) for child in own]
    except OSError:
        return []


@pytest.fixture(scope="module", autouse=True)
def host() -> Iterator[SolveHost]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solve_processes, "_HOSTS", [])
        solve_processes.open_host()
        (host,) = solve_processes._HOSTS
        until(host.is_ready, "the host is not ready")
        yield host
        host.close()
        until(lambda: not is_alive(host.pid), "the host has not ended")


@pytest.fixture(scope="module")
def hard() -> Portfolio:
    """A portfolio whose board plan takes seconds."""
    return apply(Scenario(protective_capacity=0.37), load(ROOT / "data" / "sample"))


def untimed(plan: Recommendation) -> Recommendation:
    return replace(plan, seconds=0.0)


def never(*_: object, **__: object) -> Recommendation:
    raise AssertionError("solved in the thread that asked")


def test_the_plan_is_the_same_to_the_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solve_processes.in_this_thread, "recommend", never)
    statuses = set()
    for seed in range(8):
        portfolio = random_portfolio(seed)
        expected = in_this_thread(portfolio)
        assert untimed(recommend(portfolio)) == untimed(expected)
        statuses.add(expected.status)
        if expected.value is not None:
            near = untimed(in_this_thread(portfolio, Effort.BOARD, before=expected))
            assert untimed(recommend(portfolio, Effort.BOARD, before=expected)) == near
    assert {Status.OPTIMAL, Status.INFEASIBLE} <= statuses


def test_a_solver_that_is_a_program_of_its_own_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    portfolio = random_portfolio(1)
    expected = in_this_thread(portfolio, solver=Solver.CBC)
    monkeypatch.setattr(solve_processes.in_this_thread, "recommend", never)
    assert expected.value is not None
    assert untimed(recommend(portfolio, solver=Solver.CBC)) == untimed(expected)


def test_several_at_once_each_get_their_own_answer(host: SolveHost) -> None:
    portfolios = [random_portfolio(seed) for seed in range(6)]
    with ThreadPoolExecutor(6) as threads:
        plans = list(threads.map(recommend, portfolios))
    assert [untimed(plan) for plan in plans] == [untimed(in_this_thread(portfolio)) for portfolio in portfolios]
    until(lambda: not children(host.pid), "a process is left")


def test_it_tells_how_far_it_has_come_and_ends_when_it_is_called_off(host: SolveHost, hard: Portfolio) -> None:
    cancel, heard = Event(), []

    def hear(progress: object) -> None:
        heard.append(progress)
        cancel.set()

    with pytest.raises(CancelledError):
        recommend(hard, Effort.BOARD, on_progress=hear, cancel=cancel)
    assert heard
    until(lambda: not children(host.pid), "the process works on")


def test_what_goes_wrong_there_is_raised_here_with_where_it_happened() -> None:
    with pytest.raises(AttributeError) as raised:
        recommend("no portfolio")  # type: ignore[arg-type]
    assert any("recommend.py" in note for note in raised.value.__notes__)
    assert untimed(recommend(random_portfolio(1))) == untimed(in_this_thread(random_portfolio(1)))


def test_a_process_that_is_killed_is_told_as_such(host: SolveHost, hard: Portfolio) -> None:
    def kill(_: object) -> None:
        for child in children(host.pid):
            os.kill(child, signal.SIGKILL)

    with pytest.raises(SolverError, match=ENDED):
        recommend(hard, Effort.BOARD, on_progress=kill)


def test_without_its_host_a_server_solves_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solve_processes, "_HOSTS", [])
    solve_processes.open_host()
    (lost,) = solve_processes._HOSTS
    until(lost.is_ready, "the host is not ready")
    os.kill(lost.pid, signal.SIGKILL)
    portfolio = random_portfolio(2)
    assert untimed(recommend(portfolio)) == untimed(in_this_thread(portfolio))
    until(lambda: not lost.is_ready(), "its end is not noticed")
    assert untimed(recommend(portfolio)) == untimed(in_this_thread(portfolio))
    lost.close()


SERVER = """
import time
from pathlib import Path
from engine.compute import solve_processes
from engine.optimise.recommendation import Effort
from engine.portfolio.reading.loading import load
from engine.portfolio.scenario import Scenario, apply

solve_processes.open_host()
(host,) = solve_processes._HOSTS
while not host.is_ready():
    time.sleep(0.02)
hard = apply(Scenario(protective_capacity=0.37), load(Path("data/sample")))
solve_processes.recommend(hard, Effort.BOARD, on_progress=lambda _: print(host.pid, flush=True))
"""


@pytest.mark.slow
def test_nothing_is_left_of_a_server_that_was_killed() -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", SERVER], cwd=ROOT, env=environment, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        host = int(server.stdout.readline())
        solves = children(host)
        assert solves
        server.kill()
        until(lambda: not any(map(is_alive, [host, *solves])), "a process is left behind")
