"""Solves in threads: they answer as solves in a row do, and a cancelled one gives its thread back."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import highspy
import numpy as np
import pytest

from engine.optimise import ChoiceProblem, solve, solve_choice
from engine.optimise.choice import ChoiceResult
from engine.optimise.model import build_model
from engine.optimise.recommend import recommend
from engine.optimise.recommendation import Status
from tests.benchmarks.portfolios import random_portfolio
from tests.support.choice_problems import hard_problem, knapsack

THREADS = 8
GAP = 0.002
LIMIT = 10_000.0
"""Longer than a test may take: solves end by their gap, or because they are told to."""


def solved(problem: ChoiceProblem) -> ChoiceResult:
    return solve_choice(problem, gap=GAP, time_limit=LIMIT)


@pytest.mark.slow
def test_eight_solves_in_eight_threads_give_the_answers_of_eight_in_a_row() -> None:
    problems = [build_model(random_portfolio(24, seed=seed)).problem for seed in range(THREADS)]
    in_a_row = [solved(problem) for problem in problems]
    with ThreadPoolExecutor(THREADS) as threads:
        side_by_side = list(threads.map(solved, problems))
    for alone, compared in zip(in_a_row, side_by_side, strict=True):
        assert alone.gap is not None
        assert alone.gap <= GAP
        assert np.array_equal(alone.chosen, compared.chosen)
        assert (alone.objective, alone.best_bound) == (compared.objective, compared.best_bound)


def test_a_solve_that_is_cancelled_already_asks_no_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step between two looks at the event delays the thread, so that none may be begun in vain."""
    runs: list[str] = []
    for name in ("run", "passModel"):
        original = getattr(highspy.Highs, name)
        monkeypatch.setattr(highspy.Highs, name, lambda *a, f=original, n=name, **k: runs.append(n) or f(*a, **k))
    shop, cancel = random_portfolio(24, seed=1), threading.Event()
    cancel.set()
    plan = recommend(shop, before=recommend(shop, cancel=cancel), cancel=cancel)
    assert plan.value is not None
    assert "run" not in runs


def test_a_cancelled_solve_keeps_its_plan_and_frees_its_thread() -> None:
    cancel = threading.Event()
    threading.Timer(0.5, cancel.set).start()
    with ThreadPoolExecutor(1) as thread:
        cancelled = thread.submit(solve_choice, hard_problem(), gap=0, time_limit=LIMIT, cancel=cancel)
        after = thread.submit(solve_choice, knapsack(), gap=0)
        assert cancelled.result().status is Status.FEASIBLE
        assert after.result().objective == 13.0


@pytest.mark.slow
def test_a_solve_alone_keeps_to_its_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []

    def counted(threads: int) -> ThreadPoolExecutor:
        begun.append(threads)
        return ThreadPoolExecutor(threads)

    monkeypatch.setattr(solve, "ThreadPoolExecutor", counted)
    problem = hard_problem(groups=30, rows=20, options=40)
    for alone, expected in ((True, []), (False, [1])):
        assert solve_choice(problem, gap=0.0005, time_limit=0.2, alone=alone).objective is not None
        assert begun == expected
