"""The illusion view in words: every number is a figure, and the cases that read differently."""

from __future__ import annotations

import pytest

from engine.analyse.health.illusion import illusion
from engine.explain.illusion import explain_illusion
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Health
from engine.wording.claims import Whole
from engine.wording.formats import balance_of_range, money_range
from tests.support.corpus import SEEDS
from tests.support.prose import check_all
from tests.support.reporting import REPORTED, two, with_reports
from tests.support.small_portfolios import random_portfolio
from tests.support.workshop import needs, pool, portfolio, project


def said(shop: Portfolio) -> str:
    return explain_illusion(illusion(shop), shop).sentence.replace("\u00a0", " ")


@pytest.mark.slow
def test_every_number_in_prose_is_evidence() -> None:
    for seed in SEEDS:
        shop = with_reports(random_portfolio(seed), seed)
        health = illusion(shop)
        answer = explain_illusion(health, shop)
        check_all(answer)
        evidence, over = dict(answer.short.evidence), health.over
        if "green" in evidence:
            assert evidence["green"] == Whole(len(health.health.green))
        if "known" in evidence:
            assert evidence["known"] == Whole(health.health.known)
        if "lost" in evidence:
            assert evidence["lost"].text == money_range(max(0.0, over.lost_late.low), over.lost_late.high, "GBP")
        texts = [figure.text for c in answer.further for _, figure in c.evidence]
        _, today, _ = balance_of_range(health.health.promised, over.today.low, over.today.high, "GBP")
        assert today in texts or over.today.is_point


def test_green_that_lands_late() -> None:
    shop = two(**REPORTED)
    assert (
        said(shop)
        == "The only project whose health is known reports green, yet it lands late in today's way of working. "
        "That loses £40."
    )


def test_green_that_lands_on_time_and_none_green() -> None:
    alone = portfolio([project("x", 1, **REPORTED)], [needs("x", 5)])
    assert (
        said(alone)
        == "The only project whose health is known reports green, and it lands on time in today's way of working."
    )
    silent = portfolio([project("x", 1)], [needs("x", 5)])
    assert said(silent) == "No project is known to be green."


def test_some_of_the_green_are_late_and_cost_others_more_than_they_are_worth() -> None:
    shop = portfolio(
        [
            project("Small", 2, benefit_months=1, **REPORTED),
            project("Large", 2, urgency="window", benefit_end=11, benefit_per_month=10.0, **REPORTED),
            project("Free", 1, rag_time=Health.GREEN, rag_cost=Health.GREEN, rag_scope=Health.GREEN),
        ],
        [needs("Small", 20), needs("Large", 20), needs("Free", 5, "y")],
        [pool(), pool("y")],
    )
    answer = explain_illusion(illusion(shop), shop).paragraph.replace("\u00a0", " ")
    assert answer.startswith("3 of 3 projects report green, yet 1 to 2 of them land late")
    # Small is worth 1; without it Large is done two months earlier, worth 20.
    assert "1 project has a positive value but costs others more. Stopping Small now would gain £19." in answer
    assert "uncalibrated" in answer
