"""Utilisation by hand: demand of the plan over all capacity, in the months in which the plan works."""

from __future__ import annotations

import pytest

from engine.analyse.constraint.utilisation import utilisation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.resources import CapacityOverride
from tests.support import tiny


def shop(*asked: float, **changes: object) -> Portfolio:
    """Two months of work each, one after the other; the first pool of two does it."""
    projects = [tiny.project(f"p{i}", planned_start=2 * i) for i in range(len(asked))]
    demand = tuple(tiny.days(f"p{i}", days) for i, days in enumerate(asked))
    fields = {"demand": demand, "pools": (tiny.pool(), tiny.pool("idle")), "protective_capacity": 0.5} | changes
    return tiny.portfolio(*projects, **fields)  # type: ignore[arg-type]


def test_is_demand_over_capacity_before_protection() -> None:
    assert utilisation(shop(20, 10)) == {"team": pytest.approx(30 / 40), "idle": 0.0}


def test_the_thin_end_of_the_plan_does_not_count() -> None:
    assert utilisation(shop(40, 40, 1))["team"] == pytest.approx(80 / 40)


def test_counts_the_capacity_of_each_month() -> None:
    closed = tuple(CapacityOverride(pool_id="team", month=t, capacity=0.0) for t in (0, 1))
    assert utilisation(shop(10, 10, capacity=closed))["team"] == pytest.approx(20 / 20)


def test_where_there_is_nothing_to_compare() -> None:
    assert utilisation(shop(10, pools=(tiny.pool(capacity_per_month=0),)))["team"] is None
    assert utilisation(shop())["team"] == 0.0
