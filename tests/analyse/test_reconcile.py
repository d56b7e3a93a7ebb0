"""Figures of different analyses that mean the same are the same: on projects of a government, as on the sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.analyse.bridge.bridge import bridge
from engine.analyse.decisions.first_decisions import first_decisions
from engine.analyse.health.illusion import illusion
from engine.analyse.project.tradeoff import trade_off
from engine.analyse.sequence.sequence import sequence
from engine.compute import SolveBudget
from engine.optimise.recommend import Target, find_plan
from engine.optimise.recommendation import Recommendation
from engine.portfolio.importing import import_table
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.reading.loading import load
from engine.simulate import Policy
from tests.support.places import ROOT

QUICK = Target(gap=0.02, seconds=3.0)
Answered = tuple[Portfolio, Recommendation]


@pytest.fixture(scope="module")
def answered(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Answered:
    """The projects that a government has published, and their recommended plan."""
    source, mapping = real_data / "portfolios" / "uk_gmpp_2023_complete.csv", ROOT / "data" / "maps" / "uk_gmpp.yaml"
    portfolio = load(import_table(source, mapping, tmp_path_factory.mktemp("uk") / "out").output)
    return portfolio, find_plan(portfolio, QUICK)


@pytest.mark.slow
def test_the_bridge_reaches_the_recommended_value_and_starts_at_the_promise(answered: Answered) -> None:
    portfolio, plan = answered
    result = bridge(portfolio, plan, SolveBudget(target=QUICK, workers=1))
    assert plan.value is not None
    assert result.value("recommended") == pytest.approx(plan.value, abs=0.51)
    assert result.value("promised") == pytest.approx(plan.plan_value, abs=0.51)
    assert result.value("today") == first_decisions(portfolio, plan, 1).today
    assert result.value("today") == pytest.approx(illusion(portfolio, SolveBudget(workers=1)).health.today, abs=0.51)


@pytest.mark.slow
def test_a_trade_off_stands_beside_the_recommended_value(answered: Answered) -> None:
    portfolio, plan = answered
    project = plan.decisions[0]
    priced = trade_off(portfolio, plan, project.project_id, SolveBudget(target=Target(0.02, 1.0)))
    own = next(a for a in priced.alternatives if a.action is project.action)
    assert (own.value, own.start) == (plan.value, project.start)
    assert priced.decision == project


@pytest.mark.slow
def test_the_recommended_way_of_ordering_work_is_the_recommended_plan(answered: Answered) -> None:
    portfolio, plan = answered
    result = sequence(portfolio, plan, SolveBudget(target=Target(0.02, 0.5), workers=1))
    assert result.way(Policy.RECOMMENDED).value == pytest.approx(plan.value, rel=1e-6)
