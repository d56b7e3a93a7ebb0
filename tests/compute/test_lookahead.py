"""Answers worked out ahead: only at rest, the nearest first, called off for whoever waits, bounded."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from engine.compute.lookahead import WAITERS_KEPT, Expected, Lookahead
from engine.errors import SolverError

WAIT = 30.0


class Hand:
    """What is worked out, in its order; stays at a key until it is let go or called off."""

    def __init__(self) -> None:
        self.rest = threading.Event()
        self.rest.set()
        self.begun: list[str] = []
        self.called_off: list[str] = []
        self.go = threading.Event()
        self.seen = threading.Condition()
        self.ahead = Lookahead[str](self.rest.is_set)

    def expect(self, waiter: str, *keys: str) -> None:
        self.ahead.expect(waiter, [Expected(key, self._work(key)) for key in keys])

    def _work(self, key: str) -> Callable[..., None]:
        def work(*, cancel: threading.Event) -> None:
            with self.seen:
                self.begun.append(key)
                self.seen.notify_all()
            while not self.go.wait(0.005):
                if cancel.is_set():
                    with self.seen:
                        self.called_off.append(key)
                        self.seen.notify_all()
                    return
            if key == "no plan":
                raise SolverError("none")

        return work

    def until(self, holds: Callable[[], bool]) -> bool:
        with self.seen:
            return self.seen.wait_for(holds, WAIT)

    def until_ready(self, *keys: str) -> bool:
        return self.until_true(lambda: all(self.ahead.is_ready(key) for key in keys))

    def until_true(self, holds: Callable[[], bool]) -> bool:
        pause = threading.Event()
        return any(holds() or pause.wait(0.01) for _ in range(int(WAIT / 0.01)))


@pytest.fixture
def hand() -> Iterator[Hand]:
    hand = Hand()
    yield hand
    hand.ahead.close()


def test_the_nearest_is_worked_out_first_and_each_once(hand: Hand) -> None:
    hand.go.set()
    hand.expect("me", "a", "b", "c")
    assert hand.until_ready("a", "b", "c")
    hand.expect("me", "b", "d")
    assert hand.until_ready("d")
    assert hand.begun == ["a", "b", "c", "d"]
    assert hand.ahead.is_expecting("me")
    assert not hand.ahead.is_expecting("another")
    assert not hand.ahead.is_ready("e")


def test_nothing_is_begun_while_somebody_waits(hand: Hand) -> None:
    hand.go.set()
    hand.rest.clear()
    hand.expect("me", "a")
    assert not hand.begun
    hand.rest.set()
    assert hand.until_ready("a")


def test_what_is_at_work_is_called_off_for_whoever_waits_and_tried_again(hand: Hand) -> None:
    hand.expect("me", "a")
    assert hand.until(lambda: hand.begun == ["a"])
    hand.rest.clear()
    assert hand.until(lambda: hand.called_off == ["a"])
    assert not hand.ahead.is_ready("a")
    hand.go.set()
    hand.rest.set()
    assert hand.until_ready("a")
    assert hand.begun == ["a", "a"]


def test_what_fails_is_not_tried_for_ever(hand: Hand) -> None:
    hand.go.set()
    hand.expect("me", "no plan", "b")
    assert hand.until_ready("b")
    assert hand.begun == ["no plan", "b"]
    assert not hand.ahead.is_ready("no plan")


def test_only_those_heard_of_last_are_looked_ahead_for(hand: Hand) -> None:
    for at in range(WAITERS_KEPT + 1):
        hand.expect(f"visitor {at}", f"key {at}")
    assert not hand.ahead.is_expecting("visitor 0")
    assert hand.ahead.is_expecting(f"visitor {WAITERS_KEPT}")


def test_closing_ends_what_is_at_work_and_begins_no_more(hand: Hand) -> None:
    hand.expect("me", "a", "b")
    assert hand.until(lambda: hand.begun == ["a"])
    hand.ahead.close()
    assert hand.until(lambda: hand.called_off == ["a"])
    hand.go.set()
    hand.expect("me", "c")
    assert hand.until_true(lambda: not any(t.name.startswith("lookahead") for t in threading.enumerate()))
    assert hand.begun == ["a"]
