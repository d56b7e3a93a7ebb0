"""``interventions``: the keys programs rely on, a limit of money, frontiers when asked for, and a text for people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.analyse.interventions import UNDER_TODAYS_WAY
from tests.support.building import Tables, write_folder
from tests.support.commands import IMPOSSIBLE, run

KEYS = [
    "kind", "subject", "gain", "cost", "net", "return", "payback_months", "low", "high", "sentence",
    "gain_today", "amount", "too_close", "new_spend", "exit_cost", "running_cost", "in_turn",
    "gain_today_low", "gain_today_high", "in_turn_low", "in_turn_high", "constraint",
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tables = Tables()
    del tables.settings["themes"][1]["floor"]
    return write_folder(tmp_path_factory.mktemp("p") / "p", tables)


@pytest.mark.slow
def test_the_table_has_its_keys_in_order_and_is_ranked(folder: Path) -> None:
    content = json.loads(run("interventions", folder, "--json"))
    assert isinstance(content, list)
    assert content
    for row in content:
        assert list(row) == KEYS
        assert row["net"] == pytest.approx(row["gain"] - row["cost"])
        assert (row["return"] is None) == (row["cost"] == 0)
        assert row["sentence"].endswith(".")
        assert row["cost"] == pytest.approx(row["new_spend"] + row["exit_cost"] + row["running_cost"])
        assert row["kind"] != "lift a mandate"
    assert {row["constraint"] for row in content} == {json.loads(run("constraint", folder, "--json"))["constraint"]}
    sure = [r for r in content if r["cost"] == r["exit_cost"] and r["low"] > r["cost"]]
    nets = [(r["low"] if r["kind"] in UNDER_TODAYS_WAY else r["gain"]) - r["cost"] for r in sure]
    assert nets == sorted(nets, reverse=True)
    assert content[: len(sure)] == sure


def test_a_limit_keeps_what_it_can_pay_and_frontiers_come_when_asked_for(folder: Path) -> None:
    content = json.loads(run("interventions", folder, "--json", "--frontiers", "--spend", "1000"))
    assert list(content)[:4] == ["interventions", "pair", "frontier_money", "frontier_people"]
    assert all(row["cost"] <= 1000 for row in content["interventions"])
    assert content["chosen"]["cost"] <= 1000
    for name in ("frontier_money", "frontier_people"):
        assert [list(p)[:3] for p in content[name]] == [["value", "cost", "what"]] * len(content[name])
        assert [p["value"] for p in content[name]] == sorted(p["value"] for p in content[name])


def test_people_read_a_sentence_a_table_and_how_it_is_ranked(folder: Path) -> None:
    text = run("interventions", folder, "--most", "6")
    lines = text.splitlines()
    assert lines[0].endswith(".")
    assert lines[2] in ("Without new spend", "For money, or with no gain")
    heads = "Intervention Gain New spend Exit cost Running cost Net In turn Return Payback Today From To"
    assert " ".join(lines[3].split()) == heads
    assert "Ranked by net gain" in text
    assert "Gain compared with the recommended plan, by people added at the constraint" in text
    assert "None" not in text


def test_without_a_plan_it_says_why(folder: Path, tmp_path: Path) -> None:
    scenario = tmp_path / "impossible.yaml"
    scenario.write_text(IMPOSSIBLE, encoding="utf-8")
    content = json.loads(run("interventions", folder, "--json", "--scenario", scenario, exit_code=2))
    assert content["status"] == "INFEASIBLE"
