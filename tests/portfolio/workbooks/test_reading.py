from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from engine.errors import DataError
from engine.portfolio.reading.tables import RawTable
from engine.portfolio.reading.workbooks.reading import read_workbook
from tests.portfolio.books import Books
from tests.support.building import write_workbook

Read = Callable[[Path], RawTable]
ONE = {"one": frozenset[str]()}
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def test_cells_become_the_text_of_a_csv_file(tmp_path: Path) -> None:
    row = {
        "yes": True,
        "day": date(2026, 11, 22),
        "whole": 5,
        "part": 0.1,
        "big": 1_200_000.0,
        "text": " x ",
        "gap": "",
    }
    book = read_workbook(write_workbook(tmp_path / "b.xlsx", {"one": [row], "blank": []}), ONE)
    assert list(book.tables) == ["one"]
    assert book.others == ("blank",)
    assert book.tables["one"].file == "b.xlsx, sheet one"
    assert book.tables["one"].rows[0].cells == {
        "yes": "true", "day": "2026-11-22", "whole": "5", "part": "0.1", "big": "1200000", "text": "x", "gap": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 not really", b"id,name\n1,x\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_a_broken_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "b.xlsx"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_workbook(path, ONE)
    assert [
        (p.file, bool(p.message), "spreadsheet program and save it" in p.remedy) for p in caught.value.problems
    ] == [("b.xlsx", True, True)]


def test_all_bad_sheets_are_reported(tmp_path: Path) -> None:
    sheets = {"one": [{"a": 1, "": 2}], "two": [{"b": 1, "": 2}]}
    with pytest.raises(DataError) as caught:
        read_workbook(write_workbook(tmp_path / "b.xlsx", sheets), {"one": frozenset(), "two": frozenset()})
    assert [p.file for p in caught.value.problems] == ["b.xlsx, sheet one", "b.xlsx, sheet two"]


def test_sheets_that_are_not_wanted_may_hold_anything(tmp_path: Path) -> None:
    sheets = {"one": [{"a": 1}], "Notes": [{"a": 1, "": 2}]}
    assert list(read_workbook(write_workbook(tmp_path / "b.xlsx", sheets), ONE).tables) == ["one"]


def test_two_sheets_of_one_name_are_refused(tmp_path: Path) -> None:
    sheets = {"one": [{"a": 1}], "One ": [{"a": 2}]}
    with pytest.raises(DataError) as caught:
        read_workbook(write_workbook(tmp_path / "b.xlsx", sheets), ONE)
    [problem] = caught.value.problems
    assert (problem.file, problem.message) == ("b.xlsx, sheet One ", "the sheets 'one' and 'One ' are both read as one")


def test_a_blank_sheet_of_the_same_name_does_not_count(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "b.xlsx", {"One ": [], "one": [{"a": 1}]})
    assert read_workbook(path, ONE).tables["one"].columns == ("a",)


@pytest.mark.parametrize(
    ("content", "message", "remedy"),
    [
        (OLE + b"Workbook", "binary format", "save it as an Excel workbook (.xlsx)"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protected with a password", "without a password"),
    ],
)
def test_older_and_protected_workbooks_are_refused_in_words(
    tmp_path: Path, content: bytes, message: str, remedy: str
) -> None:
    path = tmp_path / "b.xls"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_workbook(path, ONE)
    [problem] = caught.value.problems
    assert (problem.file, message in problem.message, remedy in problem.remedy) == ("b.xls", True, True)


def test_a_binary_workbook_in_an_archive_is_refused_in_words(books: Books, read: Read) -> None:
    path = books.write({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": ""})
    with pytest.raises(DataError, match=r"workbooks in a binary format .*save it as an Excel workbook \(\.xlsx\)"):
        read(path)


def test_the_content_decides_and_not_the_ending(books: Books, read: Read) -> None:
    path = books.sheet(lambda _, sheet: sheet.write_column(0, 0, ["a", 1]))
    other = path.rename(path.with_suffix(".ods"))
    assert read(other).columns == ("a",)


@pytest.mark.parametrize("merged", [False, True])
def test_a_title_above_the_header_is_told_once(books: Books, read: Read, merged: bool) -> None:
    def fill(_: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write(0, 0, "Demand of all projects")
        if merged:
            sheet.merge_range("A1:C1", "Demand of all projects")
        sheet.write_row(2, 0, ["Project id", "pool_id", "Person-days"])
        sheet.write_row(3, 0, ["P1", "data", 5])

    with pytest.raises(DataError) as caught:
        read(books.sheet(fill))
    [problem] = caught.value.problems
    assert (problem.row, problem.value) == (1, "Demand of all projects")
    assert "the header seems to be in row 3" in problem.message
    assert "above row 3" in problem.remedy


def test_an_error_in_the_header_is_named(books: Books, read: Read) -> None:
    books.sheet(lambda _, sheet: (sheet.write_row(0, 0, ["a", 77]), sheet.write_row(1, 0, [1, 2])))
    path = books.change("xl/worksheets/sheet1.xml", '<c r="B1"><v>77</v></c>', '<c r="B1" t="e"><v>#REF!</v></c>')
    with pytest.raises(DataError, match=r"row 1, column #REF!: this cell shows an error"):
        read(path)
