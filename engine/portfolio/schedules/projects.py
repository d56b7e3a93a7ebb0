"""Which tasks of a schedule make a project: a file, an inserted sub-project, a top task of the outline, or a prefix."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from engine.errors import DataError, Problem
from engine.portfolio.schedules.mspdi import Schedule, Task

_PREFIX = re.compile(r"(?P<prefix>[^\W_]+(?: [^\W_]+)?)\s*[-:/|]\s*\S.*")
_FEWEST = 2


class Cut(StrEnum):
    """What is one project: a whole file, each top task of the outline, or all tasks whose names begin alike."""

    FILE = "file"
    SUMMARY = "summary"
    PREFIX = "prefix"


@dataclass(frozen=True, slots=True)
class ScheduledProject:
    """The tasks of one project: ``whole`` sums them up where the outline has such a task."""

    schedule: Schedule
    name: str
    whole: Task | None
    tasks: tuple[Task, ...]

    @property
    def elsewhere(self) -> str:
        """The file in which the tasks of an inserted project stand, where they are not in this one; else empty."""
        is_head_alone = self.whole is not None and self.tasks == (self.whole,) and self.whole.is_subproject
        return (self.whole.subproject_file or self.name) if is_head_alone and self.whole is not None else ""


def projects_of(schedules: Sequence[Schedule], cut: Cut | None) -> list[ScheduledProject]:
    """The projects in one or several files.

    Inserted sub-projects are projects. Several files are a project each. One file whose outline has several top tasks,
    or whose tasks begin alike in several ways, can be one project or several: that is asked. ``cut`` says which,
    ``None`` where nobody has. An inserted project whose tasks stand in another of the files is the project of that one.

    Raises:
        DataError: it has to be said what a project is, or what was said does not fit.
    """
    stems = {Path(schedule.file).stem.lower() for schedule in schedules}
    every = (project for schedule in schedules for project in _of_one(schedule, cut, alone=len(schedules) == 1))
    return [project for project in every if Path(project.elsewhere).stem.lower() not in stems]


def _of_one(schedule: Schedule, cut: Cut | None, *, alone: bool) -> Iterator[ScheduledProject]:
    inserted = [task for task in schedule.tasks if task.is_subproject]
    tops = [task for task in schedule.tasks if task.level == 1 and task.is_summary]
    prefixes = _prefixes(schedule)
    if cut is None and inserted:
        yield from _under(schedule, inserted)
        return
    if cut is None and alone and (len(tops) >= _FEWEST or len(prefixes) >= _FEWEST):
        raise _asked(schedule, tops, prefixes)
    if cut is Cut.SUMMARY:
        if not tops:
            raise _unfit(schedule, "the outline of this schedule has no top tasks with tasks below them")
        yield from _under(schedule, tops)
    elif cut is Cut.PREFIX:
        if not prefixes:
            raise _unfit(schedule, "the names of these tasks do not begin alike")
        for name, tasks in prefixes.items():
            yield ScheduledProject(schedule, name, None, tuple(tasks))
    else:
        whole = next((task for task in schedule.tasks if task.level == 0), None)
        yield ScheduledProject(schedule, schedule.name, whole, tuple(t for t in schedule.tasks if t is not whole))


def _under(schedule: Schedule, heads: Sequence[Task]) -> Iterator[ScheduledProject]:
    """Each head with the tasks below it, which follow it in the file; a head below another is part of that one."""
    at = {task.uid: place for place, task in enumerate(schedule.tasks)}
    end = 0
    for head in heads:
        if at[head.uid] < end:
            continue
        first = at[head.uid] + 1
        end = next(
            (place for place, task in enumerate(schedule.tasks[first:], first) if task.level <= head.level),
            len(schedule.tasks),
        )
        yield ScheduledProject(schedule, head.name, head, schedule.tasks[first:end] or (head,))


def _prefixes(schedule: Schedule) -> dict[str, list[Task]]:
    """Tasks by what their names begin with, where all names do, in several ways, and none only once."""
    by_prefix: dict[str, list[Task]] = defaultdict(list)
    leaves = [task for task in schedule.tasks if task.level > 0 and not task.is_summary]
    for task in leaves:
        match = _PREFIX.fullmatch(task.name)
        if match is None:
            return {}
        by_prefix[match["prefix"]].append(task)
    is_many = len(by_prefix) >= _FEWEST and all(len(tasks) >= _FEWEST for tasks in by_prefix.values())
    return dict(by_prefix) if is_many else {}


def _asked(schedule: Schedule, tops: Sequence[Task], prefixes: dict[str, list[Task]]) -> DataError:
    if len(tops) >= _FEWEST:
        names, cut = [task.name for task in tops], Cut.SUMMARY
        message = f"this schedule can be one project with {len(tops)} phases, or {len(tops)} projects: {_named(names)}"
    else:
        names, cut = list(prefixes), Cut.PREFIX
        message = f"the tasks of this schedule can be one project, or {len(names)} projects: {_named(names)}"
    remedy = f"Say --project-is file if it is one project, --project-is {cut} if these are projects"
    return DataError([Problem(schedule.file, None, "", "", message, remedy)])


def _named(names: Sequence[str], most: int = 4) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _unfit(schedule: Schedule, message: str) -> DataError:
    return DataError([Problem(schedule.file, None, "", "", message, "Say --project-is file, or leave it out")])
