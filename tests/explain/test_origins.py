"""What a click on an amount shows: the amounts behind it add up to it, and its words are the glossary's."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from engine.analyse.bridge.bridge import Bridge, bridge
from engine.analyse.decisions.first_decisions import first_decisions
from engine.analyse.today.calibration import look_at_today
from engine.analyse.today.own_forecasts import OwnForecasts
from engine.compute import SolveBudget
from engine.explain import origins, plan_sentences
from engine.explain.accuracy import basis_of
from engine.explain.bridge_falls import change_in_short, falls, scale_of_bridge
from engine.optimise.recommend import recommend
from engine.optimise.recommendation import Effort, Recommendation
from engine.portfolio import Portfolio
from engine.portfolio.model.settings import Assumption
from engine.portfolio.reading.loading import load
from engine.report.comparison import Position, cash_of_first_year, people_in
from engine.wording.formats import MINUS, number
from engine.wording.glossary import TERMS
from tests.support.pages import DEMAND, DEPENDENCIES, POOLS, PROJECTS, SETTINGS

UNITS = {"k": 1e3, "m": 1e6, "": 1.0}


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    folder: Path = tmp_path_factory.mktemp("six")
    files = {"portfolio.yaml": SETTINGS, "pools.csv": POOLS, "projects.csv": PROJECTS, "demand.csv": DEMAND}
    for name, content in (files | {"dependencies.csv": DEPENDENCIES}).items():
        (folder / name).write_text(content, encoding="utf-8")
    return load(folder)


@pytest.fixture(scope="module")
def plan(portfolio: Portfolio) -> Recommendation:
    return recommend(portfolio, Effort.BOARD)


@pytest.fixture(scope="module")
def walked(portfolio: Portfolio, plan: Recommendation) -> Bridge:
    return bridge(portfolio, plan, SolveBudget())


def amount(text: str) -> float:
    """Money as it is written, in units of the currency."""
    sign, digits, unit = re.fullmatch(rf"([+{MINUS}]?)£([\d.,]+)([km]?)", text).groups()  # type: ignore[union-attr]
    return (-1 if sign == MINUS else 1) * float(digits.replace(",", "")) * UNITS[unit]


def test_what_each_action_brings_adds_up_to_the_value_of_the_plan(portfolio: Portfolio, plan: Recommendation) -> None:
    origin = origins.of_plan_value(plan, portfolio)
    assert origin.amount in plan_sentences.decide(plan, portfolio)
    assert sum(amount(text) for _, text in origin.inputs) == pytest.approx(plan.value, rel=0.005)


def test_every_amount_of_homes_sentence_has_its_origin_in_order(portfolio: Portfolio, plan: Recommendation) -> None:
    today, first = look_at_today(portfolio), first_decisions(portfolio, plan)
    for known in (None, first):
        rest = plan_sentences.home(plan, portfolio, today, known)
        for origin in origins.of_home(plan, portfolio, today, known):
            before, found, rest = rest.partition(origin.amount)
            assert found, before
            assert origin.term in TERMS
        assert "£" not in rest


def test_what_own_forecasts_are_worth_is_not_taken_for_the_value_of_the_plan(
    portfolio: Portfolio, plan: Recommendation
) -> None:
    today = look_at_today(portfolio)
    valued = replace(today, own=OwnForecasts(8.7e7, 1.0, 7.9e7))
    said = plan_sentences.in_short(plan, valued, portfolio)
    found = {origin.amount: origin.term.word for origin in origins.of_short(plan, portfolio, said)}
    assert (found["£87.0m"], found["£79.0m"]) == ("own forecasts, valued", "own forecasts, valued")
    assert "portfolio value" in found.values()


def test_cash_and_people_are_split_into_parts_that_add_up(portfolio: Portfolio, plan: Recommendation) -> None:
    position = Position(portfolio, plan)
    _, cash = cash_of_first_year(position)
    parts = [amount(text) for _, text in origins.of_cash(position, "£1").inputs]
    assert sum(parts) == pytest.approx(cash, abs=0.005 * sum(map(abs, parts)))
    people = dict(origins.of_people(portfolio, "7.78").inputs)
    assert people == {portfolio.pools_by_id[pool].name: number(n) for pool, n in people_in(portfolio).items()}


def test_every_row_of_the_bridge_says_which_steps_it_sums_up(portfolio: Portfolio, walked: Bridge) -> None:
    said = origins.of_bridge(walked, portfolio)
    rows, scale = falls(walked), scale_of_bridge(walked, "GBP")
    assert [name for name, _ in said] == [row.name for row in rows]
    known, added = {s.difference: s for s in walked.steps}, 0
    for row, (_, origin) in zip(rows, said, strict=True):
        assert dict(origin.inputs) == {name: change_in_short(known[name], scale) for name, _ in origin.inputs}
        if not row.is_level and all(known[name].is_point for name, _ in origin.inputs):
            parts = [amount(text) for _, text in origin.inputs]
            assert sum(parts) == pytest.approx(amount(origin.amount), abs=1e-6), "what is shown adds up as it is shown"
            assert sum(parts) == pytest.approx(row.end - row.start, abs=0.006 * sum(map(abs, parts)) + 2)
            added += 1
    assert added
    named = [name for _, origin in said for name, _ in origin.inputs]
    recommended = next(at for at, step in enumerate(walked.steps) if step.name == "recommended")
    assert named == [step.difference for step in walked.steps[1 : recommended + 1]]


def test_assumed_inputs_are_named_behind_every_amount(portfolio: Portfolio) -> None:
    assert basis_of(portfolio) == "The accuracy of the inputs is not stated."
    assumed = Assumption(table="projects", column="benefit_months", note="24 for all")
    marked = portfolio.projects[0].model_copy(update={"assumed": frozenset({"remaining_cost"})})
    settings = portfolio.settings.model_copy(update={"assumptions": (assumed,)})
    other = portfolio.model_copy(update={"settings": settings, "projects": (marked, *portfolio.projects[1:])})
    said = basis_of(other)
    assert "Assumed for all: how long benefits last." in said
    assert "Assumed figures in 1 of 6\u00a0projects." in said
