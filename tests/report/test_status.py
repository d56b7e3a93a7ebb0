"""Status of projects by hand: lights and their trends, dates, and cost at completion."""

from __future__ import annotations

from typing import Any

import pytest

from engine.analyse.today.today import todays_simulations
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Health
from engine.report.status import Light, ProjectStatus, Trend, project_status, totals, trend_of
from tests.support.tiny import portfolio, project

GREEN, AMBER, RED = Health.GREEN, Health.AMBER, Health.RED


def status(shop: Portfolio) -> dict[str, ProjectStatus]:
    return {s.project_id: s for s in project_status(shop, todays_simulations(shop))}


def test_forecast_at_completion_is_spent_and_remaining() -> None:
    shop = portfolio(project("a", spent_to_date=35, budget=50), project("b", budget=50), project("c", spent_to_date=5))
    lights = status(shop)
    assert (lights["a"].forecast, lights["a"].overrun) == (55, 5)
    assert (lights["b"].forecast, lights["b"].overrun) == (None, None)
    assert (lights["c"].forecast, lights["c"].overrun) == (25, None)


def test_totals_hold_what_can_be_compared() -> None:
    shop = portfolio(
        project("a", spent_to_date=35, budget=50),
        project("b", budget=1000),
        project("c", spent_to_date=10, budget=40),
        project("idea", spent_to_date=1, budget=99, in_plan=False),
    )
    total = totals(shop, project_status(shop, todays_simulations(shop)))
    assert (total.projects, total.counted) == (3, 2)
    assert (total.budget, total.spent, total.remaining, total.forecast) == (90, 45, 40, 85)
    assert total.overrun == -5


def test_dates_are_baseline_plan_forecast_and_todays_simulations() -> None:
    shop = portfolio(project("a", planned_start=1, baseline_finish=2, forecast_finish=4))
    result = status(shop)["a"]
    assert (result.baseline_finish, result.planned_finish, result.forecast_finish, result.simulated_finish) == (
        2,
        3,
        4,
        3,
    )
    assert result.months_slipped == 2


@pytest.mark.parametrize(
    ("figures", "time", "cost"),
    [
        ({"baseline_finish": 5, "forecast_finish": 5, "spent_to_date": 30, "budget": 50}, GREEN, GREEN),
        ({"baseline_finish": 5, "forecast_finish": 6, "spent_to_date": 32.5, "budget": 50}, AMBER, AMBER),
        ({"baseline_finish": 5, "forecast_finish": 8, "spent_to_date": 35, "budget": 50}, RED, RED),
        ({}, None, None),
    ],
)
def test_measured_lights_follow_the_thresholds(figures: dict[str, Any], time: Health, cost: Health) -> None:
    lights = status(portfolio(project("a", **figures)))["a"].lights
    assert (lights.time.measured, lights.cost.measured, lights.scope.measured) == (time, cost, None)


def test_a_report_goes_before_a_measurement_and_is_shown_as_it_is() -> None:
    shop = portfolio(project("a", rag_time="green", baseline_finish=1, forecast_finish=9, rag_benefit="amber"))
    lights = status(shop)["a"].lights
    assert (lights.time.reported_or_measured, lights.time.measured) == (GREEN, RED)
    assert lights.benefit.reported is AMBER
    assert lights.benefit.measured is GREEN


@pytest.mark.parametrize(
    ("now", "earlier", "trend"),
    [
        (Light(RED, GREEN), Light(AMBER, RED), Trend.WORSE),
        (Light(GREEN, None), Light(RED, None), Trend.BETTER),
        (Light(AMBER, None), Light(AMBER, None), Trend.SAME),
        (Light(None, AMBER), Light(RED, GREEN), Trend.WORSE),
        (Light(GREEN, None), Light(None, RED), None),
    ],
)
def test_trends_compare_like_with_like(now: Light, earlier: Light, trend: Trend | None) -> None:
    assert trend_of(now, earlier) is trend


def test_a_project_new_this_month_has_no_trend() -> None:
    before = portfolio(project("a", rag_time="green"))
    after = portfolio(project("a", rag_time="red"), project("new", rag_time="red"))
    lights = project_status(after, todays_simulations(after), before, todays_simulations(before))
    assert [s.lights.time.trend for s in lights] == [Trend.WORSE, None]
