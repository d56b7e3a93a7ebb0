"""What deciding otherwise would cost in the stories of the sample, as data/README.md tells them."""

from __future__ import annotations

import pytest

from engine.analyse.project.tradeoff import trade_off
from engine.compute import SolveBudget
from engine.explain.tradeoff import explain_trade_off
from engine.optimise.counterfactual import counterfactual
from engine.optimise.recommend import Target
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Pin, Portfolio
from engine.portfolio.model.vocabulary import Action
from tests.support.sample import Solve

pytestmark = pytest.mark.slow

MILLION = 1_000_000.0
CLOSELY_SOLVED = Target(0.0005, 20.0)


@pytest.fixture(scope="module")
def closely(solve: Solve) -> Recommendation:
    return solve(gap=0.0003)


@pytest.mark.parametrize(
    ("project_id", "action", "least", "most"),
    [
        ("homeowner-app", Action.CONTINUE, 1.0, 1.2),
        ("predictive", Action.DEFER, 0.4, 0.6),
        ("warehouse", Action.CONTINUE, 1.6, 1.8),
        ("finance", Action.STOP, 6.6, 7.4),
        ("traceability", Action.CONTINUE, 0.8, 1.0),
        ("data-lake", Action.CONTINUE, 0.7, 1.2),
    ],
)
def test_deciding_otherwise_costs(
    sample: Portfolio, closely: Recommendation, project_id: str, action: Action, least: float, most: float
) -> None:
    pin = Pin(project_id=project_id, action=action)
    alternative = counterfactual(sample, closely, pin, target=CLOSELY_SOLVED, precision=0.2)
    assert alternative.cost is not None
    assert least * MILLION <= alternative.cost.estimate <= most * MILLION
    assert alternative.cost.low > 0
    assert len(alternative.moved) > 1


def test_finishing_finance_is_worth_it_for_others_alone(sample: Portfolio, closely: Recommendation) -> None:
    result = trade_off(sample, closely, "finance", SolveBudget(target=Target(0.0005, 4.0)))
    assert result.break_even is None
    stopped = next(a for a in result.alternatives if a.action is Action.STOP)
    assert {"order-to-cash"} <= {m.project_id for m in stopped.moved}
    assert "Order-to-Cash" in explain_trade_off(result, sample).paragraph
