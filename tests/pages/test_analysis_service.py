"""The analysis service: shared jobs, stale ones cancelled, the newest first, errors as words, progress, stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from engine.compute.jobs import JobStatus, JobTable
from engine.errors import CancelledError, ScenarioError
from pages.ui.jobs.analysis_service import UNEXPECTED, AnalysisService, AnalysisState

WAIT = 30.0


@dataclass
class Slow:
    """Stands in for an analysis: counts its runs, and waits until it is let go or cancelled."""

    result: str
    go: threading.Event = field(default_factory=threading.Event)
    runs: int = 0
    cancelled: int = 0

    def __call__(self, *, on_done: Callable[[int, int], None], cancel: threading.Event) -> str:
        self.runs += 1
        on_done(1, 4)
        while not self.go.wait(0.005):
            if cancel.is_set():
                self.cancelled += 1
                raise CancelledError
        return self.result


@pytest.fixture
def service() -> Iterator[AnalysisService]:
    running = AnalysisService(workers=1)
    yield running
    running.close()


def state_of(service: AnalysisService, session: str, place: str) -> AnalysisState:
    known = service.look(session, place)
    assert known is not None
    return known


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.005)


def test_a_result_is_worked_out_once_for_all_sessions(service: AnalysisService) -> None:
    work = Slow("worth it")
    assert service.ask("ann", "constraint", "k", work).status.is_pending
    service.ask("bob", "constraint", "k", work)
    until(lambda: state_of(service, "ann", "constraint").total == 4)
    assert service.look("bob", "constraint") == AnalysisState(JobStatus.RUNNING, done=1, total=4)
    work.go.set()
    until(lambda: not state_of(service, "ann", "constraint").status.is_pending)
    assert service.look("bob", "constraint") == AnalysisState(JobStatus.DONE, "worth it")
    assert service.ask("cem", "home", "k", work).result == "worth it"
    assert work.runs == 1


def test_what_nobody_waits_for_any_more_is_cancelled(service: AnalysisService) -> None:
    old, new = Slow("old"), Slow("new")
    service.ask("ann", "constraint", "old", old)
    until(lambda: old.runs == 1)
    service.ask("ann", "constraint", "new", new)
    until(lambda: old.cancelled == 1)
    new.go.set()
    until(lambda: state_of(service, "ann", "constraint").result == "new")
    assert service.pending() == 0


def test_what_another_session_waits_for_goes_on(service: AnalysisService) -> None:
    work, other = Slow("kept"), Slow("other")
    service.ask("ann", "constraint", "k", work)
    until(lambda: work.runs == 1)
    service.ask("bob", "constraint", "k", work)
    service.ask("ann", "constraint", "other", other)
    service.stop("ann", "constraint")
    work.go.set()
    until(lambda: state_of(service, "bob", "constraint").result == "kept")
    assert (work.cancelled, other.runs) == (0, 0)


def test_what_stood_there_before_stays_at_hand(service: AnalysisService) -> None:
    first, second = Slow("first"), Slow("second")
    first.go.set()
    service.ask("ann", "constraint", "first", first)
    until(lambda: not state_of(service, "ann", "constraint").status.is_pending)
    assert service.ask("ann", "constraint", "second", second) == AnalysisState(JobStatus.QUEUED, last="first")
    assert service.ask("bob", "constraint", "second", second).last is None
    second.go.set()
    until(lambda: not state_of(service, "ann", "constraint").status.is_pending)
    assert service.look("ann", "constraint") == AnalysisState(JobStatus.DONE, "second")


def test_another_place_of_the_same_session_is_left_alone(service: AnalysisService) -> None:
    first, second = Slow("first"), Slow("second")
    service.ask("ann", "constraint", "first", first)
    service.ask("ann", "bridge", "second", second)
    first.go.set()
    second.go.set()
    until(
        lambda: (
            not state_of(service, "ann", "bridge").status.is_pending
            and not state_of(service, "ann", "constraint").status.is_pending
        )
    )
    assert (state_of(service, "ann", "constraint").result, state_of(service, "ann", "bridge").result) == (
        "first",
        "second",
    )


def test_whoever_asked_last_is_served_first(service: AnalysisService) -> None:
    busy, early, late = Slow("busy"), Slow("early"), Slow("late")
    service.ask("ann", "a", "busy", busy)
    until(lambda: busy.runs == 1)
    service.ask("ann", "b", "early", early)
    service.ask("ann", "c", "late", late)
    busy.go.set()
    until(lambda: late.runs + early.runs == 1)
    assert (late.runs, early.runs) == (1, 0)
    early.go.set()
    late.go.set()
    until(lambda: service.pending() == 0)


def test_stopped_is_said_and_can_be_asked_for_again(service: AnalysisService) -> None:
    work = Slow("late")
    service.ask("ann", "constraint", "k", work)
    until(lambda: work.runs == 1)
    service.stop("ann", "constraint")
    assert service.ask("ann", "constraint", "k", work) == AnalysisState(JobStatus.CANCELLED)
    service.again("ann", "constraint")
    work.go.set()
    service.ask("ann", "constraint", "k", work)
    until(lambda: state_of(service, "ann", "constraint").result == "late")


@pytest.mark.parametrize(
    ("error", "words"), [(ScenarioError("no such pool"), "no such pool"), (ZeroDivisionError(), UNEXPECTED)]
)
def test_an_error_becomes_words(service: AnalysisService, error: Exception, words: str) -> None:
    def fail(*, on_done: Callable[[int, int], None], cancel: threading.Event) -> None:  # noqa: ARG001
        raise error

    service.ask("ann", "constraint", "k", fail)
    until(lambda: not state_of(service, "ann", "constraint").status.is_pending)
    assert service.look("ann", "constraint") == AnalysisState(JobStatus.FAILED, failure=words)


def test_what_comes_soon_is_given_when_it_is_first_asked_for(service: AnalysisService) -> None:
    work = Slow("kept")
    work.go.set()
    assert service.ask("ann", "constraint", "k", work, seconds=WAIT).result == "kept"


def test_what_does_not_come_soon_is_waited_for_once(service: AnalysisService, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(JobTable, "wait", lambda _, seconds: slept.append(seconds))
    work = Slow("late")
    assert service.ask("ann", "constraint", "k", work, seconds=0.02).status.is_pending
    assert slept
    slept.clear()
    assert service.ask("ann", "constraint", "k", work, seconds=WAIT).status.is_pending
    assert not slept
    work.go.set()
