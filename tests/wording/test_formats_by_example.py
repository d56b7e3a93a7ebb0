"""Money, months, differences: one way to write them."""

from __future__ import annotations

import pytest

from engine.wording import formats


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (87_123_000, "£87.1m"),
        (89_000_000, "£89.0m"),
        (4_200_000, "£4.2m"),
        (4_213_900, "£4.21m"),
        (310_400, "£310k"),
        (48_260, "£48.3k"),
        (4_100, "£4,100"),
        (950, "£950"),
        (0.2, "£0"),
        (-350_000, "−£350k"),
        (999_999, "£1m"),
        (1_250_000_000, "£1.25bn"),
    ],
)
def test_money_has_three_significant_figures(amount: float, text: str) -> None:
    assert formats.money(amount) == text


def test_other_currencies_have_their_own_sign() -> None:
    assert formats.money(2_500_000, "EUR") == "€2.5m"
    assert formats.money(2_500_000, "AUD") == "A$2.5m"
    assert formats.money(2_500_000, "USD") == "US$2.5m"


def test_a_currency_of_letters_keeps_a_space_from_its_number() -> None:
    assert formats.money(6_230_000, "CHF") == "CHF\u00a06.23m"
    assert formats.difference(-6_230_000, "SEK") == "−SEK\u00a06.23m"
    assert formats.column_unit([4.2e6], "CHF") == (1e6, "CHF\u00a0m")
    assert formats.column_unit([900.0], "CHF") == (1.0, "CHF")


@pytest.mark.parametrize(("amount", "text"), [(1_100_000, "+£1.1m"), (-20_000, "−£20k"), (0.0, "£0")])
def test_a_difference_always_shows_its_sign(amount: float, text: str) -> None:
    assert formats.difference(amount) == text


def test_months_are_written_short() -> None:
    assert formats.month(2027 * 12 + 2) == "Mar 2027"
    assert formats.month(2026 * 12 + 8) == "Sep 2026"


@pytest.mark.parametrize(
    ("delay", "text"), [(3, "3\u00a0months later"), (-1, "1\u00a0month earlier"), (0, "on plan"), (None, "–")]
)
def test_a_move_says_its_direction(delay: int | None, text: str) -> None:
    assert formats.moved(delay) == text


@pytest.mark.parametrize(("gap", "text"), [(0.0031, "0.4\u00a0%"), (0.00001, "0.1\u00a0%"), (0.004, "0.4\u00a0%")])
def test_a_gap_is_never_overstated(gap: float, text: str) -> None:
    assert formats.gap(gap) == text


def test_a_column_is_written_in_one_unit() -> None:
    assert formats.column_unit([4.2e6, -3e5]) == (1e6, "£m")
    assert formats.column_unit([900.0]) == (1.0, "£")
    assert formats.column_unit([]) == (1.0, "£")


def test_lists_read_like_prose() -> None:
    assert formats.listed(["a"]) == "a"
    assert formats.listed(["a", "b", "c"]) == "a, b and c"
