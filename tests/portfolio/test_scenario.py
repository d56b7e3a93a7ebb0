from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from engine.errors import ScenarioError
from engine.portfolio.model.lever_limits import LEVERS
from engine.portfolio.model.portfolio import Pin, Portfolio
from engine.portfolio.model.settings import TodaySettings
from engine.portfolio.model.vocabulary import Action, Lift, TodaysPolicy
from engine.portfolio.reading.scenario_reading import parse_scenario, read_scenario
from engine.portfolio.scenario import Scenario, apply, fitting

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
    "today": {"policy": "first come", "protective_capacity": 0.05},
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
    assert changed.settings.today == TodaySettings(policy=TodaysPolicy.QUEUE, protective_capacity=0.05)


@pytest.mark.parametrize("field", sorted(EVERYTHING.keys() - {"name"}))
def test_every_field_alone_has_an_effect(base: Portfolio, field: str) -> None:
    assert apply(parse_scenario({field: EVERYTHING[field]}), base) != base


def test_every_field_of_a_scenario_is_tested() -> None:
    assert EVERYTHING.keys() == Scenario.model_fields.keys()


@pytest.mark.parametrize(
    ("content", "place", "words"),
    [
        ({"capacity": {"dato": 1.1}}, "capacity.dato", "there is no pool 'dato'"),
        ({"today": "everything"}, "today.policy", "there is no such policy"),
        ({"today": {"policy": "shared", "multitasking_loss": 2}}, "today.multitasking_loss", "share from 0 to 1"),
        ({"today": {"multitasking_loss": 0.2}}, "today", "the policy is missing"),
        ({"today": {"policy": "shared", "loss": 0.2}}, "today.loss", "not known"),
        ({"flex_share": {"dato": 0.1}}, "flex_share.dato", "there is no pool 'dato'"),
        ({"max_parallel": {"dato": 1}}, "max_parallel.dato", "there is no pool 'dato'"),
        ({"weights": {"Fun": 2}}, "weights.Fun", "there is no theme 'Fun'"),
        ({"pins": {"P9": "stop"}}, "pins.P9", "there is no project 'P9'"),
        ({"pins": {"P1": "hurry"}}, "pins.P1", "neither an action nor a month"),
        ({"capacity": {"data": -1}}, "capacity.data", "cannot be below 0"),
        ({"budgets": {"2027-04": -5}}, "budgets.2027-04", "cannot be below 0"),
        ({"budgets": {"2027-04": 1e300}}, "budgets.2027-04", "cannot be above"),
        ({"budgets": {"2027-05": 5}}, "budgets.2027-05", "overlaps with the year that begins in 2027-04"),
        ({"budgets": {"2030-04": 5, "2031-01": 5}}, "budgets.2031-01", "overlaps with the year that begins in 2030-04"),
        ({"discount_rate": -0.99}, "discount_rate", "cannot be below 0"),
        ({"benefit_confidence": 1e6}, "benefit_confidence", "cannot be above 2"),
        ({"weights": {"Grow": 1e300}}, "weights.Grow", "cannot be above 10"),
        ({"max_parallel": {"data": 2.5}}, "max_parallel.data", "must be a whole number"),
        ({"max_changes": 1.5}, "max_changes", "must be a whole number"),
        ({"protective_capacity": 1}, "protective_capacity", "cannot be above 0.95"),
        ({"flex_share": {"data": math.nan}}, "flex_share.data", "not a number"),
        ({"max_changes": True}, "max_changes", "not a number"),
        ({"budgets": {"2027-04": 1, "2027-04-01": 2}}, "budgets.2027-04-01", "occurs twice"),
        ({"budgets": {"2027-04-31": 1}}, "budgets.2027-04-31", "day"),
    ],
)
def test_bad_names_and_values(base: Portfolio, content: dict[str, Any], place: str, words: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        apply(parse_scenario(content), base)
    (problem,) = refused.value.problems
    assert problem.column == place
    assert words in problem.message
    assert problem.remedy


def test_a_scenario_kept_from_before_opens_without_what_cannot_be(base: Portfolio) -> None:
    kept = Scenario.model_validate(
        {
            "name": "Old",
            "benefit_confidence": 1e6,
            "discount_rate": 0.05,
            "capacity": {"data": 9, "gone": 1.1, "test": 1.2},
            "pins": {"P1": "stop", "P9": "defer"},
            "max_parallel": {"data": 2.5},
            "max_changes": 2,
        }
    )
    fitted, result = fitting(kept, base)
    assert fitted == parse_scenario(
        {"name": "Old", "discount_rate": 0.05, "capacity": {"test": 1.2}, "pins": {"P1": "stop"}, "max_changes": 2}
    )
    assert apply(fitted, base).settings.discount_rate == 0.05
    assert {(f.field, f.name) for f in result} == {
        ("benefit_confidence", ""), ("capacity", "data"), ("capacity", "gone"), ("pins", "P9"),
        ("max_parallel", "data"),
    }  # fmt: skip
    with pytest.raises(ScenarioError):
        apply(kept, base)


def test_what_fits_is_left_as_it_is(base: Portfolio) -> None:
    scenario = parse_scenario(EVERYTHING)
    assert fitting(scenario, base) == (scenario, ())


def test_every_lever_has_a_limit_that_its_slider_keeps() -> None:
    texts = {"name", "pins", "lifted", "today"}
    assert LEVERS.keys() == Scenario.model_fields.keys() - texts
    for name, limit in LEVERS.items():
        if name != "budgets":  # its slider is a factor
            assert limit.low <= limit.slider[0] < limit.slider[1] <= limit.high
        assert limit.finds(limit.low) is None
        assert limit.finds(limit.high) is None
        assert limit.finds(limit.high + 1) is not None
        assert limit.finds(limit.low - 1) is not None


FILES: list[tuple[str, int | None, str, str, str]] = [
    ("capacities: {data: 1}", 1, "capacities", "not known", "Did you mean 'capacity'?"),
    ("name: A\ncapacity: {data: lots}", 2, "capacity.data", "not a number", "Write"),
    ("lifted: [gravity]", 1, "lifted", "no such rules", "mandates, floors, exclusions"),
    ("lifted: floors", 1, "lifted", "must be a list", "[floors]"),
    ("- a\n- b", None, "", "list of keys with values", "name:"),
    ("name: [", 1, "", "not valid YAML", "Check"),
    ("pins: 3", 1, "pins", "names with values", "name: value"),
    ("capacity: {data: .inf}", 1, "capacity.data", "not a number", "Write"),
    ("budgets: {2027-04: .nan}", 1, "budgets.2027-04", "not a number", "Write"),
    ("discount_rate: 9", 1, "discount_rate", "cannot be above 0.5", "did you mean 0.09, which is 9 %?"),
    ("benefit_confidence: 80", 1, "benefit_confidence", "cannot be above 2", "did you mean 0.8, which is 80 %?"),
    ("budgets: {someday: 4}", 1, "budgets.someday", "not a date", "such as 2027-04"),
    ("budgets: [{amount: 4}]", 1, "budgets.1", "from and amount", "such as 2027-04"),
    ("budgets:\n  - {from: 2027-04, amount: 4}\n  - {from: 2027-04, amount: 5}", 3, "budgets.2", "twice", "Keep one"),
    ("budgets: {2027-04: many}", 1, "budgets.2027-04", "not a number", "Write"),
    ("max_parallel:\n  data: 2\n  test: 2.5", 3, "max_parallel.test", "whole number", "0 to 10,000"),
    ("capacity:\n  data: 0.9\n  dato: 1.2", 3, "capacity.dato", "there is no pool", "Did you mean 'data'?"),
    ("capacity: {data: 1, data: 2}", 1, "capacity.data", "occurs twice", "Keep one"),
    ("max_changes: 300 %", 1, "max_changes", "a plain number is asked for", "Write the number"),
    ("max_parallel: {data: 1.200}", 1, "max_parallel.data", "can mean 1200 or 1.2", "Write 1200 or 1.2"),
    ("capacity: {data: 0,9}", 1, "capacity", "a comma stands inside a number", "write 0.9"),
    ("budgets: {2027-04: 700,000}", 1, "budgets", "a comma stands inside a number", "write 700000"),
    ('{"max_changes": 3, "max_changes": 4}', 1, "max_changes", "occurs twice", "Keep one"),
    ('{\n\t"pins": {"P1": "hurry"}\n}', 2, "pins.P1", "neither an action", "2027-03"),
]


@pytest.mark.parametrize(("text", "row", "column", "message", "remedy"), FILES)
def test_broken_scenario_files(
    base: Portfolio, tmp_path: Path, text: str, row: int | None, column: str, message: str, remedy: str
) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text(text)
    with pytest.raises(ScenarioError) as refused:
        read_scenario(path, base)
    (problem,) = refused.value.problems
    assert (problem.file, problem.row, problem.column) == ("scenario.yaml", row, column)
    assert message in problem.message
    assert remedy in problem.remedy


def test_every_problem_of_a_scenario_file_is_found_at_once(base: Portfolio, tmp_path: Path) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text("discount_rate: 8\ncapacity: {data: lots, test: -1}\ncolour: red\n")
    with pytest.raises(ScenarioError) as refused:
        read_scenario(path, base)
    assert [p.column for p in refused.value.problems] == ["discount_rate", "capacity.data", "capacity.test", "colour"]


def test_a_missing_or_unreadable_scenario_file(base: Portfolio, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"none\.yaml"):
        read_scenario(tmp_path / "none.yaml", base)
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ScenarioError, match=r"bytes\.yaml"):
        read_scenario(tmp_path / "bytes.yaml", base)


def test_a_scenario_file(tmp_path: Path, base: Portfolio) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text(
        "name: NO\ncapacity: {data: 50 %}\npins: {P2: 2027-10-01}\nmax_changes: 010\nbudgets:\n  2027-04-01: 700,000\n"
    )
    reading = read_scenario(path, base)
    changed = apply(reading.scenario, base)
    assert (reading.scenario.name, reading.warnings) == ("NO", ())
    assert changed.pools_by_id["data"].capacity_per_month == 45
    assert changed.rules.pins[0].start == 11
    assert changed.rules.max_changes == 10
    assert (5, 700000.0) in [(b.start, b.amount) for b in changed.settings.budgets]
    path.write_text("")
    assert read_scenario(path, base).scenario == Scenario()


def test_budgets_are_in_single_units_and_one_in_the_files_unit_is_noticed(base: Portfolio, tmp_path: Path) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text("budgets:\n  2027-04: 700\n  2028-04: 700000\n  2029-04: 0\n")
    assert read_scenario(path, base).warnings == ()
    thousands = base.model_copy(update={"settings": base.settings.model_copy(update={"money_unit": 1000})})
    reading = read_scenario(path, thousands)
    assert dict(reading.scenario.budgets) == {"2027-04": 700, "2028-04": 700000, "2029-04": 0}
    (warning,) = reading.warnings
    assert (warning.row, warning.column, warning.value) == (2, "budgets.2027-04", "700")
    assert "single units of GBP" in warning.message
    assert "Write 700000" in warning.remedy


@pytest.mark.parametrize("field", ["today", "capacity", "pins", "weights", "budgets"])
def test_an_empty_field_is_the_base(field: str, base: Portfolio) -> None:
    """What the page gives back when a lever returns to where the data have it."""
    assert apply(parse_scenario({field: {}}), base) == base


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("budgets: {2020-04: 700000}", "budgets.2020-04", "over at the planning date"),
        ("today: {policy: one after another, multitasking_loss: 0.2}", "today.multitasking_loss", "no effect"),
    ],
)
def test_what_has_no_effect_is_told(base: Portfolio, tmp_path: Path, text: str, column: str, words: str) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text(text, encoding="utf-8")
    [warning] = read_scenario(path, base).warnings
    assert (warning.row, warning.column) == (1, column)
    assert words in warning.message


def test_a_name_with_a_number_sign_is_asked_about(base: Portfolio, tmp_path: Path) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text("name: Plan #2\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        read_scenario(path, base)
    assert "what stands behind # is a comment" in refused.value.problems[0].message
    path.write_text("name: 'Plan #2'  # the second\n", encoding="utf-8")
    assert read_scenario(path, base).scenario.name == "Plan #2"
