"""The rows of the decision model, one golden text a family, small enough to check by hand.

``a@2`` is project A started in month 2, ``a@2 fast`` in accelerated mode; doing no work has no term. To write the
files of ``tests/golden`` anew: ``COCKPIT_WRITE_GOLDEN=1 pytest tests/optimise/test_constraint_rows.py``, then read the
difference.
"""

from __future__ import annotations

import inspect
import os
from pathlib import Path

import numpy as np
import pytest

from engine.explain.rules import rule_in_words
from engine.optimise import constraint_rows
from engine.optimise.choice import ChoiceProblem
from engine.optimise.constraint_rows import CapacityRows, budget_windows, capacity_rows, side_rows
from engine.optimise.model import build_model
from engine.optimise.options import OptionTable, list_options
from engine.optimise.recommendation import family_of
from engine.portfolio.model.portfolio import Pin, Portfolio
from engine.portfolio.model.resources import CapacityOverride
from engine.portfolio.model.settings import Budget, Theme
from engine.portfolio.model.vocabulary import Action, Lift
from tests.support.small_portfolios import random_portfolio
from tests.support.tiny import days, link, pool, portfolio, project

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
FAST = {"can_accelerate": True, "accelerated_duration": 1, "acceleration_cost": 6.0, "acceleration_work": 0.5}


def _capacity() -> Portfolio:
    """Ten days a month, a tenth protected, two to buy; a profile, a quick mode, a pause, a month with less."""
    return portfolio(
        project("a", in_flight=True, restart_work=0.5),
        project("b", **FAST),
        pools=(pool(flex_share=0.2, flex_day_rate=3),),
        demand=(days("a", 8, month_offset=0), days("a", 2, month_offset=1), days("b", 6)),
        capacity=(CapacityOverride(pool_id="team", month=1, capacity=5),),
        protective_capacity=0.1,
        horizon_months=2,
    )


def _precedence() -> Portfolio:
    return portfolio(
        project("a", **FAST), project("b"), project("c", in_flight=True),
        dependencies=(link("a", "b", 1), link("a", "c")), horizon_months=5,
    )  # fmt: skip


def _budget() -> Portfolio:
    """Year one has three months left, year two a month that this portfolio can reach."""
    return portfolio(
        project("a", in_flight=True, pause_cost_per_month=2.0, exit_cost=7.0),
        project("b", **FAST),
        budgets=(Budget(start=-9, amount=30.0), Budget(start=3, amount=5.0)),
        pools=(pool(flex_share=0.2, flex_day_rate=3),),
        demand=(days("a", 12), days("b", 12)),
        horizon_months=3,
    )


def _exclusive() -> Portfolio:
    return portfolio(
        project("a", exclusive_group="g"), project("b", exclusive_group="g", **FAST), project("c"), horizon_months=2
    )


def _floor() -> Portfolio:
    return portfolio(
        project("a", theme="north", duration_months=1), project("b", **FAST), project("c"),
        themes=(Theme(name="north", floor=0.25), Theme(name="south")), floor_pool="team",
        pools=(pool(), pool("rig")), demand=(days("a", 4), days("b", 8), days("c", 5, "rig")), horizon_months=2,
    )  # fmt: skip


def _pin() -> Portfolio:
    pins = (
        Pin(project_id="a", start=1),
        Pin(project_id="b", action=Action.DEFER),
        Pin(project_id="c", action=Action.STOP),
        Pin(project_id="d", action=Action.ACCELERATE),
        Pin(project_id="e", action=Action.DEFER),
    )
    worthless = project("e", benefit_per_month=0.0)
    return portfolio(
        project("a"), project("b"), project("c"), project("d", **FAST), worthless,
        rules={"pins": pins}, horizon_months=3,
    )  # fmt: skip


def _parallel() -> Portfolio:
    return portfolio(
        project("a"), project("b", **FAST), project("c"),
        demand=(days("a", 4), days("b", 4)), pools=(pool(), pool("rig")),
        rules={"max_parallel": (("team", 1.0),)}, horizon_months=2,
    )  # fmt: skip


def _max_changes() -> Portfolio:
    return portfolio(
        project("a"), project("b", planned_start=1, **FAST), project("c", in_plan=False),
        rules={"max_changes": 1}, horizon_months=2,
    )  # fmt: skip


def _mandatory() -> Portfolio:
    return portfolio(project("a", mandatory=True, latest_finish=3), project("b"), horizon_months=3)


CASES = {
    "capacity": _capacity(),
    "precedence": _precedence(),
    "budget": _budget(),
    "exclusive": _exclusive(),
    "floor": _floor(),
    "pin": _pin(),
    "parallel": _parallel(),
    "max_changes": _max_changes(),
    "mandatory": _mandatory(),
}


@pytest.mark.parametrize("family", CASES)
def test_rows_are_as_written_down(family: str) -> None:
    path = GOLDEN / f"rows_{family}.txt"
    text = "\n".join(line for line in _dump(CASES[family]) if line.startswith(family)) + "\n"
    if os.environ.get("COCKPIT_WRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_every_family_has_its_golden_text() -> None:
    written = {path.stem.removeprefix("rows_") for path in GOLDEN.glob("rows_*.txt")}
    functions = [
        f
        for _, f in inspect.getmembers(constraint_rows, inspect.isfunction)
        if f.__module__ == constraint_rows.__name__
    ]
    side_families = [f for f in functions if f.__annotations__.get("return") == "Iterator[SideRow]"]
    assert written == set(CASES)
    assert len(side_families) == len(CASES) - len({"capacity", "mandatory"})


def test_random_portfolios_use_these_families_and_no_other() -> None:
    seen = set()
    for seed in range(60):
        problem = build_model(random_portfolio(seed)).problem
        seen |= {family_of(n) for n in (*problem.row_names, *problem.side_names, *problem.group_names)}
    assert seen == set(CASES)


@pytest.mark.parametrize("family", CASES)
def test_every_row_has_a_name_of_its_own_and_words_without_codes(family: str) -> None:
    of = CASES[family]
    problem = build_model(of).problem
    names = (*problem.row_names, *problem.side_names, *problem.group_names)
    assert len(set(names)) == len(names)
    assert not any(c in rule_in_words(name, of) for name in names for c in "[]→_")


class TestRowsThatLimitNothing:
    def test_capacity_for_everything_at_once_needs_no_row(self) -> None:
        of = portfolio(project("a"), project("b"), demand=(days("a", 10), days("b", 10)))
        assert build_model(of).problem.row_names == ()

    def test_a_budget_for_everything_needs_no_row(self) -> None:
        of = portfolio(project("a"), project("b"), budgets=(Budget(start=0, amount=40.0),))
        assert build_model(of).problem.side_names == ()

    @pytest.mark.parametrize(
        ("lift", "family"), [(Lift.MANDATES, "mandatory"), (Lift.FLOORS, "floor"), (Lift.EXCLUSIONS, "exclusive")]
    )
    def test_a_lifted_rule_makes_none(self, lift: Lift, family: str) -> None:
        of = CASES[family]
        lifted = of.model_copy(update={"rules": of.rules.model_copy(update={"lifted": frozenset({lift})})})
        assert [line for line in _dump(lifted) if line.startswith(family)] == []


class TestBudgetWindows:
    def test_a_year_has_twelve_months_and_ends_where_the_next_begins(self) -> None:
        starts = (20, -5, 4)
        of = portfolio(project("a"), budgets=tuple(Budget(start=s, amount=1.0) for s in starts))
        assert [(b.start, first, end) for b, first, end in budget_windows(of)] == [(-5, 0, 4), (4, 4, 16), (20, 20, 32)]

    def test_a_year_that_is_over_pays_for_nothing(self) -> None:
        of = portfolio(project("a"), budgets=(Budget(start=-12, amount=0.0),))
        assert build_model(of).problem.side_names == ()


class TestFlexPrice:
    def test_is_what_a_day_costs_more_than_the_charge_made_anyway_in_money_of_today(self) -> None:
        pools = (pool(flex_share=0.2, flex_day_rate=3, day_rate=2),)
        demand = (days("a", 24),)
        for counted, expected in ((False, 3.0), (True, 1.0)):
            of = portfolio(
                project("a"), pools=pools, demand=demand, count_internal_labour=counted, discount_rate=0.08,
                horizon_months=1,
            )  # fmt: skip
            result = capacity_rows(of, list_options(of))
            assert result.flex_price == pytest.approx([expected, expected * 1.08 ** (-1 / 12)])
            assert result.flex_cash.tolist() == [3.0, 3.0]


def _dump(of: Portfolio) -> list[str]:
    """Every row of a portfolio's model before any option is dropped, in words of one line."""
    table = list_options(of)
    capacity = capacity_rows(of, table)
    labels = _labels(of, table)
    lines = _capacity_lines(table, capacity, labels)
    lines += _side_lines(of, table, capacity, labels)
    problem = build_model(of).problem
    for group in np.flatnonzero(problem.required):
        own = (table.project == group).astype(float)
        lines.append(f"{problem.group_names[group]}: {_sum(own, labels)} = 1")
    return lines


def _labels(of: Portfolio, table: OptionTable) -> list[str]:
    return [
        f"{of.projects[p].project_id}@{s}{' fast' if fast else ''}"
        for p, s, fast in zip(table.project, table.start, table.accelerated, strict=True)
    ]


def _capacity_lines(table: OptionTable, capacity: CapacityRows, labels: list[str]) -> list[str]:
    usage = table.work.toarray()[capacity.pool * table.n_months + capacity.month]
    return [
        f"{name}: {_sum(used, labels)} ≤ {room:g} + up to {flex:g} bought at {price:g}"
        for name, used, room, flex, price in zip(
            capacity.names, usage, capacity.capacity, capacity.flex_limit, capacity.flex_price, strict=True
        )
    ]


def _side_lines(of: Portfolio, table: OptionTable, capacity: CapacityRows, labels: list[str]) -> list[str]:
    nothing = np.zeros((len(capacity.names), table.n_options))
    problem = ChoiceProblem(
        np.zeros(table.n_options), table.project, nothing, capacity.capacity, [False] * len(of.projects),
        rows=side_rows(of, table, capacity),
    )  # fmt: skip
    terms = np.hstack((problem.side.toarray(), problem.side_flex.toarray()))
    names = [*labels, *(f"bought {name.removeprefix('capacity')}" for name in capacity.names)]
    return [
        f"{name}: {f'{lower:g} ≤ ' if np.isfinite(lower) else ''}{_sum(row, names)}"
        f"{f' ≤ {upper:g}' if np.isfinite(upper) else ''}"
        for name, row, lower, upper in zip(
            problem.side_names, terms, problem.side_lower, problem.side_upper, strict=True
        )
    ]


def _sum(coefficients: np.ndarray, names: list[str]) -> str:
    terms = []
    for coefficient, name in zip(coefficients.tolist(), names, strict=True):
        if coefficient:
            sign = "− " if coefficient < 0 else "+ " if terms else ""
            size = "" if abs(coefficient) == 1 else f"{abs(coefficient):g} "
            terms.append(f"{sign}{size}{name}")
    return " ".join(terms) or "0"
