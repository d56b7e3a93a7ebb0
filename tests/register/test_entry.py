"""Decisions that cannot be, and the chain by hand."""

from __future__ import annotations

import hashlib
import math
from typing import Any

import pytest

from engine.errors import RegisterError
from engine.optimise.compare import Interval
from engine.portfolio.scenario import Scenario
from engine.register import Choice, Person
from engine.register.chain import GENESIS, ChainLink, Head, canonical, first_break, follow
from engine.register.entry import DecisionTaken, Outlook
from tests.support.governance import about, decision


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("stop", {"subject": about("data", "pool")}, "to stop is decided about a project, not about a pool"),
        ("add capacity", {"subject": about("crm")}, "about a pool, not about a project"),
        ("change a floor", {"subject": about("crm")}, "about a theme, not about a project"),
        ("defer", {"start": None}, "names the month in which work starts"),
        ("defer", {"start": "soon"}, "start: .* not a date"),
        ("defer", {"months": -1}, "months: .* greater than or equal to 0"),
        ("stop", {"value": Interval(5, 6, 7)}, "the estimate must lie within"),
        ("stop", {"value": Interval(math.nan, math.nan, math.nan)}, "finite"),
        ("stop", {"value": Interval(0, -math.inf, 1)}, "finite"),
        ("stop", {"extra_spend": math.inf}, "finite"),
        ("stop", {"extra_spend": -5}, "extra_spend"),
        ("stop", {"benefits": (("2027-01", math.nan),)}, "benefits"),
        ("stop", {"recommendation": Choice(option="go on", kind="continue")}, "gives its reason"),
        ("stop", {"forum": "x" * 1_000_001}, "forum"),
        ("dither", {}, "kind"),
        ("stop", {"subject": about("crm").model_dump() | {"id": "  "}}, "subject.id: .* blank"),
    ],
)
def test_what_cannot_be_decided(kind: str, fields: dict[str, Any], said: str) -> None:
    with pytest.raises(RegisterError, match=said):
        decision(kind, **fields)


@pytest.mark.parametrize("blank", ["", " ", "\n"])
def test_somebody_decides(blank: str) -> None:
    with pytest.raises(RegisterError, match="blank"):
        Person(account=blank, role="Board")


def test_deviation_is_another_kind_or_another_month() -> None:
    same = Choice(option="from March", kind="defer", start="2027-03")
    assert not decision("defer", recommendation=same).deviates
    later = Choice(option="from June", kind="defer", start="2027-06")
    assert decision("defer", recommendation=later, reason="Season").deviates
    assert not decision("defer", recommendation=Choice(option="later", kind="defer")).deviates


def test_months_and_scenarios_are_written_one_way() -> None:
    one = decision(
        "defer", start="Mar-27", scenario=Scenario(lifted={"floors", "mandates"}, pins={"b": "stop", "a": "stop"})
    )
    other = decision("defer", scenario=Scenario(lifted={"mandates", "floors"}, pins={"a": "stop", "b": "stop"}))
    assert canonical(one.model_dump()) == canonical(other.model_dump())


def _chain(*numbers: int) -> list[ChainLink]:
    links, last = [], Head()
    for number in numbers:
        links.append(follow(last, canonical({"number": number, "text": f"é{number}"})))
        last = Head(links[-1].number, links[-1].hash)
    return links


def test_a_hash_by_hand() -> None:
    (link,) = _chain(1)
    content = '{"number":1,"text":"\\u00e91"}'
    assert link == ChainLink(1, content, GENESIS, hashlib.sha256(("0" * 64 + "\n" + content).encode()).hexdigest())


def test_a_chain_that_holds() -> None:
    links = _chain(1, 2, 3)
    assert first_break(links, Head(3, links[-1].hash)) is None
    assert first_break([], Head()) is None


@pytest.mark.parametrize(
    ("damage", "number", "reason"),
    [
        (lambda c: c[1:], 1, "entry 2 comes next"),
        (lambda c: c[:1] + c[2:], 2, "entry 3 comes next"),
        (lambda c: c[:2], 3, "remembers 3 entries"),
        (lambda c: [c[0], c[0], *c[1:]], 2, "entry 1 comes next"),
        (
            lambda c: [c[0], ChainLink(2, c[1].content.replace("2", "4"), *_hashes(c[1])), c[2]],
            2,
            "not the one that was",
        ),
        (lambda c: [c[0], ChainLink(2, c[1].content + "é", *_hashes(c[1])), c[2]], 2, "not the one that was"),
        (lambda c: [follow(Head(), c[1].content), *c[1:]], 1, "another number"),
        (lambda c: [c[0], follow(Head(1, "f" * 64), c[1].content), c[2]], 2, "does not build on"),
        (lambda c: [c[0], follow(Head(1, c[0].hash), '{"number": 2}'), c[2]], 3, "does not build on"),
        (lambda c: [c[0], follow(Head(1, c[0].hash), "[2]"), c[2]], 2, "another number"),
    ],
)
def test_a_chain_that_breaks(damage: Any, number: int, reason: str) -> None:
    links = _chain(1, 2, 3)
    found = first_break(damage(links), Head(3, links[-1].hash))
    assert found is not None
    assert found.number == number
    assert reason in found.reason


def _hashes(link: ChainLink) -> tuple[str, str]:
    return link.previous_hash, link.hash


def test_an_entry_keeps_the_range_at_the_time_and_reads_without_one() -> None:
    outlook = Outlook(draws=500, chosen_share=0.92, gain_low=1e6, gain_high=3e6, value_low=-1e5, value_high=4e5)
    taken = decision(outlook=outlook)
    content = taken.model_dump(mode="json")
    assert DecisionTaken.model_validate(content).outlook == outlook
    del content["outlook"]
    assert DecisionTaken.model_validate(content).outlook is None
    with pytest.raises(RegisterError, match="chosen_share"):
        decision(outlook=outlook.model_dump() | {"chosen_share": 1.2})
