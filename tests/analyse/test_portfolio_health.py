"""Portfolio health: shrunk benefits and late finishes by hand, and what must add up for any portfolio."""

from __future__ import annotations

import pytest

from engine.analyse.health.portfolio_health import PortfolioHealth, ProjectHealth, portfolio_health
from engine.analyse.today.today import todays_way
from engine.optimise.decisions import plan_values
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Health, Urgency
from tests.support.reporting import REPORTED, scale, two, with_reports
from tests.support.seeds import some
from tests.support.small_portfolios import random_portfolio
from tests.support.workshop import needs, pool, portfolio, project

G, R = Health.GREEN, Health.RED


def health(shop: Portfolio) -> PortfolioHealth:
    return portfolio_health(shop, todays_way(shop))


def by_id(outcome: PortfolioHealth) -> dict[str, ProjectHealth]:
    return {p.project_id: p for p in outcome.projects}


def test_two_projects_that_share_a_pool_land_late() -> None:
    # At half pace both are done in month 4, two late: eight months of benefit in place of ten.
    result = by_id(health(two()))
    assert (result["A"].months_late, result["B"].months_late) == (2, 2)
    assert (result["A"].value_lost, result["B"].value_lost) == pytest.approx((20, 40))
    assert result["B"].kept == pytest.approx(0.8)
    assert result["B"].value is Health.AMBER


def test_an_enabler_that_promises_nothing_of_its_own_is_unknown() -> None:
    shop = portfolio([project("base", 1, benefit_per_month=0.0, remaining_cost=3.0)], [needs("base", 10)])
    assert health(shop).projects[0].value is None


def test_a_benefit_that_has_shrunk_is_seen_although_the_project_is_on_time() -> None:
    shop = portfolio(
        [project("x", 2, approved_benefit_per_month=2.0, remaining_cost=4.0, **REPORTED)],
        [needs("x", 20)],
    )
    [x] = health(shop).projects
    # Approved: twelve months of 2 less 4; delivered: twelve of 1 less 4.
    assert (x.value_approved, x.value_today, x.months_late) == (20, 8, 0)
    assert x.kept == pytest.approx(0.4)
    assert (x.delivery, x.value) == (G, R)


def test_a_finish_that_has_slipped_since_approval_is_seen() -> None:
    shop = portfolio([project("x", 4, approved_finish=2, urgency=Urgency.WINDOW, benefit_end=11)], [needs("x", 40)])
    [x] = health(shop).projects
    assert (x.value_approved, x.value_today) == (10, 8)
    assert x.kept == pytest.approx(0.8)


def test_a_benefit_that_decays_was_approved_undecayed() -> None:
    shop = portfolio(
        [project("x", 2, approved_finish=4, urgency=Urgency.DECAYING, decay_per_month=0.5)], [needs("x", 20)]
    )
    [x] = health(shop).projects
    # Twelve months of 1 were approved from month 4 on; the plan is two months early, and keeps to it.
    assert (x.value_approved, x.value_today, x.kept) == (12, 12, 1)


def test_a_loss_that_grows_is_a_loss_of_value() -> None:
    late = {"urgency": Urgency.DEADLINE, "deadline": 2, "deadline_penalty": 10.0, "benefit_per_month": 0.0}
    shop = portfolio(
        [project("law", 2, remaining_cost=20.0, **late), project("B", 2)], [needs("law", 20), needs("B", 20)]
    )
    law = by_id(health(shop))["law"]
    # −20 was approved, −30 comes: half as much again is lost.
    assert (law.value_approved, law.value_today) == pytest.approx((-20, -30))
    assert law.kept == pytest.approx(0.5)
    assert law.value is R


def test_what_is_worth_less_than_stopping_is_red_although_it_comes_as_approved() -> None:
    [x] = health(portfolio([project("x", 2, remaining_cost=50.0, **REPORTED)], [needs("x", 20)])).projects
    # Twelve months of 1 for 50: −38 was promised and comes, where stopping costs nothing.
    assert (x.value_approved, x.value_today, x.kept, x.delivery, x.value) == (-38, -38, 1, G, R)


def test_a_portfolio_worth_less_than_stopping_all_of_it_is_red() -> None:
    shop = portfolio([project(i, 2, remaining_cost=50.0) for i in "xy"], [needs("x", 2), needs("y", 2)])
    measured = health(shop)
    assert (measured.kept, measured.value) == (1, R)
    assert {p.value for p in measured.projects} == {R}


def test_a_duty_that_costs_less_than_its_penalty_is_as_healthy_as_what_it_keeps() -> None:
    duty = {"urgency": Urgency.DEADLINE, "deadline": 6, "deadline_penalty": 60.0, "benefit_per_month": 0.0}
    [law] = health(portfolio([project("law", 2, remaining_cost=20.0, **duty)], [needs("law", 20)])).projects
    assert (law.value_approved, law.value_today, law.value) == (-20, -20, G)


def test_work_that_is_never_done_is_late_and_red_under_its_green_light() -> None:
    shop = portfolio(
        [project("x", 2, **REPORTED)],
        [needs("x", 20, "dry")],
        [pool("dry", 0.0)],
    )
    measured = health(shop)
    [x] = measured.projects
    assert (x.months_late, x.is_late, x.value) == (None, True, R)
    assert measured.green_late == (x,)
    assert x.value_lost == pytest.approx(12)


def test_a_candidate_is_promised_by_nobody() -> None:
    shop = portfolio([project("new", 1, in_plan=False, baseline_finish=1)], [needs("new", 5)])
    [new] = health(shop).projects
    assert (new.delivery, new.value, new.is_late, new.value_lost) == (None, None, False, 0.0)


def test_own_figures_stand_in_where_nothing_is_reported() -> None:
    own = {"baseline_finish": 2, "forecast_finish": 2, "spent_to_date": 0.0, "budget": 1.0}
    measured = health(two(**own))
    assert by_id(measured)["A"].delivery is None
    assert (by_id(measured)["B"].reported, by_id(measured)["B"].delivery) == (None, G)
    assert [p.project_id for p in measured.green_late] == ["B"]


@pytest.mark.parametrize("first", range(0, 60, 20))
def test_figures_add_up(first: int) -> None:
    for seed in some(range(first, first + 20), 3):
        shop = with_reports(random_portfolio(seed), seed)
        measured, today = health(shop), todays_way(shop)
        assert len(measured.grid) == 16
        assert sum(c.count for c in measured.grid) == len(shop.projects)
        assert sum(c.promised for c in measured.grid) == pytest.approx(measured.promised)
        assert measured.promised == pytest.approx(float(plan_values(shop).sum()))
        assert sum(c.lost for c in measured.grid) + measured.flex_cost == pytest.approx(measured.value_at_risk)
        assert measured.value_at_risk == pytest.approx(measured.promised - today.value)
        assert set(measured.green_late) <= set(measured.green)


@pytest.mark.parametrize("seed", range(8))
def test_money_scaled_scales_every_figure_and_leaves_health(seed: int) -> None:
    shop = with_reports(random_portfolio(seed), seed)
    measured, scaled = health(shop), health(scale(shop, 1000.0))
    for one, other in zip(measured.projects, scaled.projects, strict=True):
        assert other.value_lost == pytest.approx(1000 * one.value_lost, abs=1e-3)
        assert (other.delivery, other.value, other.months_late) == (one.delivery, one.value, one.months_late)
    assert scaled.value_at_risk == pytest.approx(1000 * measured.value_at_risk, abs=1e-3)
