"""The pages that analyses answer: what they say is what the engine says, cold, changed and without a plan."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.analyse.bridge.bridge import bridge
from engine.analyse.constraint.constraint import find_constraint
from engine.analyse.constraint.limiting_pool import LimitingPool, first_measure
from engine.analyse.health.illusion import health_alone, illusion
from engine.analyse.interventions import rank_interventions
from engine.analyse.project.contribution import Contribution, contributions
from engine.analyse.strategy.strategy import strategy
from engine.catalogue import LIMITING_POOL
from engine.compute import SolveBudget
from engine.explain.bridge import explain_bridge
from engine.explain.constraint import by_first_measure, constraint_moved
from engine.explain.illusion import explain_illusion
from engine.explain.interventions import explain_interventions, title_of
from engine.explain.row_origins import ASK
from engine.explain.strategy import explain_strategy
from engine.optimise.recommendation import Recommendation
from engine.portfolio import Portfolio
from engine.portfolio.scenario import Scenario, apply
from engine.wording.formats import money, money_in_full
from pages.ui.jobs import analysis_status
from pages.ui.jobs.analysis_service import AnalysisService, AnalysisState
from tests.benchmarks.folder import write_portfolio
from tests.benchmarks.portfolios import random_portfolio
from tests.support.pages import bare_amounts, notices, paragraphs_of, settled, text_of
from tests.support.places import ROOT
from tests.support.plans import plan_of
from tests.support.short_sentences import too_much_on_a_page

Visit = Callable[..., AppTest]
PAGES = ("home", "illusion", "constraint", "decide", "interventions", "strategy", "scenarios")

MONEY_TERMS = (
    "own worth", "cost to others", "net contribution", "gain on its own", "in turn", "price of refusing",
    "lost per month undecided", "cost of delay", "cost of waiting", "worth of a person",
    "gain of one more person",
)  # fmt: skip
MOST_TERMS = 4


@pytest.fixture
def plan(portfolio: Portfolio) -> Recommendation:
    return plan_of(portfolio)


def said(page: AppTest) -> str:
    """What a page says; its sentences can be read at once, few terms of money stand there, amounts answer a click."""
    assert not page.exception
    assert bare_amounts(page) == []
    assert sum(term in text_of(page).lower() for term in MONEY_TERMS) <= MOST_TERMS
    assert [long for text in paragraphs_of(page) for long in too_much_on_a_page(text)] == []
    return unescape(text_of(page))


@pytest.mark.slow
def test_illusion_says_what_the_engine_says(visit: Visit, portfolio: Portfolio, plan: Recommendation) -> None:
    words = said(visit("illusion"))
    assert explain_illusion(illusion(portfolio), portfolio).sentence in words
    walked = explain_bridge(bridge(portfolio, plan, SolveBudget()), portfolio)
    assert [claim.prose for claim in walked.further if claim.prose not in words] == []


@pytest.mark.usefixtures("nothing_known")
def test_illusion_opens_with_its_sentence_while_costs_to_others_are_worked_out(
    visit: Visit, portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end = Event()

    def late(*given: Any) -> tuple[Contribution, ...]:
        assert may_end.wait(60)
        return contributions(*given)

    monkeypatch.setattr("engine.analyse.health.illusion.contributions", late)
    page, sentence = visit("illusion", wait=False), explain_illusion(health_alone(portfolio), portfolio).sentence
    until = time.monotonic() + 60
    while "follows by itself" not in text_of(page) and time.monotonic() < until:
        page.run()
    assert sentence in unescape(text_of(page))
    assert "Net contribution of those" not in text_of(page)
    may_end.set()
    assert "Net contribution of those" in text_of(settled(page))


@pytest.mark.usefixtures("nothing_known")
def test_figures_by_the_first_measure_come_before_the_search_for_the_constraint(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, ask = list[str](), AnalysisService.ask

    def noted(
        self: AnalysisService, session: str, place: str, key: str, analysis: Any, **given: float
    ) -> AnalysisState:
        asked.append(place)
        return ask(self, session, place, key, analysis, **given)

    monkeypatch.setattr(AnalysisService, "ask", noted)
    visit("strategy")
    assert asked.index("strategy") < asked.index("limiting pool")


def test_strategy_says_what_the_engine_says(visit: Visit, portfolio: Portfolio, plan: Recommendation) -> None:
    explanation = explain_strategy(strategy(portfolio, plan, SolveBudget()), portfolio)
    words = said(visit("strategy"))
    assert explanation.sentence in words
    assert [claim.prose for claim in explanation.further if claim.prose not in words] == []


@pytest.mark.slow
def test_constraint_names_the_pool_to_which_the_constraint_has_moved(visit: Visit, portfolio: Portfolio) -> None:
    less = apply(Scenario(capacity={"software": 0.3}), portfolio)
    was, now = (find_constraint(p, plan_of(p)).constraint for p in (portfolio, less))
    assert (was, now) == ("integration", "software")
    assert constraint_moved(was, now, portfolio) in said(visit("constraint", capacity="software:0.3"))
    assert "has moved" not in said(visit("constraint"))


@pytest.mark.slow
def test_interventions_say_what_the_engine_says(visit: Visit, portfolio: Portfolio, plan: Recommendation) -> None:
    league = rank_interventions(portfolio, plan, SolveBudget(workers=1))
    page = visit("interventions")
    assert explain_interventions(league, portfolio).sentence in said(page)
    frame = page.dataframe[0].value
    assert len(frame) == len(league.interventions)
    points = [i.net for i in league.interventions if i.is_point]
    assert 0 < frame["Net"].count() == len(points) < len(frame)
    assert frame["Net"].sum() in (
        pytest.approx(sum(points) / 1e6, rel=1e-3),
        pytest.approx(sum(points) / 1e3, rel=1e-3),
    )
    assert frame["Gain, least"].count() == frame["Gain, most"].count() == len(frame)
    at, origin = next(n for n, i in enumerate(league.interventions) if i.net in points), 'class="row-origin"'
    first = league.interventions[at]
    assert ASK in said(page)
    assert origin not in said(page)
    page.session_state["rows:interventions"] = {"selection": {"rows": [at], "columns": [], "cells": []}}
    words = re.sub(r"<[^>]+>", " ", said(page.run()).split(origin)[1])
    assert title_of(first, portfolio) in words
    assert money_in_full(first.net) in words
    assert f"= Gain {money_in_full(first.gain)} − New spend {money_in_full(first.new_spend)}" in words


def test_a_scenario_changes_the_answer_of_an_analysis(visit: Visit, portfolio: Portfolio) -> None:
    changed = apply(Scenario(benefit_confidence=0.6), portfolio)
    words = said(visit("illusion", confidence="0.6"))
    assert explain_illusion(illusion(changed), changed).sentence in words
    was, now = (explain_bridge(bridge(of, plan_of(of), SolveBudget()), of).further for of in (portfolio, changed))
    assert was[0].prose != now[0].prose
    assert [claim.prose for claim in now if claim.prose not in words] == []


def test_weights_and_pins_have_a_price(visit: Visit, portfolio: Portfolio, plan: Recommendation) -> None:
    pinned = plan_of(apply(Scenario(pins=(("pricing", "stop"),)), portfolio))
    words = said(visit("decide", pin="pricing:stop"))
    assert f"weights and pins cost {money((plan.value or 0) - (pinned.value or 0))} of value" in words


def test_no_page_file_is_long_or_reaches_for_a_solver() -> None:
    files = [p for p in (ROOT / "pages").glob("*.py") if p.name != "__init__.py"]
    assert {p.stem for p in files} >= set(PAGES)
    assert [p.name for p in files if len(p.read_text(encoding="utf-8").splitlines()) > 80] == []


@pytest.mark.slow
@pytest.mark.parametrize("place", ["home", "decide"])
def test_a_portfolio_of_five_hundred_projects_opens(visit: Visit, folder: Path, place: str) -> None:
    for path in folder.glob("*.csv"):
        path.unlink()
    write_portfolio(random_portfolio(500, seed=3), folder)
    page = visit(place, wait=False)
    deadline = time.monotonic() + 40
    while not re.search(r"worth £[\d.,]+(m|bn|k)", said(page)):
        assert time.monotonic() < deadline, said(page)[:400]
        time.sleep(0.2)
        page.run()


@pytest.mark.parametrize("place", PAGES)
def test_every_page_explains_a_conflict(visit: Visit, place: str) -> None:
    page = visit(place, changes="0", capacity="integration:0.1")
    words = said(page)
    assert "cannot hold together" in words or "No plan can satisfy" in words or place == "scenarios"


@pytest.mark.parametrize("place", PAGES)
def test_every_page_draws_an_empty_portfolio(visit: Visit, folder: Path, place: str) -> None:
    for name in ("projects", "demand", "dependencies"):
        path = folder / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert said(visit(place))


def test_saving_opening_and_adopting_a_scenario(visit: Visit) -> None:
    page = visit("scenarios", confidence="0.8")
    page.text_input(key="save-name").set_value("Cautious <b>").run()
    page.button(key="save-scenario").click().run()
    assert notices(page) == ["Saved as version 1 of Cautious <b>."]
    settled(page)
    assert "Cautious <b>" in said(page)
    opening = next(b for b in page.button if b.key.startswith("open:"))
    page.button(key="reset").click().run()
    settled(page)
    assert "confidence" not in page.query_params
    page.button(key=opening.key).click().run()
    assert page.query_params["confidence"] == "0.8"


@pytest.mark.slow
@pytest.mark.usefixtures("nothing_known")
def test_while_the_constraint_is_being_confirmed_every_page_goes_by_the_same_first_measure(
    visit: Visit, portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirmed = Event()

    def held(*asked: Any, **more: Any) -> LimitingPool:
        assert confirmed.wait(60)
        return LIMITING_POOL.run(*asked, **more)

    monkeypatch.setattr(analysis_status, "LIMITING_POOL", replace(LIMITING_POOL, run=held))
    first = by_first_measure(first_measure(portfolio).pool_id, portfolio)
    pages = [visit("constraint", wait=False, view=view) for view in ("constraint", "sequence")]
    pages += [visit(page, wait=False) for page in ("strategy", "interventions")]
    for page in pages:
        deadline = time.monotonic() + 30
        while first not in paragraphs_of(page) and time.monotonic() < deadline:
            page.run()
        assert paragraphs_of(page).count(first) == 1
    confirmed.set()
    for page in pages:
        assert "On a first estimate" not in text_of(settled(page))
