"""Equal questions get equal answers, to the last bit, whatever else the machine has to do."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from engine.optimise.work_limit import WorkLimit
from tests.optimise.asked import recommended, tight

ROOT = Path(__file__).resolve().parents[2]
BUSY = "while True: pass"


def told() -> str:
    """What a process of its own answers."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.optimise.asked"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return ran.stdout


@contextmanager
def busy_machine(loops: int) -> Iterator[None]:
    """Other processes that take all the time they can get."""
    others = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(loops)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


@pytest.mark.slow
def test_a_busy_machine_answers_as_a_quiet_one() -> None:
    alone = told()
    with busy_machine(2):
        compared = told()
    assert alone == compared
    assert '"decisions"' in alone


@pytest.mark.slow
def test_threads_answer_as_one_call_alone() -> None:
    shop = tight()
    alone = recommended(shop)
    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(recommended, [shop] * 3)) == [alone] * 3
    assert alone.value is not None
    assert not alone.cut_off


def test_what_a_part_spends_the_whole_has_spent() -> None:
    whole = WorkLimit(10.0)
    part = whole.part(4.0)
    part.spend(3.0)
    assert part.left == pytest.approx(1.0)
    assert whole.left == pytest.approx(7.0)
    assert whole.part(100.0).left == pytest.approx(7.0)


def test_what_is_done_beside_is_a_budget_of_its_own_and_ends_with_the_other() -> None:
    cancel = Event()
    whole = WorkLimit(10.0, cancel)
    whole.spend(4.0)
    beside, stopped = whole.beside(), whole.beside()
    beside.spend(5.0)
    stopped.stop()
    assert beside.left == pytest.approx(1.0)
    assert whole.left == pytest.approx(6.0)
    assert stopped.left == 0.0
    cancel.set()
    assert beside.left == 0.0


def test_the_clock_ends_what_is_far_behind_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("engine.optimise.work_limit.time.perf_counter", lambda: now[0])
    work_limit = WorkLimit(1.0)
    now[0] = 10.0
    assert work_limit.left == 1.0
    assert not work_limit.cut_off
    now[0] = 1e6
    assert work_limit.left == 0.0
    assert work_limit.cut_off
