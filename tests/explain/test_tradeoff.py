"""Trade-offs in words: every number is evidence, the evidence is the result's, and what it says follows from it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.analyse.project.tradeoff import Alternative, TradeOff, all_trade_offs, trade_off
from engine.compute import SolveBudget
from engine.explain.tradeoff import difference_in_short, explain_alternative, explain_trade_off
from engine.optimise.compare import Interval
from engine.optimise.recommend import find_plan
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Action
from engine.wording.claims import Count, Explanation, Money, Multiple, Name, Quantity, SignedMoney
from tests.support.corpus import SEEDS, planned
from tests.support.prose import check_all
from tests.support.small_portfolios import random_portfolio
from tests.support.tiny import link, portfolio, project
from tests.support.trade_offs import QUICK, two_for_one_place


@pytest.mark.slow
def test_every_number_is_one_of_the_results() -> None:
    for seed in SEEDS:
        shop, plan = planned(seed)
        if plan.value is None:
            continue
        for project_id in [p.project_id for p in shop.projects][seed % 2 : seed % 2 + 1]:
            result = trade_off(shop, plan, project_id, SolveBudget(target=QUICK))
            explanation = explain_trade_off(result, shop)
            check_all(explanation)
            _check_evidence(explanation, result, shop)


def _check_evidence(outcome: Explanation, result: TradeOff, shop: Portfolio) -> None:
    project = shop.projects_by_id[result.project_id]
    even = result.break_even
    amounts = {0.0 if even is None else even.benefit} | {a for one in result.alternatives for a in _amounts(one)}
    counts = {abs(m.months) for one in result.alternatives for m in one.moved if m.months is not None}
    counts |= {abs(a.finish - project.plan_finish) for a in (*result.alternatives, result.decision) if a.finish}
    counts |= {len(one.moved) - k for one in result.alternatives for k in (0, 1)}
    quantities = {abs(one.days) for one in result.alternatives} | {0.0 if even is None else even.ratio}
    rounded = {round(abs(a), 6) for a in amounts}
    for claim in (outcome.short, *outcome.further):
        for key, figure in claim.evidence:
            if isinstance(figure, Money | SignedMoney):
                assert round(abs(figure.amount), 6) in rounded, key
            elif isinstance(figure, Count):
                assert figure.number in counts, key
            else:
                known = isinstance(figure, Quantity | Multiple) and figure.amount in quantities
                assert isinstance(figure, Name) or known, key


def _amounts(one: Alternative) -> list[float]:
    """All money that may be said of an alternative."""
    changes = [m.value_change for m in one.moved]
    rest = one.flex + sum(changes)
    known = [] if one.difference is None else [one.difference.estimate, one.difference.low, one.difference.high]
    return [*known, one.own, rest, *changes, *(rest - change for change in changes)]


def test_what_an_alternative_costs_and_whom_it_displaces() -> None:
    result, shop = two_for_one_place()
    run = next(a for a in result.alternatives if a.action is Action.CONTINUE)
    assert explain_alternative(run, result, shop).prose == (
        "Continuing A instead would cost £60. The project itself gains £100 and takes 20 Team days when they "
        "are short. "
        "B then does not run, at a cost of £160."
    )


def test_days_bought_are_named_only_where_they_change() -> None:
    result, shop = two_for_one_place()
    run = next(a for a in result.alternatives if a.action is Action.CONTINUE)
    others = tuple(replace(run.moved[0], value_change=change) for change in (-160.0, -5.0))
    said = explain_alternative(replace(run, moved=others), result, shop).prose.replace("\u00a0", " ")
    assert said.endswith("1 other accounts for −£5.")
    said = explain_alternative(replace(run, moved=others, flex=-2.0), result, shop).prose.replace("\u00a0", " ")
    assert said.endswith("1 other and extra days bought account for −£7.")


def test_the_recommended_action_is_held_against_the_plan() -> None:
    result, shop = two_for_one_place()
    said = explain_trade_off(result, shop)
    assert said.sentence == (
        "Defer A beyond the horizon. Compared with continuing it, the net gain is £60. The project itself "
        "loses £100 and "
        "frees 20 Team days when they are short. B then runs, worth £160."
    )
    assert "Do not start it unless benefits exceed £15 a month, 1.5 times today's claim." in said.paragraph
    assert "Not starting A instead makes no difference: it would not be begun anyway." in said.paragraph


def test_a_difference_is_said_no_closer_than_it_is_proven() -> None:
    result, shop = two_for_one_place()
    wide = tuple(
        replace(a, difference=Interval(-60.0, -90.0, -40.0)) if a.action is Action.CONTINUE else a
        for a in result.alternatives
    )
    run = next(a for a in wide if a.action is Action.CONTINUE)
    vague = replace(result, alternatives=wide)
    assert "the net gain is between £40 and £90." in explain_trade_off(vague, shop).sentence
    assert "instead would cost between £40 and £90." in explain_alternative(run, vague, shop).prose


def test_in_a_table_too_a_difference_is_a_range_where_its_proof_is_wide() -> None:
    assert difference_in_short(Interval(-4e5, -4.2e5, -3.9e5), "GBP") == "−£400k"
    assert difference_in_short(Interval(-4e5, -9e5, -3.5e5), "GBP") == "−£900k to −£350k"
    assert difference_in_short(Interval(-4e5, -9e5, 1e5), "GBP") == "too close to call"


def test_why_an_action_is_impossible() -> None:
    shop = portfolio(
        project("before"), project("law", mandatory=True, planned_start=2), dependencies=(link("before", "law"),)
    )
    result = trade_off(shop, find_plan(shop, QUICK), "before", SolveBudget(target=QUICK))
    stopped = next(a for a in result.alternatives if a.action is Action.STOP)
    said = explain_alternative(stopped, result, shop).prose
    assert said == "Not starting Before is not possible: Law must run and waits for it."


@pytest.mark.slow
def test_money_reconciles_within_a_sentence() -> None:
    for seed in (1, 5, 12):
        shop = random_portfolio(seed)
        plan = find_plan(shop, QUICK)
        for result in all_trade_offs(shop, plan, SolveBudget(target=QUICK, workers=1)):
            for one in result.alternatives:
                if one.difference is None or one.difference.too_close or one.action is result.recommended:
                    continue
                figures = dict(explain_alternative(one, result, shop).evidence)
                if "net" not in figures or shop.rules.weights:
                    continue
                signs = one.own + one.flex + sum(m.value_change for m in one.moved)
                assert abs(figures["net"].amount) == pytest.approx(abs(signs), abs=1e-3)  # type: ignore[attr-defined]
