"""Projects in several parts: further columns on sheets of their own read as if they stood on the first."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.reading.loading import inspect, load
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
