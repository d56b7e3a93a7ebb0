"""Today's way held against forecasts."""

from __future__ import annotations

from engine.analyse.today.calibration import UNCALIBRATED, calibrate
from engine.analyse.today.today import todays_way
from engine.portfolio.model.portfolio import Portfolio
from engine.simulate import Policy, simulate
from tests.support.workshop import needs, portfolio, project


def _four(forecasts: list[int | None], loss: float = 0.17) -> Portfolio:
    """Four in flight that share one pool: without loss each is done in month 4."""
    jobs = [project(f"j{i}", 1, in_flight=True, forecast_finish=f, baseline_finish=2) for i, f in enumerate(forecasts)]
    return portfolio(jobs, [needs(j.project_id, 10) for j in jobs], multitasking_loss=loss)


def test_without_forecasts_today_is_uncalibrated() -> None:
    shop = _four([None, None, 4, 4])
    answer = calibrate(shop, todays_way(shop))
    assert answer.word == UNCALIBRATED
    assert not answer.is_calibrated
    assert answer.fitted_loss is None
    assert answer.fitted_value is None


def test_forecasts_without_loss_fit_a_loss_of_nothing() -> None:
    # n = 4, efficiency 1 − 0.17 · 3 = 0.49: 0.1225 each in month 0, and so on; later than month 4.
    shop = _four([4, 4, 4, 4])
    answer = calibrate(shop, todays_way(shop))
    assert answer.word == ""
    assert answer.mean_difference is not None
    assert answer.mean_difference > 0
    assert answer.mean_difference == answer.mean_absolute_error
    assert answer.mean_past_slip == 2
    assert (answer.fitted_loss, answer.fitted_error) == (0.0, 0.0)
    assert answer.fitted_value == simulate(shop, Policy.SHARED, multitasking_loss=0.0).value


def test_forecasts_of_a_crowded_office_fit_its_loss() -> None:
    truth = todays_way(_four([None] * 4, loss=0.2))
    shop = _four([o.finished for o in truth.outcomes], loss=0.2)
    answer = calibrate(shop, todays_way(shop))
    assert answer.mean_absolute_error == 0
    assert answer.fitted_loss == 0.2


def test_the_plan_of_work_not_begun_is_no_evidence() -> None:
    jobs = [project(f"j{i}", 1, forecast_finish=1) for i in range(5)]
    shop = portfolio(jobs, [needs(j.project_id, 10) for j in jobs])
    assert calibrate(shop, todays_way(shop)).comparisons == ()
