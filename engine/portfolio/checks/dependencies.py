"""Dependencies that cannot hold, and projects that cannot finish in time because of them or alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from engine.errors import Problem
from engine.portfolio.checks.check import Check
from engine.portfolio.model.draft import Draft, DraftRow
from engine.portfolio.model.project import Project
from engine.portfolio.model.resources import Dependency


@dataclass(frozen=True, slots=True)
class Soonest:
    """The earliest a project can finish (a month offset) in its fastest mode, and what it waits for.

    ``waits_for`` is the predecessor that decides the start, ``blocked_by`` one that can never run in time.
    """

    finish: int
    waits_for: str | None = None
    blocked_by: str | None = None
    late: bool = False


def self_dependency(draft: Draft) -> Iterator[Problem]:
    """A project that waits for itself."""
    for entry in draft.dependencies:
        if entry.record.predecessor == entry.record.successor:
            message = "a project cannot depend on itself"
            yield draft.dependencies.problem(entry, "successor", message, "Name another project, or remove the row")


def cycles(draft: Draft) -> Iterator[Problem]:
    """Projects that wait for one another in a circle."""
    edges = {(entry.record.predecessor, entry.record.successor): entry for entry in _edges(draft)}
    while cycle := _cycle(set(edges)):
        links = list(pairwise(cycle))
        last = max((edges[link] for link in links), key=lambda entry: entry.row)
        message = f"these projects wait for one another in a circle: {' → '.join(cycle)}"
        yield draft.dependencies.problem(last, "successor", message, "Remove one of the dependencies of the circle")
        for link in links:
            del edges[link]


def mandatory_cannot_fit(draft: Draft) -> Iterator[Problem]:
    """A project that must run but cannot finish by its latest finish, even with all capacity to itself."""
    yield from _cannot_fit(draft, mandatory=True)


def optional_cannot_fit(draft: Draft) -> Iterator[Problem]:
    """A project that can only be stopped, since it cannot finish by its latest finish."""
    yield from _cannot_fit(draft, mandatory=False)


def doubled_dependencies(draft: Draft) -> Iterator[Problem]:
    """The same dependency twice."""
    first: dict[tuple[str, str], int] = {}
    for entry in draft.dependencies:
        pair = (entry.record.predecessor, entry.record.successor)
        if pair in first:
            message = f"row {first[pair]} has the same predecessor and successor; both hold, so the longer lag decides"
            yield draft.dependencies.problem(entry, "successor", message, "Remove one of the two rows")
        first.setdefault(pair, entry.row)


def successor_in_flight(draft: Draft) -> Iterator[Problem]:
    """A successor that has begun before its predecessor is done."""
    projects = _projects(draft)
    for entry in _edges(draft):
        successor = projects.get(entry.record.successor)
        if successor and successor.in_flight and entry.record.predecessor in projects:
            message = (
                f"{successor.project_id} is in flight although {entry.record.predecessor} is not finished, "
                "so it is exempt from this dependency"
            )
            remedy = "Remove the row, or check in_flight"
            yield draft.dependencies.problem(entry, "successor", message, remedy)


def plan_breaks_dependency(draft: Draft) -> Iterator[Problem]:
    """Today's plan starts a successor too early, or without its predecessor."""
    projects = _projects(draft)
    for entry in _edges(draft):
        before, after = projects.get(entry.record.predecessor), projects.get(entry.record.successor)
        if before is None or after is None or after.in_flight or not after.in_plan:
            continue
        free = before.plan_finish + entry.record.lag_months
        if not before.in_plan:
            message = f"today's plan runs {after.project_id} without {before.project_id}, on which it depends"
            remedy = f"Take {before.project_id} into the plan, or remove the dependency"
        elif after.plan_start < free:
            message = (
                f"today's plan starts {after.project_id} in {draft.settings.month(after.plan_start)}, "
                f"but {before.project_id} lets it start in {draft.settings.month(free)}"
            )
            remedy = "Correct the planned starts, or the dependency"
        else:
            continue
        yield draft.dependencies.problem(entry, "successor", message, remedy)


def _projects(draft: Draft) -> dict[str, Project]:
    return {project.project_id: project for project in draft.projects.records}


def _edges(draft: Draft) -> Iterator[DraftRow[Dependency]]:
    return (entry for entry in draft.dependencies if entry.record.predecessor != entry.record.successor)


def _cycle(edges: set[tuple[str, str]]) -> list[str] | None:
    """One circle as a list whose first and last are the same, or None."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for predecessor, successor in sorted(edges):
        sorter.add(successor, predecessor)
    try:
        sorter.prepare()
    except CycleError as error:
        return list(error.args[1])
    return None


def _cannot_fit(draft: Draft, *, mandatory: bool) -> Iterator[Problem]:
    soonest = _soonest(draft)
    for entry in draft.projects:
        project, earliest = entry.record, soonest.get(entry.record.project_id)
        if project.mandatory is not mandatory or earliest is None or not (earliest.late or earliest.blocked_by):
            continue
        must = "the project is mandatory but" if mandatory else "the project can only be stopped: it"
        yield draft.projects.problem(entry, "latest_finish", f"{must} {_why(draft, earliest)}", _REMEDY)


_REMEDY = "Allow a later finish, shorten the work, or remove the dependency"


def _why(draft: Draft, earliest: Soonest) -> str:
    if earliest.blocked_by:
        return f"waits for {earliest.blocked_by}, which cannot finish by its own latest finish"
    finish = draft.settings.month(earliest.finish)
    waits = f" because it waits for {earliest.waits_for}" if earliest.waits_for else ", alone and in its fastest mode"
    return f"cannot finish before {finish}{waits}"


def _soonest(draft: Draft) -> dict[str, Soonest]:
    """By project, in the order of dependencies; empty when these run in a circle."""
    projects = _projects(draft)
    before: dict[str, list[Dependency]] = {name: [] for name in projects}
    for entry in _edges(draft):
        if entry.record.predecessor in projects and entry.record.successor in projects:
            before[entry.record.successor].append(entry.record)
    earliest: dict[str, Soonest] = {}
    try:
        order = TopologicalSorter({name: [d.predecessor for d in links] for name, links in before.items()})
        for name in order.static_order():
            earliest[name] = _soonest_of(projects[name], before[name], earliest)
    except CycleError:
        return {}
    return earliest


def _soonest_of(project: Project, before: list[Dependency], earliest: dict[str, Soonest]) -> Soonest:
    start, waits_for, blocked_by = (0 if project.in_flight else project.earliest), None, None
    for link in before if not project.in_flight else ():
        predecessor = earliest[link.predecessor]
        if predecessor.late or predecessor.blocked_by:
            blocked_by = link.predecessor
        if predecessor.finish + link.lag_months > start:
            start, waits_for = predecessor.finish + link.lag_months, link.predecessor
    finish = start + _shortest(project)
    late = project.latest_finish is not None and finish > project.latest_finish
    return Soonest(finish, waits_for, blocked_by, late)


def _shortest(project: Project) -> int:
    if project.can_accelerate and project.accelerated_duration is not None:
        return min(project.duration_months, project.accelerated_duration)
    return project.duration_months


ERRORS: tuple[Check, ...] = (self_dependency, cycles, mandatory_cannot_fit)
WARNINGS: tuple[Check, ...] = (
    doubled_dependencies,
    successor_in_flight,
    plan_breaks_dependency,
    optional_cannot_fit,
)
