from __future__ import annotations

import time

import pytest

from engine.portfolio.near_miss import did_you_mean, nearest


@pytest.mark.parametrize(
    ("word", "match"),
    [("duraton", "duration"), ("DURATION", "duration"), ("p-007", "P7"), ("pool id", "pool_id"), ("zebra", None)],
)
def test_nearest(word: str, match: str | None) -> None:
    assert nearest(word, ["duration", "P7", "pool_id"]) == match


def test_a_sentence_instead_of_a_guess() -> None:
    assert did_you_mean("zebra", ["horse"], "Add it") == "Add it"


def test_thousands_of_wrong_ids_take_no_time() -> None:
    known = [f"P{number}" for number in range(1000)]
    start = time.perf_counter()
    assert nearest("p-0999", known) == "P999"
    assert [nearest(f"X{number}", known) for number in range(3000)] == [None] * 3000
    assert time.perf_counter() - start < 2
