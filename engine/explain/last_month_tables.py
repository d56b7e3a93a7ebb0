"""What changed since last month, as tables."""

from __future__ import annotations

from collections.abc import Sequence

from engine.explain.report import figure_name, figure_text
from engine.explain.table import Cell, Form, ReportTable, Sum, columns_under
from engine.optimise.compare import Interval
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Action
from engine.report.figures_changed import CauseKind, FigureValue
from engine.report.last_month import DecisionChanged, LastMonth
from engine.wording.formats import whole
from engine.wording.glossary import TOO_CLOSE

MOST_FLIPS = 4
"""Decisions that a group of changed figures names in the table."""


def last_month_tables(since: LastMonth, portfolio: Portfolio) -> tuple[ReportTable, ...]:
    """What changed since last month: causes, decisions, figures."""
    return (causes_table(since), _decisions(since, portfolio), _figures(since, portfolio))


def causes_table(since: LastMonth) -> ReportTable:
    """What each group of changed figures brought to the plan, and which decisions hang on it."""
    rows: list[tuple[Cell, ...]] = [
        (
            c.group.value,
            c.figures,
            *_gain(c.gain),
            c.decisions,
            _flips(c.flips),
        )
        for c in since.causes
    ]
    if since.gain is not None and len(since.causes) > 1:
        rows.append(("only together", None, since.together, None, None, "", None, ""))
    if since.gain is not None and since.causes:
        rows.append(("all changes", None, *_gain(since.gain), len(since.decisions), ""))
    return ReportTable(
        "causes",
        "Why the recommendation changed",
        "What each group of changed figures added to the plan's value, on its own and as closely as proven.",
        columns_under(
            "What changed",
            ("Figures", Form.NUMBER),
            ("Added", Form.MONEY),
            ("At least", Form.MONEY),
            ("At most", Form.MONEY),
            "How sure",
            ("Decisions that depend on it", Form.NUMBER),
            "Which",
        ),
        tuple(rows),
        "No figure has changed on which a decision rests.",
    )


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
        columns_under(
            "Project", "Before", ("Start before", Form.MONTH), "Now", ("Start now", Form.MONTH), "Figures changed"
        ),
        rows,
        "No decision changed.",
        is_long=True,
    )


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
        "Compared with last month's data rolled forward as if all had gone to plan.",
        columns_under("Of", "Group", "Figure", "Expected", "Now"),
        rows,
        "Nothing changed but what the plan foresaw.",
    )


def _flips(flips: Sequence[DecisionChanged]) -> str:
    """The first few decisions that hang on a group of figures: before, and now."""
    named = [f"{f.name}: {_action(f.before)} → {_action(f.after)}" for f in flips[:MOST_FLIPS]]
    more = len(flips) - len(named)
    return "; ".join([*named, *([f"and {whole(more)} more"] if more else [])])


def _action(action: Action | None) -> str:
    return "not there" if action is None else action.value


def _gain(gain: Interval | None) -> tuple[Cell, Cell, Cell, Cell]:
    """What a change brought, between which ends for sure, and how sure that is."""
    if gain is None:
        return None, None, None, "no plan found without it"
    return gain.estimate, gain.low, gain.high, TOO_CLOSE if gain.too_close else "proven"


def _figure(value: FigureValue, kind: CauseKind, portfolio: Portfolio) -> Cell:
    """A changed figure, whose unit differs from row to row."""
    if kind is CauseKind.MONEY and isinstance(value, int | float):
        return Sum(float(value))
    return figure_text(value, kind, portfolio)
