"""Spreads learnt from the own history, and what public portfolios say of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from engine.analyse.risk.chance import TENTH
from engine.analyse.risk.history import (
    FEWEST,
    calibration,
    fitted_benefits,
    fitted_durations,
    history_of,
    spreads_in_force,
)
from engine.explain.risk import drawn_from, preset_rests_on
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.reporting import BenefitRecord
from engine.portfolio.model.uncertainty import PUBLIC
from engine.valuation.discounting import Amounts
from tests.support.workshop import needs, portfolio, project


def with_history(n: int, **settings: Any) -> Portfolio:
    """Each project i has delivered i tenths of what was planned, and takes 10 % longer with each."""
    of = portfolio(
        [project(f"p{i}", 3, percent_complete=0.6, baseline_finish=10, forecast_finish=10 + i) for i in range(n)],
        [needs(f"p{i}", 3) for i in range(n)],
        **settings,
    )
    records = [
        BenefitRecord(project_id=f"p{i}", month=month, planned=50.0, actual=50.0 * i / 10)
        for i in range(n)
        for month in (-2, -1)
    ]
    return of.model_copy(update={"benefits": tuple(records)})


def test_a_history_long_enough_takes_the_place_of_the_preset() -> None:
    spreads = spreads_in_force(with_history(11))
    assert (spreads.benefits.p10, spreads.benefits.p50, spreads.benefits.p90) == pytest.approx((0.1, 0.5, 0.9))
    assert (spreads.durations.p50, spreads.durations.p90) == pytest.approx((1.5, 1.9))
    assert spreads.durations.common == PUBLIC.durations.common
    assert spreads.work == PUBLIC.work
    origins = {row[0]: row[-1] for row in drawn_from(with_history(11))}
    assert origins["benefits"].replace("\u00a0", " ") == "own history of 11 projects"
    assert origins["work"] == "preset: public portfolios"
    assert [said.split(":")[0] for said in preset_rests_on(with_history(11))] == ["Work beyond durations", "Capacity"]
    assert "McKinsey" in preset_rests_on(with_history(FEWEST - 1))[0]
    assert preset_rests_on(with_history(1, risk={"preset": "none"})) == []


@pytest.mark.parametrize(
    "of",
    [
        with_history(FEWEST - 1),
        with_history(11, risk={"benefits": {"p10": 0.6, "p90": 1.2}, "durations": {"p50": 1.05, "p90": 1.5}}),
    ],
)
def test_a_short_history_and_what_the_settings_say_leave_it_out(of: Portfolio) -> None:
    assert spreads_in_force(of) == PUBLIC


def test_nothing_is_learnt_where_nothing_may_turn_out_otherwise() -> None:
    assert spreads_in_force(with_history(11, risk={"preset": "none"})).benefits.p10 == 1.0


def test_what_is_not_known_is_not_counted() -> None:
    of = with_history(11)
    blank = BenefitRecord(project_id="p1", month=-3, planned=50.0, actual=None)
    young = of.projects[1].model_copy(update={"percent_complete": 0.4})
    of = of.model_copy(
        update={"benefits": (*of.benefits, blank), "projects": (of.projects[0], young, *of.projects[2:])}
    )
    history = history_of(of)
    assert history.benefits[1] == pytest.approx(0.1)
    assert len(history.durations) == 10


def test_calibration_counts_what_lies_beside_the_range() -> None:
    counts = calibration((0.2, 0.6, 1.0, 1.2, 1.3), 0.6, 1.2)
    assert (counts.below, counts.within, counts.above) == (1, 3, 1)


def test_fits_stay_spreads_whatever_the_history() -> None:
    assert fitted_durations([0.0] * 10, 0.2).p50 > 0
    assert fitted_benefits([-1.0] * 10, 0.2).p10 == 0.0
    assert fitted_durations([20.0] * 10, 0.2).p90 == 10.0


def cover(factors: Amounts, splits: int = 60) -> float:
    """Mean share of one half of the projects within P10 to P90 of the spread fitted to the other."""
    shares = []
    for seed in range(splits):
        mixed = np.random.default_rng(seed).permutation(factors)
        fit, other = fitted_durations(mixed[: mixed.size // 2].tolist(), 0.0), mixed[mixed.size // 2 :]
        low = fit.p50 * (fit.p90 / fit.p50) ** -1.0
        assert low == pytest.approx(fit.p50 * np.exp(-TENTH * np.log(fit.p90 / fit.p50) / TENTH))
        shares.append(float(((other >= low) & (other <= fit.p90)).mean()))
    return float(np.mean(shares))


def test_fitted_to_half_of_the_health_departments_projects_it_covers_the_other(real_data: Path) -> None:
    table = pd.read_csv(real_data / "portfolios" / "us_hhs_it_2013" / "projects.csv")
    known = table[table.planned_duration_days.notna() & table.project_delay_days.notna()]
    factors = (1 + known.project_delay_days / known.planned_duration_days).to_numpy()
    assert factors.size == 108
    assert 0.70 <= cover(factors) <= 0.90


def test_fitted_to_half_of_the_dashboards_finished_projects_it_covers_the_other(real_data: Path) -> None:
    table = pd.read_csv(real_data / "portfolios" / "us_it_dashboard_2012.csv")
    heads = ("Start Date", "Planned Project Completion Date (B2)", "Projected/Actual Project Completion Date (B2)")
    start, planned, actual, updated = (
        pd.to_datetime(table[head], errors="coerce").dt.tz_localize(None) for head in (*heads, "Updated Date")
    )
    expected, taken = (planned - start).dt.days, (actual - start).dt.days
    done = (expected >= 30) & (taken > 0) & (actual <= updated)
    factors = (taken / expected)[done].to_numpy()
    assert factors.size == 589
    assert 0.70 <= cover(factors) <= 0.90
    moved = factors[np.abs(factors - 1) > 1e-9]
    assert 0.70 <= cover(moved) <= 0.90
    low, high = PUBLIC.durations.p50**2 / PUBLIC.durations.p90, PUBLIC.durations.p90
    assert ((moved >= low) & (moved <= high)).mean() == pytest.approx(0.8, abs=0.05)
