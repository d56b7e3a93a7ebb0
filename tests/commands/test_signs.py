"""``signs``: the keys programs rely on, the threshold, and a text for people."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from engine.__main__ import main
from tests.support.building import Tables, write_folder


def test_json_has_its_keys(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "p", Tables())
    result = CliRunner().invoke(main, ["signs", str(folder), "--effort", "live", "--threshold", "1000", "--json"])
    assert result.exit_code == 0
    content = json.loads(result.stdout)
    assert list(content)[:3] == ["tradeoffs", "green_in_red", "conflicts"]
    assert list(content["tradeoffs"])[:4] == ["count", "threshold", "money", "projects"]
    assert content["tradeoffs"]["threshold"] == 1000
    assert content["tradeoffs"]["count"] == len(content["tradeoffs"]["projects"])
    assert all(abs(p["money"]) > 1000 for p in content["tradeoffs"]["projects"])
    assert content["green_in_red"]["green"] == 1
    assert all(list(m)[:3] == ["month", "pools", "money"] for m in content["conflicts"]["months"])


def test_text_opens_with_how_many_signs_are_there(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "p", Tables())
    result = CliRunner().invoke(main, ["signs", str(folder), "--effort", "live"])
    assert result.exit_code == 0
    assert "of the three signs" in result.stdout.splitlines()[0]
    assert "How long decisions wait for those who may take them is not known." in result.stdout
