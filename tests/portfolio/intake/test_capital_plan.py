"""A finance department's workbook through the questions: what is read, what is asked, and the same by command line."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from engine.errors import DataError
from engine.portfolio import Portfolio
from engine.portfolio.importing import ImportReport, import_table
from engine.portfolio.intake.questions import open_questions, questions
from engine.portfolio.intake.recognition import Recognition, recognition_of
from engine.portfolio.intake.roles import ColumnRole
from engine.portfolio.intake.written_map import written_map
from engine.portfolio.model.vocabulary import Health
from engine.portfolio.reading.loading import load
from engine.portfolio.recognising.source import Format, open_source
from tests.support.exports import ANSWERS, JIRA, LITTLE, REPORTS, capital_plan


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return capital_plan(tmp_path / "capital_plan.xlsx")


def recognised(path: Path) -> Recognition:
    return recognition_of(open_source(path))


def brought_in(path: Path, answers: dict[str, str]) -> tuple[ImportReport, Portfolio]:
    mapping = path.with_name("map.yaml")
    mapping.write_text(written_map(recognised(path), answers), encoding="utf-8")
    report = import_table(path, mapping, path.with_name("out"))
    return report, load(report.output)


def keys(path: Path, answers: dict[str, str]) -> list[str]:
    return [question.key for question in questions(recognised(path), answers)]


def text_file(folder: Path, text: str, name: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_header_below_titles_and_each_column_are_recognised(plan: Path) -> None:
    known = recognised(plan)
    assert (known.source.format, known.foreign.sheet, known.table.header_row) == (Format.WORKBOOK, "Plan 2027", 4)
    assert dict(known.proposal.columns) == {
        ColumnRole.ID: ("Ref",),
        ColumnRole.NAME: ("Title",),
        ColumnRole.START: ("Start",),
        ColumnRole.FINISH: ("End",),
        ColumnRole.COST: ("Cost £k",),
        ColumnRole.BENEFIT: ("Yearly gain",),
        ColumnRole.OWNER: ("Owner",),
        ColumnRole.STATUS: ("Status",),
    }
    assert known.currencies(known.money_columns({})) == ("GBP",)
    assert {known.unit_of("Cost £k"), known.unit_of("Yearly gain")} == {1000.0}


def test_only_what_nobody_can_read_is_asked(plan: Path) -> None:
    """Six questions, three of which the file cannot be used without; month 0 is suggested by the title."""
    assert keys(plan, {}) == ["month_0", "benefit_years", "status.Late", "status.At risk", "people", "day_rate"]
    needed = open_questions(recognised(plan), {})
    assert [question.key for question in needed] == ["month_0", "status.Late", "status.At risk"]
    assert needed[0].proposal == "2026-05"


def test_the_plan_is_read_as_its_owner_means_it(plan: Path) -> None:
    report, portfolio = brought_in(plan, ANSWERS)
    assert (report.projects, report.rows_read, report.rows_skipped, report.rejected) == (6, 7, 1, ())
    roof = portfolio.projects_by_id["B1"]
    assert (roof.remaining_cost, roof.benefit_per_month, roof.benefit_months) == (1_250_000, 25_000, 60)
    assert (portfolio.settings.month(roof.planned_start), roof.duration_months) == ("2027-02", 8)
    register = portfolio.projects_by_id["B5"]
    assert (register.benefit_per_month, register.mandatory) == (0, False)
    assert portfolio.projects_by_id["B2"].rag_time is Health.RED
    assert register.rag_time is Health.AMBER
    assert portfolio.projects_by_id["B4"].rag_time is None


def test_what_is_assumed_is_marked_and_an_answer_is_not(plan: Path) -> None:
    _, assumed = brought_in(plan, ANSWERS)
    assert {"benefit_months", "demand"} <= assumed.projects[0].assumed
    notes = {(a.table, a.column): a for a in assumed.settings.assumptions}
    assert notes["pools", "capacity_per_month"].source == "assumed"
    _, answered = brought_in(plan, ANSWERS | {"people": "20", "benefit_years": "7", "day_rate": "500"})
    notes = {(a.table, a.column): a for a in answered.settings.assumptions}
    assert notes["pools", "capacity_per_month"].source == "owned"
    assert answered.pools[0].capacity_per_month == 20 * 18
    assert "benefit_months" not in answered.projects[0].assumed
    assert answered.projects_by_id["B1"].benefit_months == 84


def test_assumed_people_are_85_per_cent_of_the_twelve_busiest_months(plan: Path) -> None:
    """Worked out again from the file's own figures: cost ÷ 600 a day, spread evenly over the months of work."""
    _, portfolio = brought_in(plan, ANSWERS)
    spans = {"B1": (9, 8), "B2": (1, 7), "B3": (4, 9), "B4": (11, 5), "B5": (2, 9), "B6": (8, 12)}
    costs = {"B1": 1250, "B2": 840, "B3": 610, "B4": 190, "B5": 330, "B6": 2400}
    load_of = [0.0] * 40
    for name, (start, months) in spans.items():
        for month in range(start, start + months):
            load_of[month] += costs[name] * 1000 / 600 / months
    expected = 0.85 * sum(sorted(load_of)[-12:]) / 12
    assert portfolio.pools[0].capacity_per_month == pytest.approx(expected, abs=0.1)


def test_map_and_command_line_give_the_same_portfolio(plan: Path, tmp_path: Path) -> None:
    _, portfolio = brought_in(plan, ANSWERS)
    again = import_table(plan, plan.with_name("map.yaml"), tmp_path / "by-command")
    assert load(again.output).data_fingerprint == portfolio.data_fingerprint


def test_next_month_needs_month_0_alone(plan: Path, tmp_path: Path) -> None:
    brought_in(plan, ANSWERS)
    later = import_table(plan, plan.with_name("map.yaml"), tmp_path / "later", planning_date="2026-06")
    portfolio = load(later.output)
    assert portfolio.settings.month(0) == "2026-06"
    assert portfolio.projects_by_id["B2"].planned_start == 0


def test_an_answer_that_is_missing_or_no_choice_is_named(plan: Path) -> None:
    with pytest.raises(DataError) as error:
        written_map(recognised(plan), {"month_0": "soon", "status.Late": "purple"})
    assert [(p.column, p.value) for p in error.value.problems] == [
        ("month_0", "soon"), ("status.Late", "purple"), ("status.At risk", ""),
    ]  # fmt: skip


def test_the_newest_report_counts_and_an_old_one_is_said(tmp_path: Path) -> None:
    path = text_file(tmp_path, REPORTS, "reports.csv")
    assert {"currency", "repeated"} <= set(keys(path, {}))
    answers = {"month_0": "2025-09", "currency": "GBP", "repeated": "newest"}
    report, portfolio = brought_in(path, answers)
    project = portfolio.projects_by_id["K7"]
    assert (project.budget, portfolio.settings.month(project.plan_finish - 1)) == (640_000, "2027-01")
    (aged,) = [p for p in report.warnings if "last reported in 2025-03" in p.message]
    assert aged.row == 4


def test_enough_is_little(tmp_path: Path) -> None:
    """Name, start, duration, cost and yearly benefit: ids are made, people and benefit life assumed."""
    path = text_file(tmp_path, LITTLE, "little.csv")
    report, portfolio = brought_in(path, {"month_0": "2026-12", "currency": "GBP"})
    assert (report.projects, list(portfolio.projects_by_id)) == (2, ["shop-front", "oven"])
    shop = portfolio.projects_by_id["shop-front"]
    assert (shop.name, shop.planned_start, shop.duration_months) == ("Shop front", 1, 6)
    assert (shop.remaining_cost, shop.benefit_per_month) == (60_000, pytest.approx(40_000 / 12))
    assert [pool.name for pool in portfolio.pools] == ["People"]


def test_numbers_are_answered_as_people_write_them(tmp_path: Path) -> None:
    path = text_file(tmp_path, LITTLE.replace(",Annual saving", ",Note"), "little.csv")
    said = {"month_0": "2026-12", "currency": "GBP", "people": "1,000", "day_rate": "1'200", "yearly_return": "20 %"}
    _, portfolio = brought_in(path, said)
    (pool,) = portfolio.pools
    assert (pool.capacity_per_month, pool.day_rate) == (18_000, 1_200)
    assert portfolio.projects_by_id["shop-front"].benefit_per_month == pytest.approx(0.2 * 60_000 / 12)


@pytest.mark.parametrize("text", ["1.200", "12 %", "many", "0"])
def test_a_number_that_can_be_two_is_no_answer(tmp_path: Path, text: str) -> None:
    path = text_file(tmp_path, LITTLE, "little.csv")
    with pytest.raises(DataError, match="this answer cannot be used"):
        brought_in(path, {"month_0": "2026-12", "currency": "GBP", "people": text})


def test_an_export_of_jira_is_known_by_its_columns(tmp_path: Path) -> None:
    path = text_file(tmp_path, JIRA, "jira.csv")
    assert recognised(path).source.format is Format.JIRA
    answers = {"month_0": "2026-06", "currency": "GBP", "cost_is": "whole"}
    report, portfolio = brought_in(path, answers)
    assert set(portfolio.projects_by_id) == {"BAK-1", "BAK-3"}
    pay = portfolio.projects_by_id["BAK-1"]
    assert (pay.in_flight, pay.duration_months, pay.benefit_per_month) == (True, 7, 7500)
    assert pay.remaining_cost == pytest.approx(120_000 * 7 / 12)
    assert [p.message for p in report.warnings if "left out" in p.message] == [
        "left out on purpose: its status says that it is finished"
    ]


def _counting_from_1904(path: Path, begin: float | str) -> Path:
    with xlsxwriter.Workbook(path, {"date_1904": True, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("Plan")
        sheet.write_row(0, 0, ["Project", "Begin", "Months", "Budget", "Annual saving"])
        sheet.write_row(1, 0, ["Oven", begin, 4, 90_000, 30_000])
        sheet.write_row(2, 0, ["Shop front", begin, 6, 60_000, 40_000])
    return path


def test_days_count_from_where_the_workbook_counts(tmp_path: Path) -> None:
    answers = {"month_0": "2026-11", "currency": "GBP"}
    _, portfolio = brought_in(_counting_from_1904(tmp_path / "stored.xlsx", 44_946), answers)
    assert [project.planned_start for project in portfolio.projects] == [2, 2]
    with pytest.raises(DataError, match="this number of days stands as text in a workbook that counts from 1904"):
        brought_in(_counting_from_1904(tmp_path / "text.xlsx", "44946"), answers)


def test_what_only_people_know_never_stands_there_chosen(plan: Path) -> None:
    """A suggestion that is chosen already is passed over unread; where one thing alone can be, it may stand."""
    asked = {question.key: question for question in questions(recognised(plan), {})}
    late = asked["status.Late"]
    assert (late.proposal, late.is_chosen_already) == ("red", False)
    little = plan.with_name("little.csv")
    little.write_text("Name,Start,End,Cost £,Benefit £\nA,2026-01-01,2027-01-15,5,1\n", encoding="utf-8")
    by_key = {question.key: question for question in questions(recognised(little), {"month_0": "2026-05"})}
    for key in ("benefit_is", "cost_is"):
        assert by_key[key].needed
        assert by_key[key].proposal
        assert not by_key[key].is_chosen_already
