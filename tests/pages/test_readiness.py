"""Set-ups that are broken: the probe says which part, the log why, and pages never claim that nothing was decided."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from engine.errors import RegisterUnavailable
from engine.register import Register
from pages.ui.office import register_access
from pages.ui.shell import readiness
from tests.support.pages import notices, text_of

Visit = Callable[..., AppTest]
FINE = dict.fromkeys(("database", "portfolio", "solver", "workers"), "works")


def test_all_is_well(visit: Visit) -> None:  # noqa: ARG001 - the visit names a portfolio and a database
    assert readiness.look() == readiness.Readiness(FINE, {}, is_ready=True)


@pytest.mark.parametrize(
    ("url", "word", "said"),
    [
        ("mysql://me:secret@host/x", "refuses", "SQLite file"),
        ("postgresql://me:secret@host:port/x", "refuses", "cannot be read; check its form"),
        ("postgresql://me:secret@127.0.0.1:1/x", "does not answer", "127.0.0.1"),
        ("sqlite:////proc/nowhere/register.db", "refuses", "folder of the register cannot be made"),
    ],
    ids=["wrong scheme", "malformed", "down", "no place to write"],
)
def test_a_broken_database_is_told_in_one_line(
    visit: Visit,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    url: str,
    word: str,
    said: str,
) -> None:
    monkeypatch.setenv("COCKPIT_DATABASE_URL", url)
    monkeypatch.setattr(readiness, "_logged", {})
    st.cache_resource.clear()
    with caplog.at_level(logging.INFO, logger=readiness.__name__):
        assert readiness.look().parts == FINE | {"database": word}
        assert not readiness.look().is_ready
    (line,) = [record.getMessage() for record in caplog.records]
    assert said in line
    assert "\n" not in line
    assert "secret" not in line


def test_a_portfolio_that_cannot_be_read_is_told(visit: Visit, folder: Path) -> None:  # noqa: ARG001
    (folder / "projects.csv").unlink()
    assert readiness.look() == readiness.Readiness(FINE | {"portfolio": "cannot be read"}, {}, is_ready=False)


def test_the_register_says_nothing_of_decisions_while_it_cannot_be_read(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent() -> Register:
        raise RegisterUnavailable("The register does not answer.")

    monkeypatch.setattr(register_access, "register", silent)
    page = visit("register")
    assert "Nothing has been decided yet" not in text_of(page)
    assert "The register cannot be read." in text_of(page)
    assert any("The register does not answer." in said for said in notices(page))


def test_a_database_that_is_down_is_not_asked_by_every_part_of_every_page(
    visit: Visit,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []

    def silent() -> Register:
        asked.append(1)
        raise RegisterUnavailable("The register does not answer.")

    monkeypatch.setattr(register_access, "register", silent)
    said = [register_access.entries()[1], register_access.scenarios()[2], register_access.entries()[1]]
    assert said == ["The register does not answer."] * 3
    assert len(asked) == 1
