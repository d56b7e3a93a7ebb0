"""Gain, cost and net of people: the three together, written so that they add up."""

from __future__ import annotations

import re

import pytest

from engine.explain.worth_of_person import gain_cost_and_net
from engine.optimise.compare import Interval


@pytest.mark.parametrize(
    ("low", "high", "cost"),
    [
        (750_400.0, 878_000.0, 394_600.0),
        (3_014_000.0, 4_449_600.0, 1_001_700.0),
        (12_345_678.0, 23_456_789.0, 987_654.0),
    ],
)
def test_ends_of_a_range_less_the_cost_are_the_ends_of_the_net_gain(low: float, high: float, cost: float) -> None:
    said, figures = gain_cost_and_net(Interval(0.5 * (low + high), low, high), cost, "GBP")
    assert said == "gains {gain}. The cost is {cost}, the net gain {net}"
    gain, spent, net = (_amounts(figures[name].text) for name in ("gain", "cost", "net"))
    assert [round(end - spent[0], 6) for end in gain] == pytest.approx(net)
    assert net == pytest.approx([1e-6 * (low - cost), 1e-6 * (high - cost)], rel=0.01)


def test_a_cost_that_is_small_beside_the_gain_is_written_by_itself() -> None:
    _, figures = gain_cost_and_net(Interval(3e6, 2.5e6, 3.5e6), 4_320.0, "GBP")
    assert [figures[name].text for name in ("gain", "cost", "net")] == [
        "between £2.5m and £3.5m",
        "£4,320",
        "between £2.5m and £3.5m",
    ]


def _amounts(text: str) -> list[float]:
    """The amounts of a text, in millions."""
    size = {"k": 1e-3, "m": 1.0}
    return [float(number) * size[unit] for number, unit in re.findall(r"£([\d.]+)([km])", text)]
