"""A portfolio of six projects that solves to proof in a blink, opened by the frame as a visitor would."""

from __future__ import annotations

import html
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from engine.compute import jobs
from engine.portfolio import Portfolio
from engine.portfolio.loading import load
from pages.ui import pacing

FRAME = Path(__file__).parents[2] / "pages" / "ui" / "frame.py"

SETTINGS = """\
name: Test works
planning_date: 2026-11
horizon_months: 12
themes:
  - {name: Grow, intent: 0.6}
  - {name: Keep, intent: 0.4}
budgets:
  - {from: 2026-11, amount: 900000}
"""
POOLS = """\
pool_id,name,capacity_per_month,day_rate,flex_share,flex_day_rate
integration,Integration & Data,40,500,0.1,800
software,Software,100,450,0.1,700
"""
PROJECTS = """\
project_id,name,theme,in_flight,planned_start,duration_months,remaining_cost,benefit_per_month,benefit_months,urgency
app,Customer App,Grow,yes,2026-11,3,90000,2000,24,steady
lake,Data Lake,Keep,no,2026-11,3,60000,9000,24,steady
pricing,Pricing Engine,Grow,no,2026-12,3,80000,60000,24,steady
crm,CRM Renewal,Keep,no,2027-01,2,40000,30000,24,steady
portal,Partner Portal,Grow,no,2027-02,2,50000,26000,24,steady
mobile,Mobile Service,Grow,no,2027-03,2,50000,24000,24,steady
"""
DEMAND = """\
project_id,pool_id,person_days
app,integration,60
lake,integration,70
pricing,integration,80
crm,integration,40
portal,integration,30
mobile,integration,30
app,software,90
pricing,software,120
portal,software,60
"""
DEPENDENCIES = "predecessor,successor,lag_months\nlake,pricing,0\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The portfolio's files."""
    files = {
        "portfolio.yaml": SETTINGS,
        "pools.csv": POOLS,
        "projects.csv": PROJECTS,
        "demand.csv": DEMAND,
        "dependencies.csv": DEPENDENCIES,
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


@pytest.fixture
def portfolio(folder: Path) -> Portfolio:
    return load(folder)


@pytest.fixture
def visit(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., AppTest]]:
    """Open a page cold by its address, in a new session on a server that knows nothing yet."""
    monkeypatch.setenv("COCKPIT_PORTFOLIO", str(folder))
    monkeypatch.setenv("COCKPIT_DATABASE_URL", f"sqlite:///{tmp_path / 'register.db'}")
    monkeypatch.setenv("COCKPIT_WORKERS", "1")
    monkeypatch.setattr(pacing, "PAUSE", 0.0)
    st.cache_data.clear()
    st.cache_resource.clear()

    def open_page(page: str = "home", *, wait: bool = True, **parameters: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(FRAME), default_timeout=30)
        for name, value in parameters.items():
            app.query_params[name] = value
        app.switch_page(f"../{page}.py")
        return settled(app.run()) if wait else app.run()

    yield open_page
    jobs.close_all()
    st.cache_resource.clear()


def settled(app: AppTest) -> AppTest:
    """Run again, as the page does by itself, until nothing is being worked on."""
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        app.run()
        if "…" not in text_of(app) and not app.get("progress"):
            return app
        time.sleep(0.05)
    raise AssertionError(f"no answer in time: {text_of(app)[:400]}")


def text_of(app: AppTest) -> str:
    """Everything a page says in its own prose."""
    return "\n".join(element.proto.body for element in app.get("html"))


def notices(app: AppTest) -> list[str]:
    """What the page reports in boxes, as it is read: errors, warnings, then what has been done."""
    boxes = (*app.error, *app.warning, *app.success)
    return [html.unescape(box.value).replace("\u2060", "") for box in boxes]
