"""Each term of the vocabulary has one value in every command, page and download: on the sample."""

from __future__ import annotations

import pytest

from engine.analyse.decisions.first_decisions import first_decisions
from engine.catalogue import BRIDGE, ILLUSION, SEQUENCE, TRADE_OFF
from engine.simulate import Policy
from tests.support.reconciling import check_law, check_person, check_portfolio, check_projects
from tests.support.sample import SampleAnswers

pytestmark = pytest.mark.slow


def test_every_figure_has_one_value(answers: SampleAnswers) -> None:
    assert check_projects(answers.of, answers.portfolio, answers.plan, ["homeowner-app"]) > 10
    check_portfolio(answers.of, answers.portfolio, answers.plan)


def test_a_person_and_the_law_have_the_same_figures_everywhere(answers: SampleAnswers) -> None:
    assert check_person(answers.of, answers.portfolio)
    assert check_law(answers.of, answers.portfolio) == 3


def test_the_bridge_reaches_the_recommended_value_and_starts_at_the_promise(answers: SampleAnswers) -> None:
    crossed, plan = answers.of(BRIDGE), answers.plan
    assert plan.value is not None
    assert crossed.value("recommended") == pytest.approx(plan.value, abs=0.51)
    assert crossed.value("promised") == pytest.approx(plan.plan_value, abs=0.51)
    assert crossed.value("today") == first_decisions(answers.portfolio, plan, 1).today
    assert crossed.value("today") == pytest.approx(answers.of(ILLUSION).health.today, abs=0.51)


def test_a_trade_off_stands_on_the_recommended_value(answers: SampleAnswers) -> None:
    plan = answers.plan
    decision = next(d for d in plan.decisions if d.project_id == "homeowner-app")
    priced = answers.of(TRADE_OFF, project="homeowner-app")
    own = next(a for a in priced.alternatives if a.action is decision.action)
    assert (own.value, own.start) == (plan.value, decision.start)
    assert priced.decision == decision


def test_the_recommended_way_of_ordering_work_is_the_recommended_plan(answers: SampleAnswers) -> None:
    assert answers.of(SEQUENCE).way(Policy.RECOMMENDED).value == pytest.approx(answers.plan.value, rel=1e-6)
