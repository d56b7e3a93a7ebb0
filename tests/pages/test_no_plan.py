"""Pages without a plan come to rest: time that ran out, a failure and rules in conflict each in words of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.analyse.project.tradeoff import TradeOff, trade_off
from engine.errors import SolverError
from engine.optimise.recommend import recommend
from engine.optimise.recommendation import Recommendation, Status
from engine.portfolio import Portfolio
from pages.ui.jobs import solve_service
from tests.support.pages import settled, text_of

pytestmark = pytest.mark.usefixtures("nothing_known")
Visit = Callable[..., AppTest]
PAGES = ("home", "illusion", "constraint", "decide", "interventions", "strategy", "scenarios", "delivery", "steering")
NEVER = "meets every rule"


def nothing_found(portfolio: Portfolio, *rest: Any, **more: Any) -> Recommendation:
    """As a solve ends whose time runs out before a plan is found."""
    plan = recommend(portfolio, *rest, **more)
    return replace(
        plan, status=Status.NO_SOLUTION, value=None, objective=None, gap=None, decisions=(), load=(), seconds=10.0
    )


def failed(*_: Any, **__: Any) -> Recommendation:
    raise SolverError("the solver is missing")


def only_where(
    condition: Callable[[Portfolio], bool], otherwise: Callable[..., Recommendation]
) -> Callable[..., Recommendation]:
    """Solves as always, but for portfolios of one kind."""

    def solve(portfolio: Portfolio, *rest: Any, **more: Any) -> Recommendation:
        return (otherwise if condition(portfolio) else recommend)(portfolio, *rest, **more)

    return solve


def said(page: AppTest) -> str:
    assert not page.exception
    return unescape(text_of(page))


def charts(page: AppTest) -> str:
    return "\n".join(str(chart.proto) for chart in page.get("vega_lite_chart"))


@pytest.mark.parametrize("place", PAGES)
def test_time_that_ran_out_is_told_from_rules_in_conflict(
    visit: Visit, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solve_service, "recommend", nothing_found)
    words = said(visit(place))
    assert NEVER not in words + charts(visit(place))
    assert "in the background" not in words
    assert "No plan was found within 10" in words or place == "scenarios"


@pytest.mark.parametrize("place", PAGES)
def test_a_failure_comes_to_rest_in_words(visit: Visit, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solve_service, "recommend", failed)
    words = said(visit(place))
    assert "the solver is missing" in words or place in ("scenarios", "delivery")


@pytest.mark.parametrize(
    ("otherwise", "note"), [(nothing_found, "no plan found in time"), (failed, "could not be worked out")]
)
def test_scenarios_say_why_one_has_no_plan(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, otherwise: Callable[..., Recommendation], note: str
) -> None:
    monkeypatch.setattr(solve_service, "recommend", only_where(lambda p: bool(p.rules.pins), otherwise))
    page = visit("scenarios", pin="pricing:stop")
    assert "The base is worth" in said(page)
    assert note in charts(page)
    assert NEVER not in charts(page)


def test_scenarios_say_why_the_base_has_no_plan(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solve_service, "recommend", only_where(lambda p: not p.rules.pins, nothing_found))
    words = said(visit("scenarios", pin="pricing:stop"))
    assert "The base cannot be compared with: no plan found in time. On screen is worth £" in words


@pytest.mark.parametrize("otherwise", [nothing_found, failed])
def test_the_price_of_a_pin_is_not_worked_out_for_ever(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, otherwise: Callable[..., Recommendation]
) -> None:
    monkeypatch.setattr(solve_service, "recommend", only_where(lambda p: not p.rules.pins, otherwise))
    words = said(visit("decide", pin="pricing:stop"))
    assert "What weights and pins cost is not known: no plan without them was found." in words


def test_an_analysis_that_failed_is_not_worked_out_for_ever(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise SolverError("the solver is missing")

    monkeypatch.setattr("engine.analyse.strategy.strategy.price_of_preference", broken)
    page = visit("strategy", wait=False)
    words = said(settled(page))
    assert "The figures of this page have not been worked out." in words
    assert "the solver is missing" in words


@pytest.mark.slow
@pytest.mark.parametrize(
    ("status", "note"), [(Status.NO_SOLUTION, "no plan found in time"), (Status.INFEASIBLE, "no plan meets every rule")]
)
def test_the_panel_of_a_project_says_why_an_alternative_has_no_plan(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, status: Status, note: str
) -> None:
    def without(*rest: Any, **more: Any) -> TradeOff:
        priced = trade_off(*rest, **more)
        none = {"status": status, "value": None, "difference": None, "moved": (), "begun": ()}
        others = (a if a.action is priced.recommended else replace(a, **none) for a in priced.alternatives)
        return replace(priced, alternatives=tuple(others))

    monkeypatch.setattr("engine.catalogue.trade_off", without)
    page = visit("decide", project="pricing")
    assert note in charts(page)
    assert (NEVER in charts(page)) == (status is Status.INFEASIBLE)


def test_budgets_of_nothing_are_a_limit(visit: Visit, folder: Path) -> None:
    settings = folder / "portfolio.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("900000", "0"), encoding="utf-8")
    words = said(visit("decide"))
    assert "£0 to spend from Nov 2026" in words
    assert "no budget limit" not in words
    constraint = visit("constraint")
    assert "that could be lifted" not in said(constraint)
    assert "What budgets and rules cost" in said(constraint)
