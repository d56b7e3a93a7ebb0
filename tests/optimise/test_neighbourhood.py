"""The search beside a known plan: exact when asked to be, and never proving too much on the way."""

from __future__ import annotations

from functools import cache
from threading import Event

import numpy as np
import pytest

from engine.optimise.choice import NO_OPTION, ChoiceProblem
from engine.optimise.counterfactual import with_pin
from engine.optimise.model import DecisionModel, build_model, choice_of
from engine.optimise.neighbourhood import NeighbourhoodSearch
from engine.optimise.recommend import Target, recommend
from engine.optimise.recommendation import Recommendation, Status
from engine.optimise.solve import solve_choice
from engine.optimise.work_limit import WorkLimit
from engine.portfolio.model.portfolio import Pin, Portfolio
from engine.portfolio.model.vocabulary import Action
from tests.benchmarks.portfolios import random_portfolio

SECONDS = 60.0


@cache
def known(seed: int) -> tuple[Portfolio, Recommendation]:
    shop = random_portfolio(16, seed=seed)
    return shop, recommend(shop, target=Target(0.0, SECONDS))


def forced_search(seed: int, index: int) -> tuple[DecisionModel, NeighbourhoodSearch, float]:
    """A project of a portfolio stopped or made to wait, the search for it, and the true optimum."""
    shop, plan = known(seed)
    decision = plan.decisions[index]
    action = Action.DEFER if decision.start is None else Action.STOP
    model = build_model(with_pin(shop, Pin(project_id=decision.project_id, action=action)))
    search = NeighbourhoodSearch(model.problem, choice_of(model, plan.decisions), index, ceiling=plan.best_bound)
    truth = solve_choice(model.problem, gap=0.0, time_limit=SECONDS)
    assert truth.objective is not None
    return model, search, truth.objective


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("index", [0, 5, 10])
def test_from_a_poor_start_the_optimum_is_found_and_proven(seed: int, index: int) -> None:
    _, search, truth = forced_search(seed, index)
    search.look(WorkLimit(0.0))
    assert search.prove(search.objective, WorkLimit(SECONDS))
    assert search.objective == pytest.approx(truth, rel=1e-7)
    assert search.bound == pytest.approx(truth, rel=1e-7)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("share", [0.9, 0.5, 0.1])
def test_no_bound_lies_below_the_optimum(seed: int, share: float) -> None:
    plan = known(seed)[1]
    for index in (2, 7):
        model, search, truth = forced_search(seed, index)
        search.look(WorkLimit(0.0))
        wanted = search.objective + share * ((plan.objective or 0.0) - search.objective)
        proven = search.prove(wanted, WorkLimit(SECONDS))
        assert search.bound >= truth - 1e-6 * abs(truth)
        assert search.objective <= truth + 1e-6 * abs(truth)
        assert not model.problem.violated_rows(search.result().chosen)
        assert proven
        assert search.bound <= max(wanted, search.objective) + 1e-6 * abs(truth)


@pytest.mark.slow
def test_looking_again_never_loses_anything() -> None:
    for index in (1, 4, 9):
        _, search, truth = forced_search(1, index)
        search.look(WorkLimit(SECONDS))
        first = search.objective
        search.look_again(WorkLimit(SECONDS))
        assert first <= search.objective <= truth + 1e-6 * abs(truth)


def test_a_problem_without_a_choice_is_infeasible() -> None:
    problem = ChoiceProblem([5.0, 4.0], [0, 1], [[2.0, 2.0]], [3.0], [True, True])
    search = NeighbourhoodSearch(problem, np.array([0, 1]), 0)
    search.look(WorkLimit(SECONDS))
    assert not search.prove(-np.inf, WorkLimit(SECONDS))
    assert search.result().status is Status.INFEASIBLE


def test_a_choice_no_quick_look_finds_is_found_all_the_same() -> None:
    # The first two fit together only as their second options, which the known plan has not.
    problem = ChoiceProblem([9.0, 1.0, 9.0, 1.0], [0, 0, 1, 1], [[3.0, 1.0, 3.0, 1.0]], [2.0], [True, True])
    search = NeighbourhoodSearch(problem, np.array([0, 2]), 0)
    search.look(WorkLimit(SECONDS))
    assert search.prove(-np.inf, WorkLimit(SECONDS))
    assert search.result().chosen.tolist() == [1, 3]


def test_without_options_nothing_is_chosen() -> None:
    search = NeighbourhoodSearch(ChoiceProblem([], [], np.zeros((0, 0)), [], [False]), np.array([NO_OPTION]), 0)
    search.look(WorkLimit(SECONDS))
    assert search.result().objective == 0.0


def test_a_cancelled_search_ends_with_what_it_knows() -> None:
    shop, plan = known(0)
    model = build_model(shop)
    stop = Event()
    stop.set()
    search = NeighbourhoodSearch(model.problem, choice_of(model, plan.decisions), 0)
    search.look(WorkLimit(SECONDS, stop))
    assert not search.prove(0.0, WorkLimit(SECONDS, stop)) or search.bound <= 0.0
    assert search.bound >= (plan.objective or 0.0)
