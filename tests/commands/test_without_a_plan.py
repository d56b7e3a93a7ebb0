"""Every command that solves says why there is no plan, and tells rules in conflict from time that ran out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from engine.__main__ import main
from engine.commands.frame import INFEASIBLE, OUT_OF_TIME
from engine.optimise import recommend as recommending
from engine.optimise.choice import ChoiceResult
from engine.optimise.recommendation import Status
from tests.support.building import Tables, write_folder

WITHOUT_SOLVING = {"backtest", "check", "data", "illusion", "import", "minutes", "register", "template"}
ANALYSES = sorted(set(main.commands) - WITHOUT_SOLVING - {"report"})
FOR_PROGRAMS = sorted(set(ANALYSES) - {"pack", "sponsor"})
MORE = {"tradeoff": ["P1"], "explain": ["P1"], "pack": ["--output", "pack.pptx"], "sponsor": ["Sales"]}
IMPOSSIBLE = "name: Nobody left\ncapacity: {test: 0.05}\nflex_share: {test: 0}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tables = Tables()
    tables.project("P1")["sponsor"] = "Sales"
    return write_folder(tmp_path / "p", tables)


@pytest.fixture
def out_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every solve ends as one does whose time runs out before a plan is found."""

    def nothing_found(*_: Any, **__: Any) -> ChoiceResult:
        nothing = np.zeros(0, dtype=np.int64)
        return ChoiceResult(Status.NO_SOLUTION, nothing, np.zeros(0), None, 1e6, None, 0.0)

    monkeypatch.setattr(recommending, "solve_choice", nothing_found)


def ask(command: str, folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [command, str(folder), *MORE.get(command, []), *words])


@pytest.mark.usefixtures("out_of_time")
@pytest.mark.parametrize("command", ANALYSES)
def test_out_of_time_has_an_exit_code_and_words_of_its_own(command: str, folder: Path) -> None:
    hasty, longer = ask(command, folder, "--effort", "live"), ask(command, folder)
    assert (hasty.exit_code, longer.exit_code) == (OUT_OF_TIME, OUT_OF_TIME) == (3, 3)
    assert "No plan was found within" in longer.output
    assert "--effort board looks longer" in hasty.output
    assert "--effort" not in longer.output
    assert "meets every rule" not in hasty.output + longer.output
    assert "cannot hold together" not in hasty.output + longer.output


@pytest.mark.usefixtures("out_of_time")
@pytest.mark.parametrize("command", FOR_PROGRAMS)
def test_out_of_time_for_programs(command: str, folder: Path) -> None:
    result = ask(command, folder, "--json")
    content = json.loads(result.stdout)
    assert result.exit_code == OUT_OF_TIME
    assert (content["status"], content["conflict"]) == ("NO_SOLUTION", [])
    assert content["sentence"].startswith("No plan was found within")


@pytest.mark.parametrize("command", ANALYSES)
def test_rules_in_conflict_are_told_from_it(command: str, folder: Path, tmp_path: Path) -> None:
    scenario = tmp_path / "s.yaml"
    scenario.write_text(IMPOSSIBLE, encoding="utf-8")
    result = ask(command, folder, "--scenario", str(scenario))
    assert result.exit_code == INFEASIBLE == 2
    assert "These rules cannot hold together" in result.output
    assert "within" not in result.output


@pytest.mark.usefixtures("out_of_time")
def test_the_report_prints_all_the_same(folder: Path) -> None:
    text, content = ask("report", folder, "--effort", "live"), ask("report", folder, "--json")
    assert (text.exit_code, content.exit_code) == (OUT_OF_TIME, OUT_OF_TIME)
    assert "Status of every project" in text.stdout
    assert "Without a recommendation: No plan was found within" in text.stderr
    assert "--effort board looks longer" in text.stderr
    assert "--effort" not in content.stderr
    assert {row["Way"] for row in json.loads(content.stdout)["tables"]["years"]} == {"as planned", "today's way"}
