"""Working time of schedules: weeks, exceptions, calendars of tasks and people, work by day; what is not read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring

from engine.errors import Problem
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.reading.loading import load
from engine.portfolio.schedules import import_schedules
from engine.portfolio.schedules.working_time import WorkingTime, calendars_of
from tests.support.schedules import Fields, schedule, task, work

ANN: Fields = {"UID": 1, "Name": "Ann", "Type": 1, "MaxUnits": 1, "StandardRate": 75}
SEVEN_DAYS = "".join(f"<WeekDay><DayType>{kind}</DayType><DayWorking>1</DayWorking></WeekDay>" for kind in range(1, 8))
PAUSE = [("2027-04-01", "2027-04-01", 8), ("2027-04-02", "2027-04-02", 8), ("2027-06-30", "2027-06-30", 8)]
"""A task at work on two days of April, then on one of June."""


def exception(first: str, last: str, works: int = 0, **more: object) -> str:
    fields = "".join(f"<{name}>{value}</{name}>" for name, value in more.items())
    period = f"<TimePeriod><FromDate>{first}T00:00:00</FromDate><ToDate>{last}T23:59:00</ToDate></TimePeriod>"
    return f"<Exception>{period}<DayWorking>{works}</DayWorking>{fields}</Exception>"


def time_of(days: str, calendars: str = "", **head: object) -> WorkingTime:
    """The working time of a project whose calendar says so."""
    fields = "".join(f"<{name}>{value}</{name}>" for name, value in head.items())
    body = f"<Calendars><Calendar><UID>1</UID>{days}</Calendar>{calendars}</Calendars>"
    return calendars_of(fromstring(f"<Project><CalendarUID>1</CalendarUID>{fields}{body}</Project>"), "").usual


def days(time: WorkingTime, first: str, last: str) -> list[int]:
    """The days of a month on which work is done."""
    return [day.day for day in time.days(date.fromisoformat(first), date.fromisoformat(last))]


def read(tmp_path: Path, content: bytes) -> tuple[Portfolio, tuple[Problem, ...]]:
    source = tmp_path / "plan.xml"
    source.write_bytes(content)
    report = import_schedules([source], tmp_path / "out")
    return load(report.output), report.warnings


def by_month(portfolio: Portfolio) -> dict[int | None, float]:
    return {row.month_offset: row.person_days for row in portfolio.demand}


def test_a_week_of_seven_days_has_seven_and_more_days_a_month() -> None:
    time = time_of(f"<WeekDays>{SEVEN_DAYS}</WeekDays>")
    assert len(days(time, "2027-04-01", "2027-04-30")) == 30
    assert time.days_per_month == 28  # as 20 are for a week of five
    assert time_of(f"<WeekDays>{SEVEN_DAYS}</WeekDays>", DaysPerMonth=30).days_per_month == 30
    assert time_of("").days_per_month == 20


@pytest.mark.parametrize(
    ("said", "free"),
    [
        (exception("2027-04-05", "2027-04-07"), [5, 6, 7]),
        (exception("2027-04-01", "2031-04-30", Type=2, MonthDay=14, Month=3), [14]),
        (exception("2027-04-01", "2027-12-31", Type=4, MonthDay=15, Period=1), [15]),
        (exception("2027-02-15", "2027-12-31", Type=4, MonthDay=15, Period=2), [15]),
        (exception("2027-03-15", "2027-12-31", Type=4, MonthDay=15, Period=2), []),
        (exception("2027-04-01", "2027-12-31", Type=6, DaysOfWeek=32, Period=1), [2, 9, 16, 23, 30]),
        (exception("2027-04-02", "2027-12-31", Type=6, DaysOfWeek=32 + 2, Period=2), [2, 12, 16, 26, 30]),
        (exception("2027-04-01", "2027-04-30", Type=1, Period=7), [1, 8, 15, 22, 29]),
        (exception("2027-04-01", "2027-12-31", Type=5, MonthItem=4, MonthPosition=0), []),
    ],
    ids=[
        "days", "yearly", "monthly", "every 2nd month", "the other month", "Fridays", "every 2nd week", "7th day",
        "2nd Monday",
    ],
)  # fmt: skip
def test_exceptions_are_off_on_their_own_days_alone(said: str, free: list[int]) -> None:
    """April 2027 begins on a Thursday; one that comes each year takes a day of each, not all days in between."""
    weekdays = [day for day in range(1, 31) if date(2027, 4, day).weekday() < 5]
    assert days(time_of(f"<Exceptions>{said}</Exceptions>"), "2027-04-01", "2027-04-30") == [
        day for day in weekdays if day not in free
    ]


def test_a_saturday_at_work_and_weeks_of_their_own_count() -> None:
    worked = exception("2027-04-10", "2027-04-10", works=1)
    assert 10 in days(time_of(f"<Exceptions>{worked}</Exceptions>"), "2027-04-01", "2027-04-30")
    off = "<WeekDay><DayType>2</DayType><DayWorking>0</DayWorking></WeekDay>"
    period = "<TimePeriod><FromDate>2027-04-05T00:00:00</FromDate><ToDate>2027-04-11T23:59:00</ToDate></TimePeriod>"
    week = time_of(f"<WorkWeeks><WorkWeek>{period}<WeekDays>{off}</WeekDays></WorkWeek></WorkWeeks>")
    assert [day for day in (5, 12, 19, 26) if day not in days(week, "2027-04-01", "2027-04-30")] == [5]


def test_what_a_calendar_does_not_say_stands_in_that_on_which_it_is_based() -> None:
    base = f"<Calendar><UID>2</UID><WeekDays>{SEVEN_DAYS}</WeekDays></Calendar>"
    own = f"<BaseCalendarUID>2</BaseCalendarUID><Exceptions>{exception('2027-04-03', '2027-04-03')}</Exceptions>"
    assert days(time_of(own, base), "2027-04-01", "2027-04-05") == [1, 2, 4, 5]
    round_about = time_of("<BaseCalendarUID>2</BaseCalendarUID>",
                          "<Calendar><UID>2</UID><BaseCalendarUID>1</BaseCalendarUID></Calendar>")  # fmt: skip
    assert days(round_about, "2027-04-01", "2027-04-05") == [1, 2, 5]


def _two_calendars(of_task: str, of_ann: str, ignores: int = 0) -> bytes:
    """April and May 2027; the calendar 2 has all of April off, 3 works on all days of the week."""
    april = exception("2027-04-01", "2027-04-30")
    return schedule(
        [task(1, "Build", 1, "2027-04-01", "2027-05-31", CalendarUID=of_task, IgnoreResourceCalendar=ignores)],
        [work(1, 1, 488, "2027-04-01", "2027-05-31")], [ANN | {"CalendarUID": of_ann}],
        calendar=f"</Calendar><Calendar><UID>2</UID><Exceptions>{april}</Exceptions></Calendar>"
        f"<Calendar><UID>3</UID><WeekDays>{SEVEN_DAYS}</WeekDays>",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("of_task", "of_ann", "ignores", "april"),
    [
        ("-1", "-1", 0, 61 * 22 / 43), ("-1", "2", 0, 0), ("2", "-1", 0, 0), ("3", "3", 0, 30), ("3", "2", 1, 30),
        ("3", "2", 0, 0),
    ],
)  # fmt: skip
def test_work_is_done_on_the_days_of_the_task_and_of_who_does_it(
    tmp_path: Path, of_task: str, of_ann: str, ignores: int, april: float
) -> None:
    portfolio, _ = read(tmp_path, _two_calendars(of_task, of_ann, ignores))
    assert by_month(portfolio).get(0, 0.0) == pytest.approx(april, abs=0.001)
    assert sum(by_month(portfolio).values()) == pytest.approx(61, abs=0.002)
    assert portfolio.pools[0].capacity_per_month == (28 if of_ann == "3" else 20)


def _split(pieces: list[tuple[str, str, float]], hours: float = 24, **more: object) -> bytes:
    told = "".join(
        f"<TimephasedData><Type>1</Type><UID>7</UID><Start>{first}T08:00:00</Start><Finish>{last}T17:00:00</Finish>"
        f"<Unit>2</Unit><Value>PT{part:g}H0M0S</Value></TimephasedData>"
        for first, last, part in pieces
    )
    other = "<TimephasedData><Type>4</Type><UID>7</UID><Start>2027-05-03T08:00:00</Start><Finish>2027-05-03T17:00:00"
    other += "</Finish><Unit>2</Unit><Value>PT24H0M0S</Value></TimephasedData>"
    assigned = work(1, 1, hours, "2027-04-01", "2027-06-30", UID=7)
    content = schedule([task(1, "Build", 1, "2027-04-01", "2027-06-30", **more)], [assigned], [ANN])
    return content.replace(b"</Assignment>", f"{told}{other}</Assignment>".encode())


def test_a_task_that_pauses_works_when_its_file_says_so(tmp_path: Path) -> None:
    portfolio, warnings = read(tmp_path, _split(PAUSE, Duration="PT24H0M0S", DurationFormat=7))
    assert by_month(portfolio) == {0: pytest.approx(2), 2: pytest.approx(1)}
    assert not [w for w in warnings if "pause" in w.message]


def test_a_piece_that_lasts_several_months_is_spread_over_its_days(tmp_path: Path) -> None:
    portfolio, _ = read(tmp_path, _split([("2027-04-30", "2027-05-03", 16), ("2027-06-01", "2027-06-30", 8)]))
    assert by_month(portfolio) == {0: pytest.approx(1), 1: pytest.approx(1), 2: pytest.approx(1)}


@pytest.mark.parametrize("pieces", [[], PAUSE[:2]], ids=["no times", "times of other work"])
def test_a_pause_of_which_the_file_does_not_say_when_is_named(
    tmp_path: Path, pieces: list[tuple[str, str, float]]
) -> None:
    portfolio, warnings = read(tmp_path, _split(pieces, Duration="PT24H0M0S", DurationFormat=7))
    assert by_month(portfolio) == {k: pytest.approx(3 * n / 65, abs=0.001) for k, n in enumerate((22, 21, 22))}
    [named] = [w for w in warnings if "this task pauses" in w.message]
    assert (named.value, "spread evenly" in named.message) == ("Build", True)


@pytest.mark.parametrize(
    "more", [{"Duration": "PT520H0M0S", "DurationFormat": 7}, {"Duration": "PT24H0M0S", "DurationFormat": 8}, {}]
)
def test_a_task_as_long_as_its_days_or_of_elapsed_time_has_no_pause(tmp_path: Path, more: dict[str, object]) -> None:
    _, warnings = read(tmp_path, _split([], **more))
    assert not [w for w in warnings if "pause" in w.message]


def shifts(*times: str) -> str:
    """Working times of a day, each as ``08:00-12:00``."""
    each = (time.split("-") for time in times)
    told = (f"<WorkingTime><FromTime>{a}:00</FromTime><ToTime>{b}:00</ToTime></WorkingTime>" for a, b in each)
    return f"<WorkingTimes>{''.join(told)}</WorkingTimes>"


def week_of(**times: tuple[str, ...]) -> str:
    """A week by the names of its days; a day that is not named is off."""
    names = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
    return "".join(
        f"<WeekDay><DayType>{kind}</DayType><DayWorking>{int(name in times)}</DayWorking>"
        f"{shifts(*times[name]) if name in times else ''}</WeekDay>"
        for kind, name in enumerate(names, start=1)
    )


FULL = ("08:00-12:00", "13:00-17:00")
HALF_FRIDAYS = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday"), FULL) | {"friday": ("08:00-12:00",)}


def test_half_days_count_half_in_work_and_capacity(tmp_path: Path) -> None:
    """Thursday 1 to Saturday 3 April 2027: a whole day and a half one; then a half-day exception on Thursday."""
    time = time_of(f"<WeekDays>{week_of(**HALF_FRIDAYS)}</WeekDays>")
    assert [time.hours(date(2027, 4, day)) for day in (1, 2, 3)] == [8, 4, 0]
    assert time.days_per_month == 18  # four and a half days a week, as 20 are for five
    half = exception("2027-04-01", "2027-04-01", works=1).replace("</Exception>", f"{shifts(FULL[0])}</Exception>")
    assert time_of(f"<Exceptions>{half}</Exceptions>").hours(date(2027, 4, 1)) == 4
    # 29 and 30 April are a Thursday and a Friday, 3 and 4 May a Monday and a Tuesday: 12 hours before, 16 after.
    content = schedule([task(1, "Build", 1, "2027-04-29", "2027-05-04")], [work(1, 1, 28, "2027-04-29", "2027-05-04")],
                       [ANN], calendar=f"<WeekDays>{week_of(**HALF_FRIDAYS)}</WeekDays>")  # fmt: skip
    portfolio, warnings = read(tmp_path, content)
    assert by_month(portfolio) == {0: pytest.approx(12 / 8), 1: pytest.approx(16 / 8)}
    assert portfolio.pools[0].capacity_per_month == 18
    assert not [w for w in warnings if "pause" in w.message]


def test_nights_and_days_round_the_clock_have_their_own_hours() -> None:
    night = week_of(monday=("23:00-00:00",), tuesday=("00:00-03:00", "04:00-08:00", "23:00-00:00"))
    time = time_of(f"<WeekDays>{night}</WeekDays>")
    assert [time.hours(date(2027, 4, day)) for day in (5, 6, 7)] == [1, 8, 0]
    clock = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), ("00:00-00:00",))
    round_the_clock = time_of(f"<WeekDays>{week_of(**clock)}</WeekDays>")
    assert (round_the_clock.hours(date(2027, 4, 5)), round_the_clock.days_per_month) == (24, 60)


def test_a_task_and_its_people_work_at_the_hours_that_both_have() -> None:
    mornings = time_of(f"<WeekDays>{week_of(monday=('08:00-12:00',), tuesday=('08:00-12:00',))}</WeekDays>")
    late = time_of(f"<WeekDays>{week_of(monday=('10:00-18:00',), tuesday=('13:00-18:00',))}</WeekDays>")
    both = mornings.and_also(late)
    assert [both.hours(date(2027, 4, day)) for day in (5, 6)] == [2, 0]
    assert not both.works_on(date(2027, 4, 6))
    assert mornings.and_also(time_of("")).hours(date(2027, 4, 5)) == 4  # which hours the other has is not said


def test_days_off_that_come_again_by_their_place_in_a_month_are_named(tmp_path: Path) -> None:
    said = exception("2027-04-01", "2027-12-31", Type=5, Name="First Monday")
    content = schedule([task(1, "Build", 1, "2027-04-01", "2027-04-30")], [work(1, 1, 8, "2027-04-01", "2027-04-30")],
                       [ANN], calendar=f"<Exceptions>{said}</Exceptions>")  # fmt: skip
    _, warnings = read(tmp_path, content)
    [named] = [w for w in warnings if "are not read" in w.message]
    assert named.value == "First Monday"
