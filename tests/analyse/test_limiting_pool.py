"""Which pool limits, from what one more person gains in each."""

from __future__ import annotations

from engine.analyse.constraint.limiting_pool import LimitingPool, verdict
from engine.optimise.compare import Interval

SURE, LESS, UNSURE = (Interval(10.0, 9.0, 11.0), 1.0), (Interval(5.0, 5.0, 5.0), 1.0), (Interval(4.0, 0.0, 9.5), 1.0)


def test_a_pool_is_told_apart_where_it_surely_gains_more_than_every_other() -> None:
    assert verdict({"a": SURE, "b": LESS}) == LimitingPool("a", "b", True)
    assert verdict({"a": SURE, "b": LESS, "c": UNSURE}) == LimitingPool("a", "b", False)
    assert verdict({"c": UNSURE, "a": SURE}) == LimitingPool("a", "c", False)


def test_what_a_person_costs_counts() -> None:
    assert verdict({"a": (SURE[0], 4.0), "b": LESS}) == LimitingPool("b", "a", True)


def test_where_nobody_gains_nothing_limits() -> None:
    assert verdict({"a": (Interval(0.0, 0.0, 3.0), 1.0)}) == LimitingPool(None)
