"""A link opens what its sender saw: every scenario survives the way through an address."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.portfolio import Lift
from engine.portfolio.scenario import Scenario
from pages.ui.session.address_parameters import from_address, to_address

NAMES = st.text(alphabet="abz: ,&=é-", min_size=1, max_size=8).filter(lambda name: name.strip() == name)
SHARES = st.integers(1, 300).map(lambda points: points / 100)
FACTORS = st.dictionaries(NAMES, SHARES, max_size=3)
SCENARIOS = st.fixed_dictionaries(
    {},
    optional={
        "name": st.text(min_size=1, max_size=20).filter(lambda name: bool(name.strip())),
        "capacity": FACTORS,
        "flex_share": st.dictionaries(NAMES, st.integers(0, 200).map(lambda points: points / 100), max_size=3),
        "weights": FACTORS,
        "max_parallel": st.dictionaries(NAMES, st.integers(0, 40).map(float), max_size=3),
        "budgets": st.dictionaries(st.sampled_from(["2027-04", "2028-04"]), st.integers(1, 10**8).map(float)),
        "pins": st.dictionaries(NAMES, st.sampled_from(["stop", "accelerate", "2027-03"]), max_size=3),
        "lifted": st.sets(st.sampled_from(list(Lift))),
        "protective_capacity": st.integers(0, 50).map(lambda points: points / 100),
        "benefit_confidence": st.integers(0, 200).map(lambda points: points / 100),
        "max_changes": st.integers(0, 40),
    },
).map(lambda fields: Scenario.model_validate(fields))


@given(SCENARIOS)
def test_every_scenario_survives_the_address(scenario: Scenario) -> None:
    assert from_address(to_address(scenario)) == (scenario, ())


def test_the_base_needs_no_parameters() -> None:
    assert to_address(Scenario()) == {}


@pytest.mark.parametrize(
    "parameters",
    [
        {"capacity": ["integration"]},
        {"capacity": ["integration:many"]},
        {"capacity": ["integration:nan"]},
        {"confidence": ["-3"]},
        {"lift": ["everything"]},
        {"budget": ["soon:3"]},
        {"changes": ["some"]},
        {"rate": ["-0.99"]},
        {"rate": ["1e300"]},
        {"confidence": ["1e6"]},
        {"reserve": ["0.99"]},
        {"parallel": ["integration:2.5"]},
        {"budget": ["2027-04:1e300"]},
        {"budget": ["2027-04:-1"]},
        {"flex": ["integration:9"]},
        {"weight": ["Grow:1e300"]},
        {"changes": ["1.5"]},
        {"pin": ["crm:hurry"]},
    ],
)
def test_what_cannot_be_read_is_left_out_and_said(parameters: dict[str, Any]) -> None:
    scenario, unread = from_address(parameters)
    assert scenario.is_base
    assert len(unread) == 1


def test_a_lever_that_a_link_names_twice_takes_its_first_value_and_says_so() -> None:
    scenario, unread = from_address({"rate": ["0.05", "0.1"], "capacity": ["a:1.2", "a:1.3"], "changes": ["3", "3"]})
    assert (scenario.discount_rate, scenario.capacity, scenario.max_changes) == (0.05, (("a", 1.2),), 3)
    assert [(finding.field, finding.value) for finding in unread] == [("discount_rate", "0.1"), ("capacity", "1.3")]
    assert all("occurs twice" in finding.message for finding in unread)


def test_a_budget_that_is_left_out_is_not_the_one_in_force() -> None:
    scenario, (finding,) = from_address({"budget": ["2026-11:5", "11/2026:6"]})
    assert (scenario.budgets, finding.name, finding.value) == ((("2026-11", 5.0),), "11/2026", "6")


def test_the_rest_of_a_link_stands() -> None:
    scenario, unread = from_address(
        {"capacity": ["a:9", "b:1.2", "b:1.3"], "lift": ["floors", "gravity"], "rate": ["7"], "changes": ["3"]}
    )
    assert scenario == Scenario(capacity={"b": 1.2}, lifted=frozenset({Lift.FLOORS}), max_changes=3)
    assert [(f.field, f.name) for f in unread] == [
        ("capacity", "b"), ("capacity", "a"), ("lifted", ""), ("discount_rate", ""),
    ]  # fmt: skip
    assert "did you mean 0.07" in unread[-1].sentence


def test_parameters_of_others_are_none_of_its_business() -> None:
    assert from_address({"utm_source": ["mail"], "pool": ["integration"]}) == (Scenario(), ())
