"""How good the inputs are comes from the data: ranges, an accuracy that is stated, or that nobody has stated it."""

from __future__ import annotations

from typing import Any

import pytest

from engine.explain.accuracy import NOT_STATED, accuracy_of_inputs
from engine.explain.openings import proof
from engine.optimise.recommend import Target, recommend
from engine.portfolio.model.portfolio import Portfolio
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
