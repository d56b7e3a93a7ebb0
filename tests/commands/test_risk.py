"""``risk``: the keys programs rely on, and a text for people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.__main__ import main
from tests.support.building import Tables, write_folder

KEYS = ["gain", "value", "today", "shrinkage", "draws", "reoptimised", "projects", "drivers", "questions"]
PROJECT = [
    "project_id", "action", "chosen_share", "verdict", "finish_p10", "finish_p50", "finish_p90", "on_time_share",
    "value_p10", "value_p50", "value_p90",
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tables = Tables()
    tables.project("P1").update(benefit_low=15000, benefit_high=24000, benefit_owner="Head of Sales")
    return write_folder(tmp_path / "p", tables)


def _run(*arguments: object) -> str:
    result = CliRunner().invoke(main, ["risk", *map(str, arguments)])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.slow
def test_json_has_exactly_its_keys(folder: Path) -> None:
    content = json.loads(_run(folder, "--draws", 40, "--seed", 3, "--reoptimise", 5, "--json"))
    assert list(content) == [*KEYS, "readings"]
    assert [r["policy"] for r in content["readings"]][:1] == ["shared"]
    assert content["readings"][0]["gain"] == content["gain"]
    for name in ("gain", "value", "today"):
        assert list(content[name]) == ["p10", "p50", "p90", "mean", "positive_share"]
    assert (content["draws"], content["reoptimised"]) == (40, 5)
    assert [list(p) for p in content["projects"]] == [PROJECT] * 5
    first = content["projects"][0]
    assert first["project_id"] == "P1"
    assert first["verdict"] in ("firm", "leaning", "fragile")
    assert first["finish_p10"] <= first["finish_p50"] <= first["finish_p90"]
    assert all(list(d) == ["source", "subject", "swing"] for d in content["drivers"])
    assert content == json.loads(_run(folder, "--draws", 40, "--seed", 3, "--reoptimise", 5, "--json"))
    assert content["gain"] != json.loads(_run(folder, "--draws", 40, "--seed", 4, "--reoptimise", 0, "--json"))["gain"]


def test_text_opens_with_the_gain_and_says_what_it_rests_on(folder: Path) -> None:
    text = _run(folder, "--draws", 40, "--reoptimise", 5)
    assert text.splitlines()[0].startswith("In ")
    assert "than today" in text.splitlines()[0]
    assert "40 futures were drawn. Ranges of benefits come from their owners for 1 of 4 projects with benefits" in text
    assert "Today's way: one project after another" in text


def test_a_range_of_one_end_is_refused(tmp_path: Path) -> None:
    tables = Tables()
    tables.project("P1").update(benefit_low=15000)
    result = CliRunner().invoke(main, ["risk", str(write_folder(tmp_path / "p", tables))])
    assert result.exit_code == 1
    assert "Fill in benefit_high, or clear benefit_low" in result.stderr
