"""Why nothing is feasible: conflicts without a needless row, and ways out that really lead out."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest

from engine.optimise.choice import ChoiceProblem, SideRow
from engine.optimise.conflict import cheapest_excess, find_conflict
from engine.optimise.model import build_model
from engine.optimise.recommend import Target, recommend
from engine.optimise.recommendation import Recommendation, Remedy, Status
from engine.optimise.solve import solve_choice
from engine.optimise.work_limit import WorkLimit
from engine.portfolio.model.portfolio import Pin, Portfolio, Rules
from engine.portfolio.model.resources import CapacityOverride
from engine.portfolio.model.settings import Budget, Theme
from engine.portfolio.model.vocabulary import Action, Lift
from tests.support.small_portfolios import random_portfolio
from tests.support.tiny import days, link, pool, portfolio, project

EXACT = Target(gap=0.0, seconds=20.0)
SEEDS = range(110)
DUTY = {"mandatory": True, "latest_finish": 2}


@cache
def infeasible_portfolios() -> tuple[tuple[int, Portfolio, Recommendation], ...]:
    drawn = ((seed, random_portfolio(seed)) for seed in SEEDS)
    answers = ((seed, of, recommend(of, target=EXACT)) for seed, of in drawn)
    return tuple((seed, of, answer) for seed, of, answer in answers if answer.status is Status.INFEASIBLE)


def only(problem: ChoiceProblem, names: set[str]) -> ChoiceProblem:
    """The same options under the rows of these names and no others."""
    capacity = [i for i, name in enumerate(problem.row_names) if name in names]
    side = [i for i, name in enumerate(problem.side_names) if name in names]
    required = [bool(r) and name in names for r, name in zip(problem.required, problem.group_names, strict=True)]
    return ChoiceProblem(
        np.zeros(problem.n_options),
        problem.group,
        problem.usage.toarray()[capacity],
        problem.capacity[capacity],
        required,
        problem.flex_limit[capacity],
        None,
        [
            SideRow(
                problem.side_names[i],
                problem.side.toarray()[i],
                problem.side_lower[i],
                problem.side_upper[i],
                problem.side_flex.toarray()[i][capacity],
            )
            for i in side
        ],
    )


@pytest.mark.slow
class TestOnRandomPortfolios:
    def test_there_are_enough_of_them_with_every_kind_of_rule(self) -> None:
        named = {name.split("[")[0] for _, _, answer in infeasible_portfolios() for name in answer.conflict}
        assert len(infeasible_portfolios()) > 20
        assert {"capacity", "pin", "mandatory", "budget", "max_changes", "precedence", "floor"} <= named

    def test_the_rows_in_conflict_exist_and_contradict_one_another(self) -> None:
        for seed, of, answer in infeasible_portfolios():
            problem = build_model(of).problem
            known = {*problem.row_names, *problem.side_names, *problem.group_names}
            assert answer.conflict, f"seed {seed}"
            assert len(set(answer.conflict)) == len(answer.conflict), f"seed {seed}"
            assert set(answer.conflict) <= known, f"seed {seed}"
            left = solve_choice(only(problem, set(answer.conflict)), time_limit=20)
            assert left.status is Status.INFEASIBLE, f"seed {seed}"

    def test_without_any_one_of_them_the_others_hold_together(self) -> None:
        for seed, of, answer in infeasible_portfolios():
            problem = build_model(of).problem
            for name in answer.conflict:
                left = solve_choice(only(problem, set(answer.conflict) - {name}), time_limit=20)
                assert left.objective is not None, f"seed {seed} without {name}"

    def test_every_way_out_makes_the_portfolio_feasible(self) -> None:
        for seed, of, answer in infeasible_portfolios():
            for way in answer.ways_out:
                freed = recommend(taken(of, way), target=EXACT)
                assert freed.status is Status.OPTIMAL, f"seed {seed}: {way}"

    def test_half_of_a_way_out_is_not_enough(self) -> None:
        for seed, of, answer in infeasible_portfolios():
            for way in answer.ways_out:
                if way.amount is not None and way.row.startswith(("capacity", "budget")):
                    half = Remedy(way.row, way.amount / 2, way.cost / 2)
                    assert recommend(taken(of, half), target=EXACT).status is Status.INFEASIBLE, f"seed {seed}: {way}"

    def test_no_single_rule_that_would_do_is_left_out(self) -> None:
        for seed, of, answer in infeasible_portfolios():
            offered = {way.row for way in answer.ways_out}
            for row in set(answer.conflict) - offered:
                family = row.split("[")[0]
                if family != "precedence":
                    problem = build_model(of).problem
                    everything = {*problem.row_names, *problem.side_names, *problem.group_names}
                    assert solve_choice(only(problem, everything - {row})).status is Status.INFEASIBLE, f"{seed} {row}"


def taken(of: Portfolio, way: Remedy) -> Portfolio:
    """The portfolio after a way out, as a planner would enter it."""
    family, _, inside = way.row.rstrip("]").partition("[")
    amount = way.amount or 0.0
    if family == "capacity":
        return _with_capacity(of, *inside.rsplit(",", 1), amount)
    if family == "budget":
        budgets = tuple(
            Budget(start=b.start, amount=b.amount + amount * (of.settings.month(b.start) == inside))
            for b in of.settings.budgets
        )
        return of.model_copy(update={"settings": of.settings.model_copy(update={"budgets": budgets})})
    return of.model_copy(update={"rules": of.rules.model_copy(update=_rules(of.rules, family, inside, amount))})


def _with_capacity(of: Portfolio, pool_id: str, month: str, amount: float) -> Portfolio:
    offset = next(t for t in range(999) if of.settings.month(t) == month)
    before = {(c.pool_id, c.month): c.capacity for c in of.capacity}
    gross = before.get((pool_id, offset), of.pools_by_id[pool_id].capacity_per_month)
    more = gross + amount / (1 - of.settings.protective_capacity)
    others = tuple(c for c in of.capacity if (c.pool_id, c.month) != (pool_id, offset))
    return of.model_copy(update={"capacity": (*others, CapacityOverride(pool_id=pool_id, month=offset, capacity=more))})


def _rules(rules: Rules, family: str, inside: str, amount: float) -> dict[str, object]:
    if family == "pin":
        return {"pins": tuple(p for p in rules.pins if p.project_id != inside)}
    if family == "max_changes":
        return {"max_changes": (rules.max_changes or 0) + math.ceil(amount - 1e-6)}
    if family == "parallel":
        return {"max_parallel": tuple((p, n + math.ceil(amount - 1e-6)) for p, n in rules.max_parallel)}
    lifts = {"mandatory": Lift.MANDATES, "floor": Lift.FLOORS, "exclusive": Lift.EXCLUSIONS}
    return {"lifted": rules.lifted | {lifts[family]}}


def explained(of: Portfolio) -> tuple[set[str], dict[str, tuple[float | None, float]]]:
    """Rows in conflict, and amount and cost of each way out."""
    answer = recommend(of, target=EXACT)
    assert answer.status is Status.INFEASIBLE
    return set(answer.conflict), {way.row: (way.amount, way.cost) for way in answer.ways_out}


class TestKnownConflicts:
    def test_a_duty_too_big_for_its_pool(self) -> None:
        """Thirty days asked, ten there and two to buy: eighteen more at three each, or nobody must."""
        of = portfolio(
            project("a", **DUTY),
            pools=(pool(flex_share=0.2, flex_day_rate=3),),
            demand=(days("a", 30, month_offset=0),),
        )
        conflict, ways = explained(of)
        assert conflict == {"capacity[team,2026-11]", "mandatory[a]"}
        assert ways == {
            "capacity[team,2026-11]": (pytest.approx(18.0), pytest.approx(54.0)),
            "mandatory[a]": (None, 0.0),
        }

    def test_two_duties_at_once(self) -> None:
        of = portfolio(project("a", **DUTY), project("b", **DUTY), demand=(days("a", 12), days("b", 12)))
        conflict, ways = explained(of)
        assert {"mandatory[a]", "mandatory[b]"} < conflict
        assert len(conflict) == 3
        assert {"mandatory[a]", "mandatory[b]"} == set(ways)  # one month of capacity alone is not enough

    def test_a_duty_beyond_the_budget(self) -> None:
        of = portfolio(project("a", **DUTY), budgets=(Budget(start=0, amount=13.0),))
        assert explained(of) == (
            {"budget[2026-11]", "mandatory[a]"},
            {"budget[2026-11]": (pytest.approx(7.0), pytest.approx(7.0)), "mandatory[a]": (None, 0.0)},
        )

    def test_a_duty_without_a_month_to_fit_in_stands_alone(self) -> None:
        of = portfolio(project("a", mandatory=True, earliest_start=2, planned_start=2, latest_finish=3))
        assert explained(of) == ({"mandatory[a]"}, {"mandatory[a]": (None, 0.0)})

    def test_a_pin_against_a_pin_across_a_dependency(self) -> None:
        pins = (Pin(project_id="a", start=2), Pin(project_id="b", start=3))
        of = portfolio(project("a"), project("b"), dependencies=(link("a", "b"),), rules={"pins": pins})
        conflict, ways = explained(of)
        assert conflict == {"pin[a]", "pin[b]", "precedence[a→b,2027-02]"}
        assert ways == {"pin[a]": (None, 0.0), "pin[b]": (None, 0.0)}

    def test_a_pin_against_the_data(self) -> None:
        of = portfolio(project("a", earliest_start=3), rules={"pins": (Pin(project_id="a", start=1),)})
        assert explained(of) == ({"pin[a]"}, {"pin[a]": (None, 0.0)})

    def test_a_stop_pinned_on_a_duty(self) -> None:
        of = portfolio(project("a", mandatory=True), rules={"pins": (Pin(project_id="a", action=Action.STOP),)})
        assert explained(of)[0] == {"pin[a]", "mandatory[a]"}

    def test_two_duties_of_a_group(self) -> None:
        twin = {"mandatory": True, "exclusive_group": "g"}
        of = portfolio(project("a", **twin), project("b", **twin))
        conflict, ways = explained(of)
        assert conflict == {"exclusive[g]", "mandatory[a]", "mandatory[b]"} == set(ways)

    def test_a_floor_against_a_duty_of_another_theme(self) -> None:
        of = portfolio(
            project("a", mandatory=True), project("b", theme="north"), demand=(days("a", 8), days("b", 2)),
            themes=(Theme(name="north", floor=0.5),), floor_pool="team",
        )  # fmt: skip
        assert explained(of)[0] == {"floor[north]", "mandatory[a]"}

    def test_too_few_changes_for_a_plan_that_does_not_fit(self) -> None:
        of = portfolio(
            project("a"), project("b"), project("c"), demand=(days("a", 20), days("b", 20), days("c", 20)),
            rules={"max_changes": 1},
        )  # fmt: skip
        conflict, ways = explained(of)
        assert "max_changes" in conflict
        assert ways["max_changes"] == (pytest.approx(1.0), 0.0)

    def test_too_few_at_once_for_two_duties(self) -> None:
        of = portfolio(
            project("a", **DUTY), project("b", **DUTY), demand=(days("a", 4), days("b", 4)),
            rules={"max_parallel": (("team", 1.0),)},
        )  # fmt: skip
        conflict, _ = explained(of)
        assert {"mandatory[a]", "mandatory[b]"} < conflict
        assert any(name.startswith("parallel[team,") for name in conflict)

    def test_capacity_is_priced_with_the_flex_that_the_budget_then_pays(self) -> None:
        """Fifteen days asked, ten there, four to buy; the budget leaves nothing for these, so five are short."""
        of = portfolio(
            project("a", mandatory=True, latest_finish=1, duration_months=1, remaining_cost=20.0),
            pools=(pool(flex_share=0.4, flex_day_rate=3),),
            demand=(days("a", 15),),
            budgets=(Budget(start=0, amount=20.0),),
        )
        _, ways = explained(of)
        amount, _ = ways["capacity[team,2026-11]"]
        assert amount == pytest.approx(5.0)


class TestLayerOne:
    def test_a_feasible_problem_has_no_conflict(self) -> None:
        assert find_conflict(ChoiceProblem([1.0], [0], [[1.0]], [1.0], [True])) == ()

    def test_a_row_that_is_not_there_cannot_give_way(self) -> None:
        problem = ChoiceProblem([1.0], [0], [[2.0]], [1.0], [True])
        assert cheapest_excess(problem, "capacity[7]", WorkLimit(5.0)) is None
        assert cheapest_excess(problem, "capacity[0]", WorkLimit(5.0)) == pytest.approx(1.0)

    def test_out_of_time_nothing_is_claimed(self) -> None:
        assert find_conflict(ChoiceProblem([1.0], [0], [[2.0]], [1.0], [True]), time_limit=0.0) == ()
