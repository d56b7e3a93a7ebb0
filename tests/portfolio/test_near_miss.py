from __future__ import annotations

import pytest

from engine.portfolio.model import near_miss
from engine.portfolio.model.near_miss import did_you_mean, nearest


@pytest.mark.parametrize(
    ("word", "match"),
    [("duraton", "duration"), ("DURATION", "duration"), ("p-007", "P7"), ("pool id", "pool_id"), ("zebra", None)],
)
def test_nearest(word: str, match: str | None) -> None:
    assert nearest(word, ["duration", "P7", "pool_id"]) == match


def test_a_sentence_instead_of_a_guess() -> None:
    assert did_you_mean("zebra", ["horse"], "Add it") == "Add it"


def test_thousands_of_wrong_ids_are_not_compared_letter_by_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    def compared(*_: object, **__: object) -> list[str]:
        raise AssertionError("thousands of these would take minutes")

    known = [f"P{number}" for number in range(1000)]
    monkeypatch.setattr(near_miss, "get_close_matches", compared)
    assert nearest("p-0999", known) == "P999"
    assert [nearest(f"X{number}", known) for number in range(3000)] == [None] * 3000
