"""``tradeoff``: the keys programs rely on, and a text for people."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.__main__ import main
from tests.support.building import Tables, write_folder

KEYS = ["project_id", "recommended", "alternatives", "break_even", "constraint"]
ALTERNATIVE = ["action", "start", "value", "difference", "low", "high", "too_close", "moved", "sentence"]
PROJECT = "P1"
ORDER = ["accelerate", "continue", "defer", "stop"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Without its floor, which would keep all but one theme off the floor's pool."""
    tables = Tables()
    del tables.settings["themes"][1]["floor"]
    return write_folder(tmp_path / "p", tables)


def _run(*arguments: object, exit_code: int = 0) -> str:
    result = CliRunner().invoke(main, ["tradeoff", *map(str, arguments)])
    assert result.exit_code == exit_code, result.output
    assert "Traceback" not in result.output
    return result.stdout if exit_code == 0 else result.output


def test_json_has_its_keys_in_order_and_agrees_with_the_recommendation(folder: Path) -> None:
    recommended = json.loads(CliRunner().invoke(main, ["recommend", str(folder), "--json"]).stdout)
    decision = recommended["decisions"][0]
    content = json.loads(_run(folder, decision["project_id"], "--json"))
    assert list(content) == KEYS
    assert content["recommended"] == decision["action"]
    actions = [a["action"] for a in content["alternatives"]]
    assert actions == sorted(actions, key=ORDER.index)
    for one in content["alternatives"]:
        assert list(one) == ALTERNATIVE
        assert one["start"] is None or re.fullmatch(r"\d{4}-\d{2}", one["start"])
        if one["action"] == decision["action"]:
            assert (one["difference"], one["low"], one["high"], one["too_close"]) == (0, 0, 0, False)
            assert one["value"] == pytest.approx(recommended["value"])
            assert one["start"] == decision["start"]
        elif one["value"] is not None:
            assert one["low"] <= one["difference"] <= one["high"] <= 0


def test_all_is_a_list_of_the_same_with_progress_apart(folder: Path) -> None:
    result = CliRunner().invoke(main, ["tradeoff", str(folder), "--all", "--json"])
    content = json.loads(result.stdout)
    assert [list(one) for one in content] == [KEYS] * len(content)
    assert [one["project_id"] for one in content] == list(dict.fromkeys(one["project_id"] for one in content))
    assert f"{len(content)} of {len(content)} projects" in result.stderr


def test_text_opens_with_a_sentence_and_lists_every_action(folder: Path) -> None:
    text = _run(folder, PROJECT)
    assert text.splitlines()[0].endswith(".")
    assert "Difference" in text
    assert "Recommended" in _run(folder, "--all")


def test_a_wrong_project_is_named_and_a_near_one_offered(folder: Path) -> None:
    assert f"Did you mean '{PROJECT}'?" in _run(folder, f"{PROJECT}x", exit_code=1)


def test_a_project_or_all_must_be_given(folder: Path) -> None:
    assert "give a project, or --all" in _run(folder, exit_code=2)
