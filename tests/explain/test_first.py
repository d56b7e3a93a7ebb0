"""First decisions in words: every number is a figure of theirs, and the cases that read differently."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.analyse.decisions.first_decisions import FirstDecisions, first_decisions
from engine.explain.first import explain_first, explain_ladder, scale_of_steps, total_text
from engine.optimise.recommend import Target, find_plan
from engine.portfolio.model.portfolio import Portfolio
from engine.wording.claims import MoneyRange
from tests.support.corpus import SEEDS, planned
from tests.support.prose import check_all, plain
from tests.support.shops import shop
from tests.support.small_portfolios import random_portfolio
from tests.support.workshop import SHARED, needs, portfolio, project

EXACT = Target(gap=0.0, seconds=30.0)


def of(some: Portfolio, most: int = 3) -> FirstDecisions:
    return first_decisions(some, find_plan(some, EXACT), most)


@pytest.mark.slow
def test_every_number_in_prose_is_evidence() -> None:
    for seed in SEEDS:
        some, plan = planned(seed)
        found = first_decisions(some, plan, 3)
        spoken = explain_first(found, some)
        check_all(spoken)
        if found.steps:
            scale = scale_of_steps(found, "GBP")
            assert total_text(found.steps[-1], scale, "GBP") in spoken.sentence
            for step, said in zip(found.steps, spoken.further, strict=False):
                gained = dict(said.evidence)["gain"]
                if step.gain_low == step.gain_high:
                    assert scale.difference(step.total, step.total - step.gain).removeprefix("+") == gained.text
                else:
                    assert gained == MoneyRange(step.gain_low, step.gain_high, "GBP")


def test_three_five_and_all_are_rungs_of_one_ladder() -> None:
    some = random_portfolio(8)
    steps = of(some, 12).steps
    long = tuple(replace(steps[0], total=n, total_low=n, total_high=2 * n) for n in range(1, 8))
    said = explain_ladder(long, "GBP")
    assert said is not None
    assert plain(said) == (
        "The first 3 decisions add £3 to £6 to today's way. The first 5 decisions add £5 to £10 to today's way. "
        "The first 7 decisions add £7 to £14 to today's way. It is one list: gains are in turn."
    )
    assert explain_ladder(long[:3], "GBP") is None


def test_decisions_are_named_in_their_order() -> None:
    accepted = shop(today=SHARED)
    spoken = explain_first(of(accepted), accepted)
    assert plain(spoken.short) == (
        "The first 2 decisions add £160 to today's way: stop L and defer A. Today's way delivers £120."
    )
    assert [plain(c) for c in spoken.further] == [
        "Stop L: £90 in turn, £90 with those before it.",
        "Defer A: £70 in turn, £160 with those before it.",
        "Gains are in turn: what each decision adds to those before it, with all else as today. The recommendation "
        "changes nothing else.",
    ]
    assert plain(explain_first(of(accepted, 1), accepted).short).startswith(
        "The first decision adds £90 to today's way: "
    )


def test_gains_are_ranges_where_nobody_has_said_how_people_work_today() -> None:
    # Queue: A, B, L in turn deliver 230; without L 260; with B first 280. Shared, at 17 % lost: 120, 210 and 280.
    assert plain(explain_first(of(shop()), shop()).short) == (
        "The first 2 decisions add £50 to £160 to today's way: stop L and defer A. Today's way delivers £120 to £230."
    )


def test_nothing_to_decide_is_said() -> None:
    small = portfolio([project("A", 1)], [needs("A", 5)])
    assert plain(explain_first(of(small), small).short) == (
        "There is nothing to decide first: the recommendation is today's plan, worth £12."
    )
