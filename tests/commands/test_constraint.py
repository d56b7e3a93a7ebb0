"""``constraint``: the keys programs rely on, and a text for people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.__main__ import main
from tests.support.building import Tables, write_folder

KEYS = ["constraint", "runner_up", "moves_to", "pools", "steps"]
POOL = ["pool_id", "utilisation", "marginal_value", "gain_per_person", "gain_per_money", "low", "high", "too_close"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With so few data people that not all can run at once, and a budget."""
    tables = Tables()
    tables.pool("data")["capacity_per_month"] = 12
    del tables.settings["themes"][1]["floor"]
    tables.settings["budgets"] = [{"from": "2026-11", "amount": 100000}]
    return write_folder(tmp_path / "p", tables)


def _run(*arguments: object, exit_code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["constraint", *map(str, arguments)])
    assert result.exit_code == exit_code, result.output
    return result


def test_json_has_its_keys_in_order(folder: Path) -> None:
    content = json.loads(_run(folder, "--json").stdout)
    assert list(content)[:5] == KEYS
    assert content["constraint"] == "data"
    assert [list(p)[:8] for p in content["pools"]] == [POOL, POOL]
    data = next(p for p in content["pools"] if p["pool_id"] == "data")
    assert data["low"] <= data["gain_per_person"] <= data["high"]
    assert data["marginal_value"] > 0
    assert [step["people"] for step in content["steps"]] == [1, 2, 3, 4, 5, 6]
    assert all(list(step) == ["people", "gain", "low", "high"] for step in content["steps"])
    assert content["steps"][0]["gain"] == data["gain_per_person"]
    assert [x["limit"] for x in content["limits"]][:1] == ["budget"]


def test_text_opens_with_the_answer(folder: Path) -> None:
    text = _run(folder).stdout
    assert text.startswith("Data people limits us")
    assert "One person more" in text
    assert "People more" in text
    assert "\xa0" not in text


def test_without_a_plan_there_is_no_constraint(folder: Path, tmp_path: Path) -> None:
    scenario = tmp_path / "s.yaml"
    scenario.write_text("name: Nobody\ncapacity: {test: 0.05}\nflex_share: {test: 0}\n", encoding="utf-8")
    content = json.loads(_run(folder, "--scenario", scenario, "--json", exit_code=2).stdout)
    assert content["status"] == "INFEASIBLE"
