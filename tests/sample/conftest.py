"""The sample portfolio, and plans for it that are solved once for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.compute.kept import AnswersAtHand
from engine.compute.parallel import WORKERS_VARIABLE
from engine.optimise.recommend import Target, recommend
from engine.optimise.recommendation import Decision, Effort, Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.reading.loading import load
from engine.portfolio.scenario import Scenario, apply
from engine.register.answers import open_answers
from engine.valuation.work import work_profiles
from tests.support.places import SAMPLE
from tests.support.sample import SampleAnswers, Solve


@pytest.fixture(scope="module", autouse=True)
def two_processes() -> Iterator[None]:
    """Analyses of the sample go through workers, as they do for users."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(WORKERS_VARIABLE, "2")
        yield


@pytest.fixture(scope="session")
def sample() -> Portfolio:
    return load(SAMPLE)


@pytest.fixture(scope="session")
def solve(sample: Portfolio) -> Solve:
    """Solve the sample under a scenario, proven to within ``gap`` however busy the machine is."""

    @cache
    def solved(scenario: Scenario = Scenario(), gap: float = 0.001) -> Recommendation:  # noqa: B008
        return recommend(apply(scenario, sample), Effort.BOARD, target=Target(gap, 120.0))

    return solved


@pytest.fixture(scope="session")
def answers(sample: Portfolio, answers_of_all: str) -> Iterator[SampleAnswers]:
    store = open_answers(answers_of_all)
    assert store is not None
    yield SampleAnswers(sample, AnswersAtHand(store))
    store.close()


@pytest.fixture(scope="session")
def recommended(answers: SampleAnswers) -> Recommendation:
    """The plan that every page and command shows."""
    return answers.plan


@pytest.fixture(scope="session")
def decisions(recommended: Recommendation) -> dict[str, Decision]:
    return {decision.project_id: decision for decision in recommended.decisions}


@pytest.fixture(scope="session")
def planned_days(sample: Portfolio) -> NDArray[np.float64]:
    """Person-days the plan asks for, by pool and month; shape (n_pools, n_months)."""
    profiles = work_profiles(sample)
    planned = [sample.projects_by_id[project_id] for project_id in sample.planned]
    days = np.zeros((len(sample.pools), max(project.plan_finish for project in planned)))
    for project in planned:
        days[:, project.plan_start : project.plan_finish] += profiles[project.project_id]
    return days
