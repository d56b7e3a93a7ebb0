"""Charts are valid specifications, in both modes, and hold the figures of the result."""

from __future__ import annotations

import dataclasses

import pytest

from engine.optimise.recommend import recommend
from engine.optimise.recommendation import Effort, Recommendation
from engine.portfolio import Portfolio
from pages.ui.charts.load_strip import load_strip, peaks
from pages.ui.charts.pool_load import load_rows, pool_load
from pages.ui.charts.promise import promise
from pages.ui.charts.timeline import timeline
from pages.ui.charts.timeline_rows import changed_first, timeline_rows
from pages.ui.formats import money
from pages.ui.theme import DARK, LIGHT, ORDER, Palette, label


@pytest.fixture
def result(portfolio: Portfolio) -> Recommendation:
    return recommend(portfolio, Effort.LIVE)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=lambda p: p.name)
def test_every_chart_is_a_valid_specification(result: Recommendation, portfolio: Portfolio, colours: Palette) -> None:
    charts = (
        timeline(result, portfolio, result.decisions, colours),
        pool_load(result, portfolio, "integration", colours),
        load_strip(result, portfolio, colours),
        promise(result, 0.8 * result.plan_value, colours),
    )
    for chart in charts:
        assert chart.to_dict()["layer"]


def test_the_timeline_has_a_row_a_project_and_a_heading_an_action(result: Recommendation, portfolio: Portfolio) -> None:
    rows = timeline_rows(result, portfolio, result.decisions)
    present = [a for a in ORDER if any(d.action is a for d in result.decisions)]
    assert [r["name"] for r in rows if "project" not in r] == [
        f"{label(a)} {sum(d.action is a for d in result.decisions)}" for a in present
    ]
    assert sorted(r["name"] for r in rows if "project" in r) == sorted(p.name for p in portfolio.projects)
    shown = {r["name"]: r["value"] for r in rows if "project" in r}
    for decision in result.decisions:
        assert shown[portfolio.projects_by_id[decision.project_id].name] == money(decision.value)


def test_a_long_timeline_shows_changed_projects_first(result: Recommendation) -> None:
    some = changed_first(result.decisions, 3)
    left_out = [d for d in result.decisions if d not in some]
    assert all(d.action == "continue" for d in left_out) or all(d.action != "continue" for d in some)


def test_the_load_of_a_pool_adds_up_to_its_demand(result: Recommendation, portfolio: Portfolio) -> None:
    first = portfolio.settings.planning_month
    bars, steps = load_rows(result, "integration", first, first + 200)
    asked = sum(load.demand for load in result.load if load.pool_id == "integration")
    assert sum(bar["top"] - bar["bottom"] for bar in bars) == pytest.approx(asked)
    assert len(steps) == sum(load.pool_id == "integration" for load in result.load) + 1


def test_the_fullest_pool_comes_first(result: Recommendation, portfolio: Portfolio) -> None:
    assert peaks(result, portfolio)[0].pool_id == "integration"


def test_a_plan_without_load_has_no_peaks(result: Recommendation, portfolio: Portfolio) -> None:
    idle = dataclasses.replace(result, load=())
    assert peaks(idle, portfolio) == []
    assert pool_load(idle, portfolio, "integration", LIGHT).to_dict()["layer"]
