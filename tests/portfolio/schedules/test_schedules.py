"""Schedules of Microsoft Project become a folder: dates, work by pool and month, links; what is unknown is said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from defusedxml.ElementTree import parse

from engine.__main__ import main
from engine.errors import DataError
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.reading.loading import load
from engine.portfolio.schedules import Cut, import_schedules, is_xml, read_schedule
from tests.support.schedules import Fields, after, schedule, task, work

Import = Callable[..., Portfolio]
MARCH_2027 = 2027 * 12 + 2
ANN: Fields = {"UID": 1, "Name": "Ann", "Type": 1, "MaxUnits": 1, "StandardRate": 75}
BOB: Fields = {"UID": 2, "Name": "Bob", "Type": 1, "MaxUnits": 0.5, "StandardRate": 50}
STEEL: Fields = {"UID": 3, "Name": "Steel", "Type": 0, "MaxUnits": 1}


@pytest.fixture
def bring(tmp_path: Path) -> Import:
    """Writes files and imports them."""

    def call(*contents: bytes, **options: object) -> Portfolio:
        sources = [tmp_path / f"plan{number}.xml" for number in range(len(contents))]
        for source, content in zip(sources, contents, strict=True):
            source.write_bytes(content)
        import_schedules(sources, tmp_path / "out", **options)  # type: ignore[arg-type]
        return load(tmp_path / "out")

    return call


def _two_months(**more: object) -> bytes:
    """One task from 1 April to 31 May 2027 with 344 hours of Ann: 22 working days in April and 21 in May."""
    return schedule(
        [task(0, "Plan", 0, "2027-04-01", "2027-05-31"), task(1, "Build", 1, "2027-04-01", "2027-05-31")],
        [work(1, 1, 344, "2027-04-01", "2027-05-31")],
        [ANN],
        **more,  # type: ignore[arg-type]
    )


def _demand(portfolio: Portfolio) -> dict[tuple[str, str, int | None], float]:
    return {(d.project_id, d.pool_id, d.month_offset): d.person_days for d in portfolio.demand}


def test_dates_work_and_people(bring: Import) -> None:
    portfolio = bring(_two_months())
    [project] = portfolio.projects
    assert (portfolio.settings.planning_month, portfolio.settings.currency) == (MARCH_2027, "EUR")
    assert (project.planned_start, project.duration_months, project.forecast_finish) == (1, 2, 3)
    assert not project.in_flight
    assert _demand(portfolio) == {("plan", "ann", 0): pytest.approx(22), ("plan", "ann", 1): pytest.approx(21)}
    [pool] = portfolio.pools
    assert (pool.name, pool.capacity_per_month, pool.day_rate) == ("Ann", 20, 600)


def test_days_off_and_hours_a_day_are_those_of_the_calendar(bring: Import) -> None:
    april_off = (
        "<WeekDays><WeekDay><DayType>6</DayType><DayWorking>0</DayWorking></WeekDay></WeekDays><Exceptions><Exception>"
        "<DayWorking>0</DayWorking><TimePeriod><FromDate>2027-04-01T00:00:00</FromDate>"
        "<ToDate>2027-04-29T23:59:00</ToDate></TimePeriod></Exception></Exceptions>"
    )
    portfolio = bring(_two_months(calendar=april_off, MinutesPerDay=240, DaysPerMonth=16))
    # No Fridays; of April nothing is left, so that all work lies in May.
    assert _demand(portfolio) == {("plan", "ann", 1): pytest.approx(344 / 4)}
    assert portfolio.pools[0].capacity_per_month == 16


def test_work_in_flight_goes_on_in_month_0(bring: Import) -> None:
    content = schedule(
        [
            task(0, "Plan", 0, "2027-01-04", "2027-04-30", PercentComplete=40),
            task(1, "Build", 1, "2027-01-04", "2027-04-30", PercentComplete=40, FixedCost=100_000),
        ],
        [work(1, 1, 80, "2027-01-04", "2027-03-31"), work(1, 3, 0, "2027-01-04", "2027-04-30", RemainingCost=50_000)],
        [ANN, STEEL],
    )
    portfolio = bring(content)
    [project] = portfolio.projects
    assert (project.in_flight, project.percent_complete, project.duration_months) == (True, 0.4, 2)
    assert project.remaining_cost == pytest.approx(0.6 * 1000 + 500)
    assert _demand(portfolio) == {("plan", "ann", 0): pytest.approx(10)}


def test_benefits_are_not_made_up(bring: Import) -> None:
    portfolio = bring(_two_months())
    [project] = portfolio.projects
    assert project.benefit_per_month == 0
    assert "benefit_per_month" in project.assumed
    assert {"demand", "remaining_cost"} <= project.derived


def test_milestones_and_baselines(bring: Import) -> None:
    baseline = "<Number>0</Number><Finish>2027-04-16T17:00:00</Finish>"
    content = schedule(
        [
            task(1, "Build", 1, "2027-04-01", "2027-05-31", Baseline=baseline),
            task(2, "Opened", 1, "2027-05-31", "2027-05-31", Milestone=1, Baseline=baseline),
        ],
        [work(1, 1, 8, "2027-04-01", "2027-04-01")],
        [ANN],
    )
    portfolio = bring(content)
    [milestone] = portfolio.milestones
    assert (milestone.name, str(milestone.baseline), str(milestone.forecast)) == ("Opened", "2027-04-16", "2027-05-31")
    assert portfolio.projects[0].baseline_finish == 2  # May: the first month after April.


def _two_projects(link: str, **more: object) -> bytes:
    return schedule(
        [
            task(1, "Shop", 1, "2027-04-01", "2027-05-31", Summary=1),
            task(2, "Draw", 2, "2027-04-01", "2027-04-30"),
            task(3, "Make", 2, "2027-05-03", "2027-05-31"),
            task(4, "Stock", 1, "2027-06-01", "2027-07-30", Summary=1),
            task(5, "Count", 2, "2027-06-01", "2027-06-30", PredecessorLink=link),
            task(6, "Fill", 2, "2027-07-01", "2027-07-30"),
        ],
        [work(uid, 1 + uid % 2, 40, "2027-05-03", "2027-05-07") for uid in (2, 3, 5, 6)],
        [ANN, BOB],
        **more,  # type: ignore[arg-type]
    )


def test_what_one_project_is_is_asked(bring: Import) -> None:
    with pytest.raises(DataError, match="one project with 2 phases, or 2 projects: Shop, Stock") as error:
        bring(_two_projects(after(3)))
    assert "--project-is summary" in error.value.problems[0].remedy
    assert [p.name for p in bring(_two_projects(after(3)), cut=Cut.FILE).projects] == ["Plan"]
    assert [p.name for p in bring(_two_projects(after(3)), cut=Cut.SUMMARY).projects] == ["Shop", "Stock"]


def test_all_that_is_open_is_asked_at_once(bring: Import) -> None:
    with pytest.raises(DataError) as error:
        bring(_two_projects(after(3), StatusDate="", CurrencyCode="", CurrencySymbol="$"))
    assert len(error.value.problems) == 3
    assert all(problem.remedy for problem in error.value.problems)


def test_a_link_from_end_to_beginning_is_a_dependency(bring: Import) -> None:
    [link] = bring(_two_projects(after(3, lag=25 * 4800)), cut=Cut.SUMMARY).dependencies
    assert (link.predecessor, link.successor, link.lag_months) == ("shop", "stock", 2)


@pytest.mark.parametrize("link", [after(2), after(3, kind=3)])
def test_a_link_between_middles_is_reported(bring: Import, tmp_path: Path, link: str) -> None:
    assert bring(_two_projects(link), cut=Cut.SUMMARY).dependencies == ()
    report = import_schedules([tmp_path / "plan0.xml"], tmp_path / "out", cut=Cut.SUMMARY)
    assert any("do not lead from an end to a beginning" in warning.message for warning in report.warnings)


def test_several_files_are_a_project_each_with_links_across(bring: Import) -> None:
    first = schedule([task(7, "Make", 1, "2027-04-01", "2027-04-30")], [work(7, 1, 8, "2027-04-01", "2027-04-01")],
                     [ANN], Title="First")  # fmt: skip
    link = after(7, file="C:\\plans\\plan0.mpp")
    second = schedule([task(1, "Use", 1, "2027-05-03", "2027-05-31", PredecessorLink=link)],
                      [work(1, 9, 8, "2027-05-03", "2027-05-03")], [ANN | {"UID": 9, "MaxUnits": 2}],
                      Title="Second")  # fmt: skip
    portfolio = bring(first, second)
    assert [p.name for p in portfolio.projects] == ["First", "Second"]
    assert [(d.predecessor, d.successor) for d in portfolio.dependencies] == [("first", "second")]
    assert [(p.name, p.capacity_per_month) for p in portfolio.pools] == [("Ann", 40)]


def _programme() -> bytes:
    """Two inserted projects, one of which has a third inserted, and work of the programme itself beside them."""
    tasks = [
        task(0, "Programme", 0, "2027-04-01", "2027-07-30", Summary=1),
        task(1, "Shop", 1, "2027-04-01", "2027-05-31", Summary=1, IsSubproject=1),
        task(2, "Draw", 2, "2027-04-01", "2027-04-30"),
        task(3, "Tills", 2, "2027-05-03", "2027-05-31", Summary=1, IsSubproject=1),
        task(4, "Wire", 3, "2027-05-03", "2027-05-31"),
        task(5, "Stock", 1, "2027-06-01", "2027-07-30", Summary=1, IsSubproject=1),
        task(6, "Count", 2, "2027-06-01", "2027-07-30", PredecessorLink=after(4)),
        task(7, "Board meetings", 1, "2027-04-01", "2027-07-30"),
    ]
    hours = [(2, 80), (4, 160), (6, 40), (7, 24)]
    return schedule(tasks, [work(uid, 1, h, "2027-06-01", "2027-06-04") for uid, h in hours], [ANN])


def test_inserted_projects_are_projects_and_work_beside_them_is_named(bring: Import, tmp_path: Path) -> None:
    portfolio = bring(_programme())
    assert [(p.name, p.planned_start, p.duration_months) for p in portfolio.projects] == [
        ("Shop", 1, 2),
        ("Stock", 3, 2),
    ]
    days: dict[str, float] = defaultdict(float)
    for row in portfolio.demand:
        days[row.project_id] += row.person_days
    assert days == {"shop": pytest.approx(30), "stock": pytest.approx(5)}  # that of Tills once, as part of Shop
    assert [(link.predecessor, link.successor) for link in portfolio.dependencies] == [("shop", "stock")]
    report = import_schedules([tmp_path / "plan0.xml"], tmp_path / "out")
    [left_out] = [w for w in report.warnings if "belongs to no project" in w.message]
    assert left_out.value == "Board meetings"
    assert "24 hours of work" in left_out.message
    assert [p.name for p in bring(_programme(), cut=Cut.FILE).projects] == ["Plan"]
    whole = import_schedules([tmp_path / "plan0.xml"], tmp_path / "out", cut=Cut.FILE)
    assert not [w for w in whole.warnings if "belongs to no project" in w.message]


def _master(*more: Fields) -> bytes:
    """A programme whose two inserted projects are in files of their own, as Microsoft Project saves it."""
    heads = [
        task(1, "Shop", 1, "2027-04-01", "2027-05-31", SubprojectName="C:\\plans\\plan1.mpp"),
        task(2, "Stock", 1, "2027-06-01", "2027-07-30", SubprojectName="C:\\plans\\plan2.mpp"),
    ]
    return schedule([*heads, *more], [work(9, 1, 24, "2027-04-01", "2027-04-30")] if more else [], [ANN])


def test_inserted_projects_in_files_of_their_own_are_asked_for(bring: Import, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"in files of their own: plan1\.mpp, plan2\.mpp") as error:
        bring(_master())
    assert "bring all of them in together" in error.value.problems[0].remedy
    own = task(9, "Board", 1, "2027-04-01", "2027-04-30")
    whole = import_schedules([_file(tmp_path, _master(own))], tmp_path / "out", cut=Cut.FILE)
    assert whole.projects == 1


def test_a_programme_and_the_files_of_its_inserted_projects_are_those_projects_once(
    bring: Import, tmp_path: Path
) -> None:
    own = [
        schedule([task(1, "Build", 1, "2027-04-01", "2027-05-31")], [work(1, 1, hours, "2027-04-01", "2027-05-31")],
                 [ANN], Title=title)
        for title, hours in (("Shop", 80), ("Stock", 160))
    ]  # fmt: skip
    portfolio = bring(_master(task(9, "Board", 1, "2027-04-01", "2027-04-30")), *own)
    assert [p.name for p in portfolio.projects] == ["Shop", "Stock"]
    assert sum(row.person_days for row in portfolio.demand) == pytest.approx(30)
    report = import_schedules([tmp_path / f"plan{n}.xml" for n in range(3)], tmp_path / "out")
    [left_out] = [w for w in report.warnings if "belongs to no project" in w.message]
    assert left_out.value == "Board"
    alone = import_schedules([tmp_path / "plan0.xml", tmp_path / "plan1.xml"], tmp_path / "out")
    assert [w.value for w in alone.warnings if "inserted project are in plan2.mpp" in w.message] == ["Stock"]


def _file(folder: Path, content: bytes) -> Path:
    path = folder / "master.xml"
    path.write_bytes(content)
    return path


def test_resources_of_a_group_are_one_pool(bring: Import) -> None:
    content = schedule(
        [task(1, "Build", 1, "2027-04-01", "2027-04-30")],
        [work(1, 1, 8, "2027-04-01", "2027-04-01"), work(1, 2, 16, "2027-04-01", "2027-04-01")],
        [ANN | {"Group": "Design"}, BOB | {"Group": "Design"}],
    )
    portfolio = bring(content)
    assert [(p.pool_id, p.name, p.capacity_per_month) for p in portfolio.pools] == [("design", "Design", 30)]
    assert _demand(portfolio) == {("plan", "design", 0): pytest.approx(3)}


def test_a_project_that_is_done_is_left_out(bring: Import, tmp_path: Path) -> None:
    done = schedule([task(1, "Old", 1, "2026-01-05", "2026-02-06", PercentComplete=100)], Title="Old")
    assert [p.name for p in bring(_two_months(), done).projects] == ["Plan"]
    with pytest.raises(DataError, match="every project in it is done"):
        import_schedules([tmp_path / "plan1.xml"], tmp_path / "other")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"ERMHDR\t19.12\t2027-01-01", "Primavera XER files are not read"),
        (b'<?xml version="1.0"?><APIBusinessObjects xmlns="x"/>', "Primavera P6 XML files are not read"),
        (b"<html><body/></html>", "is no schedule of Microsoft Project"),
        (b'<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project"><Tasks>', "this file is damaged"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><Project>&b;</Project>', "declares a document type or entities"),
        (schedule([]), "no tasks with dates"),
        (_two_months()[:-400], "this file is damaged"),
        (schedule([task(1, "Build", 1, "2027-04-01", "2027-04-30")]), "no work of people remains"),
    ],
)
def test_what_cannot_be_read_is_said_with_a_way_out(tmp_path: Path, content: bytes, message: str) -> None:
    source = tmp_path / "plan.xml"
    source.write_bytes(content)
    assert is_xml(content)
    with pytest.raises(DataError, match=message) as error:
        import_schedules([source], tmp_path / "out")
    assert error.value.problems[0].remedy
    assert not (tmp_path / "out").exists()


def test_the_command_says_what_it_wrote_and_what_is_missing(tmp_path: Path) -> None:
    source, out = tmp_path / "plan.xml", tmp_path / "out"
    source.write_bytes(_two_months())
    result = CliRunner().invoke(main, ["import", str(source), "--output", str(out), "--planning-date", "2027-04"])
    assert result.exit_code == 0, result.output
    assert "1 schedule: 1 project with 1 task and 1 pool in out" in result.output
    assert "benefit_per_month" in result.output
    assert load(out).projects[0].planned_start == 0


def test_a_published_benchmark_keeps_all_its_work(real_data: Path, tmp_path: Path) -> None:
    source = real_data / "imports" / "mpsplib_mp_j30_a2_nr1_converted.xml"
    import_schedules([source], tmp_path / "out", cut=Cut.PREFIX, month_0=2026 * 12)
    portfolio = load(tmp_path / "out")
    assert [p.name for p in portfolio.projects] == ["P1", "P2"]
    name = "{http://schemas.microsoft.com/project}"
    hours: dict[str, float] = defaultdict(float)
    for resource in parse(source).getroot().iter(f"{name}Resource"):
        text = resource.findtext(f"{name}Work")
        if text and resource.findtext(f"{name}Name"):
            hours[resource.findtext(f"{name}Name") or ""] += float(text[2:].split("H")[0])
    for pool in portfolio.pools:
        days = sum(row.person_days for row in portfolio.demand if row.pool_id == pool.pool_id)
        assert days == pytest.approx(hours[pool.name] / 8, abs=0.01), pool.name


def test_the_sample_of_a_library_is_read(real_data: Path, tmp_path: Path) -> None:
    source = real_data / "imports" / "mspdi_sample.xml"
    schedule_read = read_schedule(source.read_bytes(), source.name)
    assert sum(a.hours for a in schedule_read.assignments if a.task == 2) == 500
    report = import_schedules([source], tmp_path / "out", cut=Cut.FILE, month_0=2003 * 12, currency="GBP")
    assert report.projects == 1
    assert load(tmp_path / "out").projects[0].duration_months == 3
