"""The delivery report: all that a PMO reports each month, from the portfolio's own tables, with the money in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engine.analyse.today.conflicts import Conflict, pool_conflicts
from engine.analyse.today.today import todays_simulations
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.reporting import Assurance, ChangeRequest, Gate, Risk
from engine.report.milestones import DueMilestone, due_milestones, report_day
from engine.report.status import ProjectStatus, Totals, project_status, totals
from engine.report.tolerances import Tolerance, tolerances
from engine.report.years import RealisedYear, YearlyMoney, fiscal_years, realised_years

_TO_COME = frozenset({"", "to come", "open", "planned", "pending"})
_WEIGHT = {"high": 3, "medium": 2, "low": 1}
_PENDING = frozenset({"", "pending", "open", "submitted", "raised", "in review"})


class GateState(StrEnum):
    """Where a gate review stands."""

    HELD = "held"
    OVERDUE = "overdue"
    TO_COME = "to come"


@dataclass(frozen=True, slots=True)
class GateStatus:
    """A gate review and where it stands at the day of the report."""

    gate: Gate
    state: GateState


@dataclass(frozen=True, slots=True)
class RiskStatus:
    """A risk; ``weight`` is probability × impact on the words low, medium, high (1 to 9), ``None`` for other words."""

    risk: Risk
    weight: int | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class ChangeTotal:
    """Change requests of one status: how many, and what they add in money and months."""

    status: str
    count: int
    cost: float
    months: float

    @property
    def is_pending(self) -> bool:
        """Whether these wait for an answer."""
        return self.status in _PENDING


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """The report of one month; each part says in its own module what it holds.

    ``changes`` has requests that wait for an answer first. ``years`` holds the recommended way only where a
    recommendation was given.
    """

    day: date
    projects: tuple[ProjectStatus, ...]
    totals: Totals
    milestones: tuple[DueMilestone, ...]
    tolerances: tuple[Tolerance, ...]
    conflicts: tuple[Conflict, ...]
    gates: tuple[GateStatus, ...]
    assurance: tuple[Assurance, ...]
    risks: tuple[RiskStatus, ...]
    changes: tuple[ChangeRequest, ...]
    change_totals: tuple[ChangeTotal, ...]
    years: tuple[YearlyMoney, ...]
    realised: tuple[RealisedYear, ...]
    has_last_month: bool

    @property
    def breaches(self) -> tuple[Tolerance, ...]:
        """Tolerances exceeded or forecast to be."""
        return tuple(t for t in self.tolerances if t.is_breach)


def delivery_report(
    portfolio: Portfolio, recommendation: Recommendation | None = None, previous: Portfolio | None = None
) -> DeliveryReport:
    """The delivery report of a portfolio; ``previous`` is last month's, for trends. It needs no plan to be found.

    ``recommendation`` is ``None`` where there is no plan.
    """
    today = todays_simulations(portfolio)
    before = None if previous is None else todays_simulations(previous)
    projects = project_status(portfolio, today, previous, before)
    return DeliveryReport(
        report_day(portfolio),
        projects,
        totals(portfolio, projects),
        due_milestones(portfolio),
        tolerances(portfolio, today),
        pool_conflicts(portfolio),
        _gates(portfolio),
        tuple(sorted(portfolio.assurance, key=lambda a: (a.date is None, a.date or date.max), reverse=True)),
        _risks(portfolio),
        tuple(sorted(portfolio.changes, key=lambda c: not _is_pending(c))),
        _change_totals(portfolio),
        fiscal_years(portfolio, today, recommendation),
        realised_years(portfolio),
        previous is not None,
    )


def name_of(portfolio: Portfolio, project_id: str) -> str:
    """The name of a project; its id where the reporting tables name one that is not there."""
    project = portfolio.projects_by_id.get(project_id)
    return project_id if project is None else project.name


def _gates(portfolio: Portfolio) -> tuple[GateStatus, ...]:
    """Overdue first, then those to come by date, then those held, latest first."""
    today, order = report_day(portfolio), [GateState.OVERDUE, GateState.TO_COME, GateState.HELD]
    gates = [GateStatus(g, _gate_state(g, today)) for g in portfolio.gates]

    def place(status: GateStatus) -> tuple[int, int, str]:
        day = (status.gate.date or date.max).toordinal()
        return order.index(status.state), -day if status.state is GateState.HELD else day, status.gate.project_id

    return tuple(sorted(gates, key=place))


def _gate_state(gate: Gate, today: date) -> GateState:
    if _word(gate.outcome) not in _TO_COME:
        return GateState.HELD
    return GateState.OVERDUE if gate.date is not None and gate.date < today else GateState.TO_COME


def _risks(portfolio: Portfolio) -> tuple[RiskStatus, ...]:
    """Heaviest first, then by the day they are due."""
    today = report_day(portfolio)
    risks = [RiskStatus(r, _weight(r), r.due is not None and r.due < today) for r in portfolio.risks]
    return tuple(sorted(risks, key=lambda s: (-(s.weight or 0), s.risk.due or date.max, s.risk.project_id)))


def _weight(risk: Risk) -> int | None:
    probability, impact = _WEIGHT.get(_word(risk.probability)), _WEIGHT.get(_word(risk.impact))
    return None if probability is None or impact is None else probability * impact


def _change_totals(portfolio: Portfolio) -> tuple[ChangeTotal, ...]:
    """By status in order of appearance, those that wait for an answer first."""
    groups: dict[str, list[ChangeRequest]] = {}
    for change in sorted(portfolio.changes, key=lambda c: not _is_pending(c)):
        groups.setdefault(_word(change.status), []).append(change)
    return tuple(
        ChangeTotal(status, len(rows), sum(c.cost or 0.0 for c in rows), sum(c.months or 0.0 for c in rows))
        for status, rows in groups.items()
    )


def _is_pending(change: ChangeRequest) -> bool:
    return _word(change.status) in _PENDING


def _word(text: str | None) -> str:
    return (text or "").strip().casefold()
