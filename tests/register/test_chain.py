"""The chain by itself: a history that holds within but not to what was before it is no history."""

from __future__ import annotations

from engine.register.chain import Break, Head, canonical, first_break, follow


def test_what_was_written_anew_from_the_middle_on_does_not_build_on_what_was_before() -> None:
    """Every hash of the forged end fits its own content, and the register remembers the forged head."""
    first = follow(Head(), canonical({"number": 1, "kind": "stop"}))
    other = follow(Head(), canonical({"number": 1, "kind": "defer"}))
    forged = follow(Head(1, other.hash), canonical({"number": 2, "kind": "accelerate"}))
    assert first_break([first, forged], Head(2, forged.hash)) == Break(2, "it does not build on the entry before it")
    second = follow(Head(1, first.hash), canonical({"number": 2, "kind": "accelerate"}))
    assert first_break([first, second], Head(2, second.hash)) is None
