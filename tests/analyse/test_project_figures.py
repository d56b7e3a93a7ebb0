"""One vocabulary: each figure of a project has one value, in whatever analysis or command it stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.analyse.decisions.agenda import agenda
from engine.analyse.decisions.decision_delay import decision_delay
from engine.analyse.decisions.first_decisions import adopted_together, first_decisions
from engine.analyse.decisions.project_figures import project_figures
from engine.analyse.decisions.signs import signs
from engine.analyse.health.illusion import illusion
from engine.analyse.project.tradeoff import all_trade_offs
from engine.analyse.sequence.sequence import sequence
from engine.analyse.today.reading import TodaysWay
from engine.compute import SolveBudget
from engine.explain.project_figures import figure_rows
from engine.optimise.recommend import Target, find_plan
from engine.portfolio.model.vocabulary import Action
from engine.wording.glossary import meaning_of
from tests.support.building import Tables, write_folder
from tests.support.commands import run
from tests.support.small_portfolios import random_portfolio

EXACT = SolveBudget(target=Target(0.0, 30.0), workers=1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 5, 8, 11])
def test_each_term_has_one_value_in_every_analysis(seed: int) -> None:
    shop = random_portfolio(seed)
    plan = find_plan(shop, Target(0.0, 30.0))
    seen, points = illusion(shop, SolveBudget(workers=1)), agenda(shop, plan, most=len(shop.projects))
    delay, order = decision_delay(shop, plan), sequence(shop, plan, EXACT)
    alone = {d.project_id: d for d in signs(shop, plan, threshold=0.0).tradeoffs.decisions}
    steps = {s.project_id: s for s in first_decisions(shop, plan, most=len(shop.projects)).steps}
    way = TodaysWay(shop)
    today = adopted_together(shop, (), way).value
    places, decisions = {p.project_id: p for p in order.projects}, {d.project_id: d for d in plan.decisions}
    for trade_off in all_trade_offs(shop, plan, EXACT, precision=0.0):
        own = project_figures(shop, trade_off, seen.contributions, points, delay)
        i = own.project_id
        assert own.cost_of_delay == places[i].cost_of_delay
        if own.gain_on_its_own is not None:
            adopted = adopted_together(shop, (decisions[i],), way).value
            assert own.gain_on_its_own.named == pytest.approx(adopted - today, abs=1e-6)
        if i in alone:
            assert own.gain_on_its_own is not None
            assert alone[i].money == pytest.approx(own.gain_on_its_own.named, abs=1e-6)
        if own.gain_in_turn is not None:
            assert (own.gain_in_turn.named, own.gain_in_turn.low) == (steps[i].gain, steps[i].gain_low)
        if own.price_of_refusing is not None:
            assert own.price_of_refusing.low >= -1e-6 or shop.rules.weights or shop.rules.pins
        if decisions[i].action is Action.STOP and own.gain_on_its_own is not None and i in shop.planned:
            assert own.net_contribution == pytest.approx(-own.gain_on_its_own.named, abs=1e-6)


def test_the_command_says_the_same_with_a_line_on_each_and_the_glossary(tmp_path: Path) -> None:
    tables = Tables()
    del tables.settings["themes"][1]["floor"]
    folder = write_folder(tmp_path / "p", tables)
    project = json.loads(run("first", folder, "--json"))["steps"][0]["project_id"]
    figures = json.loads(run("explain", folder, project, "--json"))
    by_project = {p["project_id"]: p for p in json.loads(run("illusion", folder, "--json"))["projects"]}
    assert figures["net_contribution"] == pytest.approx(by_project[project]["net_contribution"])
    assert figures["cost_to_others"] == pytest.approx(by_project[project]["cost_to_others"])
    text = run("explain", folder, project)
    for term, meaning in figures["meanings"].items():
        assert meaning == meaning_of(term)
        assert meaning in text
    assert "Glossary" in text
    assert "there is no project" in run("explain", folder, "nobody", "--json", exit_code=1)


@pytest.mark.slow
def test_every_figure_has_its_line() -> None:
    shop = random_portfolio(8)
    plan = find_plan(shop, Target(0.0, 30.0))
    trade_off, *_ = all_trade_offs(shop, plan, EXACT)
    own = project_figures(
        shop,
        trade_off,
        illusion(shop, SolveBudget(workers=1)).contributions,
        agenda(shop, plan),
        decision_delay(shop, plan),
    )
    rows = figure_rows(own, shop)
    assert len({term for term, _, _ in rows}) == len(rows) == 8
    assert all(figure and meaning for _, figure, meaning in rows)
