"""Scenarios that are kept: listed, opened, adopted, retired, by those who may."""

from __future__ import annotations

import pytest

from engine.errors import AuthorityError, RegisterError
from engine.portfolio.model.vocabulary import Lift
from engine.portfolio.reading.scenario_reading import parse_scenario
from engine.portfolio.scenario import Scenario, scenario_content
from engine.register import Register, SavedScenario, ScenarioConflict
from engine.register.entry import DecisionTaken
from engine.register.scenarios import merge
from tests.support.governance import ANALYST, BOARD, VIEWER

FULL = Scenario(
    name="Everything",
    capacity={"data": 0.9, "test": 1.2},
    flex_share={"data": 0},
    budgets={"2027-04": 5e6},
    protective_capacity=0.2,
    discount_rate=0.1,
    benefit_confidence=0.8,
    weights={"Grow": 2},
    pins={"P1": "stop", "P2": "2027-03"},
    lifted={Lift.FLOORS, Lift.MANDATES},
    max_parallel={"data": 3},
    max_changes=0,
    today=(("policy", "queue"),),
)


def test_every_field_comes_back(register: Register) -> None:
    assert set(scenario_content(FULL)) == set(Scenario.model_fields)
    assert parse_scenario(scenario_content(FULL)) == FULL
    saved = register.save_scenario(FULL, ANALYST)
    assert register.scenario(saved.id) == saved
    assert (saved.scenario, saved.version, saved.saved_by) == (FULL, 1, "al@example.org")


def test_merging_keeps_what_either_has_changed() -> None:
    assert merge(Scenario(name="Everything"), Scenario(name="Everything"), FULL) == FULL
    assert merge(FULL, FULL, Scenario(name="Everything")) == Scenario(name="Everything")
    assert merge(FULL, Scenario(name="Theirs"), FULL) == Scenario(name="Theirs")


def test_the_list_has_the_latest_of_each_by_name(register: Register) -> None:
    second = register.save_scenario(Scenario(name="second"), ANALYST)
    first = register.save_scenario(Scenario(name="First"), ANALYST)
    second = register.save_scenario(Scenario(name="second", max_changes=3), BOARD, based_on=second)
    assert register.scenarios() == (first, second)
    assert register.scenario(second.id, 1).scenario.max_changes is None


def test_what_is_retired_leaves_the_list_and_stays_in_the_register(register: Register) -> None:
    saved = register.save_scenario(Scenario(name="Old"), ANALYST)
    gone = register.retire_scenario(saved, BOARD)
    assert register.scenarios() == ()
    assert register.versions_of(saved.id) == (saved, gone)
    with pytest.raises(ScenarioConflict, match=r"bo@example.org has retired version 2"):
        register.save_scenario(Scenario(name="New"), ANALYST, based_on=saved)
    back = register.save_scenario(gone.scenario, ANALYST, based_on=gone)
    assert register.scenarios() == (back,)


def test_the_adopted_scenario_is_the_version_that_was_adopted(register: Register) -> None:
    assert register.adopted() is None
    first = register.save_scenario(Scenario(name="Lean"), ANALYST)
    register.adopt(first, BOARD)
    second = register.save_scenario(Scenario(name="Leaner"), ANALYST, based_on=first)
    assert register.adopted() == first
    register.adopt(second, BOARD)
    assert register.adopted() == second
    assert [(a.version, a.adopted_by) for a in register.adoptions()] == [(1, BOARD.account), (2, BOARD.account)]


def test_who_may(register: Register) -> None:
    saved = register.save_scenario(Scenario(), ANALYST)
    with pytest.raises(AuthorityError, match="may look, but not save scenarios"):
        register.save_scenario(Scenario(), VIEWER)
    with pytest.raises(AuthorityError, match="retire"):
        register.retire_scenario(saved, VIEWER)
    for person in (VIEWER, ANALYST):
        with pytest.raises(AuthorityError, match="adopt"):
            register.adopt(saved, person)
    assert register.scenarios() == (saved,)
    assert register.adopted() is None


def test_what_is_not_there(register: Register) -> None:
    saved = register.save_scenario(Scenario(), ANALYST)
    stranger = SavedScenario("0" * 32, 1, Scenario(), "x", saved.saved_at)
    for call in (
        lambda: register.scenario(stranger.id),
        lambda: register.scenario(saved.id, 7),
        lambda: register.adopt(stranger, BOARD),
        lambda: register.save_scenario(Scenario(), BOARD, based_on=stranger),
    ):
        with pytest.raises(RegisterError, match="not in the register"):
            call()


@pytest.mark.parametrize("kind", ["first save", "next version", "retired"])
def test_an_answer_lost_on_the_way_keeps_a_scenario_once(
    register: Register, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """The database has committed when the connection breaks; the call is made again within."""
    first = None if kind == "first save" else register.save_scenario(Scenario(name="Alpha"), ANALYST)
    dialect = register.database.engine.dialect
    commit, lost = dialect.do_commit, []

    def commit_and_lose(connection: object) -> None:
        commit(connection)  # type: ignore[arg-type]
        if not lost:
            lost.append(True)
            raise dialect.loaded_dbapi.OperationalError("server closed the connection unexpectedly: database is locked")

    monkeypatch.setattr(dialect, "do_commit", commit_and_lose)
    if kind == "retired":
        assert first is not None
        saved = register.retire_scenario(first, ANALYST)
    else:
        saved = register.save_scenario(Scenario(name="Alpha", max_changes=2), ANALYST, first)
    assert lost == [True]
    assert register.versions_of(saved.id) == ((saved,) if first is None else (first, saved))


def test_a_save_asked_for_again_is_stored_once_and_a_change_meanwhile_is_the_next_version(register: Register) -> None:
    first = register.save_scenario(Scenario(name="Alpha", max_changes=2), ANALYST, key="an act")
    assert register.save_scenario(Scenario(name="Alpha", max_changes=2), ANALYST, key="an act") == first
    changed = register.save_scenario(Scenario(name="Alpha", max_changes=3), ANALYST, key="an act")
    assert (changed.id, changed.version) == (first.id, 2)
    other = register.save_scenario(Scenario(name="Alpha", max_changes=2), ANALYST, key="another act")
    assert other.id != first.id
    assert register.scenarios() == (changed, other)


def test_a_decision_kept_with_a_value_beyond_todays_limits_is_still_read() -> None:
    kept = {"name": "Old", "benefit_confidence": 1e6, "max_parallel": {"data": 2.5}, "capacity": {"gone": 9.0}}
    taken = {
        "kind": "stop",
        "subject": {"kind": "project", "id": "P1"},
        "decided_on": "2026-11-02",
        "scenario": kept,
    }
    assert scenario_content(DecisionTaken.model_validate(taken).scenario) == kept
