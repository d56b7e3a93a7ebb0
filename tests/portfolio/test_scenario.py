from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.errors import ScenarioError
from engine.portfolio.objects import Pin, Portfolio
from engine.portfolio.scenario import Scenario, apply, parse_scenario, read_scenario
from engine.portfolio.vocabulary import Action, Lift

EVERYTHING: dict[str, Any] = {
    "name": "More data people",
    "capacity": {"data": 1.5},
    "flex_share": {"test": 0.3},
    "budgets": {"2027-04": 700000, "2028-04": 100000},
    "protective_capacity": 0.2,
    "discount_rate": 0.05,
    "benefit_confidence": 0.8,
    "weights": {"Grow": 1.2},
    "pins": {"P1": "stop", "P2": "2027-10"},
    "lifted": ["floors"],
    "max_parallel": {"data": 2},
    "max_changes": 3,
}


def test_the_empty_scenario_is_the_base(base: Portfolio) -> None:
    assert Scenario().is_base
    assert not parse_scenario(EVERYTHING).is_base
    assert apply(Scenario(), base) == base


def test_apply_leaves_the_base_untouched(base: Portfolio) -> None:
    before = base.model_dump()
    changed = apply(parse_scenario(EVERYTHING), base)
    assert base.model_dump() == before
    assert changed != base
    assert changed.data_fingerprint == base.data_fingerprint


def test_what_every_field_does(base: Portfolio) -> None:
    changed = apply(parse_scenario(EVERYTHING), base)
    assert changed.pools_by_id["data"].capacity_per_month == pytest.approx(90 * 1.5)
    assert changed.capacity[0].capacity == pytest.approx(70 * 1.5)
    assert changed.pools_by_id["test"].flex_share == 0.3
    assert [(b.start, b.amount) for b in changed.settings.budgets] == [(-7, 900000), (5, 700000), (17, 100000)]
    assert changed.settings.protective_capacity == 0.2
    assert changed.settings.discount_rate == 0.05
    assert changed.settings.benefit_confidence == 0.8
    assert changed.rules.weights == (("Grow", 1.2),)
    assert changed.rules.pins == (Pin(project_id="P1", action=Action.STOP), Pin(project_id="P2", start=11))
    assert changed.rules.lifted == {Lift.FLOORS}
    assert changed.rules.max_parallel == (("data", 2),)
    assert changed.rules.max_changes == 3


@pytest.mark.parametrize("field", sorted(EVERYTHING.keys() - {"name"}))
def test_every_field_alone_has_an_effect(base: Portfolio, field: str) -> None:
    assert apply(parse_scenario({field: EVERYTHING[field]}), base) != base


def test_every_field_of_a_scenario_is_tested() -> None:
    assert EVERYTHING.keys() == Scenario.model_fields.keys()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"capacity": {"dato": 1.1}}, "capacity: there is no pool 'dato'"),
        ({"flex_share": {"dato": 0.1}}, "flex_share: there is no pool 'dato'"),
        ({"max_parallel": {"dato": 1}}, "max_parallel: there is no pool 'dato'"),
        ({"weights": {"Fun": 2}}, "weights: there is no theme 'Fun'"),
        ({"pins": {"P9": "stop"}}, "pins: there is no project 'P9'"),
        ({"pins": {"P1": "hurry"}}, "neither an action"),
        ({"capacity": {"data": -1}}, "below zero"),
        ({"budgets": {"2027-04": -5}}, r"budgets\.2027-04: -5 is below zero"),
    ],
)
def test_bad_names_and_values(base: Portfolio, content: dict[str, Any], words: str) -> None:
    with pytest.raises(ScenarioError, match=words):
        apply(parse_scenario(content), base)


@pytest.mark.parametrize(
    "text",
    ["capacities: {data: 1}", "capacity: {data: lots}", "lifted: [gravity]", "- a\n- b", "name: [", "pins: 3",
     "capacity: {data: .inf}", "weights: {Grow: .nan}", "budgets: {2027-04: .nan}", "benefit_confidence: .inf",
     "discount_rate: 9", "budgets: {someday: 4}", "budgets: [{amount: 4}]", "budgets: {2027-04: many}"],
)  # fmt: skip
def test_broken_scenario_files(tmp_path: Path, text: str) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text(text)
    with pytest.raises(ScenarioError, match=r"scenario\.yaml"):
        read_scenario(path)


def test_a_missing_or_unreadable_scenario_file(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"none\.yaml"):
        read_scenario(tmp_path / "none.yaml")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ScenarioError, match=r"bytes\.yaml"):
        read_scenario(tmp_path / "bytes.yaml")


def test_a_scenario_file(tmp_path: Path, base: Portfolio) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text("name: Slow\ncapacity: {data: 0.5}\npins: {P2: 2027-10-01}\nbudgets: {2027-04-01: 5}\n")
    changed = apply(read_scenario(path), base)
    assert changed.pools_by_id["data"].capacity_per_month == 45
    assert changed.rules.pins[0].start == 11
    assert (5, 5.0) in [(b.start, b.amount) for b in changed.settings.budgets]
    path.write_text("")
    assert read_scenario(path) == Scenario()
