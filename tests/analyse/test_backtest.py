"""Today's way held against what has moved since: by hand, for every way of sharing people out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.analyse.today.backtest import Missed, backtest
from engine.analyse.today.reading import WayOfWorking
from engine.errors import CockpitError
from engine.explain.backtest import explain_backtest, setting_of
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.settings import TodaySettings
from engine.portfolio.model.vocabulary import TodaysPolicy, Urgency
from tests.support.prose import check_all, plain
from tests.support.workshop import needs, pool, portfolio, project

NOW = 24_322


def office(left: dict[str, int], month: int, **settings: Any) -> Portfolio:
    """A and B want all of x, C and D all of y, each for the months that are left; B and D have the louder sponsor."""
    jobs = [
        project(
            i,
            months,
            in_flight=True,
            sponsor_priority=1 if i in "BD" else 2,
            benefit_per_month=10.0,
            urgency=Urgency.WINDOW,
            benefit_end=11,
        )
        for i, months in left.items()
    ]
    demand = [needs(i, 10.0 * months, "x" if i in "AB" else "y") for i, months in left.items()]
    made = portfolio(jobs, demand, [pool("x"), pool("y")], **settings)
    return made.model_copy(update={"settings": made.settings.model_copy(update={"planning_month": month})})


BEFORE = {"A": 2, "B": 2, "C": 2, "D": 2}


@pytest.mark.parametrize(
    ("left", "policy"),
    [
        # In two months a queue has done A and C, and not begun the others.
        ({"B": 2, "D": 2}, TodaysPolicy.QUEUE),
        # By sponsor it is B and D.
        ({"A": 2, "C": 2}, TodaysPolicy.SPONSOR),
        # Shared, each has done one month of two.
        ({"A": 1, "B": 1, "C": 1, "D": 1}, TodaysPolicy.SHARED),
    ],
)
def test_the_way_that_was_worked_in_fits_to_the_day(left: dict[str, int], policy: TodaysPolicy) -> None:
    found = backtest(office(left, NOW), [office(BEFORE, NOW - 2)])
    assert found.best is not None
    assert found.ways[found.best].policy is policy
    assert found.missed[found.best].months == 0
    assert found.missed[found.best].money == pytest.approx(0.0)
    assert found.is_evidence
    assert len(found.moved) == 4
    said = explain_backtest(found, office(left, NOW))
    check_all(said)
    assert f"To accept it, set today in the settings: policy {policy.value}." in said.paragraph
    assert setting_of(found.ways[found.best]) == f"today: {{policy: {policy.value}}}"
    # All were forecast, by their plan, to be done by now; half of the work was left, on average a month each.
    assert found.forecast is not None
    assert (found.forecast.months, found.forecast.bias) == (1.0, -1.0)
    # Two finish in month 4 instead of 2, or four in month 3: 10 a month until month 11, so 40 more were expected.
    assert found.forecast.money == pytest.approx(40.0)


def test_a_crowded_office_fits_its_loss() -> None:
    # Shared at 0.5 lost, n = 2: efficiency a half, so in four months each of two has done one month of two.
    now = office({"A": 1, "B": 1, "C": 1, "D": 1}, NOW)
    found = backtest(now, [office(BEFORE, NOW - 4)])
    assert found.best is not None
    assert (found.ways[found.best].policy, found.ways[found.best].multitasking_loss) == (TodaysPolicy.SHARED, 0.5)
    assert setting_of(found.ways[found.best]) == "today: {policy: shared, multitasking_loss: 0.5}"


def test_the_fit_is_over_all_months_named() -> None:
    # Since last month a queue and sharing look alike for A and B; the month before tells them apart.
    now = office({"B": 2, "D": 2}, NOW)
    last = office({"A": 1, "B": 2, "C": 1, "D": 2}, NOW - 1)
    found = backtest(now, [last, office(BEFORE, NOW - 2)])
    assert found.earlier == (NOW - 2, NOW - 1)
    assert len(found.moved) == 8
    assert found.best is not None
    assert found.ways[found.best].policy is TodaysPolicy.QUEUE


def test_policies_that_fit_alike_are_not_told_apart_and_none_is_proposed() -> None:
    now = office({"A": 1, "B": 1, "C": 1}, NOW)
    found = backtest(now, [office({"A": 2, "B": 2, "C": 2}, NOW - 1)])
    ways = WayOfWorking(TodaysPolicy.QUEUE, 0, 0), WayOfWorking(TodaysPolicy.SHARED, 0.6, 0)
    alike = replace(found, ways=ways, missed=(Missed(2.01, 0, 0), Missed(2.0, 0, 0)), named=None)
    assert (alike.best, alike.alike) == (None, (0, 1))
    said = explain_backtest(alike, now)
    check_all(said)
    assert said.sentence.endswith("one project after another and everything at once, 60\u00a0% lost.")
    assert "To accept it" not in said.paragraph
    apart = replace(alike, missed=(alike.missed[0], Missed(2.2, 0, 0)))
    assert apart.best == 0


def test_an_accepted_way_is_said_to_be_in_use_and_its_reserve_is_kept() -> None:
    queue = TodaySettings(policy=TodaysPolicy.QUEUE)
    now = office({"B": 2, "D": 2}, NOW, today=queue)
    found = backtest(now, [office(BEFORE, NOW - 2)])
    assert found.best == found.named
    assert "That is the way in use." in explain_backtest(found, now).paragraph
    slow = TodaySettings(policy=TodaysPolicy.QUEUE, protective_capacity=0.5)
    found = backtest(office({"B": 2, "D": 2}, NOW, today=slow), [office(BEFORE, NOW - 2)])
    # With half of each pool kept free, A and C are half done.
    assert found.missed[0].months == 0.5


def test_what_is_gone_but_was_forecast_for_later_is_left_out() -> None:
    long = BEFORE | {"A": 5}
    now = office({"B": 2, "D": 2}, NOW)
    found = backtest(now, [office(long, NOW - 2)])
    assert found.unknown == ("A",)
    assert [m.project_id for m in found.moved] == ["B", "C", "D"]
    assert "Left out: A. They are gone from the data" in explain_backtest(found, now).paragraph


def test_too_little_is_no_evidence_and_months_must_be_earlier() -> None:
    now = office({"A": 1, "B": 1}, NOW)
    found = backtest(now, [office({"A": 2, "B": 2}, NOW - 2)])
    assert (found.best, found.is_evidence) == (None, False)
    assert plain(explain_backtest(found, now).short) == (
        "Too little has moved since Sep 2026 to say how people are shared out: 2 comparisons of work then and now."
    )
    with pytest.raises(CockpitError, match="not before"):
        backtest(now, [now])
    with pytest.raises(CockpitError, match="no earlier month"):
        backtest(now, [])
