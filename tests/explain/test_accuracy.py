"""How good the inputs are comes from the data: ranges, an accuracy that is stated, or that nobody has stated it."""

from __future__ import annotations

from typing import Any

import pytest

from engine.explain.accuracy import NOT_STATED, accuracy_of_inputs
from engine.explain.intake import rests_on
from engine.explain.plan_sentences import proof
from engine.optimise.recommend import Target, recommend
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.settings import Assumption
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
        (shop(benefit_low=1.0, benefit_high=2.0), "a range of benefits is stated for 1 of 2 projects"),
        (
            shop(0.3, benefit_low=1.0, benefit_high=2.0),
            "a range of benefits is stated for 1 of 2 projects and other inputs are stated to be good to ±30 %",
        ),
    ],
)
def test_it_says_what_the_data_say_and_no_more(portfolio: Portfolio, words: str) -> None:
    assert accuracy_of_inputs(portfolio).replace("\u00a0", " ") == words


def test_a_proof_never_stands_without_it() -> None:
    portfolio = shop()
    assert NOT_STATED in proof(recommend(portfolio, target=Target(0.0, 10.0)), portfolio)


def test_of_many_assumptions_a_page_names_those_that_weigh_most_and_counts_the_rest() -> None:
    columns = [("settings", "horizon_months"), ("projects", "stage"), ("pools", "capacity_per_month")]
    columns += [("projects", name) for name in ("benefit_per_month", "exit_cost", "success_probability")]

    def said(n: int) -> str:
        assumed = tuple(Assumption(table=table, column=column, note="x") for table, column in columns[:n])
        settings = shop().settings.model_copy(update={"assumptions": assumed})
        return rests_on(shop().model_copy(update={"settings": settings}))

    assert "(benefits, capacity of people, horizon months, stage and 2 more)" in said(6)
    assert "(capacity of people, horizon months, stage)" in said(3)
