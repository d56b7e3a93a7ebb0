"""Conflicts and ways out as a steering group reads them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from engine.explain.infeasible import conflict_sentence, cut_off_in_words, out_of_time_sentence, remedy_sentence
from engine.explain.rules import rule_in_words
from engine.optimise.recommend import Target, recommend
from engine.optimise.recommendation import Recommendation, Remedy, Status
from engine.portfolio.model.portfolio import Pin, Portfolio
from engine.portfolio.model.settings import Budget, Theme
from engine.portfolio.model.vocabulary import Action
from engine.wording.formats import SPACE
from tests.support.small_portfolios import random_portfolio
from tests.support.tiny import PLANNING_MONTH, days, link, pool, portfolio, project

OF = portfolio(
    project("lake", name="Data Lake", mandatory=True, latest_finish=5, exclusive_group="g"),
    project("app", name="Homeowner App", exclusive_group="g", mandatory=True),
    project("rig", name="Test Rig", exclusive_group="h"),
    pools=(pool("team", name="Integration & Data"),),
    dependencies=(link("lake", "app"),),
    themes=(Theme(name="Safe & Compliant", floor=0.25),),
    floor_pool="team",
    budgets=(Budget(start=-7, amount=1_250_000.0),),
    rules={
        "pins": (Pin(project_id="app", action=Action.STOP), Pin(project_id="lake", start=4)),
        "max_changes": 3,
        "max_parallel": (("team", 2.0),),
    },
)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("capacity[team,2027-03]", "the capacity of Integration & Data in Mar 2027"),
        ("precedence[lake→app,2027-03]", "Homeowner App waits for Data Lake"),
        ("budget[2026-04]", "the budget of £1.25m for the year from Apr 2026"),
        ("exclusive[g]", "only one of Data Lake or Homeowner App may run"),
        ("floor[Safe & Compliant]", f"the floor of 25{SPACE}% for Safe & Compliant"),
        ("pin[app]", "Homeowner App is pinned to stop"),
        ("pin[lake]", "Data Lake is pinned to start in Mar 2027"),
        ("parallel[team,2027-03]", f"the limit of 2{SPACE}projects at once in Integration & Data in Mar 2027"),
        ("max_changes", f"the limit of 3{SPACE}changes from today's plan"),
        ("mandatory[lake]", "Data Lake is mandatory and must be done by Apr 2027"),
        ("mandatory[app]", "Homeowner App is mandatory and must be done"),
    ],
)
def test_every_rule_in_words(name: str, words: str) -> None:
    assert rule_in_words(name, OF) == words


def test_a_limit_of_one_is_written_so() -> None:
    rules = OF.rules.model_copy(update={"max_changes": 1, "max_parallel": (("team", 1.0),)})
    tight = OF.model_copy(update={"rules": rules})
    assert rule_in_words("max_changes", tight) == f"the limit of 1{SPACE}change from today's plan"
    assert f"of 1{SPACE}project at once" in rule_in_words("parallel[team,2027-03]", tight)


@pytest.mark.parametrize("name", ["weather[team]", "no name at all"])
def test_a_rule_without_words_keeps_its_name(name: str) -> None:
    assert rule_in_words(name, OF) == name


@pytest.mark.parametrize("name", ["mandatory[gone]", "pin[gone]", "capacity[gone,soon]", "budget[2031-04]", "floor[x]"])
def test_a_rule_of_another_portfolio_still_has_words(name: str) -> None:
    assert not set("[]") & set(rule_in_words(name, OF))


def infeasible(*conflict: str, ways: tuple[Remedy, ...] = ()) -> Recommendation:
    return Recommendation(
        portfolio="Tiny", fingerprint="", currency="GBP", planning_month=PLANNING_MONTH, status=Status.INFEASIBLE,
        value=None, objective=None, best_bound=None, gap=None, seconds=0.1, solver="highs", plan_value=0.0,
        conflict=conflict, ways_out=ways,
    )  # fmt: skip


class TestConflictSentence:
    def test_names_the_rules(self) -> None:
        said = conflict_sentence(infeasible("capacity[team,2027-03]", "mandatory[lake]"), OF)
        assert said == (
            "These rules cannot hold together: the capacity of Integration & Data in Mar 2027; "
            "and Data Lake is mandatory and must be done by Apr 2027."
        )

    def test_of_one_rule_that_nothing_can_satisfy(self) -> None:
        assert conflict_sentence(infeasible("pin[lake]"), OF) == (
            "No plan can satisfy this: Data Lake is pinned to start in Mar 2027."
        )

    def test_months_of_one_rule_count_once_and_many_rules_are_cut_short(self) -> None:
        months = [f"precedence[lake→app,2027-0{m}]" for m in range(1, 9)]
        rules = ["mandatory[lake]", "mandatory[app]", "exclusive[g]", "max_changes"]
        said = conflict_sentence(infeasible(*months, *rules), OF)
        assert said.count("waits for") == 1
        assert said.endswith("; and 1 more.")

    def test_nothing_found_in_time_is_said_plainly(self) -> None:
        assert conflict_sentence(infeasible(), OF) == "No plan meets all rules of this scenario."


class TestRemedySentence:
    @pytest.mark.parametrize(
        ("way", "words"),
        [
            (
                Remedy("budget[2026-04]", 310_000.0, 310_000.0),
                "add £310k to the budget of £1.25m for the year from Apr",
            ),
            (
                Remedy("capacity[team,2027-03]", 18.0, 16_200.0),
                "add 18 person-days to the capacity of Integration & Data in Mar 2027 (about £16.2k)",
            ),
            (Remedy("mandatory[lake]", None, 0.0), "lift the mandate on Data Lake"),
            (Remedy("pin[app]", None, 0.0), "remove the pin on Homeowner App"),
            (Remedy("exclusive[g]", None, 0.0), "lift the rule that only one of Data Lake or Homeowner App may run"),
            (Remedy("floor[Safe & Compliant]", None, 0.0), f"drop the floor of 25{SPACE}% for Safe & Compliant"),
            (Remedy("max_changes", 2.0, 0.0), f"raise the limit of 3{SPACE}changes from today's plan by 2"),
            (Remedy("parallel[team,2027-03]", 1.0, 0.0), "in Integration & Data in Mar 2027 by 1"),
        ],
    )
    def test_says_what_to_do(self, way: Remedy, words: str) -> None:
        said = remedy_sentence(infeasible(way.row, ways=(way,)), OF)
        assert said.startswith("Cheapest remedy: ")
        assert words in said

    def test_offers_the_next_best_too(self) -> None:
        ways = (Remedy("budget[2026-04]", 9e5, 9e5), Remedy("pin[app]", None, 0.0), Remedy("mandatory[app]", None, 0.0))
        said = remedy_sentence(infeasible("budget[2026-04]", ways=ways), OF)
        assert said.endswith(", or remove the pin on Homeowner App or lift the mandate on Homeowner App.")

    def test_what_it_asks_for_is_never_too_little(self) -> None:
        for amount in (0.013, 0.26, 1.24, 12.34, 123.4, 1234.5, 12_345.6):
            said = remedy_sentence(infeasible("x", ways=(Remedy("capacity[team,2027-03]", amount, 0.0),)), OF)
            asked = float(re.findall(r"add ([\d,.]+) person", said)[0].replace(",", ""))
            assert amount <= asked <= amount * 1.01 + 0.1
        said = remedy_sentence(infeasible("x", ways=(Remedy("budget[2026-04]", 1_234_001.0, 1.0),)), OF)
        assert "add £1.24m" in said

    def test_none_is_said_plainly(self) -> None:
        said = remedy_sentence(infeasible("max_changes"), OF)
        assert "Lifting a single rule is not enough" in said
        assert "go back to the base scenario" in said


@pytest.mark.slow
def test_real_conflicts_are_told_without_codes() -> None:
    reported = 0
    for seed in range(40):
        of = random_portfolio(seed)
        answer = recommend(of, target=Target(0.0, 20.0))
        if answer.status is Status.INFEASIBLE:
            reported += 1
            for said in (conflict_sentence(answer, of), remedy_sentence(answer, of)):
                assert re.fullmatch(r"[A-Z][^\[\]_→]+\.", said), said
    assert reported > 5


def test_a_conflict_from_end_to_end() -> None:
    of: Portfolio = portfolio(
        project("a", name="Ledger", mandatory=True, latest_finish=2),
        pools=(pool(name="Testers", flex_share=0.2, flex_day_rate=3),),
        demand=(days("a", 30, month_offset=0),),
    )
    answer = recommend(of)
    assert conflict_sentence(answer, of) == (
        "These rules cannot hold together: the capacity of Testers in Nov 2026; "
        "and Ledger is mandatory and must be done by Jan 2027."
    )
    assert remedy_sentence(answer, of) == (
        "Cheapest remedy: add 18 person-days to the capacity of Testers in Nov 2026 (about £54), "
        "or lift the mandate on Ledger."
    )


def test_what_the_clock_cut_off_says_so() -> None:
    cut_off = "The machine was too busy to finish the work: ask again when it is not."
    result = recommend(random_portfolio(0), target=Target(0.0, 10.0))
    for status in (Status.FEASIBLE, Status.NO_SOLUTION):
        assert cut_off not in out_of_time_sentence(replace(result, status=status))
        assert out_of_time_sentence(replace(result, status=status, cut_off=True)).endswith(cut_off)
    assert cut_off_in_words(replace(result, cut_off=True)) == f" {cut_off}"
