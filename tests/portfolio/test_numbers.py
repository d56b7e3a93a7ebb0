"""Numbers and dates as people write them, and what is said of those that cannot be read."""

from __future__ import annotations

import pytest

from engine.portfolio.model.calendar import DateOrder, parse_day
from engine.portfolio.model.numbers import (
    CellError,
    MarkedNumber,
    StoredNumber,
    certain_sign,
    parse_money,
    parse_number,
    parse_quantity,
    readings_of,
    size_in_word,
)


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("1,200.5", ".", 1200.5),
        ("1.200,5", ",", 1200.5),
        ("12,345,678", ".", 12_345_678),
        ("12.345.678", ",", 12_345_678),
        ("(300)", ".", -300),
        ("12 %", ".", 0.12),
        ("12,5 %", ",", 0.125),
        ("1e3", ".", 1000),
        (".5", ".", 0.5),
        ("\u22125", ".", -5),
        ("1 200", ".", 1200),
        ("1\u00a0200\u00a0300,5", ",", 1_200_300.5),
        ("1\u202f200,5", ",", 1200.5),
        ("1\u2009200", ".", 1200),
        ("1\u2019200.50", ".", 1200.5),
        ("1'200'300", ".", 1_200_300),
    ],
)
def test_numbers_as_people_write_them(text: str, decimal: str, number: float) -> None:
    assert parse_number(text, decimal) == pytest.approx(number)


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("£4200", "GBP", 4200),
        ("-£4,200", "GBP", -4200),
        ("(£4,200)", "GBP", -4200),
        ("4,200 gbp", "GBP", 4200),
        ("EUR 5", "EUR", 5),
        ("5€", "EUR", 5),
        ("US$5", "USD", 5),
        ("$5", "CAD", 5),
        ("CA$ 5", "CAD", 5),
        ("CHF 1'200", "CHF", 1200),
        ("1 200 kr", "NOK", 1200),
        ("1 200 zł", "PLN", 1200),
    ],
)
def test_amounts_with_the_mark_of_their_currency(text: str, currency: str, amount: float) -> None:
    assert parse_money(text, ".", currency) == amount


@pytest.mark.parametrize(
    ("text", "currency", "named"),
    [
        ("€52,000", "GBP", "EUR"),
        ("USD 400,000", "GBP", "USD"),
        ("$5", "GBP", "USD"),
        ("A$5", "CAD", "AUD"),
        ("£5", "EUR", "GBP"),
        ("1 200 kr", "GBP", "SEK"),
    ],
)
def test_amounts_of_another_currency_are_refused(text: str, currency: str, named: str) -> None:
    with pytest.raises(CellError, match=f"this amount is in {named}, but the portfolio is in {currency}"):
        parse_money(text, ".", currency)


@pytest.mark.parametrize("text", ["12 %", "0.5%", MarkedNumber("0.12", "%")])
def test_a_percentage_is_no_number_of_things(text: str) -> None:
    assert parse_number("12 %") == 0.12
    with pytest.raises(CellError, match="a percentage, but a plain number is asked for"):
        parse_quantity(text)


def test_a_percentage_is_no_money_and_money_is_no_number() -> None:
    with pytest.raises(CellError, match="percentage"):
        parse_money("12 %")
    with pytest.raises(CellError, match="marks money"):
        parse_number("£5")


@pytest.mark.parametrize(
    "text", ["", "abc", "1,2,3", "1.2.3", "nan", "inf", "--5", "1 2", "#REF!", "1,200'300", "0,500"]
)
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(CellError):
        parse_number(text)


@pytest.mark.parametrize(
    ("text", "decimal", "cause", "remedy"),
    [
        ("12,34,567", ".", "lakh and crore", "Write 1234567"),
        ("£1,00,000", ".", "lakh and crore", "Write 100000"),
        ("1,200-", ".", "minus sign stands after the number", "-1,200"),
        ("£-1,200", ".", "minus sign stands after the currency mark", "-1,200"),
        ("(-300)", ".", "both say less than zero", "(300)"),
        ("1.2m", ".", "written in letters (m)", "such as 1200000"),
        ("£3 bn", ".", "written in letters (bn)", "such as 3000000000"),
        ("400k", ".", "written in letters (k)", "such as 400000"),
        ("1,200k", ",", "written in letters (k)", "Write the number out"),
        ("12,5", ".", "has a decimal comma, but it is read with a decimal point", "Write 12.5"),
        ("1.234.567", ".", "has a decimal comma", "Write 1234567"),
        ("0.5", ",", "has a decimal point, but it is read with a decimal comma", "Write 0,5"),
        ("-12,34,567", ".", "lakh and crore", "Write -1234567"),
        ("(4.2m)", ".", "not a number", "Write digits only"),
        ("-4.2m", ".", "written in letters (m)", "such as -4200000"),
        ("-12,5", ".", "has a decimal comma", "Write -12.5"),
        ("(12,5)", ".", "has a decimal comma", "Write -12.5"),
        ("tbc", ".", "not a number", "Write digits only"),
        ("1e400", ".", "too large to be true", "number of digits"),
    ],
)
def test_the_cause_is_named(text: str, decimal: str, cause: str, remedy: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_money(text, decimal)
    assert cause in str(caught.value)
    assert remedy in caught.value.remedy


def test_a_remedy_for_a_percentage_is_one() -> None:
    with pytest.raises(CellError) as caught:
        parse_number("5,5 %")
    assert caught.value.remedy.startswith("Write 5.5 %;")


@pytest.mark.parametrize(
    ("word", "size"),
    [
        ("k", 1e3),
        ("£k", 1e3),
        ("k€", 1e3),
        ("M", 1e6),
        ("Mio.", 1e6),
        ("MM", 1e6),
        ("bn", 1e9),
        ("days", None),
        ("£", None),
    ],
)
def test_words_that_say_a_size(word: str, size: float | None) -> None:
    assert size_in_word(word) == size


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("12.5", "."), ("12,5", ","), ("0,125", ","), ("0.125", "."), ("1234.567", "."), ("1.234,5", ","),
        ("1,234.567", "."), ("1.234.567", ","), ("12,5 %", ","), ("€0,99", ","), ("1 234.567", "."), (".5", "."),
        ("500.000", None), ("500,000", None), ("12", None), ("1e3", None), ("P1.5", None), ("1.1.1", None), ("", None),
    ],
)  # fmt: skip
def test_what_a_number_tells_of_its_decimal_sign(text: str, sign: str | None) -> None:
    assert certain_sign(text) == sign


def test_only_three_digits_after_one_sign_can_be_read_in_two_ways() -> None:
    assert readings_of("£500.000") == (500_000, 500)
    assert readings_of("1,250") == (1250, 1.25)
    assert [readings_of(text) for text in ("0.500", "1234.567", "12.50", "1.234.567", "P1.500")] == [None] * 5


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11", "2026-11-01"),
        ("2026-11-22", "2026-11-22"),
        ("2026-11-22 00:00:00", "2026-11-22"),
        ("2026-11-22T08:00", "2026-11-22"),
        ("2026-11-22T23:00:00Z", "2026-11-22"),
        ("2026-12-01T00:00:00.000Z", "2026-12-01"),
        ("2026-11-30 23:59:59", "2026-11-30"),
        ("22/11/2026", "2026-11-22"),
        ("11/22/2026", "2026-11-22"),
        ("11/22/2026 12:00:00 AM", "2026-11-22"),
        ("22.11.2026", "2026-11-22"),
        ("02.03.2027", "2027-03-02"),
        ("05/05/2026", "2026-05-05"),
        ("11/2026", "2026-11-01"),
        ("2026.11", "2026-11-01"),
        ("2027.01", "2027-01-01"),
        ("Nov-26", "2026-11-01"),
        ("22 November 2026", "2026-11-22"),
        ("November 22, 2026", "2026-11-22"),
        ("46348", "2026-11-22"),
        ("Sept 2026", "2026-09-01"),
        ("1 Nov. 26", "2026-11-01"),
        ("5 mars 2027", "2027-03-05"),
        ("Juli 2027", "2027-07-01"),
        ("2026-12-15 12:30 AM UTC", "2026-12-15"),
    ],
)
def test_dates_as_spreadsheets_write_them(text: str, day: str) -> None:
    assert parse_day(text).isoformat() == day


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [("03/04/2027", DateOrder.DAY, "2027-04-03"), ("03/04/2027", DateOrder.MONTH, "2027-03-04")],
)
def test_the_order_of_day_and_month_decides(text: str, order: DateOrder, day: str) -> None:
    assert parse_day(text, order).isoformat() == day


@pytest.mark.parametrize(
    ("text", "order", "message"),
    [
        ("03/04/2027", None, "this can be 3 Apr 2027 or 4 Mar 2027"),
        ("03-04-2027", None, "this can be 3 Apr 2027 or 4 Mar 2027"),
        ("22/11/2026", DateOrder.MONTH, "the day first, but the month comes first in the others"),
        ("11/22/2026", DateOrder.DAY, "the month first, but the day comes first in the others"),
        ("03.04.2027", DateOrder.MONTH, "the day first, but the month comes first in the others"),
        ("03/04/2027", DateOrder.YEAR, "but the year comes first in the others"),
        ("2026-11-30T23:00:00Z", None, "depends on the time zone"),
        ("2026-12-01T04:00:00+01:00", None, "depends on the time zone"),
        ("11/30/2026 11:00 PM UTC", None, "depends on the time zone"),
        ("2026-12-01 12:30 AM UTC", None, "depends on the time zone"),
        ("Market 27", None, "'Market' is not the name of a month"),
        ("Decision 26", None, "'Decision' is not the name of a month"),
        ("Maybe 2027", None, "'Maybe' is not the name of a month"),
        ("marraskuu 2026", None, "'marraskuu' is not the name of a month"),
        ("2026", None, "a year without a month"),
        ("2027.1", None, "can be Jan 2027 or Oct 2027"),
        (StoredNumber("2027.1"), None, "can be Jan 2027 or Oct 2027"),
        ("22 Nov 23 2026", None, "two days stand beside the month"),
        ("2026-11 or later", None, "not a date"),
        ("2026-11-22 (tbc)", None, "not a date"),
        ("31/02/2026", None, "day is out of range"),
        ("1949-12-31", None, "outside 1950 to 2200"),
    ],
)
def test_what_is_no_certain_date(text: str, order: DateOrder | None, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_day(text, order)


def test_a_number_of_days_counts_from_where_its_workbook_counts() -> None:
    assert parse_day(StoredNumber("44886"), from_1904=True).isoformat() == "2026-11-22"
    with pytest.raises(ValueError, match=r"stands as text .* can be 21 Nov 2022 or 22 Nov 2026"):
        parse_day("44886", from_1904=True)
