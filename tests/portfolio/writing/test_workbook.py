"""A portfolio goes into a workbook and a folder and comes back the same; a blank template can be filled in at once."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import python_calamine
from click.testing import CliRunner

from engine.__main__ import main
from engine.errors import DataError
from engine.portfolio.importing import import_table
from engine.portfolio.importing.output import csv_text
from engine.portfolio.model.draft import TABLES
from engine.portfolio.reading.headers import columns_of
from engine.portfolio.reading.loading import inspect, load
from engine.portfolio.writing import blank_content, content_of, write_folder, write_workbook
from engine.portfolio.writing.column_help import COLUMN_HELP
from engine.portfolio.writing.layout import FIRST, PARTS
from tests.portfolio.books import Books
from tests.support.building import Tables, sheets_of
from tests.support.building import write_folder as write_tables
from tests.support.building import write_workbook as write_sheets
from tests.support.live_texts import LIVE_TEXTS
from tests.support.places import ROOT, SAMPLE

HARD_TO_KEEP = [
    "=1+1",
    "+44 20",
    "-",
    "@home",
    "'quoted",
    "007",
    "1.50",
    "true",
    "2027-01",
    "a\nb",
    "_x0041_",
    "£4m",
    "1e5",
]


def _formulas(book: Path) -> list[str]:
    """Sheets of a workbook in which something is to be worked out."""
    with zipfile.ZipFile(book) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return [name for name in sheets if b"<f>" in archive.read(name) or b"<f " in archive.read(name)]


def _there_and_back(source: Path, folder: Path) -> None:
    """Folder → workbook → folder → workbook: the same portfolio at every step."""
    wanted = load(source).data_fingerprint
    book, back, again = folder / "book.xlsx", folder / "back", folder / "again.xlsx"
    write_workbook(content_of(source), book)
    assert load(book).data_fingerprint == wanted
    write_folder(content_of(book), back)
    assert load(back).data_fingerprint == wanted
    write_workbook(content_of(back), again)
    assert load(again).data_fingerprint == wanted


@pytest.mark.slow
def test_the_sample_comes_back_the_same(tmp_path: Path) -> None:
    _there_and_back(SAMPLE, tmp_path)
    assert inspect(tmp_path / "book.xlsx").warnings == inspect(SAMPLE).warnings


@pytest.mark.slow
def test_the_uk_comes_back_the_same(real_data: Path, tmp_path: Path) -> None:
    source = real_data / "portfolios" / "uk_gmpp_2023_complete.csv"
    import_table(source, ROOT / "data" / "maps" / "uk_gmpp.yaml", tmp_path / "uk")
    _there_and_back(tmp_path / "uk", tmp_path)


@pytest.mark.parametrize("settings", [{}, {"decimal": ","}, {"decimal": "."}])
def test_stored_numbers_among_the_settings_keep_their_decimal_sign(
    tables: Tables, tmp_path: Path, settings: dict[str, str]
) -> None:
    tables.settings |= settings | {
        "money_unit": 1000.125,
        "budgets": [{"from": "2026-04", "amount": 12.345}, {"from": "2027-04", "amount": 8.5}],
    }
    sheets = sheets_of(tables)
    budgets = tables.settings["budgets"]
    sheets["portfolio"] = [row for row in sheets["portfolio"] if row["key"] != "budgets"]
    book = write_sheets(tmp_path / "source.xlsx", sheets | {"budgets": budgets})
    assert load(book).settings.budgets[0].amount == pytest.approx(12.345 * 1000.125)
    _there_and_back(book, tmp_path)


@pytest.mark.parametrize("from_1904", [False, True])
def test_plain_numbers_of_days_among_the_settings_keep_their_day(tmp_path: Path, from_1904: bool) -> None:
    day = 46327 - 1462 * from_1904  # 1 November 2026
    tables = Tables()
    tables.settings |= {"planning_date": day, "themes": [{"name": "Grow", "by": day}, {"name": "Comply"}]}
    sheets = sheets_of(tables)
    sheets["portfolio"] = [row for row in sheets["portfolio"] if row["key"] not in ("themes", "budgets")]
    more = {"themes": tables.settings["themes"], "budgets": [{"from": day, "amount": 900_000}]}
    source = Books(tmp_path).portfolio(sheets | more, "0", date_1904=from_1904)
    settings = load(source).settings
    assert (settings.month(0), settings.themes[0].by, settings.budgets[0].start) == ("2026-11", 0, 0)
    (tmp_path / "there").mkdir()
    _there_and_back(source, tmp_path / "there")


def test_what_is_hard_to_keep_is_kept(tables: Tables, tmp_path: Path) -> None:
    for row, text, figure in zip(
        tables.projects, HARD_TO_KEEP, (0.1 + 0.2, 1 / 3, 1e-7, 123456789.123, 5), strict=False
    ):
        row.update({"my own note": text, "Another, note": HARD_TO_KEEP[-1 - len(text) % 3], "sponsor": f"={text}"})
        row.update(spent_to_date=figure, success_probability="70 %")
    for place, text in enumerate(HARD_TO_KEEP):
        tables.milestones.append(
            {"project_id": "P1", "name": text, "baseline": f"2027-03-{place + 1:02}", "owner": text}
        )
    tables.settings["authority"] = {
        "roles": [{"name": "Board: all, of it", "limits": {"stop": {"money": "unlimited"}}}]
    }
    tables.settings["rag_thresholds"] = {"time_amber": 2}
    tables.settings["today"] = {"policy": "shared", "multitasking_loss": "10 %"}
    tables.settings["estimates"] = {"demand": {"*": {"S": {"data": 20}}}}
    _there_and_back(write_tables(tmp_path / "in", tables), tmp_path)


def test_texts_that_look_like_formulas_stay_texts(tables: Tables, tmp_path: Path) -> None:
    rows = [{"project_id": "P1", "name": text, "owner": text} for text in LIVE_TEXTS]
    source, book = write_tables(tmp_path / "in", tables), tmp_path / "book.xlsx"
    (source / "milestones.csv").write_text(csv_text(rows), encoding="utf-8", newline="")
    assert [milestone.owner for milestone in load(source).milestones] == list(LIVE_TEXTS)
    write_workbook(content_of(source), book)
    assert not _formulas(book)
    written = python_calamine.CalamineWorkbook.from_path(book).get_sheet_by_name("milestones").to_python()
    assert set(LIVE_TEXTS) <= {cell for row in written for cell in row}
    assert [milestone.owner for milestone in load(book).milestones] == [text.strip() for text in LIVE_TEXTS]


@pytest.mark.parametrize("unit", [1, 1000])
def test_decimal_commas_day_first_and_thousands(tables: Tables, tmp_path: Path, unit: int) -> None:
    tables.settings |= {"decimal": ",", "date_order": "dmy", "money_unit": unit}
    tables.project("P1").update(benefit_per_month="21.000,5", planned_start="01/02/2027")
    for row in tables.demand:
        row["person_days"] = str(row["person_days"]).replace(".", ",")
    tables.pool("test")["business_as_usual_share"] = "0,2"
    for theme, intent in zip(tables.settings["themes"], ("0,6", "0,4"), strict=True):
        theme["intent"] = intent
    tables.settings["themes"][1]["floor"] = "0,1"
    tables.project("P4")["decay_per_month"] = "3 %"
    _there_and_back(write_tables(tmp_path / "in", tables, separator=";"), tmp_path)


def test_a_first_sheet_of_plain_columns(tmp_path: Path) -> None:
    write_workbook(blank_content(), tmp_path / "blank.xlsx")
    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "blank.xlsx")
    header, *rows = book.get_sheet_by_index(0).to_python()
    assert book.sheet_names[:3] == ["projects", "pools", "demand"]
    assert header == [
        "Project id", "Name", "Sponsor", "Theme", "Stage", "In flight", "Planned start", "Planned end",
        "Remaining cost", "Benefit per year", "Benefit months",
    ]  # fmt: skip
    assert [row[0] for row in rows] == ["EXAMPLE-1", "EXAMPLE-2"]


def test_a_blank_template_loads_and_says_what_is_an_example(tmp_path: Path) -> None:
    write_workbook(blank_content(), tmp_path / "blank.xlsx")
    found = inspect(tmp_path / "blank.xlsx")
    assert found.portfolio is not None
    assert [problem.value for problem in found.warnings] == ["EXAMPLE-1", "EXAMPLE-2"]
    assert {p.benefit_per_month for p in found.portfolio.projects} == {40000, 12500}


def test_headers_have_help_and_choices_a_list(tmp_path: Path) -> None:
    write_workbook(blank_content(), tmp_path / "blank.xlsx")
    with zipfile.ZipFile(tmp_path / "blank.xlsx") as archive:
        first = archive.read("xl/worksheets/sheet1.xml").decode()
        comments = archive.read("xl/comments1.xml").decode()
        formulas = [name for name in archive.namelist() if "worksheets/sheet" in name and b"<f>" in archive.read(name)]
    assert '"idea,business case,in delivery,closing"' in first
    assert "themes!$A$2:$A$60" in first
    assert "External cost to complete" in comments.replace("Money: external", "External")
    assert formulas == []


def test_every_column_stands_on_one_sheet() -> None:
    placed = [*FIRST, *(column for columns in PARTS.values() for column in columns)]
    assert len(placed) == len(set(placed))
    assert set(placed) <= columns_of(TABLES["projects"])


@pytest.mark.parametrize("table", TABLES)
def test_every_column_has_its_help(table: str) -> None:
    assert COLUMN_HELP[table].keys() == columns_of(TABLES[table])


def test_help_is_what_the_reference_says() -> None:
    reference = (ROOT / "data" / "FORMAT.md").read_text(encoding="utf-8").replace("`", "")
    missing = [
        f"{table}.{column}"
        for table in TABLES
        for column, text in COLUMN_HELP[table].items()
        if " | ".join(text.split(": ", 1)) not in reference
    ]
    assert missing == []


def test_a_text_too_long_for_a_cell_is_refused(tables: Tables, tmp_path: Path) -> None:
    tables.project("P2")["my own note"] = "x" * 32_768
    with pytest.raises(DataError, match="this text is too long for a cell") as error:
        write_workbook(content_of(write_tables(tmp_path / "in", tables)), tmp_path / "book.xlsx")
    [problem] = error.value.problems
    assert (problem.row, problem.column) == (3, "my own note")
    assert not (tmp_path / "book.xlsx").exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(DataError, match="this folder is not empty"):
        write_folder(blank_content(), tmp_path)


def test_the_command_writes_workbooks_and_folders(tmp_path: Path) -> None:
    book, folder = tmp_path / "t.xlsx", tmp_path / "folder"
    for arguments in (["template", "-o", str(book)], ["template", "-o", str(folder), str(book)]):
        assert CliRunner().invoke(main, arguments).exit_code == 0
    assert load(folder).data_fingerprint == load(book).data_fingerprint


def test_the_command_says_why_it_cannot(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["template", "-o", str(tmp_path / "none" / "t.xlsx")])
    assert result.exit_code == 1
    assert "this file cannot be written" in result.output


@pytest.mark.parametrize(("name", "message"), [("t.xlsx", "there already"), ("t.ods", "not written as .ods")])
def test_the_command_never_replaces_a_workbook_and_knows_its_form(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "t.xlsx").write_bytes(b"filled in by somebody")
    result = CliRunner().invoke(main, ["template", "-o", str(tmp_path / name)])
    assert result.exit_code == 1
    assert message in result.output
    assert (tmp_path / "t.xlsx").read_bytes() == b"filled in by somebody"
    assert not (tmp_path / "t.ods").exists()
