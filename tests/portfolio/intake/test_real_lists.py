"""Published project lists through the questions: how many each takes, and that what comes out agrees with the file."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from engine.portfolio import Portfolio
from engine.portfolio.importing import import_table
from engine.portfolio.intake.bring_in import BroughtIn, bring_in
from engine.portfolio.intake.questions import open_questions, questions
from engine.portfolio.intake.recognition import recognition_of
from engine.portfolio.intake.written_map import written_map
from engine.portfolio.reading.loading import load
from engine.portfolio.recognising.source import open_source

LISTS = {
    "uk_gmpp_2023_complete.csv": {"month_0": "2023-03", "benefit_is": "total", "benefit_years": "15"},
    "uk_gmpp_2023.csv": {"month_0": "2023-03", "benefit_years": "15"},
    "melbourne_water.csv": {
        "month_0": "2016-02", "column.start": "BCA", "column.finish": "Stage2", "column.cost": "FFC",
        "currency": "AUD", "yearly_return": "12", "benefit_years": "25",
    },
    "canada_it_2019.csv": {"month_0": "2019-05", "column.start": "", "currency": "CAD", "yearly_return": "15"},
    "us_hhs_it_2013/projects.csv": {"month_0": "2011-12", "duration_unit": "days", "yearly_return": "15"},
    "us_it_dashboard_2012.csv": {
        "month_0": "2012-08", "currency": "USD", "repeated": "newest", "yearly_return": "15",
    },
}  # fmt: skip
"""What has to be said of each list; no more than this is needed."""
ENDS = (
    "Projected/Actual Project Completion Date (B2)",
    "Planned Project Completion Date (B2)",
    "Completion Date (B1)",
)
# Counted from the files by other means: of the Canadian list, rows with a date to come and a budget; of the American,
# rows with a cost whose start and calendar days end after month 0.
USED = {
    "uk_gmpp_2023_complete.csv": (99, 101),
    "uk_gmpp_2023.csv": (182, 244),
    "melbourne_water.csv": (442, 445),
    "canada_it_2019.csv": (409, 463),
    "us_hhs_it_2013/projects.csv": (64, 202),
}


def brought_in(real_data: Path, name: str, work: Path) -> BroughtIn:
    path = real_data / "portfolios" / name
    if not path.is_file():
        pytest.skip(f"no real input at {path}")
    known = recognition_of(open_source(path))
    answers = LISTS[name]
    assert open_questions(known, answers) == ()
    assert set(answers) <= {question.key for question in questions(known, answers)} | {"column.start", "column.finish"}
    return bring_in(path, written_map(known, answers), work)


def cost_in(path: Path, column: str, unit: float, portfolio: Portfolio) -> float:
    """The cost of the projects that were used, added up from the file by other means."""
    used = set(portfolio.projects_by_id)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(float(row[column]) * unit for row in csv.DictReader(file) if row[next(iter(row))] in used)


def test_the_complete_government_list_needs_two_answers_and_agrees_with_itself(real_data: Path, tmp_path: Path) -> None:
    name = "uk_gmpp_2023_complete.csv"
    done = brought_in(real_data, name, tmp_path)
    assert (done.imported.projects, done.imported.rows_read) == USED[name]
    assert done.cost_in_file == pytest.approx(263.6e9, abs=0.1e9)
    expected = cost_in(real_data / "portfolios" / name, "whole_life_cost_gbpm", 1e6, done.portfolio)
    assert done.cost_in_portfolio == pytest.approx(expected)
    assert done.cost_used == pytest.approx(expected)
    again = import_table(real_data / "portfolios" / name, tmp_path / "map.yaml", tmp_path / "again")
    assert load(again.output).data_fingerprint == done.portfolio.data_fingerprint


@pytest.mark.parametrize("name", [name for name in USED if name != "uk_gmpp_2023_complete.csv"])
def test_published_lists_load_with_few_answers(real_data: Path, tmp_path: Path, name: str) -> None:
    done = brought_in(real_data, name, tmp_path)
    assert (done.imported.projects, done.imported.rows_read) == USED[name]
    assert done.cost_used == pytest.approx(done.cost_in_portfolio)


@pytest.mark.slow
def test_the_federal_dashboard_is_used_as_counted_by_hand(real_data: Path, tmp_path: Path) -> None:
    """2,474 lines with fiscal-year dates, times of a day that is none and ids that a spreadsheet turned into dates."""
    path = real_data / "portfolios" / "us_it_dashboard_2012.csv"
    done = brought_in(real_data, path.name, tmp_path)
    used = done.portfolio.projects_by_id
    assert done.cost_used == pytest.approx(done.cost_in_portfolio)
    newest: dict[str, tuple[str, bool]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            name, reported = row["Project ID"].strip(), row["Updated Date"]
            ends = next(filter(None, (row[c][:7] for c in ENDS)), "")
            starts, cost = row["Start Date"][:7], row["Lifecycle Cost ($ M)"]
            is_usable = bool(cost and starts and ends >= "2012-08" and ends >= starts)
            if name and reported >= newest.get(name, ("", False))[0]:
                newest[name] = (reported, is_usable)
    counted = {name for name, (_, is_usable) in newest.items() if is_usable}
    assert len(used.keys() ^ counted) <= 0.01 * len(counted)
