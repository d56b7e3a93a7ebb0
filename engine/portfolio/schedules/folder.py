"""From schedules to a portfolio folder: dates, work by pool and month, links, progress; what is not known is marked so.

Work that remains is spread evenly over the working hours of its assignment, from month 0 on; what was due before is due
in the first month. Nothing is made up: a schedule knows no benefit, so benefits are 0 until somebody fills them in.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from engine.errors import DataError, Problem
from engine.portfolio.importing.output import checksum, csv_text, refuse_foreign_folder, write_folder
from engine.portfolio.model.calendar import iso_month, ordinal_of
from engine.portfolio.model.currency_marks import currencies_of
from engine.portfolio.model.draft import EXCERPT_LENGTH
from engine.portfolio.reading.loading import inspect
from engine.portfolio.reading.written_yaml import write_texts
from engine.portfolio.schedules.mspdi import Assignment, Resource, Schedule, Task, read_schedule, refused
from engine.portfolio.schedules.projects import Cut, ScheduledProject, projects_of

_ASSUMPTIONS = (
    ("projects", "benefit_per_month", "assumed", "A schedule knows no benefits: 0 stands until somebody fills them in"),
    ("projects", "remaining_cost", "derived", "Fixed cost and material that remain; people count through their pools"),
    (
        "demand",
        "person_days",
        "derived",
        "Remaining work of the assignments, by the file's own times, else evenly over their working hours",
    ),
    ("pools", "capacity_per_month", "derived", "Largest units of the resources times a month's days of work"),
)
_DONE = 1.0
_DIGITS = 3
_PAUSE = 5.0
"""Days by which a task may be shorter than those between its start and finish: at which hour it begins is not read."""


@dataclass(frozen=True, slots=True)
class ScheduleReport:
    """What came of an import: where it stands, how many files, tasks, projects and pools, and what was noticed."""

    output: Path
    files: int
    tasks: int
    projects: int
    pools: int
    done: int
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    """What holds for all projects: month 0, and the pool of each resource by file and id."""

    month_0: int
    pools: Mapping[tuple[str, int], str]


def import_schedules(
    sources: Sequence[Path], output: Path, *, cut: Cut | None = None, month_0: int | None = None, currency: str = ""
) -> ScheduleReport:
    """Turn schedules of Microsoft Project XML into a portfolio folder.

    ``cut`` says what a project is (see :func:`projects_of`), ``month_0`` is the ordinal of the month for which the
    schedules hold, ``currency`` a code of ISO 4217; each where the files do not say it.

    Raises:
        DataError: a file cannot be used, or something has to be said that the files leave open.
    """
    output = output.absolute()
    refuse_foreign_folder(output)
    contents = {source: _content(source) for source in sources}
    schedules = [read_schedule(content, source.name) for source, content in contents.items()]
    start, code, scheduled = _settled(schedules, cut, month_0, currency.upper())
    projects = [project for project in scheduled if not _is_done(project, start)]
    if not projects:
        raise refused(schedules[0].file, "every project in it is done before month 0", "Check --planning-date")
    files, warnings = _files(projects, schedules, start, code)
    record = {
        "source": [{"file": path.name, "sha256": checksum(content)} for path, content in contents.items()],
        "projects": len(projects),
        "left out as done": [project.name for project in scheduled if project not in projects],
    }
    noticed = write_folder(output, files, record, _warnings_of_loading)
    return ScheduleReport(
        output=output,
        files=len(schedules),
        tasks=sum(len(project.tasks) for project in projects),
        projects=len(projects),
        pools=files["pools.csv"].count("\n") - 1,
        done=len(scheduled) - len(projects),
        warnings=(*warnings, *_beside(scheduled, schedules), *_not_read(schedules), *noticed),
    )


def _settled(
    schedules: Sequence[Schedule], cut: Cut | None, month_0: int | None, currency: str
) -> tuple[int, str, list[ScheduledProject]]:
    """Month 0, currency and projects as said or as the files say; all that they leave open is asked at once."""
    problems: list[Problem] = []
    start, code, scheduled = month_0 or 0, currency, list[ScheduledProject]()
    try:
        start = _month_0(schedules) if month_0 is None else month_0
    except DataError as error:
        problems += error.problems
    try:
        code = currency or _currency(schedules)
    except DataError as error:
        problems += error.problems
    try:
        scheduled = projects_of(schedules, cut)
    except DataError as error:
        problems += error.problems
    if problems:
        raise DataError(problems)
    return start, code, scheduled


def _content(source: Path) -> bytes:
    try:
        return source.read_bytes()
    except OSError as error:
        raise refused(source.name, f"this file cannot be opened ({error.strerror})", "Check name and rights") from error


def _month_0(schedules: Sequence[Schedule]) -> int:
    """The month of the status dates, where all files have the same."""
    months = {None if s.status is None else ordinal_of(s.status) for s in schedules}
    (only, *more) = months
    if only is not None and not more:
        return only
    saved = {iso_month(ordinal_of(s.saved)) for s in schedules if s.saved is not None}
    hint = f"; saved in {', '.join(sorted(saved))}" if saved else ""
    message = f"the month for which the schedule holds, month 0, is not in it{hint}"
    raise refused(schedules[0].file, message, "Say it: --planning-date 2027-03")


def _currency(schedules: Sequence[Schedule]) -> str:
    codes = {s.currency or "/".join(currencies_of(s.symbol) if s.symbol else ()) for s in schedules}
    (only, *more) = codes
    if not more and re.fullmatch("[A-Z]{3}", only):
        return only
    message = f"the currency is not certain (found {', '.join(sorted(codes)) or 'none'})"
    raise refused(schedules[0].file, message, "Say it: --currency GBP")


def _is_done(project: ScheduledProject, month_0: int) -> bool:
    """True where all tasks are complete, or nothing is left to do and the last day lies before month 0."""
    return all(task.complete >= _DONE for task in _leaves(project)) and ordinal_of(_finish(project)) <= month_0


def _leaves(project: ScheduledProject) -> list[Task]:
    return [task for task in project.tasks if not task.is_summary] or list(project.tasks)


def _finish(project: ScheduledProject) -> date:
    return max(task.finish for task in _leaves(project))


def _start(project: ScheduledProject) -> date:
    return min(task.start for task in _leaves(project))


def _files(
    projects: Sequence[ScheduledProject], schedules: Sequence[Schedule], month_0: int, currency: str
) -> tuple[dict[str, str], list[Problem]]:
    frame = _Frame(month_0, _pool_of(schedules))
    ids = _ids(projects)
    demand = [row for project, key in zip(projects, ids, strict=True) for row in _demand(project, key, frame)]
    used = {row["pool_id"] for row in demand}
    pools = list(_pools(schedules, frame, used))
    links, warnings = _dependencies(projects, ids)
    milestones = [row for project, key in zip(projects, ids, strict=True) for row in _milestones(project, key)]
    rows = [_project(project, key, frame) for project, key in zip(projects, ids, strict=True)]
    tables = {"projects": rows, "pools": pools, "demand": demand, "dependencies": links, "milestones": milestones}
    if not pools:
        raise _without_work(projects, schedules)
    warnings += _without_people(projects, ids, demand)
    files = {"portfolio.yaml": write_texts(_settings(schedules, month_0, currency))}
    return files | {f"{name}.csv": csv_text(table) for name, table in tables.items() if table}, warnings


def _settings(schedules: Sequence[Schedule], month_0: int, currency: str) -> dict[str, Any]:
    name = schedules[0].name if len(schedules) == 1 else f"{len(schedules)} schedules"
    last = max(ordinal_of(task.finish) for schedule in schedules for task in schedule.tasks)
    listed = [dict(zip(("table", "column", "source", "note"), entry, strict=True)) for entry in _ASSUMPTIONS]
    return {
        "name": name,
        "currency": currency,
        "planning_date": iso_month(month_0),
        "horizon_months": str(min(240, max(36, last - month_0 + 12))),
        "assumptions": listed,
    }


def _ids(projects: Sequence[ScheduledProject]) -> list[str]:
    """Ids from the names, with a number behind those that occur twice."""
    plain = [re.sub(r"[^a-z0-9]+", "-", project.name.lower()).strip("-")[:40] or "project" for project in projects]
    seen: Counter[str] = Counter()
    ids = []
    for name in plain:
        seen[name] += 1
        ids.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return ids


def _project(project: ScheduledProject, key: str, frame: _Frame) -> dict[str, str]:
    leaves = _leaves(project)
    first, last = _span(project, frame)
    fixed = sum(task.fixed_cost for task in leaves)
    material = sum(a.cost for a in _assigned(project) if not _resource(project, a).is_work)
    baselines = [task.baseline_finish for task in leaves if task.baseline_finish is not None]
    begun = any(task.has_begun for task in leaves)
    return {
        "project_id": key,
        "name": project.name,
        "stage": "in delivery" if begun else "",
        "in_flight": "yes" if begun else "no",
        "planned_start": iso_month(ordinal_of(_start(project))),
        "duration_months": str(last - first + 1),
        "remaining_cost": f"{fixed + material:.2f}",
        "benefit_per_month": "0",
        "baseline_finish": iso_month(ordinal_of(max(baselines)) + 1) if baselines else "",
        "forecast_finish": iso_month(ordinal_of(_finish(project)) + 1),
        "percent_complete": f"{_complete(project):.4g}",
    }


def _span(project: ScheduledProject, frame: _Frame) -> tuple[int, int]:
    """First and last month of the work that remains; work in flight goes on in month 0."""
    begun = any(task.has_begun for task in _leaves(project))
    first = frame.month_0 if begun else max(frame.month_0, ordinal_of(_start(project)))
    return first, max(first, ordinal_of(_finish(project)))


def _complete(project: ScheduledProject) -> float:
    """As the task that sums it up says; else by the length of the tasks."""
    if project.whole is not None:
        return project.whole.complete
    lengths = [(max(1, (task.finish - task.start).days), task.complete) for task in _leaves(project)]
    return sum(days * complete for days, complete in lengths) / sum(days for days, _ in lengths)


def _assigned(project: ScheduledProject) -> list[Assignment]:
    own = {task.uid for task in project.tasks}
    known = {resource.uid for resource in project.schedule.resources}
    return [a for a in project.schedule.assignments if a.task in own and a.resource in known]


def _resource(project: ScheduledProject, assignment: Assignment) -> Resource:
    return next(r for r in project.schedule.resources if r.uid == assignment.resource)


def _demand(project: ScheduledProject, key: str, frame: _Frame) -> Iterator[dict[str, str]]:
    """Person-days by pool and month of work; the sum over months is what remains of the assignments."""
    first, last = _span(project, frame)
    hours_per_day = project.schedule.time.hours_per_day
    days: dict[tuple[str, int], float] = defaultdict(float)
    for assignment in _assigned(project):
        pool = frame.pools.get((project.schedule.file, assignment.resource))
        if pool is None or assignment.hours <= 0:
            continue
        for day, hours in assignment.by_day:
            offset = min(last, max(first, ordinal_of(day))) - first
            days[pool, offset] += hours / hours_per_day
    for (pool, offset), amount in sorted(days.items()):
        yield {
            "project_id": key,
            "pool_id": pool,
            "month_offset": str(offset),
            "person_days": f"{amount:.{_DIGITS}f}",
        }


def _pool_of(schedules: Sequence[Schedule]) -> dict[tuple[str, int], str]:
    """Resources of a group are one pool where every work resource has a group; else those of a name are."""
    work = [(schedule.file, r) for schedule in schedules for r in schedule.resources if r.is_work]
    by_group = bool(work) and all(resource.group for _, resource in work)
    return {(file, r.uid): _plain(r.group if by_group else r.name) for file, r in work}


def _plain(name: str) -> str:
    return re.sub(r"[^\w]+", "-", name.lower()).strip("-") or "pool"


def _pools(schedules: Sequence[Schedule], frame: _Frame, used: set[str]) -> Iterator[dict[str, str]]:
    """Pools that have work; a resource that stands in several files counts once, with its largest units."""
    members: dict[str, dict[str, tuple[Resource, Schedule]]] = defaultdict(dict)
    for schedule in schedules:
        for resource in schedule.resources:
            pool = frame.pools.get((schedule.file, resource.uid))
            if pool in used:
                before = members[pool].get(resource.name)
                if before is None or before[0].units < resource.units:
                    members[pool][resource.name] = (resource, schedule)
    for pool, own in sorted(members.items()):
        resources = [resource for resource, _ in own.values()]
        schedule = next(iter(own.values()))[1]
        capacity = sum(resource.units * resource.time.days_per_month for resource in resources)
        priced = [r.rate * schedule.time.hours_per_day for r in resources if r.rate > 0]
        yield {
            "pool_id": pool,
            "name": resources[0].group if len(resources) > 1 else resources[0].name,
            "capacity_per_month": f"{capacity:.{_DIGITS}f}",
            "day_rate": f"{sum(priced) / len(priced):.2f}" if priced else "0",
        }


def _dependencies(
    projects: Sequence[ScheduledProject], ids: Sequence[str]
) -> tuple[list[dict[str, str]], list[Problem]]:
    """Links from the end of one project to the beginning of another; links between their middles are reported."""
    lags: dict[tuple[int, int], int] = {}
    partly: Counter[tuple[int, int]] = Counter()
    for between in _links_between(projects):
        pair = between.before, between.after
        if between.is_whole:
            lags[pair] = max(0, between.lag_months, lags.get(pair, 0))
        else:
            partly[pair] += 1
    rows = [
        {"predecessor": ids[before], "successor": ids[after], "lag_months": str(lag)}
        for (before, after), lag in sorted(lags.items())
    ]
    return rows, [
        _not_carried_over(projects, *pair, count) for pair, count in sorted(partly.items()) if pair not in lags
    ]


@dataclass(frozen=True, slots=True)
class _Between:
    """A link between two projects; ``is_whole`` where it leads from the end of one to the beginning of the other."""

    before: int
    after: int
    lag_months: int
    is_whole: bool


def _links_between(projects: Sequence[ScheduledProject]) -> Iterator[_Between]:
    owner = {(p.schedule.file, task.uid): (at, task) for at, p in enumerate(projects) for task in p.tasks}
    stems = {Path(p.schedule.file).stem.lower(): p.schedule.file for p in projects}
    for at, project in enumerate(projects):
        for task in project.tasks:
            for link in task.links:
                name = re.split(r"[\\/]", link.file)[-1]
                file = stems.get(Path(name).stem.lower(), "") if link.file else project.schedule.file
                before, source = owner.get((file, link.uid), (at, task))
                if before != at:
                    is_whole = link.is_finish_to_start and _ends(projects[before], source) and _begins(project, task)
                    months = math.ceil(link.lag_days / project.schedule.time.days_per_month)
                    yield _Between(before, at, months, is_whole)


def _ends(project: ScheduledProject, task: Task) -> bool:
    return ordinal_of(task.finish) == ordinal_of(_finish(project))


def _begins(project: ScheduledProject, task: Task) -> bool:
    return ordinal_of(task.start) == ordinal_of(_start(project))


def _not_carried_over(projects: Sequence[ScheduledProject], before: int, after: int, count: int) -> Problem:
    links = "1 link" if count == 1 else f"{count} links"
    message = (
        f"{links} from {projects[before].name} to {projects[after].name} do not lead from an end to a beginning, "
        "so the projects can be moved apart"
    )
    remedy = "Add the pair to dependencies.csv if one must wait for the whole of the other"
    return Problem(projects[after].schedule.file, None, "", "", message, remedy)


def _milestones(project: ScheduledProject, key: str) -> Iterator[dict[str, str]]:
    for task in project.tasks:
        if task.is_milestone and not task.is_summary:
            yield {
                "project_id": key,
                "name": task.name,
                "baseline": "" if task.baseline_finish is None else task.baseline_finish.isoformat(),
                "forecast": task.finish.isoformat(),
                "actual": "" if task.actual_finish is None else task.actual_finish.isoformat(),
            }


_MOST_NAMED = 5
_BRING_ALL = "Open each of them in Microsoft Project, save it as XML, and bring all of them in together"


def _without_work(projects: Sequence[ScheduledProject], schedules: Sequence[Schedule]) -> DataError:
    """Why there is nothing to plan: the work stands in the files of inserted projects, or nobody is assigned."""
    elsewhere = [project.elsewhere for project in projects if project.elsewhere]
    if elsewhere:
        more = len(elsewhere) - _MOST_NAMED
        named = ", ".join(elsewhere[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        return refused(
            schedules[0].file, f"the tasks of its inserted projects are in files of their own: {named}", _BRING_ALL
        )
    return refused(schedules[0].file, "no work of people remains in it", "Assign work resources, and export it again")


def _without_people(
    projects: Sequence[ScheduledProject], ids: Sequence[str], demand: Sequence[Mapping[str, str]]
) -> list[Problem]:
    """Projects whose tasks nobody is assigned to: their work would not be counted."""
    staffed = {row["project_id"] for row in demand}
    nobody = "nobody is assigned to what remains of this project"
    assign = "Assign people in the schedule, or add its demand to demand.csv"
    return [
        Problem(
            project.schedule.file, None, "", project.name,
            f"the tasks of this inserted project are in {project.elsewhere}" if project.elsewhere else nobody,
            _BRING_ALL if project.elsewhere else assign,
        )
        for project, key in zip(projects, ids, strict=True)
        if key not in staffed
    ]  # fmt: skip


def _beside(projects: Sequence[ScheduledProject], schedules: Sequence[Schedule]) -> list[Problem]:
    """Tasks that lie beside the projects of their file, of which nothing is carried over."""
    problems = []
    for schedule in schedules:
        own = [project for project in projects if project.schedule is schedule]
        covered = {task.uid for p in own for task in (*p.tasks, *([p.whole] if p.whole is not None else []))}
        covered |= {task.uid for task in schedule.tasks if task.is_subproject}
        left = [task for task in schedule.tasks if task.uid not in covered and not task.is_summary and task.level > 0]
        if left and (own or any(task.is_subproject for task in schedule.tasks)):
            hours = sum(a.hours for a in schedule.assignments if a.task in {task.uid for task in left})
            which = "this task belongs" if len(left) == 1 else f"each of {len(left)} tasks like this belongs"
            message = f"{which} to no project and is left out, with {hours:,.10g} hours of work"
            remedy = "Put it into one of the projects, or say that the file is one project"
            problems.append(Problem(schedule.file, None, "", left[0].name, message, remedy))
    return problems


def _not_read(schedules: Sequence[Schedule]) -> Iterator[Problem]:
    """What a file says of time that is not read, or does not say although it matters."""
    for schedule in schedules:
        if schedule.unread:
            message = "days off or at work that come again by their place in a month are not read"
            remedy = "Enter them as single days, if they matter"
            yield Problem(schedule.file, None, "", ", ".join(schedule.unread)[:EXCERPT_LENGTH], message, remedy)
        paused = _paused(schedule)
        if paused:
            which = "this task pauses" if len(paused) == 1 else f"{len(paused)} tasks like this pause"
            message = f"{which} between start and finish, and the file does not say when; the work is spread evenly"
            remedy = "Export from Microsoft Project itself, which writes the work by day"
            yield Problem(schedule.file, None, "", paused[0].name, message, remedy)


def _paused(schedule: Schedule) -> list[Task]:
    """Tasks that are shorter than the days between their start and finish, whose work has no times of its own."""
    tasks = {task.uid: task for task in schedule.tasks}
    untimed = {a.task: a for a in schedule.assignments if a.hours > 0 and not a.pieces}
    return [
        tasks[uid]
        for uid, a in untimed.items()
        if tasks[uid].hours > 0
        and sum(map(a.time.hours, a.time.days(tasks[uid].start, tasks[uid].finish))) - tasks[uid].hours
        > _PAUSE * schedule.time.hours_per_day
    ]


def _warnings_of_loading(folder: Path) -> tuple[Problem, ...]:
    inspection = inspect(folder)
    if inspection.portfolio is None:
        raise DataError(inspection.errors, inspection.warnings)
    return inspection.warnings
