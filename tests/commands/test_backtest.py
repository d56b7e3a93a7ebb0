"""``backtest``: keys for programs, a text for people, a folder of months, and errors that say what to do."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.building import Tables, write_folder
from tests.support.commands import run


def month(path: Path, day: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    tables = Tables()
    tables.settings["planning_date"] = day
    return write_folder(path, tables)


def test_one_earlier_month_and_a_folder_of_them(tmp_path: Path) -> None:
    now = month(tmp_path / "now", "2026-11")
    last, before = month(tmp_path / "months" / "oct", "2026-10"), month(tmp_path / "months" / "sep", "2026-09")
    found = json.loads(run("backtest", now, "--previous", last, "--json"))
    assert found["from"] == ["2026-10"]
    assert {p["policy"] for p in found["policies"]} >= {"queue", "shared"}
    assert all({"error_months", "money", "multitasking_loss"} <= policy.keys() for policy in found["policies"])
    assert json.loads(run("backtest", now, "--previous", before.parent, "--json"))["from"] == ["2026-09", "2026-10"]
    assert "as forecast then" in run("backtest", now, "--previous", last) or not found["projects"]


def test_what_cannot_be_looked_back_from_is_said(tmp_path: Path) -> None:
    now = month(tmp_path / "now", "2026-11")
    found = json.loads(run("backtest", now, "--previous", now, "--json", exit_code=1))
    assert "name data of an earlier month" in found["errors"][0]["message"]
    (tmp_path / "empty").mkdir()
    found = json.loads(run("backtest", now, "--previous", tmp_path / "empty", "--json", exit_code=1))
    assert "holds no portfolio" in found["errors"][0]["message"]
