"""Strategy in words: every number is evidence, the evidence is the result's, and every case has its sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.analyse.pricing.preference import FloorPrice, PinPrice, Preference, WeightPrice
from engine.analyse.strategy.strategy import Reached, Strategy, ThemeView, Use, strategy
from engine.analyse.today.reading import TodaysRange
from engine.compute import SolveBudget
from engine.explain.strategy import explain_strategy
from engine.optimise.compare import Interval
from engine.optimise.recommend import Target, find_plan
from engine.portfolio.model.portfolio import Pin, Portfolio
from engine.portfolio.model.vocabulary import Action
from engine.wording.claims import Between, Explanation, Money, MoneyRange, Share, SignedMoney
from tests.support.corpus import SEEDS
from tests.support.prose import check_all
from tests.support.small_portfolios import random_portfolio

EXACT = Target(gap=0.0, seconds=30.0)
NOTHING = Preference((), (), None, ())


@pytest.mark.slow
def test_every_number_is_one_of_the_results() -> None:
    for seed in SEEDS:
        shop = _with_targets(random_portfolio(seed), seed)
        recommendation = find_plan(shop, EXACT)
        if recommendation.value is None:
            continue
        result = strategy(shop, recommendation, SolveBudget(target=EXACT, workers=1))
        explanation = explain_strategy(result, shop)
        check_all(explanation)
        _check_evidence(explanation, result)


def _with_targets(shop: Portfolio, seed: int) -> Portfolio:
    themes = tuple(t.model_copy(update={"target": 40.0 * (seed % 3), "by": seed % 9}) for t in shop.settings.themes)
    return shop.model_copy(update={"settings": shop.settings.model_copy(update={"themes": themes})})


def _check_evidence(outcome: Explanation, result: Strategy) -> None:
    amounts, shares = {result.plan.value, result.recommended.value - result.flex}, set[float | None]()
    for view in result.themes:
        shares |= {view.intent, view.plan.share_of(result.plan).constraint}
        shares.add(view.recommended.share_of(result.recommended).constraint)
        amounts |= {view.plan.value, abs(view.plan.value)}
        if view.objective is not None:
            amounts |= {
                view.objective.recommended,
                view.objective.target,
                view.objective.shortfalls.low,
                view.objective.shortfalls.high,
            }
    preference = result.preference
    prices = [p.price for p in (*preference.floors, *preference.weights, *preference.pins)]
    for price in (*prices, preference.weights_together):
        amounts |= set() if price is None else {price.estimate, price.low, price.high}
    shares |= {f.floor for f in preference.floors}
    for claim in (outcome.short, *outcome.further):
        for _, figure in claim.evidence:
            assert not isinstance(figure, Money | SignedMoney) or figure.amount in amounts
            assert not isinstance(figure, Between | MoneyRange) or {figure.low, figure.high} <= amounts
            assert not isinstance(figure, Share) or figure.share in shares


SHOP = random_portfolio(0)
"""Planned from November 2026, in pounds, with pools r0 and others."""


def _result(*themes: ThemeView, preference: Preference = NOTHING) -> Strategy:
    return Strategy("r0", "r0", Use(100, 10, 9e6), Use(100, 10, 8e6), 5e5, themes, None, preference)


def _view(name: str, intent: float | None, days: float, objective: Reached | None = None) -> ThemeView:
    return ThemeView(name, intent, Use(days, 1, 2e6), Use(days + 5, 1, 2e6), objective)


def _words(result: Strategy) -> Explanation:
    return explain_strategy(result, SHOP)


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_a_neglected_theme_that_misses_its_target() -> None:
    todays = TodaysRange(133_000.0, 133_000.0, 300_000.0)
    late = Reached("sales", 500_000.0, 16, plan=600_000.0, today=133_000.0, recommended=450_000.0, todays=todays)
    fine = replace(late, today=700_000.0, recommended=700_000.0, todays=TodaysRange.point(700_000.0))
    other = replace(late, recommended=600_000.0)
    words = _words(
        _result(_view("Growth", 0.35, 16, late), _view("Core", 0.3, 60, other), _view("Safe", 0.1, 24, fine))
    )
    assert _plain(words.sentence) == (
        "Growth is 35 % of our intent but gets 16 % of Pool 0 in the plan. In today's way it misses its Mar 2028 "
        "target by £2.4m to £4.4m a year."
    )
    assert _plain(words.paragraph).endswith(
        "The recommended plan gives it 21 %. It brings £450k a month by Mar 2028; the target is £500k. "
        "Today's way also misses the targets of Core; the recommended plan meets them."
    )


def test_a_neglected_theme_without_a_target_or_with_one_that_is_met() -> None:
    met = Reached(None, 5.0, 16, plan=6.0, today=7.0, recommended=8.0, todays=TodaysRange.point(7.0))
    for objective in (None, met):
        words = _words(_result(_view("Growth", 0.35, 16, objective)))
        assert _plain(words.sentence) == (
            "Growth is 35 % of our intent but gets 16 % of Pool 0 in the plan. It brings £2m of the £9m that the plan "
            "promises."
        )


def test_a_share_is_not_blamed_for_a_target_that_less_of_it_meets() -> None:
    todays = TodaysRange(1.0, 1.0, 6.0)
    met = Reached(None, 5.0, 16, plan=6.0, today=1.0, recommended=8.0, todays=todays)
    words = _words(_result(replace(_view("Growth", 0.35, 30, met), recommended=Use(21, 1, 2e6))))
    assert _plain(words.sentence).endswith("In today's way it may miss its Mar 2028 target by up to £48 a year.")
    assert _plain(words.further[0].prose) == (
        "The recommended plan meets that target with 21 %: what comes first decides, not the share."
    )


def test_nobody_is_neglected_or_nothing_is_intended() -> None:
    followed = _plain(_words(_result(_view("Growth", 0.16, 16))).sentence)
    assert followed == (
        "Capacity goes where the strategy says: no theme gets less of Pool 0 than intended. The plan promises £9m, and "
        "the recommended plan is worth £7.5m."
    )
    for themes in ((), (_view("Growth", None, 16),)):
        assert "No theme states the share of capacity" in _words(_result(*themes)).sentence


@pytest.mark.parametrize(
    ("price", "words"),
    [
        (Interval(3e5, 2.9e5, 3.2e5), "The floor of 10 % for Growth costs £300k."),
        (Interval(3e5, 3e5, 4e5), "The floor of 10 % for Growth costs between £300k and £400k."),
        (Interval(0.0, 0.0, 0.0), "The floor of 10 % for Growth makes no difference."),
        (Interval(1e5, 0.0, 4e5), "The floor of 10 % for Growth costs at most £400k: too close to call."),
        (None, "The floor of 10 % for Growth has no price yet, since no plan without it was found."),
    ],
)
def test_prices(price: Interval | None, words: str) -> None:
    result = _words(_result(preference=replace(NOTHING, floors=(FloorPrice("Growth", 0.1, price),))))
    assert _plain(result.further[0].prose) == words


def test_prices_of_weights_and_pins() -> None:
    one = Interval(3e5, 3e5, 3.1e5)
    weights = (WeightPrice("Growth", 1.5, one), WeightPrice("Core", 2.0, one))
    pins = (PinPrice(Pin(project_id="p0", action=Action.STOP), one),)
    words = _words(_result(preference=Preference((), weights, Interval(7e5, 7e5, 7.1e5), pins)))
    assert [_plain(c.prose) for c in words.further] == [
        "The weight of 1.5 on Growth costs £300k.",
        "The weight of 2 on Core costs £300k.",
        "The 2 weights together cost £700k.",
        "That Project 0 is pinned to stop costs £300k.",
    ]
