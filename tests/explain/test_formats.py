"""Figures in words: true to three significant figures, and never more certain than they are."""

from __future__ import annotations

import re

import numpy as np
import pytest

from engine.explain.formats import (
    MINUS,
    SPACE,
    count,
    gap,
    listed,
    money,
    months,
    moved,
    number,
    percent,
    seconds,
)

_SIZES = {"": 1.0, "k": 1e3, "m": 1e6, "bn": 1e9}


def read(text: str) -> float:
    """A figure as a reader takes it in."""
    found = re.fullmatch(rf"({MINUS}?)[£]?([\d,.]+){SPACE}?(k|m|bn|%|)", text)
    assert found, text
    size = 0.01 if found[3] == "%" else _SIZES[found[3]]
    return (-1 if found[1] else 1) * float(found[2].replace(",", "")) * size


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
