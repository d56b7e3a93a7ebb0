"""What the sample's README says of its constraint, found by the analysis; solved as long as it takes."""

from __future__ import annotations

import pytest

from engine.analyse.constraint.constraint import Constraint
from engine.catalogue import CONSTRAINT, INTERVENTIONS, LIMITING_POOL, SEQUENCE, STRATEGY, TRADE_OFF
from engine.explain.constraint import explain_constraint
from engine.portfolio.model.portfolio import Portfolio
from tests.support.sample import SampleAnswers

pytestmark = pytest.mark.slow

MILLION = 1_000_000.0


@pytest.fixture(scope="module")
def result(answers: SampleAnswers) -> Constraint:
    return answers.of(CONSTRAINT)


def test_integration_limits_and_not_software_though_it_is_busier(sample: Portfolio, result: Constraint) -> None:
    assert result.constraint == "integration"
    assert result.told_apart
    assert explain_constraint(result, sample).sentence.startswith(
        "Integration & Data limits us, not Software, which is busier: "
    )
    assert (result.pool("software").utilisation or 0) > (result.pool("integration").utilisation or 0)


def test_every_analysis_names_the_same_pool(answers: SampleAnswers, result: Constraint) -> None:
    others = [answers.of(one).constraint for one in (SEQUENCE, STRATEGY, INTERVENTIONS)]
    traded = answers.of(TRADE_OFF, project="homeowner-app").constraint
    assert {result.constraint, answers.of(LIMITING_POOL).pool_id, traded, *others} == {"integration"}


def test_the_next_person_there_is_worth_a_million_and_elsewhere_little(result: Constraint) -> None:
    integration = result.pool("integration")
    assert integration.more.low > 0.8 * MILLION
    assert integration.more.high < 1.25 * MILLION
    assert 1_300 < integration.marginal_value < 1_800
    others = [p.more for p in result.pools if p.pool_id != "integration"]
    assert max(gain.estimate for gain in others) < 0.1 * MILLION
    assert max(gain.high for gain in others) < 0.25 * MILLION


def test_two_people_pay_and_then_test_and_release_limits(result: Constraint) -> None:
    gains = [step.gain.estimate for step in result.steps]
    assert gains[1] - gains[0] > 0.4 * MILLION
    assert gains[2] - gains[1] < 0.3 * MILLION
    assert result.moved is not None
    assert (result.moved.pool_id, result.moved.people) == ("test", 2)


@pytest.mark.parametrize(("pool_id", "average"), [("software", 0.96), ("integration", 0.88), ("test", 0.74)])
def test_utilisation_is_what_the_readme_says(result: Constraint, pool_id: str, average: float) -> None:
    assert result.pool(pool_id).utilisation == pytest.approx(average, abs=0.015)
