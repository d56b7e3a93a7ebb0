"""The league table of the sample portfolio: what data/README.md says of people, decisions and the constraint."""

from __future__ import annotations

import pytest

from engine.analyse.interventions import Intervention, InterventionKind, League
from engine.catalogue import INTERVENTIONS
from engine.explain.interventions import explain_interventions
from engine.portfolio.model.portfolio import Portfolio
from tests.support.leagues import of_kind
from tests.support.sample import SampleAnswers

pytestmark = pytest.mark.slow

MILLION = 1_000_000.0


@pytest.fixture(scope="module")
def league(answers: SampleAnswers) -> League:
    return answers.of(INTERVENTIONS)


def intervention(league: League, kind: InterventionKind, subject: str, amount: float = 1) -> Intervention:
    return next(i for i in league.interventions if (i.kind, i.subject, i.amount) == (kind, subject, amount))


def test_one_person_in_integration_is_the_best_hiring(league: League) -> None:
    hirings = of_kind(league, InterventionKind.ADD_PEOPLE)
    first = intervention(league, InterventionKind.ADD_PEOPLE, "integration")
    assert league.constraint == "integration"
    # A person from month 0 on is worth about a million; one who comes after the lead time is worth less than that.
    assert first.low <= 0.85 * MILLION
    assert first.high >= 0.75 * MILLION
    assert first.high < 1.0 * MILLION
    assert first.cost == pytest.approx(0.395 * MILLION, rel=0.01)
    assert first.pays
    assert {i.subject for i in hirings if i.pays} == {"integration"}
    assert first.return_ == max(i.return_ or 0.0 for i in hirings)


def test_people_of_other_pools_are_not_expected_to_pay(league: League) -> None:
    others = [s for s in league.screened if s.kind is InterventionKind.ADD_PEOPLE]
    assert len(others) >= 5
    assert all(s.expected_gain < s.cost for s in others)


def test_the_planted_decisions_rank_high(league: League) -> None:
    decisions = [
        i
        for i in league.interventions
        if i.kind in (InterventionKind.ACCELERATE, InterventionKind.DEFER, InterventionKind.STOP)
    ]
    for kind, subject in (
        (InterventionKind.STOP, "homeowner-app"),
        (InterventionKind.DEFER, "warehouse"),
        (InterventionKind.DEFER, "data-lake"),
        (InterventionKind.ACCELERATE, "pricing"),
    ):
        decision = intervention(league, kind, subject)
        assert decision.low > decision.cost
        assert decision in sorted(decisions, key=lambda i: -i.net)[:8]
    assert intervention(league, InterventionKind.ACCELERATE, "pricing").cost == pytest.approx(0.12 * MILLION, rel=0.05)


def test_order_comes_before_hiring(league: League, sample: Portfolio) -> None:
    (again,) = of_kind(league, InterventionKind.RESEQUENCE)
    assert again.cost == 0
    assert again.gain > 5 * MILLION
    assert league.interventions.index(again) < league.interventions.index(
        intervention(league, InterventionKind.ADD_PEOPLE, "integration")
    )
    assert explain_interventions(league, sample).sentence.startswith("Re-sequencing needs no new spend and gains £")


def test_more_people_at_the_constraint_are_worth_less_and_less(league: League) -> None:
    values = [p.value for p in league.frontier_people]
    assert [p.people for p in league.frontier_people] == [0, 1, 2, 3]
    assert values == sorted(values)
    assert values[1] - values[0] > values[3] - values[2]
    assert len(league.frontier_money) >= 3
