"""What a hundred random decisions taken otherwise cost, held against trying everything, however little was solved."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import count, islice

import numpy as np
import pytest

from engine.optimise.counterfactual import Counterfactual, counterfactual, with_pin
from engine.optimise.recommend import Target, find_plan
from engine.optimise.recommendation import Recommendation, Status
from engine.portfolio.model.portfolio import Pin, Portfolio
from engine.portfolio.model.vocabulary import Action
from tests.support.small_portfolios import best_objective, random_portfolio

CASES, EACH, MOST_PROJECTS = 100, 6, 4
SHORT = (0.0, 0.01)
"""Seconds of work for a plan and for a counterfactual: no solve at all, and one that is soon over."""
LOOSE = 0.05
CLOSE = 1e-4

Case = tuple[Portfolio, Recommendation, Pin, Counterfactual]


def random_cases() -> Iterator[Case]:
    """Decisions of small portfolios taken otherwise, both plans known loosely only."""
    drawn = np.random.default_rng(1)
    for seed in count():
        shop = without_pins(random_portfolio(seed))
        if len(shop.projects) > MOST_PROJECTS:
            continue
        target = Target(LOOSE, SHORT[seed % len(SHORT)])
        plan = find_plan(shop, target)
        others = [
            Pin(project_id=d.project_id, action=action)
            for d in plan.decisions
            for action in Action
            if action is not d.action and not (action is Action.STOP and d.start is None)
        ]
        for pin in [others[i] for i in drawn.permutation(len(others))[:EACH].tolist()]:
            result = counterfactual(shop, plan, pin, target=target, precision=LOOSE)
            if result.cost is not None:
                yield shop, plan, pin, result


@cache
def cases() -> tuple[Case, ...]:
    return tuple(islice(random_cases(), CASES))


def without_pins(shop: Portfolio) -> Portfolio:
    return shop.model_copy(update={"rules": shop.rules.model_copy(update={"pins": ()})})


def with_all_else_kept(shop: Portfolio, plan: Recommendation, pin: Pin) -> Portfolio:
    """The portfolio in which only the project that is pinned may be treated otherwise than planned."""
    kept = (
        Pin(project_id=d.project_id, action=Action.STOP if d.start is None else d.action, start=d.start)
        for d in plan.decisions
        if d.project_id != pin.project_id
    )
    return shop.model_copy(update={"rules": shop.rules.model_copy(update={"pins": (*kept, pin)})})


@pytest.mark.slow
def test_the_proven_interval_contains_the_truth_and_the_estimate() -> None:
    best_of: dict[int, float | None] = {}
    for shop, plan, pin, result in cases():
        if id(plan) not in best_of:
            best_of[id(plan)] = best_objective(shop)
        best, forced = best_of[id(plan)], best_objective(with_pin(shop, pin))
        assert best is not None
        assert forced is not None
        assert result.cost is not None
        assert result.cost.low - CLOSE <= best - forced <= result.cost.high + CLOSE
        assert result.cost.low <= result.cost.estimate <= result.cost.high


@pytest.mark.slow
def test_no_estimate_is_beyond_what_changing_the_one_decision_costs() -> None:
    repaired = 0
    for shop, plan, pin, result in cases():
        value = best_objective(with_all_else_kept(shop, plan, pin))
        if value is not None:
            repaired += 1
            assert result.cost is not None
            assert plan.objective is not None
            assert result.cost.estimate <= max(0.0, plan.objective - value) + CLOSE
    assert repaired >= CASES // 2


def test_the_cases_are_of_every_kind() -> None:
    costs = [result.cost for *_, result in cases() if result.cost is not None]
    assert any(cost.too_close for cost in costs)
    assert any(cost.low == pytest.approx(cost.high) for cost in costs)
    assert any(cost.low > 0.0 and cost.high > cost.low + CLOSE for cost in costs)
    assert {pin.action for _, _, pin, _ in cases()} == set(Action)
    assert any(plan.status is Status.FEASIBLE for _, plan, _, _ in cases())
