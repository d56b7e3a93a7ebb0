"""What the delivery report and the mandate find in the sample, of what is planted there."""

from __future__ import annotations

import pytest

from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import DecisionKind, Health
from engine.report.delivery import DeliveryReport, delivery_report
from engine.report.mandate import mandate
from engine.report.milestones import MilestoneState
from engine.report.tolerances import Aspect
from engine.report.years import Way

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def report(sample: Portfolio, recommended: Recommendation) -> DeliveryReport:
    return delivery_report(sample, recommended)


def test_the_red_projects_are_outside_their_tolerances(report: DeliveryReport) -> None:
    breaches = {(t.project_id, t.aspect) for t in report.breaches}
    assert {("finance", Aspect.COST), ("finance", Aspect.TIME), ("crm", Aspect.TIME)} <= breaches
    over = next(t for t in report.breaches if (t.project_id, t.aspect) == ("finance", Aspect.COST))
    assert (over.money.low, over.money.high) == pytest.approx((770_000, 770_000))
    assert over.happened


def test_the_loved_app_realises_a_fraction_of_its_benefit_under_green_lights(report: DeliveryReport) -> None:
    (app,) = (t for t in report.breaches if t.project_id == "homeowner-app")
    assert (app.aspect, app.happened) == (Aspect.BENEFIT, True)
    assert app.figure < 0.25
    lights = next(s.lights for s in report.projects if s.project_id == "homeowner-app")
    assert [light.reported for light in lights.all[:3]] == [Health.GREEN] * 3


def test_reported_lights_are_those_of_the_tables(report: DeliveryReport) -> None:
    planned = [s.lights for s in report.projects if s.in_plan]
    greens = [x for x in planned if all(light.reported is Health.GREEN for light in x.all[:3])]
    assert (len(planned), len(greens)) == (38, 31)


def test_money_to_come_is_what_the_budgets_are_held_against(report: DeliveryReport) -> None:
    assert report.totals.remaining == pytest.approx(36_610_000)
    planned = [y for y in report.years if y.way is Way.PLANNED]
    assert sum(y.external for y in planned) == pytest.approx(36_610_000)
    assert [y.budget for y in planned[:4]] == [9_400_000, 21_500_000, 14_000_000, 8_000_000]
    assert all(
        y.spent <= y.budget * (1 + 1e-9) for y in report.years if y.way is Way.RECOMMENDED and y.budget is not None
    )


def test_the_late_ledger_is_overdue(report: DeliveryReport) -> None:
    overdue = {m.project_id for m in report.milestones if m.state is MilestoneState.OVERDUE}
    assert overdue == {"finance"}


def test_stopping_the_loved_app_is_what_waits_at_most_cost(sample: Portfolio, recommended: Recommendation) -> None:
    case = mandate(sample, recommended)
    assert case.office == "Portfolio Manager"
    largest = case.rights[0]
    assert (largest.kind, largest.now) == (DecisionKind.STOP, None)
    assert "homeowner-app" in largest.project_ids
    assert 0.5 * case.delay.cost < case.saved.named <= case.delay.cost
