"""Slips of the hand in a whole portfolio: what is noticed, and what is left alone."""

from __future__ import annotations

import csv
import math
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.errors import Problem, grouped
from engine.portfolio.reading.loading import Inspection, inspect
from tests.support.building import Tables, csv_text

SAMPLE = Path(__file__).parents[2] / "data" / "sample"


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str, int, str, float], tuple[Problem, ...]]:
    """The warnings of the sample when one figure is multiplied."""

    def change(table: str, row: int, column: str, factor: float) -> tuple[Problem, ...]:
        folder = tmp_path / "sample"
        shutil.copytree(SAMPLE, folder)
        with (folder / table).open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        rows[row - 2][column] = str(float(rows[row - 2][column]) * factor)
        (folder / table).write_text(csv_text(rows), encoding="utf-8")
        inspection = inspect(folder)
        assert inspection.errors == ()
        return inspection.warnings

    return change


def rows_of_projects(column: str) -> list[int]:
    with (SAMPLE / "projects.csv").open(newline="", encoding="utf-8") as file:
        return [number for number, row in enumerate(csv.DictReader(file), start=2) if float(row[column] or 0) > 0]


def test_the_sample_shows_at_most_three_lines() -> None:
    assert len(grouped(inspect(SAMPLE).warnings)) <= 3


def test_any_benefit_of_the_sample_a_hundred_times_too_large_is_noticed(
    changed: Callable[[str, int, str, float], tuple[Problem, ...]],
) -> None:
    """Of projects without a range: against one, such a benefit is an error already."""
    ranged = set(rows_of_projects("benefit_high"))
    row = next(row for row in rows_of_projects("benefit_per_month") if row not in ranged)
    (problem,) = changed("projects.csv", row, "benefit_per_month", 100)
    assert (problem.row, problem.column) == (row, "benefit_per_month")


@pytest.mark.parametrize("factor", [10, 0.1])
def test_a_day_rate_of_the_sample_with_a_wrong_zero_is_noticed(
    changed: Callable[[str, int, str, float], tuple[Problem, ...]], factor: float
) -> None:
    result = changed("pools.csv", 2, "day_rate", factor)
    assert (2, "day_rate") in {(problem.row, problem.column) for problem in result}


def test_person_days_with_two_zeros_too_many_are_noticed(
    tables: Tables, inspected: Callable[[Tables], Inspection]
) -> None:
    for number in range(6):
        tables.projects.append(tables.projects[0] | {"project_id": f"X{number}", "name": f"X{number}"})
        tables.demand.append({"project_id": f"X{number}", "pool_id": "data", "person_days": 40})
    assert [p for p in inspected(tables).warnings if p.column == "person_days"] == []
    tables.demand[-1]["person_days"] = 4000
    (problem,) = [p for p in inspected(tables).warnings if p.column == "person_days"]
    assert (problem.file, problem.row) == ("demand.csv", 13)
    assert "far outside its column" in problem.message


@pytest.mark.parametrize(
    "name", ["Total", "Sub-total:", "SUM", "Summe", "Gesamtsumme:", "Total général", "Totaal", "Suma"]
)
def test_a_row_that_sums_the_others_is_noticed(
    tables: Tables, inspected: Callable[[Tables], Inspection], name: str
) -> None:
    tables.projects.append(tables.projects[0] | {"project_id": "X", "name": name})
    tables.demand.append({"project_id": "X", "pool_id": "data", "person_days": 40})
    (problem,) = [p for p in inspected(tables).warnings if "the sum of others" in p.message]
    assert (problem.file, problem.row, problem.column, problem.value) == ("projects.csv", 7, "name", name)


def test_a_column_that_spreads_widely_is_left_alone(tables: Tables, inspected: Callable[[Tables], Inspection]) -> None:
    drawn = np.exp(np.random.default_rng(7).normal(math.log(90000), 1.5, 40)).round()
    for number, cost in enumerate(drawn):
        tables.projects.append(tables.projects[0] | {"project_id": f"X{number}", "remaining_cost": cost})
        tables.demand.append({"project_id": f"X{number}", "pool_id": "data", "person_days": 1})
    assert [p for p in inspected(tables).warnings if p.column == "remaining_cost"] == []


def test_rows_of_one_slip_are_one_line(tables: Tables, inspected: Callable[[Tables], Inspection]) -> None:
    for number in range(30):
        tables.projects.append(tables.projects[0] | {"project_id": f"X{number}", "stage": "idea"})
        tables.demand.append({"project_id": f"X{number}", "pool_id": "data", "person_days": 1})
    (group,) = [g for g in grouped(inspected(tables).warnings) if g.first.column == "success_probability"]
    assert (group.count, len(group.rows)) == (30, 30)


def test_an_idea_that_promises_nothing_needs_no_probability(
    tables: Tables, inspected: Callable[[Tables], Inspection]
) -> None:
    tables.project("P3")["stage"] = "idea"
    assert inspected(tables).warnings == ()
