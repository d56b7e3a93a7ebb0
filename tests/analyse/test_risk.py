"""What is firm, what is fragile: shrinkage, the robust plan and the next question against known answers."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from statistics import NormalDist
from threading import Event
from typing import Any

import numpy as np
import pytest

from engine.analyse.risk.chance import TENTH, draws_of, normals
from engine.analyse.risk.distribution import distribution_of
from engine.analyse.risk.figures import figures_of
from engine.analyse.risk.hindsight import best_on_average, shrinkage_of
from engine.analyse.risk.plan_values import distinct
from engine.analyse.risk.replanning import replan
from engine.analyse.risk.result import RiskResult, Verdict, verdict_of
from engine.analyse.risk.risk import reoptimised_draws, risk_of
from engine.analyse.risk.value_of_information import value_of_knowing
from engine.compute import SolveBudget
from engine.errors import CancelledError
from engine.optimise.recommend import recommend
from engine.optimise.recommendation import Effort, Recommendation
from engine.portfolio.importing import import_table
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Mode
from engine.portfolio.reading.loading import load
from engine.simulate import Run
from tests.support.places import ROOT
from tests.support.seeds import ALL, are_all_asked
from tests.support.small_portfolios import random_portfolio
from tests.support.workshop import needs, portfolio, project

ONE = SolveBudget(workers=1)
FIRM_ENOUGH, AS_OFTEN = 0.95, 0.08 + 1e-9
BENEFITS_ONLY: dict[str, Any] = {"preset": "none", "benefits": {"p10": 1.0, "p90": 1.0, "common": 0.0}}


def rivals(*benefits: float, sigma: float) -> Portfolio:
    """Projects of which one can run: a month of work, then the benefit for ten months; all noise is normal."""
    spread = sigma * TENTH
    return portfolio(
        [
            project(
                f"p{i}",
                1,
                benefit_per_month=rate,
                benefit_low=rate - spread,
                benefit_high=rate + spread,
                benefit_months=10,
                exclusive_group="one",
                in_plan=i == 0,
                sponsor=f"Sponsor {i}",
            )
            for i, rate in enumerate(benefits)
        ],
        [needs(f"p{i}", 5) for i in range(len(benefits))],
        risk=BENEFITS_ONLY,
        horizon_months=1,
    )


@cache
def answer(*benefits: float, sigma: float, reoptimise: int = 120) -> RiskResult:
    of = rivals(*benefits, sigma=sigma)
    return risk_of(of, recommend(of, Effort.BOARD), draws=240, reoptimise=reoptimise, budget=ONE)


def test_intervals_of_quantiles_are_the_order_statistics_of_the_book() -> None:
    """Of n = 1000 in order, ranks np -/+ 1.96 sqrt(np(1 - p)): 81 and 119 at 0.1, 469 and 531 at the median."""
    known = distribution_of(np.arange(1.0, 1001.0)[::-1])
    assert (known.p10_between, known.p50_between, known.p90_between) == ((81, 119), (469, 531), (881, 919))


@pytest.mark.slow
def test_the_curse_of_three_equal_plans_is_that_of_the_textbook() -> None:
    # Smith and Winkler 2006: the best of three estimates with independent normal errors promises 0.85 standard
    # deviations too much. One deviation is 10 · 3 of a value of 10 · 100.
    result = answer(100.0, 100.0, 100.0, sigma=3.0)
    assert result.reoptimised == 120
    assert result.shrinkage == pytest.approx(0.8463 * 30 / 1000, rel=0.25)


@pytest.mark.slow
def test_a_plan_that_is_far_ahead_has_nothing_to_shrink_and_is_firm() -> None:
    result = answer(100.0, 60.0, sigma=3.0)
    assert result.shrinkage == pytest.approx(0.0, abs=1e-9)
    assert [p.verdict for p in result.projects] == [Verdict.FIRM] * 2
    assert (result.questions, result.robust) == ((), None)


@pytest.mark.slow
def test_two_plans_that_are_close_are_chosen_as_often_as_chance_has_it() -> None:
    # B is chosen when its lead of 2 is made up by a difference of standard deviation 3 · √2.
    result = answer(102.0, 100.0, sigma=3.0)
    expected = NormalDist().cdf(2 / (3 * 2**0.5))
    assert result.of("p0").chosen_share == pytest.approx(expected, abs=3 * (expected * (1 - expected) / 120) ** 0.5)


def test_what_it_is_worth_to_know_a_benefit_follows_from_its_three_values() -> None:
    # A brings 1,020 or, known beforehand to be 1,020 − 38.4 while B brings 1,000, is left for B: 0.3 · 18.4.
    result = answer(102.0, 100.0, sigma=3.0)
    worth = {(q.source, q.subject): q for q in result.questions}
    low = 0.3 * (1000 - (1020 - 30 * TENTH))
    assert worth["benefits", "p0"].worth == pytest.approx(low)
    assert worth["benefits", "p1"].worth == pytest.approx(0.3 * (1000 + 30 * TENTH - 1020))
    assert worth["benefits", "p0"].ask == "Sponsor 0"


def test_value_of_knowing_by_hand() -> None:
    # A surely 10, B 7, 12 or 17: without knowing B, 12; knowing, 10, 12 or 17.
    assert value_of_knowing(np.array([[10.0, 10, 10], [7, 12, 17]])) == pytest.approx(
        0.3 * 10 + 0.4 * 12 + 0.3 * 17 - 12
    )
    assert value_of_knowing(np.array([[10.0, 10, 10], [1, 2, 3]])) == 0.0


def test_shrinkage_by_hand() -> None:
    # Plan 1 looks 6 better on its own draw and is 2 worse on the data: 8 of 100 were luck; plan 0 made for the other.
    values = np.array([[100.0, 90, 95], [98, 96, 80]])
    assert shrinkage_of(values, [0, 1], [1, 0]) == pytest.approx(0.04)
    assert best_on_average(values[:, 1:]) == 0


def test_a_gap_between_shares_decides_the_verdict() -> None:
    assert [verdict_of(x) for x in (1.0, 0.85, 0.84, 0.6, 0.59, 0.0)] == [
        Verdict.FIRM, Verdict.FIRM, Verdict.LEANING, Verdict.LEANING, Verdict.FRAGILE, Verdict.FRAGILE,
    ]  # fmt: skip


def test_plans_are_told_apart_by_what_they_run() -> None:
    a, b = {"x": Run(Mode.NORMAL, 1)}, {"x": Run(Mode.NORMAL, 2)}
    plans, which = distinct((a, b, dict(a)))
    assert (plans, which) == ((a, b), (0, 1, 0))


def test_every_figure_has_two_draws_and_the_rest_stays_at_its_median() -> None:
    of = rivals(100.0, 90.0, sigma=3.0)
    figures = figures_of(of)
    (first,) = [f for f in figures.figures if (f.origin, f.subject) == ("benefits", "p0")]
    assert figures.draws.benefit[[first.low, first.high], 0] == pytest.approx([1 - 0.03 * TENTH, 1 + 0.03 * TENTH])
    assert figures.draws.benefit[[first.low, first.high], 1] == pytest.approx([1, 1])
    assert (figures.draws.benefit[1] == 0).all()


def test_intervals_of_quantiles_narrow_with_the_root_of_the_draws() -> None:
    rng = np.random.default_rng(1)
    few, many = (distribution_of(rng.standard_normal(n)) for n in (400, 6400))
    assert not few.is_tight
    assert many.is_tight
    ratio = (few.p50_between[1] - few.p50_between[0]) / (many.p50_between[1] - many.p50_between[0])
    assert ratio == pytest.approx(4.0, rel=0.35)
    hits = [
        d.p10_between[0] <= -TENTH <= d.p10_between[1]
        for d in (distribution_of(rng.standard_normal(200)) for _ in range(400))
    ]
    assert np.mean(hits) >= 0.92


@pytest.mark.parametrize("seed", range(27) if are_all_asked() else (1, 5, 8))
def test_quantiles_are_in_order_shares_are_shares_and_the_answer_repeats(seed: int) -> None:
    of = random_portfolio(seed)
    plan = recommend(of, Effort.BOARD)
    if plan.value is None:
        pytest.skip("no plan keeps the rules of this one")
    result = risk_of(of, plan, draws=60, reoptimise=6, budget=ONE)
    _is_in_order(result)
    again = risk_of(of, plan, draws=60, reoptimise=6, budget=SolveBudget(workers=2))
    assert repr(again) == repr(result)
    assert result.made_anew is not None
    assert 0 <= result.made_anew.half_within <= result.made_anew.all_within <= 0.01
    assert risk_of(of, plan, draws=60, reoptimise=6, seed=2, budget=ONE) != result


def _is_in_order(result: RiskResult) -> None:
    for amounts in (result.gain, result.value, result.today, result.queue):
        assert amounts.p10 <= amounts.p50 <= amounts.p90
        assert 0 <= amounts.positive_share <= 1
        assert amounts.p10_between[0] <= amounts.p10 <= amounts.p10_between[1]
    for p in result.projects:
        assert p.value_p10 <= p.value_p50 <= p.value_p90
        assert all(share is None or 0 <= share <= 1 for share in (p.chosen_share, p.on_time_share))
        finishes = [f for f in (p.finish_p10, p.finish_p50, p.finish_p90) if f is not None]
        assert finishes == sorted(finishes)
    assert all(q.worth > 0 for q in result.questions)


@pytest.fixture(scope="module")
def united_kingdom(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    if not are_all_asked():
        pytest.skip(f"a large portfolio takes minutes: set {ALL}")
    source = real_data / "portfolios" / "uk_gmpp_2023_complete.csv"
    written = tmp_path_factory.mktemp("real") / "out"
    return load(import_table(source, ROOT / "data" / "maps" / "uk_gmpp.yaml", written).output)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_so_are_those_of_a_real_portfolio(united_kingdom: Portfolio) -> None:
    plan = recommend(united_kingdom, Effort.BOARD)
    first, second = (risk_of(united_kingdom, plan, SolveBudget(workers=n), draws=200, reoptimise=10) for n in (1, 2))
    _is_in_order(first)
    assert repr(first) == repr(second)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_firm_decisions_of_a_real_portfolio_are_taken_again_as_often_as_said(united_kingdom: Portfolio) -> None:
    plan = recommend(united_kingdom, Effort.BOARD)
    kept = _kept(united_kingdom, plan, draws=(reoptimised_draws(len(united_kingdom.projects)), 200))
    assert np.mean(kept) >= FIRM_ENOUGH


def test_a_first_answer_makes_no_plan_anew() -> None:
    result = answer(100.0, 60.0, sigma=3.0, reoptimise=0)
    assert (result.reoptimised, result.shrinkage, result.robust, result.questions) == (0, None, None, ())
    assert {p.verdict for p in result.projects} == {None}
    assert replace(result, gains=()).gain.mean == pytest.approx(float(np.mean(result.gains)))


def test_it_can_be_called_off() -> None:
    off = Event()
    off.set()
    of = rivals(100.0, 90.0, sigma=3.0)
    with pytest.raises(CancelledError):
        risk_of(of, recommend(of, Effort.LIVE), draws=50, budget=SolveBudget(workers=1, cancel=off))


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_decisions_called_firm_are_taken_again_as_often_as_said_in_other_futures() -> None:
    """Over all portfolios together: one has few decisions, and shares of eighty futures are three to six points off."""
    kept: list[bool] = []
    for seed in range(27) if are_all_asked() else (13,):
        of = random_portfolio(seed)
        plan = recommend(of, Effort.BOARD)
        if plan.value is not None:  # else no plan keeps the rules of this one
            kept += _kept(of, plan, draws=(80, 80))
    assert kept
    assert np.mean(kept) >= FIRM_ENOUGH


def _kept(of: Portfolio, plan: Recommendation, draws: tuple[int, int]) -> list[bool]:
    """Whether each decision called firm is taken as often as said, within 8 points, in futures not seen."""

    def shares(size: int, chance: int) -> dict[str, float]:
        known = draws_of(of, normals(of, size, chance), success=False)
        return replan(of, plan, known, SolveBudget()).chosen_shares(plan)

    said, seen = shares(draws[0], 1), shares(draws[1], 2)
    return [abs(said[i] - seen[i]) <= AS_OFTEN for i, share in said.items() if verdict_of(share) is Verdict.FIRM]
