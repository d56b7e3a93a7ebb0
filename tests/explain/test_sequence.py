"""The order of work in words: every number is evidence, and the evidence is the result's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.analyse.sequence.sequence import Sequence, sequence
from engine.compute import SolveBudget
from engine.explain.sequence import explain_sequence, way_in_words
from engine.optimise.recommend import Target, find_plan
from engine.portfolio.model.portfolio import Portfolio
from engine.simulate import Policy
from engine.wording.claims import Count, Explanation, Money, Multiple, Name, Share, SignedMoney, WrittenFigure
from tests.support.corpus import SEEDS, planned
from tests.support.prose import check_all
from tests.support.small_portfolios import random_portfolio
from tests.support.workshop import SHARED

EXACT = Target(gap=0.0, seconds=30.0)


@pytest.mark.slow
def test_every_number_is_one_of_the_results() -> None:
    for seed in SEEDS:
        shop, recommendation = planned(seed)
        if recommendation.value is None:
            continue
        result = sequence(shop, recommendation, SolveBudget(target=EXACT, workers=1))
        found = explain_sequence(result, shop)
        check_all(found)
        _check_evidence(found, result, shop)


def _check_evidence(found: Explanation, result: Sequence, shop: Portfolio) -> None:
    values = [w.value for w in (*result.ways, result.same_work)]
    amounts = {round(abs(a - b), 6) for a in values for b in [*values, 0.0]}
    amounts |= {round(abs(x), 6) for x in (result.cost_of_delay, result.cost_of_delay - result.once, result.once)}
    amounts |= {round(abs(result.choosing), 6), round(abs(result.accelerating), 6)}
    for place in result.projects:
        paid = place.acceleration
        amounts |= {round(v, 6) for v in (place.value_per_constraint_day, *place.if_earlier) if v is not None}
        if paid is not None and paid.gain is not None:
            amounts |= {round(paid.extra_cost, 6), round(paid.gain.estimate, 6)}
    for claim in (found.short, *found.further):
        for _, figure in claim.evidence:
            if isinstance(figure, Money | SignedMoney | WrittenFigure):
                assert round(abs(figure.amount), 6) in amounts
            elif isinstance(figure, Count):
                assert figure.number == len(result.unanswered)
            elif isinstance(figure, Share):
                assert figure.share == shop.settings.protective_capacity
            elif isinstance(figure, Multiple):
                assert figure.amount in [p.return_on_acceleration for p in result.projects]
            else:
                assert isinstance(figure, Name)


def test_another_way_that_comes_out_higher_is_not_hidden() -> None:
    shop = random_portfolio(1)
    result = sequence(shop, find_plan(shop, EXACT), SolveBudget(target=EXACT, workers=1))
    higher = result.same_work.value + 5000
    for broken, ending in (((), "."), (("latest A",), ", but that order breaks rules that the plan keeps.")):
        ways = tuple(replace(w, value=higher, broken=broken) if w.policy is Policy.CD3 else w for w in result.ways)
        sentence = explain_sequence(replace(result, ways=ways), shop).sentence
        assert f"It would be worth £5,000 more with {way_in_words(Policy.CD3, result.pool, shop)}{ending}" in sentence


def test_a_step_that_is_smaller_than_the_proof_is_not_said_as_an_amount() -> None:
    shop = random_portfolio(1)
    result = sequence(shop, find_plan(shop, EXACT), SolveBudget(target=EXACT, workers=1))
    for unproven, said in (
        (100.0, "What accelerating and the plan's own reserve change is too close to call."),
        (1.0, "Accelerating, and the plan's own reserve, changes it by −£70."),
    ):
        seen = replace(result, choosing=5000.0, accelerating=-70.0, unproven=unproven)
        found = explain_sequence(seen, shop)
        assert "stopping and starting projects changes this by +£5,000." in found.paragraph
        assert said in found.paragraph
        check_all(found)


def test_the_recommended_order_is_not_left_behind_another_without_a_word() -> None:
    shop = random_portfolio(1)
    result = sequence(shop, find_plan(shop, EXACT), SolveBudget(target=EXACT, workers=1))
    why = "The recommended order is made for the recommended plan"
    higher = tuple(
        replace(w, value=result.same_work.value + 5000, broken=()) if w.policy is Policy.CD3 else w for w in result.ways
    )
    for reserve, ending in (
        (0.0, ": for its work, its rules and its reserve."),
        (0.1, ", which keeps 10 % of people in reserve. The orders compared here do not."),
    ):
        kept = shop.model_copy(
            update={"settings": shop.settings.model_copy(update={"protective_capacity": reserve, "today": SHARED})}
        )
        said = explain_sequence(replace(result, ways=higher), kept).paragraph.replace("\u00a0", " ")
        assert why + ending in said
    assert why not in explain_sequence(result, shop).paragraph or result.same_work.value < max(
        w.value for w in result.ways
    )


def test_the_way_that_counts_days_names_the_pool() -> None:
    shop = random_portfolio(0)
    assert way_in_words(Policy.VALUE, "r0", shop) == "most value per day of Pool 0 first"
