"""Two projects, pools, scenarios or subjects of one name, and ids that look like something else: none takes another's
place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engine.optimise.recommendation import Effort
from engine.portfolio.reading.loading import load
from engine.portfolio.scenario import Scenario
from engine.register import Register, SavedScenario, Subject, SubjectKind, open_register
from pages.ui.charts.pool_peaks import MONTHS_SHOWN
from pages.ui.charts.pool_table import PoolRow, pool_table
from pages.ui.office.register import subjects
from pages.ui.office.scenarios_saved import names_of
from pages.ui.parts.theme import LIGHT
from tests.support.governance import AUTHORITY, BOARD, decision
from tests.support.pages import notices, settled, text_of
from tests.support.plans import plan_of

Visit = Callable[..., AppTest]


@pytest.fixture
def alike(folder: Path) -> Path:
    """The portfolio with two pools and two projects of one name, and a project whose id is `project`."""
    pools, projects = folder / "pools.csv", folder / "projects.csv"
    pools.write_text(pools.read_text().replace("Software,", "Integration & Data,"))
    text = projects.read_text().replace("Mobile Service", "CRM Renewal").replace("portal,Partner", "project,Partner")
    projects.write_text(text)
    demand = folder / "demand.csv"
    demand.write_text(demand.read_text().replace("portal,", "project,"))
    return folder


@pytest.mark.slow
@pytest.mark.usefixtures("alike")
def test_each_of_two_projects_of_one_name_can_be_chosen_and_pinned(visit: Visit) -> None:
    page = visit("decide")
    chooser = page.selectbox(key="pin-project")
    assert {"CRM Renewal (crm)", "CRM Renewal (mobile)"} <= set(chooser.options)
    for project in ("mobile", "crm"):
        page = settled(page.selectbox(key="pin-project").set_value(project).run())
        assert page.query_params["project"] in (project, [project])
        assert f"CRM Renewal ({project})" in text_of(page)
    settled(page.selectbox(key="pin:crm").set_value("stop").run())
    assert page.query_params["pin"] in ("crm:stop", ["crm:stop"])


@pytest.mark.usefixtures("alike")
def test_each_of_two_pools_of_one_name_can_be_chosen(visit: Visit) -> None:
    page = visit("decide")
    for pool in ("software", "integration"):
        page = settled(page.selectbox(key="choose-pool").set_value(pool).run())
        assert page.query_params["pool"] in (pool, [pool])
        assert page.slider(key=f"lever-capacity:{pool}")


@pytest.mark.slow
@pytest.mark.usefixtures("alike")
def test_a_project_may_be_called_project(visit: Visit) -> None:
    page = visit("decide", project="project")
    assert not page.exception
    page = settled(page.selectbox(key="pin:project").set_value("stop").run())
    assert not page.exception
    assert page.query_params["pin"] in ("project:stop", ["project:stop"])
    assert page.selectbox(key="pin-project").value == "project"
    assert not notices(page)


def test_pools_of_one_name_have_a_row_each_in_charts(alike: Path) -> None:
    portfolio = load(alike)
    plan = plan_of(portfolio, Effort.LIVE)
    loads = [load for load in plan.load if load.month < MONTHS_SHOWN]
    rows = [PoolRow(p.name, 0.0, 0.0, 0.0, 1.0, tuple((x.month, 1.0) for x in loads)) for p in portfolio.pools]
    table = pool_table(rows, portfolio.settings.planning_month, "GBP", LIGHT)
    assert len({cell["key"] for cell in table["datasets"]["cells"]}) == 2
    assert len({gain["key"] for gain in table["datasets"]["gains"]}) == 2


def saved(one: str, name: str, minute: int) -> SavedScenario:
    moment = datetime(2026, 11, 3, 9, minute, tzinfo=UTC)
    return SavedScenario(one, 1, Scenario(name=name, max_changes=minute), "mia@harbour.example", moment)


def test_scenarios_of_one_name_are_told_apart_by_who_saved_them_when() -> None:
    first, second, third = saved("a1", "Alpha", 1), saved("a2", "alpha", 2), saved("b", "Beta", 3)
    names = names_of([first, second, third])
    assert names["b"] == "Beta"
    assert names["a1"] == "Alpha (mia@harbour.example, 03 Nov 2026 09:01)"
    assert len(set(names.values())) == 3
    twins = names_of([first, saved("a3", "Alpha", 1)])
    assert len(set(twins.values())) == 2


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with open_register(f"sqlite:///{tmp_path / 'register.db'}") as opened:
        yield opened


def test_two_subjects_of_one_name_have_a_history_each(visit: Visit, register: Register) -> None:
    for project in ("app", "lake"):
        subject = Subject(kind=SubjectKind.PROJECT, id=project, name="All")
        register.record(decision("accelerate", project, subject=subject), BOARD, AUTHORITY)
    entries = register.entries()
    assert subjects(entries) == {"project:app": "All (project:app)", "project:lake": "All (project:lake)"}
    page = visit("register")
    page = page.selectbox(key="filter-about").set_value("project:lake").run()
    assert not page.exception
    assert "History: All (project:lake)" in text_of(page)
    assert len(page.dataframe[0].value) == 1


def test_names_that_differ_after_many_letters_only_are_chosen_apart(visit: Visit, register: Register) -> None:
    for number, project in enumerate(("app", "lake")):
        subject = Subject(kind=SubjectKind.PROJECT, id=project, name=f"{'long ' * 20}{number}")
        register.record(decision("accelerate", project, subject=subject), BOARD, AUTHORITY)
    page = visit("register")
    assert len(set(page.selectbox(key="filter-about").options)) == 3
