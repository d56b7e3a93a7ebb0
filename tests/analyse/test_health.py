"""Health: the worst aspect counts, thresholds are reached, and what is missing is unknown, never green."""

from __future__ import annotations

import pytest

from engine.analyse.health.health import Thresholds, measured_health, reported_health, thresholds, value_health
from engine.portfolio.model.vocabulary import Health
from engine.portfolio.reading.settings_reading import THRESHOLDS
from tests.support.workshop import portfolio, project

G, A, R = Health.GREEN, Health.AMBER, Health.RED


@pytest.mark.parametrize(
    ("time", "cost", "scope", "health"),
    [(G, G, G, G), (G, A, G, A), (A, G, R, R), (G, None, G, None), (G, None, R, R), (None, None, None, None)],
)
def test_the_worst_report_counts_and_green_needs_all(
    time: Health | None, cost: Health | None, scope: Health | None, health: Health | None
) -> None:
    shop = portfolio(
        [
            project("x", 1, rag_time=time, rag_cost=cost, rag_scope=scope),
            project("full", 1, rag_time=G, rag_cost=G, rag_scope=G),
        ],
        [],
    )
    assert reported_health(shop) == {"x": health, "full": G}


def test_an_aspect_on_which_nobody_reports_is_not_asked_for() -> None:
    shop = portfolio([project("x", 1, rag_time=G), project("y", 1, rag_time=A), project("z", 1)], [])
    assert reported_health(shop) == {"x": G, "y": A, "z": None}
    assert reported_health(portfolio([project("x", 1)], [])) == {"x": None}


@pytest.mark.parametrize(
    ("slip", "cost", "health"),
    [
        (0, 100.0, G),
        (-2, 90.0, G),
        (1, 100.0, A),
        (3, 100.0, R),
        (0, 104.9, G),
        (0, 105.0, A),
        (0, 110.0, R),
        (None, 100.0, None),
        (None, 120.0, R),
        (0, None, None),
        (2, None, A),
    ],
)
def test_time_and_cost_are_measured_against_thresholds(
    slip: int | None, cost: float | None, health: Health | None
) -> None:
    result = project(
        "x",
        4,
        baseline_finish=4,
        forecast_finish=None if slip is None else 4 + slip,
        spent_to_date=None if cost is None else cost - 50.0,
        remaining_cost=50.0,
        budget=100.0,
    )
    assert measured_health(result, Thresholds()) is health


def test_without_a_budget_cost_is_unknown() -> None:
    result = project("x", 4, baseline_finish=4, forecast_finish=4, spent_to_date=0.0)
    assert measured_health(result, Thresholds()) is None


def test_thresholds_are_those_of_the_portfolio() -> None:
    shop = portfolio([project("x", 1)], [], rag_thresholds={"time_red": 6, "value_amber": 0.8})
    levels = thresholds(shop.settings)
    assert (levels.time_amber, levels.time_red, levels.value_amber, levels.value_red) == (1.0, 6.0, 0.8, 0.75)


@pytest.mark.parametrize(
    ("kept", "health"), [(1.1, G), (0.9, G), (0.89, A), (0.75, A), (0.74, R), (-2.0, R), (None, None)]
)
def test_value_turns_amber_below_one_share_and_red_below_another(kept: float | None, health: Health | None) -> None:
    assert value_health(kept, Thresholds()) is health


def test_the_settings_know_every_threshold() -> None:
    assert set(Thresholds.__slots__) == THRESHOLDS
