"""A reading of today's way is accepted by an entry of its own; a later acceptance takes its place."""

from __future__ import annotations

from datetime import date

import pytest

from engine.analyse.today.reading import readings_of_today
from engine.errors import AuthorityError
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import TodaysPolicy
from engine.portfolio.scenario import apply
from engine.register import Person, Register, State
from engine.register.reading_of_today import acceptance, accepted_reading
from tests.support.governance import ANALYST, AUTHORITY, BOARD, MANAGER, VIEWER

DAY = date(2026, 11, 3)
QUEUE = acceptance({"policy": "queue"}, "one project after another", "0.4 months off on average", DAY)
SHARED = acceptance({"policy": "shared", "multitasking_loss": "0.1"}, "everything at once", "", DAY)


def test_it_is_noted_with_who_and_why_and_figures_become_points(register: Register, base: Portfolio) -> None:
    assert accepted_reading(register.entries()) is None
    entry = register.record(QUEUE, BOARD, AUTHORITY)
    assert (entry.state, entry.decided_by, entry.decision.reason) == (State.DECIDED, BOARD, "0.4 months off on average")
    assert register.verify() is None
    kept = accepted_reading(register.entries())
    assert kept == entry
    named = readings_of_today(apply(kept.decision.scenario, base))
    assert (named.are_points, named.named.policy) == (True, TodaysPolicy.QUEUE)
    assert not readings_of_today(base).are_points


def test_a_later_one_takes_its_place_and_pins_nothing(register: Register) -> None:
    register.record(QUEUE, BOARD, AUTHORITY)
    last = register.record(SHARED, MANAGER, AUTHORITY)
    assert accepted_reading(register.entries()) == last
    assert dict(last.decision.scenario.today) == {"policy": "shared", "multitasking_loss": "0.1"}


@pytest.mark.parametrize("person", [VIEWER, ANALYST])
def test_who_decides_nothing_accepts_nothing(register: Register, person: Person) -> None:
    with pytest.raises(AuthorityError):
        register.record(QUEUE, person, AUTHORITY)
    assert accepted_reading(register.entries()) is None
