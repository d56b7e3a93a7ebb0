"""Decisions in the register, the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from engine.errors import AuthorityError, CockpitError, RegisterError
from engine.portfolio.model.rights import lowest_roles
from engine.portfolio.scenario import Scenario
from engine.register import Choice, Person, Register, State, SubjectKind, objections, settled, states
from engine.register.authority import queue
from engine.register.tables import KEPT, entries, head
from tests.support.governance import ANALYST, AUTHORITY, BOARD, DIRECTORS, MANAGER, VIEWER, about, decision, worth


def test_an_entry_keeps_all_of_the_decision(register: Register) -> None:
    taken = decision(
        "defer",
        forum="Steering group",
        value=worth(-40_000, 60_000),
        extra_spend=5_000,
        options=(Choice(option="stop", kind="stop", value=worth(-9, -3)), Choice(option="go on", kind="continue")),
        recommendation=Choice(option="stop now", kind="stop"),
        reason="The customer waits for it",
        conditions="Only with a supplier",
        review_on=date(2027, 5, 4),
        benefits=(("2027-09", 12_000.5), ("2027-10", 13_000.0)),
        scenario=Scenario(
            name="Fewer",
            capacity={"data": 0.9},
            lifted={"floors", "mandates"},
            pins={"a": "stop"},
            budgets={"2027-04": 5},
        ),
        data_fingerprint="0123456789abcdef",
    )
    entry = register.record(taken, MANAGER, AUTHORITY)
    assert register.entries() == (entry,)
    assert entry.decision == taken
    assert (entry.number, entry.state, entry.decided_by) == (1, State.DECIDED, MANAGER)
    assert [(s.kind, s.money, s.months) for s in entry.stakes] == [("defer", 60_000, 2)]
    assert register.verify() is None


def test_above_the_limit_it_waits_for_the_lowest_role_that_may(register: Register) -> None:
    big = register.record(decision(value=worth(0, 200_000)), MANAGER, AUTHORITY)
    huge = register.record(decision(name="erp", extra_spend=700_000), BOARD, AUTHORITY)
    late = register.record(decision("defer", name="web", months=4), MANAGER, AUTHORITY)
    assert [e.state for e in (big, huge, late)] == [State.RECOMMENDED] * 3
    assert (big.waits_for, huge.waits_for) == (("Board",), ("Directors",))
    assert queue(register.pending(), "board", AUTHORITY) == (big, late)
    assert queue(register.pending(), "Directors", AUTHORITY) == (huge,)
    assert queue(register.pending(), "Manager", AUTHORITY) == ()


def test_an_objection_waits_whoever_records_it_and_decides_nothing(register: Register) -> None:
    taken = decision("continue", objection_of="Ada", reason="The customer leaves", value=worth(-200_000))
    by_analyst = register.object_to(taken, ANALYST, AUTHORITY)
    by_board = register.object_to(taken.model_copy(update={"subject": about("erp")}), DIRECTORS, AUTHORITY)
    assert [e.state for e in (by_analyst, by_board)] == [State.RECOMMENDED] * 2
    assert by_analyst.waits_for == lowest_roles(AUTHORITY, by_analyst.stakes)
    assert objections(register.entries()) == (by_analyst, by_board)
    assert settled(register.entries(), date(2026, 11, 3)) == frozenset()
    again = register.object_to(
        taken.model_copy(update={"reason": "It leaves for good", "supersedes": by_analyst.id}), ANALYST, AUTHORITY
    )
    assert objections(register.entries()) == (by_board, again)
    register.record(decision("stop"), DIRECTORS, AUTHORITY)
    assert objections(register.entries()) == (by_board,)
    assert register.verify() is None


def test_what_was_decided_is_open_again_once_somebody_objects(register: Register) -> None:
    register.record(decision("stop"), DIRECTORS, AUTHORITY)
    assert settled(register.entries(), date(2026, 11, 3)) == {"crm"}
    register.object_to(decision("continue", objection_of="Ada", reason="No"), MANAGER, AUTHORITY)
    assert settled(register.entries(), date(2026, 11, 3)) == frozenset()
    assert [str(state) for state in states(register.entries()).values()] == ["decided", "recommended"]


@pytest.mark.parametrize(
    ("by", "more", "wrong"),
    [
        (VIEWER, {"objection_of": "Ada", "reason": "No"}, "viewer may look"),
        (ANALYST, {"reason": "No"}, "names the sponsor"),
        (ANALYST, {"objection_of": "Ada", "reason": " "}, "gives its reason"),
    ],
)
def test_an_objection_names_its_sponsor_and_reason(
    register: Register, by: Person, more: dict[str, str], wrong: str
) -> None:
    with pytest.raises(CockpitError, match=wrong):
        register.object_to(decision("continue", **more), by, AUTHORITY)
    assert register.entries() == ()


def test_a_decision_by_a_role_that_may_ends_the_wait(register: Register) -> None:
    asked = register.record(decision(value=worth(200_000)), MANAGER, AUTHORITY)
    answer = register.record(decision("continue", supersedes=asked.id), BOARD, AUTHORITY)
    assert states(register.entries()) == {asked.id: State.SUPERSEDED, answer.id: State.DECIDED}
    assert register.pending() == ()
    with pytest.raises(RegisterError, match=r"bo@example.org has superseded this entry in the meantime: entry 2"):
        register.record(decision("continue", supersedes=asked.id), DIRECTORS, AUTHORITY)


def test_nobody_undoes_what_they_could_not_have_done(register: Register) -> None:
    stopped = register.record(decision("stop", value=worth(900_000)), DIRECTORS, AUTHORITY)
    for person in (MANAGER, BOARD):
        again = register.record(decision("continue"), person, AUTHORITY)
        assert again.state is State.RECOMMENDED
        assert again.waits_for == ("Directors",)
    assert states(register.entries())[stopped.id] is State.DECIDED
    register.record(decision("continue"), DIRECTORS, AUTHORITY)
    assert states(register.entries())[stopped.id] is State.SUPERSEDED


def test_one_may_think_better_of_ones_own_recommendation(register: Register) -> None:
    asked = register.record(decision(value=worth(900_000)), MANAGER, AUTHORITY)
    smaller = register.record(decision(value=worth(90_000)), MANAGER, AUTHORITY)
    assert states(register.entries()) == {asked.id: State.SUPERSEDED, smaller.id: State.DECIDED}


@pytest.mark.parametrize("person", [VIEWER, ANALYST, MANAGER, Person(account="x", role="Passer-by")])
def test_without_the_right_nothing_is_written(register: Register, person: Person) -> None:
    with pytest.raises(AuthorityError):
        register.record(decision("stop"), person, AUTHORITY)
    with pytest.raises(AuthorityError):
        register.record(decision(), person, None)
    assert register.entries() == ()
    assert register.head().number == 0


def test_an_act_is_stored_once(register: Register) -> None:
    first = register.record(decision(), MANAGER, AUTHORITY, key="form 7")
    assert register.record(decision(), MANAGER, AUTHORITY, key="form 7") == first
    with pytest.raises(RegisterError, match="same key, as entry 1"):
        register.record(decision(name="erp"), MANAGER, AUTHORITY, key="form 7")
    with pytest.raises(RegisterError, match="same key"):
        register.record(decision(), BOARD, AUTHORITY, key="form 7")
    assert len(register.entries()) == 1


def test_history_is_about_one_thing(register: Register) -> None:
    for kind, name, person in (
        ("accelerate", "crm", MANAGER),
        ("add capacity", "crm", BOARD),
        ("change a floor", "crm", DIRECTORS),
        ("accelerate", "erp", MANAGER),
        ("defer", "crm", MANAGER),
    ):
        register.record(decision(kind, name), person, AUTHORITY)
    assert [e.number for e in register.history("crm")] == [1, 5]
    assert [e.number for e in register.history("crm", SubjectKind.POOL)] == [2]
    assert [e.number for e in register.history("crm", SubjectKind.THEME)] == [3]
    assert [e.number for e in register.entries()] == [1, 2, 3, 4, 5]


def test_reviews_that_are_due(register: Register) -> None:
    for name, day in (("a", 9), ("b", 3), ("c", None), ("d", 12)):
        review = None if day is None else date(2027, 1, day)
        register.record(decision(name=name, review_on=review), MANAGER, AUTHORITY)
    register.record(decision("continue", name="b"), MANAGER, AUTHORITY)
    assert [e.subject.id for e in register.due_for_review(date(2027, 1, 9))] == ["a"]
    assert [e.subject.id for e in register.due_for_review(date(2027, 1, 31))] == ["a", "d"]


@pytest.mark.parametrize(
    "said",
    [
        "<script>alert('x')</script>",
        "'; DROP TABLE register_entries; --",
        "Ünïcödé 日本語 🚀 e\u0301 \u202e\u200f\ufeff",
        "NUL \x00 and \x1f, \\u0000 and \\",
        "%s %(x)s :name ? $1 {}",
        "x" * 100_000 + "é",
    ],
)
def test_any_text_comes_back_as_it_was(register: Register, said: str) -> None:
    person = Person(account=said, role="Board")
    taken = decision(name=said, forum=said, reason=said, conditions=said, data_fingerprint=said)
    entry = register.record(taken, person, AUTHORITY, key=said)
    assert register.history(said) == (entry,) == register.entries()
    assert entry.decision.reason == said
    assert register.record(taken, person, AUTHORITY, key=said) == entry
    saved = register.save_scenario(Scenario(name=said, pins={said: "stop"}), person)
    assert register.scenarios() == (saved,)
    assert register.verify() is None


def test_half_a_character_is_refused_in_words(register: Register) -> None:
    with pytest.raises(RegisterError, match="cannot be kept"):
        register.record(decision(reason="\ud800"), MANAGER, AUTHORITY)


@pytest.mark.parametrize("table", KEPT, ids=lambda table: table.name)
@pytest.mark.parametrize("change", ["update", "delete", "truncate"])
def test_the_database_itself_refuses_changes(register: Register, table: object, change: str) -> None:
    saved = register.save_scenario(Scenario(), BOARD)
    register.adopt(saved, BOARD)
    register.record(decision(), BOARD, AUTHORITY)
    before = (register.entries(), register.scenarios(), register.adoptions())
    statement = {"update": f"UPDATE {table} SET content = 'x'", "delete": f"DELETE FROM {table}"}  # noqa: S608
    statement["truncate"] = statement["delete"] if register.database.is_sqlite else f"TRUNCATE {table}"
    with pytest.raises(RegisterError, match="never changed or deleted"):
        register.database.write(lambda connection: connection.execute(text(statement[change])))
    assert (register.entries(), register.scenarios(), register.adoptions()) == before


@pytest.mark.parametrize("change", ["DELETE FROM register_head", "UPDATE register_head SET number = 0"])
def test_the_head_only_moves_forward(register: Register, change: str) -> None:
    register.record(decision(), BOARD, AUTHORITY)
    with pytest.raises(RegisterError):
        register.database.write(lambda connection: connection.execute(text(change)))
    assert register.head().number == 1


def test_a_row_cannot_be_replaced(register: Register) -> None:
    register.record(decision(), BOARD, AUTHORITY)
    word = "INSERT OR REPLACE" if register.database.is_sqlite else "INSERT"
    columns = "number, id, key_hash, subject_hash, content, previous_hash, hash"
    replaced = (
        f"{word} INTO register_entries ({columns}) SELECT number, id, 'k', 's', 'c', 'p', 'h' FROM register_entries"  # noqa: S608
    )
    before = register.links()
    with pytest.raises(RegisterError):
        register.database.write(lambda connection: connection.execute(text(replaced)))
    assert register.links() == before


TAMPERING = {
    "a figure": ("UPDATE register_entries SET content = replace(content, '1000.0', '9000.0') WHERE number = 2", 2),
    "taken out": ("DELETE FROM register_entries WHERE number = 2", 2),
    "the last taken out": ("DELETE FROM register_entries WHERE number = 4", 4),
    "hidden from its subject": ("UPDATE register_entries SET subject_hash = 'x' WHERE number = 3", 3),
    "another id": ("UPDATE register_entries SET id = 'x' WHERE number = 1", 1),
    "another hash before": ("UPDATE register_entries SET previous_hash = hash WHERE number = 3", 3),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_past_the_guards_is_found_at_its_place(register: Register, name: str) -> None:
    for number in range(4):
        register.record(decision(name=f"P{number}"), BOARD, AUTHORITY)
    statement, broken = TAMPERING[name]
    _without_guards(register, statement)
    result = register.verify()
    assert result is not None
    assert result.number == broken


def test_a_register_rolled_back_whole_shows_against_a_noted_hash(register: Register) -> None:
    for _ in range(3):
        register.record(decision(), BOARD, AUTHORITY)
    noted, last = register.head().hash, register.links()[1]
    assert register.verify(noted) is None
    _without_guards(register, "DELETE FROM register_entries WHERE number = 3")
    _without_guards(register, f"UPDATE register_head SET number = 2, hash = '{last.hash}'")  # noqa: S608
    assert register.verify() is None
    broken = register.verify(noted)
    assert broken is not None
    assert broken.number == 3


def _without_guards(register: Register, statement: str) -> None:
    """What somebody with all rights on the database can do."""
    table = head if "register_head" in statement.split(" SET ")[0] else entries
    with register.database.engine.begin() as connection:
        if register.database.is_sqlite:
            names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            for name in names:
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        connection.execute(text(statement))


def test_errors_are_the_cockpits_own(register: Register) -> None:
    with pytest.raises(CockpitError) as caught:
        register.database.read(lambda connection: connection.execute(text("SELECT nothing FROM register_entries")))
    assert isinstance(caught.value.__cause__, SQLAlchemyError)


def test_nobody_decides_without_having_seen_what_was_recorded_meanwhile(register: Register) -> None:
    register.record(decision(name="other"), BOARD, AUTHORITY)
    register.record(decision("stop"), BOARD, AUTHORITY, seen=0)
    with pytest.raises(RegisterError, match="has recorded something about this in the meantime: entry 2"):
        register.record(decision(), DIRECTORS, AUTHORITY, key="form", seen=0)
    assert len(register.entries()) == 2
    last = register.record(decision(), DIRECTORS, AUTHORITY, key="form", seen=2)
    assert register.record(decision(), DIRECTORS, AUTHORITY, key="form", seen=2) == last
