"""Decimal signs and the order of day and month: told by the cells of a table, said in the settings, or asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.errors import Problem
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.reading.loading import Inspection, inspect
from tests.support.building import Tables, sheets_of, write_folder, write_workbook

Inspect = Callable[[Tables], Inspection]


@pytest.fixture
def plain(tables: Tables) -> Tables:
    """The valid portfolio, without the figures in projects that tell a decimal sign."""
    tables.projects.remove(tables.project("P4"))
    tables.demand = [row for row in tables.demand if row["project_id"] != "P4"]
    tables.project("P1")["benefit_per_month"] = 21000
    return tables


@pytest.fixture
def semicolons(tmp_path: Path) -> Inspect:
    """Inspects tables as files separated by semicolons."""
    return lambda tables: inspect(write_folder(tmp_path / "p", tables, separator=";"))


@pytest.fixture
def commas(tmp_path: Path) -> Inspect:
    """Inspects tables as files separated by commas."""
    return lambda tables: inspect(write_folder(tmp_path / "p", tables))


@pytest.fixture
def workbook(tmp_path: Path) -> Inspect:
    """Inspects tables as a workbook, in which texts stay texts."""
    return lambda tables: inspect(write_workbook(tmp_path / "p.xlsx", sheets_of(tables)))


def read(inspection: Inspection) -> Portfolio:
    assert inspection.portfolio is not None, [str(problem) for problem in inspection.errors]
    return inspection.portfolio


def the_question(inspection: Inspection) -> Problem:
    assert inspection.portfolio is None
    assert len(inspection.errors) == 1, [str(problem) for problem in inspection.errors]
    return inspection.errors[0]


def costs(portfolio: Portfolio) -> list[float]:
    return [project.remaining_cost for project in portfolio.projects]


def figures_of(tables: Tables, **cells: Any) -> Tables:
    tables.project("P1").update(cells)
    return tables


@pytest.mark.parametrize(
    "cells",
    [
        {"remaining_cost": "500.000", "benefit_per_month": "10.000"},
        {"remaining_cost": "500.000", "benefit_per_month": "10.000", "name": "Version 1,5", "sponsor": "1.5"},
        {"remaining_cost": "500.000", "benefit_per_month": "10.000 GBP"},
    ],
)
def test_what_can_be_read_in_two_ways_is_asked_about(plain: Tables, semicolons: Inspect, cells: dict[str, str]) -> None:
    asked = the_question(semicolons(figures_of(plain, **cells)))
    assert (asked.file, asked.row, asked.column, asked.value) == ("projects.csv", 2, "remaining_cost", "500.000")
    assert "can mean 500000 or 500" in asked.message
    assert "(1 more cell like it)" in asked.message
    assert 'Say decimal: "," in portfolio.yaml if it is 500000, decimal: "." if it is 500' in asked.remedy


def test_a_comma_in_a_file_of_semicolons_is_asked_about(plain: Tables, semicolons: Inspect) -> None:
    asked = the_question(semicolons(figures_of(plain, remaining_cost="500,000")))
    assert 'Say decimal: "." in portfolio.yaml if it is 500000' in asked.remedy


def test_ids_tell_nothing(plain: Tables, semicolons: Inspect) -> None:
    for row in (*plain.projects, *plain.demand, *plain.milestones, *plain.dependencies):
        row |= {column: "1.1" for column in ("project_id", "predecessor") if row.get(column) == "P1"}
    next(row for row in plain.projects if row["project_id"] == "1.1")["remaining_cost"] = "500.000"
    assert "can mean" in the_question(semicolons(plain)).message


@pytest.mark.parametrize(("decimal", "cost"), [(",", 500_000), (".", 500), ("comma", 500_000)])
def test_the_setting_answers(plain: Tables, semicolons: Inspect, decimal: str, cost: float) -> None:
    plain.settings["decimal"] = decimal
    figures_of(plain, remaining_cost="500.000")
    plain.pools[1]["business_as_usual_share"] = ""
    assert costs(read(semicolons(plain)))[0] == cost


def test_the_setting_names_what_contradicts_it(plain: Tables, semicolons: Inspect) -> None:
    plain.settings["decimal"] = ","
    result = semicolons(figures_of(plain, remaining_cost="500.5"))
    assert [(p.file, p.row, p.column, p.value) for p in result.errors] == [
        ("projects.csv", 2, "remaining_cost", "500.5"),
        ("pools.csv", 3, "business_as_usual_share", "0.2"),
    ]
    assert all("has a decimal point" in p.message for p in result.errors)


@pytest.mark.parametrize(
    ("telling", "cost"),
    [("0,9", 500_000), ("90,5 %", 500_000), ("0.9", 500_000.0), ("1.234.567", 500_000)],
)
def test_one_number_that_can_be_read_in_one_way_only_decides(
    plain: Tables, semicolons: Inspect, telling: str, cost: float
) -> None:
    column = "benefit_per_month" if telling.startswith("1") else "success_probability"
    written = "500,000" if telling == "0.9" else "500.000"
    plain.project("P2")[column] = telling
    assert costs(read(semicolons(figures_of(plain, remaining_cost=written))))[0] == cost


def test_zeros_to_the_third_decimal_beside_fewer_decimals_are_asked_about(plain: Tables, semicolons: Inspect) -> None:
    plain.project("P2")["success_probability"] = "0.5"
    asked = the_question(semicolons(figures_of(plain, remaining_cost="500.000")))
    assert "can mean 500000 or 500" in asked.message


def test_a_column_with_three_decimals_throughout_is_read(plain: Tables, semicolons: Inspect) -> None:
    plain.project("P2")["remaining_cost"] = "1234.500"
    assert costs(read(semicolons(figures_of(plain, remaining_cost="500.000"))))[:2] == [500, 1234.5]


def test_each_number_that_contradicts_the_others_is_named(plain: Tables, semicolons: Inspect) -> None:
    plain.project("P2").update(remaining_cost="90.000,5", exit_cost="1,5", benefit_per_month="30.5")
    result = semicolons(figures_of(plain, remaining_cost="500.000", restart_work="0.25"))
    assert {(p.row, p.column, p.value) for p in result.errors} == {
        (2, "restart_work", "0.25"), (3, "benefit_per_month", "30.5"),
    }  # fmt: skip


def test_a_file_of_commas_keeps_the_point(plain: Tables, commas: Inspect) -> None:
    plain.project("P2")["remaining_cost"] = "500.000"
    assert costs(read(commas(figures_of(plain, remaining_cost="500,000"))))[:2] == [500_000, 500]


def test_a_file_of_commas_follows_a_cell_that_contradicts_the_point(plain: Tables, commas: Inspect) -> None:
    plain.project("P2")["success_probability"] = "0,9"
    assert costs(read(commas(figures_of(plain, remaining_cost="500.000"))))[0] == 500_000


def test_a_file_of_commas_is_asked_about_where_another_table_has_decimal_commas(plain: Tables, commas: Inspect) -> None:
    plain.pools[1]["business_as_usual_share"] = "0,2"
    assert "can mean" in the_question(commas(figures_of(plain, remaining_cost="500.000"))).message


def test_zeros_after_a_comma_that_could_group_are_asked_about_in_a_file_of_commas(
    plain: Tables, commas: Inspect
) -> None:
    plain.project("P2")["success_probability"] = "0,9"
    assert "can mean" in the_question(commas(figures_of(plain, remaining_cost="500,000"))).message


@pytest.mark.parametrize("text", ["85.000", "1.200"])
def test_texts_of_a_workbook_are_asked_about(plain: Tables, workbook: Inspect, text: str) -> None:
    asked = the_question(workbook(figures_of(plain, remaining_cost=text)))
    assert (asked.file, asked.row, asked.column) == ("p.xlsx, sheet projects", 2, "remaining_cost")
    assert 'decimal: "," in the sheet portfolio' in asked.remedy
    plain.settings["decimal"] = '","'
    assert costs(read(workbook(plain)))[0] == float(text) * 1000


def test_another_sheet_of_the_workbook_tells(plain: Tables, workbook: Inspect) -> None:
    plain.pools[1]["business_as_usual_share"] = "0,2"
    assert costs(read(workbook(figures_of(plain, remaining_cost="85.000"))))[0] == 85_000


def test_sheets_that_tell_different_signs_tell_nothing(plain: Tables, workbook: Inspect) -> None:
    plain.pools[1]["business_as_usual_share"] = "0,2"
    plain.demand[0]["person_days"] = "12.5"
    assert "can mean" in the_question(workbook(figures_of(plain, remaining_cost="85.000"))).message


def test_numbers_of_a_workbook_are_read_as_they_are(plain: Tables, workbook: Inspect) -> None:
    plain.project("P2")["success_probability"] = "0,9"
    plain.project("P3")["remaining_cost"] = "2.500"
    assert costs(read(workbook(figures_of(plain, remaining_cost=1234.125, restart_work=0.5))))[:3] == [
        1234.125, 90_000, 2500,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "column", "text"),
    [("changes", "cost", "10.000"), ("benefits", "planned", "10.000"), ("capacity", "capacity", "1.200")],
)
def test_other_tables_are_asked_about_too(
    plain: Tables, semicolons: Inspect, table: str, column: str, text: str
) -> None:
    rows: dict[str, list[dict[str, Any]]] = {
        "changes": [{"project_id": "P1", "change_request": "more"}],
        "benefits": plain.benefits,
        "capacity": plain.capacity,
    }
    rows[table][0][column] = text
    if table == "changes":
        plain.changes = rows[table]  # type: ignore[attr-defined]
    asked = the_question(semicolons(plain))
    assert (asked.file, asked.column) == (f"{table}.csv", column)


@pytest.mark.parametrize("text", ["€52,000", "USD 400,000", "12 %"])
def test_other_currencies_and_percentages_are_named(tables: Tables, commas: Inspect, text: str) -> None:
    problem = the_question(commas(figures_of(tables, remaining_cost=text)))
    assert (problem.row, problem.column, problem.value) == (2, "remaining_cost", text)
    assert "EUR" in problem.message or "USD" in problem.message or "percentage" in problem.message


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("demand", "person_days"),
        ("pools", "capacity_per_month"),
        ("capacity", "capacity"),
        ("projects", "duration_months"),
        ("dependencies", "lag_months"),
    ],
)
def test_a_percentage_of_days_people_or_months_is_refused(
    tables: Tables, commas: Inspect, table: str, column: str
) -> None:
    tables.by_name[table][0][column] = "200 %"
    problem = the_question(commas(tables))
    assert (problem.file, problem.column, problem.value) == (f"{table}.csv", column, "200 %")
    assert "a percentage, but a plain number is asked for" in problem.message


def test_marks_of_the_portfolios_own_currency_are_read(tables: Tables, commas: Inspect) -> None:
    tables.settings["currency"] = "EUR"
    assert costs(read(commas(figures_of(tables, remaining_cost="€52,000"))))[0] == 52_000


@pytest.mark.parametrize(
    ("key", "value", "path"),
    [
        ("budgets", [{"from": "2026-04", "amount": "900.000"}], "budgets.1.amount"),
        ("budgets", [{"from": "2026-04", "amount": "€900,000"}], "budgets.1.amount"),
        ("budgets", [{"from": "03/04/2027", "amount": 900_000}], "budgets.1.from"),
        ("themes", [{"name": "Grow", "target": "500.000"}, {"name": "Comply"}], "themes.1.target"),
        ("themes", [{"name": "Grow", "by": "03/04/2027"}, {"name": "Comply"}], "themes.1.by"),
        ("money_unit", "1.000", "money_unit"),
        ("estimates", {"demand": {"*": {"S": {"data": "1.200"}}}}, "estimates.demand.*.S.data"),
        ("horizon_months", "1.200", "horizon_months"),
        ("planning_date", "11/12/2026", "planning_date"),
        ("decimal", ";", "decimal"),
        ("date_order", "dym", "date_order"),
    ],
)
def test_settings_are_asked_about_too(tables: Tables, commas: Inspect, key: str, value: Any, path: str) -> None:
    tables.settings[key] = value
    assert path in [problem.column for problem in commas(tables).errors]


@pytest.mark.parametrize(
    ("text", "amount"), [("900.000", 900_000), ("900.000,5", 900_000.5), ("900000", 900_000), ("900.5", 900.5)]
)
def test_amounts_among_the_settings_follow_the_setting(
    tables: Tables, workbook: Inspect, text: str, amount: float
) -> None:
    tables.settings |= {"decimal": ",", "budgets": [{"from": "2026-04", "amount": text}]}
    assert [budget.amount for budget in read(workbook(tables)).settings.budgets] == [amount]


def test_how_files_are_written_is_no_part_of_what_they_say(tables: Tables, tmp_path: Path) -> None:
    before = read(inspect(write_folder(tmp_path / "a", tables)))
    tables.settings |= {"decimal": ".", "date_order": "mdy"}
    after = read(inspect(write_folder(tmp_path / "b", tables)))
    assert after.data_fingerprint == before.data_fingerprint


def milestones(tables: Tables, *texts: str) -> Tables:
    tables.milestones = [
        {"project_id": "P1", "name": f"M{number}", "baseline": text} for number, text in enumerate(texts)
    ]
    return tables


@pytest.mark.parametrize("texts", [("03/04/2027",), ("11/01/2026", "12/01/2026"), ("03/04/2027", "05/05/2027")])
def test_dates_that_can_be_two_are_asked_about(tables: Tables, commas: Inspect, texts: tuple[str, ...]) -> None:
    asked = the_question(commas(milestones(tables, *texts)))
    assert (asked.file, asked.row, asked.column, asked.value) == ("milestones.csv", 2, "baseline", texts[0])
    assert "date_order: mdy" in asked.remedy
    assert "date_order: dmy in portfolio.yaml" in asked.remedy


@pytest.mark.parametrize(("order", "day"), [("mdy", "2027-03-04"), ("dmy", "2027-04-03"), ("D/M/Y", "2027-04-03")])
def test_the_setting_puts_dates_in_order(tables: Tables, commas: Inspect, order: str, day: str) -> None:
    tables.settings["date_order"] = order
    assert str(read(commas(milestones(tables, "03/04/2027"))).milestones[0].baseline) == day


@pytest.mark.parametrize(("telling", "day"), [("22/11/2027", "2027-04-03"), ("11/22/2027", "2027-03-04")])
def test_one_date_that_can_be_one_only_decides_for_its_table(
    tables: Tables, commas: Inspect, telling: str, day: str
) -> None:
    portfolio = read(commas(milestones(tables, "03/04/2027", telling)))
    assert str(portfolio.milestones[0].baseline) == day


def test_each_date_that_contradicts_the_others_is_named(tables: Tables, commas: Inspect) -> None:
    result = commas(milestones(tables, "22/11/2027", "23/11/2027", "11/24/2027", "11/25/2027", "26/11/2027"))
    assert [(p.row, p.value) for p in result.errors] == [(4, "11/24/2027"), (5, "11/25/2027")]


def test_dots_put_the_day_first(tables: Tables, commas: Inspect) -> None:
    assert str(read(commas(milestones(tables, "03.04.2027"))).milestones[0].baseline) == "2027-04-03"


@pytest.mark.parametrize(
    ("table", "column"),
    [("projects", "deadline"), ("projects", "planned_start"), ("capacity", "month"), ("benefits", "month"),
     ("risks", "due"), ("milestones", "forecast")],
)  # fmt: skip
@pytest.mark.parametrize("form", ["commas", "workbook"])
def test_dates_of_every_table_are_asked_about(
    tables: Tables, request: pytest.FixtureRequest, table: str, column: str, form: str
) -> None:
    getattr(tables, table)[-1][column] = "03/04/2027"
    asked = the_question(request.getfixturevalue(form)(tables))
    assert asked.column == column
    assert "can be 3 Apr 2027 or 4 Mar 2027" in asked.message


def test_a_time_near_the_end_of_a_month_is_asked_about(tables: Tables, commas: Inspect) -> None:
    tables.project("P5")["deadline"] = "2026-11-30T23:00:00Z"
    problem = the_question(commas(tables))
    assert (problem.column, problem.remedy) == ("deadline", "Write a month as 2026-11 or a day as 2026-11-22")
