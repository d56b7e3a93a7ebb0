"""What still stands, decision by decision, and the pins that follow."""

from __future__ import annotations

from datetime import date

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.scenario import Scenario, apply
from engine.register import (
    Balance,
    Choice,
    Entry,
    State,
    balance,
    pins_of,
    settled,
    states,
    with_decisions,
)
from tests.support.governance import MANAGER, decision, worth
from tests.support.register import entry


def _standing(*entries: Entry) -> str:
    """One letter an entry: decided, recommended, superseded."""
    standing = states(reversed(entries))
    return "".join(str(standing[e.id])[0] for e in entries)


def test_a_decision_supersedes_what_stood_about_the_same_project_or_theme() -> None:
    for kind in ("defer", "change a floor"):
        first, last = entry(1, decision(kind)), entry(4, decision(kind))
        asked = entry(2, decision(kind), State.RECOMMENDED)
        other = entry(3, decision(kind, name="other"))
        assert _standing(first, asked, other, last) == "ssdd"


def test_a_recommendation_supersedes_only_a_recommendation_it_names() -> None:
    stood, asked = entry(1, decision("stop")), entry(2, decision("defer"), State.RECOMMENDED)
    compared = entry(3, decision("stop"), State.RECOMMENDED)
    assert _standing(stood, asked, compared) == "drr"
    instead = entry(3, decision("stop", supersedes="e2"), State.RECOMMENDED)
    assert _standing(stood, asked, instead) == "dsr"
    presumptuous = entry(3, decision("stop", supersedes="e1"), State.RECOMMENDED)
    assert _standing(stood, asked, presumptuous) == "drr"


def test_additions_to_a_pool_add_up_unless_one_is_named() -> None:
    first, second = entry(1, decision("add capacity", "data")), entry(2, decision("add capacity", "data"))
    assert _standing(first, second) == "dd"
    refused = entry(3, decision("continue", subject=first.subject, supersedes="e1"))
    assert _standing(first, second, refused) == "sdd"


def test_decisions_become_pins() -> None:
    entries = (
        entry(1, decision("stop", name="a")),
        entry(2, decision("defer", name="b", start="2027-06")),
        entry(3, decision("accelerate", name="c", start="2027-01")),
        entry(4, decision("continue", name="a")),
        entry(5, decision("stop", name="d"), State.RECOMMENDED, MANAGER),
        entry(6, decision("add capacity", name="e")),
        entry(7, decision("stop", name="gone")),
    )
    pins = (("a", "continue"), ("b", "2027-06"), ("c", "accelerate"))
    assert pins_of(entries, "abcde") == pins
    assert dict(pins_of(entries)) == dict(pins) | {"gone": "stop"}
    scenario = with_decisions(Scenario(name="Ours", pins={"a": "stop", "z": "defer"}, max_changes=3), entries, "abcde")
    assert scenario == Scenario(name="Ours", pins=dict(pins) | {"z": "defer"}, max_changes=3)


def test_a_portfolio_takes_the_pins(base: Portfolio) -> None:
    entries = (entry(1, decision("defer", name="P4", start="2027-06")), entry(2, decision("stop", name="P9")))
    pinned = apply(with_decisions(Scenario(), entries, base.projects_by_id), base)
    assert [(p.project_id, p.start) for p in pinned.rules.pins] == [("P4", 7)]


def test_a_start_that_is_past_pins_nothing_and_one_beyond_the_horizon_the_action() -> None:
    entries = (
        entry(1, decision("defer", name="past", start="2026-10")),
        entry(2, decision("defer", name="first", start="2026-11")),
        entry(3, decision("defer", name="last", start="2027-10")),
        entry(4, decision("defer", name="beyond", start="2027-11")),
    )
    pins = pins_of(entries, horizon=("2026-11", "2027-11"))
    assert pins == (("beyond", "defer"), ("first", "2026-11"), ("last", "2027-10"))


def test_settled_is_what_stands_until_it_is_due_or_waits_for_oneself() -> None:
    today = date(2026, 11, 3)
    stands = entry(1, decision("stop", name="stands", review_on=date(2026, 11, 4)))
    again = entry(2, decision("stop", name="due", review_on=today))
    asked = entry(3, decision("stop", name="asked"), State.RECOMMENDED)
    about_people = entry(4, decision("add capacity", "people"))
    every = (stands, again, asked, about_people)
    assert settled(every, today) == {"stands", "asked"}
    assert settled(every, today, mine=[asked]) == {"stands"}
    assert settled((*every, entry(5, decision("stop", name="due"))), today) == {"stands", "asked", "due"}


def test_the_balance_keeps_apart_what_follows_and_what_deviates() -> None:
    advised = Choice(option="stop", kind="stop")
    entries = (
        entry(1, decision("stop", name="a", value=worth(100, 300))),
        entry(2, decision("accelerate", name="b", value=worth(-50), recommendation=advised, reason="r")),
        entry(3, decision("stop", name="c", value=worth(-1_000, -900)), State.RECOMMENDED),
        entry(4, decision("stop", name="d", value=worth(7))),
        entry(5, decision("defer", name="d", value=worth(9))),
    )
    assert balance(entries) == Balance(
        decided=3, waiting=1, deviating=1, expected=209.0, deviation=-50.0, at_stake=1_000.0
    )
