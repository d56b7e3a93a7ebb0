"""What a foreign file is, told by its content: format, letters, header; and what is said of one that is nothing."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from engine.errors import DataError
from engine.portfolio.intake.recognition import MOST_PROJECTS, recognition_of
from engine.portfolio.recognising.archive import portfolio_files
from engine.portfolio.recognising.letters import letters_of
from engine.portfolio.recognising.source import Format, recognise
from tests.portfolio.books import Books


def packed(**files: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_csv", ".csv").replace("_yaml", ".yaml"), text)
    return content.getvalue()


def refused(content: bytes, name: str = "upload") -> str:
    with pytest.raises(DataError) as error:
        recognise(content, name)
    assert all(problem.message and problem.remedy for problem in error.value.problems)
    return str(error.value)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Ref;Café société, Straße", "cp1252"),
        ("Cost £k", "cp1252"),
        ("A1;Rénovation du dépôt;été", "mac_roman"),
        ("Příliš žluťoučký kůň", "cp1250"),
        ("Проект,Начало работ,Обоснование", "cp1251"),
        ("20 € Büro – Umbau", "cp1252"),
    ],
)
def test_letters_are_read_as_they_were_written_and_the_row_is_named(text: str, encoding: str) -> None:
    letters = letters_of(("a;b\nplain;row\n" + text).encode(encoding), "f.csv")
    assert letters.text.endswith(text)
    (warning,) = letters.warnings
    assert warning.row == 3
    assert text[:8] in warning.message


def test_utf_8_and_utf_16_need_no_word() -> None:
    assert letters_of("Ref;Café".encode("utf-8-sig"), "f.csv").warnings == ()
    assert letters_of("Ref;Café".encode("utf-16"), "f.csv").text == "Ref;Café"


def test_titles_notes_and_columns_of_one_name_are_no_obstacle() -> None:
    text = (
        "Programme list, June 2026\n;;\nRef;Title;Labels;Labels;\nA1;Roof;x;y;note\nA2;Till;;;\nA3;Oven;z;;\n"
        "A4;Yard;;;;;one;two\n"
    )
    table = recognise(text.encode(), "list.csv").table().table
    assert (table.header_row, table.separator) == (3, ";")
    assert table.columns == ("Ref", "Title", "Labels", "Labels (2)", "Column E")
    assert [row.number for row in table.rows] == [4, 5, 6, 7]
    (fault,) = table.faults
    assert fault.problem.row == 7


def test_columns_of_months_do_not_hide_the_header() -> None:
    text = "Ref,Title,Jan 2027,Feb 2027,Mar 2027\nA1,Roof,10,20,30\nA2,Till,5,5,5\n"
    table = recognise(text.encode(), "months.csv").table().table
    assert table.header_row == 1
    assert table.columns[2:] == ("Jan 2027", "Feb 2027", "Mar 2027")


def test_the_largest_sheet_is_read_and_others_can_be_named(tmp_path: Path) -> None:
    books = Books(tmp_path)

    def fill(book: object, sheet: object) -> None:
        sheet.write_row(0, 0, ["Ref", "Title"])  # type: ignore[attr-defined]
        sheet.write_row(1, 0, ["A1", "Roof"])  # type: ignore[attr-defined]
        notes = book.add_worksheet("Notes")  # type: ignore[attr-defined]
        notes.write_row(0, 0, ["Who"])
        notes.write_row(1, 0, ["Ines"])

    source = recognise(books.sheet(fill, "Projects list").read_bytes(), "book.xlsx")
    assert source.table().sheet == "Projects list"
    assert source.table("notes").table.columns == ("Who",)
    with pytest.raises(DataError, match="there is no table 'budget'"):
        source.table("budget")


def test_a_sheet_in_sight_comes_before_a_larger_hidden_one(tmp_path: Path) -> None:
    def fill(book: object, sheet: object) -> None:
        sheet.write_row(0, 0, ["Ref", "Title"])  # type: ignore[attr-defined]
        sheet.write_row(1, 0, ["A1", "Roof"])  # type: ignore[attr-defined]
        old = book.add_worksheet("Old list")  # type: ignore[attr-defined]
        for row in range(9):
            old.write_row(row, 0, ["Ref", "Title", "Cost"])
        old.hide()

    source = recognise(Books(tmp_path).sheet(fill, "Projects list").read_bytes(), "book.xlsx")
    assert source.table().sheet == "Projects list"
    assert source.table("old list").table.columns == ("Ref", "Title", "Cost")


def test_a_sheet_hidden_in_open_document_format_stays_in_the_background() -> None:
    def row(*texts: str) -> str:
        return f"<r:table-row>{''.join(f'<r:table-cell><t:p>{x}</t:p></r:table-cell>' for x in texts)}</r:table-row>"

    content = (
        '<o:document-content xmlns:o="office" xmlns:s="style" xmlns:r="table" xmlns:t="text"><o:automatic-styles>'
        '<s:style s:name="ta1"><s:table-properties r:display="true"/></s:style>'
        '<s:style s:name="ta2"><s:table-properties r:display="false"/></s:style></o:automatic-styles>'
        "<o:body><o:spreadsheet>"
        f'<r:table r:name="Old list" r:style-name="ta2">{row("Ref", "Title", "Cost") * 9}</r:table>'
        f'<r:table r:name="Projects list" r:style-name="ta1">{row("Ref", "Title")}{row("A1", "Roof")}</r:table>'
        "</o:spreadsheet></o:body></o:document-content>"
    )
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    source = recognise(book.getvalue(), "book.ods")
    assert source.table().sheet == "Projects list"
    assert source.table("old list").table.columns == ("Ref", "Title", "Cost")


def test_macros_are_ignored_and_said(tmp_path: Path) -> None:
    books = Books(tmp_path)
    path = books.sheet(lambda _, sheet: [sheet.write_row(r, 0, ["a", "b"]) for r in range(2)])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"Sub AutoOpen()")
    (note,) = recognise(path.read_bytes(), "book.xlsm").notes
    assert "macros" in note.message


def test_a_portfolio_in_a_zip_file_is_its_tables_and_nothing_else() -> None:
    content = packed(
        harbour__projects_csv="a", harbour__pools_csv="b", harbour__portfolio_yaml="c", harbour__notes_csv="d",
        other__demand_csv="e",
    )  # fmt: skip
    assert recognise(content, "harbour.zip").format is Format.PORTFOLIO_ARCHIVE
    contents = portfolio_files(content, "harbour.zip")
    assert set(contents.files) == {"projects.csv", "pools.csv", "portfolio.yaml"}
    assert "2 other files" in contents.notes[0].message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\0\0\0 \n", "is empty"),
        (b"PK\x03\x04 no archive", "cannot be unpacked"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600, "binary format"),
        (packed(readme_csv="a"), "no rows below the header"),
        (packed(readme_yaml="a: b"), "no projects.csv"),
        (packed(list_csv="Ref,Title\nA,B\n", inner="PK\x03\x04").replace(b"inner", b"i.csv"), "cannot be unpacked"),
        (packed(a__projects_csv="a", b__projects_csv="b"), "several portfolios"),
        (packed(projects_csv="0" * 61_000_000), "more than 60 MB once unpacked"),
        (b"a" * 50_000_001, "larger than 50 MB"),
        (b"Ref,Title\n", "no rows below the header"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(content: bytes, words: str) -> None:
    assert words in refused(content)


@pytest.mark.parametrize(
    "content", [b"ERMHDR\t8.0\n", b"<?xml version='1.0'?><Project/>", "<?xml ?><P/>".encode("utf-16")]
)
def test_schedules_are_told_from_tables(content: bytes) -> None:
    assert recognise(content, "plan").format is Format.SCHEDULE


def test_more_projects_than_a_portfolio_may_have_are_refused_in_words() -> None:
    rows = "".join(f"P{n},Work {n}\n" for n in range(MOST_PROJECTS + 1))
    with pytest.raises(DataError, match="10,001 different projects") as refused:
        recognition_of(recognise(f"id,name\n{rows}".encode(), "list.csv"))
    assert "Filter the export" in refused.value.problems[0].remedy
    reports = "".join(f"P{n % 50},Work {n % 50}\n" for n in range(MOST_PROJECTS + 1))
    assert recognition_of(recognise(f"id,name\n{reports}".encode(), "list.csv")).repeated_ids({}) == MOST_PROJECTS + 1
