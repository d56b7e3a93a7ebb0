"""The catalogue of analyses: each is worked out once for a plan, and comes back from the store as it was."""

from __future__ import annotations

from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from engine.analyse import catalogue
from engine.analyse.catalogue import NamedAnalysis, worked_out
from engine.compute.kept import AnswersAtHand
from engine.errors import CancelledError
from engine.optimise.recommend import Target, recommend
from engine.optimise.recommendation import Effort, Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.reading.loading import load
from tests.support.building import Tables, write_folder

ALL = [value for value in vars(catalogue).values() if isinstance(value, NamedAnalysis)]


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    return load(write_folder(tmp_path_factory.mktemp("catalogue") / "base", Tables()))


@pytest.fixture(scope="module")
def plan(portfolio: Portfolio) -> Recommendation:
    return recommend(portfolio, target=Target(0.0, 10.0))


def parameters_of(analysis: NamedAnalysis[Any], portfolio: Portfolio) -> dict[str, Any]:
    return {"project": portfolio.projects[0].project_id} if analysis is catalogue.TRADE_OFF else {}


@pytest.mark.parametrize("analysis", ALL, ids=lambda analysis: analysis.name)
def test_an_analysis_comes_back_from_the_store_as_it_was(
    analysis: NamedAnalysis[Any], portfolio: Portfolio, plan: Recommendation
) -> None:
    store = AnswersAtHand()
    more = parameters_of(analysis, portfolio)
    first = worked_out(analysis, portfolio, plan, store=store, workers=1, **more)
    assert isinstance(first, analysis.kind)
    never = NamedAnalysis(analysis.name, analysis.kind, _never)
    kept = worked_out(never, portfolio, plan, store=store, **more)
    assert repr(kept) == repr(first)


def test_names_are_told_apart() -> None:
    assert len({analysis.name for analysis in ALL}) == len(ALL) >= 10


def test_another_plan_effort_or_parameter_is_another_question(portfolio: Portfolio, plan: Recommendation) -> None:
    store = AnswersAtHand()
    asked: list[Any] = []

    def run(_portfolio: Any, plan: Any, means: Any, **more: Any) -> tuple[int, ...]:
        asked.append((plan, means.effort, more))
        return (len(asked),)

    counted = NamedAnalysis("counted", tuple[int, ...], run)
    other = replace(plan, decisions=plan.decisions[::-1])
    for _ in range(2):
        worked_out(counted, portfolio, plan, store=store)
        worked_out(counted, portfolio, plan, store=store, most=3)
        worked_out(counted, portfolio, plan, store=store, effort=Effort.LIVE)
        worked_out(counted, portfolio, other, store=store)
    assert len(asked) == 4


def test_an_analysis_that_was_cancelled_is_not_kept(portfolio: Portfolio, plan: Recommendation) -> None:
    store = AnswersAtHand()
    cancel = Event()
    cancel.set()
    short = NamedAnalysis("short", tuple[int, ...], lambda *_: (1,))
    with pytest.raises(CancelledError):
        worked_out(short, portfolio, plan, store=store, cancel=cancel)
    assert worked_out(NamedAnalysis("short", tuple[int, ...], lambda *_: (2,)), portfolio, plan, store=store) == (2,)


def test_an_analysis_of_a_plan_that_the_clock_cut_off_is_not_kept(portfolio: Portfolio, plan: Recommendation) -> None:
    store = AnswersAtHand()
    cut_off = replace(plan, cut_off=True)
    for expected in ((1,), (2,)):
        short = NamedAnalysis("short", tuple[int, ...], lambda *_, result=expected: result)
        assert worked_out(short, portfolio, cut_off, store=store) == expected


def _never(*_: Any, **__: Any) -> Any:
    raise AssertionError("worked out although it was kept")
