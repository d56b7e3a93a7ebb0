"""Columns that stand in for others: the last month of work, the benefit of a year."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.reading.loading import Inspection, load
from tests.support.building import Tables, write_folder

Inspect = Callable[[Tables], Inspection]


def _with_ends(tables: Tables, ends: dict[str, str]) -> Tables:
    for row in tables.projects:
        del row["duration_months"]
        row["planned_end"] = ends[row["project_id"]]
    return tables


ENDS = {"P1": "2027-06", "P2": "2027-12", "P3": "2027-02", "P4": "2027-05-31", "P5": "30/05/2027"}


def test_an_end_says_the_same_as_a_duration(tables: Tables, base: Portfolio, tmp_path: Path) -> None:
    portfolio = load(write_folder(tmp_path / "ends", _with_ends(tables, ENDS)))
    assert portfolio.data_fingerprint == base.data_fingerprint


def test_work_that_began_in_the_past_counts_from_month_0(tables: Tables, inspected: Inspect) -> None:
    tables.project("P3")["planned_start"] = "2025-01"
    result = inspected(_with_ends(tables, ENDS)).portfolio
    assert result is not None
    assert result.projects_by_id["P3"].duration_months == 4


def test_a_year_of_benefit_is_twelve_months_of_it(tables: Tables, base: Portfolio, tmp_path: Path) -> None:
    for row in tables.projects:
        row["benefit_per_year"] = 12 * row.pop("benefit_per_month")
    assert load(write_folder(tmp_path / "years", tables)).data_fingerprint == base.data_fingerprint


def test_either_may_be_filled_row_by_row(tables: Tables, base: Portfolio, tmp_path: Path) -> None:
    tables.project("P1").update(
        planned_end="2027-06", duration_months="", benefit_per_year=252006, benefit_per_month=""
    )
    tables.project("P2").update(planned_end="2027-12")
    assert load(write_folder(tmp_path / "either", tables)).data_fingerprint == base.data_fingerprint


@pytest.mark.parametrize(
    ("change", "column", "message"),
    [
        ({"planned_end": "2027-08"}, "planned_end", "does not agree with duration_months, which says 6"),
        ({"benefit_per_year": 12}, "benefit_per_year", "does not agree with benefit_per_month, which says 21000.5"),
        ({"planned_end": "2026-12", "duration_months": ""}, "planned_end", "work ends before 2027-01"),
        ({"planned_end": "soon", "duration_months": ""}, "planned_end", "this is not a date"),
        ({"benefit_per_year": "1.2m", "benefit_per_month": ""}, "benefit_per_year", "the size is written in letters"),
        ({"planned_start": "soon", "planned_end": "2027-01", "duration_months": ""}, "planned_start", "not a date"),
    ],
)
def test_what_cannot_be_used_is_one_error(
    tables: Tables, inspected: Inspect, change: dict[str, object], column: str, message: str
) -> None:
    tables.project("P1").update(change)
    [problem] = inspected(tables).errors
    assert (problem.row, problem.column) == (2, column)
    assert message in problem.message
    assert problem.remedy


def test_neither_is_a_missing_value(tables: Tables, inspected: Inspect) -> None:
    tables.project("P1").update(duration_months="", planned_end="")
    tables.project("P2").update(planned_end="2027-12")
    [problem] = inspected(tables).errors
    assert (problem.row, problem.column) == (2, "duration_months")
