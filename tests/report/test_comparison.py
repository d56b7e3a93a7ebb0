"""Before and after: every figure equals what two runs of ``recommend --json`` and the fiscal years say."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.analyse.today.today import todays_simulations
from engine.explain.comparison import capacity_in_people, changed_figures, flips_counted, flips_in_short
from engine.optimise.recommend import recommend
from engine.optimise.recommendation import Effort
from engine.portfolio.reading.loading import load
from engine.portfolio.scenario import Scenario, apply
from engine.report.comparison import BeforeAfter, Position, before_and_after, people_in
from engine.report.years import Way, fiscal_years
from tests.support.commands import run
from tests.support.pages import six_projects

LESS = {"capacity": {"integration": 0.8}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = six_projects(tmp_path_factory.mktemp("six"))
    (path / "less.yaml").write_text(yaml.safe_dump({"name": "Less"} | LESS), encoding="utf-8")
    return path


def position(folder: Path, scenario: Scenario) -> Position:
    portfolio = apply(scenario, load(folder))
    return Position(portfolio, recommend(portfolio, Effort.BOARD))


@pytest.fixture(scope="module")
def positions(folder: Path) -> tuple[Position, Position]:
    return position(folder, Scenario()), position(folder, Scenario(**LESS))


@pytest.fixture(scope="module")
def result(positions: tuple[Position, Position]) -> BeforeAfter:
    return before_and_after(*positions)


def recommended(folder: Path, *more: object) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(run("recommend", folder, *more, "--json"))
    return said


def test_value_and_flips_are_the_difference_of_two_recommendations(folder: Path, result: BeforeAfter) -> None:
    before, after = recommended(folder), recommended(folder, "--scenario", folder / "less.yaml")
    assert result.value == pytest.approx((before["value"], after["value"]))
    assert result.value_change == pytest.approx(after["value"] - before["value"])
    pairs = list(zip(before["decisions"], after["decisions"], strict=True))
    flipped = {b["project_id"]: (b["action"], a["action"]) for b, a in pairs if b["action"] != a["action"]}
    assert flipped
    assert {f.project_id: (f.before, f.after) for f in result.flipped} == flipped
    moved = {b["project_id"] for b, a in pairs if b["action"] == a["action"] and b["start"] != a["start"]}
    assert set(result.moved) >= moved
    assert not set(result.moved) & set(flipped)


def test_people_are_those_of_the_pools_table(result: BeforeAfter, positions: tuple[Position, Position]) -> None:
    (pool,) = result.pools
    assert (pool.pool_id, pool.before, pool.after) == ("integration", pytest.approx(40 / 18), pytest.approx(32 / 18))
    assert result.people == pytest.approx((140 / 18, 132 / 18))
    assert people_in(positions[0].portfolio)["software"] == pytest.approx(100 / 18)


def test_cash_is_that_of_the_fiscal_year_in_the_report(
    result: BeforeAfter, positions: tuple[Position, Position]
) -> None:
    for place, at in enumerate(positions):
        years = fiscal_years(at.portfolio, todays_simulations(at.portfolio), at.plan)
        first = next(y for y in years if y.way is Way.RECOMMENDED)
        assert result.cash[place] == pytest.approx(
            first.cash + first.unstated + first.salvage - first.external - first.bought - first.penalties
        )
        assert result.year == first.name


def test_nothing_changes_against_itself(positions: tuple[Position, Position]) -> None:
    same = before_and_after(positions[0], positions[0])
    assert (same.value_change, same.cash_change, same.flipped, same.moved, same.pools) == (0.0, 0.0, (), (), ())
    figures = changed_figures(same, positions[0].portfolio, ("integration", "integration"))
    assert {f.change for f in figures} == {"unchanged"}
    assert flips_counted(same) == "No project is treated otherwise"


def test_a_difference_within_the_proofs_is_not_claimed(positions: tuple[Position, Position]) -> None:
    before, after = positions
    assert before_and_after(before, after).decided
    loose = replace(after, plan=replace(after.plan, best_bound=2 * (before.plan.value or 0.0)))
    open_result = before_and_after(before, loose)
    assert not open_result.decided
    value = changed_figures(open_result, before.portfolio, (None, None))[0]
    assert (value.change, value.tone) == ("too close to call", "open")


def test_the_strip_names_what_was_and_what_is(result: BeforeAfter, positions: tuple[Position, Position]) -> None:
    value, people, _, constraint = changed_figures(result, positions[0].portfolio, ("integration", "software"))
    assert value.was != value.now
    assert value.tone == ("up" if result.value_change > 0 else "down")
    assert (people.was, people.now, people.tone) == ("2.22", "1.78", "down")
    assert (constraint.was, constraint.now, constraint.change) == ("Integration & Data", "Software", "has moved")
    assert constraint.name == "Constraint"
    unsure = changed_figures(result, positions[0].portfolio, ("integration", "software"), is_confirmed=False)[-1]
    assert unsure.name == "Constraint, first estimate"
    names = positions[0].portfolio.projects_by_id
    assert [words.split(":")[0] for words in flips_in_short(result, positions[0].portfolio)] == [
        names[f.project_id].name for f in result.flipped
    ]


def test_a_lever_says_people() -> None:
    assert capacity_in_people(16.0, 18.0) == "16 → 18\u00a0people"
    assert capacity_in_people(16.0, 16.0) == "16\u00a0people"
