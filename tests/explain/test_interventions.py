"""Interventions in words: every number is a figure, every kind reads well, and what to do first is said first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.analyse.interventions import Chosen, FrontierPoint, Intervention, InterventionKind, League, Together
from engine.analyse.today.reading import TodaysRange
from engine.explain.claim_origins import origin_of, origins_of
from engine.explain.interventions import explain_intervention, explain_interventions, gained, gained_in_short, title_of
from engine.portfolio.model.portfolio import Portfolio
from tests.support.corpus import SEEDS
from tests.support.leagues import queue, small
from tests.support.prose import check_all

SURE = Intervention(InterventionKind.ADD_PEOPLE, "x", 1, 2e6, 4e5, 1.9e6, 2.1e6, TodaysRange.point(3e6), 7)
BETTER = TodaysRange(5.2e6, 5e6, 5.4e6)
ORDER = Intervention(InterventionKind.RESEQUENCE, "all projects", 1, 5.2e6, 0.0, 5e6, 5.4e6, BETTER, 0)


def league(*interventions: Intervention, chosen: Chosen | None = None, required: tuple[str, ...] = ()) -> League:
    pair = next((i for i in interventions if i.parts), None)
    return League(interventions, pair, chosen, (), (), (), required, "x")


def said(result: Intervention, shop: Portfolio | None = None) -> str:
    return explain_intervention(result, shop or queue()).paragraph.replace("\u00a0", " ")


@pytest.mark.slow
def test_every_number_in_prose_is_evidence() -> None:
    seen = set()
    for seed in SEEDS:
        shop, _, answer = small(seed)
        if answer is None:
            continue
        whole = explain_interventions(answer, shop)
        check_all(whole)
        assert all(c.prose[0].isupper() for c in (whole.short, *whole.further))
        for i in answer.interventions:
            one = explain_intervention(i, shop)
            check_all(one)
            assert all(c.prose[0].isupper() for c in (one.short, *one.further))
            assert title_of(i, shop) in one.sentence
            seen.add(i.kind)
    assert len(seen) >= 12


def test_what_to_do_first_and_what_then() -> None:
    first = explain_interventions(league(ORDER, SURE), queue()).sentence.replace("\u00a0", " ")
    assert first == (
        "Re-sequencing needs no new spend and gains £5m to £5.4m. "
        "Do it before adding 1 person to x, which gains £1.6m net."
    )
    alone = explain_interventions(league(ORDER), queue()).sentence.replace("\u00a0", " ")
    assert alone == "Re-sequencing needs no new spend and gains £5m to £5.4m."
    one = explain_intervention(ORDER, queue()).sentence.replace("\u00a0", " ")
    assert one == "Re-sequencing needs no new spend and gains £5m to £5.4m, whichever way you work today."
    limit = replace(ORDER, kind=InterventionKind.LIMIT_PARALLEL, subject="x", low=0.0)
    most = explain_intervention(limit, queue()).sentence.replace("\u00a0", " ")
    assert most.endswith("and gains up to £5.4m, depending on how you work today.")
    alone = explain_interventions(league(SURE), queue()).sentence.replace("\u00a0", " ")
    assert (
        alone == "Adding 1 person to x gains £2m. The cost is £400k, the net gain £1.6m. "
        "The cost is paid back within 7 months."
    )
    none = explain_interventions(league(replace(SURE, low=0.0)), queue()).sentence
    assert none == "Nothing that was priced is sure to return more than it costs."


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "gains £2m. The cost is £400k, the net gain £1.6m. The cost is paid back within 7 months."),
        ({"payback_months": None}, "gains £2m. The cost is £400k, the net gain £1.6m."),
        ({"low": 3e5}, "gains between £300k and £2.1m. The cost is £400k; whether that pays is too close to call."),
        ({"low": 0.0}, "gains at most £2.1m. The cost is £400k; whether that pays is too close to call."),
        ({"gain": 1e5, "low": 9e4, "high": 1.1e5}, "gains only £100k. The cost is £400k, so that does not pay."),
        ({"gain": 1e5, "low": 0.0, "high": 3e5}, "gains at most £300k. The cost is £400k, so that does not pay."),
        ({"gain": 0.0, "low": 0.0, "high": 0.0}, "gains nothing and costs £400k."),
        ({"cost": 0.0}, "needs no new spend and gains £2m."),
        ({"cost": 0.0, "low": -1e5}, "needs no new spend; whether it gains anything is too close to call."),
        ({"cost": 0.0, "gain": -2e6, "low": -2e6, "high": -2e6}, "needs no new spend and loses £2m."),
        ({"cost": 0.0, "gain": 0.0, "low": 0.0, "high": 0.0}, "needs no new spend and gains nothing."),
        ({"exit_cost": 4e5}, "gains £1.6m. The exit cost of £400k is already deducted."),
        ({"exit_cost": 4e5}, "After the exit cost the gain is proven to lie between £1.5m and £1.7m."),
        ({"gain_today": TodaysRange.point(0.0)}, "it would gain nothing."),
        ({"gain_today": TodaysRange(-1e6, -1e6, -1e6)}, "it would lose £1m."),
        ({"gain_today": TodaysRange(1e6, 0.0, 2e6)}, "it would gain £0 to £2m."),
        ({"gain_today": TodaysRange(-1e6, -2e6, -0.5e6)}, "it would lose £500k to £2m."),
        ({"gain_today": TodaysRange(1e6, -1e6, 2e6)}, "it would do anything from losing £1m to gaining £2m."),
        ({}, "The gain is proven to lie between £1.9m and £2.1m."),
    ],
)
def test_costs_and_returns(changes: dict[str, float | TodaysRange | None], words: str) -> None:
    assert words in said(replace(SURE, **changes))  # type: ignore[arg-type]


WIDE = replace(SURE, low=1.2e6, high=3.6e6)
"""It surely pays, and how much is open by more than the amount found."""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "gains between £1.2m and £3.6m. The cost is £400k, the net gain between £800k and £3.2m."),
        ({"cost": 0.0}, "needs no new spend and gains between £1.2m and £3.6m."),
        ({"exit_cost": 4e5}, "gains between £800k and £3.2m. The exit cost of £400k is already deducted."),
        (
            {"low": 1.9e6, "high": 2.2e6, "cost": 1.7e6},
            "gains between £1.9m and £2.2m. The cost is £1.7m, the net gain between £200k and £500k.",
        ),
        ({"cost": 0.0, "gain": -2e6, "low": -3e6, "high": -1e6}, "no new spend and loses between £1m and £3m."),
    ],
)
def test_a_range_stands_in_place_of_a_point_that_is_not_closely_proven(changes: dict[str, float], words: str) -> None:
    wide = replace(WIDE, **changes)  # type: ignore[arg-type]
    assert not wide.is_point
    assert words in said(wide)
    assert "is proven to lie" not in said(wide)
    assert "paid back" not in said(wide)


def test_ranges_stand_in_the_headline_and_in_what_is_had_together() -> None:
    stop = replace(WIDE, kind=InterventionKind.STOP, subject="L", cost=0.0)
    joint = Together((WIDE, replace(WIDE, subject="y")), 3.6e6, 2.6e6, 5.6e6)
    chosen = Chosen(5e5, (WIDE,), WIDE.gain, WIDE.cost, WIDE.low, WIDE.high)
    answer = replace(league(stop, WIDE, chosen=chosen), together=joint)
    words = explain_interventions(answer, queue()).paragraph.replace("\u00a0", " ")
    assert "Stopping L needs no new spend and gains between £1.2m and £3.6m." in words
    assert "Do it before adding 1 person to x, which gains between £800k and £3.2m net." in words
    assert "pay most gain between £1.8m and £4.8m net together. Priced one by one they add up to between £1.6m" in words
    assert "The best set found for £500k gains between £1.2m and £3.6m." in words
    assert "£1.6m net" not in words


def test_behind_the_amounts_of_two_interventions_neither_is_taken_for_a_part_of_the_other() -> None:
    short = explain_interventions(league(replace(WIDE, cost=0.0), SURE), queue()).short
    assert [origin.inputs for origin in origins_of(short, "interventions", queue())] == [
        origin_of("", "intervention", queue()).inputs
    ] * 2


def test_a_point_of_a_frontier_gains_what_is_proven_of_the_intervention_that_makes_it() -> None:
    pair = replace(WIDE, kind=InterventionKind.PAIR, parts=(WIDE, SURE), gain=3e6, low=2.5e6, high=5e6)
    points = (
        FrontierPoint(9e6, 0.0, 0, accelerates=False),
        FrontierPoint(1e7, 1e5, 0),
        FrontierPoint(1.2e7, 5e5, 1, (replace(WIDE, in_turn=TodaysRange.point(1.0)),)),
        FrontierPoint(1.3e7, 9e5, 1, pair.parts),
    )
    gains = [gained(p, points, league(WIDE, pair)) for p in points]
    assert [(g.estimate, g.low, g.high) for g in gains] == [
        (-1e6, -1e6, -1e6),
        (0.0, 0.0, 0.0),
        (2e6, 1.2e6, 3.6e6),
        (3e6, 2.5e6, 5e6),
    ]


def test_a_frontier_writes_a_gain_as_the_list_does() -> None:
    # The gain is closely known, what is left of it after the cost is not: a range in the list, and here.
    one = replace(WIDE, gain=2e6, low=1.9e6, high=2.2e6, cost=1.7e6)
    points = (FrontierPoint(1e7, 0.0, 0), FrontierPoint(1.2e7, 1.7e6, 1, (one,)))
    assert not one.is_point
    assert gained_in_short(points[1], points, league(one), "GBP") == "£1.9m to £2.2m"
    cheap = replace(one, cost=1e5)
    assert cheap.is_point
    assert gained_in_short(points[1], points, league(cheap), "GBP") == "£2m"


@pytest.mark.parametrize(
    ("kind", "subject", "amount", "words"),
    [
        (InterventionKind.ADD_PEOPLE, "x", 2, "Adding 2 people to x"),
        (InterventionKind.MOVE_PEOPLE, "y → x", 1, "Moving 1 person from y to x"),
        (InterventionKind.BUY_FLEX, "x", 0.1, "Buying up to 10 % more days in x"),
        (InterventionKind.STOP, "L", 1, "Stopping L"),
        (InterventionKind.FREE_TIME, "x", 18, "Taking 18 days a month of business as usual off x"),
        (InterventionKind.CUT_SCOPE, "B", 0.1, "Cutting 10 % of the work of B at the constraint"),
        (InterventionKind.OFFLOAD, "B", 0.1, "Handing out 10 % of the work of B at the constraint"),
        (InterventionKind.LIMIT_PARALLEL, "x", 3, "Working on at most 3 projects at once in x"),
        (InterventionKind.LIFT_FLOOR, "Green", 1, "Lifting the floor for Green"),
        (InterventionKind.RAISE_BUDGET, "2027-04", 2e6, "Raising the budget for the year from Apr 2027 by £2m"),
        (InterventionKind.DECIDE_SOONER, "Board", 17.5, "A decision at once, not after 17.5 days, from Board"),
    ],
)
def test_every_kind_reads_well(kind: InterventionKind, subject: str, amount: float, words: str) -> None:
    assert said(replace(SURE, kind=kind, subject=subject, amount=amount)).startswith(f"{words} gains £2m.")


def test_gains_overlap_and_what_can_be_had_together_is_said() -> None:
    more = replace(SURE, subject="y", gain=1e6, low=9e5, high=1.1e6)
    stop = replace(SURE, kind=InterventionKind.STOP, subject="L", cost=0.0)
    joint = Together((SURE, more), 2.4e6, 2.3e6, 2.5e6)
    answer = replace(league(stop, SURE, more), plan_gain=TodaysRange.point(21.2e6), together=joint)
    words = explain_interventions(answer, queue()).paragraph.replace("\u00a0", " ")
    assert "Gains overlap: all decisions of the plan together add £21.2m to today's way." in words
    assert "that pay most gain £1.6m net together. Priced one by one they add up to £2.2m." in words


def test_a_pair_a_set_and_what_is_required() -> None:
    moved = Intervention(InterventionKind.MOVE_PEOPLE, "y → x", 1, 1.9e6, 0.0, 1.8e6, 2e6, None, 0)
    pair = Intervention(
        InterventionKind.PAIR, "x + y → x", 1, 2.5e6, 4e5, 2.4e6, 2.6e6, TodaysRange.point(4e6), 9, (SURE, moved)
    )
    words = said(pair)
    assert words.startswith(
        "Adding 1 person to x and moving 1 person from y to x can be done together. They gain £2.5m."
    )
    assert "Priced one by one their gains add up to £3.9m." in words
    doubtful = replace(pair, cost=0.0, low=-1e5)
    assert "They need no new spend; whether they gain anything is too close to call." in said(doubtful)
    assert "can be done together" not in explain_interventions(league(doubtful), queue()).paragraph
    chosen = Chosen(5e5, (moved, SURE), 2.5e6, 4e5, 2.4e6, 2.6e6)
    answer = explain_interventions(league(pair, chosen=chosen, required=("L",)), queue()).paragraph
    assert (
        "The best set found for £500k gains £2.5m. The cost is £400k, the net gain £2.1m. "
        "It consists of moving 1\u00a0person from y to x and adding 1\u00a0person to x." in answer
    )
    assert "No plan meets the rules if L stays as planned." in answer
