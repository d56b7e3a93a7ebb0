"""Fiscal years: they add up to the cash flow, and discounted to the value; years begin where budgets do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.analyse.today.today import todays_simulations
from engine.explain.report_tables import delivery_tables
from engine.optimise.decisions import plan_values
from engine.optimise.recommend import Target, find_plan
from engine.portfolio.model.reporting import BenefitRecord
from engine.portfolio.model.settings import Budget
from engine.report.delivery import delivery_report
from engine.report.years import (
    Way,
    fiscal_years,
    planned_flow,
    realised_years,
    recommended_flow,
    todays_flow,
    year_start,
)
from engine.valuation.discounting import present_factors
from tests.support.small_portfolios import random_portfolio
from tests.support.tiny import PLANNING_MONTH, days, plan, pool, portfolio, project

EXACT = Target(gap=0.0, seconds=30.0)


@pytest.mark.parametrize("seed", range(20))
def test_years_add_up_and_discount_to_the_value(seed: int) -> None:
    shop = random_portfolio(seed)
    today, result = todays_simulations(shop), find_plan(shop, EXACT)
    flows = {Way.PLANNED: planned_flow(shop), Way.TODAY: todays_flow(shop, today.named)}
    values = {Way.PLANNED: float(plan_values(shop).sum()), Way.TODAY: today.named.value}
    if result.value is not None:
        flows[Way.RECOMMENDED], values[Way.RECOMMENDED] = recommended_flow(shop, result), result.value
    years = fiscal_years(shop, today, result if result.value is not None else None)
    assert {y.way for y in years} == set(flows)
    for way, flow in flows.items():
        factors = present_factors(shop.settings.discount_rate, flow.net.size)
        assert float(flow.net @ factors) == pytest.approx(values[way], abs=1e-6)
        assert sum(y.net for y in years if y.way is way) == pytest.approx(float(flow.net.sum()), abs=1e-6)
    everywhere = [float(todays_flow(shop, each).net.sum()) for each in today.each]
    ends = [(y.nets.low, y.net, y.nets.high) for y in years if y.way is Way.TODAY]
    assert all(low - 1e-6 <= net <= high + 1e-6 for low, net, high in ends)
    assert sum(low for low, _, _ in ends) <= min(everywhere) + 1e-6
    assert sum(high for _, _, high in ends) >= max(everywhere) - 1e-6


def test_one_project_by_hand() -> None:
    # November and December 2026: 10 spent each. January to December 2027: 10 a month.
    shop = portfolio(project("a", benefit_type="avoided"))
    planned = [y for y in fiscal_years(shop, todays_simulations(shop)) if y.way is Way.PLANNED]
    assert [(y.name, y.spent, y.avoided, y.benefits, y.net) for y in planned[:2]] == [
        ("2026", 20, 0, 0, -20),
        ("2027", 0, 120, 120, 120),
    ]
    assert all(y.net == 0 for y in planned[2:])


def test_years_begin_in_the_month_of_the_earliest_budget() -> None:
    budgets = (Budget(start=-7, amount=9.0), Budget(start=5, amount=7.0))
    shop = portfolio(project("a"), budgets=budgets)
    assert year_start(shop) == PLANNING_MONTH - 7
    first, second = [y for y in fiscal_years(shop, todays_simulations(shop)) if y.way is Way.PLANNED][:2]
    assert (first.name, first.budget, first.benefits) == ("2026/27", 9.0, 30)
    assert (second.name, second.budget, second.benefits) == ("2027/28", 7.0, 90)


def test_a_budget_that_begins_later_sets_the_month_all_the_same() -> None:
    assert year_start(portfolio(project("a"), budgets=(Budget(start=5, amount=1.0),))) == PLANNING_MONTH - 7


@pytest.mark.parametrize("start", range(1, 13))
def test_a_setting_says_when_years_begin_whatever_the_budgets_do(start: int) -> None:
    # The planning month is November 2026: a year from July began in 2026, one from December in 2025.
    shop = portfolio(project("a"), budgets=(Budget(start=-7, amount=9.0),), fiscal_year_start=start)
    year = 2026 if start <= 11 else 2025
    assert year_start(shop) == year * 12 + start - 1
    named = next(y.name for y in fiscal_years(shop, todays_simulations(shop)) if y.way is Way.PLANNED)
    assert named == (f"{year}" if start == 1 else f"{year}/{(year + 1) % 100}")


def test_benefits_realised_are_summed_by_the_same_years() -> None:
    rows = tuple(BenefitRecord(project_id="a", month=m, planned=1, actual=2) for m in (-8, -7, 0))
    shop = portfolio(project("a"), benefits=rows, fiscal_year_start=4)
    assert [(y.first - PLANNING_MONTH, y.planned) for y in realised_years(shop)] == [(-19, 1), (-7, 2)]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"fiscal_year_start": 4}, "Fiscal years begin in April, as the setting fiscal_year_start says."),
        ({"budgets": (Budget(start=-4, amount=9.0),)}, "Fiscal years begin in July, as the budgets do."),
        ({}, "Fiscal years begin in January, since neither a budget nor the setting fiscal_year_start says otherwise."),
    ],
)
def test_the_report_says_when_years_begin_and_why(settings: dict[str, Any], words: str) -> None:
    shop = portfolio(project("a"), benefits=(BenefitRecord(project_id="a", month=0, planned=1, actual=1),), **settings)
    tables = {t.key: t for t in delivery_tables(delivery_report(shop), shop)}
    assert words in tables["years"].note
    assert words in tables["realised"].note


def test_bought_days_are_spent() -> None:
    # Twenty days asked in a month that has ten; ten are bought at 3 each.
    shop = portfolio(
        project("a", duration_months=1),
        pools=(pool(flex_share=1, flex_day_rate=3),),
        demand=(days("a", 20),),
    )
    result = find_plan(shop, EXACT)
    bought = sum(e.flex_bought for e in result.load)
    years = [y for y in fiscal_years(shop, todays_simulations(shop), result) if y.way is Way.RECOMMENDED]
    assert bought == pytest.approx(10)
    assert sum(y.bought for y in years) == pytest.approx(30)
    assert sum(y.spent for y in years) == pytest.approx(50)


def test_candidates_and_stopped_work_only_cost_what_stopping_does() -> None:
    shop = portfolio(
        project("idea", in_plan=False, penalty_if_stopped=4),
        project("going", in_flight=True, exit_cost=7, salvage_value=2),
    )
    assert planned_flow(shop).penalties.sum() == 4
    stopped = recommended_flow(shop, _stopped(shop))
    assert (stopped.external.sum(), stopped.salvage.sum(), stopped.penalties.sum()) == (7, 2, 4)
    assert float(np.sum(stopped.net)) == -9


def _stopped(shop):  # type: ignore[no-untyped-def]
    return plan(shop)


def test_realised_benefits_by_year_to_date() -> None:
    rows = [(-8, 10, 1), (-7, 10, 2), (0, 10, 3), (0, 5, None), (1, 10, 0)]
    records = tuple(BenefitRecord(project_id="a", month=m, planned=p, actual=a) for m, p, a in rows)
    shop = portfolio(project("a"), benefits=records, budgets=(Budget(start=-7, amount=1.0),))
    result = [(y.first - PLANNING_MONTH, y.planned, y.actual) for y in realised_years(shop)]
    assert result == [(-19, 10, 1), (-7, 20, 5)]
