"""Working time of a schedule: which days work is done on, and how many hours a day has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from xml.etree.ElementTree import Element

_WEEK = frozenset(range(5))
_MOST_DAYS = 3_660


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """Working days of the week (0 is Monday), days off, hours a day and days a month."""

    weekdays: frozenset[int] = _WEEK
    off: frozenset[date] = frozenset()
    hours_per_day: float = 8.0
    days_per_month: float = 20.0

    def days(self, start: date, finish: date) -> list[date]:
        """The working days from one day to another, both included; the first day where there is none."""
        span = range(min(_MOST_DAYS, (finish - start).days) + 1)
        days = [start + timedelta(days=step) for step in span]
        return [day for day in days if day.weekday() in self.weekdays and day not in self.off] or [start]


def working_time(root: Element, namespace: str) -> WorkingTime:
    """The working time of the calendar that the project names, else of the first."""
    calendars = [] if (all_ := root.find(f"{namespace}Calendars")) is None else list(all_)
    wanted = root.findtext(f"{namespace}CalendarUID")
    chosen = next((c for c in calendars if c.findtext(f"{namespace}UID") == wanted), next(iter(calendars), None))
    hours = _figure(root, f"{namespace}MinutesPerDay", 480.0) / 60
    days = _figure(root, f"{namespace}DaysPerMonth", 20.0)
    if chosen is None:
        return WorkingTime(hours_per_day=hours, days_per_month=days)
    weekdays, off = set(_WEEK), set[date]()
    for element in chosen.iter(f"{namespace}WeekDay"):
        kind = int(_figure(element, f"{namespace}DayType", 0.0, least=0.0))
        is_working = element.findtext(f"{namespace}DayWorking") == "1"
        if kind == 0:
            off |= set() if is_working else set(_period(element, namespace))
        else:
            weekday = (kind - 2) % 7  # 1 is Sunday
            weekdays = weekdays | {weekday} if is_working else weekdays - {weekday}
    for element in chosen.iter(f"{namespace}Exception"):
        if element.findtext(f"{namespace}DayWorking") != "1":
            off |= set(_period(element, namespace))
    return WorkingTime(frozenset(weekdays) or _WEEK, frozenset(off), hours, days)


def _period(element: Element, namespace: str) -> Iterator[date]:
    period = element.find(f"{namespace}TimePeriod")
    if period is None:
        return
    try:
        first = date.fromisoformat((period.findtext(f"{namespace}FromDate") or "")[:10])
        last = date.fromisoformat((period.findtext(f"{namespace}ToDate") or "")[:10])
    except ValueError:
        return
    for step in range(min(_MOST_DAYS, max(0, (last - first).days)) + 1):
        yield first + timedelta(days=step)


def _figure(element: Element, name: str, usual: float, *, least: float = 0.5) -> float:
    try:
        amount = float(element.findtext(name) or usual)
    except ValueError:
        return usual
    return amount if amount >= least else usual
