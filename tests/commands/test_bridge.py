"""``bridge`` and ``first``: the keys programs rely on, sums that are exact, and a text for people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.building import Tables, write_folder
from tests.support.commands import IMPOSSIBLE, run

STEPS = [
    "promised", "queue", "share", "today", "without losers", "focused", "re-sequenced", "re-chosen", "recommended",
    "elevated",
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Without its floor, which would keep all but one theme off the floor's pool."""
    tables = Tables()
    del tables.settings["themes"][1]["floor"]
    return write_folder(tmp_path / "p", tables)


def read(*arguments: object, exit_code: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*arguments, "--json", exit_code=exit_code))
    return found


def test_the_bridge_has_its_keys_and_adds_up(folder: Path) -> None:
    found = read("bridge", folder)
    assert list(found)[:7] == [
        "steps", "recoverable", "never_deliverable", "calibration", "elevated", "waived", "gaps",
    ]  # fmt: skip
    assert [s["name"] for s in found["steps"]] == STEPS
    before = 0
    for step in found["steps"]:
        assert list(step)[:3] == ["name", "value", "change"]
        assert step["low"] <= step["change"] <= step["high"]
        assert step["value"] == before + step["change"]
        before = step["value"]
    values = {s["name"]: s["value"] for s in found["steps"]}
    recommended = read("recommend", folder)
    assert values["recommended"] == round(recommended["value"])
    assert values["promised"] == round(recommended["plan_value"])
    assert found["recoverable"] + found["never_deliverable"] == max(0, values["promised"] - values["today"])
    assert found["calibration"]["word"] == "uncalibrated"
    assert [at["multitasking_loss"] for at in found["range_of_today"]] == [0.0, 0.17, 0.2]


def test_the_bridge_opens_with_money_and_names_each_difference(folder: Path) -> None:
    lines = run("bridge", folder).splitlines()
    assert lines[0].startswith("The 5 projects in the plan promise £")
    assert any("uncalibrated" in line for line in lines)
    assert any("not accepted" in line for line in lines)
    table = {line[:16].strip(): line for line in lines[3:13]}
    assert list(table) == STEPS
    assert table["queue"].endswith("cost of delay at the constraint")
    assert table["elevated"].endswith("gain from lifting the constraint")


def test_first_decisions_have_their_keys_and_add_up(folder: Path) -> None:
    found = read("first", folder, "--most", 4)
    assert list(found)[:3] == ["steps", "today", "moves"]
    assert 0 < len(found["steps"]) <= 4
    total = 0
    for step in found["steps"]:
        assert list(step)[:4] == ["project_id", "action", "gain", "total"]
        assert step["gain_low"] <= step["gain"] <= step["gain_high"]
        assert step["total_low"] <= step["total"] <= step["total_high"]
        total += step["gain"]
        assert step["total"] == total
    assert found["today"] == read("bridge", folder)["steps"][3]["value"]
    assert len(read("first", folder, "--most", 1)["steps"]) == 1
    assert "add" in run("first", folder)


def test_today_is_a_range_until_its_reading_is_accepted(folder: Path, tmp_path: Path) -> None:
    today = read("bridge", folder)["today"]
    assert list(today)[:6] == ["low", "high", "policy", "calibrated", "own_forecasts", "if_slips_repeat"]
    assert (today["policy"], today["calibrated"]) == ("shared", False)
    values = [reading["value"] for reading in today["readings"]]
    assert (today["low"], today["high"]) == (min(values), max(values))
    tables = Tables()
    del tables.settings["themes"][1]["floor"]
    tables.settings["today"] = {"policy": "first come"}
    accepted = write_folder(tmp_path / "accepted", tables)
    found = read("bridge", accepted)
    steps = {step["name"]: step["value"] for step in found["steps"]}
    point = found["today"]
    assert (point["policy"], point["calibrated"]) == ("queue", True)
    assert point["low"] == point["high"] == steps["today"] == steps["queue"]
    assert read("first", accepted)["today"] == steps["today"]


@pytest.mark.parametrize("command", ["bridge", "first"])
def test_without_a_plan_the_clash_is_said(command: str, folder: Path, tmp_path: Path) -> None:
    scenario = tmp_path / "s.yaml"
    scenario.write_text(IMPOSSIBLE)
    found = read(command, folder, "--scenario", scenario, exit_code=2)
    assert found["status"] == "INFEASIBLE"
    assert "Cheapest remedy" in found["sentence"]
