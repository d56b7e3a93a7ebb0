"""``report``: the report in text and for programs, with last month's data, without them, and without a plan."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.__main__ import main
from engine.commands.report import PREVIOUS_VARIABLE
from tests.support.building import Tables, write_folder


def ask(*words: str) -> Result:
    return CliRunner().invoke(main, ["report", *words, "--effort", "live"])


def without_floor() -> Tables:
    tables = Tables()
    tables.settings["themes"][1].pop("floor")
    return tables


@pytest.fixture
def now(tmp_path: Path) -> str:
    return str(write_folder(tmp_path / "now", without_floor()))


@pytest.fixture
def before(tmp_path: Path) -> str:
    tables = without_floor()
    tables.settings["planning_date"] = "2026-10"
    tables.project("P1")["benefit_per_month"] = 30000
    tables.project("P3").update(duration_months=5, remaining_cost=50000)
    next(d for d in tables.demand if d["project_id"] == "P3")["person_days"] = 60
    return str(write_folder(tmp_path / "before", tables))


def test_json_has_its_keys(now: str) -> None:
    result = ask(now, "--json")
    assert result.exit_code == 0
    content = json.loads(result.stdout)
    first = "portfolio day currency totals tables since gain sentence constraint"
    assert list(content) == first.split()
    keys = "status milestones tolerances conflicts gates assurance risks changes years realised"
    assert list(content["tables"]) == keys.split()
    assert (content["day"], content["since"], content["gain"]) == ("2026-11-01", None, None)
    assert {row["Way"] for row in content["tables"]["years"]} == {"as planned", "today's way", "recommended"}
    assert content["tables"]["risks"][0]["Risk"] == "Season missed"
    assert content["tables"]["realised"] == [
        {"Year from": "2026-04", "Planned": 1000, "Realised": 900, "Difference": -100}
    ]


def test_text_without_last_month_says_how_to_compare(now: str) -> None:
    text = ask(now).stdout
    assert "There are no data of last month to compare with." in text
    assert "No gate review is on record." in text
    assert "Season missed" in text


@pytest.mark.slow
def test_last_month_is_named_by_option_or_environment(now: str, before: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = json.loads(ask(now, "--previous", before, "--json").stdout)
    assert content["since"] == "2026-10"
    assert content["gain"]["low"] <= content["gain"]["estimate"] <= content["gain"]["high"] < 0
    figures = {(row["Of"], row["Figure"]) for row in content["tables"]["figures-changed"]}
    assert figures == {("Booking app", "benefit per month"), ("Harbour Lights", "budget from 2026-04")}
    monkeypatch.setenv(PREVIOUS_VARIABLE, before)
    assert ask(now).stdout.startswith("2 figures changed since Oct 2026: they take")


def test_without_a_plan_the_report_stands(tmp_path: Path, now: str) -> None:
    scenario = tmp_path / "s.yaml"
    scenario.write_text("max_changes: 0\ncapacity: {data: 0.01, test: 0.01}\n", encoding="utf-8")
    result = ask(now, "--scenario", str(scenario))
    assert result.exit_code == 0
    assert "Status of every project" in result.stdout
    assert "Without a recommendation:" in result.stderr


def test_data_of_last_month_that_cannot_be_read_are_an_error(now: str, tmp_path: Path) -> None:
    assert ask(now, "--previous", str(tmp_path / "nowhere")).exit_code == 1
