"""Working time of a schedule: which days work is done on, and how many hours each of them has.

A calendar has a usual week, periods with a week of their own, and exceptions, some of which come again and again; what
it does not say stands in the calendar on which it is based. A day of which it does not say from when until when work is
done has the file's hours of a day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cached_property
from xml.etree.ElementTree import Element

_WEEK = frozenset(range(5))
_MOST_DAYS = 3_660
_MOST_BASES = 10
"""Calendars of which each is based on the next."""
_USUAL_DAYS = 20.0
"""Days a month that Microsoft Project writes unless told otherwise, for weeks of five days."""
_MIDNIGHT = 24.0

Shifts = tuple[tuple[float, float], ...]
"""From when until when work is done on a day, in hours since midnight; none where the file does not say."""


@dataclass(frozen=True)
class WorkingTime:
    """Working days of the week (0 is Monday), other days off, other days at work, hours a day and days a month.

    ``shifts_by_weekday`` and ``shifts_by_day`` are those of days of which the file says from when until when work is
    done; a day of its own counts before its weekday.
    """

    weekdays: frozenset[int] = _WEEK
    off: frozenset[date] = frozenset()
    extra: frozenset[date] = frozenset()
    hours_per_day: float = 8.0
    days_per_month: float = _USUAL_DAYS
    shifts_by_weekday: Mapping[int, Shifts] = field(default_factory=dict)
    shifts_by_day: Mapping[date, Shifts] = field(default_factory=dict)

    def days(self, start: date, finish: date) -> list[date]:
        """The working days from one day to another, both included; the first day where there is none."""
        span = range(min(_MOST_DAYS, (finish - start).days) + 1)
        return [day for step in span if self.works_on(day := start + timedelta(days=step))] or [start]

    def works_on(self, day: date) -> bool:
        """Whether a day is one of work."""
        return day in self.extra or (day.weekday() in self.weekdays and day not in self.off)

    def hours(self, day: date) -> float:
        """The hours of work that a day has: fewer than usual on half days, none on days off."""
        if not self.works_on(day):
            return 0.0
        return _length(self.shifts(day)) or self.hours_per_day

    def shifts(self, day: date) -> Shifts:
        """From when until when work is done on a working day; none where the file does not say."""
        if day in self.extra or day in self.shifts_by_day:
            return self.shifts_by_day.get(day, ())
        return self.shifts_by_weekday.get(day.weekday(), ())

    def and_also(self, other: WorkingTime) -> WorkingTime:
        """The days on which both work."""
        return _Both(
            self.weekdays & other.weekdays, self.off | other.off, frozenset(), self.hours_per_day,
            self.days_per_month, of=(self, other),
        )  # fmt: skip


@dataclass(frozen=True)
class _Both(WorkingTime):
    of: tuple[WorkingTime, ...] = ()

    def works_on(self, day: date) -> bool:
        return all(one.works_on(day) for one in self.of) and (not self._are_said(day) or bool(self.shifts(day)))

    def shifts(self, day: date) -> Shifts:
        """The hours at which both work; those of one where the file does not say those of the other."""
        (first, second) = (one.shifts(day) for one in self.of)
        if not self._are_said(day):
            return first or second
        both = ((max(a, c), min(b, d)) for a, b in first for c, d in second)
        return tuple((start, end) for start, end in both if start < end)

    def _are_said(self, day: date) -> bool:
        return all(one.shifts(day) for one in self.of)


def _length(shifts: Shifts) -> float:
    return sum(end - start for start, end in shifts)


@dataclass(frozen=True)
class Calendars:
    """The calendars of a file by id; ``unread`` names exceptions that come again in a way that is not read."""

    by_uid: Mapping[str, WorkingTime]
    usual: WorkingTime
    unread: tuple[str, ...] = ()

    def of(self, uid: str) -> WorkingTime | None:
        """The calendar of a task or resource; ``None`` where it has none of its own."""
        return self.by_uid.get(uid)


@dataclass
class _Days:
    """What a calendar says of days, while it is read."""

    weekdays: set[int]
    off: set[date] = field(default_factory=set)
    extra: set[date] = field(default_factory=set)
    shifts_by_weekday: dict[int, Shifts] = field(default_factory=dict)
    shifts_by_day: dict[date, Shifts] = field(default_factory=dict)

    def put(self, day: date, shifts: Shifts, *, is_working: bool) -> None:
        """Say of one day whether work is done on it, and from when until when."""
        (self.extra if is_working else self.off).add(day)
        (self.off if is_working else self.extra).discard(day)
        self.shifts_by_day[day] = shifts

    def put_weekday(self, weekday: int, shifts: Shifts, *, is_working: bool) -> None:
        """Say the same of a day of the usual week."""
        (self.weekdays.add if is_working else self.weekdays.discard)(weekday)
        self.shifts_by_weekday[weekday] = shifts


def calendars_of(root: Element, namespace: str) -> Calendars:
    """All calendars; the usual one is that of the project, else the first, else a week of five days."""
    return _CalendarReader(root, namespace).calendars


class _CalendarReader:
    def __init__(self, root: Element, namespace: str) -> None:
        self._space = namespace
        group = root.find(f"{namespace}Calendars")
        self._elements = {self._text(c, "UID"): c for c in ([] if group is None else list(group))}
        self._wanted = self._text(root, "CalendarUID")
        self._hours = self._figure(root, "MinutesPerDay", 480.0, least=0.5) / 60
        self._days = self._figure(root, "DaysPerMonth", _USUAL_DAYS, least=0.5)
        self._unread: list[str] = []

    @cached_property
    def calendars(self) -> Calendars:
        by_uid = {uid: self._time(self._read(uid)) for uid in self._elements}
        first = next(iter(by_uid.values()), None)
        usual = by_uid.get(self._wanted, first) or self._time(_Days(set(_WEEK)))
        return Calendars(by_uid, usual, tuple(dict.fromkeys(self._unread)))

    def _time(self, days: _Days) -> WorkingTime:
        week = frozenset(days.weekdays) or _WEEK
        whole_days = sum((_length(days.shifts_by_weekday.get(day, ())) or self._hours) / self._hours for day in week)
        a_month = self._days * whole_days / (len(_WEEK) if self._days == _USUAL_DAYS else len(week))
        return WorkingTime(
            week, frozenset(days.off), frozenset(days.extra), self._hours, a_month, days.shifts_by_weekday,
            days.shifts_by_day,
        )  # fmt: skip

    def _read(self, uid: str, depth: int = 0) -> _Days:
        element = self._elements.get(uid)
        if element is None or depth > _MOST_BASES:
            return _Days(set(_WEEK))
        base = self._text(element, "BaseCalendarUID")
        days = self._read(base, depth + 1) if base != uid else _Days(set(_WEEK))
        self._read_week(element.find(f"{self._space}WeekDays"), days)
        for week in element.iterfind(f"{self._space}WorkWeeks/{self._space}WorkWeek"):
            self._read_own_week(week, days)
        for exception in element.iterfind(f"{self._space}Exceptions/{self._space}Exception"):
            self._read_exception(exception, days)
        return days

    def _read_week(self, week: Element | None, days: _Days) -> None:
        """The usual week; in older files days of its own stand in it as days of the kind 0."""
        for kind, is_working, element in self._days_in(week):
            shifts = self._shifts(element)
            if kind == 0:
                for day in self._period(element):
                    days.put(day, shifts, is_working=is_working)
            else:
                days.put_weekday((kind - 2) % 7, shifts, is_working=is_working)  # 1 is Sunday

    def _read_own_week(self, week: Element, days: _Days) -> None:
        days_said = self._days_in(week.find(f"{self._space}WeekDays"))
        said = {(kind - 2) % 7: (is_working, self._shifts(day)) for kind, is_working, day in days_said if kind}
        for day in self._period(week):
            if day.weekday() in said:
                is_working, shifts = said[day.weekday()]
                days.put(day, shifts, is_working=is_working)

    def _days_in(self, week: Element | None) -> Iterator[tuple[int, bool, Element]]:
        for element in () if week is None else week.findall(f"{self._space}WeekDay"):
            kind = int(self._figure(element, "DayType", 0.0))
            yield kind, self._text(element, "DayWorking") == "1", element

    def _read_exception(self, exception: Element, days: _Days) -> None:
        comes_on = self._recurrence(exception)
        if comes_on is None:
            self._unread.append(self._text(exception, "Name") or "an exception without a name")
            return
        is_working, shifts = self._text(exception, "DayWorking") == "1", self._shifts(exception)
        for day in self._period(exception):
            if comes_on(day):
                days.put(day, shifts, is_working=is_working)

    def _recurrence(self, exception: Element) -> Callable[[date], bool] | None:
        """On which days of its period an exception comes; ``None`` where that is not read."""
        kind = int(self._figure(exception, "Type", 1.0))
        every = max(1, int(self._figure(exception, "Period", 1.0)))
        first = next(self._period(exception), None)
        if first is None:
            return lambda _: False
        day_of_month = int(self._figure(exception, "MonthDay", 0.0))
        month = int(self._figure(exception, "Month", 0.0)) + 1
        if kind == 1:
            return lambda day: (day - first).days % every == 0
        if kind == 2:
            return lambda day: (day.month, day.day) == (month, day_of_month)
        if kind == 4:
            months = first.year * 12 + first.month
            return lambda day: day.day == day_of_month and (day.year * 12 + day.month - months) % every == 0
        if kind == 6:
            mask = int(self._figure(exception, "DaysOfWeek", 0.0))  # 1 is Sunday, 2 Monday, 4 Tuesday
            sunday = first - timedelta(days=(first.weekday() + 1) % 7)
            return lambda day: bool(mask >> (day.weekday() + 1) % 7 & 1) and (day - sunday).days // 7 % every == 0
        return None

    def _shifts(self, element: Element) -> Shifts:
        """From when until when work is done; an end at midnight is that of the day."""
        read = []
        for shift in element.iterfind(f"{self._space}WorkingTimes/{self._space}WorkingTime"):
            try:
                start, end = (_hour(self._text(shift, name)) for name in ("FromTime", "ToTime"))
            except ValueError:
                continue
            read.append((start, end if end > start else _MIDNIGHT))
        return tuple(read)

    def _period(self, element: Element) -> Iterator[date]:
        period = element.find(f"{self._space}TimePeriod")
        if period is None:
            return
        try:
            first = date.fromisoformat(self._text(period, "FromDate")[:10])
            last = date.fromisoformat(self._text(period, "ToDate")[:10])
        except ValueError:
            return
        for step in range(min(_MOST_DAYS, max(0, (last - first).days)) + 1):
            yield first + timedelta(days=step)

    def _text(self, element: Element, name: str) -> str:
        return (element.findtext(f"{self._space}{name}") or "").strip()

    def _figure(self, element: Element, name: str, usual: float, *, least: float = 0.0) -> float:
        try:
            amount = float(self._text(element, name) or usual)
        except ValueError:
            return usual
        return amount if least <= amount < 1e9 else usual


def _hour(text: str) -> float:
    at = time.fromisoformat(text)
    return at.hour + at.minute / 60 + at.second / 3600
