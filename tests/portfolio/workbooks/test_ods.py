from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import DataError
from engine.portfolio.reading.tables import RawTable
from tests.portfolio.books import Books

Read = Callable[[Path], RawTable]


def _text(*texts: str) -> str:
    return "".join(
        f'<table:table-cell office:value-type="string"><text:p>{t}</text:p></table:table-cell>' for t in texts
    )


def _rows(*rows: str) -> str:
    return "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<table:table-cell office:value-type="float" office:value="1200.50"/>', "1200.5"),
        ('<table:table-cell office:value-type="currency" office:value="5"><text:p>£5</text:p></table:table-cell>', "5"),
        ('<table:table-cell office:value-type="percentage" office:value="0.7"/>', "0.7"),
        ('<table:table-cell office:value-type="date" office:date-value="2026-11-22"/>', "2026-11-22"),
        ('<table:table-cell office:value-type="date" office:date-value="2026-11-22T00:00:00"/>', "2026-11-22"),
        ('<table:table-cell office:value-type="time" office:time-value="PT08H15M00S"/>', "08:15:00"),
        ('<table:table-cell office:value-type="boolean" office:boolean-value="true"/>', "true"),
        ('<table:table-cell table:formula="of:=2*3" office:value-type="float" office:value="6"/>', "6"),
        ('<table:table-cell table:formula="of:=&quot;&quot;" office:value-type="string" office:string-value=""/>', ""),
        (_text("a<text:s text:c='2'/>word<text:line-break/>and <text:span>more</text:span>"), "a  word\nand more"),
        (
            '<table:table-cell office:value-type="string"><office:annotation><text:p>a comment</text:p>'
            "</office:annotation><text:p>one</text:p><text:p>two</text:p></table:table-cell>",
            "one\ntwo",
        ),
    ],
)  # fmt: skip
def test_cells_become_the_text_of_a_csv_file(books: Books, read: Read, cell: str, text: str) -> None:
    table = read(books.open_document(_rows(_text("a", "b"), cell + _text("z"))))
    assert table.rows[0].cells == {"a": text, "b": "z"}
    assert table.faults == ()


@pytest.mark.parametrize(
    ("cell", "shown", "message"),
    [
        ('<table:table-cell table:formula="of:=[.A1]*2"/>', "=[.A1]*2", "has not been calculated"),
        (
            '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
            'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>',
            "#DIV/0!",
            "shows an error",
        ),
        (
            '<table:table-cell table:formula="of:=X" office:value-type="float" office:value="0">'
            "<text:p>Err:508</text:p></table:table-cell>",
            "Err:508",
            "shows an error",
        ),
    ],
)
def test_cells_that_cannot_be_used(books: Books, read: Read, cell: str, shown: str, message: str) -> None:
    [fault] = read(books.open_document(_rows(_text("a", "b"), cell + _text("z")))).faults
    assert (fault.problem.row, fault.problem.column, fault.problem.value) == (2, "a", shown)
    assert message in fault.problem.message


def test_merged_cells_are_named(books: Books, read: Read) -> None:
    merged = '<table:table-cell table:number-rows-spanned="2" office:value-type="float" office:value="9"/>'
    rows = _rows(_text("a", "b"), merged + _text("x"), "<table:covered-table-cell/>" + _text("y"))
    [fault] = read(books.open_document(rows)).faults
    assert (fault.problem.row, fault.problem.column, fault.rows) == (2, "a", range(2, 4))
    assert "A2:A3" in fault.problem.message


def test_repeated_rows_and_cells(books: Books, read: Read) -> None:
    far = '<table:table-cell table:number-columns-repeated="16384"/>'
    rows = (
        _rows(_text("a", "b", "c") + far, '<table:table-cell table:number-columns-repeated="2"/>' + _text("x"))
        + '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="2" '
        'office:value-type="float" office:value="1"/></table:table-row>'
        + f'<table:table-row table:number-rows-repeated="1048000">{far}</table:table-row>'
    )
    table = read(books.open_document(rows))
    assert [(row.number, *row.cells.values()) for row in table.rows] == [
        (2, "", "", "x"), (3, "1", "1", ""), (4, "1", "1", ""), (5, "1", "1", ""),
    ]  # fmt: skip


def test_plain_numbers_of_days_count_from_the_document_s_own_day(books: Books, read: Read) -> None:
    before = '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>'
    assert read(books.open_document(_rows(_text("a"), _text("b")), before=before)).from_1904
    assert not read(books.open_document(_rows(_text("a"), _text("b")))).from_1904


def test_days_that_count_from_another_day_are_refused(books: Books, read: Read) -> None:
    before = '<table:calculation-settings><table:null-date table:date-value="1900-01-01"/></table:calculation-settings>'
    with pytest.raises(DataError, match="counts its days from 1900-01-01"):
        read(books.open_document(_rows(_text("a"), _text("b")), before=before))


def test_a_filled_row_repeated_to_the_end_is_refused(books: Books, read: Read) -> None:
    rows = _rows(_text("a")) + f'<table:table-row table:number-rows-repeated="1048575">{_text("x")}</table:table-row>'
    with pytest.raises(DataError, match="more than 50,000 rows"):
        read(books.open_document(rows))


@pytest.mark.parametrize(
    ("attributes", "mark"),
    [
        ('office:value-type="currency" office:currency="EUR"', "EUR"),
        ('office:value-type="percentage"', "%"),
        ('office:value-type="currency"', None),
        ('office:value-type="float"', None),
    ],
)
def test_what_a_cell_shows_beside_its_number_is_kept(
    books: Books, read: Read, attributes: str, mark: str | None
) -> None:
    cell = f'<table:table-cell {attributes} office:value="0.7"/>'
    (visible,) = read(books.open_document(_rows(_text("a"), cell))).rows[0].cells.values()
    assert visible == "0.7"
    assert getattr(visible, "mark", None) == mark


@pytest.mark.parametrize(
    ("number", "shown", "unit", "time"),
    [
        ("4.2", "4.2m", 1e6, ""),
        ("4.2", "4,2 Mio. €", 1e6, ""),
        ("4234567", "4.2m", 1, ""),
        ("120400", "120", 1, ""),
        ("1234", "1.234", None, ""),
        ("1234", "£1,234.00", None, ""),
        ("-1234", "(1,234)", None, ""),
        ("0", "0", None, ""),
        ("6", "6 weeks", None, "weeks"),
    ],
)
def test_the_unit_that_a_cell_shows_is_kept(
    books: Books, read: Read, number: str, shown: str, unit: float | None, time: str
) -> None:
    start = f'<table:table-cell office:value-type="float" office:value="{number}">'
    cell = f"{start}<text:p>{shown}</text:p></table:table-cell>"
    (visible,) = read(books.open_document(_rows(_text("a"), cell))).rows[0].cells.values()
    assert visible == number
    assert (getattr(visible, "unit", None), getattr(visible, "time", "")) == (unit, time)
