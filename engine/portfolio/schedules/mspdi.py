"""Microsoft Project XML (MSPDI) as it stands: tasks, links, resources, assignments and working time.

The format is Microsoft's own (*Introduction to Project XML Data*): durations and work are ISO 8601 (``PT8H0M0S``),
costs are in hundredths of the currency, lags in tenths of a minute, and the task with the id 0 is the whole project.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from engine.errors import DataError, Problem
from engine.portfolio.schedules.working_time import Calendars, WorkingTime, calendars_of

LARGEST = 50_000_000
"""Bytes of one file."""
MOST_ELEMENTS = 4_000_000
_PROJECT = "Project"
_PIECE = "TimephasedData"
_REMAINING_WORK = "1"
"""The kind of pieces by time that say what remains of an assignment; the others are of what was, cost and baselines."""
_NOT_KEPT = frozenset({_PIECE, "ExtendedAttribute", "OutlineCode", "Notes"})
"""Parts that fill most of a large file; dropped as soon as they have been met."""
_ELAPSED = frozenset({"4", "6", "8", "10", "12", "20", "36", "38", "40", "42", "44", "52"})
"""Formats of durations that count every hour of every day."""
_NAMESPACE = "{http://schemas.microsoft.com/project}"
_PART = r"(?:(?P<{}>\d+(?:\.\d+)?){})?"
_DURATION = re.compile(
    "P" + _PART.format("d", "D") + "(?:T" + "".join(_PART.format(p.lower(), p) for p in "HMS") + ")?"
)
_HUNDREDTHS = 100.0
_TENTHS_OF_A_MINUTE = 10.0
_AS_MSPDI = "In Microsoft Project choose File, Save as, XML format (*.xml), and import that file"
_FROM_P6 = (
    "In P6 choose File, Export, Microsoft Project, XML; or export the projects as a spreadsheet (XLSX), and import that"
)
_NO_UID = -65535
_A_DAY = timedelta(days=1)
_ROUNDING = 0.005

Pieces = Mapping[int, Mapping[tuple[date, date], float]]
"""Assignment → first and last day → hours that remain between them; pieces within a month stand at its first day."""


@dataclass(frozen=True, slots=True)
class Link:
    """A predecessor of a task: its id, the file it stands in where that is another one, and the lag in working days.

    ``is_finish_to_start`` is false for the three other kinds.
    """

    uid: int
    is_finish_to_start: bool
    lag_days: float
    file: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One task; ``level`` is its depth in the outline, ``fixed_cost`` what of it is still to come, in currency units.

    ``complete`` is a share; ``baseline_finish`` and ``actual_finish`` are None where the file has none. ``calendar`` is
    the id of its own calendar, empty where it has none; with ``ignores_people`` that of who does the work is not asked.
    ``hours`` is its length in hours of work, 0 where the file does not say it so. ``subproject_file`` names the file in
    which the tasks of an inserted project stand.
    """

    uid: int
    name: str
    level: int
    is_summary: bool
    is_milestone: bool
    is_subproject: bool
    start: date
    finish: date
    complete: float
    fixed_cost: float
    baseline_finish: date | None
    actual_finish: date | None
    has_begun: bool
    links: tuple[Link, ...]
    calendar: str = ""
    ignores_people: bool = False
    hours: float = 0.0
    subproject_file: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    """Who or what does work: ``units`` of it at once, and what an hour costs; ``is_work`` is false for material.

    ``time`` are the days of its own calendar, those of the project where it has none.
    """

    uid: int
    name: str
    group: str
    units: float
    rate: float
    is_work: bool
    time: WorkingTime


@dataclass(frozen=True, slots=True)
class Assignment:
    """Work of a resource on a task that remains, in hours, between two days; ``cost`` that remains.

    ``pieces`` are first day, last day and hours of each part where the file says when the work is done; ``time`` are
    the days on which it is.
    """

    task: int
    resource: int
    start: date
    finish: date
    hours: float
    cost: float
    time: WorkingTime
    pieces: tuple[tuple[date, date, float], ...] = ()

    @property
    def by_day(self) -> Iterator[tuple[date, float]]:
        """Days with the hours that remain: a piece is spread over the working hours of its days, no pieces over all."""
        pieces = self.pieces or ((self.start, max(self.start, self.finish), self.hours),)
        for first, last, hours in pieces:
            lengths = {day: self.time.hours(day) or self.time.hours_per_day for day in self.time.days(first, last)}
            pace = hours / sum(lengths.values())
            yield from ((day, pace * length) for day, length in lengths.items())


@dataclass(frozen=True, slots=True)
class Schedule:
    """One file. ``status`` is the day for which it holds, None where it does not say; ``saved`` is no such day.

    ``unread`` names exceptions of its calendars that come again in a way that is not read.
    """

    file: str
    name: str
    currency: str
    symbol: str
    status: date | None
    saved: date | None
    time: WorkingTime
    tasks: tuple[Task, ...]
    resources: tuple[Resource, ...]
    assignments: tuple[Assignment, ...]
    unread: tuple[str, ...] = ()


def is_xml(content: bytes) -> bool:
    """Whether a file is XML or a Primavera XER file, by its first letters."""
    start = content[:200].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    return start.startswith((b"<", b"ERMHDR"))


def read_schedule(content: bytes, file: str) -> Schedule:
    """The schedule in the bytes of a file.

    Raises:
        DataError: it is too large, damaged, or no Microsoft Project XML; for schedules of Primavera, how to export them
            so that they can be read.
    """
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"ERMHDR"):
        raise refused(file, "Primavera XER files are not read", _FROM_P6)
    if len(content) > LARGEST:
        raise refused(file, f"this file is larger than {LARGEST // 1_000_000} MB", "Export fewer tasks, or split it")
    pieces: defaultdict[int, defaultdict[tuple[date, date], float]] = defaultdict(lambda: defaultdict(float))
    root = _root(content, file, pieces)
    tag = _local(root.tag)
    if tag == "APIBusinessObjects":
        raise refused(file, "Primavera P6 XML files are not read", _FROM_P6)
    if tag != _PROJECT or root.find(f"{_NAMESPACE}Tasks") is None:
        raise refused(
            file, "this XML file is no schedule of Microsoft Project", f"{_AS_MSPDI}; a list of projects as xlsx or CSV"
        )
    return _schedule(root, file, pieces)


def refused(file: str, message: str, remedy: str) -> DataError:
    """An error about a whole file."""
    return DataError([Problem(file, None, "", "", message, remedy)])


def _root(content: bytes, file: str, pieces: defaultdict[int, defaultdict[tuple[date, date], float]]) -> Element:
    """The root element, with a bound on elements; entities and document types are refused. Puts ``pieces`` together."""
    root: Element | None = None
    try:
        parts = iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True)
        for count, (event, element) in enumerate(parts):
            root = element if root is None else root
            if event == "end" and (name := _local(element.tag)) in _NOT_KEPT:
                if name == _PIECE:
                    _put_piece(element, pieces)
                element.clear()
            if count > 2 * MOST_ELEMENTS:
                raise refused(file, "this file has too many parts", "Export fewer tasks, or split it")
    except DefusedXmlException as error:
        message = "this file declares a document type or entities, which no planning tool writes"
        raise refused(file, message, _AS_MSPDI) from error
    except (ParseError, ValueError, LookupError) as error:
        raise refused(
            file, f"this file is damaged ({error})", "Export it again, and check that all of it came"
        ) from error
    if root is None:
        raise refused(file, "this file is empty", _AS_MSPDI)
    return root


def _put_piece(element: Element, pieces: defaultdict[int, defaultdict[tuple[date, date], float]]) -> None:
    """Add a piece of remaining work; one that lasts a day at most belongs to the day on which it begins."""
    if _text(element, "Type") != _REMAINING_WORK:
        return
    try:
        begin, end = (datetime.fromisoformat(_text(element, name)[:19]) for name in ("Start", "Finish"))
    except ValueError:
        return
    first = begin.date()
    last = first if end - begin <= _A_DAY else (end - _A_DAY if end.time() == begin.time() else end).date()
    if (first.year, first.month) == (last.year, last.month):
        first = last = first.replace(day=1)
    pieces[round(_number(element, "UID"))][first, last] += _hours(_text(element, "Value"))


def _schedule(root: Element, file: str, pieces: Pieces) -> Schedule:
    calendars = calendars_of(root, _NAMESPACE)
    time = calendars.usual
    tasks = tuple(_tasks(root, 60 * time.hours_per_day))
    if not tasks:
        raise refused(file, "this schedule has no tasks with dates", "Check that the export has all tasks")
    title = _text(root, "Title") or _text(root, "Name") or file
    return Schedule(
        file=file,
        name=re.sub(r"\.(xml|mpp)$", "", title, flags=re.IGNORECASE),
        currency=_text(root, "CurrencyCode").upper(),
        symbol=_text(root, "CurrencySymbol"),
        status=_day(root, "StatusDate"),
        saved=_day(root, "LastSaved") or _day(root, "CurrentDate"),
        time=time,
        tasks=tasks,
        resources=(resources := tuple(_resources(root, calendars))),
        assignments=tuple(_assignments(root, tasks, resources, calendars, pieces)),
        unread=calendars.unread,
    )


def _tasks(root: Element, minutes_a_day: float) -> Iterator[Task]:
    """Active tasks with dates; those of other files that are only shown are left out."""
    for element in _items(root, "Tasks", "Task"):
        start, finish = _day(element, "Start"), _day(element, "Finish")
        if start is None or finish is None or _flag(element, "IsNull") or _flag(element, "ExternalTask"):
            continue
        if _text(element, "Active") == "0":
            continue
        complete = min(1.0, max(0.0, _number(element, "PercentComplete") / 100))
        yield Task(
            uid=round(_number(element, "UID")),
            name=_text(element, "Name") or f"Task {_text(element, 'ID')}",
            level=round(_number(element, "OutlineLevel")),
            is_summary=_flag(element, "Summary"),
            is_milestone=_flag(element, "Milestone"),
            is_subproject=_flag(element, "IsSubproject") or bool(_text(element, "SubprojectName")),
            start=start,
            finish=max(start, finish),
            complete=complete,
            fixed_cost=(1 - complete) * _number(element, "FixedCost") / _HUNDREDTHS,
            baseline_finish=_baseline(element),
            actual_finish=_day(element, "ActualFinish"),
            has_begun=complete > 0 or _day(element, "ActualStart") is not None,
            links=tuple(_links(element, minutes_a_day)),
            calendar=_calendar(element),
            ignores_people=_flag(element, "IgnoreResourceCalendar"),
            hours=0.0 if _text(element, "DurationFormat") in _ELAPSED else _hours(_text(element, "Duration")),
            subproject_file=re.split(r"[\\/]", _text(element, "SubprojectName"))[-1],
        )


def _calendar(element: Element) -> str:
    """The id of the own calendar of a task or resource."""
    uid = _text(element, "CalendarUID")
    return "" if uid == "-1" else uid


def _links(task: Element, minutes_a_day: float) -> Iterator[Link]:
    for element in task.findall(f"{_NAMESPACE}PredecessorLink"):
        name = _text(element, "CrossProjectName") if _flag(element, "CrossProject") else ""
        file, _, inside = name.rpartition("\\")
        uid = round(float(inside)) if inside.isdigit() else round(_number(element, "PredecessorUID"))
        kind = _text(element, "Type") or "1"
        yield Link(uid, kind == "1", _number(element, "LinkLag") / _TENTHS_OF_A_MINUTE / minutes_a_day, file)


def _baseline(task: Element) -> date | None:
    """The finish of the first baseline."""
    for element in task.findall(f"{_NAMESPACE}Baseline"):
        if (_text(element, "Number") or "0") == "0":
            return _day(element, "Finish")
    return _day(task, "BaselineFinish")


def _resources(root: Element, calendars: Calendars) -> Iterator[Resource]:
    for element in _items(root, "Resources", "Resource"):
        if _text(element, "Name"):
            yield Resource(
                uid=round(_number(element, "UID")),
                name=_text(element, "Name"),
                group=_text(element, "Group"),
                units=_number(element, "MaxUnits"),
                rate=_number(element, "StandardRate"),
                is_work=(_text(element, "Type") or "1") == "1",
                time=calendars.of(_calendar(element)) or calendars.usual,
            )


def _assignments(
    root: Element, tasks: Sequence[Task], resources: Sequence[Resource], calendars: Calendars, pieces: Pieces
) -> Iterator[Assignment]:
    """Assignments of known tasks, with what remains; what a summary task sums up is not counted again."""
    by_uid, people = {task.uid: task for task in tasks}, {resource.uid: resource for resource in resources}
    for element in _items(root, "Assignments", "Assignment"):
        task = by_uid.get(round(_number(element, "TaskUID")))
        resource = round(_number(element, "ResourceUID")) if _text(element, "ResourceUID") else _NO_UID
        if task is None or task.is_summary or resource == _NO_UID:
            continue
        work = _hours(_text(element, "Work"))
        remaining = _text(element, "RemainingWork")
        left = _hours(remaining) if remaining else work * (1 - task.complete)
        cost = _text(element, "RemainingCost")
        yield Assignment(
            task=task.uid,
            resource=resource,
            start=_day(element, "Resume") or _day(element, "Start") or task.start,
            finish=_day(element, "Finish") or task.finish,
            hours=left,
            cost=(float(cost) if cost else _number(element, "Cost") * (1 - task.complete)) / _HUNDREDTHS,
            time=_time_of(task, people.get(resource), calendars),
            pieces=_pieces_of(pieces.get(round(_number(element, "UID")), {}), left),
        )


def _time_of(task: Task, resource: Resource | None, calendars: Calendars) -> WorkingTime:
    """On which days an assignment is worked on: those of the task's calendar and of who does it."""
    people = calendars.usual if resource is None else resource.time
    own = calendars.of(task.calendar) if task.calendar else None
    if own is None:
        return people
    return own if task.ignores_people else own.and_also(people)


def _pieces_of(pieces: Mapping[tuple[date, date], float], hours: float) -> tuple[tuple[date, date, float], ...]:
    """The pieces of an assignment; none where they are not what remains of it, and so of another time."""
    total = sum(pieces.values())
    if hours <= 0 or abs(total - hours) > _ROUNDING * hours:
        return ()
    return tuple((first, last, part) for (first, last), part in sorted(pieces.items()) if part > 0)


def _items(root: Element, group: str, item: str) -> list[Element]:
    group_element = root.find(f"{_NAMESPACE}{group}")
    return [] if group_element is None else group_element.findall(f"{_NAMESPACE}{item}")


def _text(element: Element, name: str) -> str:
    return (element.findtext(f"{_NAMESPACE}{name}") or "").strip()


def _flag(element: Element, name: str) -> bool:
    return _text(element, name).lower() in ("1", "true")


def _number(element: Element, name: str) -> float:
    """A number; 0 where there is none."""
    try:
        return float(_text(element, name) or 0)
    except ValueError:
        return 0.0


def _day(element: Element, name: str) -> date | None:
    """The day of a time; years before 1984 stand for no date in these files."""
    try:
        day = date.fromisoformat(_text(element, name)[:10])
    except ValueError:
        return None
    return day if day.year >= 1984 else None


def _hours(text: str) -> float:
    match: Any = _DURATION.fullmatch(text)
    if not match:
        return 0.0
    days, hours, minutes, seconds = (float(match[part] or 0) for part in "dhms")
    return 24 * days + hours + minutes / 60 + seconds / 3600


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
