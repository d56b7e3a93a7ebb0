"""Commands on projects that a government has published, which share the plan and the pool that limits it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from engine.__main__ import main
from engine.portfolio.importing import import_table
from engine.register.answers import open_answers
from tests.support.places import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The list, imported; beside a database in which a command finds what the one before has worked out."""
    source, made = real_data / "portfolios" / "uk_gmpp_2023_complete.csv", tmp_path_factory.mktemp("real")
    address = f"sqlite:///{made / 'register.db'}"
    answers = open_answers(address)
    assert answers is not None
    answers.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COCKPIT_DATABASE_URL", address)
        yield import_table(source, ROOT / "data" / "maps" / "uk_gmpp.yaml", made / "out").output


def said(command: str, folder: Path) -> dict[str, Any]:
    result = CliRunner().invoke(main, [command, str(folder), "--effort", "live", "--json"])
    assert result.exit_code == 0, result.output
    content: dict[str, Any] = json.loads(result.stdout)
    return content


def test_the_constraint_is_the_pool_where_a_person_gains_most(folder: Path) -> None:
    content = said("constraint", folder)
    gains = {p["pool_id"]: p["gain_per_person"] for p in content["pools"]}
    assert content["constraint"] == max(gains, key=lambda pool_id: gains[pool_id])
    assert all(p["low"] >= 0 for p in content["pools"])


def test_no_order_is_worth_more_than_the_recommended_one(folder: Path) -> None:
    content = said("sequence", folder)
    values = {p["policy"]: p["value"] for p in content["policies"]}
    assert max(values, key=values.__getitem__) == "recommended"
    for policy, value in values.items():
        assert content["cumulative"][policy][-1] == pytest.approx(value, rel=1e-9)


def test_shares_of_themes_add_up(folder: Path) -> None:
    content = said("strategy", folder)
    assert content["without_theme"] is None
    for way in ("plan", "recommended"):
        for key in ("constraint", "money", "value"):
            assert sum(theme[way][key] for theme in content["themes"]) == pytest.approx(1)
