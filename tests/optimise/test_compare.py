"""Plans set side by side: intervals, nesting, fewest changes, counterfactuals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.optimise.choice import NO_OPTION, ChoiceProblem
from engine.optimise.compare import Interval, Nesting, difference, moves
from engine.optimise.counterfactual import counterfactual
from engine.optimise.nearest import nearest_choice, price_of_calm
from engine.optimise.recommend import Target, recommend
from engine.optimise.recommendation import Recommendation, Status
from engine.optimise.solve import solve_choice
from engine.portfolio.model.portfolio import Pin
from engine.portfolio.model.vocabulary import Action
from tests.benchmarks.portfolios import random_portfolio as large_portfolio
from tests.support.small_portfolios import random_portfolio

EXACT = Target(gap=0.0, seconds=60.0)


def plan(objective: float, best_bound: float) -> Recommendation:
    return Recommendation(
        portfolio="P",
        fingerprint="",
        currency="GBP",
        planning_month=0,
        status=Status.FEASIBLE,
        value=objective,
        objective=objective,
        best_bound=best_bound,
        gap=0.0,
        seconds=0.0,
        solver="highs",
        plan_value=0.0,
    )


class TestDifference:
    def test_two_unrelated_plans_are_known_to_within_both_gaps(self) -> None:
        assert difference(plan(100, 104), plan(90, 95)) == Interval(10, 5, 14)

    def test_a_restriction_cannot_be_worth_more(self) -> None:
        result = difference(plan(100, 104), plan(99, 120), Nesting.RESTRICTION)
        assert result == Interval(1, 0.0, 5)
        assert result.too_close

    def test_a_restriction_that_found_more_lifts_the_plan_it_restricts(self) -> None:
        assert difference(plan(100, 104), plan(102, 103), Nesting.RESTRICTION) == Interval(0, 0, 2)

    def test_a_relaxation_cannot_be_worth_less(self) -> None:
        assert difference(plan(100, 104), plan(101, 103), Nesting.RELAXATION) == Interval(-1, -3, 0.0)
        assert difference(plan(103, 104), plan(101, 104), Nesting.RELAXATION) == Interval(0, -1, 0.0)

    def test_a_clear_difference_is_not_too_close(self) -> None:
        assert not Interval(10, 5, 14).too_close
        assert Interval(1, -1, 3).too_close

    def test_a_proven_zero_is_not_too_close(self) -> None:
        assert Interval(0.0, 0.0, 0.0).is_zero
        assert not Interval(0.0, 0.0, 0.0).too_close

    def test_without_a_plan_there_is_nothing_to_compare(self) -> None:
        with pytest.raises(ValueError, match="only two plans"):
            difference(plan(1, 2), replace(plan(1, 2), objective=None))


class TestNearest:
    def problem(self) -> ChoiceProblem:
        """Five groups of two options each; the second is worth one more; capacity never binds."""
        value = np.array([10.0, 11.0] * 5)
        return ChoiceProblem(value, np.repeat(np.arange(5), 2), np.ones((1, 10)), [9.0], [False] * 5)

    def test_nothing_is_given_up_without_an_allowance(self) -> None:
        best = np.array([1, 3, 5, 7, 9])
        assert nearest_choice(self.problem(), best, np.array([0, 2, 4, 6, 8]), 0.0).tolist() == best.tolist()

    def test_the_allowance_buys_as_few_changes_as_it_can(self) -> None:
        best, reference = np.array([1, 3, 5, 7, 9]), np.array([0, 2, 4, 6, 8])
        near = nearest_choice(self.problem(), best, reference, 3.0)
        assert (near == reference).sum() == 3
        assert self.problem().objective_of(near) == self.problem().objective_of(best) - 3.0

    def test_a_group_that_did_nothing_before_goes_back_to_nothing(self) -> None:
        best, reference = np.array([1, 3, 5, 7, 9]), np.array([1, 3, 5, 7, NO_OPTION])
        assert nearest_choice(self.problem(), best, reference, 11.0)[4] == NO_OPTION
        assert nearest_choice(self.problem(), best, reference, 10.0)[4] == 9

    def test_a_reference_that_does_not_fit_is_followed_only_where_it_does(self) -> None:
        value, usage = np.array([5.0, 5.0, 5.0]), np.array([[4.0, 4.0, 4.0]])
        problem = ChoiceProblem(value, [0, 1, 2], usage, [8.0], [False] * 3)
        near = nearest_choice(problem, np.array([0, 1, NO_OPTION]), np.array([0, 1, 2]), 0.0)
        assert not problem.violated_rows(near)
        assert problem.objective_of(near) == 10.0

    def test_another_action_counts_more_than_another_month(self) -> None:
        """One of four can be given back: the one that has become of another kind."""
        best, reference = np.array([1, 3, 5, 7, 9]), np.array([0, 2, 4, 6, 8])
        for moved in range(5):
            kinds = np.zeros(10, dtype=np.int64)
            kinds[best[moved]] = 1
            near = nearest_choice(self.problem(), best, reference, 1.0, kinds=kinds)
            assert np.flatnonzero(near == reference).tolist() == [moved]

    def test_among_billions_a_few_pounds_are_not_given_up_either(self) -> None:
        """The solver holds a row within a share of its largest figure: what slips through is no answer, nor a fault."""
        value = np.array([4e9, 4e9 + 3.0] * 5)
        problem = ChoiceProblem(value, np.repeat(np.arange(5), 2), np.ones((1, 10)), [9.0], [False] * 5)
        best, reference = np.array([1, 3, 5, 7, 9]), np.array([0, 2, 4, 6, 8])
        for allowance in (0.0, 1.0, 4.0, 100.0):
            near = nearest_choice(problem, best, reference, allowance)
            assert problem.objective_of(near) >= problem.objective_of(best) - allowance

    def test_no_project_at_all_is_of_a_kind_of_its_own(self) -> None:
        problem = ChoiceProblem([10.0, 11.0, 1.0], [0, 0, 1], np.ones((1, 3)), [9.0], [False] * 2)
        best, reference = np.array([1, 2]), np.array([0, NO_OPTION])
        near = nearest_choice(problem, best, reference, 1.0, kinds=np.zeros(3, dtype=np.int64))
        assert near.tolist() == [1, NO_OPTION]


@pytest.mark.parametrize(
    ("objective", "costs"),
    [(900.0, 0.0), (999.0, 1.0), (998.5, 0.5), (999.7, 0.3), (990.0, 0.0)],
    ids=["far from proven", "as much as the proof leaves open", "no further than accepted", "little is open", "far"],
)
def test_fewer_changes_may_cost_what_the_proof_leaves_open(objective: float, costs: float) -> None:
    """Of a ceiling of 1000, with 2 of it accepted: neither more than is open nor further than accepted."""
    problem = ChoiceProblem([1000.0], [0], np.ones((1, 1)), [1.0], [False])
    result = replace(solve_choice(problem), objective=objective, best_bound=1000.0)
    accepted = 1.0 / 499.0  # two of a thousand are off the plan's 998
    assert max(0.0, price_of_calm(problem, result, 0.0, accepted)) == pytest.approx(costs)


def test_within_the_gap_asked_for_the_plan_before_stands() -> None:
    problem = ChoiceProblem([1000.0], [0], np.ones((1, 1)), [1.0], [False])
    result = replace(solve_choice(problem), objective=999.9, best_bound=1000.0)
    assert price_of_calm(problem, result, 1.0 / 999.0, 0.0) == pytest.approx(0.9)


class TestPlanBefore:
    def test_the_plan_before_is_kept_where_the_gap_allows(self) -> None:
        portfolio = large_portfolio(30, seed=2)
        first = recommend(portfolio, target=Target(0.02, 20))
        fewer = portfolio.model_copy(
            update={"settings": portfolio.settings.model_copy(update={"benefit_confidence": 0.999})}
        )
        free = recommend(fewer, target=Target(0.02, 20))
        prefer_stability = recommend(fewer, target=Target(0.02, 20), before=first)
        assert prefer_stability.gap is not None
        assert prefer_stability.gap <= 0.02
        assert len(moves(first, prefer_stability)) <= len(moves(first, free))

    def test_asking_again_returns_the_same_plan(self) -> None:
        portfolio = large_portfolio(30, seed=3)
        first = recommend(portfolio, target=Target(0.01, 20))
        again = recommend(portfolio, target=Target(0.01, 20), before=first)
        assert moves(first, again) == ()

    def test_equal_input_gives_an_equal_answer(self) -> None:
        portfolio = large_portfolio(40, seed=4)
        answers = [recommend(portfolio, target=Target(0.002, 60)) for _ in range(2)]
        assert answers[0].decisions == answers[1].decisions
        assert answers[0].best_bound == answers[1].best_bound


class TestCounterfactual:
    @pytest.mark.slow
    @pytest.mark.parametrize("seed", [1, 5, 9, 12, 20, 33])
    def test_every_forced_decision_costs_what_solving_from_scratch_says(self, seed: int) -> None:
        portfolio = random_portfolio(seed)
        best = recommend(portfolio, target=EXACT)
        if best.objective is None:
            pytest.skip("infeasible portfolio")
        for decision in best.decisions:
            for action in Action:
                pin = Pin(project_id=decision.project_id, action=action)
                alternative = counterfactual(portfolio, best, pin, target=EXACT)
                kept = tuple(p for p in portfolio.rules.pins if p.project_id != pin.project_id)
                rules = portfolio.rules.model_copy(update={"pins": (*kept, pin)})
                fresh = recommend(portfolio.model_copy(update={"rules": rules}), target=EXACT)
                if fresh.objective is None:
                    assert alternative.cost is None
                    continue
                assert alternative.cost is not None
                assert alternative.cost.estimate == pytest.approx(best.objective - fresh.objective, abs=1e-4)

    def test_forcing_what_is_recommended_changes_nothing(self) -> None:
        portfolio = large_portfolio(20, seed=1)
        best = recommend(portfolio, target=Target(0.01, 20))
        for decision in best.decisions[:5]:
            alternative = counterfactual(portfolio, best, Pin(project_id=decision.project_id, action=decision.action))
            assert alternative.plan is best
            assert alternative.cost == Interval(0.0, 0.0, 0.0)
            assert alternative.moved == ()

    @pytest.mark.slow
    def test_a_forced_decision_says_who_moves(self) -> None:
        portfolio = large_portfolio(20, seed=1)
        best = recommend(portfolio, target=Target(0.001, 20))
        running = next(d for d in best.decisions if d.start is not None)
        alternative = counterfactual(portfolio, best, Pin(project_id=running.project_id, action=Action.STOP))
        assert running.project_id in {m.project_id for m in alternative.moved}
        assert alternative.cost is not None
        assert alternative.cost.low >= 0.0


def test_a_ceiling_proven_before_ends_the_solve_at_once() -> None:
    problem = ChoiceProblem([5.0, 4.0], [0, 1], [[1.0, 1.0]], [1.0], [False] * 2)
    first = solve_choice(problem, gap=0)
    again = solve_choice(problem, gap=0, start=first.chosen, ceiling=first.best_bound)
    assert (again.objective, again.gap) == (5.0, 0.0)
