"""What a server works out before anybody asks, and that it can be left until then."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from streamlit import cache_data as cached_data

from engine.analyse.today import calibration
from engine.catalogue import OPENING
from pages.ui.jobs import warm_up
from tests.support.places import ROOT


@pytest.fixture
def asked(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The analyses that are asked for, in their order; none is worked out."""
    names: list[str] = []

    class Listening:
        def ask(self, _waiter: str, name: str, *_: object) -> None:
            names.append(name)

        def look(self, *_: object) -> None:
            return None

        def pending(self) -> int:
            return 0

    monkeypatch.setenv("COCKPIT_PORTFOLIO", str(folder))
    monkeypatch.setenv("COCKPIT_DATABASE_URL", f"sqlite:///{tmp_path / 'register.db'}")
    monkeypatch.setattr(warm_up.analysis_service, "service", Listening)
    return names


def test_what_pages_open_with_is_ready_before_the_first_visitor(asked: list[str]) -> None:
    warm_up.warm(Event())
    assert asked == [analysis.name for analysis in OPENING]
    assert asked[-1] == "risk"


def test_what_home_says_without_a_plan_is_known_before_a_plan_is_asked_for(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first visitor reads it at once, and does not wait for a simulation that shares the machine with a solve."""
    done: list[str] = []

    def noted(name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            done.append(name)
            return act(*given, **named)

        return call

    monkeypatch.setattr(calibration, "TodaysWays", noted("today", calibration.TodaysWays))
    monkeypatch.setattr(warm_up.solve_status, "of_base", noted("plan", warm_up.solve_status.of_base))
    cached_data.clear()
    warm_up.warm(Event())
    assert asked
    assert done.index("today") < done.index("plan")


def test_a_server_may_leave_it_until_a_page_asks(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCKPIT_WARM_UP", "no")
    warm_up.warm(Event())
    assert asked == []


@pytest.mark.slow
def test_the_code_of_all_pages_is_read_ahead_and_nothing_is_drawn() -> None:
    """In a process of its own: here, others have read it already."""
    asks = """
import sys
from pages.ui.shell import preparation, stopping
preparation.read_pages(stopping.ServerStop())
print(*(name for name in sys.modules if name.startswith("pages.ui")))
"""
    said = subprocess.run([sys.executable, "-c", asks], cwd=ROOT, check=True, capture_output=True, text=True)
    read = said.stdout.split()
    assert {"pages.ui.views.home", "pages.ui.charts.timeline", "pages.ui.office.steering_point"} <= set(read)
    assert "pages.ui.shell.frame" not in read


def test_what_takes_long_is_read_only_when_the_server_hears_signals() -> None:
    """Whatever the application reads before, a stop has to wait for; the web server takes signals for later."""
    asks = "import sys, app; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", asks], cwd=ROOT, check=True, capture_output=True, text=True)
    assert "pages.ui.shell.stopping" in said.stdout.split()
    assert not {"numpy", "pandas", "sqlalchemy", "altair", "highspy", "engine.optimise"} & set(said.stdout.split())
