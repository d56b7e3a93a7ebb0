"""``sequence``: the keys programs rely on, and a text for people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.__main__ import main
from engine.simulate import Policy
from tests.support.building import Tables, write_folder

PROJECT = [
    "project_id", "cost_of_delay_per_month", "cd3", "value_per_constraint_day", "return_on_acceleration", "rank_plan",
    "rank_recommended",
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Without its floor, which would keep all but one theme off the floor's pool."""
    tables = Tables()
    del tables.settings["themes"][1]["floor"]
    return write_folder(tmp_path / "p", tables)


def _run(*arguments: object, exit_code: int = 0) -> str:
    result = CliRunner().invoke(main, ["sequence", *map(str, arguments)])
    assert result.exit_code == exit_code, result.output
    return result.stdout


def test_json_has_its_keys_in_order_and_agrees_with_the_recommendation(folder: Path) -> None:
    content = json.loads(_run(folder, "--json"))
    recommended = json.loads(CliRunner().invoke(main, ["recommend", str(folder), "--json"]).stdout)
    assert list(content)[:3] == ["policies", "projects", "cumulative"]
    assert [p["policy"] for p in content["policies"]] == list(content["cumulative"]) == [str(p) for p in Policy]
    assert all(list(p)[:3] == ["policy", "value", "finish_mean_months"] for p in content["policies"])
    assert all(list(p)[:7] == PROJECT for p in content["projects"])
    assert content["policies"][-1]["value"] == pytest.approx(recommended["value"])
    for policy in content["policies"]:
        assert content["cumulative"][policy["policy"]][-1] == pytest.approx(policy["value"], abs=0.005)
    starts = {d["project_id"]: d["start"] for d in recommended["decisions"]}
    assert {p["project_id"] for p in content["projects"] if p["rank_recommended"]} == {
        i for i, s in starts.items() if s
    }
    limiting = json.loads(CliRunner().invoke(main, ["constraint", str(folder), "--json"]).stdout)
    assert content["constraint"] == limiting["constraint"]
    assert content["pool"] in {"data", "test"}
    parts = content["same_work"]["value"] + content["gain_from_choosing"] + content["gain_from_accelerating"]
    assert parts == pytest.approx(recommended["value"])


def test_text_opens_with_the_answer_in_money_and_takes_a_scenario(folder: Path, tmp_path: Path) -> None:
    scenario = tmp_path / "s.yaml"
    scenario.write_text("name: Fewer\ncapacity: {data: 0.5}\n", encoding="utf-8")
    plain, fewer = _run(folder), _run(folder, "--scenario", scenario, "--effort", "live")
    assert plain.startswith("In the recommended order the same work is worth £")
    for words in ("everything at once", "Return on acceleration", "CD3", "Booking app"):
        assert words in plain
    assert plain != fewer


def test_no_plan_says_why(folder: Path, tmp_path: Path) -> None:
    scenario = tmp_path / "s.yaml"
    scenario.write_text("name: Nobody left\ncapacity: {test: 0.05}\nflex_share: {test: 0}\n", encoding="utf-8")
    assert json.loads(_run(folder, "--scenario", scenario, "--json", exit_code=2))["status"] == "INFEASIBLE"
