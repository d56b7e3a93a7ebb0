"""Dates that cannot be meant: what becomes of rows whose finish has passed or lies before their start."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.errors import DataError, Problem, grouped
from engine.portfolio.importing import ImportReport, import_table
from engine.portfolio.reading.loading import load
from tests.support.bakery import SOURCE

Write = Callable[..., Path]
Bring = Callable[..., ImportReport]

PASSED = SOURCE.replace("2026-12-31", "2026-04-30").replace("2026-06-01,2027-01-15", "2026-02-01,2026-05-31")
"""P1 and P3 should be done before June 2026, month 0."""
LAST = {"field": "finish", "is": "last month of work"}


@pytest.fixture
def bring(tmp_path: Path, write_source: Write, write_map: Write) -> Bring:
    def run(mapping: dict[str, Any], source: str = PASSED, **more: Any) -> ImportReport:
        return import_table(write_source(source), write_map(mapping), tmp_path / "out", **more)

    return run


def months(report: ImportReport) -> dict[str, int]:
    return {p.project_id: p.duration_months for p in load(report.output).projects}


def test_work_that_should_be_done_is_no_month_of_work_but_a_question(bakery: dict[str, Any], bring: Bring) -> None:
    report = bring(bakery)
    assert months(report) == {"P2": 6}
    (group,) = grouped(report.rejected)
    assert (group.rows, group.first.column, group.values) == ((2, 4), "Finish", ("2026-04-30", "2026-05-31"))
    assert group.what("£{:,.0f}".format) == (
        "2 rows: the finish lies before month 0, 2026-06, and the work is not done, £200,000 of remaining cost; "
        "rows 2 and 4"
    )
    assert "overdue: set aside" in group.first.remedy


def test_the_map_may_say_how_many_months_such_work_still_takes(bakery: dict[str, Any], bring: Bring) -> None:
    bakery["finish"] = LAST | {"overdue": "assume 3 months"}
    report = bring(bakery)
    assert (months(report), report.rejected) == ({"P1": 3, "P2": 6, "P3": 3}, ())
    (group,) = [g for g in grouped(report.warnings) if "3 months of work are assumed" in g.first.message]
    assert (group.rows, group.cost) == ((2, 4), 200_000)
    portfolio = load(report.output)
    assert "duration_months" in portfolio.projects_by_id["P1"].assumed
    (note,) = [a.note for a in report.assumptions if a.column == "duration_months"]
    assert "Before month 0 in 2 of 3 rows whose work is not done, where 3 months of work are assumed." in note


def test_whatever_rests_on_the_finish_follows_the_months_assumed(bakery: dict[str, Any], bring: Bring) -> None:
    bakery["finish"] = LAST | {"overdue": "assume 2 months"}
    bakery["fields"]["left"] = {"formula": "months_between(planning_date, finish) + 1"}
    bakery["projects"]["exit_cost"] = {"formula": "left * 5"}
    assert load(bring(bakery).output).projects_by_id["P1"].exit_cost == 10_000


@pytest.mark.parametrize(
    ("means", "formula", "finish"),
    [
        ("last month of work", "months_between(max(begin, planning_date), finish) + 1", "2026-05-31"),
        ("first month after work", "months_between(max(begin, planning_date), finish)", "2026-06-01"),
    ],
)
def test_both_meanings_of_a_finish_give_the_months_assumed(
    bakery: dict[str, Any], bring: Bring, means: str, formula: str, finish: str
) -> None:
    bakery["finish"] = {"field": "finish", "is": means, "overdue": "assume 4 months"}
    bakery["projects"]["duration_months"]["formula"] = formula
    report = bring(bakery, SOURCE.replace("2026-12-31", finish))
    assert months(report)["P1"] == 4


@pytest.mark.parametrize(
    ("means", "more", "said"),
    [
        ("last month of work", " + 1", []),
        ("last month of work", "", ["in 3 of 3 rows planned_start and duration_months end the month before"]),
        ("first month after work", "", []),
        ("first month after work", " + 1", ["in 3 of 3 rows planned_start and duration_months end the month after"]),
    ],
)
def test_a_duration_that_contradicts_what_the_finish_means_is_noticed(
    bakery: dict[str, Any], bring: Bring, means: str, more: str, said: list[str]
) -> None:
    bakery["finish"] = {"field": "finish", "is": means}
    bakery["projects"]["duration_months"]["formula"] = f"months_between(max(begin, planning_date), finish){more}"
    result = [p.message for p in bring(bakery, SOURCE).warnings if p.column == "finish.is"]
    assert [message.removesuffix(" what finish says") for message in result] == said


def test_the_map_may_set_such_work_aside(bakery: dict[str, Any], bring: Bring) -> None:
    bakery["finish"] = LAST | {"overdue": "set aside"}
    report = bring(bakery)
    assert (months(report), report.rows_skipped, report.rejected) == ({"P2": 6}, 2, ())
    (group,) = grouped(report.warnings[:2])
    assert group.what().startswith("2 rows: left out on purpose: the finish lies before month 0")
    assert group.cost == 200_000
    record = yaml.safe_load((report.output / "import.yaml").read_text(encoding="utf-8"))
    assert [line.split(":")[0] for line in record["left out on purpose"]] == ["row 2", "row 4"]


def test_work_that_is_done_is_left_out_as_such(bakery: dict[str, Any], bring: Bring) -> None:
    bakery["projects"]["percent_complete"] = {"formula": "if(gain = 600, 1, 0.5)"}
    report = bring(bakery)
    assert report.rows_skipped == 1
    assert any(p.row == 2 and "the work is done" in p.message for p in report.warnings)
    assert [p.row for p in report.rejected] == [4]


def test_progress_worked_out_from_the_dates_is_no_proof_that_work_is_done(bakery: dict[str, Any], bring: Bring) -> None:
    bakery["projects"]["percent_complete"] = {"formula": "clip(months_between(begin, planning_date) / 3, 0, 1)"}
    assert [p.row for p in bring(bakery).rejected] == [2, 4]


def test_work_that_the_map_skips_is_not_asked_about(bakery: dict[str, Any], bring: Bring) -> None:
    bakery["rows"] = [{"when": "finish < planning_date", "then": "skip", "message": "closed"}]
    report = bring(bakery)
    assert (report.rows_skipped, report.rejected) == (2, ())


@pytest.mark.parametrize("says_finish", [True, False])
def test_a_finish_before_the_start_is_refused(bakery: dict[str, Any], bring: Bring, says_finish: bool) -> None:
    if says_finish:
        bakery["finish"] = LAST | {"overdue": "assume 3 months"}
    report = bring(bakery, SOURCE.replace("2027-08-31", "2027-02-28"))
    (problem,) = report.rejected
    assert (problem.row, problem.column) == (3, "Begin (approved), Finish")
    assert (problem.message, problem.cost) == ("the finish lies before the start", 1_200_000)
    assert months(report) == {"P1": 7, "P3": 8}


def test_the_month_of_the_start_is_soon_enough(bakery: dict[str, Any], bring: Bring) -> None:
    bakery["source"]["dates"].append("%Y-%m")
    report = bring(bakery, SOURCE.replace("2027-08-31", "2027-03"))
    assert report.rejected == ()
    assert months(report)["P2"] == 1


def test_other_problems_of_the_row_are_still_told(bakery: dict[str, Any], bring: Bring) -> None:
    bakery["fields"]["monthly"] = {"formula": "100 / (months_between(begin, finish) + 1)"}
    report = bring(bakery, SOURCE.replace("2027-08-31", "2027-02-28").replace("900,N/A", "lots,N/A"))
    assert [p.message.split("(")[0].strip() for p in report.rejected][-1] == "the finish lies before the start"
    assert [p.column for p in report.rejected] == ["Gain", "Begin (approved), Finish"]


def test_a_finish_that_is_worked_out_may_be_named(bakery: dict[str, Any], bring: Bring) -> None:
    bakery["fields"]["planned"] = bakery["fields"].pop("finish")
    bakery["fields"]["finish"] = {"formula": "planned"}
    bakery["finish"] = LAST | {"overdue": "assume 3 months"}
    bakery["projects"]["baseline_finish"] = {"formula": "months_after(planned, 1)"}
    oven = load(bring(bakery).output).projects_by_id["P1"]
    assert (oven.duration_months, oven.baseline_finish) == (3, -1)


@pytest.mark.parametrize(
    ("finish", "key"),
    [
        ({"field": "nowhere", "is": "last month of work"}, "finish.field"),
        ({"field": "finish", "is": "some time"}, "finish.is"),
        ({"field": "finish"}, "finish.is"),
        ({"field": "finish", "is": "last month of work", "overdue": "assume few months"}, "finish.overdue"),
        ({"field": "finish", "is": "last month of work", "overdue": "assume 0 months"}, "finish.overdue"),
    ],
)
def test_a_finish_that_cannot_be_read_is_named(
    bakery: dict[str, Any], bring: Bring, finish: dict[str, str], key: str
) -> None:
    bakery["finish"] = finish
    with pytest.raises(DataError) as refused:
        bring(bakery)
    assert [problem.column for problem in refused.value.problems] == [key]


def test_a_map_makes_no_project_mandatory_for_want_of_a_figure(bakery: dict[str, Any], bring: Bring) -> None:
    bakery["fields"]["silent"] = {"formula": "is_blank(gain)"}
    bakery["projects"]["mandatory"] = {"formula": "if(silent, 'yes', 'no')"}
    with pytest.raises(DataError) as refused:
        bring(bakery, SOURCE)
    (problem,) = refused.value.problems
    assert (problem.column, problem.value) == ("projects.mandatory", "gain")
    bakery["fields"]["silent"] = {"formula": "not is_blank(law)"}
    bakery["fields"] = {"law": {"columns": "Light"}} | bakery["fields"]
    report = bring(bakery, SOURCE)
    assert [p.mandatory for p in load(report.output).projects] == [True, False, True]


MAPS = Path(__file__).resolve().parents[3] / "data" / "maps"
UK = """\
project_id,name,department,category,rag,start,end,fy2223_baseline_gbpm,fy2223_forecast_gbpm,whole_life_cost_gbpm,benefits_gbpm
A1,Made-up bridge,DX,Infrastructure and Construction,Amber,2021-04-01,2024-03-31,1,1,36,72
A2,Made-up system,DX,ICT,Red,2021-04-01,2023-01-31,1,1,22,
"""
WATER = """\
ID,FFC,Delivery Program,Tender Closed,Owner Group,BNI,BCA,PBC,EPT,Approval body,Owner Team,Stage1,Stage2,Stage3
M1,120000,Contestable,,Made-up group,2016-02-03,2016-05-25,2016-03-30,2 Gate,A panel,A team,2017-02-16,2017-04-22,
"""


def test_a_finish_of_the_maps_is_the_first_month_after_the_work(tmp_path: Path, write_source: Write) -> None:
    report = import_table(write_source(UK, "uk.csv"), MAPS / "uk_gmpp.yaml", tmp_path / "uk")
    bridge, system = load(report.output).projects
    assert (bridge.duration_months, bridge.plan_finish, bridge.baseline_finish) == (13, 13, 13)
    assert (system.duration_months, system.baseline_finish, system.mandatory) == (3, -1, False)
    report = import_table(write_source(WATER, "water.csv"), MAPS / "melbourne_water.yaml", tmp_path / "water")
    (main,) = load(report.output).projects
    assert (main.planned_start, main.duration_months, main.plan_finish, main.baseline_finish) == (3, 12, 15, 15)


def messages(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.message for problem in problems if problem.column == "settings.planning_date"]


@pytest.mark.parametrize(
    ("name", "month", "doubted"),
    [
        ("bakery.csv", "2026-06", False),
        ("bakery_2026.csv", "2026-06", False),
        ("bakery_2027.csv", "2026-10", False),
        ("bakery_2027.csv", "2026-06", True),
        ("bakery_2025.csv", "2026-06", True),
        ("bakery_2025_2027.csv", "2026-06", False),
    ],
)
def test_last_years_month_0_is_noticed_by_the_name_of_the_file(
    bakery: dict[str, Any], tmp_path: Path, write_source: Write, write_map: Write, name: str, month: str, doubted: bool
) -> None:
    bakery["settings"]["planning_date"] = month
    report = import_table(write_source(SOURCE, name), write_map(bakery), tmp_path / "out")
    assert bool(messages(report.warnings)) is doubted


@pytest.mark.parametrize(
    ("column", "text", "doubted"),
    [("asOfDate", "2027-04-30", True), ("Last updated", "2026-08-01", False), ("Owner note", "2029-01-01", False)],
)
def test_month_0_is_compared_with_the_newest_report(
    bakery: dict[str, Any], bring: Bring, column: str, text: str, doubted: bool
) -> None:
    lines = SOURCE.strip().split("\n")
    source = "\n".join([lines[0], f"{lines[1]},{column}", *(f"{line},{text}" for line in lines[2:])]) + "\n"
    report = bring(bakery, source)
    assert [column in message for message in messages(report.warnings)] == ([True] if doubted else [])


def test_month_0_is_compared_with_the_dates_of_the_work(bakery: dict[str, Any], bring: Bring) -> None:
    assert messages(bring(bakery).warnings) == ["in 2 of 3 rows the finish lies before it"]
    bakery["settings"]["planning_date"] = "2024-06"
    assert messages(bring(bakery, SOURCE).warnings) == ["the first work begins in 2026-01"]


def test_month_0_may_be_said_when_importing(bakery: dict[str, Any], bring: Bring) -> None:
    report = bring(bakery, SOURCE, planning_date="2026-09")
    assert load(report.output).settings.month(0) == "2026-09"
    assert months(report)["P1"] == 4
    assert ("portfolio", "planning_date") not in {(a.table, a.column) for a in report.assumptions}
    del bakery["settings"]["planning_date"]
    assert bring(bakery, SOURCE, planning_date="2026-09").projects == 3
    with pytest.raises(DataError) as refused:
        bring(bakery, SOURCE)
    assert "--planning-date" in refused.value.problems[0].remedy
