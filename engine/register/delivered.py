"""Delivered against expected: what a decision promised, and what the table benefits has since recorded.

Nothing of it is stored. It says what came, not what caused it: benefits also come from work that went on before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from engine.portfolio.model.calendar import iso_month, ordinal_of
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import DecisionKind, Mode
from engine.register.entry import Entry, State, SubjectKind
from engine.register.what_still_stands import superseded_by
from engine.valuation.cashflow import run_flow
from engine.valuation.work import work_profiles

Benefits = tuple[tuple[str, float], ...]


class Basis(StrEnum):
    """Where the expected benefits come from."""

    PROMISED = "promised when it was decided"
    PLANNED = "planned in the table benefits"


@dataclass(frozen=True, slots=True)
class Delivered:
    """Benefits since a decision, undiscounted money, over the months in which actual benefits are recorded.

    ``months_elapsed`` are the months that are over since the decision, until it was superseded; ``months_counted``
    are those among them with an actual figure. Expected and actual are sums over the months counted.
    """

    entry_id: str
    project_id: str
    basis: Basis
    months_elapsed: int
    months_counted: int
    expected: float
    actual: float

    @property
    def ratio(self) -> float | None:
        """Actual over expected; ``None`` when nothing was expected yet."""
        return self.actual / self.expected if self.expected > 0 else None


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """How past estimates have turned out, decision by decision and in total."""

    decisions: tuple[Delivered, ...]
    expected: float
    actual: float

    @property
    def ratio(self) -> float | None:
        """Actual over expected of all decisions that expected something by now; ``None`` without any."""
        return self.actual / self.expected if self.expected > 0 else None


def promised_benefits(portfolio: Portfolio, project_id: str, mode: Mode, start: int) -> Benefits:
    """The benefits a project promises by month when it is worked on from ``start`` (an offset): expected, undiscounted.

    This is what a decision keeps in ``benefits``. Stopped projects promise none.
    """
    project = portfolio.projects_by_id[project_id]
    flow = run_flow(portfolio, project, work_profiles(portfolio)[project_id], mode, start)
    return tuple((portfolio.settings.month(m), float(b)) for m, b in enumerate(flow.benefits) if b)


def delivered(entry: Entry, portfolio: Portfolio, until: Entry | None = None) -> Delivered | None:
    """Expected and actual benefits of the project since the decision, or until ``until`` superseded it.

    ``None`` for what promises no benefits of a project: a recommendation, a stop, people, a floor.
    """
    decision = entry.decision
    if entry.state is not State.DECIDED or entry.subject.kind is not SubjectKind.PROJECT:
        return None
    if decision.kind is DecisionKind.STOP:
        return None
    months = _months_over(entry, portfolio, until)
    planned, actual = _actuals(portfolio, entry.subject.id)
    basis = Basis.PROMISED if decision.benefits else Basis.PLANNED
    expected = dict(decision.benefits) if decision.benefits else planned
    counted = [month for month in months if month in actual]
    return Delivered(
        entry.id,
        entry.subject.id,
        basis,
        len(months),
        len(counted),
        sum(expected.get(month, 0.0) for month in counted),
        sum(actual[month] for month in counted),
    )


def track_record(entries: Iterable[Entry], portfolio: Portfolio) -> TrackRecord:
    """Every decision on a project beside what came of it; the total counts those that expected something by now."""
    entries = tuple(entries)
    gone = superseded_by(entries)
    every = (delivered(entry, portfolio, gone.get(entry.id)) for entry in entries)
    decisions = tuple(d for d in every if d is not None)
    scored = [d for d in decisions if d.ratio is not None]
    return TrackRecord(decisions, sum(d.expected for d in scored), sum(d.actual for d in scored))


def _months_over(entry: Entry, portfolio: Portfolio, until: Entry | None) -> list[str]:
    """Months after the decision's own up to the one before the planning month, or the superseding decision's own."""
    first = ordinal_of(entry.decision.decided_on) + 1
    last = portfolio.settings.planning_month - 1
    if until is not None:
        last = min(last, ordinal_of(until.decision.decided_on))
    return [iso_month(month) for month in range(first, last + 1)]


def _actuals(portfolio: Portfolio, project_id: str) -> tuple[dict[str, float], dict[str, float]]:
    """Planned and actual benefits of a project by month, where there is a figure."""
    planned: dict[str, float] = defaultdict(float)
    actual: dict[str, float] = defaultdict(float)
    for record in portfolio.benefits:
        if record.project_id == project_id:
            month = portfolio.settings.month(record.month)
            if record.planned is not None:
                planned[month] += record.planned
            if record.actual is not None:
                actual[month] += record.actual
    return dict(planned), dict(actual)
