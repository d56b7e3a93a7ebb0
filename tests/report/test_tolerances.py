"""Tolerances by hand: exceeded, forecast to be, being used up, and the money in each."""

from __future__ import annotations

from typing import Any

import pytest

from engine.analyse.today.today import todays_simulations
from engine.portfolio.model.reporting import BenefitRecord
from engine.portfolio.model.vocabulary import Health, Urgency
from engine.report.tolerances import Aspect, Tolerance, realised_share, tolerances
from tests.support.reporting import two
from tests.support.tiny import days, portfolio, project
from tests.support.workshop import SHARED

WINDOW = {"urgency": Urgency.WINDOW, "benefit_end": 11}


def breaches(**figures: Any) -> tuple[Tolerance, ...]:
    shop = portfolio(project("a", **figures))
    return tolerances(shop, todays_simulations(shop))


def test_a_project_inside_its_tolerances_is_not_listed() -> None:
    assert breaches(baseline_finish=2, forecast_finish=2, spent_to_date=30, budget=50) == ()
    assert breaches() == ()


@pytest.mark.parametrize(
    ("baseline", "forecast", "level", "happened", "figure"),
    [
        (2, 3, Health.AMBER, False, 1),
        (2, 5, Health.RED, False, 3),
        (-4, 2, Health.RED, True, 4),
        (-1, 3, Health.RED, False, 4),
        (-1, None, Health.AMBER, True, 1),
    ],
)
def test_time(baseline: int, forecast: int | None, level: Health, happened: bool, figure: float) -> None:
    (only,) = breaches(baseline_finish=baseline, forecast_finish=forecast, **WINDOW)
    assert (only.aspect, only.level, only.happened, only.figure) == (Aspect.TIME, level, happened, figure)
    # Ten a month are lost with each month late: benefits end at month 11 all the same.
    assert only.money.named == pytest.approx(10 * max(-baseline, (forecast or baseline) - baseline))


@pytest.mark.parametrize(
    ("spent", "level", "happened", "figure"),
    [(33, Health.AMBER, False, 0.06), (36, Health.RED, False, 0.12), (56, Health.RED, True, 0.12)],
)
def test_cost(spent: float, level: Health, happened: bool, figure: float) -> None:
    (only,) = breaches(spent_to_date=spent, budget=50)
    assert (only.aspect, only.level, only.happened) == (Aspect.COST, level, happened)
    assert only.figure == pytest.approx(figure)
    assert only.money.named == pytest.approx(spent + 20 - 50)


def test_benefit_forecast_is_the_share_of_the_approved_value_that_is_kept() -> None:
    # Approved at 20 a month for a year less cost 20: 220. Delivered at 10 a month: 100, 45 % of it.
    (only,) = breaches(approved_benefit_per_month=20)
    assert (only.aspect, only.level, only.happened) == (Aspect.BENEFIT, Health.RED, False)
    assert only.figure == pytest.approx(100 / 220)
    assert only.money.named == pytest.approx(120)


def test_benefit_realised_counts_months_that_state_both_up_to_now() -> None:
    rows = [(-2, 10, 4), (-1, 10, 5), (0, 10, None), (-3, None, 9), (1, 10, 0)]
    records = tuple(BenefitRecord(project_id="a", month=m, planned=p, actual=a) for m, p, a in rows)
    shop = portfolio(project("a"), benefits=records)
    assert realised_share(shop, "a") == pytest.approx(0.45)
    (only,) = tolerances(shop, todays_simulations(shop))
    assert (only.aspect, only.happened, only.level) == (Aspect.BENEFIT, True, Health.RED)
    assert realised_share(shop, "b") is None


def test_candidates_have_no_tolerance_and_own_thresholds_count() -> None:
    assert breaches(in_plan=False, spent_to_date=99, budget=50) == ()
    shop = portfolio(project("a", spent_to_date=33, budget=50), rag_thresholds={"cost_amber": 0.01, "cost_red": 0.06})
    (only,) = tolerances(shop, todays_simulations(shop))
    assert (only.level, only.limit) == (Health.RED, 0.06)


def test_breaches_come_first_then_the_most_money() -> None:
    shop = portfolio(
        project("near", spent_to_date=1050, budget=1000, remaining_cost=0),
        project("small", spent_to_date=60, budget=50, remaining_cost=0),
        project("large", spent_to_date=900, budget=500, remaining_cost=0),
        demand=(days("near", 1), days("small", 1), days("large", 1)),
    )
    assert [t.project_id for t in tolerances(shop, todays_simulations(shop))] == ["large", "small", "near"]


def test_benefit_is_forecast_to_be_short_only_where_every_reading_of_today_says_so() -> None:
    # Both want all of one pool: one after another A keeps all of its 100 and B is two months late; shared, both are.
    shop = two()
    today = todays_simulations(shop)
    assert {t.project_id: t.level for t in tolerances(shop, today)} == {"B": Health.AMBER}
    (late,) = tolerances(shop, today)
    assert (late.money.low, late.money.high) == pytest.approx((40, 40))
    accepted = two(today=SHARED)
    assert {t.project_id for t in tolerances(accepted, todays_simulations(accepted))} == {"A", "B"}
