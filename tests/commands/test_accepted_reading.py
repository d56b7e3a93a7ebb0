"""Commands price with the way of working that was accepted in the register, as the pages do; otherwise with a range."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from engine.__main__ import main
from engine.register import migrate, open_register
from engine.register.database import Database
from engine.register.reading_of_today import acceptance
from tests.support.governance import AUTHORITY, BOARD
from tests.support.pages import SETTINGS, six_projects

QUEUE = acceptance({"policy": "queue"}, "one project after another", "", date(2026, 11, 3))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Six projects, and a register in which somebody has accepted that they are worked on one after another."""
    url = f"sqlite:///{tmp_path / 'register.db'}"
    monkeypatch.setenv("COCKPIT_DATABASE_URL", url)
    with open_register(url) as register:
        register.record(QUEUE, BOARD, AUTHORITY)
    (tmp_path / "six").mkdir()
    return six_projects(tmp_path / "six")


def said(*arguments: object) -> tuple[dict[str, Any], str]:
    result = CliRunner().invoke(main, [str(a) for a in (*arguments, "--json")])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout), result.stderr


def test_every_command_prices_with_the_accepted_reading_and_says_who_accepted_it(folder: Path, tmp_path: Path) -> None:
    bridge, note = said("bridge", folder)
    steps = {step["name"]: step["value"] for step in bridge["steps"]}
    today = bridge["today"]
    assert (today["policy"], today["calibrated"]) == ("queue", True)
    assert today["low"] == today["high"] == steps["today"] == steps["queue"]
    assert BOARD.account in note
    assert "one project after another" in note
    assert said("first", folder)[0]["today"] == steps["today"]
    file = tmp_path / "scenario.yaml"
    file.write_text("name: One after another\ntoday: {policy: queue}\n", encoding="utf-8")
    for command in ("signs", "sequence", "strategy"):
        accepted, note = said(command, folder)
        assert "Accepted by" in note
        assert accepted == said(command, folder, "--scenario", file)[0]


@pytest.mark.parametrize("where", ["data", "scenario"])
def test_what_data_or_scenario_name_themselves_goes_before_it(folder: Path, tmp_path: Path, where: str) -> None:
    named = "today: {policy: shared, multitasking_loss: 0}\n"
    file = tmp_path / "scenario.yaml"
    file.write_text("name: As we work\n" + (named if where == "scenario" else ""), encoding="utf-8")
    if where == "data":
        six_projects(folder, SETTINGS + named)
    bridge, note = said("bridge", folder, "--scenario", file)
    assert (bridge["today"]["policy"], bridge["today"]["calibrated"]) == ("shared", True)
    assert "Accepted by" not in note


def test_a_command_opens_the_register_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked, look = list[str](), migrate.migrate

    def noted(database: Database) -> None:
        looked.append(database.name)
        look(database)

    monkeypatch.setattr("engine.register.register.migrate", noted)
    monkeypatch.setattr("engine.register.answers.migrate", noted)
    first, note = said("first", folder)
    assert ("Accepted by" in note, len(looked)) == (True, 1), "for the accepted reading and for kept answers"
    assert said("first", folder)[0] == first


def test_without_a_register_nothing_is_accepted_and_one_out_of_reach_is_said(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COCKPIT_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    bridge, note = said("bridge", folder)
    assert (bridge["today"]["calibrated"], note) == (False, "")
    monkeypatch.setenv("COCKPIT_DATABASE_URL", "postgresql://127.0.0.1:1/none")
    bridge, note = said("bridge", folder)
    assert not bridge["today"]["calibrated"]
    assert "whether a way of working was accepted is not known" in note
