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
def found(sample: Portfolio, recommended: Recommendation) -> Signs:
    return signs(sample, recommended)


def test_all_three_signs_are_there(found: Signs) -> None:
    assert found.seen == 3


def test_leadership_faces_trade_offs_worth_most_of_the_shortfall(found: Signs) -> None:
    assert found.tradeoffs.threshold == pytest.approx(0.225 * MILLION, rel=0.05)
    assert 8 <= len(found.tradeoffs.decisions) <= found.tradeoffs.moves
    assert found.tradeoffs.money > 0.7 * found.health.value_at_risk
    large = {t.project_id: t for t in found.tradeoffs.decisions}
    assert large["homeowner-app"].action is Action.STOP
    assert large["homeowner-app"].money > 2 * MILLION


def test_four_fifths_are_green_and_less_arrives(found: Signs) -> None:
    assert found.share_green == pytest.approx(31 / 38)
    assert found.share_delivered == pytest.approx(0.78, abs=0.02)


def test_conflicts_fill_the_tight_months_and_cost_most_at_the_constraint(found: Signs) -> None:
    assert {m.month for m in found.conflict_months} >= set(range(3, 12))
    cost = dict.fromkeys((c.pool_id for c in found.conflicts), 0.0)
    for c in found.conflicts:
        cost[c.pool_id] += c.money
    assert max(cost, key=cost.__getitem__) == "integration"
    assert cost["integration"] > 0.7 * found.conflict_money
    assert found.conflict_money < found.health.value_at_risk


def test_stopping_the_loved_app_waits_five_weeks(sample: Portfolio, recommended: Recommendation) -> None:
    waits = {w.project_id: w for w in decision_delay(sample, recommended).waits}
    app = waits["homeowner-app"]
    assert (app.role, app.days, app.effective) == ("Executive Committee", 35, 0)
    assert app.cost is not None
    assert 0.2 * MILLION < app.cost < 0.5 * MILLION
    assert waits["warehouse"].cost == 0
