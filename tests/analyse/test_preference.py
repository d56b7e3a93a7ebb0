"""What preferences cost: against the optimum with and without each of them, found by trying everything."""

from __future__ import annotations

import pytest

from engine.analyse.pricing.preference import Preference, floors_in_force, price_of_preference, weights_in_force
from engine.compute import SolveBudget
from engine.optimise.recommend import Target, find_plan
from engine.portfolio.model.portfolio import Pin, Portfolio, Rules
from engine.portfolio.model.settings import Theme
from engine.portfolio.model.vocabulary import Action, Lift, Urgency
from tests.support.seeds import some
from tests.support.small_portfolios import best_objective, random_portfolio
from tests.support.workshop import needs, portfolio, project

EXACT = Target(gap=0.0, seconds=30.0)
UP_TO_11 = {"urgency": Urgency.WINDOW, "benefit_end": 11}


def _answer(shop: Portfolio) -> Preference:
    return price_of_preference(shop, find_plan(shop, EXACT), SolveBudget(target=EXACT, workers=1))


def _themes(rules: Rules | None = None, floor: float | None = None, scale: float = 1.0) -> Portfolio:
    """Room for one of two up to month 11: dull earns 20, fine 100, each with ten days of the only pool in month 0."""
    return portfolio(
        [
            project("dull", 1, theme="care", benefit_per_month=20.0 * scale, benefit_months=1, latest_finish=1),
            project("fine", 1, theme="growth", benefit_per_month=100.0 * scale, benefit_months=1, latest_finish=1),
        ],
        [needs("dull", 10), needs("fine", 10)],
        rules=rules,
        themes=(Theme(name="care", floor=floor), Theme(name="growth")),
        floor_pool="x",
    )


@pytest.mark.parametrize("scale", [1.0, 1000.0])
def test_a_floor_by_hand(scale: float) -> None:
    (floor,) = _answer(_themes(floor=0.5, scale=scale)).floors
    assert (floor.theme, floor.floor) == ("care", 0.5)
    assert floor.price is not None
    assert floor.price.estimate == pytest.approx(80 * scale)
    assert not floor.price.too_close


def test_a_pin_by_hand() -> None:
    (pinned,) = _answer(_themes(Rules(pins=(Pin(project_id="dull", action=Action.CONTINUE),)))).pins
    assert pinned.pin.project_id == "dull"
    assert pinned.price is not None
    assert pinned.price.estimate == pytest.approx(80)


def test_a_weight_by_hand() -> None:
    answer = _answer(_themes(Rules(weights=(("care", 6.0), ("growth", 1.0)))))
    (weight,) = answer.weights
    assert (weight.theme, weight.weight) == ("care", 6.0)
    # Weighted, dull counts 120: it is chosen, and 80 of unweighted value are lost.
    assert weight.price is not None
    assert weight.price.estimate == pytest.approx(80)
    assert answer.weights_together == weight.price


def test_weights_that_only_work_against_each_other() -> None:
    answer = _answer(_themes(Rules(weights=(("care", 6.0), ("growth", 1.5)))))
    care, growth = answer.weights
    # Dull counts 120, fine 150: fine is chosen, as without weights. Without that on growth dull would be.
    assert care.price is not None
    assert growth.price is not None
    assert answer.weights_together is not None
    assert care.price.estimate == pytest.approx(0)
    assert growth.price.estimate == pytest.approx(-80)
    assert answer.weights_together.is_zero


def test_what_is_not_in_force_has_no_price() -> None:
    lifted = _themes(Rules(lifted=frozenset({Lift.FLOORS}), weights=(("care", 1.0),)), floor=0.5)
    assert floors_in_force(lifted) == weights_in_force(lifted) == ()
    assert _answer(lifted) == Preference((), (), None, ())
    assert floors_in_force(_themes(floor=0.0)) == ()


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 60, 15))
def test_prices_are_those_found_by_trying_everything(first: int) -> None:
    for seed in some(range(first, first + 15)):
        shop = random_portfolio(seed)
        rules, settings = shop.rules, shop.settings
        shop = shop.model_copy(update={"rules": rules.model_copy(update={"weights": ()})})
        if not floors_in_force(shop) and not rules.pins:
            continue
        recommendation = find_plan(shop, EXACT)
        if recommendation.value is None:
            continue
        answer = price_of_preference(shop, recommendation, SolveBudget(target=EXACT, workers=1))
        best = best_objective(shop) or 0.0
        themes = tuple(t.model_copy(update={"floor": None}) for t in settings.themes)
        free = shop.model_copy(update={"settings": settings.model_copy(update={"themes": themes})})
        loose = shop.model_copy(update={"rules": shop.rules.model_copy(update={"pins": ()})})
        for prices, without in ((answer.floors, free), (answer.pins, loose)):
            for one in prices:
                assert one.price is not None
                assert one.price.estimate == pytest.approx((best_objective(without) or 0.0) - best, abs=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 30, 10))
def test_weights_cost_what_the_best_plan_without_them_is_worth_more(first: int) -> None:
    for seed in some(range(first, first + 10)):
        shop = random_portfolio(seed)
        weights = (("north", 3.0), ("south", 0.5))
        weighted = shop.model_copy(update={"rules": shop.rules.model_copy(update={"weights": weights})})
        plain = shop.model_copy(update={"rules": shop.rules.model_copy(update={"weights": ()})})
        recommendation = find_plan(weighted, EXACT)
        if recommendation.value is None:
            continue
        answer = price_of_preference(weighted, recommendation, SolveBudget(target=EXACT, workers=1))
        together = answer.weights_together
        best = best_objective(plain)
        assert together is not None
        assert best is not None
        assert together.estimate == pytest.approx(best - recommendation.value, abs=1e-6)
        assert 0 <= together.low <= together.estimate <= together.high
        assert [w.theme for w in answer.weights] == ["north", "south"]
        for one in answer.weights:
            assert one.price is not None
            assert one.price.low <= one.price.estimate <= one.price.high
            assert one.price.high <= together.high + 1e-6
