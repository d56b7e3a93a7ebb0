"""The money view: years add up, and discounted they are the value; payback, exit, write-off and release by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from engine.explain.money_view import explain_money, money_table
from engine.optimise.recommend import Target, find_plan
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.settings import Budget
from engine.portfolio.model.vocabulary import Action, Mode
from engine.report.comparison import Position
from engine.report.money_view import payback_month, plan_money
from engine.valuation.discounting import present_factors
from tests.support.building import Tables, write_folder
from tests.support.commands import run
from tests.support.small_portfolios import random_portfolio
from tests.support.tiny import days, portfolio, project

EXACT = Target(gap=0.0, seconds=30.0)


def at(shop: Portfolio) -> Position:
    return Position(shop, find_plan(shop, EXACT))


@pytest.mark.parametrize("seed", range(8))
def test_years_less_discounting_are_the_value_of_the_plan(seed: int) -> None:
    shop = random_portfolio(seed)
    position = at(shop)
    if position.plan.value is None:
        pytest.skip("no plan meets the rules of this draw")
    money = plan_money(position)
    net = np.diff([0.0, *money.cumulated])
    assert float(net @ present_factors(shop.settings.discount_rate, net.size)) == pytest.approx(position.plan.value)
    assert money.net == pytest.approx(money.cumulated[-1])
    assert money.net - money.discounting == pytest.approx(position.plan.value)
    lines = {row[0]: row[2:] for row in money_table(money, None, shop).rows}
    assert lines["Value of the plan"][-1] == position.plan.value
    assert lines["Net"][-1] == pytest.approx(sum(lines["Net"][:-1]))
    assert lines["Net"][-1] + lines["Less for coming later"][-1] == pytest.approx(position.plan.value)
    benefits = ("Cash benefits", "Avoided cost", "Soft benefits", "Benefits of no stated type", "Salvage")
    come = sum(lines[line][-1] for line in benefits if line in lines)
    gone = sum(lines[line][-1] for line in ("Spent", "Internal labour", "Penalties") if line in lines)
    assert come - gone == pytest.approx(lines["Net"][-1])


def test_a_table_by_year_is_written_on_one_scale_so_that_its_lines_add_up_as_they_stand() -> None:
    large = project("large", remaining_cost=28.86e9, benefit_per_month=0.4617e9)
    position = at(portfolio(large, project("small", benefit_per_month=2.4e6)))
    table = money_table(plan_money(position), None, position.portfolio)
    lines = {row[0]: row[2:] for row in table.texts("GBP")}
    assert {text[-2:] for line in lines.values() for text in line if text not in ("–", "£0")} == {"bn"}
    amounts = {
        name: [_billions(text) for text in line] for name, line in lines.items() if name != "Less for coming later"
    }
    for come, spent, net in zip(amounts["Benefits of no stated type"], amounts["Spent"], amounts["Net"], strict=True):
        assert come - spent == pytest.approx(net, abs=0.0101)


def _billions(text: str) -> float:
    return float(text.replace("−", "-").replace("£", "").removesuffix("bn").replace(",", "").replace("–", "nan"))


def test_net_less_discounting_is_the_value_as_it_is_written() -> None:
    position = at(portfolio(project("new", benefit_per_month=1_234_567.0)))
    amounts = [figure.text for _, figure in explain_money(plan_money(position), position.portfolio).short.evidence]
    net, later, value = (float(text.removeprefix("£").removesuffix("m")) for text in amounts[:3])
    assert net - later == pytest.approx(value)


def test_a_stop_releases_budget_costs_its_exit_and_writes_off_what_was_spent() -> None:
    # Two months of work at 30 each for a benefit of 1 a month over a year: stopped. Exit costs 5, 70 were spent.
    stopped = project(
        "old", in_flight=True, remaining_cost=60.0, benefit_per_month=1.0, exit_cost=5.0, spent_to_date=70.0
    )
    shop = portfolio(stopped, project("new"))
    position = at(shop)
    assert position.plan.decisions[0].action is Action.STOP
    money = plan_money(position)
    assert (money.released, money.exit_cost, money.written_off) == (60.0, 5.0, 70.0)
    # November and December 2026 spend 10 each, and 5 to exit; from January 2027 on 10 come a month.
    assert [(y.money.name, y.money.net, y.exit_cost, y.released) for y in money.years[:2]] == [
        ("2026", -25.0, 5.0, 60.0),
        ("2027", 120.0, 0.0, 0.0),
    ]
    # −15, −25, −15, −5, +5: ahead from the fifth month on, March 2027.
    assert money.payback == 4
    said = " ".join(c.prose for c in (explain_money(money, shop).short, *explain_money(money, shop).further))
    assert "paid back by Mar 2027" in said
    assert "What the plan does not run no longer spends £60 and costs £5 to exit. It writes off £70" in said
    budget = shop.settings.model_copy(update={"budgets": (Budget.model_validate({"from": 0, "amount": 1_000.0}),)})
    limited = explain_money(money, shop.model_copy(update={"settings": budget})).paragraph
    assert "releases £60 of budget and costs £5 to exit. It writes off £70" in limited


def test_capital_and_operating_cost_by_hand_and_nothing_of_them_where_no_project_says_so() -> None:
    # "a" costs 20 over two months from November 2026, 60 % of it capital; "b" says nothing of its 30 in 2027;
    # "old" is stopped: what leaving it costs is operating.
    a, b = project("a", capital_share=0.6), project("b", remaining_cost=30.0, earliest_start=2, planned_start=2)
    old = project("old", in_flight=True, benefit_per_month=0.0, exit_cost=5.0, capital_share=1.0)
    shop = portfolio(a, b, old)
    money = plan_money(at(shop))
    split = [year.split for year in money.years]
    assert [(s.capital, s.operating, s.unstated) for s in split if s] == [
        (pytest.approx(12), pytest.approx(13), 0.0),
        (0.0, pytest.approx(0), pytest.approx(30)),
        *[(0.0, 0.0, 0.0)] * (len(split) - 2),
    ]
    lines = {row[0]: row[-1] for row in money_table(money, None, shop).rows}
    kinds = ("of that, capital", "of that, operating", "of that, not stated as either")
    assert [lines[kind] for kind in kinds] == [pytest.approx(amount) for amount in (12, 13, 30)]
    assert sum(lines[kind] or 0 for kind in kinds) == pytest.approx(lines["Spent"])
    said = " ".join(c.prose for c in explain_money(money, shop).further)
    assert "£12 is capital and £13 operating. For £30 of it the data say neither." in said
    silent = plan_money(at(portfolio(project("a"), b)))
    assert silent.split is None
    assert not any("capital" in str(row[0]) for row in money_table(silent, None, shop).rows)
    assert "capital" not in " ".join(c.prose for c in explain_money(silent, shop).further)


def test_an_accelerated_mode_is_split_with_the_rest_and_a_pause_is_operating() -> None:
    fast = project(
        "fast", capital_share=0.5, can_accelerate=True, accelerated_duration=1, acceleration_cost=8.0,
        urgency="deadline", deadline=1, penalty_per_month=50.0,
    )  # fmt: skip
    late = project("late", in_flight=True, capital_share=0.25, pause_cost_per_month=3.0, mandatory=True)
    shop = portfolio(fast, late, demand=(days("fast", 10), days("late", 20)))
    money = plan_money(at(shop))
    decisions = {d.project_id: d for d in at(shop).plan.decisions}
    assert (decisions["fast"].mode, decisions["late"].start) == (Mode.ACCELERATED, 1)
    assert money.split is not None
    assert money.split.capital == pytest.approx(0.5 * 28 + 0.25 * 20)
    assert money.split.operating == pytest.approx(0.5 * 28 + 0.75 * 20 + 3)


@pytest.mark.parametrize(
    ("net", "month"),
    [([1.0, 2.0], 0), ([-1.0, 2.0], 1), ([-1.0, 2.0, -2.0, 5.0], 3), ([-1.0, 0.5], None), ([-2.0, 2.0, 0.0], 1)],
)
def test_payback_is_when_it_stays_ahead(net: list[float], month: int | None) -> None:
    assert payback_month(np.array(net)) == month


def test_the_table_sets_plan_and_base_side_by_side_and_takes_them_away() -> None:
    shop = portfolio(project("a"))
    money = plan_money(at(shop))
    table = money_table(money, money, shop)
    assert [row[:2] for row in table.rows[:2]] == [(table.rows[0][0], "this plan"), (table.rows[0][0], "base")]
    assert [column.head for column in table.columns][:3] == ["Money", "Plan", "2026"]
    assert len(json.dumps(table.records())) > 0
    assert all(len(row) == len(table.columns) for row in table.rows)


def test_the_command_reconciles_with_the_recommendation(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "base", Tables())
    said = json.loads(run("money", folder, "--json"))
    value = json.loads(run("recommend", folder, "--json"))["value"]
    assert said["value"] == pytest.approx(value)
    (net,) = (row for row in said["years"] if row["Money"] == "Net")
    years = [amount for head, amount in net.items() if head not in ("Money", "Plan", "All years")]
    assert sum(years) - said["discounting"] == pytest.approx(value)
    assert said["sentence"].replace("\u00a0", " ") in run("money", folder)
