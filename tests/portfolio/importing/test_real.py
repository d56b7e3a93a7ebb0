"""The maps in data/maps on the files they are for; the figures are those of SOURCES.md beside the files."""

from collections import Counter
from pathlib import Path

import pytest

from engine.errors import grouped
from engine.portfolio.importing import ImportReport, import_table
from engine.portfolio.model.vocabulary import Health
from engine.portfolio.reading.loading import inspect, load

MAPS = Path(__file__).resolve().parents[3] / "data" / "maps"


def bring(source: Path, mapping: str, output: Path) -> ImportReport:
    if not source.is_file():
        pytest.skip(f"no real input at {source}")
    return import_table(source, MAPS / mapping, output)


def test_all_complete_rows_of_the_government_portfolio_load(real_data: Path, tmp_path: Path) -> None:
    report = bring(real_data / "portfolios" / "uk_gmpp_2023_complete.csv", "uk_gmpp.yaml", tmp_path / "out")
    portfolio = load(report.output)
    assert (report.projects, report.rejected) == (101, ())
    assert Counter(p.rag_time for p in portfolio.projects) == {Health.AMBER: 79, Health.GREEN: 12, Health.RED: 10}
    assert sum(p.budget or 0 for p in portfolio.projects) == pytest.approx(263.6e9, abs=0.1e9)
    benefits = sum(p.benefit_per_month * (p.benefit_months or 0) for p in portfolio.projects)
    assert benefits == pytest.approx(671.6e9, abs=0.1e9)
    assert all(p.in_flight and not p.mandatory for p in portfolio.projects)
    assert all(p.baseline_finish == p.plan_finish or p.duration_months in {3, 360} for p in portfolio.projects)
    assert {"benefit_per_month", "success_probability", "demand"} <= portfolio.projects[0].assumed


def test_the_government_portfolio_as_published_loads_but_for_rows_that_are_reported(
    real_data: Path, tmp_path: Path
) -> None:
    source = real_data / "portfolios" / "uk_gmpp_2023.csv"
    report = bring(source, "uk_gmpp.yaml", tmp_path / "out")
    assert (report.rows_read, report.projects, report.rows_rejected) == (244, 185, 59)
    assert len({problem.row for problem in report.rejected}) == 59
    assert all(problem.column and problem.remedy for problem in report.rejected)
    (backwards,) = [p for p in report.rejected if p.message == "the finish lies before the start"]
    assert backwards.value == "2023-02-20, 2023-01-20"
    overdue = [p for p in report.warnings if "3 months of work are assumed" in p.message]
    assert [p.value for p in overdue] == ["2022-12-31", "2022-06-30", "2023-01-27"]
    assert all(p.cost for p in overdue)
    portfolio = load(report.output)
    silent = [p for p in report.warnings if "no benefits are published" in p.message]
    assert (len(silent), sum(not p.benefit_per_month for p in portfolio.projects)) == (83, 83)
    assert not any(p.mandatory for p in portfolio.projects)
    (harmful,) = [p for p in portfolio.projects if p.benefit_per_month < 0]
    assert harmful.benefit_per_month == pytest.approx(-30.69e6 / 120)


@pytest.mark.slow
def test_both_forms_of_the_government_portfolio_say_the_same(real_data: Path, tmp_path: Path) -> None:
    folder = real_data / "portfolios"
    published = load(bring(folder / "uk_gmpp_2023.csv", "uk_gmpp.yaml", tmp_path / "a").output).projects_by_id
    complete = load(bring(folder / "uk_gmpp_2023_complete.csv", "uk_gmpp.yaml", tmp_path / "b").output).projects
    for project in complete:
        twin = published[project.project_id]
        for column in ("planned_start", "duration_months", "remaining_cost", "benefit_per_month", "rag_time", "theme"):
            assert getattr(twin, column) == getattr(project, column), (project.project_id, column)


@pytest.mark.slow
def test_all_projects_of_the_water_utility_load_with_their_dates(real_data: Path, tmp_path: Path) -> None:
    report = bring(real_data / "portfolios" / "melbourne_water.csv", "melbourne_water.yaml", tmp_path / "out")
    portfolio = load(report.output)
    assert (report.projects, report.rejected) == (445, ())
    assert sum(p.remaining_cost for p in portfolio.projects) == pytest.approx(5_113_659_152.5)
    assert min(p.planned_start for p in portfolio.projects) == 0
    assert portfolio.settings.month(max(p.plan_finish for p in portfolio.projects)) == "2034-04"
    assert all((p.earliest_start or 0) <= p.planned_start for p in portfolio.projects)
    assert all(p.baseline_finish == p.plan_finish for p in portfolio.projects)
    assert len(portfolio.pools) == 6
    assert len(portfolio.gates) == 443 + 213 + 445 + 413
    assert len(grouped(inspect(report.output).warnings)) == 4
