"""A page says at once what is known already: the promise and today's way, then the plan, then its own figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.analyse.today.calibration import look_at_today
from engine.compute.jobs import JobStatus
from engine.compute.planner import Planner
from engine.explain.plan_sentences import before_a_plan, decide
from engine.explain.progress import in_turn
from engine.optimise.recommendation import Effort, Recommendation
from engine.portfolio import Portfolio
from pages.ui.jobs import pacing, solve_status
from pages.ui.jobs.analysis_service import AnalysisService, AnalysisState
from pages.ui.jobs.solve_service import SolvingService
from tests.support.pages import bare_amounts, drawn, said_at_last, text_of
from tests.support.plans import plan_of

pytestmark = pytest.mark.usefixtures("nothing_known")
Visit = Callable[..., AppTest]


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[Effort]]:
    """Efforts whose plans do not come while a test looks."""
    efforts: set[Effort] = set()
    released, plan = Event(), Planner.plan

    def wait(self: Planner, base: Portfolio, scenario: Any, effort: Effort, **hears: Any) -> Recommendation:
        while effort in efforts and not released.wait(0.01):
            pass
        return plan(self, base, scenario, effort, **hears)

    monkeypatch.setattr(Planner, "plan", wait)
    yield efforts
    released.set()


def headline_kind(app: AppTest) -> str:
    bodies = "".join(element.proto.body for element in app.get("html"))
    return bodies.partition('<h1 class="')[2].partition('"')[0]


@pytest.mark.parametrize("place", ["home", "decide", "steering", "constraint", "scenarios"])
def test_without_a_plan_a_page_says_what_is_promised_and_delivered_today(
    visit: Visit, portfolio: Portfolio, held: set[Effort], place: str
) -> None:
    held.add(Effort.LIVE)
    page = visit(place, wait=False)
    promised = plan_of(portfolio).plan_value
    assert before_a_plan(promised, portfolio, look_at_today(portfolio)) in text_of(page)
    assert headline_kind(page) == "headline interim"
    assert not bare_amounts(page)


@pytest.mark.parametrize("place", ["illusion", "steering"])
def test_the_plan_is_said_before_the_analysis_stands(
    visit: Visit, portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    at_work = AnalysisState(JobStatus.RUNNING)
    monkeypatch.setattr(AnalysisService, "ask", lambda *_, **__: at_work)
    monkeypatch.setattr(AnalysisService, "look", lambda *_: at_work)
    page = said_at_last(visit(place, wait=False), "a plan worth")
    assert decide(plan_of(portfolio), portfolio) in text_of(page)
    assert headline_kind(page) == "headline interim"
    assert not bare_amounts(page)


@pytest.mark.parametrize(("place", "words"), [("risk", "the plan brings"), ("illusion", "green")])
def test_figures_that_a_first_plan_is_enough_for_do_not_wait_for_its_proof(
    visit: Visit, held: set[Effort], monkeypatch: pytest.MonkeyPatch, place: str, words: str
) -> None:
    held.add(Effort.BOARD)
    monkeypatch.setattr("pages.ui.jobs.solve_service.is_settled", lambda _: False)
    page = said_at_last(visit(place, wait=False), words)
    assert headline_kind(page) == "headline"
    assert not page.exception


def test_a_move_is_drawn_once_where_its_plan_comes_soon(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    page = visit("decide")
    before = text_of(page)
    monkeypatch.setattr(pacing, "PATIENCE", 30.0)
    drawn(page.slider, "lever-confidence").set_value(70).run()
    assert headline_kind(page) == "headline"
    assert text_of(page) != before


def test_a_move_whose_plan_does_not_come_soon_leaves_the_last_one_dimmed(visit: Visit, held: set[Effort]) -> None:
    page = visit("decide")
    held.add(Effort.LIVE)
    drawn(page.slider, "lever-confidence").set_value(70).run()
    assert headline_kind(page) == "headline dimmed"


def test_where_others_wait_too_a_move_keeps_the_page_with_its_place_in_the_queue_until_its_plan_comes(
    visit: Visit, held: set[Effort], monkeypatch: pytest.MonkeyPatch
) -> None:
    page, said = visit("decide"), []
    held |= {Effort.LIVE, Effort.BRIEF}
    monkeypatch.setattr(SolvingService, "is_crowded", lambda _: True)

    def says(before_it: int) -> str:
        said.append(in_turn(before_it))
        held.clear()
        return said[-1]

    monkeypatch.setattr(solve_status, "in_turn", says)
    drawn(page.slider, "lever-confidence").set_value(70).run()
    assert said == ["Working out a new answer …"]
    assert headline_kind(page) == "headline"
    assert said[0] not in text_of(page)


@pytest.mark.parametrize(
    ("before_it", "words"), [(1, "1\xa0other question comes first"), (3, "3\xa0other questions come first")]
)
def test_a_place_in_the_queue_is_said_by_who_comes_first(before_it: int, words: str) -> None:
    assert words in in_turn(before_it)
