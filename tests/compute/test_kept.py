"""Kept answers: a question is worked out once, and what comes back is what went in."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from engine.compute.kept import AnswersAtHand, KeptQuestion, Lookups, answer, look_up
from engine.optimise.recommend import Target, find_plan
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.reading.loading import load
from engine.portfolio.reading.scenario_reading import parse_scenario
from engine.portfolio.scenario import Scenario, apply
from tests.support.building import Tables, write_folder


@dataclass
class MemoryStore:
    """A store in a dictionary."""

    texts: dict[str, str] = field(default_factory=dict)

    def get(self, key: str) -> str | None:
        return self.texts.get(key)

    def put(self, key: str, content: str) -> None:
        self.texts[key] = content


@dataclass(frozen=True, slots=True)
class Figure:
    """An answer with one figure and a name."""

    value: float
    names: tuple[str, ...] = ()


QUESTION = KeptQuestion("figure", ("0123456789abcdef", ""), {"effort": "board"})


@pytest.fixture
def portfolio(tmp_path: Path) -> Portfolio:
    """A tiny portfolio."""
    return load(write_folder(tmp_path / "base", Tables()))


def never() -> Figure:
    raise AssertionError("worked out although it was kept")


def test_a_question_is_worked_out_once() -> None:
    store = MemoryStore()
    first = answer(QUESTION, Figure, lambda: Figure(0.1 + 0.2, ("Ä", "b")), store)
    assert answer(QUESTION, Figure, never, store) == first == Figure(0.1 + 0.2, ("Ä", "b"))


def test_a_fresh_answer_takes_the_place_of_the_kept_one() -> None:
    store = MemoryStore()
    answer(QUESTION, Figure, lambda: Figure(1.0), store)
    assert answer(QUESTION, Figure, lambda: Figure(2.0), store, fresh=True) == Figure(2.0)
    assert look_up(QUESTION, Figure, store) == Figure(2.0)


def test_without_a_store_everything_is_worked_out() -> None:
    assert answer(QUESTION, Figure, lambda: Figure(3.0), None) == Figure(3.0)


def test_an_answer_that_is_not_worth_keeping_is_given_but_not_kept() -> None:
    store = MemoryStore()
    assert answer(QUESTION, Figure, lambda: Figure(1.0), store, is_worth_keeping=lambda _: False) == Figure(1.0)
    assert store.texts == {}


@pytest.mark.parametrize("value", [math.inf, math.nan])
def test_a_figure_that_is_not_finite_is_not_kept(value: float) -> None:
    store = MemoryStore()
    given = answer(QUESTION, Figure, lambda: Figure(value), store)
    assert repr(given) == repr(Figure(value))
    assert store.texts == {}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"value": "many"}', '{"worth": 1}'])
def test_a_kept_text_that_cannot_be_read_is_no_answer(content: str) -> None:
    store = MemoryStore({QUESTION.key: content})
    assert look_up(QUESTION, Figure, store) is None
    assert answer(QUESTION, Figure, lambda: Figure(5.0), store) == Figure(5.0)


@pytest.mark.parametrize(
    "other",
    [
        replace(QUESTION, name="other"),
        replace(QUESTION, situation=("fedcba9876543210", "")),
        replace(QUESTION, situation=("0123456789abcdef", "fedcba9876543210")),
        replace(QUESTION, parameters={"effort": "live"}),
        replace(QUESTION, parameters={}),
    ],
)
def test_whatever_an_answer_depends_on_makes_another_question(other: KeptQuestion) -> None:
    assert other.key != QUESTION.key


def test_a_question_is_about_data_scenario_and_order_of_rows(portfolio: Portfolio) -> None:
    pool = portfolio.pools[0].pool_id
    more = parse_scenario({"name": "More people", "capacity": {pool: 1.2}})
    renamed = more.model_copy(update={"name": "Two more"})
    other_order = portfolio.model_copy(update={"projects": portfolio.projects[::-1]})
    other_data = portfolio.model_copy(update={"data_fingerprint": "another"})

    def key(situation: Portfolio) -> str:
        return KeptQuestion.about(situation, "recommend", effort="board").key

    base = key(portfolio)
    assert key(apply(Scenario(name="As it is"), portfolio)) == base
    assert key(apply(more, portfolio)) == key(apply(renamed, portfolio))
    assert len({base, key(apply(more, portfolio)), key(other_order), key(other_data)}) == 4


def test_a_change_on_top_of_another_is_another_situation(portfolio: Portfolio) -> None:
    pool = portfolio.pools[0].pool_id
    once = apply(parse_scenario({"capacity": {pool: 1.2}}), portfolio)
    twice = apply(parse_scenario({"capacity": {pool: 1.2}}), once)
    assert KeptQuestion.about(once, "recommend").key != KeptQuestion.about(twice, "recommend").key


def test_the_engine_that_answers_is_part_of_the_question(monkeypatch: pytest.MonkeyPatch) -> None:
    before = QUESTION.key
    monkeypatch.setattr("engine.compute.kept.engine_digest", lambda: "another release")
    assert QUESTION.key != before


def test_a_recommendation_comes_back_as_it_went(portfolio: Portfolio) -> None:
    store = MemoryStore()
    plan = find_plan(portfolio, Target(gap=0.0, seconds=10.0))
    given = answer(QUESTION, Recommendation, lambda: plan, store)
    assert look_up(QUESTION, Recommendation, store) == given == plan
    assert plan.decisions
    assert repr(given) == repr(plan)


def test_an_answer_just_worked_out_cannot_be_told_from_a_kept_one() -> None:
    store = MemoryStore()
    given = [answer(QUESTION, Figure, lambda: Figure(1), where) for where in (None, store, store)]
    assert {repr(figure) for figure in given} == {"Figure(value=1.0, names=())"}


def test_where_an_answer_was_found_is_counted() -> None:
    shared = MemoryStore()
    shared.put("known", "1")
    at_hand = AnswersAtHand(shared)
    assert [at_hand.get(key) for key in ("new", "known", "known", "known")] == [None, "1", "1", "1"]
    assert at_hand.lookups() == Lookups(at_hand=2, in_store=1, missing=1)
