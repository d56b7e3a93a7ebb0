from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.reading.loading import Inspection
from tests.support.building import Tables


@pytest.fixture
def loaded(inspected: Callable[[Tables], Inspection]) -> Callable[[Tables], Portfolio]:
    """Loads tables that must have no errors."""

    def load(tables: Tables) -> Portfolio:
        inspection = inspected(tables)
        assert inspection.portfolio is not None, inspection.errors
        return inspection.portfolio

    return load


def test_without_a_request_nothing_is_estimated(tables: Tables, loaded: Callable[[Tables], Portfolio]) -> None:
    tables.project("P3")["exit_cost"] = ""
    portfolio = loaded(tables)
    assert portfolio.projects_by_id["P1"].success_probability == 1
    assert portfolio.projects_by_id["P3"].exit_cost == 0
    assert all(project.derived == frozenset() for project in portfolio.projects)


def test_probability_by_stage(tables: Tables, loaded: Callable[[Tables], Portfolio]) -> None:
    tables.settings["estimates"] = {"success_probability": True}
    for name, stage in (("P2", "idea"), ("P4", "closing"), ("P5", "")):
        tables.project(name)["stage"] = stage
    tables.project("P3")["success_probability"] = 0.99
    projects = loaded(tables).projects_by_id
    assert [projects[f"P{n}"].success_probability for n in range(1, 6)] == [0.65, 0.50, 0.99, 0.95, 1]
    assert [projects[f"P{n}"].derived for n in (1, 3, 5)] == [{"success_probability"}, frozenset(), frozenset()]


def test_exit_cost_and_restart_work_of_work_in_flight(tables: Tables, loaded: Callable[[Tables], Portfolio]) -> None:
    tables.settings["estimates"] = {"exit_cost": "yes", "restart_work": "yes"}
    tables.project("P3")["exit_cost"] = ""
    projects = loaded(tables).projects_by_id
    assert projects["P3"].exit_cost == pytest.approx(40000 / 4)
    assert projects["P3"].restart_work == pytest.approx(0.10)
    assert projects["P3"].derived == {"exit_cost", "restart_work"}
    assert projects["P1"].exit_cost == 0
    assert projects["P1"].derived == frozenset()


def test_an_owned_exit_cost_stays(tables: Tables, loaded: Callable[[Tables], Portfolio]) -> None:
    tables.settings["estimates"] = {"exit_cost": True}
    assert loaded(tables).projects_by_id["P3"].exit_cost == 5000


def test_demand_by_size_and_type(tables: Tables, loaded: Callable[[Tables], Portfolio]) -> None:
    tables.settings["estimates"] = {"demand": {"*": {"S": {"data": 7}}, "Plant": {"m": {"data": 20, "test": 5}}}}
    tables.project("P5").update(size="M", type="plant")
    tables.demand = [row for row in tables.demand if row["project_id"] not in ("P4", "P5")]
    portfolio = loaded(tables)
    estimated = {(d.project_id, d.pool_id, d.person_days) for d in portfolio.demand[-3:]}
    assert estimated == {("P4", "data", 7), ("P5", "data", 20), ("P5", "test", 5)}
    assert portfolio.projects_by_id["P5"].derived == {"demand"}
    assert portfolio.projects_by_id["P1"].derived == frozenset()


def test_demand_may_be_estimated_altogether(tables: Tables, inspected: Callable[[Tables], Inspection]) -> None:
    tables.settings["estimates"] = {"demand": {"*": {"S": {"data": 7, "test": 1}}}}
    tables.demand = [{"project_id": "", "pool_id": "", "person_days": ""}]
    del tables.settings["themes"][1]["floor"]
    inspection = inspected(tables)
    assert inspection.portfolio is not None
    assert len(inspection.portfolio.demand) == 2
    sizes = [w.row for w in inspection.warnings if w.column == "size"]
    assert sizes == [2, 3, 4, 6]
