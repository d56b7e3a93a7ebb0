"""The solving service: shared jobs, stale ones cancelled, errors as words, no step back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest

from engine.errors import SolverError
from engine.optimise.recommendation import Effort, Recommendation, Status
from engine.portfolio import Portfolio
from engine.portfolio.scenario import Scenario, apply
from pages.ui.jobs import pacing, solve_service
from pages.ui.jobs.solve_service import UNEXPECTED, Answer, SolvingService

WAIT = 30.0


def plan(value: float, gap: float = 0.01) -> Recommendation:
    return Recommendation(
        portfolio="Test",
        fingerprint="f",
        currency="GBP",
        planning_month=24322,
        status=Status.FEASIBLE,
        value=value,
        objective=value,
        best_bound=value * (1 + gap),
        gap=gap,
        seconds=0.0,
        solver="none",
        plan_value=value,
    )


@dataclass
class SlowSolver:
    """Stands in for the engine: every solve waits until it is let go or cancelled, and is counted."""

    at_work: int = 0
    most_at_work: int = 0
    calls: list[tuple[float | None, Effort]] = field(default_factory=list)
    cancelled: int = 0
    go: threading.Event = field(default_factory=threading.Event)
    outcome: Callable[[float | None, Effort], Recommendation] = lambda confidence, effort: plan(
        100 * (confidence or 1) + (effort is Effort.BOARD)
    )
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(
        self,
        base: Portfolio,
        scenario: Scenario,
        effort: Effort,
        *,
        on_progress: Callable[[Any], None],  # noqa: ARG002
        cancel: threading.Event,
    ) -> Recommendation:
        confidence = apply(scenario, base).settings.benefit_confidence
        with self.lock:
            self.at_work += 1
            self.most_at_work = max(self.most_at_work, self.at_work)
            self.calls.append((confidence, effort))
        try:
            while not self.go.wait(0.005):
                if cancel.is_set():
                    self.cancelled += 1
                    return plan(-1.0)
            return self.outcome(confidence, effort)
        finally:
            with self.lock:
                self.at_work -= 1


@pytest.fixture
def solver() -> SlowSolver:
    return SlowSolver()


@pytest.fixture
def service(solver: SlowSolver) -> Iterator[SolvingService]:
    made = SolvingService(lambda: solver)
    yield made
    solver.go.set()
    made.close()


def confidence(share: float) -> Scenario:
    return Scenario(benefit_confidence=share)


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


def final(service: SolvingService, session: str) -> Answer:
    until(lambda: (answer := service.look(session)) is not None and answer.running is None)
    answer = service.look(session)
    assert answer is not None
    return answer


def test_equal_questions_of_two_sessions_share_one_job(
    service: SolvingService, solver: SlowSolver, portfolio: Portfolio
) -> None:
    service.ask("one", portfolio, Scenario(name="Mine"))
    service.ask("two", portfolio, Scenario(name="Yours"))
    assert service.pending() == 1
    solver.go.set()
    assert final(service, "one").recommendation is final(service, "two").recommendation
    assert [effort for _, effort in solver.calls] == [Effort.LIVE, Effort.BOARD]


def test_a_live_answer_comes_first_and_is_sharpened_then(
    service: SolvingService, solver: SlowSolver, portfolio: Portfolio
) -> None:
    first = service.ask("one", portfolio, Scenario())
    assert (first.recommendation, first.running) == (None, Effort.LIVE)
    solver.go.set()
    answer = final(service, "one")
    assert answer.stage == 2
    assert answer.recommendation is not None
    assert answer.recommendation.value == 101


def test_a_first_answer_is_brief_while_others_wait_for_theirs_and_is_sharpened_then(
    solver: SlowSolver, portfolio: Portfolio
) -> None:
    crowded = SolvingService(lambda: solver, live_workers=1, clock=count(0, 60).__next__)
    crowded.ask("one", portfolio, confidence(0.9))
    until(lambda: solver.at_work == 1)
    for session, share in (("two", 0.8), ("three", 0.7)):
        crowded.ask(session, portfolio, confidence(share))
    crowded.ask("compares", portfolio, confidence(0.6), effort=Effort.LIVE)
    crowded.ask("four", portfolio, confidence(0.5))
    solver.go.set()
    answers = [final(crowded, session) for session in ("one", "two", "three", "four")]
    final(crowded, "compares")
    crowded.close()
    first = {share: effort for share, effort in solver.calls if effort is not Effort.BOARD}
    # The first began before anybody waited, nobody waits behind the last, and what is compared is not sharpened later.
    assert first == {
        0.9: Effort.LIVE, 0.8: Effort.BRIEF, 0.7: Effort.BRIEF, 0.6: Effort.LIVE, 0.5: Effort.LIVE,
    }  # fmt: skip
    assert [answer.stage for answer in answers] == [2] * 4


def test_a_first_answer_is_brief_where_several_others_have_asked_lately(
    solver: SlowSolver, portfolio: Portfolio
) -> None:
    now = [0.0]
    busy = SolvingService(lambda: solver, clock=lambda: now[0])
    solver.go.set()
    for session, share, then in (
        ("one", 0.9, 0.0), ("two", 0.8, 0.0), ("one", 0.85, 1.0), ("three", 0.7, 2.0), ("three", 0.65, 30.0),
    ):  # fmt: skip
        now[0] = then
        busy.ask(session, portfolio, confidence(share))
        final(busy, session)
    busy.close()
    first = {share: effort for share, effort in solver.calls if effort is not Effort.BOARD}
    assert first == {
        0.9: Effort.LIVE, 0.8: Effort.LIVE, 0.85: Effort.LIVE, 0.7: Effort.BRIEF, 0.65: Effort.LIVE,
    }  # fmt: skip


def test_pages_look_for_news_more_rarely_the_more_visitors_are_at_work(
    solver: SlowSolver, portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    server = SolvingService(lambda: solver, clock=lambda: now[0])
    monkeypatch.setattr(solve_service, "service", lambda: server)
    seconds = {}
    for visitors in range(1, 31):
        server.ask(f"visitor {visitors}", portfolio, confidence(0.4 + visitors / 100))
        seconds[visitors] = pacing.between_looks(0.5)
    now[0] = 60.0
    seconds[0] = pacing.between_looks(0.5)
    server.close()
    assert {visitors: seconds[visitors] for visitors in (0, 1, 4, 6, 10, 16, 30)} == {
        0: 0.5, 1: 0.5, 4: 0.5, 6: 0.75, 10: 1.25, 16: 2.0, 30: 2.0,
    }  # fmt: skip


def test_what_a_page_asks_for_comparison_makes_no_answer_brief(
    service: SolvingService, solver: SlowSolver, portfolio: Portfolio
) -> None:
    service.ask("one|compared", portfolio, confidence(0.8), effort=Effort.LIVE)
    service.ask("one", portfolio, confidence(0.9))
    solver.go.set()
    final(service, "one")
    final(service, "one|compared")
    assert {effort for _, effort in solver.calls} == {Effort.LIVE, Effort.BOARD}


def test_ten_quick_moves_leave_one_solve_and_the_last_state(
    service: SolvingService, solver: SlowSolver, portfolio: Portfolio
) -> None:
    for step in range(10):
        service.ask("one", portfolio, confidence(0.5 + step / 100))
        time.sleep(0.002)
    assert service.pending() == 1
    until(lambda: solver.at_work == 1)
    solver.go.set()
    answer = final(service, "one")
    assert answer.recommendation is not None
    assert answer.recommendation.value == pytest.approx(60)
    assert {share for share, effort in solver.calls if effort is Effort.BOARD} == {0.59}


def test_a_newer_question_spares_a_job_that_another_session_waits_for(
    service: SolvingService, solver: SlowSolver, portfolio: Portfolio
) -> None:
    service.ask("one", portfolio, confidence(0.5))
    service.ask("two", portfolio, confidence(0.5))
    service.ask("one", portfolio, confidence(0.6))
    solver.go.set()
    assert final(service, "two").recommendation is not None
    assert solver.cancelled == 0


def test_the_last_good_plan_stays_until_the_new_one_has_come(
    service: SolvingService, solver: SlowSolver, portfolio: Portfolio
) -> None:
    solver.go.set()
    service.ask("one", portfolio, Scenario())
    before = final(service, "one")
    solver.go.clear()
    moved = service.ask("one", portfolio, confidence(0.5))
    assert moved.recommendation is None
    assert moved.is_stale
    assert moved.plan is before.recommendation
    assert moved.plan_scenario is not None
    assert moved.plan_scenario.is_base


def test_a_plan_stays_shown_through_an_infeasible_scenario(
    service: SolvingService, solver: SlowSolver, portfolio: Portfolio
) -> None:
    def outcome(share: float | None, _effort: Effort) -> Recommendation:
        good = plan(100.0)
        if share == 1.0:
            return good
        return Recommendation(
            **{name: getattr(good, name) for name in good.__slots__}
            | {"status": Status.INFEASIBLE, "value": None, "objective": None, "gap": None, "conflict": ("pin[a]",)}
        )

    solver.outcome = outcome
    solver.go.set()
    service.ask("one", portfolio, Scenario())
    good = final(service, "one").recommendation
    service.ask("one", portfolio, confidence(0.5))
    answer = final(service, "one")
    assert answer.recommendation is not None
    assert answer.recommendation.status is Status.INFEASIBLE
    assert answer.plan is good
    assert answer.is_stale
    assert [effort for share, effort in solver.calls if share == 0.5] == [Effort.LIVE]


def test_sharpening_never_replaces_a_plan_by_a_worse_one(
    service: SolvingService, solver: SlowSolver, portfolio: Portfolio
) -> None:
    solver.outcome = lambda _share, effort: plan(90.0 if effort is Effort.BOARD else 100.0)
    solver.go.set()
    service.ask("one", portfolio, Scenario())
    answer = final(service, "one")
    assert answer.recommendation is not None
    assert answer.recommendation.value == 100.0


def test_a_proven_answer_is_not_solved_again(service: SolvingService, solver: SlowSolver, portfolio: Portfolio) -> None:
    solver.outcome = lambda _share, _effort: plan(100.0, gap=0.0)
    solver.go.set()
    service.ask("one", portfolio, Scenario())
    final(service, "one")
    assert len(solver.calls) == 1


def test_stopping_keeps_the_live_answer(service: SolvingService, solver: SlowSolver, portfolio: Portfolio) -> None:
    def outcome(_share: float | None, effort: Effort) -> Recommendation:
        if effort is Effort.LIVE:
            solver.go.clear()
        return plan(100.0)

    solver.outcome = outcome
    solver.go.set()
    service.ask("one", portfolio, Scenario())
    until(lambda: (result := service.look("one")) is not None and result.running is Effort.BOARD)
    service.stop("one")
    answer = service.ask("one", portfolio, Scenario())
    assert answer.running is None
    assert answer.recommendation is not None


@pytest.mark.parametrize(
    ("error", "words"), [(SolverError("the solver is missing"), "the solver is missing"), (KeyError("x"), UNEXPECTED)]
)
def test_an_error_in_a_worker_reaches_the_page_as_words(
    service: SolvingService, solver: SlowSolver, portfolio: Portfolio, error: Exception, words: str
) -> None:
    def fail(_share: float | None, _effort: Effort) -> Recommendation:
        raise error

    solver.outcome = fail
    solver.go.set()
    service.ask("one", portfolio, confidence(0.5))
    assert final(service, "one").failure == words


def test_a_scenario_that_does_not_fit_is_said(service: SolvingService, portfolio: Portfolio) -> None:
    service.ask("one", portfolio, Scenario(capacity={"nobody": 1.5}))
    assert "nobody" in final(service, "one").failure


def test_a_failure_is_tried_again_when_it_is_asked_again(
    service: SolvingService, solver: SlowSolver, portfolio: Portfolio
) -> None:
    def fail(_share: float | None, _effort: Effort) -> Recommendation:
        raise SolverError("not now")

    solver.outcome = fail
    solver.go.set()
    service.ask("one", portfolio, confidence(0.5))
    final(service, "one")
    solver.outcome = lambda _share, _effort: plan(50.0)
    service.ask("one", portfolio, Scenario())
    final(service, "one")
    service.ask("one", portfolio, confidence(0.5))
    assert final(service, "one").recommendation is not None
