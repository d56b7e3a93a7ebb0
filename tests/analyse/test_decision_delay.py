"""Decision delay: who may decide, how long it waits, and what waiting costs, by hand."""

from __future__ import annotations

from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from engine.analyse.decisions.decision_delay import DAYS_A_MONTH, DecisionDelay, Wait, decision_delay
from engine.analyse.decisions.first_decisions import moves_of
from engine.analyse.decisions.signs import signs
from engine.errors import CancelledError
from engine.optimise.recommend import Target, find_plan
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Pin, Portfolio, Rules
from engine.portfolio.model.resources import Dependency
from engine.portfolio.model.vocabulary import Action
from tests.support.roles import ANYONE, WINDOW, authority, in_the_way, limits
from tests.support.seeds import some
from tests.support.small_portfolios import random_portfolio
from tests.support.workshop import needs, portfolio, project

EXACT = Target(gap=0.0, seconds=30.0)


def asked(shop: Portfolio, recommendation: Recommendation | None = None) -> dict[str, Wait]:
    found = decision_delay(shop, recommendation or find_plan(shop, EXACT))
    return {w.project_id: w for w in found.waits}


def test_work_to_be_stopped_goes_on_while_the_decision_waits() -> None:
    # Today A is done in month 4, and L costs 30: 80 − 30. Without L it is done in month 2: 100, so 50 are gained.
    wait = asked(in_the_way())["L"]
    assert (wait.action, wait.gain, wait.role, wait.effective) == (Action.STOP, 50.0, "Board", 0)
    # In a month's waiting one of four months of it is worked off.
    assert wait.per_month == pytest.approx(12.5)
    assert wait.cost == pytest.approx(12.5)


def test_a_decision_that_takes_effect_later_can_wait_until_then() -> None:
    wait = asked(in_the_way(planned_start=1))["L"]
    assert wait.effective == 1
    assert wait.per_month > 0
    assert wait.cost == 0.0


def test_work_to_be_done_sooner_lands_later_by_the_wait() -> None:
    shop = portfolio([project("A", 1, planned_start=3, benefit_per_month=10.0, **WINDOW)], [needs("A", 10)])
    shop = shop.model_copy(update={"settings": shop.settings.model_copy(update={"authority": ANYONE})})
    wait = asked(shop)["A"]
    assert (wait.action, wait.gain, wait.months, wait.effective) == (Action.ACCELERATE, 30.0, 0, 0)
    assert (wait.per_month, wait.cost) == pytest.approx((10.0, 10.0))


def test_waiting_never_costs_more_than_the_move_brings() -> None:
    shop = portfolio([project("A", 1, planned_start=3, benefit_per_month=10.0, **WINDOW)], [needs("A", 10)])
    slow = authority(Board={"days_to_decide": 10 * DAYS_A_MONTH} | limits(accelerate=1e6))
    shop = shop.model_copy(update={"settings": shop.settings.model_copy(update={"authority": slow})})
    assert asked(shop)["A"].cost == pytest.approx(30.0)


def test_an_enabler_waits_at_the_cost_of_those_that_depend_on_it() -> None:
    shop = portfolio(
        [
            project("base", 1, planned_start=3, benefit_per_month=0.0),
            project("top", 1, benefit_per_month=10.0, **WINDOW),
        ],
        [needs("base", 10), needs("top", 10)],
        links=[Dependency(predecessor="base", successor="top")],
        authority=ANYONE,
    )
    wait = asked(shop)["base"]
    # Started at once it lets top land in month 2 rather than 5; a month's waiting loses 10 of those 30.
    assert wait.gain == pytest.approx(30.0)
    assert (wait.per_month, wait.cost) == pytest.approx((10.0, 10.0))


def test_the_lowest_role_within_its_limits_decides() -> None:
    shop = in_the_way()

    def decider(**roles: dict[str, Any]) -> tuple[str | None, float | None, float | None]:
        settings = shop.settings.model_copy(update={"authority": authority(**roles)})
        wait = asked(shop.model_copy(update={"settings": settings}))["L"]
        return wait.role, wait.days, wait.cost

    low, high = {"days_to_decide": 3} | limits(stop=49), {"days_to_decide": 30} | limits(stop="unlimited")
    assert decider(Low=low, High=high)[:2] == ("High", 30.0)
    assert decider(Low=low | limits(stop=50), High=high)[:2] == ("Low", 3.0)
    assert decider(Low=low) == (None, None, None)
    assert decider(High=limits(stop="unlimited")) == ("High", None, None)


def test_extra_spend_is_at_stake_where_it_is_larger() -> None:
    stopped = in_the_way(in_flight=True, exit_cost=20.0)
    wait = asked(stopped)["L"]
    # Where L goes first, as work in flight does in a queue, stopping it gains 50: what is at stake is the upper end.
    assert (wait.gain, wait.gains.high, wait.money) == pytest.approx((30.0, 50.0, 50.0))
    stop = Rules(pins=(Pin(project_id="L", action=Action.STOP),))
    wait = asked(in_the_way(in_flight=True, exit_cost=45.0).model_copy(update={"rules": stop}))["L"]
    assert (wait.gain, wait.money) == pytest.approx((5.0, 45.0))


def test_months_of_delay_are_at_stake() -> None:
    shop = portfolio(
        [project("A", 2, **WINDOW), project("B", 2, **WINDOW)],
        [needs("A", 20), needs("B", 20)],
        rules=Rules(pins=(Pin(project_id="A", start=0), Pin(project_id="B", start=2))),
        authority=ANYONE,
    )
    assert asked(shop)["B"].months == 2


@pytest.mark.parametrize("seed", some(range(30)))
def test_every_move_is_listed_and_costs_within_its_bounds(seed: int) -> None:
    shop = random_portfolio(seed)
    shop = shop.model_copy(update={"settings": shop.settings.model_copy(update={"authority": ANYONE})})
    recommendation = find_plan(shop, EXACT)
    if recommendation.value is None:
        return
    found = asked(shop, recommendation)
    moves = [d.project_id for d in moves_of(shop, recommendation)]
    assert list(found) == moves
    alone = {t.project_id: t for t in signs(shop, recommendation, threshold=0.0).tradeoffs.decisions}
    for project_id, wait in found.items():
        if project_id in alone:
            sign = alone[project_id]
            assert (wait.gain, wait.gains.low, wait.gains.high) == pytest.approx((sign.money, sign.low, sign.high))
        else:
            assert wait.gains.low <= 1e-9
            assert wait.gains.high >= -1e-9
        assert wait.money >= wait.gains.size
        assert wait.gains.low <= wait.gain <= wait.gains.high
        assert wait.monthly.low <= wait.per_month <= wait.monthly.high
        assert wait.cost is not None
        assert 0 <= wait.cost <= wait.per_month + 1e-9
        if wait.effective >= 1:
            assert wait.cost == 0


def test_without_rights_nothing_is_known_and_cancelling_is_heard() -> None:
    shop = in_the_way()
    silent = shop.model_copy(update={"settings": shop.settings.model_copy(update={"authority": None})})
    found = decision_delay(silent, find_plan(silent, EXACT))
    assert found.cost == 0.0
    assert {w.role for w in found.waits} == {None}
    assert DecisionDelay(tuple(replace(w, cost=2.0) for w in found.waits)).cost == 2.0 * len(found.waits)
    stop = Event()
    stop.set()
    with pytest.raises(CancelledError):
        decision_delay(shop, find_plan(shop, EXACT), cancel=stop)
