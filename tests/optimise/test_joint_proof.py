"""One proof for many decisions taken otherwise, held against trying everything for each of them."""

from __future__ import annotations

import pytest

from engine.analyse.project.tradeoff import all_trade_offs
from engine.compute import SolveBudget
from engine.optimise.counterfactual import with_pin
from engine.optimise.joint_proof import prove_together
from engine.optimise.recommend import Target, recommend
from engine.optimise.work_limit import WorkLimit
from engine.portfolio.model.portfolio import Pin, Portfolio
from engine.portfolio.model.vocabulary import Action
from tests.support.small_portfolios import best_objective, decided_value, random_portfolio

SEEDS = (13, 47)
SECONDS = 20.0
CLOSE = 1e-3


def unpinned(seed: int) -> Portfolio:
    shop = random_portfolio(seed)
    return shop.model_copy(update={"rules": shop.rules.model_copy(update={"pins": ()})})


def priced(shop: Portfolio) -> dict[tuple[str, Action], float]:
    """What the best plan with each action is worth, where there is one."""
    asked = ((p.project_id, action) for p in shop.projects for action in Action)
    best = ((key, best_objective(with_pin(shop, Pin(project_id=key[0], action=key[1])))) for key in asked)
    return {key: value for key, value in best if value is not None}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_bound_is_that_of_the_best_of_all(seed: int) -> None:
    shop = unpinned(seed)
    plan = recommend(shop, target=Target(0.0, SECONDS))
    assert plan.objective is not None
    others = {k: v for k, v in priced(shop).items() if v < plan.objective - CLOSE}
    for least in sorted({plan.objective - v for v in others.values()})[:3]:
        some = {k: v for k, v in others.items() if plan.objective - v >= least - CLOSE}
        pins = [Pin(project_id=i, action=a) for i, a in some]
        starts = [recommend(with_pin(shop, pin), target=Target(0.0, SECONDS)).decisions for pin in pins[:1]]
        best = max(some.values())
        proof = prove_together(shop, pins, starts, -1e12, plan.objective, WorkLimit(SECONDS))
        assert proof.bound == pytest.approx(best, abs=CLOSE)
        assert sum(decided_value(shop, d) for d in proof.decisions) >= best - CLOSE
        early = prove_together(shop, pins, starts, plan.objective - 0.5 * least, plan.objective, WorkLimit(0.0))
        assert early.bound >= best - CLOSE
        asked = prove_together(shop, pins, starts, plan.objective - 0.5 * least, plan.objective, WorkLimit(SECONDS))
        assert best - CLOSE <= asked.bound <= plan.objective - 0.5 * least + CLOSE


def test_alternatives_of_all_projects_stay_true() -> None:
    shop = unpinned(SEEDS[0])
    plan = recommend(shop, target=Target(0.0, SECONDS))
    assert plan.objective is not None
    truth = priced(shop)
    for result in all_trade_offs(shop, plan, SolveBudget(target=Target(0.01, 0.1), workers=1)):
        for one in result.alternatives:
            if one.difference is not None and one.action is not result.recommended and not shop.rules.weights:
                true = truth[result.project_id, one.action] - plan.objective
                assert one.difference.low - CLOSE <= true <= one.difference.high + CLOSE
                assert one.difference.low <= one.difference.estimate <= one.difference.high
