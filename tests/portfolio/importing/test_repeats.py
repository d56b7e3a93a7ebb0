"""Several rows with one id: the newest counts where the map says how to tell, else the import asks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.errors import DataError, grouped
from engine.portfolio.importing import ImportReport, import_table
from engine.portfolio.reading.loading import load

Write = Callable[..., Path]
Bring = Callable[..., ImportReport]

REPORTS = """\
id,report,finish,budget
F1,2025-03,2026-09-30,500000
F1,2025-09,2027-01-31,640000
F2,2025-03,2026-05-31,90000
F3,2025-09,2026-07-31,70000
"""


@pytest.fixture
def bring(tmp_path: Path, write_source: Write, write_map: Write) -> Bring:
    def run(source: str = REPORTS, repeated: str = "latest by report", **more: Any) -> ImportReport:
        mapping = {
            "settings": {"name": "Reports", "planning_date": "2025-09"},
            "source": {"repeated": repeated} if repeated else {},
            "fields": {"finish": {"columns": "finish", "type": "date", "required": "yes"}},
            "projects": {
                "project_id": "id",
                "name": "id",
                "planned_start": {"formula": "planning_date"},
                "duration_months": {"formula": "months_between(planning_date, finish) + 1"},
                "remaining_cost": {"columns": "budget"},
                "benefit_per_month": {"constant": "0"},
            },
            "pools": [
                {"pool_id": "all", "name": "All", "demand": "1", "capacity": {"person_days": "9"}, "note": "Unknown."}
            ],
        } | more
        return import_table(write_source(source, "reports.csv"), write_map(mapping), tmp_path / "out")

    return run


def test_repeated_ids_are_a_question(bring: Bring, tmp_path: Path) -> None:
    with pytest.raises(DataError) as refused:
        bring(repeated="")
    (problem,) = refused.value.problems
    assert (problem.row, problem.column, problem.value) == (3, "id", "F1")
    assert problem.message == "row 2 has the same project_id"
    assert "repeated: latest by COLUMN" in problem.remedy
    assert not (tmp_path / "out").exists()


def test_the_newest_report_counts(bring: Bring) -> None:
    report = bring()
    first = load(report.output).projects_by_id["F1"]
    assert (first.remaining_cost, first.duration_months) == (640_000, 17)
    assert (report.projects, report.rows_skipped, report.rows_rejected) == (3, 1, 0)
    assert any(p.row == 2 and "a newer row of the same project counts" in p.message for p in report.warnings)


def test_the_order_of_the_rows_does_not_matter(bring: Bring) -> None:
    header, *rows = REPORTS.strip().split("\n")
    report = bring("\n".join([header, *reversed(rows)]) + "\n")
    assert load(report.output).projects_by_id["F1"].remaining_cost == 640_000


CLOSED = """\
id,report,finish,budget,status
F1,2025-03,2026-09-30,500000,open
F1,2025-09,2027-01-31,640000,closed
F2,2025-03,2026-05-31,90000,closed
F2,2025-09,2026-07-31,70000,open
F3,2025-03,2026-07-31,60000,open
F3,2025-09,2025-08-31,50000,open
"""


def test_an_older_report_does_not_bring_back_what_the_newest_leaves_out(bring: Bring) -> None:
    """F1 is closed, and the finish of F3 has passed; F2 was closed by mistake, and is open again."""
    report = bring(
        CLOSED,
        fields={
            "finish": {"columns": "finish", "type": "date", "required": "yes"},
            "state": {"columns": "status"},
        },
        rows=[{"when": "state = 'closed'", "then": "skip", "message": "the work is closed"}],
        finish={"field": "finish", "is": "last month of work", "overdue": "set aside"},
    )
    assert list(load(report.output).projects_by_id) == ["F2"]
    assert (report.rows_skipped, report.rows_rejected) == (5, 0)
    assert any(
        p.row == 2 and "row 3, a newer one of the same project, is left out" in p.message for p in report.warnings
    )


def test_a_project_missing_from_the_newest_report_is_named(bring: Bring) -> None:
    (aged,) = [p for p in bring().warnings if "last reported" in p.message]
    assert (aged.row, aged.column, aged.value, aged.cost) == (4, "report", "2025-03", 90_000)
    assert aged.message == "last reported in 2025-03; the newest report of the file is of 2025-09"


def test_a_newest_report_that_cannot_be_used_does_not_bring_back_an_old_one(bring: Bring) -> None:
    report = bring(REPORTS.replace("640000", "a lot"))
    assert "F1" not in load(report.output).projects_by_id
    assert [p.row for p in report.rejected] == [3]


@pytest.mark.parametrize("report_of_the_second", ["2025-03", "", "in spring"])
def test_without_an_order_none_of_the_rows_counts(bring: Bring, report_of_the_second: str) -> None:
    report = bring(REPORTS.replace("F1,2025-09", f"F1,{report_of_the_second}"))
    assert set(load(report.output).projects_by_id) == {"F2", "F3"}
    assert {p.row for p in report.rejected} == {2, 3}


def test_numbers_of_reports_are_an_order_too(bring: Bring) -> None:
    text = REPORTS.replace("2025-03", "9").replace("2025-09", "10")
    assert load(bring(text).output).projects_by_id["F1"].remaining_cost == 640_000


def test_repeated_ids_may_be_set_aside(bring: Bring) -> None:
    report = bring(repeated="set aside")
    assert set(load(report.output).projects_by_id) == {"F2", "F3"}
    assert [group.rows for group in grouped(report.rejected)] == [(2,), (3,)]


def test_rows_left_out_on_purpose_are_no_repeats(bring: Bring) -> None:
    rows = [{"when": "finish < planning_date", "then": "skip", "message": "closed"}]
    text = REPORTS.replace("F1,2025-03,2026-09-30", "F1,2025-03,2025-01-31")
    report = bring(text, repeated="", rows=rows)
    assert load(report.output).projects_by_id["F1"].remaining_cost == 640_000


@pytest.mark.parametrize("repeated", ["latest", "latest by ", "newest by report"])
def test_a_word_that_is_not_known_is_refused(bring: Bring, repeated: str) -> None:
    with pytest.raises(DataError) as refused:
        bring(repeated=repeated)
    assert refused.value.problems[0].column == "source.repeated"


def test_the_column_must_be_there(bring: Bring) -> None:
    with pytest.raises(DataError) as refused:
        bring(repeated="latest by period")
    assert 'no column "period"' in refused.value.problems[0].message
