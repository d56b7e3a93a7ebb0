"""The rule of authority, apart from any database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import AuthorityError
from engine.portfolio.model.rights import Stake, lowest_roles
from engine.portfolio.model.roles_and_limits import Authority
from engine.portfolio.model.vocabulary import DecisionKind
from engine.register import Person, State, rule, stake_of
from tests.support.governance import AUTHORITY, BOARD, DIRECTORS, MANAGER, decision, worth

amounts = st.one_of(st.none(), st.integers(0, 5).map(float))
limits = st.fixed_dictionaries({"money": amounts, "months": st.one_of(st.none(), st.integers(0, 3))})
roles = st.dictionaries(st.sampled_from([str(k) for k in DecisionKind]), limits, max_size=6)
offices = st.lists(roles, min_size=1, max_size=5).map(
    lambda result: Authority.model_validate({"roles": [{"name": f"r{n}", "limits": r} for n, r in enumerate(result)]})
)
stakes = st.builds(
    Stake, kind=st.sampled_from(DecisionKind), money=st.integers(0, 6).map(float), months=st.integers(0, 4)
)


@pytest.mark.parametrize(
    ("low", "high", "spend", "money"),
    [(10, 30, 5, 30), (10, 30, 50, 50), (-70, -10, 0, 70), (-70, 20, 0, 70), (0, 0, 0, 0)],
)
def test_what_is_at_stake(low: float, high: float, spend: float, money: float) -> None:
    stake = stake_of(decision("defer", value=worth(low, high), extra_spend=spend, months=4))
    assert (stake.kind, stake.money, stake.months) == (DecisionKind.DEFER, money, 4)


@pytest.mark.parametrize(
    ("kind", "money", "months", "person", "state"),
    [
        ("accelerate", 100_000, 0, MANAGER, State.DECIDED),
        ("accelerate", 100_000.01, 0, MANAGER, State.RECOMMENDED),
        ("accelerate", 100_000, 60, MANAGER, State.DECIDED),
        ("defer", 0, 3, MANAGER, State.DECIDED),
        ("defer", 0, 4, MANAGER, State.RECOMMENDED),
        ("defer", 500_000, 12, BOARD, State.DECIDED),
        ("stop", 1e12, 0, DIRECTORS, State.DECIDED),
        ("continue", 1e12, 0, MANAGER, State.DECIDED),
        ("change a floor", 2_000_001, 0, DIRECTORS, State.RECOMMENDED),
    ],
)
def test_at_the_limit(kind: str, money: float, months: int, person: Person, state: State) -> None:
    assert rule(AUTHORITY, person, [Stake(kind=kind, money=money, months=months)]).state is state


def test_beyond_everyone_it_waits_for_nobody() -> None:
    ruling = rule(AUTHORITY, DIRECTORS, [Stake(kind="change a floor", money=1e9, months=0)])
    assert ruling.waits_for == ()


def test_peers_are_asked_side_by_side() -> None:
    office = Authority.model_validate(
        {
            "roles": [
                {"name": "Assistant", "limits": {"stop": {"money": 1}}},
                {"name": "Technology", "limits": {"stop": {"money": 9}, "defer": {"money": 9}}},
                {"name": "Finance", "limits": {"stop": {"money": 9}, "add capacity": {"money": 9}}},
                {"name": "Chair", "limits": {k: {"money": None} for k in ("stop", "defer", "add capacity")}},
            ]
        }
    )
    assert lowest_roles(office, [Stake(kind="stop", money=5, months=0)]) == ("Technology", "Finance")
    assert lowest_roles(office, [Stake(kind="stop", money=50, months=0)]) == ("Chair",)


@pytest.mark.parametrize(
    ("person", "authority", "said"),
    [
        (Person(account="a", role="Viewer"), AUTHORITY, "may look and prepare"),
        (Person(account="a", role="Passer-by"), AUTHORITY, "Roles that have: Manager, Board, Directors"),
        (MANAGER, AUTHORITY, "may not decide to stop. Roles that may: Board, Directors"),
        (MANAGER, None, "under authority in the settings"),
        (MANAGER, Authority(), "under authority in the settings"),
    ],
)
def test_a_refusal_says_who_may(person: Person, authority: Authority | None, said: str) -> None:
    with pytest.raises(AuthorityError, match=said):
        rule(authority, person, [Stake(kind="stop", money=0, months=0)])


def test_whoever_only_looks_decides_nothing_whatever_the_file_says() -> None:
    office = Authority.model_validate({"roles": [{"name": "Analyst", "limits": {"stop": {"money": None}}}]})
    for kind in ("stop", "continue"):
        with pytest.raises(AuthorityError):
            rule(office, Person(account="a", role="ANALYST"), [Stake(kind=kind, money=0, months=0)])


def test_to_continue_can_be_limited() -> None:
    office = Authority.model_validate(
        {
            "roles": [
                {"name": "A", "limits": {"stop": {"money": None}}},
                {"name": "B", "limits": {"continue": {"money": 5}}},
            ]
        }
    )
    with pytest.raises(AuthorityError):
        rule(office, Person(account="a", role="A"), [Stake(kind="continue", money=0, months=0)])
    ruling = rule(office, Person(account="b", role="B"), [Stake(kind="continue", money=6, months=0)])
    assert ruling.state is State.RECOMMENDED


@given(office=offices, stake=stakes)
def test_the_rule_by_its_definition(office: Authority, stake: Stake) -> None:
    """The limits read off the settings once more, one role at a time."""
    anyone_limits_continuing = any(r.limits.continue_ for r in office.roles)
    able = set()
    for role in office.roles:
        person = Person(account="a", role=role.name)
        limit = role.limits.of(stake.kind)
        if stake.kind is DecisionKind.CONTINUE and not anyone_limits_continuing:
            able.add(role.name)
        elif limit is None:
            with pytest.raises(AuthorityError):
                rule(office, person, [stake])
            continue
        elif (limit.money is None or stake.money <= limit.money) and (
            limit.months is None or stake.months <= limit.months
        ):
            able.add(role.name)
        ruling = rule(office, person, [stake])
        assert (ruling.state is State.DECIDED) is (role.name in able)
    lowest = lowest_roles(office, [stake])
    assert set(lowest) <= able
    assert bool(lowest) is bool(able)
