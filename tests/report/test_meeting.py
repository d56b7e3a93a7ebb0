"""How far a meeting has come: decided and open points in one pricing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.analyse.decisions.agenda import Agenda, Item
from engine.analyse.decisions.decision_delay import Wait
from engine.analyse.decisions.first_decisions import Adopted
from engine.explain.meeting import progress_in_words
from engine.portfolio.model.vocabulary import Action
from engine.register import Register, open_register
from engine.report.meeting import decided_projects, meeting_progress
from tests.support.governance import AUTHORITY, DIRECTORS, MANAGER, decision, worth

DAY = date(2026, 11, 3)


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return open_register(f"sqlite:///{tmp_path / 'register.db'}")


def step(project: str, gain: int) -> Adopted:
    return Adopted(project, Action.ACCELERATE, gain, gain, gain, gain + 10_000, gain, gain + 10_000)


def item(project: str, gain: int) -> Item:
    wait = Wait.__new__(Wait)
    return Item(step(project, gain), wait)


def test_decided_and_left_add_up_to_the_agenda(register: Register) -> None:
    register.record(decision(name="crm"), DIRECTORS, AUTHORITY, "one")
    register.record(decision(name="lake", value=worth(900_000)), MANAGER, AUTHORITY, "two")
    entries = register.entries()
    assert decided_projects(entries, {"crm", "lake"}) == ("crm",)
    points = Agenda((item("app", 300_000), item("lake", 200_000)), 2, (step("crm", 500_000),))
    progress = meeting_progress(points, entries, {"crm", "lake"}, DAY)
    assert (progress.decided, progress.kept, progress.left, progress.points) == (1, 1, 1, 3)
    assert progress.decided_worth == (500_000, 510_000)
    assert progress.worth == (800_000, 820_000)
    assert progress_in_words(progress, "GBP") == (
        "£500k to £510k of £800k to £820k decided, 1 of 3\u00a0points, 1 kept as recommended"
    )


def test_a_decision_of_another_day_is_not_of_this_meeting(register: Register) -> None:
    register.record(decision(name="crm"), DIRECTORS, AUTHORITY, "one")
    progress = meeting_progress(Agenda((), 0), register.entries(), {"crm"}, date(2026, 11, 4))
    assert progress.points == 0
    assert progress_in_words(progress, "GBP") == "Nothing is left to decide"


def test_without_an_agenda_it_says_where_it_opens() -> None:
    assert "Steering group" in progress_in_words(None, "GBP")
