"""The bridge in words: every number is a figure of the bridge, and the cases that read differently."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.analyse.bridge.bridge import Bridge, bridge
from engine.analyse.decisions.first_decisions import first_decisions
from engine.compute import SolveBudget
from engine.explain.bridge import explain_bridge, gains, losses
from engine.explain.bridge_falls import change_in_short, fall_text, falls, scale_of_bridge
from engine.explain.origins import of_bridge
from engine.explain.today import own_forecasts_valued
from engine.optimise.recommend import Target, find_plan
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio, Rules
from engine.portfolio.model.resources import CapacityOverride
from engine.portfolio.model.settings import TodaySettings
from engine.portfolio.model.vocabulary import TodaysPolicy, Urgency
from engine.wording.claims import Explanation
from engine.wording.formats import difference_range, money, money_range
from tests.support.corpus import SEEDS, planned
from tests.support.prose import check, check_all, plain
from tests.support.shops import shop
from tests.support.small_portfolios import random_portfolio
from tests.support.workshop import SHARED, needs, pool, portfolio, project

EXACT = Target(gap=0.0, seconds=30.0)


def answered(shop: Portfolio) -> tuple[Bridge, Recommendation]:
    found = find_plan(shop, EXACT)
    return bridge(shop, found, SolveBudget(target=EXACT)), found


def said(shop: Portfolio, *, first: bool = False) -> Explanation:
    answer, found = answered(shop)
    return explain_bridge(answer, shop, first_decisions(shop, found) if first else None)


@pytest.mark.slow
def test_every_number_in_prose_is_evidence() -> None:
    for seed in SEEDS:
        shop, found = planned(seed)
        answer = bridge(shop, found, SolveBudget(target=EXACT))
        steps = first_decisions(shop, found)
        for first in (None, steps):
            spoken = explain_bridge(answer, shop, first)
            check_all(spoken)
            assert money(answer.value("promised")) in spoken.sentence
            assert money_range(answer.today.low, answer.today.high) in spoken.sentence
        if found.value is not None and steps.steps:
            assert money_range(steps.steps[-1].total_low, steps.steps[-1].total_high) in spoken.sentence
        named = (("queue", "waiting"), ("share", "priorities"), ("today", "congestion"))
        for (step, name), loss in zip(named, losses(answer, shop), strict=True):
            amount = dict(loss.evidence).get(name)
            assert (abs(amount.amount) if amount else 0.0) == pytest.approx(abs(answer.change(step)), abs=0.5)


def test_the_plan_recovers_the_gap() -> None:
    assert plain(said(shop()).short) == (
        "The 3 projects in the plan promise £270. The way we work today delivers £120 to £230. The recommended plan, "
        "worth £280, recovers the whole gap of £150."
    )


def test_first_decisions_take_the_place_of_the_whole_plan() -> None:
    assert plain(said(shop(), first=True).short).endswith(
        ". The first 2 decisions add £50 to £160 to today's way, whichever way you work today."
    )
    assert plain(said(shop(today=SHARED), first=True).short).endswith(
        ". The way we work today delivers about £120. The first 2 decisions add £160 to today's way."
    )


def test_each_loss_has_a_claim_of_its_own() -> None:
    answer, _ = answered(shop())
    assert [plain(c) for c in losses(answer, shop())] == [
        "Projects waiting for one another, most of all at x, cost £40.",
        "Competing priorities, everybody sharing the same people, cost £50.",
        "Crowded pools, 17 % of effort lost for every full load beyond capacity, cost £60.",
    ]


def test_each_gain_has_a_claim_of_its_own() -> None:
    answer, _ = answered(shop())
    assert [plain(c) for c in gains(answer, shop())] == [
        "Stopping projects that cost more than they bring (L) adds £90.",
        "Finishing one project before the next is begun adds £50.",
        "The same work in the best order found adds £20.",
        "Hiring 1 person for x gains £20 at no cost.",
    ]


def test_a_reserve_that_planned_steps_alone_keep_is_said_where_it_costs() -> None:
    kept = shop(protective_capacity=0.1)
    answer, _ = answered(kept)
    said = [plain(c) for c in gains(answer, kept)]
    opening = "The same work in the best order found, with 10 % of people kept in reserve,"
    assert any(line.startswith(opening) for line in said)


def test_a_queue_has_no_competing_priorities_and_no_crowd() -> None:
    queued = shop(today=TodaySettings(policy=TodaysPolicy.QUEUE))
    answer, _ = answered(queued)
    assert [plain(c) for c in losses(answer, queued)] == [
        "Projects waiting for one another, most of all at x, cost £40.",
    ]
    assert "Today's way, as accepted: people finish one project before the next" in said(queued).paragraph


def test_own_forecasts_are_valued_and_what_is_known_of_slips_is_added() -> None:
    shut = {"urgency": Urgency.WINDOW, "benefit_end": 11, "in_flight": True}
    late = portfolio(
        [
            project("A", 2, benefit_per_month=10.0, baseline_finish=1, forecast_finish=3, **shut),
            project("B", 2, benefit_per_month=20.0, **shut),
        ],
        [],
    )
    answer, _ = answered(late)
    # A, forecast for month 3, brings nine months of 10, B as planned ten of 20. Two months more: 70 and 160.
    assert [plain(c) for c in own_forecasts_valued(answer.today, "GBP")] == [
        "Your own forecasts, valued: £290; if past slips repeat: £230."
    ]


def test_a_loss_with_the_other_sign_is_said_as_what_it_is() -> None:
    # Planned in the order A, then B, a queue lets A, which gains nothing by it, be first; sharing serves both alike.
    for seed in range(200):
        any_shop = random_portfolio(seed)
        found = find_plan(any_shop, Target(gap=1.0, seconds=5.0))
        answer = bridge(any_shop, found, SolveBudget(target=Target(gap=1.0, seconds=5.0)))
        if answer.change("share") > 0:
            assert " add £" in losses(answer, any_shop)[1].prose
            return
    raise AssertionError("no such portfolio was drawn")


def test_an_order_that_keeps_fewer_rules_may_be_worth_more_than_the_choice_that_keeps_all() -> None:
    # B must be done by month 2, which today's way breaks: A, worth more by the month, then comes first.
    shut = {"urgency": Urgency.WINDOW, "benefit_end": 11}
    held = portfolio(
        [project("A", 2, benefit_per_month=10.0, **shut), project("B", 2, latest_finish=2, mandatory=True, **shut)],
        [needs("A", 20), needs("B", 20)],
    )
    answer, _ = answered(held)
    # A first: 100 + 8; B first: 10 + 80.
    assert (answer.value("re-sequenced"), answer.value("re-chosen")) == (108, 90)
    assert any("is worth £18 less than that order" in c.prose for c in gains(answer, held))


@pytest.mark.parametrize(
    ("recommended", "focused", "words"),
    [
        (
            130,
            120,
            "the recommended plan recovers £30 of the gap of £50. No plan was found that delivers the other £20.",
        ),
        (130, 140, "recovers £30 of the gap of £50. Steps that keep fewer rules, or no reserve, recover up to £40."),
        (90, 120, "the recommended plan recovers none of the gap of £50. Steps that keep fewer rules"),
        (90, 95, "recovers none of the gap of £50. No plan was found that delivers the other £50."),
        (150, 100, "the recommended plan recovers the whole gap of £50."),
    ],
)
def test_what_can_be_recovered_is_said_of_the_recommended_plan_and_of_steps_that_deliver_more(
    recommended: int, focused: int, words: str
) -> None:
    answer, _ = answered(shop())
    values = {"promised": 150, "today": 100, "focused": focused, "re-sequenced": 90, "recommended": recommended}
    steps = tuple(replace(s, value=values.get(s.name, 100)) for s in answer.steps)
    assert words in explain_bridge(replace(answer, steps=steps), shop()).paragraph.replace("\u00a0", " ")


def test_without_a_plan_there_is_no_way_back_up() -> None:
    impossible = portfolio([project("A", 2, mandatory=True)], [needs("A", 40)])
    answer, found = answered(impossible)
    assert found.value is None
    assert [step.name for step in answer.steps][-1] == "focused"
    spoken = explain_bridge(answer, impossible, first_decisions(impossible, found))
    assert "No plan that meets every rule has been found" in spoken.sentence
    assert not gains(answer, impossible)


def test_a_step_smaller_than_its_proof_is_too_close_to_call() -> None:
    answer, _ = answered(shop())
    doubtful = tuple(replace(s, low=-10, high=50) if s.name == "re-sequenced" else s for s in answer.steps)
    assert (
        "The same work in the best order found: too close to call, because the step is smaller than the precision "
        "of its proof." in [plain(c) for c in gains(replace(answer, steps=doubtful), shop())]
    )


def test_steps_on_screen_are_what_their_finer_steps_come_to_as_written() -> None:
    """Three figures of each would say +£2.84m and +£2.97m under +£5.82m, and £13.8m lost from £89.1m to £75.4m."""
    answer, _ = answered(shop())
    values = {"promised": 89_107_000, "queue": 83_061_000, "share": 77_474_000, "today": 75_352_000}
    values |= {"without losers": 76_306_000, "focused": 83_448_000, "re-sequenced": 86_292_000}
    values |= {"re-chosen": 89_266_000, "recommended": 90_416_000}
    steps, before = [], 0
    for step in answer.steps:
        value = values.get(step.name, 90_416_000)
        steps.append(replace(step, value=value, change=value - before, low=value - before, high=value - before))
        before = value
    result = replace(answer, steps=tuple(steps))
    scale = scale_of_bridge(result, "GBP")

    def read(text: str) -> float:
        return float(text.replace("−", "-").replace("£", "").removesuffix("m"))

    behind, drawn = dict(of_bridge(result, shop())), {row.name: fall_text(row, scale) for row in falls(result)}
    level = read(drawn["Promised on paper"])
    for step in result.on_screen[1:]:
        origin = behind[step.difference]
        assert drawn[step.difference] == origin.amount
        assert sum(read(text) for _, text in origin.inputs) == pytest.approx(read(origin.amount))
        level += read(origin.amount)
        assert scale.money(step.value) in drawn.values()
        assert read(scale.money(step.value)) == pytest.approx(level)
    assert behind["Order and choice"].amount == "+£5.82m"
    # What waiting costs stands on Signs and in the report too: it is the same here.
    assert dict(losses(result, shop())[0].evidence)["waiting"].text == money(-result.change("queue")) == "£6.05m"


def test_a_step_that_is_not_closely_proven_is_a_range_wherever_it_stands() -> None:
    """In sentences, beside bars, in the boxes behind amounts, and in all of what is drawn the same."""
    answer, _ = answered(shop())
    level = answer.value("focused")
    wide = replace(answer.step("re-chosen"), value=level - 20, change=-20, low=-50, high=-10)
    assert change_in_short(wide, scale_of_bridge(answer, "GBP")) == "−£50 to −£10"
    alike = replace(answer.step("re-sequenced"), value=level, change=0, low=0, high=0)
    instead = {"re-sequenced": alike, "re-chosen": wide}
    result = replace(answer, steps=tuple(instead.get(s.name, s) for s in answer.steps))
    said_of = [plain(c) for c in gains(result, shop())]
    assert "Choosing under every rule and within the horizon is worth between £10 and £50 less than that order." in (
        said_of
    )
    row = next(row for row in falls(result) if row.low is not None and not row.is_level)
    assert fall_text(row, scale_of_bridge(result, "GBP")) == difference_range(-50, -10) == "−£50 to −£10"
    behind = [text for _, origin in of_bridge(result, shop()) for _, text in origin.inputs]
    assert "−£50 to −£10" in behind


def test_what_is_never_finished_and_what_is_waived_is_said() -> None:
    none = portfolio(
        [project("A", 1, latest_finish=1), project("B", 1), project("C", 1)],
        [needs("A", 10), needs("B", 10), needs("C", 5, "y")],
        [pool("x"), pool("y", 0)],
    )
    text = said(none).paragraph.replace("\u00a0", " ")
    assert "Today's way never finishes C, because people or a predecessor are missing throughout." in text
    assert "that today's way breaks: A must be done by Dec 2026." in text


def test_one_project_reads_as_one() -> None:
    single = portfolio(
        [project("A", 1)], [needs("A", 10)], overrides=[CapacityOverride(pool_id="x", month=0, capacity=5)]
    )
    text = said(single).sentence.replace("\u00a0", " ")
    assert text.startswith("The 1 project in the plan promises £12. ")


def test_rules_that_keep_the_plan_from_recovering_anything_are_no_gain() -> None:
    kept = shop(rules=Rules(max_changes=0))
    for claimed in (said(kept).short, *said(kept).further):
        check(claimed)
