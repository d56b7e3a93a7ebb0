from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.catalogue import RISK
from engine.pack import findings
from engine.pack.pack import pack
from engine.register import open_register
from engine.register.database import URL_VARIABLE
from tests.benchmarks.packs import findings_of
from tests.support.building import Tables, write_folder
from tests.support.commands import run


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small portfolio whose pack has everything: decisions, themes, an assumption, a risk, a text like a formula."""
    tables = Tables()
    tables.settings["assumptions"] = [{"table": "projects", "column": "benefit_months", "note": "=five years"}]
    tables.project("P1")["benefit_owner"] = "Ines"
    tables.pool("data")["capacity_per_month"] = 16
    return write_folder(tmp_path_factory.mktemp("pack") / "folder", tables)


@pytest.fixture(scope="package")
def ask(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """A command about the portfolio; answers are kept, so that each is worked out once for all tests."""
    register = tmp_path_factory.mktemp("register") / "register.db"
    open_register(str(register)).close()

    def call(command: str, *options: object, exit_code: int = 0) -> str:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(URL_VARIABLE, f"sqlite:///{register}")
            return run(command, folder, "--effort", "live", *options, exit_code=exit_code)

    return call


@pytest.fixture(scope="package")
def made(ask: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A pack of the portfolio by its ending."""

    def call(ending: str, *options: object) -> Path:
        path = tmp_path_factory.mktemp("made") / f"pack{ending}"
        ask("pack", "-o", path, *(options if "--risk" in options else (*options, "--no-risk")))
        return path

    return call


@pytest.fixture(scope="package")
def few_draws() -> tuple[str, ...]:
    """Options under which the risk of the portfolio is soon known."""
    return "--draws", "60", "--reoptimise", "2"


@pytest.fixture(scope="package")
def with_risk(made: Callable[..., Path], few_draws: tuple[str, ...]) -> Path:
    """Slides with the ranges of few draws."""
    asked = {"draws": int(few_draws[1]), "reoptimise": int(few_draws[3])}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(findings, "RISK", replace(RISK, defaults={**RISK.defaults, **asked}))
        return made(".pptx", "--risk")


@pytest.fixture(scope="package")
def large() -> bytes:
    """Slides of a hundred projects with long names and all reports; the analyses are those of the first five."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COCKPIT_WORKERS", "1")
        return pack(findings_of(100, 3, 5)(), ".pptx")
