"""The catalogue of analyses: each is worked out once for a plan, is kept as it was, and has its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from engine import catalogue
from engine.catalogue import NamedAnalysis, worked_out
from engine.compute import SolveBudget
from engine.compute.kept import AnswersAtHand
from engine.errors import CancelledError
from engine.optimise.recommend import Target, recommend
from engine.optimise.recommendation import Effort, Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.reading.loading import load
from engine.wording.claims import Explanation, claim
from tests.support.building import Tables, write_folder

ALL = [value for value in vars(catalogue).values() if isinstance(value, NamedAnalysis)]
KEPT = [analysis for analysis in ALL if analysis.is_kept]


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    return load(write_folder(tmp_path_factory.mktemp("catalogue") / "base", Tables()))


@pytest.fixture(scope="module")
def plan(portfolio: Portfolio) -> Recommendation:
    return recommend(portfolio, target=Target(0.0, 10.0))


def named(name: str, run: Callable[..., Any]) -> NamedAnalysis[Any]:
    return NamedAnalysis(name, "Counting", tuple[int, ...], run, lambda *_: Explanation(claim("Counted."), ()))


def parameters_of(analysis: NamedAnalysis[Any], portfolio: Portfolio) -> dict[str, Any]:
    if analysis in (catalogue.RISK, catalogue.FIRST_RISK):
        return {"draws": 50, "reoptimise": 4}
    return {"project": portfolio.projects[0].project_id} if analysis is catalogue.TRADE_OFF else {}


@pytest.mark.parametrize("analysis", KEPT, ids=lambda analysis: analysis.name)
def test_an_analysis_comes_back_from_the_store_as_it_was(
    analysis: NamedAnalysis[Any], portfolio: Portfolio, plan: Recommendation
) -> None:
    store = AnswersAtHand()
    more = parameters_of(analysis, portfolio)
    first = worked_out(analysis, portfolio, plan, SolveBudget(workers=1), store=store, **more)
    assert isinstance(first, analysis.kind)
    assert analysis.explain(first, portfolio).sentence
    never = replace(analysis, run=_never)
    kept = worked_out(never, portfolio, plan, store=store, **more)
    assert repr(kept) == repr(first)


def test_names_and_labels_differ() -> None:
    assert len({analysis.name for analysis in ALL}) == len({analysis.label for analysis in ALL}) == len(ALL) >= 11


def test_what_is_not_kept_is_worked_out_each_time(portfolio: Portfolio, plan: Recommendation) -> None:
    store = AnswersAtHand()
    runs = iter([(1,), (2,)])
    each = replace(named("each", lambda *_, **__: next(runs)), is_kept=False)
    assert [worked_out(each, portfolio, plan, store=store, entries=object()) for _ in range(2)] == [(1,), (2,)]


def test_parameters_that_are_not_given_are_those_of_the_record(portfolio: Portfolio, plan: Recommendation) -> None:
    store = AnswersAtHand()
    several = replace(named("several", lambda *_, most: (most,)), defaults={"most": 3})
    assert worked_out(several, portfolio, plan, store=store) == (3,)
    never = replace(several, run=_never)
    assert worked_out(never, portfolio, plan, store=store, most=3) == (3,), "the same question"
    assert worked_out(several, portfolio, plan, store=store, most=5) == (5,)


def test_another_plan_effort_or_parameter_is_another_question(portfolio: Portfolio, plan: Recommendation) -> None:
    store = AnswersAtHand()
    asked: list[Any] = []

    def run(_portfolio: Any, plan: Any, budget: Any, **more: Any) -> tuple[int, ...]:
        asked.append((plan, budget.effort, more))
        return (len(asked),)

    counted = named("counted", run)
    other = replace(plan, decisions=plan.decisions[::-1])
    for _ in range(2):
        worked_out(counted, portfolio, plan, store=store)
        worked_out(counted, portfolio, plan, store=store, most=3)
        worked_out(counted, portfolio, plan, SolveBudget(effort=Effort.LIVE), store=store)
        worked_out(counted, portfolio, other, store=store)
    assert len(asked) == 4


def test_an_analysis_that_was_cancelled_is_not_kept(portfolio: Portfolio, plan: Recommendation) -> None:
    store = AnswersAtHand()
    cancel = Event()
    cancel.set()
    short = named("short", lambda *_: (1,))
    with pytest.raises(CancelledError):
        worked_out(short, portfolio, plan, SolveBudget(cancel=cancel), store=store)
    assert worked_out(named("short", lambda *_: (2,)), portfolio, plan, store=store) == (2,)


def test_an_analysis_of_a_plan_that_the_clock_cut_off_is_not_kept(portfolio: Portfolio, plan: Recommendation) -> None:
    store = AnswersAtHand()
    cut_off = replace(plan, cut_off=True)
    for expected in ((1,), (2,)):
        short = named("short", lambda *_, result=expected: result)
        assert worked_out(short, portfolio, cut_off, store=store) == expected


def _never(*_: Any, **__: Any) -> Any:
    raise AssertionError("worked out although it was kept")
