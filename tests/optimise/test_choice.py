"""The contract of the choice problem and its solver."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from engine.optimise import ChoiceProblem, solve_choice
from engine.optimise.choice import Progress
from engine.optimise.recommendation import Status
from engine.optimise.solvers import Solver
from tests.support.choice_problems import hard_problem, knapsack

INF = float("inf")


@pytest.mark.parametrize("solver", list(Solver))
class TestAnswers:
    def test_at_most_one_option_a_group_within_capacity(self, solver: Solver) -> None:
        answer = solve_choice(knapsack(), gap=0, solver=solver)
        assert answer.chosen.tolist() == [1, 2, -1]
        assert (answer.status, answer.objective, answer.gap) == (Status.OPTIMAL, 13.0, 0.0)
        assert answer.best_bound == pytest.approx(13.0)

    def test_capacity_is_bought_where_it_pays(self, solver: Solver) -> None:
        cheap = solve_choice(knapsack(flex_limit=[1.0], flex_price=[4.0]), gap=0, solver=solver)
        dear = solve_choice(knapsack(flex_limit=[1.0], flex_price=[6.0]), gap=0, solver=solver)
        assert (cheap.objective, cheap.flex.tolist()) == (18.0 - 4.0, [1.0])
        assert (dear.objective, dear.flex.tolist()) == (13.0, [0.0])

    def test_a_required_group_gets_exactly_one(self, solver: Solver) -> None:
        answer = solve_choice(knapsack(required=[False, False, True]), gap=0, solver=solver)
        assert answer.chosen[2] == 3
        assert answer.objective == 12.0

    def test_side_rows_bind_from_both_sides(self, solver: Solver) -> None:
        row = ("together", sparse.csr_array([[0.0, 0.0, 1.0, -1.0]]), 0.0, 0.0)
        answer = solve_choice(knapsack(rows=[row]), gap=0, solver=solver)
        assert (answer.objective, answer.chosen.tolist()) == (11.0, [-1, 2, 3])

    def test_a_side_row_may_count_what_is_bought(self, solver: Solver) -> None:
        row = ("cash", [0.0, 0.0, 0.0, 0.0], -INF, 0.5, [1.0])
        answer = solve_choice(knapsack(flex_limit=[1.0], flex_price=[0.1], rows=[row]), gap=0, solver=solver)
        assert answer.objective == 13.0

    def test_infeasible_is_a_result(self, solver: Solver) -> None:
        answer = solve_choice(knapsack(required=[True, True, True], capacity=[9.0]), gap=0, solver=solver)
        assert (answer.status, answer.objective, answer.chosen.size) == (Status.INFEASIBLE, None, 0)

    def test_a_required_group_without_options_is_infeasible(self, solver: Solver) -> None:
        answer = solve_choice(knapsack(required=[False, False, False, True]), gap=0, solver=solver)
        assert answer.status is Status.INFEASIBLE

    def test_nothing_to_choose_from(self, solver: Solver) -> None:
        empty = ChoiceProblem([], [], np.zeros((1, 0)), [5.0], [False])
        answer = solve_choice(empty, solver=solver)
        assert (answer.status, answer.objective, answer.chosen.tolist()) == (Status.OPTIMAL, 0.0, [-1])

    def test_the_constant_counts_in_objective_and_bound(self, solver: Solver) -> None:
        answer = solve_choice(knapsack(constant=-100.0), gap=0, solver=solver)
        assert answer.objective == -87.0
        assert answer.best_bound == pytest.approx(-87.0)

    def test_scale_of_money_and_days_does_not_matter(self, solver: Solver) -> None:
        plain = solve_choice(knapsack(), gap=0, solver=solver)
        large = solve_choice(
            knapsack(value=np.array([10.0, 7, 6, 5]) * 1e9, usage=[[8e-3, 4e-3, 4e-3, 3e-3]], capacity=[1e-2]),
            gap=0,
            solver=solver,
        )
        assert large.chosen.tolist() == plain.chosen.tolist()
        assert large.objective == pytest.approx(13e9)


class TestGap:
    def test_a_value_near_zero_does_not_make_the_gap_explode(self) -> None:
        problem = knapsack(constant=-13.0)
        assert problem.gap_between(1.0, 0.0) == pytest.approx(1.0 / 0.28)
        assert problem.gap_between(-3.0, 0.0) == 0.0

    @pytest.mark.slow
    def test_out_of_time_is_a_plan_with_an_honest_gap(self) -> None:
        problem = hard_problem()
        answer = solve_choice(problem, gap=0, time_limit=1.0)
        assert answer.status is Status.FEASIBLE
        assert answer.gap == pytest.approx(problem.gap_between(answer.best_bound or 0, answer.objective or 0))
        assert answer.gap > 0
        assert not problem.violated_rows(answer.chosen)

    @pytest.mark.slow
    def test_a_start_that_holds_is_never_made_worse(self) -> None:
        problem = hard_problem()
        first = solve_choice(problem, gap=0, time_limit=2.0)
        again = solve_choice(problem, gap=0, time_limit=0.3, start=first.chosen)
        assert again.objective is not None
        assert first.objective is not None
        assert again.objective >= first.objective

    def test_a_start_that_breaks_a_row_is_ignored(self) -> None:
        answer = solve_choice(knapsack(), gap=0, start=np.array([0, 2, 3]))
        assert answer.objective == 13.0


class TestWhileItRuns:
    @pytest.mark.slow
    def test_progress_reports_incumbent_and_bound(self) -> None:
        seen: list[Progress] = []
        solve_choice(hard_problem(), gap=0, time_limit=1.0, on_progress=seen.append)
        known = [p for p in seen if p.objective is not None and p.best_bound is not None]
        assert known
        assert all(p.best_bound >= p.objective - 1e-6 for p in known)  # type: ignore[operator]
        assert [p.seconds for p in seen] == sorted(p.seconds for p in seen)


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"group": [0, 0, 1]}, "one entry an option"),
            ({"group": [0, 0, 1, 9]}, "between 0 and n_groups"),
            ({"usage": [[-1.0, 4, 4, 3]]}, "usage must not be negative"),
            ({"usage": [[8.0, 4, 4]]}, "usage must have shape"),
            ({"flex_limit": [-1.0]}, "flex_limit and flex_price"),
            ({"flex_limit": [1.0, 1.0]}, "flex_limit must have 1 entries"),
            ({"value": [float("nan"), 7, 6, 5]}, "must be finite"),
            ({"rows": [("short", [1.0, 1.0], 0.0, 1.0)]}, "must have 4 coefficients"),
        ],
    )
    def test_arrays_that_do_not_fit_are_refused(self, changes: dict[str, object], words: str) -> None:
        with pytest.raises(ValueError, match=words):
            knapsack(**changes)
