from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from xlsxwriter.worksheet import Worksheet

from engine.errors import DataError
from engine.portfolio.reading.tables import RawTable
from tests.portfolio.books import Books

Read = Callable[[Path], RawTable]


def _row(table: RawTable) -> list[str]:
    return list(table.rows[0].cells.values())


def _problem(table: RawTable) -> tuple[int | None, str, str, str]:
    [fault] = table.faults
    problem = fault.problem
    return problem.row, problem.column, problem.value, problem.message


def test_cells_become_the_text_of_a_csv_file(books: Books, read: Read) -> None:
    def fill(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write_row(0, 0, list("abcdefghijkl"))
        sheet.write_row(1, 0, [5, 0.1, 1_200_000.0, -3, 1e-7, " x ", True, "1.1"])
        sheet.write_datetime(1, 8, datetime(2026, 11, 22), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_datetime(1, 9, datetime(2026, 11, 22, 13, 30), book.add_format({"num_format": 22}))
        sheet.write_datetime(1, 10, time(8, 15), book.add_format({"num_format": "h:mm"}))
        bold = book.add_format({"bold": True})
        sheet.write_rich_string(1, 11, "two ", bold, "styles <&>")

    assert _row(read(books.sheet(fill))) == [
        "5", "0.1", "1200000", "-3", "1e-07", "x", "true", "1.1", "2026-11-22", "2026-11-22 13:30:00", "08:15:00",
        "two styles <&>",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("yyyy-mm-dd", "2026-11-22"), ("[$-809]d mmmm yyyy;@", "2026-11-22"), ("mmm-yy", "2026-11-22"),
        ("#,##0", "46348"), ("0.00E+00", "46348"), ('0 "days"', "46348"), ("[Red]-0", "46348"), ("General", "46348"),
        ('_-* #,##0.00\\ "m"_-', "46348"), ("0\\d", "46348"), ("[$kr-41D] 0", "46348"),
        ("[h]:mm", "46348 days, 0:00:00"),
    ],
)  # fmt: skip
def test_a_number_is_a_date_when_its_format_says_so(books: Books, read: Read, style: str, text: str) -> None:
    def fill(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write(0, 0, "a")
        sheet.write(1, 0, 46348, book.add_format({"num_format": style}))

    assert _row(read(books.sheet(fill))) == [text]


@pytest.mark.parametrize("from_1904", [False, True])
def test_dates_are_read_in_the_epoch_of_the_workbook(books: Books, read: Read, from_1904: bool) -> None:
    def fill(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ["shown", "plain"])
        sheet.write_datetime(1, 0, datetime(2026, 11, 22), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_datetime(1, 1, datetime(2026, 11, 22), book.add_format({"num_format": "0"}))

    table = read(books.sheet(fill, default_date_format="yyyy-mm-dd", date_1904=from_1904))
    assert _row(table) == ["2026-11-22", "44886" if from_1904 else "46348"]
    assert table.from_1904 is from_1904


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("<f>B1*2</f>", "=B1*2"),
        ("<f>B1*2</f><v></v>", "=B1*2"),
        ("<f>B1*2</f><v/>", "=B1*2"),
        ('<f t="shared" si="0"/>', "="),
    ],
)
def test_a_formula_without_a_value_is_no_blank(books: Books, read: Read, cell: str, shown: str) -> None:
    books.sheet(lambda _, sheet: (sheet.write_row(0, 0, ["a", "b"]), sheet.write(1, 0, 77)))
    path = books.change("xl/worksheets/sheet1.xml", '<c r="A2"><v>77</v></c>', f'<c r="A2">{cell}</c>')
    assert _problem(read(path)) == (2, "a", shown, "this cell holds a formula that has not been calculated")
    assert "recalculate" in read(path).faults[0].problem.remedy


def test_a_formula_may_say_nothing(books: Books, read: Read) -> None:
    books.sheet(lambda _, sheet: (sheet.write_row(0, 0, ["a", "b"]), sheet.write_row(1, 0, [77, 1])))
    path = books.change("xl/worksheets/sheet1.xml", '<c r="A2"><v>77</v></c>', '<c r="A2" t="str"><f>""</f><v></v></c>')
    assert _row(read(path)) == ["", "1"]
    assert read(path).faults == ()


def test_the_value_of_a_formula_is_read(books: Books, read: Read) -> None:
    def fill(_: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_formula(1, 0, "=6*7", value=42)
        sheet.write_formula(1, 1, '="x"&"y"', value="xy")

    assert _row(read(books.sheet(fill))) == ["42", "xy"]


def test_a_workbook_that_wants_to_be_calculated_first_has_values_nobody_can_trust(books: Books, read: Read) -> None:
    # A program that writes formulas without calculating them stores a 0 with each, and asks for a calculation.
    table = read(books.sheet(lambda _, s: (s.write(0, 0, "a"), s.write_formula(1, 0, "=6*7")), settled=False))
    assert _problem(table)[:3] == (2, "a", "=6*7")


@pytest.mark.parametrize("inside", ["", "x" * 2_500])
def test_error_cells_are_named_however_long_their_formula(books: Books, read: Read, inside: str) -> None:
    books.sheet(lambda _, sheet: (sheet.write(0, 0, "a"), sheet.write(1, 0, 77)))
    cell = f'<c r="A2" t="e"><f>IF("{inside}"="",1/0,2)</f><v>#DIV/0!</v></c>'
    path = books.change("xl/worksheets/sheet1.xml", '<c r="A2"><v>77</v></c>', cell)
    assert _problem(read(path)) == (2, "a", "#DIV/0!", "this cell shows an error")


def test_merged_cells_are_named_below_the_header_only(books: Books, read: Read) -> None:
    def fill(_: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write_row(2, 0, ["a", "b", "c"])
        sheet.write_column(3, 0, [1, 2, 3])
        sheet.merge_range("B4:B6", 9)
        sheet.merge_range("E1:F2", "")
        sheet.merge_range("E8:F9", "")

    table = read(books.sheet(fill))
    assert _problem(table) == (4, "b", "9", "the cells B4:B6 are merged, so all but the first read blank")
    assert table.faults[0].rows == range(4, 7)


def test_rows_and_cells_without_a_place_follow_one_another(books: Books, read: Read) -> None:
    books.sheet(lambda _, sheet: (sheet.write_row(0, 0, ["a", "b"]), sheet.write_row(2, 0, [1, 2])))
    books.change("xl/worksheets/sheet1.xml", ' r="A3"', "")
    books.change("xl/worksheets/sheet1.xml", ' r="B3"', "")
    table = read(books.path)
    assert (table.rows[0].number, _row(table)) == (3, ["1", "2"])


def test_cells_stand_where_their_own_name_says(books: Books, read: Read) -> None:
    books.sheet(lambda _, sheet: (sheet.write_row(0, 0, ["a", "b"]), sheet.write_row(1, 0, [1, 2])))
    swapped = '<c r="B2"><v>5</v></c><c r="A3"><v>6</v></c><c r="A2"><v>7</v></c><c r="$B$3"><v>8</v></c>'
    books.change("xl/worksheets/sheet1.xml", '<c r="A2"><v>1</v></c><c r="B2"><v>2</v></c>', swapped)
    table = read(books.path)
    assert [(row.number, list(row.cells.values())) for row in table.rows] == [(2, ["7", "5"]), (3, ["6", "8"])]


def test_any_prefix_will_do(books: Books, read: Read) -> None:
    books.sheet(lambda _, sheet: (sheet.write_row(0, 0, [1, 2]), sheet.write_row(1, 0, [3, 4])))
    part = "xl/worksheets/sheet1.xml"
    for old, new in ("<", "<x:"), ("<x:/", "</x:"), ("<x:?", "<?"), ("xmlns=", "xmlns:x="):
        books.change(part, old, new)
    assert read(books.path).columns == ("1", "2")
    assert _row(read(books.path)) == ["3", "4"]


def test_strings_without_what_is_not_shown(books: Books, read: Read) -> None:
    books.sheet(lambda _, sheet: (sheet.write(0, 0, "a"), sheet.write(1, 0, "Tokyo")))
    phonetic = "<si><t>To</t><rPh sb='0' eb='1'><t>never shown</t></rPh></si>"
    assert _row(read(books.change("xl/sharedStrings.xml", "<si><t>Tokyo</t></si>", phonetic))) == ["To"]
    assert _row(read(books.change("xl/sharedStrings.xml", "<t>To</t>", "<t>a_x000D_&#10;b_x005F_c</t>"))) == [
        "a\r\nb_c"
    ]


def test_an_independent_reader_agrees(books: Books, read: Read) -> None:
    header = [f"column {number}" for number in range(30)]
    values = [[(r * 37 + c) / 7 if c % 3 else f"é{r}ß{c}" for c in range(30)] for r in range(200)]
    path = books.sheet(lambda _, sheet: [sheet.write_row(r, 0, row) for r, row in enumerate([header, *values])])
    table = read(path)
    [theirs, *rows] = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert list(table.columns) == theirs
    for ours, row in zip(table.rows, rows, strict=True):
        assert [
            float(text) if isinstance(cell, float) else text
            for text, cell in zip(ours.cells.values(), row, strict=True)
        ] == row


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('<c r="A2"><v>77</v>', '<c r="A2" t="s"><v>9</v>', "names a text that is not there"),
        ('<c r="A2"><v>77</v>', '<c r="A0"><v>77</v>', "which no sheet has"),
        ('<c r="A2"><v>77</v></c>', '<c r="A2"><v>1</v></c><c r="A2"><v>2</v></c>', "the cell A2 is stored twice"),
        ('<row r="2"', '<row r="two"', "which no sheet has"),
        ("</sheetData>", "", "cannot be read"),
    ],
)
def test_damage_is_refused(books: Books, read: Read, old: str, new: str, message: str) -> None:
    books.sheet(lambda _, sheet: (sheet.write(0, 0, "a"), sheet.write(1, 0, 77)))
    path = books.change("xl/worksheets/sheet1.xml", old, new)
    with pytest.raises(DataError, match=message) as caught:
        read(path)
    assert all(problem.remedy for problem in caught.value.problems)


def test_a_number_that_is_none_is_named(books: Books, read: Read) -> None:
    books.sheet(lambda _, sheet: (sheet.write(0, 0, "a"), sheet.write(1, 0, 77)))
    table = read(books.change("xl/worksheets/sheet1.xml", "<v>77</v>", "<v>nan</v>"))
    assert _problem(table) == (2, "a", "nan", "this cell is stored as a number and is none")


def test_day_types_of_strict_workbooks(books: Books, read: Read) -> None:
    books.sheet(lambda _, sheet: (sheet.write(0, 0, "a"), sheet.write(1, 0, 77)))
    cell = '<c r="A2" t="d"><v>2026-11-22T00:00:00Z</v></c>'
    assert _row(read(books.change("xl/worksheets/sheet1.xml", '<c r="A2"><v>77</v></c>', cell))) == [
        date(2026, 11, 22).isoformat()
    ]
