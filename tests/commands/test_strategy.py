"""``strategy``: the keys programs rely on, and a text for people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.__main__ import main
from tests.support.building import Tables, write_folder

OBJECTIVE = ["measure", "target", "by", "plan", "today", "recommended", "shortfall_per_year"]
OVER_READINGS = ["today_low", "today_high", "shortfall_low", "shortfall_high"]
PRICE = ["price", "low", "high", "too_close"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With a floor for Grow, which all that needs the data people belongs to, and an objective."""
    tables = Tables()
    grow, comply = tables.settings["themes"]
    grow |= {"floor": 0.2, "measure": "bookings", "target": 60000, "by": "2028-06"}
    del comply["floor"]
    return write_folder(tmp_path / "p", tables)


def _run(*arguments: object) -> str:
    result = CliRunner().invoke(main, ["strategy", *map(str, arguments)])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_json_has_its_keys_in_order(folder: Path, tmp_path: Path) -> None:
    scenario = tmp_path / "s.yaml"
    scenario.write_text("name: Tastes\nweights: {Grow: 1.5}\npins: {P1: 2027-03, P3: continue}\n", encoding="utf-8")
    content = json.loads(_run(folder, "--scenario", scenario, "--json"))
    assert list(content)[:3] == ["themes", "floors", "weights"]
    grow, comply = content["themes"]
    assert list(grow) == ["theme", "intent", "plan", "recommended", "objective"]
    assert list(grow["plan"]) == list(grow["recommended"]) == ["constraint", "money", "value"]
    assert (list(grow["objective"]), grow["objective"]["by"], comply["objective"]) == (
        [*OBJECTIVE, *OVER_READINGS],
        "2028-06",
        None,
    )
    (floor,), (weight,) = content["floors"], content["weights"]
    assert list(floor) == ["theme", "floor", *PRICE]
    assert list(weight) == ["theme", "weight", *PRICE]
    assert list(content["price_of_preference"]) == PRICE
    assert [(p["project_id"], p["action"], p["start"]) for p in content["pins"]] == [
        ("P1", None, "2027-03"),
        ("P3", "continue", None),
    ]
    for key in ("constraint", "money", "value"):
        assert grow["plan"][key] + comply["plan"][key] == pytest.approx(1)


def test_text_opens_with_the_answer(folder: Path) -> None:
    text = _run(folder)
    assert text.startswith("Comply is 40 % of our intent but gets 16 % of Data people in the plan. ")
    assert "The floor of 20 % for Grow" in text
    assert "Benefit a month when it is due" in text
    assert "Today's way" in text


def test_without_themes(tmp_path: Path) -> None:
    tables = Tables()
    del tables.settings["themes"]
    del tables.settings["floor_pool"]
    for row in tables.projects:
        row["theme"] = ""
    folder = write_folder(tmp_path / "bare", tables)
    content = json.loads(_run(folder, "--json"))
    assert (content["themes"], content["floors"], content["weights"], content["price_of_preference"]) == (
        [],
        [],
        [],
        None,
    )
    assert content["without_theme"]["plan"]["constraint"] == pytest.approx(1)
    assert _run(folder).startswith("No theme states the share of capacity that it is meant to get. The plan promises £")
