"""The sample in many futures: what the steering group is told first."""

from __future__ import annotations

import numpy as np
import pytest

from engine.analyse.risk.result import RiskResult
from engine.analyse.risk.risk import risk_of
from engine.compute import SolveBudget
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def risk(sample: Portfolio, recommended: Recommendation) -> RiskResult:
    return risk_of(sample, recommended, SolveBudget(workers=1), draws=200, reoptimise=0)


def test_the_plan_disappoints_and_its_gain_over_today_is_there_all_the_same(
    risk: RiskResult, recommended: Recommendation
) -> None:
    assert recommended.value is not None
    assert risk.value.p50 < 0.9 * recommended.value
    assert risk.gain.p10 > 3e6
    assert risk.gain.positive_share > 0.95
    assert risk.today.p50 < risk.queue.p50 < risk.value.p50


def test_most_projects_miss_their_recommended_date_more_often_than_not(risk: RiskResult) -> None:
    on_time = [p.on_time_share for p in risk.projects if p.on_time_share is not None]
    assert np.mean(np.array(on_time) < 0.5) > 0.5


def test_congestion_is_what_the_gain_hangs_on(risk: RiskResult) -> None:
    strongest = {(d.source, d.subject) for d in risk.drivers[:4]}
    assert ("capacity", "integration") in strongest
    assert next(d for d in risk.drivers if d.subject == "integration").swing < 0


def test_value_so_far_falls_before_it_rises(risk: RiskResult) -> None:
    plan = next(fan for fan in risk.fans if fan.way == "recommended")
    assert min(plan.p50) < 0 < plan.p50[-1]
    assert plan.p50[-1] == pytest.approx(risk.value.p50, rel=0.02)
