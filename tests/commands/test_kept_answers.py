"""Commands share answers through the register's database, and work without it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from engine import catalogue
from engine.__main__ import main
from engine.commands import answers
from engine.compute import kept
from engine.optimise.recommend import recommend
from engine.register import open_register
from engine.register.database import URL_VARIABLE
from tests.support.building import Tables, write_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "base", Tables())


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A register that is there already."""
    path = tmp_path / "register.db"
    open_register(str(path)).close()
    monkeypatch.setenv(URL_VARIABLE, f"sqlite:///{path}")
    return path


@pytest.fixture
def solves(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The efforts of the plans that were really worked out."""
    seen: list[str] = []

    def counted(portfolio: Any, effort: Any, **more: Any) -> Any:
        seen.append(effort.value)
        return recommend(portfolio, effort, **more)

    monkeypatch.setattr(answers, "recommend", counted)
    return seen


@pytest.fixture
def run(folder: Path) -> Callable[..., Result]:
    def call(command: str, *options: str) -> Result:
        result = CliRunner().invoke(main, [command, str(folder), *options], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result

    return call


@pytest.mark.usefixtures("database")
def test_a_plan_is_worked_out_once_for_all_commands(run: Callable[..., Result], solves: list[str]) -> None:
    first = run("recommend", "--json").stdout
    run("constraint", "--json")
    assert run("recommend", "--json").stdout == first
    assert solves == ["live"], "so small a portfolio needs no board effort"
    run("recommend", "--solver", "cbc")
    assert solves == ["live", "live"]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("command", ["first", "bridge", "constraint", "sequence", "strategy", "interventions", "signs"])
def test_a_kept_analysis_is_printed_as_a_fresh_one(
    command: str, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = run(command, "--json").stdout
    monkeypatch.setattr(catalogue, "answer", only_kept)
    assert run(command, "--json").stdout == fresh


@pytest.mark.usefixtures("database")
def test_fresh_works_the_answer_out_again_and_it_comes_out_equal(run: Callable[..., Result], solves: list[str]) -> None:
    kept = json.loads(run("recommend", "--json").stdout)
    again = json.loads(run("recommend", "--fresh", "--json").stdout)
    assert solves == ["live", "live"]
    assert again | {"seconds": 0} == kept | {"seconds": 0}


def test_without_a_database_commands_make_none(
    run: Callable[..., Result], solves: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(URL_VARIABLE, f"sqlite:///{tmp_path}/none/register.db")
    run("recommend")
    run("recommend")
    assert solves == ["live", "live"]
    assert not (tmp_path / "none").exists()


def test_a_database_that_may_not_be_written_is_no_hindrance(
    run: Callable[..., Result], solves: list[str], database: Path
) -> None:
    database.write_bytes(b"no database at all, but long enough to look like one" * 100)
    run("recommend")
    assert solves == ["live"]


def only_kept(question: Any, kind: Any, _work_out: Any, store: Any, **_: Any) -> Any:
    def never() -> Any:
        raise AssertionError(f"{question.name} was worked out although it was kept")

    return kept.answer(question, kind, never, store)
