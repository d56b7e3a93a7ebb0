"""What works: the probe says it part by part, and pages never claim that nothing was decided while that is unknown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
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


def test_a_page_that_could_not_read_the_register_is_drawn_anew_once_it_can(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent() -> Register:
        raise RegisterUnavailable("The register does not answer.")

    drawn: list[str] = []
    monkeypatch.setattr(register_access.st, "rerun", lambda: drawn.append("anew"))
    monkeypatch.setattr(register_access, "ASKED_AGAIN", 0.0)
    with monkeypatch.context() as gone:
        gone.setattr(register_access, "register", silent)
        gone.setattr(register_access, "open_register", lambda *_, **__: silent())
        assert any("The register does not answer." in said for said in notices(visit("register")))
        assert not drawn
    register_access.st.cache_data.clear()  # what was asked a moment ago
    register_access._look_again()
    assert drawn == ["anew"]
    assert not any("The register does not answer." in said for said in notices(visit("register")))
