"""What single cells may hold, and what is said when they hold something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.portfolio.model.vocabulary import Health
from engine.portfolio.reading.loading import Inspection
from tests.support.building import Tables

Inspect = Callable[[Tables], Inspection]


@pytest.mark.parametrize(
    ("column", "text", "message", "remedy"),
    [
        ("planned_start", "", "must not be blank", "the month in which work starts, such as 2026-11"),
        ("planned_start", "next spring", "not a date", "Write a month as 2026-11"),
        ("planned_start", "2027-13", "month must be in 1..12", "Write a month as 2026-11"),
        ("planned_start", "1027-01", "outside 1950 to 2200", "Write a month as 2026-11"),
        ("duration_months", "-3", "a duration cannot be negative", "1 or more"),
        ("duration_months", "0", "at least 1 month", "remove the project"),
        ("duration_months", "2.5", "must be a whole number", "Write 2"),
        ("duration_months", "900", "cannot be more than 360", "up to 360"),
        ("remaining_cost", "-5", "remaining_cost cannot be negative", "without a minus sign"),
        ("remaining_cost", "tbc", "not a number", "Write digits only"),
        ("remaining_cost", "1e400", "too large to be true", "number of digits"),
        ("success_probability", "70", "a probability cannot be more than 1", "Write 0.7 or 70 % if 70 percent"),
        ("success_probability", "7000", "a probability cannot be more than 1", "from 0 to 1"),
        ("success_probability", "-0.1", "success_probability cannot be negative", "0 or a positive"),
        ("percent_complete", "85", "a share cannot be more than 1", "Write 0.85 or 85 %"),
        ("decay_per_month", "3", "a share cannot be more than 1", "Write 0.03 or 3 %"),
        ("urgency", "windw", "none of the words", "steady, window, decaying, deadline, perhaps window"),
        ("stage", "delivery", "none of the words", "idea, business case, in delivery, closing, perhaps in delivery"),
        ("rag_time", "purple", "none of the words", "green, amber, red"),
        ("in_flight", "maybe", "must be yes or no", "Write yes or no"),
        ("as_of", "31/02/2026", "day is out of range", "2026-11-22"),
    ],
)
def test_unreadable_cells(
    tables: Tables, inspected: Inspect, column: str, text: str, message: str, remedy: str
) -> None:
    tables.project("P4")[column] = text
    problem = inspected(tables).errors[0]
    assert (problem.file, problem.row, problem.column, problem.value) == ("projects.csv", 5, column, text)
    assert message in problem.message
    assert remedy in problem.remedy


@pytest.mark.parametrize("column", ["project_id", "name", "duration_months", "remaining_cost", "benefit_per_month"])
def test_blank_required_cells(tables: Tables, inspected: Inspect, column: str) -> None:
    tables.project("P5")[column] = " "
    problem = inspected(tables).errors[0]
    assert (problem.row, problem.column, problem.message) == (6, column, "this must not be blank")


@pytest.mark.parametrize(
    ("table", "row", "column", "message"),
    [
        ("pools", {"pool_id": "x", "name": "X"}, "capacity_per_month", "must not be blank"),
        ("pools", {"pool_id": "x", "name": "X", "headcount": "many"}, "headcount", "not a number"),
        ("pools", {"pool_id": "x", "name": "X", "headcount": 3, "business_as_usual_share": 30},
         "business_as_usual_share", "a share cannot be more than 1"),
        ("pools", {"pool_id": "x", "name": "X", "headcount": 3, "day_rate": "?"}, "day_rate", "not a number"),
        ("demand", {"project_id": "P1", "pool_id": "test", "person_days": -2}, "person_days", "cannot be negative"),
        ("dependencies", {"predecessor": "P4", "successor": "P5", "lag_months": -1}, "lag_months", "negative"),
        ("capacity", {"pool_id": "data", "month": "2027-06"}, "capacity", "must not be blank"),
        ("milestones", {"project_id": "P1", "name": "M", "baseline": "soon"}, "baseline", "not a date"),
    ],
)  # fmt: skip
def test_unreadable_cells_of_other_tables(
    tables: Tables, inspected: Inspect, table: str, row: dict[str, Any], column: str, message: str
) -> None:
    getattr(tables, table).append(row)
    errors = inspected(tables).errors
    assert [(p.file, p.column) for p in errors] == [(f"{table}.csv", column)]
    assert errors[0].row == len(getattr(tables, table)) + 1
    assert message in errors[0].message


@pytest.mark.parametrize(
    ("text", "health"),
    [
        ("Green", Health.GREEN), ("amber/green", Health.GREEN), ("Amber-Green", Health.GREEN), ("5", Health.GREEN),
        ("4", Health.GREEN), ("AMBER", Health.AMBER), ("yellow", Health.AMBER), ("3", Health.AMBER),
        ("Amber/Red", Health.RED), ("2", Health.RED), ("1", Health.RED), ("r", Health.RED),
    ],
)  # fmt: skip
def test_five_point_ratings(tables: Tables, inspected: Inspect, text: str, health: Health) -> None:
    tables.project("P1")["rag_scope"] = text
    portfolio = inspected(tables).portfolio
    assert portfolio is not None
    assert portfolio.projects_by_id["P1"].rag_scope is health


@pytest.mark.parametrize("text", ["yes", "Y", "TRUE", "1", "x"])
def test_yes(tables: Tables, inspected: Inspect, text: str) -> None:
    tables.project("P1")["mandatory"] = text
    portfolio = inspected(tables).portfolio
    assert portfolio is not None
    assert portfolio.projects_by_id["P1"].mandatory
