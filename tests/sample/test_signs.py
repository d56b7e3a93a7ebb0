"""The three signs in the sample, and what waiting for its authorities costs."""

from __future__ import annotations

import pytest

from engine.analyse.decisions.decision_delay import decision_delay
from engine.analyse.decisions.signs import Signs, signs
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Action

pytestmark = pytest.mark.slow

MILLION = 1_000_000.0


@pytest.fixture(scope="module")
def result(sample: Portfolio, recommended: Recommendation) -> Signs:
    return signs(sample, recommended)


def test_all_three_signs_are_there(result: Signs) -> None:
    assert result.seen == 3


def test_leadership_faces_trade_offs_worth_most_of_the_shortfall(result: Signs) -> None:
    assert result.tradeoffs.threshold == pytest.approx(0.225 * MILLION, rel=0.05)
    assert 6 <= len(result.tradeoffs.decisions) <= result.tradeoffs.moves
    assert result.tradeoffs.money > 0.5 * result.health.value_at_risk
    assert result.tradeoffs.together.low > 3 * MILLION
    large = {t.project_id: t for t in result.tradeoffs.decisions}
    assert large["homeowner-app"].action is Action.STOP
    assert large["homeowner-app"].money > 2 * MILLION


def test_four_fifths_are_green_and_less_arrives(result: Signs) -> None:
    assert result.share_green == pytest.approx(31 / 38)
    assert result.share_delivered == pytest.approx(0.846, abs=0.005)
    assert result.health.kept == pytest.approx(0.74, abs=0.02)
    assert result.is_green_in_red


def test_conflicts_fill_the_tight_months_and_cost_most_at_the_constraint(result: Signs) -> None:
    assert {m.month for m in result.conflict_months} >= set(range(3, 12))
    cost = dict.fromkeys((c.pool_id for c in result.conflicts), 0.0)
    for c in result.conflicts:
        cost[c.pool_id] += c.money
    assert max(cost, key=cost.__getitem__) == "integration"
    assert cost["integration"] > 0.7 * result.conflict_money
    assert result.conflict_money < result.health.value_at_risk


def test_stopping_the_loved_app_waits_five_weeks(sample: Portfolio, recommended: Recommendation) -> None:
    waits = {w.project_id: w for w in decision_delay(sample, recommended).waits}
    app = waits["homeowner-app"]
    assert (app.role, app.days, app.effective) == ("Executive Committee", 35, 0)
    assert app.cost is not None
    assert 0.15 * MILLION < app.cost < 0.5 * MILLION
    assert waits["warehouse"].cost == 0
