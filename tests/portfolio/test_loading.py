from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.errors import DataError
from engine.portfolio.model.calendar import ordinal_of
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Health, Stage, Urgency
from engine.portfolio.reading.loading import Inspection, inspect, load
from tests.support.building import Tables, columns, csv_text, sheets_of, write_folder, write_workbook

Inspect = Callable[[Tables], Inspection]


def _same(first: Portfolio, second: Portfolio) -> bool:
    return first.data_fingerprint == second.data_fingerprint and first == second


def test_what_is_read(base: Portfolio) -> None:
    assert base.settings.name == "Harbour Lights"
    assert base.settings.planning_month == 2026 * 12 + 10
    assert [budget.start for budget in base.settings.budgets] == [-7, 5]
    ledger = base.projects_by_id["P3"]
    assert (ledger.planned_start, ledger.latest_finish, ledger.in_flight) == (0, 7, True)
    assert (ledger.stage, ledger.rag_time, ledger.urgency) == (Stage.IN_DELIVERY, Health.GREEN, Urgency.STEADY)
    assert base.projects_by_id["P4"].other == (("size", "S"),)
    assert base.pools_by_id["data"].flex_day_rate == 900
    assert base.pools_by_id["data"].cross_train_from == ("test",)
    assert base.pools_by_id["test"].capacity_per_month == pytest.approx(5 * 18 * 0.8)
    assert base.capacity[0].month == 6
    assert base.milestones[0].baseline == date(2027, 3, 15)
    assert len(base.data_fingerprint) == 16


def test_a_problem_says_everything_a_person_needs(tables: Tables, tmp_path: Path) -> None:
    tables.project("P1")["success_probability"] = 70
    with pytest.raises(DataError) as caught:
        load(write_folder(tmp_path / "p", tables))
    assert str(caught.value) == (
        "1 problem in the data\n"
        "projects.csv, row 2, column success_probability: a probability cannot be more than 1 (found '70'). "
        "Write 0.7 or 70 % if 70 percent is meant"
    )


def test_errors_come_with_the_warnings(tables: Tables, tmp_path: Path) -> None:
    tables.project("P1")["deadline"] = "2027-12"
    tables.project("P2")["benefit_end"] = ""
    with pytest.raises(DataError) as caught:
        load(write_folder(tmp_path / "p", tables))
    assert [p.column for p in caught.value.problems] == ["benefit_end"]
    assert [p.column for p in caught.value.warnings] == ["deadline"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings_read_the_same(tables: Tables, base: Portfolio, tmp_path: Path, encoding: str) -> None:
    assert _same(load(write_folder(tmp_path / "p", tables, encoding=encoding)), base)


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_separators_read_the_same(tables: Tables, base: Portfolio, tmp_path: Path, separator: str) -> None:
    assert _same(load(write_folder(tmp_path / "p", tables, separator=separator)), base)


def test_semicolons_with_decimal_commas_read_the_same(tables: Tables, base: Portfolio, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "p", tables, separator=";")
    for file in folder.glob("*.csv"):
        file.write_text(file.read_text().replace("21000.5", "21.000,5").replace("12.5", "12,5").replace("0.", "0,"))
    assert _same(load(folder), base)


def test_a_workbook_reads_the_same_as_a_folder(tables: Tables, base: Portfolio, tmp_path: Path) -> None:
    assert _same(load(write_workbook(tmp_path / "book.xlsx", sheets_of(tables))), base)


def test_a_workbook_with_spreadsheet_dates_and_truth_values(tables: Tables, base: Portfolio, tmp_path: Path) -> None:
    sheets = sheets_of(tables)
    for row in sheets["projects"]:
        row["planned_start"] = datetime.strptime(row["planned_start"], "%Y-%m").date()
        row["in_flight"] = row["in_flight"] == "yes"
    assert _same(load(write_workbook(tmp_path / "book.xlsx", sheets)), base)


def test_a_workbook_with_sheets_for_lists_or_a_yaml_file_beside_it(
    tables: Tables, base: Portfolio, tmp_path: Path
) -> None:
    sheets = sheets_of(tables)
    del sheets["portfolio"]
    (tmp_path / "book.yaml").write_text(yaml.safe_dump(tables.settings))
    assert _same(load(write_workbook(tmp_path / "book.xlsx", sheets)), base)
    scalars = [{"Key": key, "Value": value} for key, value in tables.settings.items() if not isinstance(value, list)]
    sheets = {
        "Portfolio": scalars,
        "Themes": tables.settings["themes"],
        "Budgets": tables.settings["budgets"],
        **sheets,
    }
    assert _same(load(write_workbook(tmp_path / "other.xlsx", sheets)), base)


def test_problems_in_a_workbook_name_the_sheet(tables: Tables, tmp_path: Path) -> None:
    tables.project("P2")["benefit_per_month"] = "#REF!"
    tables.settings["discount_rate"] = "dear"
    errors = inspect(write_workbook(tmp_path / "book.xlsx", sheets_of(tables))).errors
    assert {(p.file, p.row, p.column) for p in errors} == {
        ("book.xlsx, sheet projects", 3, "benefit_per_month"),
        ("book.xlsx, sheet portfolio", 9, "discount_rate"),
    }


def test_a_workbook_without_a_sheet(tables: Tables, tmp_path: Path) -> None:
    sheets = sheets_of(tables)
    sheets["project"] = sheets.pop("projects")
    inspection = inspect(write_workbook(tmp_path / "book.xlsx", sheets))
    assert [p.message for p in inspection.errors] == ["the sheet projects is missing"]
    assert any("Did you mean projects?" in w.remedy for w in inspection.warnings)


def test_headers_may_vary_in_case_and_spaces(tables: Tables, base: Portfolio, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "p", tables)
    for file in folder.glob("*.csv"):
        header, rest = file.read_text().split("\n", 1)
        file.write_text(header.replace("_", " ").title() + " \n" + rest)
    loaded = load(folder)
    assert loaded.projects_by_id["P4"].other == (("Size", "S"),)
    assert loaded.demand == base.demand
    assert loaded.pools == base.pools


def test_a_missing_column_is_one_error_with_a_guess(tables: Tables, inspected: Inspect) -> None:
    for row in tables.projects:
        row["duration_month"] = row.pop("duration_months")
    inspection = inspected(tables)
    assert [(p.row, p.column) for p in inspection.errors] == [(1, "duration_months")]
    assert inspection.errors[0].remedy == "Did you mean your column 'duration_month'? Rename it to duration_months"


def test_a_misspelt_optional_column_is_a_warning(tables: Tables, inspected: Inspect) -> None:
    for row in tables.projects:
        row["sucess_probability"] = 0.5
    inspection = inspected(tables)
    assert [(w.column, w.remedy) for w in inspection.warnings] == [
        ("sucess_probability", "Did you mean success_probability? If so, rename the column")
    ]


def test_two_headers_for_one_column(tables: Tables, inspected: Inspect) -> None:
    for row in tables.projects:
        row["Remaining Cost"] = 1
    assert [p.message for p in inspected(tables).errors] == [
        "the columns 'remaining_cost' and 'Remaining Cost' are both read as remaining_cost"
    ]


def test_pools_need_capacity_or_headcount(tables: Tables, inspected: Inspect) -> None:
    for pool in tables.pools:
        pool.pop("capacity_per_month", None)
        pool.pop("headcount", None)
    assert [(p.row, p.column) for p in inspected(tables).errors] == [(1, "capacity_per_month")]


def test_money_in_millions(tables: Tables, base: Portfolio, tmp_path: Path) -> None:
    money = ("remaining_cost", "benefit_per_month", "exit_cost", "acceleration_cost", "deadline_penalty")
    for row in [*tables.projects, *tables.pools, *tables.benefits, *tables.settings["budgets"]]:
        for column in (*money, "penalty_per_month", "day_rate", "planned", "actual", "amount"):
            if row.get(column):
                row[column] = row[column] / 1e6
    tables.settings["money_unit"] = 1000000
    loaded = load(write_folder(tmp_path / "p", tables))
    assert loaded.projects_by_id["P1"].benefit_per_month == pytest.approx(21000.5)
    assert loaded.pools_by_id["data"].flex_day_rate == pytest.approx(900)
    assert loaded.settings.budgets[0].amount == pytest.approx(base.settings.budgets[0].amount)


@pytest.mark.parametrize("table", ["projects", "pools", "demand"])
def test_a_missing_file(tables: Tables, tmp_path: Path, table: str) -> None:
    folder = write_folder(tmp_path / "p", tables)
    (folder / f"{table}.csv").unlink()
    errors = inspect(folder).errors
    assert [(p.file, p.message) for p in errors] == [(f"{table}.csv", f"the file {table}.csv is missing")]


def test_optional_files_may_be_missing(tables: Tables, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "p", tables)
    for table in ("dependencies", "capacity", "milestones", "risks", "benefits"):
        (folder / f"{table}.csv").unlink()
    assert load(folder).dependencies == ()


def test_an_unreadable_file_is_not_missing(tables: Tables, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "p", tables)
    (folder / "demand.csv").write_text("")
    assert [p.message for p in inspect(folder).errors] == ["this file is empty"]


def test_a_path_that_leads_nowhere(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no such file or folder"):
        load(tmp_path / "nowhere")
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(DataError, match="neither a folder nor a workbook"):
        load(tmp_path / "notes.txt")


# portfolio.yaml


def _with_yaml(tables: Tables, tmp_path: Path, text: str | bytes) -> Inspection:
    folder = write_folder(tmp_path / "p", tables)
    (folder / "portfolio.yaml").write_bytes(text.encode() if isinstance(text, str) else text)
    return inspect(folder)


def test_settings_may_be_missing(tables: Tables, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "harbour", tables)
    (folder / "portfolio.yaml").unlink()
    inspection = inspect(folder)
    assert inspection.portfolio is not None
    assert inspection.portfolio.settings.name == "harbour"
    assert inspection.portfolio.settings.planning_month == ordinal_of(datetime.now().date())
    assert any("every setting has its default" in w.message for w in inspection.warnings)


def test_without_a_planning_date_the_month_is_named(tables: Tables, tmp_path: Path) -> None:
    result = _with_yaml(tables, tmp_path, "name: X\n")
    assert any(w.column == "planning_date" and "current month" in w.message for w in result.warnings)


@pytest.mark.parametrize("text", ["2026-11", "2026-11-22", "'22/11/2026'", "Nov-26"])
def test_planning_dates(tables: Tables, tmp_path: Path, text: str) -> None:
    result = _with_yaml(tables, tmp_path, f"planning_date: {text}\nfloor_pool: data\n")
    assert result.portfolio is not None
    assert result.portfolio.settings.month(0) == "2026-11"


@pytest.mark.parametrize(
    ("text", "row", "message"),
    [
        ("name: [a\nb: c\n", 2, "not valid YAML"),
        ("name: a\n\tb: c\n", 2, "not valid YAML"),
        ("name: a\ncurrency: GBP\nname: b\n", 3, "the key 'name' occurs twice"),
        ("name: x\nthemes: [*x, *x]\n", 2, "must not begin with *"),
        ("name: &Sons\n", 1, "must not begin with &"),
        ("name: !important\n", 1, "must not begin with !"),
        ("- a\n- b\n", None, "list of keys with values"),
        ("planning_date: 2026-13-40\n", 1, "month must be in 1..12"),
        (b"name: \x00\n", 1, "NUL"),
        ("a: " + "[" * 1200, None, "not valid YAML"),
    ],
)
def test_broken_yaml(tables: Tables, tmp_path: Path, text: str | bytes, row: int | None, message: str) -> None:
    errors = _with_yaml(tables, tmp_path, text).errors
    assert [(p.file, p.row) for p in errors] == [("portfolio.yaml", row)]
    assert message in errors[0].message


@pytest.mark.parametrize(
    ("key", "value", "column", "message", "remedy"),
    [
        ("discount_rate", 8, "discount_rate", "cannot be more than 0.5", "Write 0.08 or 8 %"),
        ("discount_rate", 30, "discount_rate", "cannot be more than 0.5", "Write 0.3 or 30 %"),
        ("discount_rate", -0.99, "discount_rate", "cannot be negative", "without a minus sign"),
        ("benefit_confidence", 80, "benefit_confidence", "cannot be more than 2", "Write 0.8 or 80 %"),
        ("benefit_confidence", 1e6, "benefit_confidence", "cannot be more than 2", "such as 1.40 or 140 %"),
        ("protective_capacity", 10, "protective_capacity", "cannot be more than 0.95", "Write 0.1 or 10 %"),
        ("money_unit", 1e12, "money_unit", "cannot be more than 1,000,000,000", "up to 1,000,000,000"),
        ("fiscal_year_start", 13, "fiscal_year_start", "cannot be more than 12", "up to 12"),
        ("fiscal_year_start", "April", "fiscal_year_start", "not a number", "Write digits"),
        ("currency", "XYZ", "currency", "this is no currency", "GBP, EUR or USD"),
        ("currency", "NO", "currency", "this is no currency", "GBP, EUR or USD"),
        ("currency", "US dollars", "currency", "no code of a currency", "Write USD"),
        ("currency", "€", "currency", "no code of a currency", "Write EUR"),
        ("horizon_months", 0, "horizon_months", "must be at least 1", "at least 1"),
        ("planning_date", "soon", "planning_date", "not a date", "Write a month as 2026-11"),
        ("money_unit", "millions", "money_unit", "not a number", "Write digits"),
        ("count_internal_labour", "perhaps", "count_internal_labour", "yes or no", "Write yes or no"),
        ("themes", "Grow", "themes", "must be a list", "a dash"),
        ("themes", ["Grow"], "themes.1", "list of keys with values", "key: value"),
        ("themes", [{"intent": 0.5}], "themes.1.name", "must not be blank", "Fill in name"),
        ("themes", [{"name": "Grow", "floor": 20}], "themes.1.floor", "a share cannot", "Write 0.2 or 20 %"),
        ("budgets", [{"from": "2027-04", "amount": -1}], "budgets.1.amount", "cannot be negative", "minus"),
        ("budgets", [{"amount": 1}], "budgets.1.from", "must not be blank", "Fill in from"),
        ("assumptions", [{"table": "pools", "column": "day_rate", "note": "x", "source": "guess"}],
         "assumptions.1.source", "not a source", "owned, derived, assumed"),
        ("estimates", {"exit_cost": "a bit"}, "estimates.exit_cost", "yes or no", "Write yes or no"),
        ("estimates", {"exit_costs": True}, "estimates.exit_costs", "not known", "Did you mean exit_cost?"),
        ("estimates", {"demand": {"*": {"S": {"dato": 3}}}}, "estimates.demand.*.S.dato", "there is no pool 'dato'",
         "Did you mean 'data'?"),
    ],
)  # fmt: skip
def test_unreadable_settings(
    tables: Tables, inspected: Inspect, key: str, value: Any, column: str, message: str, remedy: str
) -> None:
    tables.settings = {"name": "X", "planning_date": "2026-11", key: value}
    errors = inspected(tables).errors
    assert [(p.file, p.column) for p in errors] == [("portfolio.yaml", column)]
    assert (errors[0].row or 0) >= 2
    assert message in errors[0].message
    assert remedy in errors[0].remedy


@pytest.mark.parametrize(("text", "code"), [("gbp", "GBP"), (" chf ", "CHF"), ("EUR", "EUR")])
def test_a_currency_is_a_code_in_capitals(tables: Tables, inspected: Inspect, text: str, code: str) -> None:
    tables.settings["currency"] = text
    inspection = inspected(tables)
    assert inspection.portfolio is not None
    assert inspection.portfolio.settings.currency == code


def test_an_unknown_threshold_is_a_warning_with_a_guess(tables: Tables, inspected: Inspect) -> None:
    tables.settings["rag_thresholds"] = {"time_ambre": 2, "cost_red": 0.2}
    assert [(w.column, w.remedy) for w in inspected(tables).warnings] == [
        ("rag_thresholds.time_ambre", "Did you mean 'time_amber'?")
    ]


def test_thresholds_are_known_whatever_their_spelling(tables: Tables, inspected: Inspect) -> None:
    tables.settings["rag_thresholds"] = {"Time Amber": 2, "cost-red": "20 %"}
    inspection = inspected(tables)
    assert inspection.portfolio is not None
    assert dict(inspection.portfolio.settings.rag_thresholds) == {"time_amber": 2, "cost_red": 0.2}
    assert inspection.warnings == ()


@pytest.mark.parametrize(("name", "level", "remedy"), [("cost_red", 10, "Write 0.1 or 10 %"), ("time_red", -1, "0 or")])
def test_a_threshold_that_nothing_reaches_is_refused(
    tables: Tables, inspected: Inspect, name: str, level: float, remedy: str
) -> None:
    tables.settings["rag_thresholds"] = {name: level}
    (error,) = inspected(tables).errors
    assert error.column == f"rag_thresholds.{name}"
    assert remedy in error.remedy


@pytest.mark.parametrize(("of", "amber", "red"), [("time", 5, 3), ("cost", 0.2, 0.1), ("value", 0.7, 0.9)])
def test_red_before_amber_is_a_warning(tables: Tables, inspected: Inspect, of: str, amber: float, red: float) -> None:
    tables.settings["rag_thresholds"] = {f"{of}_amber": amber, f"{of}_red": red}
    (warning,) = inspected(tables).warnings
    assert warning.column == f"rag_thresholds.{of}_red"
    assert "amber is never shown" in warning.message


def test_unknown_keys_are_warnings_with_a_guess(tables: Tables, inspected: Inspect) -> None:
    tables.settings["discount_rates"] = 0.1
    tables.settings["themes"][1]["flor"] = 0.1
    warnings = inspected(tables).warnings
    assert {(w.row, w.column, w.remedy) for w in warnings} == {
        (18, "discount_rates", "Did you mean 'discount_rate'?"),
        (11, "themes.2.flor", "Did you mean 'floor'?"),
    }


def test_assumptions_mark_the_figures_of_projects(tables: Tables, inspected: Inspect) -> None:
    tables.settings["assumptions"] = [
        {"table": "projects", "column": "benefit_per_month", "note": "spread over ten years"},
        {"table": "projects", "column": "Duration Months", "note": "from the dates", "source": "derived"},
        {"table": "demand", "column": "person_days", "note": "by budget"},
        {"table": "pools", "column": "capacity_per_month", "note": "by headcount"},
        {"table": "projects", "column": "benefit", "note": "?"},
        {"table": "project", "column": "name", "note": "?"},
    ]
    inspection = inspected(tables)
    assert inspection.portfolio is not None
    project = inspection.portfolio.projects[0]
    assert project.assumed >= {"benefit_per_month", "demand"}
    assert project.derived == {"duration_months"}
    assert {w.column for w in inspection.warnings} == {"assumptions.5.column", "assumptions.6.table"}


# fingerprint


def test_fingerprint_ignores_order(tables: Tables, base: Portfolio, tmp_path: Path) -> None:
    shuffle = random.Random(7).shuffle  # noqa: S311 - not for secrets
    folder = write_folder(tmp_path / "p", tables)
    for name, rows in tables.by_name.items():
        header = columns(rows)
        shuffle(rows)
        shuffle(header)
        (folder / f"{name}.csv").write_text(csv_text(rows, header=header))
    assert load(folder).data_fingerprint == base.data_fingerprint


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.project("P1").update(benefit_per_month=21000.6),
        lambda t: t.project("P1").update(sponsor="Ines"),
        lambda t: t.project("P4").update(size="M"),
        lambda t: t.demand.pop(1),
        lambda t: t.settings.update(discount_rate=0.09),
        lambda t: t.pools[0].update(name="Data crew"),
        lambda t: t.risks[0].update(owner="Ines"),
    ],
)
def test_fingerprint_sees_every_change(
    tables: Tables, base: Portfolio, inspected: Inspect, change: Callable[[Tables], Any]
) -> None:
    change(tables)
    inspection = inspected(tables)
    assert inspection.portfolio is not None
    assert inspection.portfolio.data_fingerprint != base.data_fingerprint


@pytest.mark.parametrize(
    ("first", "second", "read_as"),
    [
        ("Demand.csv", "demand.csv", "demand.csv"),
        ("risks .csv", "risks.CSV", "risks.csv"),
        ("portfolio.yaml", "portfolio.yml", "the settings"),
    ],
)
def test_two_files_that_are_read_as_one_are_refused(tmp_path: Path, first: str, second: str, read_as: str) -> None:
    folder = write_folder(tmp_path / "p", Tables())
    whole = (folder / first.lower().replace(" ", "")).read_bytes()
    (folder / first.lower().replace(" ", "")).unlink()
    for name in (first, second):
        (folder / name).write_bytes(whole)
    if not {first, second} <= {path.name for path in folder.iterdir()}:
        pytest.skip("this file system does not tell upper case from lower case")
    [problem] = inspect(folder).errors
    assert (problem.file, problem.message) == (second, f"{first!r} and {second!r} are both read as {read_as}")


def test_what_is_told_names_what_the_user_has(tmp_path: Path) -> None:
    tables = Tables()
    tables.demand = [row for row in tables.demand if row["project_id"] != "P2"]
    tables.demand.append({"project_id": "P1", "pool_id": "dato", "person_days": 3})
    tables.pool("data")["cross_train_from"] = "welders"
    tables.settings["themes"].append({"name": "Learn", "intent": 0.1})
    in_folder = inspect(write_folder(tmp_path / "p", tables))
    in_book = inspect(write_workbook(tmp_path / "book.xlsx", sheets_of(tables)))
    for folder, book in zip(
        (*in_folder.errors, *in_folder.warnings), (*in_book.errors, *in_book.warnings), strict=True
    ):
        words = f"{book.message} {book.remedy}"
        assert ".csv" not in words
        assert "portfolio.yaml" not in words
        assert book.message == folder.message
    remedies = " ".join(p.remedy for p in (*in_book.errors, *in_book.warnings))
    assert "Name pools of the sheet pools" in remedies
    assert "Add its person-days to the sheet demand" in remedies
    assert "Check the column theme of the sheet projects" in remedies


@pytest.mark.parametrize("state", ["missing", "blank"])
@pytest.mark.parametrize("table", ["projects", "demand"])
def test_a_missing_sheet_is_told_as_a_sheet(tmp_path: Path, table: str, state: str) -> None:
    sheets = sheets_of(Tables())
    sheets[table] = []
    if state == "missing":
        del sheets[table]
    [problem] = inspect(write_workbook(tmp_path / "book.xlsx", sheets)).errors[:1]
    assert (problem.file, problem.message) == (
        f"book.xlsx, sheet {table}", f"the sheet {table} is {state}",
    )  # fmt: skip


def test_a_list_in_a_sheet_of_its_own_is_told_with_its_row(tmp_path: Path) -> None:
    sheets = sheets_of(Tables())
    sheets["portfolio"] = [row for row in sheets["portfolio"] if row["key"] != "budgets"]
    sheets["budgets"] = [{"from": "2026-04", "amount": 900000}, {}, {"from": "2027-04", "amount": "much"}]
    [problem] = inspect(write_workbook(tmp_path / "book.xlsx", sheets)).errors
    assert (problem.file, problem.row, problem.column, problem.value) == (
        "book.xlsx, sheet budgets", 4, "amount", "much",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("file", "message", "remedy"),
    [
        ("gates.xlsx", "this table is not read", "Save it as gates.csv"),
        ("changes.tsv", "this table is not read", "Save it as changes.csv"),
        ("Assurance.csv.txt", "this table is not read", "Save it as assurance.csv"),
        ("gates (1).csv", "this table is not read", "Did you mean gates.csv?"),
        ("Copy of changes.csv", "this table is not read", "Did you mean changes.csv?"),
        ("changes_2026.csv", "this table is not read", "Did you mean changes.csv?"),
    ],
)
def test_a_table_that_a_folder_keeps_in_another_form_is_told(
    tmp_path: Path, tables: Tables, file: str, message: str, remedy: str
) -> None:
    folder = write_folder(tmp_path / "portfolio", tables)
    (folder / file).write_text("project_id\nP1\n", encoding="utf-8")
    [warning] = inspect(folder).warnings
    assert (warning.file, warning.message) == (file, message)
    assert remedy in warning.remedy


def test_other_files_and_copies_of_what_is_read_are_left_alone(tmp_path: Path, tables: Tables) -> None:
    folder = write_folder(tmp_path / "portfolio", tables)
    for file in ("risks (1).csv", "risks.xlsx", "notes.txt", "minutes of the board.docx", "portfolio.json"):
        (folder / file).write_text("x\n", encoding="utf-8")
    assert inspect(folder).warnings == ()


def test_settings_in_another_form_are_told(tmp_path: Path, tables: Tables) -> None:
    folder = write_folder(tmp_path / "portfolio", tables)
    (folder / "portfolio.yaml").rename(folder / "portfolio.json")
    told = {(warning.file, warning.remedy) for warning in inspect(folder).warnings}
    assert ("portfolio.json", "Save it as portfolio.yaml") in told


@pytest.mark.parametrize("name", ["authority", "Estimates", "rag_thresholds"])
def test_a_sheet_with_the_name_of_a_setting_is_told(tmp_path: Path, tables: Tables, name: str) -> None:
    sheets = sheets_of(tables) | {name: [{"name": "Board"}]}
    [warning] = inspect(write_workbook(tmp_path / "book.xlsx", sheets)).warnings
    assert (warning.file, warning.message) == (
        f"book.xlsx, sheet {name}", "this sheet is not read, although a setting has its name",
    )  # fmt: skip


@pytest.mark.parametrize("column", ["name", "theme", "exclusive_group"])
def test_the_error_of_a_formula_that_an_export_kept_is_no_text(tmp_path: Path, tables: Tables, column: str) -> None:
    tables.project("P2")[column] = "#N/A"
    for path in (
        write_folder(tmp_path / "portfolio", tables), write_workbook(tmp_path / "book.xlsx", sheets_of(tables)),
    ):  # fmt: skip
        [error] = inspect(path).errors
        assert (error.row, error.column, error.value) == (3, column, "#N/A")
        assert error.message == "this cell shows an error"


def test_an_error_in_a_column_that_nobody_reads_is_left_alone(tmp_path: Path, tables: Tables) -> None:
    tables.project("P2")["notes"] = "#REF!"
    assert inspect(write_folder(tmp_path / "portfolio", tables)).errors == ()


@pytest.mark.parametrize(("table", "column"), [("changes", "months"), ("projects", "sponsor_priority")])
def test_a_percentage_of_months_or_of_a_rank_is_refused(
    tmp_path: Path, tables: Tables, table: str, column: str
) -> None:
    tables.project("P1")["sponsor_priority"] = "10 %" if table == "projects" else 1
    folder = write_folder(tmp_path / "portfolio", tables)
    months = "10 %" if table == "changes" else "-2"
    (folder / "changes.csv").write_text(f"project_id,change_request,months\nP1,More,{months}\n", encoding="utf-8")
    [error] = inspect(folder).errors
    assert (error.file, error.column) == (f"{table}.csv", column)
    assert "percentage" in error.message
