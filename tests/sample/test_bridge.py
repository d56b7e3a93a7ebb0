"""The value bridge and the first decisions of the sample: what every solve finds of them."""

from __future__ import annotations

import pickle

import pytest

from engine.analyse.bridge.bridge import DIFFERENCES, Bridge
from engine.analyse.decisions.first_decisions import FirstDecisions, first_decisions
from engine.catalogue import BRIDGE
from engine.explain.bridge import explain_bridge
from engine.explain.first import explain_first
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Action, TodaysPolicy
from tests.support.sample import SampleAnswers

pytestmark = pytest.mark.slow

MILLION = 1_000_000


@pytest.fixture(scope="module")
def crossed(answers: SampleAnswers) -> Bridge:
    return answers.of(BRIDGE)


@pytest.fixture(scope="module")
def first(sample: Portfolio, recommended: Recommendation) -> FirstDecisions:
    return first_decisions(sample, recommended, 6)


def test_promised_delivered_and_recommended(crossed: Bridge, recommended: Recommendation) -> None:
    in_millions = {s.name: s.value / MILLION for s in crossed.steps}
    assert list(in_millions) == list(DIFFERENCES)
    assert in_millions["promised"] == pytest.approx(89.1, abs=0.05)
    assert in_millions["queue"] == pytest.approx(83.1, abs=0.05)
    assert in_millions["share"] == pytest.approx(77.5, abs=0.05)
    assert in_millions["today"] == pytest.approx(75.4, abs=0.05)
    assert in_millions["focused"] == pytest.approx(83.5, abs=0.05)
    assert in_millions["recommended"] == pytest.approx(90.4, abs=0.15)
    assert crossed.value("recommended") == round(recommended.value or 0.0)
    assert sum(s.change for s in crossed.steps) == crossed.value("elevated")


def test_a_sixth_of_the_promise_is_lost_and_all_of_it_can_be_recovered(crossed: Bridge) -> None:
    assert crossed.shortfall / MILLION == pytest.approx(13.8, abs=0.5)
    assert crossed.recoverable == crossed.shortfall
    assert all(crossed.change(name) < 0 for name in ("queue", "share", "today"))


def test_what_today_delivers_is_a_range_over_four_readings(crossed: Bridge) -> None:
    in_millions = [read.value / MILLION for read in crossed.today.readings]
    assert in_millions == pytest.approx([83.1, 80.7, 77.5, 75.4], abs=0.06)
    assert [read.months_apart for read in crossed.today.readings] == pytest.approx([0.08, 0.42, 2.0, 2.5], abs=0.01)
    assert not crossed.today.is_accepted
    assert crossed.today.own.value is not None
    assert crossed.today.own.if_slips_repeat is not None
    assert crossed.today.own.value / MILLION == pytest.approx(89.0, abs=0.05)
    assert crossed.today.own.if_slips_repeat / MILLION == pytest.approx(80.2, abs=0.05)


def test_focus_is_what_brings_most_back(crossed: Bridge) -> None:
    names = ("without losers", "focused", "re-sequenced", "re-chosen", "recommended")
    gains = {name: crossed.change(name) for name in names}
    assert max(gains, key=gains.__getitem__) == "focused"
    assert gains["focused"] > 6 * MILLION
    assert all(gain > 0 for gain in gains.values())
    assert sum(step.change for step in crossed.on_screen) == crossed.value("recommended")


def test_work_waits_at_the_constraint_and_today_is_late_for_the_law(crossed: Bridge) -> None:
    assert crossed.waiting is not None
    assert crossed.waiting.pool_id == "integration"
    assert crossed.stopped == ("voice",)
    assert set(crossed.waived) == {"latest_finish[cyber]", "latest_finish[invoicing]"}
    if crossed.elevated is not None:
        assert crossed.elevated.pool_id == "integration"


def test_forecasts_are_rosier_than_the_simulation(crossed: Bridge) -> None:
    """They promise nearly everywhere what the plan says, so they would fit an office that queues and loses nothing."""
    fit = crossed.calibration
    assert fit.is_calibrated
    assert (fit.mean_difference or 0.0) > 2
    assert (fit.fitted_policy, fit.fitted_loss) == (TodaysPolicy.QUEUE, 0.0)
    assert round(fit.fitted_value or 0.0) == crossed.value("queue")


def test_the_first_decisions(first: FirstDecisions) -> None:
    result = {s.project_id: s.action for s in first.steps}
    assert result["homeowner-app"] is Action.STOP
    assert result["pricing"] is Action.ACCELERATE
    assert all(s.gain_low > 0 for s in first.steps)
    assert first.steps[2].total_low / MILLION > 3
    assert first.steps[2].total_high > first.steps[2].total_low


def test_they_are_told_in_one_sentence(sample: Portfolio, crossed: Bridge, first: FirstDecisions) -> None:
    sentence = explain_bridge(crossed, sample, first).sentence.replace("\u00a0", " ")
    assert sentence.startswith(
        "The 38 projects in the plan promise £89.1m. The way we work today delivers £75.4m to £83.1m. "
    )
    assert sentence.endswith("whichever way you work today.")
    assert "stop Homeowner App" in explain_first(first, sample).sentence


def test_a_bridge_travels_between_processes(crossed: Bridge) -> None:
    assert pickle.loads(pickle.dumps(crossed)) == crossed  # noqa: S301
