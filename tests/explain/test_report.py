"""The report in words: every number in the prose is a figure, no banned word, and each case reads as it should."""

from __future__ import annotations

from datetime import date

import pytest

from engine.analyse.decisions.decision_delay import DAYS_A_MONTH
from engine.compute import SolveBudget
from engine.explain.report import explain_delivery, explain_mandate, tolerance_text
from engine.explain.report_tables import delivery_tables
from engine.explain.table import Form
from engine.optimise.recommend import Target, find_plan
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.reporting import ChangeRequest, Gate, Milestone
from engine.portfolio.model.settings import Assumption
from engine.portfolio.model.vocabulary import Source
from engine.report.delivery import delivery_report
from engine.report.last_month import since_last_month
from engine.report.mandate import mandate
from engine.report.tolerances import Aspect
from tests.support.corpus import SEEDS
from tests.support.prose import check_all
from tests.support.reporting import with_reports
from tests.support.roles import authority, limits
from tests.support.small_portfolios import random_portfolio
from tests.support.tiny import PLANNING_MONTH, days, portfolio, project

EXACT = Target(gap=0.0, seconds=30.0)
ROLES = authority(
    Office={"days_to_decide": 1} | limits(accelerate=5),
    Board={"days_to_decide": 3 * DAYS_A_MONTH} | limits(accelerate="unlimited", defer="unlimited", stop="unlimited"),
)


def with_roles(shop: Portfolio) -> Portfolio:
    return shop.model_copy(update={"settings": shop.settings.model_copy(update={"authority": ROLES})})


@pytest.mark.slow
def test_every_number_in_prose_is_evidence() -> None:
    for seed in SEEDS:
        before, shop = (
            with_reports(random_portfolio(seed), seed),
            with_roles(with_reports(random_portfolio(seed), -~seed)),
        )
        changed = tuple(
            p.model_copy(update={"benefit_per_month": p.benefit_per_month * (1 + 0.3 * (n % 3 - 1))})
            for n, p in enumerate(shop.projects)
        )
        requests = (ChangeRequest(project_id="x", change_request="more", cost=120.0, status="Pending"),)
        shop = shop.model_copy(update={"projects": changed, "changes": requests})
        plan = find_plan(shop, EXACT)
        check_all(explain_delivery(delivery_report(shop, None), shop))
        if plan.value is not None:
            check_with_plan(shop, plan, before)


def check_with_plan(shop: Portfolio, plan: Recommendation, before: Portfolio) -> None:
    since = since_last_month(shop, plan, before, SolveBudget(target=EXACT, workers=1))
    report = delivery_report(shop, plan, before)
    check_all(explain_delivery(report, shop, since))
    check_all(explain_mandate(mandate(shop, plan), shop))
    for table in delivery_tables(report, shop, since):
        assert all(len(row) == len(table.columns) for row in table.texts("GBP"))
        assert len(table.ids) in (0, len(table.rows))
        assert table.empty


def test_breaches_are_counted_and_priced_by_aspect() -> None:
    shop = portfolio(
        project("a", spent_to_date=60, budget=50),
        project("b", spent_to_date=80, budget=50, baseline_finish=0, forecast_finish=5),
        project("c"),
    )
    said = explain_delivery(delivery_report(shop), shop)
    assert said.sentence.startswith(
        "2 of 3\u00a0projects have exceeded a tolerance or are forecast to. On cost: 2, £80 over budget. On time: 1,"
    )
    assert "No milestone is on record. No gate review is on record." in said.paragraph
    late = {t.happened: tolerance_text(t) for t in delivery_report(shop).tolerances if t.aspect is Aspect.TIME}
    assert late[False] == "5\u00a0months late"
    assert late.get(True, " so far").endswith(" so far")
    one = portfolio(project("a", spent_to_date=60, budget=50), project("c"))
    assert explain_delivery(delivery_report(one), one).sentence == (
        "1 of 2\u00a0projects has exceeded a tolerance or is forecast to. On cost: 1, £30 over budget."
    )
    quiet = portfolio(project("c"))
    assert explain_delivery(delivery_report(quiet), quiet).sentence == (
        "No project is known to exceed a tolerance of time, cost or benefit, or forecast to."
    )


def test_milestones_far_ahead_are_on_record_although_none_is_due() -> None:
    ahead = Milestone(project_id="c", name="Opening", baseline=date(2099, 1, 1))
    shop = portfolio(project("c"), milestones=(ahead,))
    report = delivery_report(shop)
    assert "No milestone is overdue, none is due in the next three months." in explain_delivery(report, shop).paragraph
    table = next(t for t in delivery_tables(report, shop, None) if t.key == "milestones")
    assert table.empty == "No milestone is overdue or due in the next 90 days."


def test_money_of_the_report_says_that_its_inputs_are_assumed() -> None:
    assumed = Assumption(table="projects", column="remaining_cost", note="a guess", source=Source.ASSUMED)
    shop = portfolio(project("a", spent_to_date=60, budget=50), assumptions=(assumed,))
    said = explain_delivery(delivery_report(shop), shop)
    assert "£30 over budget (assumed inputs)." in said.sentence
    assert "of the plan forecasts" in said.paragraph
    assert said.paragraph.count("(assumed inputs)") == 2


def test_a_gate_review_without_an_outcome_is_past_its_date() -> None:
    shop = portfolio(project("c"), gates=(Gate(project_id="c", gate="Concept", date=date(2020, 1, 1)),))
    said = explain_delivery(delivery_report(shop), shop).paragraph.replace("\u00a0", " ")
    assert "1 gate review is past its date with no outcome on record." in said


@pytest.mark.parametrize(
    ("benefit", "sentence"),
    [
        (10.0, "Since Oct 2026 nothing has changed but what the plan foresaw."),
        (
            15.0,
            "1\u00a0figure changed since Oct 2026: it adds £60 to the plan's value. All decisions stand.",
        ),
        (
            8.0,
            "1\u00a0figure changed since Oct 2026: it takes £24 off the plan's value. All decisions stand.",
        ),
    ],
)
def test_what_changed_opens_the_report(benefit: float, sentence: str) -> None:
    def shop(month: int, start: int, per_month: float) -> Portfolio:
        late = project("a", planned_start=start, earliest_start=start, benefit_per_month=per_month)
        return portfolio(late, demand=(days("a", 4),), planning_month=month)

    now = shop(PLANNING_MONTH, 1, benefit)
    before = shop(PLANNING_MONTH - 1, 2, 10.0)
    since = since_last_month(now, find_plan(now, EXACT), before, SolveBudget(target=EXACT, workers=1))
    assert explain_delivery(delivery_report(now), now, since).sentence == sentence


def test_records_are_plain_values() -> None:
    shop = portfolio(project("a", baseline_finish=2, forecast_finish=3))
    status = delivery_tables(delivery_report(shop), shop)[0]
    record = status.records()[0]
    assert (record["Baseline finish"], record["Forecast finish"]) == ("2027-01", "2027-02")
    assert record["Remaining"] == 20
    assert {c.head for c in status.columns if c.form is Form.MONEY} <= record.keys()


def test_cost_against_budget_adds_up_as_it_is_shown() -> None:
    figures = {"remaining_cost": 51.76e6 - 1e6, "spent_to_date": 1e6, "budget": 51.05e6}
    shop = portfolio(project("a", **figures))
    text = explain_delivery(delivery_report(shop), shop).paragraph.replace("\u00a0", " ")
    assert "1 project of the plan forecasts £51.76m at completion. That is +£0.71m against a budget of £51.05m." in text
    status = next(t for t in delivery_tables(delivery_report(shop), shop) if t.key == "status")
    assert {"£51.76m", "£51.05m", "+£0.71m"} <= set(status.texts("GBP")[0])
