"""A link opens what its sender saw: every scenario survives the way through an address."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.portfolio import Lift
from engine.portfolio.scenario import Scenario
from pages.ui.address import from_address, to_address

NAMES = st.text(alphabet="abz: ,&=é-", min_size=1, max_size=8).filter(lambda name: name.strip() == name)
SHARES = st.integers(1, 300).map(lambda points: points / 100)
FACTORS = st.dictionaries(NAMES, SHARES, max_size=3)
SCENARIOS = st.fixed_dictionaries(
    {},
    optional={
        "name": st.text(min_size=1, max_size=20),
        "capacity": FACTORS,
        "flex_share": FACTORS,
        "weights": FACTORS,
        "max_parallel": FACTORS,
        "budgets": st.dictionaries(st.sampled_from(["2027-04", "2028-04"]), st.integers(1, 10**8).map(float)),
        "pins": st.dictionaries(NAMES, st.sampled_from(["stop", "accelerate", "2027-03"]), max_size=3),
        "lifted": st.sets(st.sampled_from(list(Lift))),
        "protective_capacity": st.integers(0, 50).map(lambda points: points / 100),
        "benefit_confidence": SHARES,
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
    ],
)
def test_what_cannot_be_read_is_left_out_and_said(parameters: dict[str, Any]) -> None:
    scenario, unread = from_address(parameters)
    assert scenario.is_base
    assert len(unread) == 1


def test_parameters_of_others_are_none_of_its_business() -> None:
    assert from_address({"utm_source": ["mail"], "pool": ["integration"]}) == (Scenario(), ())
