"""The three signs in words: every number is a figure, and each case reads as it should."""

from __future__ import annotations

import pytest

from engine.analyse.decisions.decision_delay import decision_delay
from engine.analyse.decisions.signs import signs
from engine.explain.signs import explain_decision_delay, explain_signs
from engine.optimise.compare import Interval
from engine.optimise.recommend import Target, recommend
from engine.wording.claims import Money, MoneyRange
from tests.support.corpus import SEEDS
from tests.support.prose import check_all
from tests.support.reporting import with_reports
from tests.support.roles import ANYONE, in_the_way
from tests.support.shops import shop_in_trouble
from tests.support.small_portfolios import random_portfolio
from tests.support.workshop import SHARED, needs, portfolio, project

EXACT = Target(gap=0.0, seconds=30.0)


@pytest.mark.slow
def test_every_number_in_prose_is_evidence() -> None:
    for seed in SEEDS:
        shop = with_reports(random_portfolio(seed), seed)
        shop = shop.model_copy(update={"settings": shop.settings.model_copy(update={"authority": ANYONE})})
        recommendation = recommend(shop, target=EXACT)
        if recommendation.value is None:
            continue
        found, delay = signs(shop, recommendation), decision_delay(shop, recommendation)
        said = explain_signs(found, shop)
        check_all(said)
        check_all(explain_decision_delay(delay, shop))
        evidence = dict(said.short.evidence)
        if found.conflicts:
            assert evidence["conflicts"] == Money(found.conflict_money, "GBP")
        if found.tradeoffs.decisions:
            together = found.tradeoffs.together
            if together.low >= 0:
                assert evidence["money"] == MoneyRange(together.low, together.high, "GBP")


def test_what_is_said_of_a_portfolio_in_trouble() -> None:
    shop = shop_in_trouble(today=SHARED)
    recommendation = recommend(shop, target=EXACT)
    said = explain_signs(signs(shop, recommendation, threshold=50.0), shop).paragraph.replace("\u00a0", " ")
    assert said.startswith("All three signs are there. £")
    assert "More than £50 depends on " in said
    assert "L counts most, with £90." in said
    assert "3 of 3 projects are green in delivery, and 56 % of the promised value arrives in today's way." in said
    assert "In 2 months today's plan asks pools for more than they have." in said
    priced = {"L": Interval(80.0, 70.0, 90.0)}
    said = explain_signs(signs(shop, recommendation, threshold=50.0, priced=priced), shop).paragraph
    assert "compared with the best plan in which it is different" in said


def test_what_is_said_where_there_is_nothing_to_see() -> None:
    shop = portfolio([project("A", 1)], [needs("A", 5)])
    recommendation = recommend(shop, target=EXACT)
    said = explain_signs(signs(shop, recommendation), shop).paragraph
    assert said.startswith("Not one of the three signs is there.")
    assert "Delivery health is not known of any project." in said
    delay = explain_decision_delay(decision_delay(shop, recommendation), shop)
    assert delay.sentence == "How long decisions wait for those who may take them is not known."


def test_what_waiting_costs() -> None:
    shop = in_the_way()
    said = explain_decision_delay(decision_delay(shop, recommend(shop, target=EXACT)), shop).paragraph
    said = said.replace("\u00a0", " ")
    assert said.startswith("Waiting for those who may decide costs £7.5 to £12.5, over 1 recommended move.")
    assert "it waits 30 days for Board" in said
