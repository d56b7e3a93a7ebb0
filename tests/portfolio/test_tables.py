from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import DataError, Problem
from engine.portfolio.reading.tables import RawTable, read_table, table_from_bytes


def _read(text: str | bytes) -> RawTable:
    return table_from_bytes(text.encode() if isinstance(text, str) else text, "t.csv")


def _refused(text: str | bytes) -> Problem:
    with pytest.raises(DataError) as caught:
        _read(text)
    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].file == "t.csv"
    return caught.value.problems[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(encoding: str) -> None:
    table = _read("id,name\n1,Café für £5\n".encode(encoding))
    assert table.columns == ("id", "name")
    assert table.rows[0].cells == {"id": "1", "name": "Café für £5"}


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators(separator: str) -> None:
    table = _read(f"id{separator}note, or so{separator}x\n".replace(", or so", "") + f"1{separator}b{separator}\n")
    assert table.columns == ("id", "note", "x")
    assert table.rows[0].cells == {"id": "1", "note": "b", "x": ""}


def test_separator_is_told_apart_from_signs_inside_cells() -> None:
    table = _read('id;"cost, total";name\n1;5;"a, b; c"\n')
    assert table.columns == ("id", "cost, total", "name")
    assert table.rows[0].cells["name"] == "a, b; c"


def test_the_hint_that_spreadsheets_write_is_no_row() -> None:
    table = _read("sep=|\nid|name\n1|x\n")
    assert table.columns == ("id", "name")
    assert table.rows[0].number == 2


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_rows_are_numbered_as_in_a_spreadsheet(line_end: str) -> None:
    lines = ['"project\nid",name', '1,"two', 'lines"', "", "2,b", ",", "3,c"]
    table = _read(line_end.join(lines) + line_end)
    assert table.columns == ("project id", "name")
    assert [(row.number, row.cells["project id"]) for row in table.rows] == [(2, "1"), (4, "2"), (6, "3")]
    assert table.rows[0].cells["name"].split() == ["two", "lines"]


def test_blank_rows_above_the_header_count() -> None:
    table = _read("\n\nid,name\n1,x\n")
    assert table.header_row == 3
    assert table.rows[0].number == 4


def test_missing_last_cells_are_blank() -> None:
    table = _read("a,b,c\n1\n1,2,3\n")
    assert table.rows[0].cells == {"a": "1", "b": "", "c": ""}
    assert table.warnings == ()


def test_a_short_last_row_looks_cut_off() -> None:
    table = _read("a,b,c\n1,2,3\n4,5")
    assert [(w.row, "cut off" in w.message) for w in table.warnings] == [(3, True)]


def test_surplus_blank_cells_are_ignored() -> None:
    assert _read("a,b,,\n1,2,,\n").columns == ("a", "b")


@pytest.mark.parametrize(
    ("text", "row", "message"),
    [
        ("", None, "empty"),
        ("\n \n", None, "empty"),
        ("a,b\n1,2,3\n", 2, "3 cells, the header has 2"),
        ("a,,c\n1,2,3\n", 1, "column B holds values but has no name"),
        ("a,b,A\n1,2,3\n", 1, "columns A and C have the same name"),
        ('a,b\n1,2\n1,"open\n2,3\n', 3, "cannot be cut into cells"),
        ("a,b\n1,\0\n", 2, "NUL"),
        (b"a,b\n1,\x81\x8d\n", None, "letters"),
        (b"\xff\xfea", None, "letters"),
    ],
)
def test_damage_is_refused_with_its_place(text: str | bytes, row: int | None, message: str) -> None:
    problem = _refused(text)
    assert problem.row == row
    assert message in problem.message
    assert problem.remedy


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nowhere\.csv: this file cannot be opened"):
        read_table(tmp_path / "nowhere.csv")


@pytest.mark.parametrize("known", [(), ("project_id", "name", "cost")])
def test_a_title_above_the_header_is_told_once(known: tuple[str, ...]) -> None:
    text = "All projects,,\n\nProject id,Name,Cost\nP1,Tide,5\nP2,Sand,6\n"
    with pytest.raises(DataError) as caught:
        table_from_bytes(text.encode(), "t.csv", known)
    [problem] = caught.value.problems
    assert (problem.file, problem.row, problem.value) == ("t.csv", 1, "All projects")
    assert "the header seems to be in row 3" in problem.message


def test_a_title_as_wide_as_the_table_is_told_by_the_names_below() -> None:
    with pytest.raises(DataError, match="the header seems to be in row 2"):
        table_from_bytes(b"All settings,2026-11\nkey,value\nname,Tide\n", "t.csv", ("key", "value"))


@pytest.mark.parametrize("row", ["1,2,Tide", "P1,Tide,Sand"])
def test_a_column_without_a_name_is_no_title(row: str) -> None:
    assert "no name" in _refused(f"id,,name\n{row}\n").message


def test_long_cells_are_cut_where_they_are_shown() -> None:
    assert len(_refused(f"a\n1,{'x' * 5000}\n").value) == 80


@pytest.mark.parametrize(
    ("content", "row", "message"),
    [
        ("a,b\n" + "1,2\n" * 200_001, 200_002, "more than 200,000 rows"),
        ("a" + "," * 399 + "\n" + ("1" + "," * 399 + "\n") * 5_001, 5_001, "more than 2,000,000 cells"),
        ("a\n" + "," * 512 + "x\n", 2, "SS2 lies beyond the 512 columns"),
        ("a\n" + " " * 20_000_000, None, "larger than 20 MB"),
    ],
    ids=["rows", "cells", "columns", "bytes"],
)
def test_a_file_that_would_take_too_much_is_refused(content: str, row: int | None, message: str) -> None:
    problem = _refused(content)
    assert problem.row == row
    assert message in problem.message


def test_a_large_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(DataError, match="larger than 20 MB"):
        read_table(path)


def test_blank_rows_and_columns_are_no_rows_and_columns() -> None:
    table = _read("a,b\n" + ",\n" * 300_000 + "1,2" + "," * 1_000 + "\n")
    assert [(row.number, row.cells) for row in table.rows] == [(300_002, {"a": "1", "b": "2"})]


def test_the_quote_that_keeps_a_text_from_being_a_formula_is_taken_off() -> None:
    table = _read("id,name,note\n'=a,'-5,'quoted'\n''=b,\t'@c,don't\n")
    assert [list(row.cells.values()) for row in table.rows] == [["=a", "-5", "'quoted'"], ["'=b", "@c", "don't"]]
