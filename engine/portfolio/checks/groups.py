"""Exclusive groups, of which at most one project runs, and benefits that two projects claim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from engine.errors import Problem
from engine.portfolio.checks.check import Check
from engine.portfolio.model.draft import Draft, DraftRow
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project


def two_mandatory(draft: Draft) -> Iterator[Problem]:
    """Two projects that must run, of which only one may."""
    for name, entries in _groups(draft).items():
        must = [entry for entry in entries if entry.record.mandatory]
        if len(must) > 1:
            message = f"the group {name!r} has {_count(must)} mandatory projects ({_ids(must)}), but only one can run"
            yield draft.projects.problem(must[1], "exclusive_group", message, "Leave at most one of them mandatory")


def two_in_plan(draft: Draft) -> Iterator[Problem]:
    """Two projects of today's plan, of which only one may run."""
    planned = Portfolio.model_construct(settings=draft.settings, projects=draft.projects.records, pools=()).planned
    for name, entries in _groups(draft).items():
        inside = [entry for entry in entries if entry.record.in_plan]
        if len(inside) > 1:
            counts = next(entry.record.project_id for entry in inside if entry.record.project_id in planned)
            message = f"the group {name!r} has {_count(inside)} projects in the plan ({_ids(inside)}); {counts} counts"
            remedy = "Set in_plan to no for the others; in flight comes first, then the earliest planned"
            yield draft.projects.problem(inside[1], "exclusive_group", message, remedy)


def group_of_one(draft: Draft) -> Iterator[Problem]:
    """A group that excludes nothing, as after a slip of the pen in its name."""
    named = draft.projects.mentioned("exclusive_group")
    for name, entries in _groups(draft).items():
        if len(entries) == 1 and not draft.projects.unread:
            others = sorted(named - {name})
            remedy = f"Check the name against the other groups ({', '.join(others)})" if others else "Clear the cell"
            message = "no other project is in this group, so it excludes nothing"
            yield draft.projects.problem(entries[0], "exclusive_group", message, remedy)


def dependency_within_group(draft: Draft) -> Iterator[Problem]:
    """A successor that excludes its own predecessor can never run."""
    group = {project.project_id: project.exclusive_group for project in draft.projects.records}
    for entry in draft.dependencies:
        first, second = entry.record.predecessor, entry.record.successor
        if first != second and group.get(first) is not None and group.get(first) == group.get(second):
            message = f"{first} and {second} exclude one another, so {second} can never run"
            remedy = "Remove the dependency, or take one of them out of the exclusive group"
            yield draft.dependencies.problem(entry, "successor", message, remedy)


def benefit_claimed_twice(draft: Draft) -> Iterator[Problem]:
    """The same benefit in the business case of two related projects.

    Two projects are related when one depends on the other, or when they are in the same exclusive group and both
    in the plan. The benefit counts as the same when the amount per month is equal and not zero, and owner and type
    are equal too. Unrelated projects with equal round figures are left alone.
    """
    entries = {entry.record.project_id: entry for entry in draft.projects}
    for first, second in _related(draft):
        if first not in entries or second not in entries:
            continue
        one, other = sorted((entries[first], entries[second]), key=lambda entry: entry.row)
        if one.row != other.row and _claim(one.record) == _claim(other.record) and one.record.benefit_per_month:
            message = (
                f"{one.record.project_id} (row {one.row}) claims the same benefit per month, so it may count twice"
            )
            remedy = "Leave the benefit with one of the two, or split it between them"
            yield draft.projects.problem(other, "benefit_per_month", message, remedy)


def _related(draft: Draft) -> list[tuple[str, str]]:
    pairs = {(entry.record.predecessor, entry.record.successor) for entry in draft.dependencies}
    for entries in _groups(draft).values():
        inside = [entry.record.project_id for entry in entries if entry.record.in_plan]
        pairs |= set(combinations(inside, 2))
    return sorted({(min(pair), max(pair)) for pair in pairs})


def _claim(project: Project) -> tuple[float, str | None, str | None]:
    owner = project.benefit_owner.casefold() if project.benefit_owner else None
    return project.benefit_per_month, owner, project.benefit_type


def _groups(draft: Draft) -> dict[str, list[DraftRow[Project]]]:
    groups: dict[str, list[DraftRow[Project]]] = defaultdict(list)
    for entry in draft.projects:
        if entry.record.exclusive_group is not None:
            groups[entry.record.exclusive_group].append(entry)
    return groups


def _ids(entries: list[DraftRow[Project]]) -> str:
    return ", ".join(entry.record.project_id for entry in entries)


def _count(entries: list[DraftRow[Project]]) -> str:
    return {2: "two", 3: "three"}.get(len(entries), str(len(entries)))


ERRORS: tuple[Check, ...] = (two_mandatory,)
WARNINGS: tuple[Check, ...] = (two_in_plan, group_of_one, dependency_within_group, benefit_claimed_twice)
