"""Projects in several parts: further columns on sheets of their own read as if they stood on the first."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.reading.loading import inspect, load
from engine.portfolio.writing import content_of
from engine.portfolio.writing import write_folder as write_content
from tests.support.building import Row, Tables, csv_text, sheets_of, write_folder, write_workbook

VALUE = ("urgency", "benefit_months", "benefit_end", "deadline", "decay_per_month", "deadline_penalty")


def _in_parts(tables: Tables) -> tuple[Tables, list[Row]]:
    """The tables, with what concerns value taken out of the projects, in another order."""
    part = [
        {"project_id": row["project_id"], "name": "not read"} | {key: row.pop(key, "") for key in VALUE}
        for row in tables.projects
    ]
    return tables, part[::-1]


def test_sheets_are_joined_by_id(tables: Tables, base: Portfolio, tmp_path: Path) -> None:
    main, part = _in_parts(tables)
    book = write_workbook(tmp_path / "book.xlsx", sheets_of(main) | {"Project value": part})
    assert load(book).data_fingerprint == base.data_fingerprint


def test_files_are_joined_by_id(tables: Tables, base: Portfolio, tmp_path: Path) -> None:
    main, part = _in_parts(tables)
    folder = write_folder(tmp_path / "parts", main)
    (folder / "project_value.csv").write_text(csv_text(part), encoding="utf-8")
    assert load(folder).data_fingerprint == base.data_fingerprint


def _in_files(tables: Tables, folder: Path, separator: str, **cells: str) -> Path:
    """The folder with cells of the first project in a file of its own, which another program has written."""
    for row in tables.projects:
        for column in cells:
            row.pop(column, None)
    folder = write_folder(folder, tables)
    text = csv_text([{"project_id": "P1"} | cells], separator)
    (folder / "project_value.csv").write_text(text, encoding="utf-8")
    return folder


def test_a_file_of_semicolons_beside_one_of_commas_is_asked_about(tables: Tables, tmp_path: Path) -> None:
    [problem] = inspect(_in_files(tables, tmp_path / "p", ";", exit_cost="10.000")).errors
    assert (problem.file, problem.row, problem.column) == ("project_value.csv", 2, "exit_cost")
    assert "10.000 can mean 10000 or 10" in problem.message


@pytest.mark.parametrize(("separator", "cost", "pause"), [(";", "10.000,5", "2.500"), (",", "10000.5", "2500")])
def test_each_file_is_read_with_its_own_decimal_sign(
    tables: Tables, tmp_path: Path, separator: str, cost: str, pause: str
) -> None:
    tables.project("P2")["remaining_cost"] = "90000.25"
    folder = _in_files(tables, tmp_path / "p", separator, exit_cost=cost, pause_cost_per_month=pause)
    loaded = load(folder).projects_by_id
    assert (loaded["P1"].exit_cost, loaded["P1"].pause_cost_per_month) == (10_000.5, 2_500)
    assert loaded["P2"].remaining_cost == 90_000.25
    assert load(_written(folder, tmp_path)).data_fingerprint == load(folder).data_fingerprint


def _written(source: Path, folder: Path) -> Path:
    write_content(content_of(source), folder / "again")
    return folder / "again"


def test_dates_of_another_file_tell_nothing(tables: Tables, tmp_path: Path) -> None:
    tables.project("P1")["planned_start"] = "13/01/2027"
    [problem] = inspect(_in_files(tables, tmp_path / "p", ",", forecast_finish="03/04/2027")).errors
    assert (problem.file, problem.column) == ("project_value.csv", "forecast_finish")
    assert "can be 3 Apr 2027 or 4 Mar 2027" in problem.message


def test_a_project_without_a_row_in_the_part_has_blanks(tables: Tables, tmp_path: Path) -> None:
    rows = [{"project_id": "P3", "method": "agile"}]
    book = write_workbook(tmp_path / "book.xlsx", sheets_of(tables) | {"project options": rows})
    methods = {project.project_id: project.method for project in load(book).projects}
    assert methods == {"P1": None, "P2": None, "P3": "agile", "P4": None, "P5": None}


def test_a_problem_names_the_sheet_and_row_where_the_cell_stands(tables: Tables, tmp_path: Path) -> None:
    main, part = _in_parts(tables)
    part[0]["decay_per_month"] = "much"
    part[4]["benefit_months"] = ""
    book = write_workbook(tmp_path / "book.xlsx", sheets_of(main) | {"project value": part})
    places = [(p.file, p.row, p.column, p.value) for p in inspect(book).errors]
    assert places == [
        ("book.xlsx, sheet project value", 2, "decay_per_month", "much"),
        ("book.xlsx, sheet project value", 6, "benefit_months", ""),
    ]


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ({"project_id": "P9", "method": "agile"}, "project_id", "there is no project 'P9'"),
        ({"project_id": "", "method": "agile"}, "project_id", "this must not be blank"),
        ({"project_id": "P1", "method": "scrum"}, "project_id", "stands here and in row 2"),
        ({"project_id": "P2", "stage": "idea"}, "stage", "this column stands in"),
    ],
)
def test_what_cannot_be_joined_is_an_error(tables: Tables, tmp_path: Path, row: Row, column: str, message: str) -> None:
    rows = [{"project_id": "P1", "method": "agile"}, row]
    book = write_workbook(tmp_path / "book.xlsx", sheets_of(tables) | {"project options": rows})
    [problem] = inspect(book).errors
    assert (problem.file, problem.column) == ("book.xlsx, sheet project options", column)
    assert message in problem.message


def test_a_part_without_ids_cannot_be_joined(tables: Tables, tmp_path: Path) -> None:
    book = write_workbook(tmp_path / "book.xlsx", sheets_of(tables) | {"project options": [{"method": "agile"}]})
    [problem] = inspect(book).errors
    assert problem.message == "the column project_id is missing"
