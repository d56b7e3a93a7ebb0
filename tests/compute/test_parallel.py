"""Calls spread over processes: order kept, errors and cancellation told, nothing left behind."""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Timer
from types import ModuleType

import pytest

from engine.compute import SolveBudget, run_all
from engine.errors import CancelledError

BOTH = pytest.mark.parametrize("workers", [1, 2])


def square(number: int) -> int:
    if number < 0:
        raise ValueError(f"{number} is negative")
    return number * number


def process(_: int) -> int:
    time.sleep(0.05)
    return os.getpid()


def nap(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


@BOTH
def test_results_stand_in_the_order_of_arguments(workers: int) -> None:
    progress: list[tuple[int, int]] = []
    assert run_all(square, range(7), SolveBudget(workers=workers, on_done=lambda n, of: progress.append((n, of)))) == (
        0, 1, 4, 9, 16, 25, 36
    )  # fmt: skip
    assert progress[-1] == (7, 7)
    assert progress == sorted(progress)


def test_nothing_to_do_is_done() -> None:
    assert run_all(square, ()) == ()


def test_several_workers_are_other_processes() -> None:
    result = set(run_all(process, range(6), SolveBudget(workers=2)))
    assert os.getpid() not in result
    assert len(result) <= 2


def test_workers_are_kept_for_the_next_use() -> None:
    assert set(run_all(process, range(6), SolveBudget(workers=2))) & set(
        run_all(process, range(6), SolveBudget(workers=2))
    )


def test_uses_side_by_side_do_not_share_workers() -> None:
    with ThreadPoolExecutor(2) as threads:
        one, other = threads.map(lambda _: set(run_all(nap, [0.3] * 4, SolveBudget(workers=2))), range(2))
    assert not one & other


def test_after_a_cancelled_use_the_next_one_works() -> None:
    cancel = Event()
    cancel.set()
    with pytest.raises(CancelledError):
        run_all(nap, [5.0] * 3, SolveBudget(workers=2, cancel=cancel))
    assert run_all(square, (1, 2, 3), SolveBudget(workers=2)) == (1, 4, 9)


@pytest.mark.slow
@BOTH
def test_an_error_of_a_call_is_raised(workers: int) -> None:
    with pytest.raises(ValueError, match="-3 is negative"):
        run_all(square, (1, 2, -3, 4), SolveBudget(workers=workers))


@pytest.mark.slow
@BOTH
def test_cancelling_ends_the_rest(workers: int) -> None:
    cancel = Event()
    timer = Timer(0.6, cancel.set)
    timer.start()
    progress: list[int] = []
    with pytest.raises(CancelledError):
        run_all(
            nap, [0.4] * 200, SolveBudget(workers=workers, on_done=lambda done, _: progress.append(done), cancel=cancel)
        )
    assert max(progress, default=0) < 100
    timer.join()


def test_workers_do_not_run_the_main_script_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """On a server the main script is whichever page is being drawn."""
    script = tmp_path / "page.py"
    script.write_text("raise SystemExit('the page was run in a worker')")
    page = ModuleType("__main__")
    page.__file__ = str(script)
    monkeypatch.setitem(sys.modules, "__main__", page)
    assert run_all(square, (1, 2), SolveBudget(workers=2)) == (1, 4)
