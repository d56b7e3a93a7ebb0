"""The report as tables of plain values, one source for pages, downloads, the command line and programs.

A column says what its values are; how they are written follows from that. Money is in units of the currency.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from engine.explain.formats import NONE, balance, measured, money, month, number, percent
from engine.optimise.compare import Interval
from engine.portfolio.calendar import iso_month
from engine.portfolio.objects import Portfolio
from engine.portfolio.vocabulary import Health
from engine.report.delivery import DeliveryReport, name_of
from engine.report.figures_changed import CauseKind, FigureValue
from engine.report.last_month import LastMonth
from engine.report.milestones import WINDOW
from engine.report.status import Light, ProjectStatus, Trend
from engine.report.tolerances import Aspect, Tolerance
from engine.report.words import figure_name, figure_text, fiscal_years_begin, tolerance_text


@dataclass(frozen=True, slots=True)
class Sum:
    """Money in a column of other things: short on pages, in full with its currency where it is taken away."""

    amount: float


Cell = str | float | int | date | Sum | None

_MONEY_BY_YEAR = {
    "Cash benefits": "cash",
    "Avoided cost": "avoided",
    "Soft benefits": "soft",
    "Of no stated type": "unstated",
    "Benefits": "benefits",
    "Spent": "spent",
    "Budget": "budget",
    "Internal labour": "labour",
    "Penalties": "penalties",
    "Salvage": "salvage",
    "Net": "net",
}
"""Heads of the money in a fiscal year → what of it they show."""


class Form(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    MONEY = "money"
    SHARE = "share"
    NUMBER = "number"
    DAY = "day"
    MONTH = "month"
    """A month by its ordinal."""


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column, and what stands under it; money that is what one column is ``more`` than another."""

    head: str
    form: Form = Form.TEXT
    more: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ReportTable:
    """One section of a report: its key and title, how to read it, its columns and rows; ``empty`` says what is missing.

    ``is_long`` marks texts that need to wrap. ``ids`` are the project of each row, where rows are projects.
    """

    key: str
    title: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str
    is_long: bool = False
    ids: tuple[str, ...] = ()

    def texts(self, currency: str) -> tuple[tuple[str, ...], ...]:
        """Every row as people read it; a difference is that of the two amounts as they stand beside it."""
        return tuple(self._texts(row, currency) for row in self.rows)

    def _texts(self, row: tuple[Cell, ...], currency: str) -> tuple[str, ...]:
        texts = [cell_text(cell, column.form, currency) for cell, column in zip(row, self.columns, strict=True)]
        places = {column.head: place for place, column in enumerate(self.columns)}
        for place, column in enumerate(self.columns):
            if column.more is None:
                continue
            first, second = (places[head] for head in column.more)
            one, other = row[first], row[second]
            if isinstance(one, int | float) and isinstance(other, int | float):
                found = balance(one, other, currency)
                texts[first], texts[second], texts[place] = found.first, found.second, found.change
        return tuple(texts)

    def records(self) -> list[dict[str, Any]]:
        """Every row as programs read it: months as ``YYYY-MM``, days as ``YYYY-MM-DD``."""
        return [{c.head: _plain(cell, c.form) for cell, c in zip(row, self.columns, strict=True)} for row in self.rows]


LIGHTS = {Health.GREEN: "● green", Health.AMBER: "◆ amber", Health.RED: "■ red", None: NONE}
_TRENDS = {Trend.BETTER: " ↑", Trend.SAME: " →", Trend.WORSE: " ↓", None: ""}


def cell_text(cell: Cell, form: Form, currency: str) -> str:
    """One value as people read it."""
    if cell is None or cell == "":
        return NONE
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Sum):
        return money(cell.amount, currency)
    if isinstance(cell, date):
        return f"{cell.day} {month(cell.year * 12 + cell.month - 1)}"
    write: dict[Form, Callable[[float], str]] = {
        Form.MONEY: lambda amount: money(amount, currency),
        Form.SHARE: percent,
        Form.MONTH: lambda ordinal: month(round(ordinal)),
    }
    return write.get(form, number)(cell)


def in_full(cell: Cell, currency: str) -> str:
    """One value of a column of texts as it is taken away; money whole, with its currency."""
    return f"{currency} {cell.amount:.2f}" if isinstance(cell, Sum) else str(cell or "")


def _plain(cell: Cell, form: Form) -> Any:
    if isinstance(cell, Sum):
        return cell.amount
    if isinstance(cell, date):
        return cell.isoformat()
    return iso_month(round(cell)) if form is Form.MONTH and isinstance(cell, int | float) else cell


def delivery_tables(
    report: DeliveryReport, portfolio: Portfolio, since: LastMonth | None = None
) -> tuple[ReportTable, ...]:
    """Every section of the delivery report, in its order; what changed only where last month is known."""
    tables = [
        _status(report, portfolio),
        _milestones(report, portfolio),
        _tolerances(report, portfolio),
        _conflicts(report, portfolio),
        _gates(report, portfolio),
        _assurance(report, portfolio),
        _risks(report, portfolio),
        _changes(report, portfolio),
        _years(report, portfolio),
        _realised(report, portfolio),
    ]
    return (*tables, *last_month_tables(since, portfolio)) if since is not None else tuple(tables)


def last_month_tables(since: LastMonth, portfolio: Portfolio) -> tuple[ReportTable, ...]:
    """What changed since last month: causes, decisions, figures."""
    return (_causes(since), _decisions(since, portfolio), _figures(since, portfolio))


def _columns(*heads: str | tuple[str, Form] | tuple[str, Form, tuple[str, str]]) -> tuple[Column, ...]:
    return tuple(Column(head) if isinstance(head, str) else Column(*head) for head in heads)


def _status(report: DeliveryReport, portfolio: Portfolio) -> ReportTable:
    planned = sorted(report.projects, key=lambda s: not s.in_plan)
    trends = " Arrows: against last month." if report.has_last_month else ""
    return ReportTable(
        "status",
        "Status of every project",
        f"As reported, in brackets as its figures say where that differs; forecast cost is spent + remaining.{trends}",
        _columns(
            "Project",
            "In plan",
            "Time",
            "Cost",
            "Scope",
            "Benefit",
            ("Baseline finish", Form.MONTH),
            ("Planned finish", Form.MONTH),
            ("Forecast finish", Form.MONTH),
            ("Today's way", Form.MONTH),
            ("Months slipped", Form.NUMBER),
            ("Budget", Form.MONEY),
            ("Spent", Form.MONEY),
            ("Remaining", Form.MONEY),
            ("Forecast cost", Form.MONEY),
            ("Over budget", Form.MONEY, ("Forecast cost", "Budget")),
            ("Complete", Form.SHARE),
        ),
        tuple(_status_row(s, portfolio) for s in planned),
        "There are no projects in this portfolio.",
        ids=tuple(s.project_id for s in planned),
    )


def _status_row(status: ProjectStatus, portfolio: Portfolio) -> tuple[Cell, ...]:
    first = portfolio.settings.planning_month
    finishes = (status.baseline_finish, status.planned_finish, status.forecast_finish, status.simulated_finish)
    return (
        name_of(portfolio, status.project_id),
        "yes" if status.in_plan else "no",
        *(light_text(light) for light in status.lights.all),
        *(None if f is None else first + f for f in finishes),
        status.months_slipped,
        status.budget,
        status.spent,
        status.remaining,
        status.forecast,
        status.overrun,
        status.percent_complete,
    )


def light_text(light: Light) -> str:
    """``● green ↓ (■ red)``: reported, its trend, and measured where that says something else."""
    text = LIGHTS[light.reported_or_measured] + _TRENDS[light.trend]
    differs = light.reported is not None and light.measured is not None and light.measured is not light.reported
    return f"{text} ({LIGHTS[light.measured]})" if differs else text


def _milestones(report: DeliveryReport, portfolio: Portfolio) -> ReportTable:
    rows = tuple(
        (
            name_of(portfolio, m.project_id),
            m.name,
            m.state.value + (", forecast has passed" if m.is_stale else ""),
            m.baseline,
            m.due,
            m.days_late,
            m.owner,
        )
        for m in report.milestones
    )
    return ReportTable(
        "milestones",
        "Milestones",
        f"Overdue, due in the next {WINDOW} days, and reached in the month before.",
        _columns(
            "Project",
            "Milestone",
            "State",
            ("Baseline", Form.DAY),
            ("Forecast or reached", Form.DAY),
            ("Days late", Form.NUMBER),
            "Owner",
        ),
        rows,
        f"No milestone is overdue or due in the next {WINDOW} days. Milestones come from the table milestones.",
    )


def _tolerances(report: DeliveryReport, portfolio: Portfolio) -> ReportTable:
    rows = tuple(
        (
            name_of(portfolio, t.project_id),
            t.aspect.value,
            f"{LIGHTS[t.level]} {'exceeded' if t.is_breach else 'being used up'}",
            "has happened" if t.happened else "forecast",
            tolerance_text(t),
            _limit(t),
            t.money,
        )
        for t in report.tolerances
    )
    return ReportTable(
        "tolerances",
        "Tolerances",
        "Exceeded or forecast to be, by the thresholds of the portfolio; amounts of different aspects overlap.",
        _columns("Project", "Of", "Tolerance", "When", "Stands at", "Red from", ("Money in it", Form.MONEY)),
        rows,
        "No project is outside a tolerance, nor near it.",
        ids=tuple(t.project_id for t in report.tolerances),
    )


def _limit(tolerance: Tolerance) -> str:
    if tolerance.aspect is Aspect.TIME:
        return f"{measured(tolerance.limit, 'month')} late"
    return (
        f"{percent(tolerance.limit)} over" if tolerance.aspect is Aspect.COST else f"below {percent(tolerance.limit)}"
    )


def _conflicts(report: DeliveryReport, portfolio: Portfolio) -> ReportTable:
    first = portfolio.settings.planning_month
    rows = tuple(
        (
            first + c.month,
            portfolio.pools_by_id[c.pool_id].name,
            c.asked,
            c.capacity,
            c.money,
            ", ".join(name_of(portfolio, i) for i in c.projects),
        )
        for c in report.conflicts
    )
    return ReportTable(
        "conflicts",
        "Resource conflicts by month",
        "Months in which today's plan asks a pool for more person-days than it has.",
        _columns(
            ("Month", Form.MONTH),
            "Pool",
            ("Asked, days", Form.NUMBER),
            ("There, days", Form.NUMBER),
            ("Costs", Form.MONEY),
            "Projects that ask",
        ),
        rows,
        "In no month does today's plan ask a pool for more than it has.",
        is_long=True,
    )


def _gates(report: DeliveryReport, portfolio: Portfolio) -> ReportTable:
    rows = tuple(
        (
            name_of(portfolio, g.gate.project_id),
            g.gate.gate,
            g.gate.date,
            g.state.value,
            g.gate.outcome,
            g.gate.conditions,
        )
        for g in report.gates
    )
    return ReportTable(
        "gates",
        "Gates",
        "Overdue first, then those to come, then those held.",
        _columns("Project", "Gate", ("Date", Form.DAY), "State", "Outcome", "Conditions"),
        rows,
        "No gate review is on record. Gates come from the table gates.",
        is_long=True,
    )


def _assurance(report: DeliveryReport, portfolio: Portfolio) -> ReportTable:
    rows = tuple(
        (name_of(portfolio, a.project_id), a.review, a.date, a.rating, a.recommendations_open) for a in report.assurance
    )
    return ReportTable(
        "assurance",
        "Assurance reviews",
        "Latest first.",
        _columns("Project", "Review", ("Date", Form.DAY), "Rating", ("Recommendations open", Form.NUMBER)),
        rows,
        "No assurance review is on record. Reviews come from the table assurance.",
    )


def _risks(report: DeliveryReport, portfolio: Portfolio) -> ReportTable:
    rows = tuple(
        (
            name_of(portfolio, s.risk.project_id),
            s.risk.risk,
            s.risk.probability,
            s.risk.impact,
            s.risk.response,
            s.risk.owner,
            s.risk.due,
            "overdue" if s.is_overdue else "",
        )
        for s in report.risks
    )
    return ReportTable(
        "risks",
        "Risks",
        "Heaviest first, by probability and impact.",
        _columns("Project", "Risk", "Probability", "Impact", "Response", "Owner", ("Due", Form.DAY), "State"),
        rows,
        "No risk is on record. Risks come from the table risks.",
        is_long=True,
    )


def _changes(report: DeliveryReport, portfolio: Portfolio) -> ReportTable:
    rows = tuple(
        (name_of(portfolio, c.project_id), c.change_request, c.cost, c.months, c.status) for c in report.changes
    )
    return ReportTable(
        "changes",
        "Change requests",
        "Those that wait for an answer first.",
        _columns("Project", "Change request", ("Cost", Form.MONEY), ("Months", Form.NUMBER), "Status"),
        rows,
        "No change request is on record. Requests come from the table changes.",
    )


def _years(report: DeliveryReport, portfolio: Portfolio) -> ReportTable:
    rows = tuple(
        (y.name, y.way.value, *(getattr(y, part) for part in _MONEY_BY_YEAR.values()))
        for y in sorted(report.years, key=lambda y: y.first)
    )
    return ReportTable(
        "years",
        "Benefits and cash by fiscal year",
        f"{fiscal_years_begin(portfolio)} Undiscounted and expected; spent is what a budget pays for. Net is all "
        "benefits less all costs.",
        _columns(
            "Year",
            "Way",
            *((head, Form.MONEY) for head in _MONEY_BY_YEAR),
        ),
        rows,
        "There is no money in any year.",
    )


def _realised(report: DeliveryReport, portfolio: Portfolio) -> ReportTable:
    rows = tuple((y.first, y.planned, y.actual, y.actual - y.planned) for y in report.realised)
    return ReportTable(
        "realised",
        "Benefits realised to date",
        f"By fiscal year, as recorded, undiscounted. {fiscal_years_begin(portfolio)}",
        _columns(
            ("Year from", Form.MONTH),
            ("Planned", Form.MONEY),
            ("Realised", Form.MONEY),
            ("Difference", Form.MONEY, ("Realised", "Planned")),
        ),
        rows,
        "No realised benefit is on record. They come from the table benefits.",
    )


def _causes(since: LastMonth) -> ReportTable:
    rows: list[tuple[Cell, ...]] = [
        (
            c.group.value,
            c.figures,
            *_gain(c.gain),
            c.decisions,
        )
        for c in since.causes
    ]
    if since.gain is not None and len(since.causes) > 1:
        rows.append(("only together", None, since.together, None, None, "", None))
    if since.gain is not None and since.causes:
        rows.append(("all changes", None, *_gain(since.gain), len(since.decisions)))
    return ReportTable(
        "causes",
        "Why the recommendation changed",
        "Each group of changed figures taken back alone: what it brought to the plan, as closely as the proof allows.",
        _columns(
            "What changed",
            ("Figures", Form.NUMBER),
            ("Brought", Form.MONEY),
            ("At least", Form.MONEY),
            ("At most", Form.MONEY),
            "How sure",
            ("Decisions that hang on it", Form.NUMBER),
        ),
        tuple(rows),
        "No figure has changed on which a decision rests.",
    )


def _gain(gain: Interval | None) -> tuple[Cell, Cell, Cell, Cell]:
    """What a change brought, between which ends for sure, and how sure that is."""
    if gain is None:
        return None, None, None, "no plan found without it"
    return gain.estimate, gain.low, gain.high, "too close to call" if gain.too_close else "proven"


def _decisions(since: LastMonth, portfolio: Portfolio) -> ReportTable:
    first = portfolio.settings.planning_month
    rows = tuple(
        (
            d.name,
            "not there" if d.before is None else d.before.value,
            None if d.start_before is None else first + d.start_before,
            "gone" if d.after is None else d.after.value,
            None if d.start_after is None else first + d.start_after,
            ", ".join(f.replace("_", " ") for f in d.figures) or "none of its own: moved by others",
        )
        for d in since.decisions
    )
    return ReportTable(
        "decisions-changed",
        "Decisions that changed",
        "What would be recommended had every figure stayed as it was, and what is recommended now.",
        _columns(
            "Project", "Before", ("Start before", Form.MONTH), "Now", ("Start now", Form.MONTH), "Figures changed"
        ),
        rows,
        "No decision changed.",
        is_long=True,
    )


def _figure(value: FigureValue, kind: CauseKind, portfolio: Portfolio) -> Cell:
    """A changed figure, whose unit differs from row to row."""
    if kind is CauseKind.MONEY and isinstance(value, int | float):
        return Sum(float(value))
    return figure_text(value, kind, portfolio)


def _figures(since: LastMonth, portfolio: Portfolio) -> ReportTable:
    rows = tuple(
        (
            f.subject,
            f.group.value,
            figure_name(f),
            _figure(f.before, f.kind, portfolio),
            _figure(f.after, f.kind, portfolio),
        )
        for f in since.figures
    )
    return ReportTable(
        "figures-changed",
        "Figures that changed",
        "Beside last month's data rolled forward as if all had gone to plan.",
        _columns("Of", "Group", "Figure", "Expected", "Now"),
        rows,
        "Nothing changed but what the plan foresaw.",
    )
