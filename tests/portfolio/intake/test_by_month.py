"""Columns of months, quarters and years, and activities on a sheet of their own: when, how much, how many people."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from engine.portfolio import Portfolio
from engine.portfolio.importing import import_table
from engine.portfolio.importing.periods import read_period
from engine.portfolio.intake.bring_in import BroughtIn, bring_in, map_still_fits
from engine.portfolio.intake.period_columns import PeriodRole
from engine.portfolio.intake.questions import open_questions, questions
from engine.portfolio.intake.recognition import Recognition, recognition_of
from engine.portfolio.intake.written_map import written_map
from engine.portfolio.reading.loading import load
from engine.portfolio.recognising.archive import pack
from engine.portfolio.recognising.source import Format, open_source, recognise

MONTHS = """\
Ref,Title,Yearly gain £,Jan 2027,Feb 2027,Mar 2027,Apr 2027
A1,Roof,60000,1000,2000,0,6000
A2,Till,12000,,500,500,
A3,Yard,0,,,,
"""
YEARS = """\
Ref,Title,Start,End,Cost £k FY26/27,Cost £k FY27/28,Benefit £k FY27/28,Benefit £k FY28/29
A1,Roof,2026-10-01,2027-09-30,120,240,60,120
"""
WORK = "Ref,Title,Budget £,Person days 2027-01,Person days 2027-02,Person days 2027-03\nA1,Roof,90000,5,20,10\n"
PROJECTS = "ref,title,start,end,cost £\nA1,Roof,2027-01-01,2027-04-30,9000\nA2,Till,2027-02-01,2027-03-31,500\n"
ACTIVITIES = """\
activity,ref,start,duration,cost £
a,A1,2027-01-01,31 days,1000
b,A1,2027-02-01,28 days,2000
c,A1,2027-04-01,30 days,6000
d,A2,2027-02-15,28 days,500
"""


def known_of(path: Path) -> Recognition:
    return recognition_of(open_source(path))


def brought_in(folder: Path, name: str, text: str | bytes, **answers: str) -> BroughtIn:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    known = known_of(path)
    said = {key.replace("__", "."): answer for key, answer in answers.items()}
    assert open_questions(known, said) == ()
    work = folder / f"{name}-work"
    work.mkdir()
    return bring_in(path, written_map(known, said), work)


def by_month(portfolio: Portfolio, project: str) -> dict[str, float]:
    """Person-days by calendar month, whichever way they are written."""
    owner = portfolio.projects_by_id[project]
    days: dict[str, float] = defaultdict(float)
    for line in portfolio.demand:
        if line.project_id == project:
            offsets = range(owner.duration_months) if line.month_offset is None else [line.month_offset]
            for offset in offsets:
                days[portfolio.settings.month(owner.plan_start + offset)] += line.person_days / len(offsets)
    return dict(days)


@pytest.mark.parametrize(
    ("header", "first", "length", "fiscal", "rest"),
    [
        ("Jan 2027", "2027-01", 1, False, ""),
        ("Sept-27", "2027-09", 1, False, ""),
        ("2027-03-01", "2027-03", 1, False, ""),
        ("31/03/2027", "2027-03", 1, False, ""),
        ("04/2027 cost", "2027-04", 1, False, "cost"),
        ("Capex Q3 2027 (£k)", "2027-07", 3, False, "Capex  (£k)"),
        ("Jan 2027 (2)", "2027-01", 1, False, "(2)"),
        ("FY27 Q2", "2027-04", 3, True, ""),
        ("2027 Q2", "2027-04", 3, False, ""),
        ("Q1 FY27", "2027-01", 3, True, ""),
        ("2026/27", "2026-01", 12, True, ""),
        ("FY26-27", "2026-01", 12, True, ""),
        ("Benefit 2028", "2028-01", 12, False, "Benefit"),
        ("2026/28", None, 0, False, ""),
        ("01/02/2027", None, 0, False, ""),
        ("Market 20", None, 0, False, ""),
        ("Phase 2", None, 0, False, ""),
    ],
)
def test_periods_are_read_from_headers(header: str, first: str | None, length: int, fiscal: bool, rest: str) -> None:
    period = read_period(header)
    if first is None:
        assert period is None
        return
    assert period is not None
    year, month = map(int, first.split("-"))
    assert (period.first, period.length.months, period.is_fiscal) == (year * 12 + month - 1, length, fiscal)
    assert period.rest.split() == rest.split()


def test_what_columns_of_months_hold_is_asked_once_and_gives_dates_costs_and_people(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text(MONTHS, encoding="utf-8")
    asked = [q.key for q in open_questions(known_of(path), {"month_0": "2027-02"})]
    assert asked == ["periods.Jan 2027"]
    done = brought_in(tmp_path, "months.csv", MONTHS, **{"periods.Jan 2027": "cost"}, month_0="2027-02", unit="1")
    roof, till = done.portfolio.projects_by_id["A1"], done.portfolio.projects_by_id["A2"]
    assert (roof.remaining_cost, roof.budget, roof.in_flight, roof.plan_finish) == (8000, 9000, True, 3)
    assert (till.remaining_cost, till.plan_start, till.plan_finish) == (1000, 0, 2)
    # 600 pounds a day: 8,000 of them 2,000 in February, none in March, 6,000 in April.
    assert by_month(done.portfolio, "A1") == pytest.approx({"2027-02": 3.3, "2027-04": 10.0}, abs=0.06)
    assert sum(by_month(done.portfolio, "A1").values()) == pytest.approx(13.3)
    assert done.imported.rows_read == 3
    assert [problem.row for problem in done.imported.rejected] == [4]
    assert done.cost_in_file == pytest.approx(10_000)
    again = import_table(tmp_path / "months.csv", tmp_path / "months.csv-work" / "map.yaml", tmp_path / "again")
    assert load(again.output).data_fingerprint == done.portfolio.data_fingerprint


def test_the_map_reads_the_months_that_next_month_s_file_has(tmp_path: Path) -> None:
    said = {"month_0": "2027-02", "periods.Jan 2027": "cost", "unit": "1"}
    done = brought_in(tmp_path, "months.csv", MONTHS, **said)
    later = tmp_path / "later.csv"
    rows = MONTHS.replace("Jan 2027,Feb 2027,Mar 2027,Apr 2027", "Feb 2027,Mar 2027,Apr 2027,May 2027")
    later.write_text(rows, encoding="utf-8")
    assert map_still_fits(done.map_text, later, tmp_path)
    (tmp_path / "next").mkdir()
    again = bring_in(later, done.map_text, tmp_path / "next", planning_date="2027-03")
    roof = again.portfolio.projects_by_id["A1"]
    assert (roof.remaining_cost, roof.plan_finish) == (8000, 3)
    assert by_month(again.portfolio, "A1") == pytest.approx({"2027-03": 3.3, "2027-05": 10.0}, abs=0.06)


def test_years_beside_months_of_the_same_words_can_be_their_sums_and_are_asked(tmp_path: Path) -> None:
    text = "Ref,Title,Cost Jan 2027,Cost Feb 2027,Cost Mar 2027,Cost 2027,Cost 2028\nA1,Roof,1,2,3,6,5\n"
    path = tmp_path / "sums.csv"
    path.write_text(text, encoding="utf-8")
    assert [one.told for one in known_of(path).periods] == [PeriodRole.COST, None]
    said = {"month_0": "2027-01", "periods.Cost 2027": "nothing of these", "currency": "GBP", "unit": "1000"}
    done = brought_in(tmp_path, "without.csv", text, **said)
    assert done.portfolio.projects_by_id["A1"].remaining_cost == 6000


def test_the_month_a_fiscal_year_begins_in_is_asked_and_moves_its_amounts(tmp_path: Path) -> None:
    path = tmp_path / "y.csv"
    path.write_text(YEARS, encoding="utf-8")
    known = known_of(path)
    assert [one.told for one in known.periods] == [PeriodRole.COST, PeriodRole.BENEFIT]
    assert "year_begins" in [q.key for q in open_questions(known, {"month_0": "2026-10"})]
    done = brought_in(tmp_path, "years.csv", YEARS, month_0="2026-10", year_begins="2026-04")
    roof = done.portfolio.projects_by_id["A1"]
    # Half of 2026/27 is over; of 60 and 120 a year the best month is 10, and all of it lasts 18 such months.
    assert (roof.remaining_cost, roof.budget) == (60_000 + 240_000, 360_000)
    assert (roof.benefit_per_month, roof.benefit_months) == (10_000, 18)
    days = by_month(done.portfolio, "A1")
    assert days["2026-10"] == pytest.approx(10_000 / 600, abs=0.06)
    assert days["2027-04"] == pytest.approx(20_000 / 600, abs=0.06)


def test_columns_of_person_days_are_the_demand(tmp_path: Path) -> None:
    done = brought_in(tmp_path, "work.csv", WORK, month_0="2027-01")
    assert by_month(done.portfolio, "A1") == {"2027-01": 5, "2027-02": 20, "2027-03": 10}
    assert "day_rate" not in [q.key for q in questions(known_of(tmp_path / "work.csv"), {"month_0": "2027-01"})]


def test_words_over_columns_of_months_say_what_they_hold(tmp_path: Path) -> None:
    path = tmp_path / "bands.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet("Plan"), book.add_format({"num_format": "mmm yyyy"})
        sheet.write_row(0, 0, ["Plan of the bakery, £k"])
        sheet.write(1, 2, "Cost")
        sheet.write(1, 5, "Benefit")
        sheet.write_row(2, 0, ["Ref", "Title"])
        for column, month in enumerate((1, 2, 3, 4, 5, 6), start=2):
            sheet.write_datetime(2, column, date(2027, month, 1), day)  # type: ignore[arg-type]
        sheet.write_row(3, 0, ["A1", "Roof", 10, 20, 30, 1, 2, 3])
        sheet.write_row(4, 0, ["A2", "Till", 1, 2, 3, 1, 2, 3])
    known = known_of(path)
    assert [(one.told, len(one.periods)) for one in known.periods] == [(PeriodRole.COST, 3), (PeriodRole.BENEFIT, 3)]
    done = brought_in(tmp_path, "banded.xlsx", path.read_bytes(), month_0="2027-01")
    roof = done.portfolio.projects_by_id["A1"]
    assert (roof.remaining_cost, roof.benefit_per_month, roof.benefit_months) == (60_000, 3_000, 2)


def test_activities_of_another_file_say_when_money_is_spent(tmp_path: Path) -> None:
    packed = pack({"list.csv": PROJECTS.encode(), "activities.csv": ACTIVITIES.encode()})
    source = recognise(packed, "both.zip")
    assert (source.format, source.table().sheet) == (Format.TABLES, "list")
    done = brought_in(tmp_path, "both.zip", packed, month_0="2027-02", duration_unit="days", unit="1")
    roof, till = done.portfolio.projects_by_id["A1"], done.portfolio.projects_by_id["A2"]
    assert (roof.remaining_cost, roof.budget, till.remaining_cost) == (8000, 9000, 500)
    assert by_month(done.portfolio, "A1") == pytest.approx({"2027-02": 3.3, "2027-04": 10.0}, abs=0.06)
    assert by_month(done.portfolio, "A2") == pytest.approx({"2027-02": 0.4, "2027-03": 0.4}, abs=0.06)
    assert map_still_fits(done.map_text, tmp_path / "both.zip", tmp_path)
    (tmp_path / "alone.csv").write_text(PROJECTS, encoding="utf-8")
    assert not map_still_fits(done.map_text, tmp_path / "alone.csv", tmp_path)


def test_an_activity_that_cannot_be_read_is_named_and_the_others_count(tmp_path: Path) -> None:
    spoilt = ACTIVITIES.replace("31 days", "a month or so").replace("28 days,500", "-28 days,500")
    packed = pack({"list.csv": PROJECTS.encode(), "activities.csv": spoilt.encode()})
    done = brought_in(tmp_path, "both.zip", packed, month_0="2027-01", duration_unit="days", unit="1")
    told = [(p.file, p.row, p.column) for p in done.imported.warnings if p.file == "activities.csv"]
    assert told == [("activities.csv", 2, "duration"), ("activities.csv", 5, "duration")]
    assert done.portfolio.projects_by_id["A1"].remaining_cost == 8000


def test_the_health_department_s_activities_give_its_months(real_data: Path, tmp_path: Path) -> None:
    """Added up again from the two files, by days within each month."""
    folder = real_data / "portfolios" / "us_hhs_it_2013"
    if not folder.is_dir():
        pytest.skip(f"no real input at {folder}")
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}
    packed = tmp_path / "hhs.zip"
    packed.write_bytes(pack(files))
    known = known_of(packed)
    assert [q.key for q in open_questions(known, {})] == ["month_0", "duration_unit"]
    done = brought_in(
        tmp_path, "hhs_it.zip", packed.read_bytes(), month_0="2011-12", duration_unit="days", yearly_return="15"
    )
    to_come: dict[str, float] = defaultdict(float)
    for row in csv.DictReader(files["activities.csv"].decode().splitlines()):
        start, days = date.fromisoformat(row["start_date_planned"]), int(row["planned_duration"].split()[0])
        inside = [start + timedelta(days=n) for n in range(max(1, days))]
        later = sum(day >= date(2011, 12, 1) for day in inside) / len(inside)
        to_come[row["project_id"]] += float(row["planned_cost_musd"]) * 1e6 * later
    assert len(done.portfolio.projects) == 64
    for project in done.portfolio.projects:
        assert project.remaining_cost == pytest.approx(to_come[project.project_id], rel=1e-6)
    assert sum(p.remaining_cost for p in done.portfolio.projects) < 0.7 * (done.cost_used or 0.0)
    assert {line.month_offset for line in done.portfolio.demand} != {None}
