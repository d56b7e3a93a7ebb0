"""Registers for tests: how a test asks for an empty database, and entries of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from engine.register import (
    DecisionTaken,
    Entry,
    Person,
    State,
    stake_of,
)
from tests.support.governance import BOARD

NewUrl = Callable[[], str]


def entry(number: int, taken: DecisionTaken, state: State = State.DECIDED, by: Person = BOARD) -> Entry:
    return Entry(
        number=number,
        id=f"e{number}",
        key=f"k{number}",
        recorded_at=datetime(2026, 11, 3, tzinfo=UTC),
        decided_by=by,
        state=state,
        stakes=(stake_of(taken),),
        decision=taken,
    )
