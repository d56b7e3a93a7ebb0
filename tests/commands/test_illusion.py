"""``illusion``: the keys programs rely on, and a text for people."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from engine.__main__ import main
from tests.support.building import Tables, write_folder


def test_json_has_its_keys_and_adds_up(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "p", Tables())
    result = CliRunner().invoke(main, ["illusion", str(folder), "--json"])
    assert result.exit_code == 0
    content = json.loads(result.stdout)
    assert list(content)[:5] == ["projects", "grid", "green_late", "value_at_risk", "green"]
    assert list(content["projects"][0])[:8] == [
        "project_id",
        "value_alone",
        "cost_to_others",
        "net_contribution",
        "delivery_health",
        "value_health",
        "months_late",
        "value_lost",
    ]
    assert sum(cell["count"] for cell in content["grid"]) == len(content["projects"]) == 5
    assert abs(sum(cell["money"] for cell in content["grid"]) - content["portfolio"]["promised"]) < 1e-6
    health = {p["project_id"]: p["delivery_health"] for p in content["projects"]}
    assert health == {"P1": "unknown", "P2": "unknown", "P3": "green", "P4": "unknown", "P5": "unknown"}


def test_text_opens_with_the_answer_and_takes_a_scenario(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "p", Tables())
    scenario = tmp_path / "s.yaml"
    scenario.write_text("name: Fewer\ncapacity: {data: 0.5}\n", encoding="utf-8")
    plain = CliRunner().invoke(main, ["illusion", str(folder)])
    fewer = CliRunner().invoke(main, ["illusion", str(folder), "--scenario", str(scenario)])
    assert plain.exit_code == fewer.exit_code == 0
    assert plain.stdout.startswith("The only project whose health is known reports green")
    assert "Cost to others" in plain.stdout
    assert plain.stdout != fewer.stdout
