"""The report as tables of plain values, one source for pages, downloads, the command line and programs.

A column says what its values are; how they are written follows from that. Money is in units of the currency.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.analyse.today.reading import readings_of_today
from engine.explain.last_month_tables import last_month_tables
from engine.explain.report import fiscal_years_begin, tolerance_text
from engine.explain.table import Cell, Form, ReportTable, Sum, columns_under
from engine.explain.today import NOT_ACCEPTED, way_in_words
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Health
from engine.report.delivery import DeliveryReport, name_of
from engine.report.last_month import LastMonth
from engine.report.milestones import WINDOW
from engine.report.status import Light, ProjectStatus, Trend
from engine.report.tolerances import Aspect, Tolerance
from engine.wording.formats import NONE, measured, percent

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


LIGHTS = {Health.GREEN: "● green", Health.AMBER: "◆ amber", Health.RED: "■ red", None: NONE}
_MOST_NAMES = 8
"""Projects named in one cell."""

_TRENDS = {Trend.BETTER: " ↑", Trend.SAME: " →", Trend.WORSE: " ↓", None: ""}


def in_full(cell: Cell, currency: str) -> str:
    """One value of a column of texts as it is taken away; money whole, with its currency."""
    return f"{currency} {cell.amount:.2f}" if isinstance(cell, Sum) else str(cell or "")


def delivery_tables(
    report: DeliveryReport, portfolio: Portfolio, since: LastMonth | None = None
) -> tuple[ReportTable, ...]:
    """Every section of the delivery report, in its order; what changed only where last month is known.

    ``since`` is ``None`` where it is not.
    """
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


def _status(report: DeliveryReport, portfolio: Portfolio) -> ReportTable:
    planned = sorted(report.projects, key=lambda s: not s.in_plan)
    todays = _todays_heads("Today's way", portfolio)
    trends = " Arrows: against last month." if report.has_last_month else ""
    return ReportTable(
        "status",
        "Status of every project",
        f"As reported, in brackets as its figures say where that differs; forecast cost is spent + remaining.{trends}",
        columns_under(
            "Project",
            "In plan",
            "Time",
            "Cost",
            "Scope",
            "Benefit",
            ("Baseline finish", Form.MONTH),
            ("Planned finish", Form.MONTH),
            ("Forecast finish", Form.MONTH),
            *((head, Form.MONTH) for head in todays),
            ("Months slipped", Form.NUMBER),
            ("Budget", Form.MONEY),
            ("Spent", Form.MONEY),
            ("Remaining", Form.MONEY),
            ("Forecast cost", Form.MONEY),
            ("Over budget", Form.MONEY, ("Forecast cost", "Budget")),
            ("Complete", Form.SHARE),
        ),
        tuple(_status_row(s, portfolio, len(todays)) for s in planned),
        "There are no projects in this portfolio.",
        ids=tuple(s.project_id for s in planned),
    )


def _status_row(status: ProjectStatus, portfolio: Portfolio, ends: int) -> tuple[Cell, ...]:
    """``ends`` is how many finishes of today's way are shown: one, or the earliest and the latest."""
    first = portfolio.settings.planning_month
    simulated = (status.simulated_earliest, status.simulated_latest)[:ends]
    finishes = (status.baseline_finish, status.planned_finish, status.forecast_finish, *simulated)
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


def _todays_heads(what: str, portfolio: Portfolio) -> tuple[str, ...]:
    """Heads of columns on today's way: two, for the ends over its readings, until one of them is accepted."""
    accepted = readings_of_today(portfolio).are_points
    return (what,) if accepted else (f"{what}, at best", f"{what}, at worst")


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
        columns_under(
            "Project",
            "Milestone",
            "State",
            ("Baseline", Form.DAY),
            ("Forecast or reached", Form.DAY),
            ("Days late", Form.NUMBER),
            "Owner",
        ),
        rows,
        f"No milestone is overdue or due in the next {WINDOW} days."
        if portfolio.milestones
        else "No milestone is on record. Milestones come from the table milestones.",
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
            t.money.low,
            t.money.high,
        )
        for t in report.tolerances
    )
    return ReportTable(
        "tolerances",
        "Tolerances",
        "Exceeded, forecast to be or being used up, by the thresholds of the portfolio; amounts of different aspects "
        "overlap.",
        columns_under(
            "Project",
            "Of",
            "Tolerance",
            "When",
            "Stands at",
            "Red from",
            ("Money in it, least", Form.MONEY),
            ("Money in it, most", Form.MONEY),
        ),
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
            _some(c.projects, portfolio),
        )
        for c in report.conflicts
    )
    return ReportTable(
        "conflicts",
        "Resource conflicts by month",
        "Months in which today's plan asks a pool for more person-days than it has.",
        columns_under(
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


def _some(project_ids: Sequence[str], portfolio: Portfolio) -> str:
    """Names in a cell: all of a few, or the first and how many more."""
    names = [name_of(portfolio, i) for i in project_ids[:_MOST_NAMES]]
    left = len(project_ids) - len(names)
    return ", ".join([*names, f"{left} more"] if left else names)


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
        columns_under("Project", "Gate", ("Date", Form.DAY), "State", "Outcome", "Conditions"),
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
        columns_under("Project", "Review", ("Date", Form.DAY), "Rating", ("Recommendations open", Form.NUMBER)),
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
        columns_under("Project", "Risk", "Probability", "Impact", "Response", "Owner", ("Due", Form.DAY), "State"),
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
        columns_under("Project", "Change request", ("Cost", Form.MONEY), ("Months", Form.NUMBER), "Status"),
        rows,
        "No change request is on record. Requests come from the table changes.",
    )


def _years(report: DeliveryReport, portfolio: Portfolio) -> ReportTable:
    rows = tuple(
        (y.name, y.way.value, *(getattr(y, part) for part in _MONEY_BY_YEAR.values()), y.nets.low, y.nets.high)
        for y in sorted(report.years, key=lambda y: y.first)
    )
    return ReportTable(
        "years",
        "Benefits and cash by fiscal year",
        f"{fiscal_years_begin(portfolio)} Undiscounted and expected; spent is what a budget pays for. Net is all "
        f"benefits less all costs. {_reading_of_years(portfolio)}".strip(),
        columns_under(
            "Year",
            "Way",
            *((head, Form.MONEY) for head in (*_MONEY_BY_YEAR, "Net, least", "Net, most")),
        ),
        rows,
        "There is no money in any year.",
        adds_up=True,
    )


def _reading_of_years(portfolio: Portfolio) -> str:
    readings = readings_of_today(portfolio)
    if readings.are_points:
        return ""
    return f"Today's way: {way_in_words(readings.named)} ({NOT_ACCEPTED}); net from least to most over all readings."


def _realised(report: DeliveryReport, portfolio: Portfolio) -> ReportTable:
    rows = tuple((y.first, y.planned, y.actual, y.actual - y.planned) for y in report.realised)
    return ReportTable(
        "realised",
        "Benefits realised to date",
        f"By fiscal year, as recorded, undiscounted. {fiscal_years_begin(portfolio)}",
        columns_under(
            ("Year from", Form.MONTH),
            ("Planned", Form.MONEY),
            ("Realised", Form.MONEY),
            ("Difference", Form.MONEY, ("Realised", "Planned")),
        ),
        rows,
        "No realised benefit is on record. They come from the table benefits.",
    )
