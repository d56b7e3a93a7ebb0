"""The sample's order of work and its strategy, as data/README.md tells them."""

from __future__ import annotations

import pytest

from engine.analyse.constraint.limiting_pool import first_measure
from engine.analyse.sequence.sequence import Sequence
from engine.analyse.strategy.strategy import Strategy, ThemeView
from engine.catalogue import SEQUENCE, STRATEGY
from engine.explain.sequence import explain_sequence
from engine.explain.strategy import explain_strategy, most_neglected
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.simulate import Policy
from tests.support.sample import SHARES, SampleAnswers

pytestmark = pytest.mark.slow

MILLION = 1_000_000.0


@pytest.fixture(scope="module")
def order(answers: SampleAnswers) -> Sequence:
    return answers.of(SEQUENCE)


@pytest.fixture(scope="module")
def found(answers: SampleAnswers) -> Strategy:
    return answers.of(STRATEGY)


@pytest.fixture(scope="module")
def themes(found: Strategy) -> dict[str, ThemeView]:
    return {v.theme: v for v in found.themes}


def test_the_recommended_order_beats_every_other_by_millions(order: Sequence, recommended: Recommendation) -> None:
    executed = order.way(Policy.RECOMMENDED)
    assert executed.value == pytest.approx(recommended.value)
    others = [w for w in order.ways if w is not executed]
    assert all(order.same_work.value - w.value > 2 * MILLION for w in others)
    assert all(apart > MILLION for apart in (order.choosing, order.accelerating))
    assert order.once == pytest.approx(3.9 * MILLION, abs=0.1 * MILLION)
    assert order.way(Policy.SHARED).value == min(w.value for w in order.ways)
    assert executed.broken == ()


def test_integration_is_found_scarce_by_screening(sample: Portfolio, order: Sequence) -> None:
    assert first_measure(sample).pool_id == order.constraint == "integration"


def test_spare_parts_makes_most_of_an_integration_day_and_the_warehouse_little(
    sample: Portfolio, order: Sequence
) -> None:
    per_day = {p.project_id: p.value_per_constraint_day for p in order.projects if p.value_per_constraint_day}
    assert max(per_day, key=per_day.__getitem__) == "spare-parts"
    assert per_day["spare-parts"] == pytest.approx(91_000, abs=500)
    assert per_day["warehouse"] == pytest.approx(12_000, abs=500)
    ranks = {p.project_id: (p.rank_plan or 0, p.rank_recommended or 0) for p in order.projects}
    assert ranks["spare-parts"][1] < ranks["spare-parts"][0]
    assert ranks["warehouse"][1] > ranks["warehouse"][0]
    assert "Spare-Parts Forecast brings most for a day of Integration" in explain_sequence(order, sample).paragraph


def test_the_closing_window_returns_its_acceleration_many_times(order: Sequence) -> None:
    pricing = next(p for p in order.projects if p.project_id == "pricing")
    assert pricing.acceleration is not None
    assert pricing.acceleration.extra_cost == 120_000
    assert pricing.return_on_acceleration is not None
    assert 8 < pricing.return_on_acceleration < 12
    assert pricing.return_on_acceleration == max(p.return_on_acceleration or 0.0 for p in order.projects)


def test_urgency_unanswered_and_cost_of_delay(order: Sequence) -> None:
    assert set(order.unanswered) == {"network", "payroll", "warranty", "freight"}
    assert order.cost_of_delay == pytest.approx(7.46 * MILLION, abs=0.05 * MILLION)
    predictive = next(p for p in order.projects if p.project_id == "predictive")
    assert predictive.cost_of_delay == pytest.approx(0.4 * MILLION, abs=0.03 * MILLION)


def test_shares_of_integration(found: Strategy, themes: dict[str, ThemeView]) -> None:
    assert found.constraint == "integration"
    for name, (intent, share) in SHARES.items():
        assert themes[name].intent == intent
        assert themes[name].plan.share_of(found.plan).constraint == pytest.approx(share, abs=0.005)


def test_growth_misses_its_target_as_the_work_is_done_today(
    sample: Portfolio, found: Strategy, themes: dict[str, ThemeView]
) -> None:
    growth = themes["Grow in Service"]
    assert most_neglected(found) is growth
    assert growth.objective is not None
    assert growth.objective.plan > growth.objective.target > growth.objective.today
    assert growth.objective.recommended > growth.objective.target
    assert growth.objective.shortfall_per_year == pytest.approx(4.18 * MILLION, abs=0.05 * MILLION)
    assert growth.objective.shortfalls.low < growth.objective.shortfall_per_year <= growth.objective.shortfalls.high
    said = explain_strategy(found, sample)
    assert said.sentence.replace("\u00a0", " ").startswith(
        "Grow in Service is 35 % of our intent but gets 16 % of Integration & Data in the plan. In today's way it m"
    )
    assert "what comes first decides, not the share" in said.paragraph


def test_the_floor_costs_next_to_nothing(found: Strategy) -> None:
    (floor,) = found.preference.floors
    assert (floor.theme, floor.floor) == ("Low-Carbon Products", 0.03)
    assert floor.price is not None
    assert 0 <= floor.price.low <= floor.price.high < 0.15 * MILLION
