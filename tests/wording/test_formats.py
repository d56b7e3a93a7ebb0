"""Figures in words: true to three significant figures, and never more certain than they are."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest

from engine.wording.formats import (
    MINUS,
    SPACE,
    added_up,
    balance,
    balance_in_three_figures,
    balance_of_range,
    between,
    count,
    difference_range,
    gap,
    listed,
    measured,
    money,
    money_range,
    months,
    moved,
    number,
    percent,
    scale_for,
    seconds,
)

_SIZES = {"": 1.0, "k": 1e3, "m": 1e6, "bn": 1e9}


def read(text: str) -> float:
    """A figure as a reader takes it in."""
    match = re.fullmatch(rf"({MINUS}?)[+]?[£]?([\d,.]+){SPACE}?(k|m|bn|%|)", text)
    assert match, text
    size = 0.01 if match[3] == "%" else _SIZES[match[3]]
    return (-1 if match[1] else 1) * float(match[2].replace(",", "")) * size


AMOUNTS = [s * 10**e for e, s in zip(np.random.default_rng(1).uniform(0, 11, 300), [1, -1] * 150, strict=True)]


@pytest.mark.parametrize("write", [money, number])
def test_what_is_written_is_within_half_a_per_cent(write) -> None:  # type: ignore[no-untyped-def]
    for amount in AMOUNTS:
        assert read(write(amount)) == pytest.approx(amount, rel=0.0051)


@pytest.mark.parametrize("write", [money, number])
def test_what_is_written_has_at_most_three_significant_figures(write) -> None:  # type: ignore[no-untyped-def]
    for amount in AMOUNTS:
        digits = re.sub(r"\D", "", write(amount)).lstrip("0")
        assert len(digits.rstrip("0")) <= 3, write(amount)


@pytest.mark.parametrize(
    ("amount", "text"), [(1240.4, "1,240"), (87.46, "87.5"), (0.25, "0.25"), (0.0, "0"), (-3.0, f"{MINUS}3")]
)
def test_numbers(amount: float, text: str) -> None:
    assert number(amount) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.004, "0.4"), (0.0996, "10"), (0.87, "87"), (1.184, "118"), (0.0, "0"), (-0.2, f"{MINUS}20")]
)
def test_percentages(share: float, text: str) -> None:
    assert percent(share) == f"{text}{SPACE}%"


def test_a_gap_is_rounded_up_at_any_size() -> None:
    for share in (*np.random.default_rng(2).uniform(0, 0.02, 100), *np.random.default_rng(3).uniform(0, 3, 200)):
        assert share <= read(gap(share)) <= max(0.001, share * 1.1 + 0.001)


def test_counts_have_their_noun() -> None:
    assert count(1, "project") == f"1{SPACE}project"
    assert count(1200, "project") == f"1,200{SPACE}projects"
    assert count(2, "person", "people") == f"2{SPACE}people"
    assert months(1) == f"1{SPACE}month"
    assert moved(-2) == f"2{SPACE}months earlier"


def test_lists() -> None:
    assert listed([]) == ""
    assert listed(["a", "b"], "or") == "a or b"


def test_lengths_of_time() -> None:
    assert (seconds(0.71), seconds(12.4)) == (f"0.7{SPACE}s", f"12{SPACE}s")


PAIRS = [
    (51.76e6, 51.05e6, "£51.76m", "£51.05m", "£0.71m", "+£0.71m"),
    (51.05e6, 51.76e6, "£51.05m", "£51.76m", "£0.71m", f"{MINUS}£0.71m"),
    (51.8e6, 40.2e6, "£51.8m", "£40.2m", "£11.6m", "+£11.6m"),
    (1.23e6, 310e3, "£1.23m", "£310k", "£920k", "+£920k"),
    (2e6, 400e3, "£2m", "£400k", "£1.6m", "+£1.6m"),
    (52.3e6, 51.6e6, "£52.3m", "£51.6m", "£0.7m", "+£0.7m"),
    (1.234e6, 58.9e3, "£1.23m", "£58.9k", "£1.17m", "+£1.17m"),
    (370e3, 365e3, "£370k", "£365k", "£5k", "+£5k"),
    (4100.0, 950.0, "£4,100", "£950", "£3,150", "+£3,150"),
    (3787.0, 23.07, "£3,787", "£23.1", "£3,764", "+£3,764"),
    (3.2e6, -2.1e6, "£3.2m", f"{MINUS}£2.1m", "£5.3m", "+£5.3m"),
    (2e6, 2e6, "£2m", "£2m", "£0", "£0"),
    (0.0, 0.0, "£0", "£0", "£0", "£0"),
]


@pytest.mark.parametrize(("first", "second", "one", "other", "apart", "change"), PAIRS)
def test_two_amounts_and_their_difference_have_equal_decimals(
    first: float, second: float, one: str, other: str, apart: str, change: str
) -> None:
    written = balance(first, second)
    assert (written.first, written.second, written.apart, written.change) == (one, other, apart, change)


def step(text: str) -> float:
    """What the last digit of a figure stands for."""
    digits = re.sub(r"[^\d.]", "", text)
    suffix = (re.search(r"(k|m|bn)$", text) or [""])[0]
    return _SIZES[suffix] / 10 ** len(digits.partition(".")[2])


def test_a_difference_is_always_that_of_what_is_shown() -> None:
    draw = np.random.default_rng(7)
    for _ in range(2000):
        first = float(draw.choice([-1, 1]) * 10 ** draw.uniform(2, 10))
        second = float(first * draw.choice([draw.uniform(0.9, 1.1), draw.uniform(-2, 2), draw.uniform(0, 0.01)]))
        written = balance(first, second)
        visible = read(written.first) - read(written.second)
        coarsest = max(step(written.first), step(written.second), step(written.change))
        assert read(written.change) == pytest.approx(visible, abs=0.51 * coarsest), (first, second, written)
        assert read(written.change) == pytest.approx(first - second, rel=0.11, abs=1.0), (first, second, written)
        assert read(written.apart) == abs(read(written.change))


def test_a_column_of_values_and_changes_adds_up_row_by_row() -> None:
    values = [51.76e6, 51.05e6, 48.4e6, 48.39e6, 50.2e6]
    pairs = [(later, before) for before, later in pairwise(values)]
    scale = scale_for(pairs)
    assert len({len(scale.money(v).partition(".")[2]) for v in values}) == 1
    for later, before in pairs:
        visible = read(scale.money(later)) - read(scale.money(before))
        assert read(scale.difference(later, before)) == pytest.approx(visible)
        assert visible == pytest.approx(later - before, rel=0.1)


def test_a_range_and_what_is_missing_from_it_add_up_at_both_ends() -> None:
    # £89.1m less £75.4m is not £13.8m: as many figures of each as it takes.
    said = balance_of_range(89.107e6, 75.352e6, 83.06e6)
    assert said == ("£89.11m", "£75.35m to £83.06m", "£6.05m to £13.76m")
    assert balance_of_range(90e6, 75e6, 83e6) == ("£90.0m", "£75.0m to £83.0m", "£7m to £15.0m")
    draw = np.random.default_rng(3)
    for _ in range(300):
        first = float(10 ** draw.uniform(3, 10))
        low, high = sorted(first * float(draw.uniform(0.3, 0.99)) for _ in range(2))
        whole, ends, apart = balance_of_range(first, low, high)
        lows, aparts = ends.split(" to "), apart.split(" to ")
        for end, left in zip(lows, reversed(aparts), strict=True):
            coarsest = max(step(whole), step(end), step(left))
            assert read(whole) - read(end) == pytest.approx(read(left), abs=0.51 * coarsest), (whole, ends, apart)


def test_a_difference_with_a_name_of_its_own_keeps_its_three_figures() -> None:
    written = balance_in_three_figures(9.3337e9, 8.588e9)
    assert (written.first, written.second, written.apart) == ("£9.334bn", "£8.588bn", "£0.746bn")
    assert money(9.3337e9 - 8.588e9) == "£746m", "as it stands elsewhere"
    assert balance_in_three_figures(2e6, 400e3) == balance(2e6, 400e3)


def test_sums_of_the_same_things_can_have_the_same_decimals() -> None:
    values, changes = [327.2e6, 14.1e6, -5.7e6], [8.9e6, -25.2e6, -5.7e6]
    decimals = max(added_up(amounts).decimals for amounts in (values, changes))
    assert added_up(values).parts[-1] != "−£5.7m"
    assert added_up(values, at_least=decimals).parts[-1] == added_up(changes, at_least=decimals).parts[-1] == "−£5.7m"


def test_no_amount_is_written_with_more_than_five_figures() -> None:
    """A column of billions: a change too small for its digits is written by itself, and stays true."""
    scale = scale_for([(224.3606e9, 224.36e9), (251.2e9, 224.3606e9)])
    assert (scale.money(224.3606e9), scale.money(224.36e9)) == ("£224.36bn", "£224.36bn")
    assert scale.difference(224.3606e9, 224.36e9) == "+£600k"
    assert scale.difference(251.2e9, 224.3606e9) == "+£26.84bn"
    assert scale.unsigned(224.3606e9, 224.36e9) == "£600k"
    near = balance(224.3606e9, 224.36e9)
    assert (near.first, near.second, near.apart, near.change) == ("£224bn", "£224bn", "£600k", "+£600k")
    left = added_up([224.3606e9, -224.36e9])
    assert (left.parts, left.whole) == (("£224.36bn", f"{MINUS}£224.36bn"), "£600k")
    draw = np.random.default_rng(11)
    for _ in range(500):
        first = float(10 ** draw.uniform(3, 12))
        other = first * (1 + float(draw.choice([-1, 1]) * 10 ** draw.uniform(-9, 0)))
        written, scale = balance(first, other), scale_for([(first, other)])
        texts = [written.first, written.second, written.change, scale.money(first), scale.difference(first, other)]
        assert all(len(re.sub(r"\D", "", text).lstrip("0")) <= 5 for text in texts), texts
        for change in (written.change, scale.difference(first, other)):
            assert read(change) == pytest.approx(first - other, rel=0.11, abs=1.0)


def test_a_range_with_equal_ends_is_one_amount() -> None:
    assert between(3.158e6, 3.164e6) == money_range(3.158e6, 3.164e6) == "£3.16m"
    assert between(3.1e6, 3.16e6) == "between £3.1m and £3.16m"
    assert money_range(3.1e6, 3.16e6) == "£3.1m to £3.16m"
    assert difference_range(-350e3, 1.1e6) == f"{MINUS}£350k to +£1.1m"
    assert difference_range(0.1, 0.2) == "£0"


def test_amounts_have_their_noun() -> None:
    assert measured(1.0, "month") == f"1{SPACE}month"
    assert measured(1.004, "month") == f"1{SPACE}month"
    assert measured(2.3, "month") == f"2.3{SPACE}months"
    assert measured(0.5, "day") == f"0.5{SPACE}days"
    assert measured(2, "person", "people") == f"2{SPACE}people"
