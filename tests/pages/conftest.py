"""A portfolio of six projects that solves to proof in a blink, opened by the frame as a visitor would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from engine.compute import jobs
from engine.compute.kept import AnswersAtHand
from engine.portfolio import Portfolio
from engine.portfolio.reading.loading import load
from pages.ui.jobs import kept_answers, pacing
from tests.support.pages import settled, six_projects

FRAME = Path(__file__).parents[2] / "pages" / "ui" / "shell" / "frame.py"


@pytest.fixture(scope="session", autouse=True)
def components_looked_for_once() -> Iterator[None]:
    """Every session of a test looks through all installed packages for components: half the time of a short visit."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The portfolio's files."""
    return six_projects(tmp_path)


@pytest.fixture
def portfolio(folder: Path) -> Portfolio:
    return load(folder)


@pytest.fixture(scope="session")
def answers_of_pages() -> AnswersAtHand:
    """What pages have worked out: a plan or an analysis of the same data is worked out once for all tests."""
    return AnswersAtHand(most=10_000)


@pytest.fixture
def nothing_known() -> None:
    """For a test that watches how an answer comes, or has another come: the server knows none, nor do other tests."""


@pytest.fixture
def visit(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answers_of_pages: AnswersAtHand,
    request: pytest.FixtureRequest,
) -> Iterator[Callable[..., AppTest]]:
    """Open a page cold by its address, in a new session on a server that has just started.

    It finds the answers that other tests have worked out, but for a test with ``nothing_known``.
    """
    if "nothing_known" not in request.fixturenames:
        monkeypatch.setattr(kept_answers, "_store", lambda _portfolio: answers_of_pages)
    monkeypatch.setenv("COCKPIT_PORTFOLIO", str(folder))
    monkeypatch.setenv("COCKPIT_DATABASE_URL", f"sqlite:///{tmp_path / 'register.db'}")
    monkeypatch.setenv("COCKPIT_WARM_UP", "no")
    monkeypatch.setattr(pacing, "PAUSE", 0.0)
    monkeypatch.setattr(pacing, "SENTENCE", 0.0)
    monkeypatch.setattr(pacing, "PATIENCE", 0.0)
    monkeypatch.setattr(pacing, "AT_HAND", 0.0)
    st.cache_data.clear()
    st.cache_resource.clear()

    def open_page(page: str = "home", *, wait: bool = True, **parameters: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(FRAME), default_timeout=30)
        for name, value in parameters.items():
            app.query_params[name] = value
        app.switch_page(f"../../{page}.py")
        return settled(app.run()) if wait else app.run()

    yield open_page
    jobs.close_all()
    st.cache_resource.clear()
