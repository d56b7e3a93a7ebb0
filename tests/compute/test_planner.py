"""Plans follow from the question alone: whoever asks, and whatever was asked before, they start from the same plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from engine.compute.kept import AnswersAtHand
from engine.compute.planner import Planner
from engine.errors import SolverError
from engine.optimise.recommendation import Effort, Recommendation, Status
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.reading.loading import load
from engine.portfolio.scenario import Scenario
from tests.support.building import Tables, write_folder

OTHER = Scenario(name="Fewer benefits", benefit_confidence=0.9)
BRIEF, LIVE, BOARD = Effort.BRIEF, Effort.LIVE, Effort.BOARD


def plan(value: float | None, gap: float | None = 0.01, status: Status = Status.FEASIBLE) -> Recommendation:
    bound = None if value is None or gap is None else value * (1 + gap)
    return Recommendation(
        "Test", "f", "GBP", 24322, status, value, value, bound, None if value is None else gap, 0.0, "none", 100.0
    )


@dataclass
class Solver:
    """Stands in for the engine: notes what it is asked, and from which plan it starts."""

    answers: dict[tuple[float, Effort], Recommendation] = field(default_factory=dict)
    calls: list[tuple[float, Effort, float | None]] = field(default_factory=list)

    def __call__(
        self, portfolio: Portfolio, effort: Effort, *, before: Recommendation | None, **_: Any
    ) -> Recommendation:
        confidence = portfolio.settings.benefit_confidence
        self.calls.append((confidence, effort, None if before is None else before.value))
        return self.answers.get((confidence, effort), plan(100 * confidence + (effort is BOARD)))


@pytest.fixture
def base(tmp_path: Path) -> Portfolio:
    return load(write_folder(tmp_path / "base", Tables()))


@pytest.fixture
def solver() -> Solver:
    return Solver()


def test_each_plan_starts_from_the_one_that_its_question_says(base: Portfolio, solver: Solver) -> None:
    result = Planner(AnswersAtHand(), solve=solver).plan(base, OTHER, BOARD)
    assert result.value == 91
    assert solver.calls == [(1.0, LIVE, None), (0.9, LIVE, 100.0), (0.9, BOARD, 90.0)]


def test_what_was_asked_before_changes_no_start(base: Portfolio, solver: Solver) -> None:
    planner = Planner(AnswersAtHand(), solve=solver)
    for scenario, effort in ((Scenario(), BOARD), (Scenario(benefit_confidence=0.5), BOARD), (OTHER, BOARD)):
        planner.plan(base, scenario, effort)
    assert [(share, effort, start) for share, effort, start in solver.calls if share == 0.9] == [
        (0.9, LIVE, 100.0),
        (0.9, BOARD, 90.0),
    ]


def test_a_brief_plan_starts_as_the_live_one_and_changes_no_other(base: Portfolio, solver: Solver) -> None:
    store = AnswersAtHand()
    planner = Planner(store, solve=solver)
    planner.plan(base, OTHER, BRIEF)
    assert solver.calls == [(1.0, LIVE, None), (0.9, BRIEF, 100.0)]
    board = planner.plan(base, OTHER, BOARD)
    assert solver.calls[2:] == [(0.9, LIVE, 100.0), (0.9, BOARD, 90.0)]
    assert board == Planner(AnswersAtHand(), solve=solver).plan(base, OTHER, BOARD)
    asked = len(solver.calls)
    assert planner.plan(base, OTHER, BRIEF) == planner.plan(base, OTHER, LIVE)
    assert len(solver.calls) == asked


def test_each_plan_is_worked_out_once_and_fresh_works_it_out_again(base: Portfolio, solver: Solver) -> None:
    store = AnswersAtHand()
    first = Planner(store, solve=solver).plan(base, OTHER, BOARD)
    assert Planner(store, solve=solver).plan(base, OTHER, BOARD) == first
    assert len(solver.calls) == 3
    assert Planner(store, fresh=True, solve=solver).plan(base, OTHER, BOARD) == first
    assert len(solver.calls) == 6


@pytest.mark.parametrize("live", [plan(100.0, gap=0.0004), plan(None, status=Status.INFEASIBLE)])
def test_a_live_answer_that_nothing_would_sharpen_is_the_board_answer(
    base: Portfolio, solver: Solver, live: Recommendation
) -> None:
    solver.answers[1.0, LIVE] = live
    assert Planner(AnswersAtHand(), solve=solver).plan(base, Scenario(), BOARD) == live
    assert solver.calls == [(1.0, LIVE, None)]


def test_a_board_answer_never_takes_the_place_of_a_better_plan(base: Portfolio, solver: Solver) -> None:
    solver.answers[1.0, BOARD] = plan(90.0)
    assert Planner(AnswersAtHand(), solve=solver).plan(base, Scenario(), BOARD).value == 100.0


def test_a_plan_that_was_cancelled_or_not_found_in_time_is_not_kept(base: Portfolio, solver: Solver) -> None:
    store = AnswersAtHand()
    cancel = Event()
    cancel.set()
    Planner(store, solve=solver).plan(base, Scenario(), LIVE, cancel=cancel)
    solver.answers[1.0, LIVE] = plan(None, status=Status.NO_SOLUTION)
    assert Planner(store, solve=solver).plan(base, Scenario(), LIVE).status is Status.NO_SOLUTION
    solver.answers.clear()
    assert Planner(store, solve=solver).plan(base, Scenario(), LIVE).value == 100.0


def test_without_a_live_plan_the_board_looks_from_nothing(base: Portfolio, solver: Solver) -> None:
    solver.answers[1.0, LIVE] = plan(None, status=Status.NO_SOLUTION)
    assert Planner(AnswersAtHand(), solve=solver).plan(base, Scenario(), BOARD).value == 101
    assert solver.calls == [(1.0, LIVE, None), (1.0, BOARD, None)]


def test_a_scenario_is_solved_although_the_base_fails(base: Portfolio, solver: Solver) -> None:
    def fails_for_the_base(portfolio: Portfolio, effort: Effort, **more: Any) -> Recommendation:
        if portfolio.settings.benefit_confidence == 1.0:
            raise SolverError("the solver has crashed")
        return solver(portfolio, effort, **more)

    assert Planner(AnswersAtHand(), solve=fails_for_the_base).plan(base, OTHER, LIVE).value == 90.0
    with pytest.raises(SolverError):
        Planner(AnswersAtHand(), solve=fails_for_the_base).plan(base, Scenario(), LIVE)
