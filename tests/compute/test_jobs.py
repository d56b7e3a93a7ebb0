"""The table of jobs: shared, cancelled, sharpened in rounds, kept, forgotten; errors become words."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from engine.compute.jobs import JobPolicy, JobRound, JobStatus, JobTable, JobView, Lane, Load, close_all
from engine.errors import CancelledError, ScenarioError

WAIT = 30.0
UNEXPECTED = "Something broke."


@dataclass
class Task:
    """Gives ``results`` in turn, one a round; waits until it is let go or cancelled."""

    results: tuple[int | Exception, ...]
    go: threading.Event = field(default_factory=threading.Event)
    rounds: list[int] = field(default_factory=list)
    cancelled: int = 0

    def __call__(self, round_number: int, *, on_progress: Callable[[Any], None], cancel: threading.Event) -> int:
        self.rounds.append(round_number)
        on_progress(f"round {round_number}")
        while not self.go.wait(0.005):
            if cancel.is_set():
                self.cancelled += 1
                raise CancelledError
        result = self.results[round_number - 1]
        if isinstance(result, Exception):
            raise result
        return result


def at_once(*results: int | Exception) -> Task:
    task = Task(results)
    task.go.set()
    return task


def two_rounds(**changes: Any) -> JobPolicy[int]:
    """A first answer and a sharper one; numbers below zero are no use to anybody, 100 cannot be improved."""
    return JobPolicy(
        **{
            "lanes": (Lane("first", 1), Lane("second", 1)),
            "results_kept": 10,
            "held_kept": 20,
            "waiters_kept": 10,
            "unexpected": UNEXPECTED,
            "is_usable": lambda result: result >= 0,
            "better": max,
            "is_final": lambda result: result == 100,
        }
        | changes
    )


def one_round(*, newest_first: bool = False, **changes: Any) -> JobPolicy[int]:
    return two_rounds(lanes=(Lane("only", 1, newest_first),), **changes)


@pytest.fixture
def new_table() -> Iterator[Callable[[JobPolicy[int]], JobTable[str, int]]]:
    tables: list[JobTable[str, int]] = []

    def make(policy: JobPolicy[int]) -> JobTable[str, int]:
        tables.append(JobTable(policy))
        return tables[-1]

    yield make
    for table in tables:
        table.close()


NewTable = Callable[[JobPolicy[int]], JobTable[str, int]]


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.005)


def at_rest(table: JobTable[str, int], waiter: str) -> JobView[str, int]:
    until(lambda: (view := table.look(waiter)) is not None and not view.status.is_pending)
    view = table.look(waiter)
    assert view is not None
    return view


def test_equal_keys_share_one_job_and_its_outcome(new_table: NewTable) -> None:
    table, task, other = new_table(one_round()), Task((7,)), Task((8,))
    assert table.ask("ann", "k", task).status is JobStatus.QUEUED
    table.ask("bob", "k", other)
    assert table.pending() == 1
    until(lambda: (view := table.look("bob")) is not None and view.progress == "round 1")
    task.go.set()
    assert (at_rest(table, "ann").result, at_rest(table, "bob").result) == (7, 7)
    assert table.ask("cem", "k", other).status is JobStatus.DONE
    assert (task.rounds, other.rounds) == ([1], [])


def test_each_round_is_seen_as_it_comes_in_and_the_better_result_stays(new_table: NewTable) -> None:
    table, task = new_table(two_rounds()), Task((9, 5))
    assert table.ask("ann", "k", task).round_number == 1
    task.go.set()
    view = at_rest(table, "ann")
    assert (view.result, view.rounds_done, view.round_number) == (9, 2, None)
    assert task.rounds == [1, 2]


def gives_way() -> JobPolicy[int]:
    return two_rounds(lanes=(Lane("first", 1), Lane("second", 1, gives_way=True)))


def test_a_sharper_answer_waits_until_nobody_waits_for_a_first_one(new_table: NewTable) -> None:
    table, mine, other = new_table(gives_way()), Task((1, 2)), Task((3, 4))
    table.ask("ann", "k", mine)
    table.ask("bob", "l", other)
    until(lambda: mine.rounds == [1])
    mine.go.set()
    until(lambda: (view := table.look("ann")) is not None and view.rounds_done == 1)
    until(lambda: other.rounds == [1])
    view = table.look("ann")
    assert view is not None
    assert (view.status, view.round_number, view.result) == (JobStatus.QUEUED, 2, 1)
    other.go.set()
    assert (at_rest(table, "ann").result, at_rest(table, "bob").result) == (2, 4)
    assert mine.rounds == other.rounds == [1, 2]


def test_it_goes_on_when_who_was_waited_for_has_gone(new_table: NewTable) -> None:
    table, mine, other = new_table(gives_way()), at_once(1, 2), Task((3, 4))
    table.ask("bob", "l", other)
    until(lambda: other.rounds == [1])
    table.ask("ann", "k", mine)
    table.stop("bob")
    assert at_rest(table, "ann").result == 2
    assert other.rounds == [1]


def test_a_result_that_cannot_be_improved_is_not_worked_on_again(new_table: NewTable) -> None:
    table, task = new_table(two_rounds()), at_once(100, 100)
    table.ask("ann", "k", task)
    assert at_rest(table, "ann").rounds_done == 1
    assert task.rounds == [1]


def test_a_further_round_comes_only_for_who_wants_it(new_table: NewTable) -> None:
    table, task = new_table(two_rounds()), at_once(5, 6)
    table.ask("ann", "k", task, rounds=1)
    assert at_rest(table, "ann").result == 5
    table.ask("bob", "k", task)
    assert at_rest(table, "bob").result == 6
    assert task.rounds == [1, 2]


def test_a_failing_further_round_takes_nothing_away(new_table: NewTable) -> None:
    table = new_table(two_rounds())
    table.ask("ann", "k", at_once(5, ValueError()))
    view = at_rest(table, "ann")
    assert (view.status, view.result, view.failure, view.rounds_done) == (JobStatus.DONE, 5, "", 2)


def test_a_failing_further_round_is_told_where_the_first_was_no_use(new_table: NewTable) -> None:
    table = new_table(two_rounds())
    table.ask("ann", "k", at_once(-1, ScenarioError("no such pool")))
    view = at_rest(table, "ann")
    assert (view.status, view.failure) == (JobStatus.FAILED, "no such pool")


def test_what_nobody_wants_any_more_is_cancelled_and_its_result_ignored(new_table: NewTable) -> None:
    table, old = new_table(one_round()), Task((1,))
    table.ask("ann", "old", old)
    until(lambda: old.rounds == [1])
    table.ask("ann", "new", at_once(2))
    assert at_rest(table, "ann").result == 2
    assert (old.cancelled, table.result_of("old")) == (1, None)


def test_what_another_waiter_wants_goes_on(new_table: NewTable) -> None:
    table, task = new_table(one_round()), Task((1,))
    table.ask("ann", "k", task)
    table.ask("bob", "k", task)
    table.ask("ann", "other", at_once(2))
    task.go.set()
    assert at_rest(table, "bob").result == 1
    assert task.cancelled == 0


def test_the_last_usable_result_of_a_waiter_stays_at_hand(new_table: NewTable) -> None:
    table = new_table(one_round())
    table.ask("ann", "good", at_once(3))
    at_rest(table, "ann")
    table.ask("ann", "bad", at_once(-1))
    view = at_rest(table, "ann")
    assert (view.result, view.last_key, view.last_result) == (-1, "good", 3)
    table.ask("bob", "bad", at_once(-1))
    assert at_rest(table, "bob").last_result is None


@pytest.mark.parametrize(("newest_first", "served"), [(True, "late"), (False, "early")])
def test_a_lane_says_who_is_served_first(new_table: NewTable, newest_first: bool, served: str) -> None:
    table, busy = new_table(one_round(newest_first=newest_first)), Task((0,))
    tasks = {"early": Task((1,)), "late": Task((2,))}
    table.ask("ann", "busy", busy)
    until(lambda: busy.rounds == [1])
    for name, task in tasks.items():
        table.ask(name, name, task)
    busy.go.set()
    until(lambda: any(task.rounds for task in tasks.values()))
    assert [name for name, task in tasks.items() if task.rounds] == [served]


def test_who_waits_knows_how_many_are_served_first_where_who_asks_first_is(new_table: NewTable) -> None:
    for newest_first, expected in ((False, [0, 1, 2]), (True, [0, 0, 0])):
        table, busy = new_table(one_round(newest_first=newest_first)), Task((0,))
        table.ask("busy", "busy", busy)
        until(lambda: busy.rounds == [1])  # noqa: B023
        for name in ("early", "late"):
            table.ask(name, name, at_once(1))
        views = [table.look(name) for name in ("busy", "early", "late")]
        assert [view.before_it for view in views if view is not None] == expected
        busy.go.set()
        assert at_rest(table, "late").before_it == 0


def test_who_wants_further_rounds_is_served_before_who_asked_earlier_for_the_first_alone(new_table: NewTable) -> None:
    table, busy, compared, own = new_table(two_rounds()), Task((0, 0)), Task((1,)), Task((2, 3))
    table.ask("busy", "busy", busy)
    until(lambda: busy.rounds == [1])
    table.ask("ann compares", "compared", compared, rounds=1)
    table.ask("ann", "own", own)
    views = [table.look(waiter) for waiter in ("ann compares", "ann")]
    assert [view.before_it for view in views if view is not None] == [2, 1]
    busy.go.set()
    until(lambda: own.rounds)
    assert not compared.rounds
    own.go.set()
    compared.go.set()
    assert at_rest(table, "ann compares").result == 1


def test_who_waits_is_woken_by_the_end_of_any_round(new_table: NewTable) -> None:
    table, task = new_table(one_round()), Task((1,))
    table.ask("ann", "k", task)
    woken = threading.Thread(target=table.wait, args=(10 * WAIT,))
    woken.start()
    task.go.set()
    at_rest(table, "ann")
    table.ask("bob", "l", at_once(2))  # should the first have ended before the thread came to wait
    woken.join(WAIT)
    assert not woken.is_alive()


def test_asking_again_moves_to_the_front_only_where_the_newest_is_first(new_table: NewTable) -> None:
    for newest_first, served in ((True, "early"), (False, "early")):
        table, busy = new_table(one_round(newest_first=newest_first)), Task((0,))
        tasks = {"early": Task((1,)), "late": Task((2,))}
        table.ask("ann", "busy", busy)
        until(lambda: busy.rounds == [1])  # noqa: B023
        for name in ("early", "late", "early"):
            table.ask(name, name, tasks[name])
        busy.go.set()
        until(lambda: any(task.rounds for task in tasks.values()))  # noqa: B023
        assert [name for name, task in tasks.items() if task.rounds] == [served]


def test_stopping_before_a_result_is_cancelled_until_it_is_forgotten(new_table: NewTable) -> None:
    table, task = new_table(one_round()), Task((4,))
    table.ask("ann", "k", task)
    table.stop("ann")
    assert table.ask("ann", "k", task).status is JobStatus.CANCELLED
    table.forget_failure("ann")
    assert table.look("ann") is None
    task.go.set()
    table.ask("ann", "k", task)
    assert at_rest(table, "ann").result == 4


def test_stopping_after_a_round_keeps_its_result_and_ends_the_next(new_table: NewTable) -> None:
    table = new_table(two_rounds())
    first, second = at_once(4, 5), Task((9, 9))
    table.ask("ann", "k", first, rounds=1)
    at_rest(table, "ann")
    table.ask("ann", "k", second)
    until(lambda: second.rounds == [2])
    table.stop("ann")
    view = table.ask("ann", "k", second)
    assert (view.status, view.result, view.round_number) == (JobStatus.DONE, 4, None)
    until(lambda: second.cancelled == 1)


def test_stopping_leaves_alone_what_others_wait_for(new_table: NewTable) -> None:
    table, task = new_table(one_round()), Task((4,))
    table.ask("ann", "k", task)
    table.ask("bob", "k", task)
    table.stop("ann")
    task.go.set()
    assert at_rest(table, "bob").result == 4


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (ScenarioError("no such pool"), JobStatus.FAILED, "no such pool"),
        (ZeroDivisionError(), JobStatus.FAILED, UNEXPECTED),
        (CancelledError(), JobStatus.CANCELLED, ""),
    ],
)
def test_an_error_becomes_a_status_and_words(
    new_table: NewTable, error: Exception, status: JobStatus, words: str
) -> None:
    table = new_table(two_rounds())
    table.ask("ann", "k", at_once(error))
    view = at_rest(table, "ann")
    assert (view.status, view.failure, view.result) == (status, words, None)


def test_a_failure_is_tried_again_by_who_comes_back_to_it(new_table: NewTable) -> None:
    table = new_table(one_round())
    table.ask("ann", "k", at_once(ScenarioError("not now")))
    at_rest(table, "ann")
    assert table.ask("ann", "k", at_once(4)).status is JobStatus.FAILED
    table.ask("ann", "other", at_once(1))
    table.ask("ann", "k", at_once(4))
    assert at_rest(table, "ann").result == 4


def test_outcomes_that_nobody_holds_are_forgotten_oldest_first(new_table: NewTable) -> None:
    table = new_table(one_round(results_kept=2, held_kept=20))
    table.ask("holder", "held", at_once(9))
    at_rest(table, "holder")
    for number in range(4):
        table.ask("ann", str(number), at_once(number))
        at_rest(table, "ann")
    table.ask("ann", "last", at_once(5))
    assert [key for key in ("held", "0", "1", "2", "3") if table.result_of(key) is not None] == ["held", "3"]


def test_not_more_is_kept_than_may_be_whoever_holds_it(new_table: NewTable) -> None:
    table = new_table(one_round(results_kept=2, held_kept=2))
    for number in range(4):
        table.ask(f"holder {number}", str(number), at_once(number + 1))
        at_rest(table, f"holder {number}")
    table.ask("ann", "last", at_once(5))
    assert [number for number in range(4) if table.result_of(str(number)) is not None] == [2, 3]
    assert table.look("holder 0") is None


def test_waiters_are_forgotten_oldest_first(new_table: NewTable) -> None:
    table = new_table(one_round(waiters_kept=2))
    for name in ("ann", "bob", "cem"):
        table.ask(name, "k", at_once(1))
    assert [table.look(name) is not None for name in ("ann", "bob", "cem")] == [False, True, True]


def test_closing_ends_what_is_at_work_and_forgets_what_waits(new_table: NewTable) -> None:
    table, busy, waiting = new_table(one_round()), Task((1,)), Task((2,))
    table.ask("ann", "busy", busy)
    until(lambda: busy.rounds == [1])
    table.ask("bob", "waiting", waiting)
    close_all()
    until(lambda: busy.cancelled == 1)
    assert (table.pending(), waiting.rounds) == (0, [])
    late = Task((3,))
    table.ask("eve", "late", late)  # a page that is still being drawn while the server stops
    assert (table.pending(), late.rounds) == (0, [])


def test_what_there_is_to_do_is_counted_by_lane_and_each_round_is_told_with_how_it_ended(new_table: NewTable) -> None:
    ended: list[JobRound] = []
    table, slow = new_table(two_rounds(on_ended=ended.append)), Task((1, 2))
    assert table.load() == Load({"first": 0, "second": 0}, {"first": 0, "second": 0}, 0)
    table.ask("ann", "k", slow)
    until(lambda: table.load().running["first"] == 1)
    table.ask("bob", "k", slow)
    table.ask("cem", "other", Task((1, 2)))
    load = table.load()
    assert (load.running["first"], load.queued["first"], load.waiters) == (1, 1, 3)
    slow.go.set()
    at_rest(table, "ann")
    assert [(e.lane, e.status) for e in ended[:2]] == [("first", JobStatus.DONE), ("second", JobStatus.DONE)]
    assert all(e.waited >= 0 and e.took >= 0 for e in ended)
    until(lambda: table.load().running["first"] == 1)
    table.ask("cem", "k", slow)  # nobody waits for the other one any more
    until(lambda: ended[-1].status is JobStatus.CANCELLED)


def test_a_round_that_fails_is_told_as_failed(new_table: NewTable) -> None:
    ended: list[JobRound] = []
    table = new_table(one_round(on_ended=ended.append))
    table.ask("ann", "k", at_once(ValueError()))
    at_rest(table, "ann")
    assert [e.status for e in ended] == [JobStatus.FAILED]
