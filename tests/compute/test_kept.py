"""Kept answers: a question is worked out once, and what comes back is what went in."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from engine.compute.kept import Question, answer, keep, look_up
from engine.optimise.recommend import Target, recommend
from engine.optimise.recommendation import Recommendation
from engine.portfolio.loading import load
from engine.portfolio.scenario import Scenario, parse_scenario
from tests.portfolio.building import Tables, write_folder


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


QUESTION = Question("figure", "0123456789abcdef", Scenario(), {"effort": "board"})


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
    keep(QUESTION, Figure, Figure(value), store)
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
        replace(QUESTION, fingerprint="fedcba9876543210"),
        replace(QUESTION, scenario=parse_scenario({"capacity": {"R1": 1.2}})),
        replace(QUESTION, parameters={"effort": "live"}),
        replace(QUESTION, parameters={}),
    ],
)
def test_whatever_an_answer_depends_on_makes_another_question(other: Question) -> None:
    assert other.key != QUESTION.key


def test_a_scenarios_name_makes_no_other_question() -> None:
    named = replace(QUESTION, scenario=Scenario(name="More people"))
    assert named.key == QUESTION.key


def test_the_engine_that_answers_is_part_of_the_question(monkeypatch: pytest.MonkeyPatch) -> None:
    before = QUESTION.key
    monkeypatch.setattr("engine.compute.kept.engine_digest", lambda: "another release")
    assert QUESTION.key != before


def test_a_recommendation_comes_back_as_it_went(tmp_path: Path) -> None:
    store = MemoryStore()
    plan = recommend(load(write_folder(tmp_path / "base", Tables())), target=Target(gap=0.0, seconds=10.0))
    keep(QUESTION, Recommendation, plan, store)
    kept = look_up(QUESTION, Recommendation, store)
    assert kept == plan
    assert plan.decisions
    assert kept is not None
    assert repr(kept) == repr(plan)
