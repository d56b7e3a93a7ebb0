"""How good the inputs are comes from the data: ranges, an accuracy that is stated, or that nobody has stated it."""

from __future__ import annotations

from typing import Any

import pytest

from engine.explain.accuracy import NOT_STATED, accuracy_of_inputs, on_assumed_inputs
from engine.explain.intake import rests_on
from engine.explain.plan_sentences import proof
from engine.optimise.recommend import Target, find_plan
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.settings import Assumption
from engine.portfolio.model.vocabulary import Source
from engine.wording.claims import Claim, Money, Whole, claim
from tests.support import tiny


def shop(stated: float | None = None, **ranged: Any) -> Portfolio:
    portfolio = tiny.portfolio(tiny.project("a", **ranged), tiny.project("b"), tiny.project("c", benefit_per_month=0.0))
    settings = portfolio.settings.model_copy(update={"input_accuracy": stated})
    return portfolio.model_copy(update={"settings": settings})


@pytest.mark.parametrize(
    ("portfolio", "words"),
    [
        (shop(), "the accuracy of the inputs is not stated"),
        (shop(0.15), "inputs are stated to be good to ±15 %"),
        (shop(benefit_low=1.0, benefit_high=2.0), "a range of benefits is stated for 1 of 2 projects with benefits"),
        (
            shop(0.3, benefit_low=1.0, benefit_high=2.0),
            "a range of benefits is stated for 1 of 2 projects with benefits; "
            "other inputs are stated to be good to ±30 %",
        ),
    ],
)
def test_it_says_what_the_data_say_and_no_more(portfolio: Portfolio, words: str) -> None:
    assert accuracy_of_inputs(portfolio).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            claim("It gains {a}. It costs {b}.", a=Money(2, "GBP"), b=Money(1, "GBP")),
            "It gains £2 (assumed inputs). It",
        ),
        (
            claim("{n} are late. That loses {a}.", n=Whole(2), a=Money(1, "GBP")),
            "late. That loses £1 (assumed inputs).",
        ),
        (claim("{n} are late. None is early.", n=Whole(2)), "2 are late (assumed inputs). None is early."),
        (claim("No project is known to be green."), "No project is known to be green."),
    ],
)
def test_assumed_inputs_are_said_where_money_rests_on_them(said: Claim, words: str) -> None:
    assumed = (Assumption(table="projects", column="benefit_per_month", note="x", source=Source.ASSUMED),)
    shop_ = shop()
    resting = shop_.model_copy(update={"settings": shop_.settings.model_copy(update={"assumptions": assumed})})
    assert words in on_assumed_inputs(said, resting).prose
    assert on_assumed_inputs(said, shop_) is said


def test_a_proof_never_stands_without_it() -> None:
    portfolio = shop()
    assert NOT_STATED in proof(find_plan(portfolio, Target(0.0, 10.0)), portfolio)


def test_of_many_assumptions_a_page_names_those_that_weigh_most_and_counts_the_rest() -> None:
    columns = [("settings", "horizon_months"), ("projects", "stage"), ("pools", "capacity_per_month")]
    columns += [("projects", name) for name in ("benefit_per_month", "exit_cost", "success_probability")]

    def said(n: int) -> str:
        assumed = tuple(Assumption(table=table, column=column, note="x") for table, column in columns[:n])
        settings = shop().settings.model_copy(update={"assumptions": assumed})
        return rests_on(shop().model_copy(update={"settings": settings}))

    assert "(benefits, capacity of people, horizon months, stage and 2 more)" in said(6)
    assert "(capacity of people, horizon months, stage)" in said(3)
