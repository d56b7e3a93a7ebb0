"""Today's way is read in one place: every analysis, and so every command and page, prices with the same reading."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.analyse.bridge.bridge import bridge
from engine.analyse.decisions.decision_delay import decision_delay
from engine.analyse.decisions.first_decisions import first_decisions
from engine.analyse.decisions.signs import signs
from engine.analyse.health.illusion import illusion
from engine.analyse.interventions.priced_interventions import ground_of
from engine.analyse.risk.risk import risk_of
from engine.analyse.sequence.sequence import sequence
from engine.analyse.today.calibration import look_at_today
from engine.analyse.today.reading import TodaysWay, WayOfWorking, reading_of_today, readings_of_today
from engine.analyse.today.today import todays_runs, todays_simulations
from engine.compute import SolveBudget
from engine.optimise.recommend import Target, find_plan
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.settings import TodaySettings
from engine.portfolio.model.vocabulary import TodaysPolicy, Urgency
from engine.report.years import Way, fiscal_years
from engine.simulate import Policy, simulate
from tests.support.small_portfolios import random_portfolio
from tests.support.workshop import needs, portfolio, project

EXACT = Target(gap=0.0, seconds=30.0)
ONE = SolveBudget(target=EXACT, workers=1)
SAID = (
    None,
    TodaySettings(policy=TodaysPolicy.QUEUE),
    TodaySettings(policy=TodaysPolicy.SPONSOR, protective_capacity=0.2),
    TodaySettings(policy=TodaysPolicy.SHARED, multitasking_loss=0.4),
)


def office(today: TodaySettings | None) -> Portfolio:
    """Three that want one pool, the loudest of them last in the plan; a plan keeps a fifth of the pool free."""
    shut = {"urgency": Urgency.WINDOW, "benefit_end": 17}
    return portfolio(
        [
            project("A", 2, benefit_per_month=10.0, sponsor_priority=3, **shut),
            project("B", 3, benefit_per_month=30.0, sponsor_priority=2, **shut),
            project("C", 2, benefit_per_month=20.0, sponsor_priority=1, planned_start=1, **shut),
        ],
        [needs("A", 14), needs("B", 21), needs("C", 14)],
        multitasking_loss=0.17,
        protective_capacity=0.2,
        today=today,
        risk={"preset": "none"},
    )


@pytest.mark.parametrize("today", SAID)
def test_every_analysis_prices_today_alike(today: TodaySettings | None) -> None:
    shop = office(today)
    plan, way = find_plan(shop, EXACT), reading_of_today(shop)
    steps = bridge(shop, plan, ONE)
    value = steps.value("today")
    assert first_decisions(shop, plan).today == value
    assert round(look_at_today(shop).value) == value
    assert round(illusion(shop, ONE).health.today) == value
    assert round(signs(shop, plan).health.today) == value
    assert round(ground_of(shop, plan).today.named.value) == value
    assert round(sequence(shop, plan, ONE).way(way.simulated).value) == value
    assert round(risk_of(shop, plan, ONE, draws=10, reoptimise=0).today.p50) == value
    settings = shop.settings.model_copy(update={"protective_capacity": way.protective_capacity})
    alone = simulate(
        shop.model_copy(update={"settings": settings}), way.simulated, multitasking_loss=way.multitasking_loss
    )
    assert round(alone.value) == value


def test_readings_are_what_the_data_can_tell_apart() -> None:
    def read(shop: Portfolio) -> list[tuple[str, float, float]]:
        return [(w.policy.value, w.multitasking_loss, w.protective_capacity) for w in readings_of_today(shop).plausible]

    every = [("queue", 0.0, 0.0), ("sponsor", 0.0, 0.0), ("shared", 0.0, 0.0), ("shared", 0.17, 0.0)]
    assert read(office(None)) == every
    silent = office(None)
    quiet = tuple(p.model_copy(update={"sponsor_priority": None}) for p in silent.projects)
    assert read(silent.model_copy(update={"projects": quiet})) == [every[0], *every[2:]]
    assert read(office(SAID[2])) == [("sponsor", 0.0, 0.2)]
    assert read(office(SAID[3])) == [("shared", 0.4, 0.0)]
    assert read(office(TodaySettings(policy=TodaysPolicy.SHARED))) == [("shared", 0.17, 0.0)]


@pytest.mark.parametrize("seed", range(6))
def test_ranges_hold_the_figure_of_every_reading(seed: int) -> None:
    shop = random_portfolio(seed)
    plan = find_plan(shop, EXACT)
    values = [TodaysWay(shop, way).simulate().value for way in readings_of_today(shop).plausible]
    today, first = look_at_today(shop), first_decisions(shop, plan, 2)
    assert (today.low, today.high) == (min(values), max(values))
    assert (first.today_low, first.today_high) == (round(min(values)), round(max(values)))
    for wait in decision_delay(shop, plan).waits if plan.value is not None else ():
        assert wait.gains.low <= wait.gains.named <= wait.gains.high


@pytest.mark.parametrize("today", [None, SAID[3]])
def test_every_analysis_gives_the_range_over_the_same_readings(today: TodaySettings | None) -> None:
    """Each end is that of a simulation of one reading, worked out here without the analyses."""
    shop = office(today)
    plan, readings = find_plan(shop, EXACT), readings_of_today(shop).plausible
    assert len(readings) == (4 if today is None else 1)
    values = [TodaysWay(shop, way).simulate().value for way in readings]
    least, most = min(values), max(values)
    ends = pytest.approx((least, most))
    steps, first = bridge(shop, plan, ONE), first_decisions(shop, plan)
    seen, found, priced = illusion(shop, ONE), signs(shop, plan), risk_of(shop, plan, ONE, draws=10, reoptimise=0)
    assert (steps.today.low, steps.today.high) == ends
    assert (first.today_low, first.today_high) == pytest.approx((least, most), abs=0.5)
    assert (seen.over.today.low, seen.over.today.high) == ends
    assert (found.over.today.low, found.over.today.high) == ends
    assert {round(read.today.p50, 6) for read in priced.readings} == {round(value, 6) for value in values}
    nets = [
        sum(getattr(y.nets, end) for y in fiscal_years(shop, todays_simulations(shop)) if y.way is Way.TODAY)
        for end in ("low", "high")
    ]
    assert nets[0] <= min(values) + 1e-6
    assert nets[1] >= max(values) - 1e-6
    for own in seen.contributions:
        assert own.nets.low <= own.net_contribution == own.nets.named <= own.nets.high
        alone = [_without(shop, way, own.project_id) for way in readings]
        gains = [less - value for less, value in zip(alone, values, strict=True)]
        assert (-own.nets.high, -own.nets.low) == pytest.approx((min(gains), max(gains)))


def _without(shop: Portfolio, way: WayOfWorking, project_id: str) -> float:
    runs = {i: run for i, run in todays_runs(shop).items() if i != project_id}
    return TodaysWay(shop, way).simulate(runs).value


def test_no_analysis_simulates_today_for_itself() -> None:
    """Only the reading knows how today's people are shared out; the order of work compares all ways there are."""
    engine = Path(__file__).parents[2] / "engine"
    asks = re.compile(r"Policy\.(SHARED|SPONSOR)\b")
    known = {"analyse/today/reading.py", "analyse/sequence/sequence.py", "explain/sequence.py"}
    found = {
        str(file.relative_to(engine))
        for file in engine.rglob("*.py")
        if asks.search(re.sub(r"TodaysPolicy\.\w+", "", file.read_text(encoding="utf-8")))
    }
    assert {file for file in found if not file.startswith("simulate/")} <= known


def test_a_named_reading_is_the_policy_of_the_simulator() -> None:
    assert reading_of_today(office(SAID[1])).simulated is Policy.FIRST_COME
