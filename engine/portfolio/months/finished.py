"""What finished projects took of the time first planned, as the saved months show it.

A project's work counts from the first month in which it was under way: what was planned to be left of it then, against
the month in which it was done. It is done in the first month that reports it so, or that no longer lists it where the
one before had it end by then, or nearly done. One that is gone earlier may have been stopped, and does not count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.errors import DataError
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.months.store import DataMonth, months
from engine.portfolio.reading.loading import load

_DONE, _NEARLY = 1.0, 0.95


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A project under way in one month: months of work left as planned then, and what it reports to be complete."""

    left: int
    complete: float


@dataclass(frozen=True, slots=True)
class ListedMonth:
    """What one saved month says of progress: its ordinal, and all its projects, ``None`` for one not under way."""

    month: int
    projects: Mapping[str, UnderWay | None]


def listed_in(portfolio: Portfolio) -> ListedMonth:
    """What a month's portfolio says of progress."""
    return ListedMonth(portfolio.settings.planning_month, {p.project_id: _under_way(p) for p in portfolio.projects})


def durations_taken(listed: Sequence[ListedMonth]) -> tuple[float, ...]:
    """Of each project that the months see from its work to its end: what it took, of what was planned.

    ``listed`` are in any order, at most one a month.
    """
    ordered = sorted(listed, key=lambda each: each.month)
    ids = dict.fromkeys(i for each in ordered for i in each.projects)
    return tuple(factor for project_id in ids for factor in _taken(project_id, ordered))


def with_kept_months(portfolio: Portfolio, earlier: Sequence[ListedMonth | None]) -> Portfolio:
    """The portfolio, knowing what finished projects took in the months before it; one that is ``None`` is missing."""
    taken = durations_taken([*filter(None, earlier), listed_in(portfolio)])
    return portfolio.model_copy(update={"durations_taken": taken}) if taken else portfolio


def months_before(saved: Sequence[DataMonth], month: str) -> tuple[DataMonth, ...]:
    """The newest version of every one of the ``saved`` months before one, the oldest first.

    ``saved`` are in the order of :func:`~engine.portfolio.months.store.months`; ``month`` is written ``YYYY-MM``.
    """
    return tuple({m.month: m for m in saved if m.month < month}.values())


def listed_month(folder: Path) -> ListedMonth | None:
    """What the saved month in a folder says of progress; ``None`` where it can no longer be read."""
    try:
        return listed_in(load(folder))
    except DataError:
        return None


def loaded_with_months(path: Path) -> Portfolio:
    """A portfolio by its folder or workbook; one that is a saved month knows what those before it show.

    Raises:
        DataError: it cannot be used.
    """
    portfolio = load(path)
    saved = months(path.resolve().parent.parent)
    own = next((m for m in saved if m.folder.resolve() == path.resolve()), None)
    if own is None:
        return portfolio
    return with_kept_months(portfolio, [listed_month(m.folder) for m in months_before(saved, own.month)])


def _under_way(project: Project) -> UnderWay | None:
    complete = project.percent_complete or 0.0
    return UnderWay(project.duration_months, complete) if project.in_flight or complete >= _DONE else None


def _taken(project_id: str, ordered: Sequence[ListedMonth]) -> Iterator[float]:
    """The factor of one project, where the months see it begin and end."""
    first: tuple[int, UnderWay] | None = None
    last: tuple[int, UnderWay] | None = None
    for each in ordered:
        now = each.projects.get(project_id)
        if first is not None and last is not None and _is_done(project_id, each, last):
            yield (each.month - first[0]) / first[1].left
            return
        if now is not None and now.complete < _DONE:
            first, last = first or (each.month, now), (each.month, now)


def _is_done(project_id: str, each: ListedMonth, last: tuple[int, UnderWay]) -> bool:
    now, (month, before) = each.projects.get(project_id), last
    if now is not None:
        return now.complete >= _DONE
    is_gone = project_id not in each.projects
    return is_gone and (month + before.left <= each.month or before.complete >= _NEARLY)
