"""``data months``: what was saved is listed, newest first, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.portfolio.months.store import save
from engine.portfolio.reading.loading import load
from tests.support.building import Tables, write_folder
from tests.support.commands import run


def test_saved_months_are_listed_newest_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCKPIT_MONTHS", str(tmp_path / "months"))
    portfolio = write_folder(tmp_path / "portfolio", Tables())
    assert run("data", "months", portfolio).strip() == "No month has been saved."
    save(tmp_path / "months", portfolio, who="ines", source="plan.xlsx", seen=0)
    save(tmp_path / "months", portfolio, who="carl", source="plan2.xlsx", seen=1)
    first, second = run("data", "months", portfolio).splitlines()
    assert "version 2: saved by carl" in first
    assert "version 1: saved by ines" in second
    listed = json.loads(run("data", "months", portfolio, "--json"))["months"]
    assert [(m["version"], m["who"], m["source"]) for m in listed] == [
        (2, "carl", "plan2.xlsx"),
        (1, "ines", "plan.xlsx"),
    ]
    assert load(Path(listed[0]["folder"])).data_fingerprint == load(portfolio).data_fingerprint
