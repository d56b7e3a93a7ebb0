"""The tables behind a pack: what its slides show, and what they have no room for, as plain values."""

from __future__ import annotations

from collections.abc import Iterable

from engine.analyse.health.trust import Trust, trust_in
from engine.analyse.risk.distribution import Distribution
from engine.analyse.risk.result import RiskResult
from engine.explain import plan_sentences
from engine.explain.agenda import explain_agenda
from engine.explain.constraint import explain_constraint
from engine.explain.money_view import money_table
from engine.explain.project_decision import changed_first, finish_moved, why
from engine.explain.report_tables import delivery_tables
from engine.explain.risk import gain_levels, today_levels
from engine.explain.scenario import differences
from engine.explain.table import Cell, Column, Form, ReportTable, columns_under
from engine.optimise.recommendation import Decision
from engine.pack.findings import Findings
from engine.portfolio.model.calendar import first_day
from engine.report.comparison import Position
from engine.report.money_view import plan_money
from engine.wording.actions import WORDS

_NONE = "There is nothing to show."


def pack_tables(findings: Findings) -> tuple[ReportTable, ...]:
    """Every table behind the pack, in the order of its slides."""
    tables = [
        sentences_table(findings),
        bridge_table(findings),
        constraint_table(findings),
        alternatives_table(findings),
        decisions_table(findings),
        money_table(plan_money(Position(findings.portfolio, findings.plan)), None, findings.portfolio),
        *([strategy_table(findings)] if findings.strategy is not None else []),
        *([ranges_table(findings.risk), firm_table(findings)] if findings.risk is not None else []),
        *delivery_tables(findings.delivery, findings.portfolio),
        load_table(findings),
        assumptions_table(findings),
        proof_table(findings),
    ]
    return tuple(tables)


def sentences_table(findings: Findings) -> ReportTable:
    """What the pack says in sentences."""
    rows = [
        ("Value", plan_sentences.home(findings.plan, findings.portfolio, findings.today, findings.first)),
        ("Constraint", explain_constraint(findings.constraint, findings.portfolio).sentence),
        ("Decisions", explain_agenda(findings.agenda, findings.portfolio).sentence),
        ("Plan", plan_sentences.in_short(findings.plan, findings.today, findings.portfolio)),
        ("Proof", plan_sentences.proof(findings.plan, findings.portfolio)),
        ("Figures", plan_sentences.trust(trust_of(findings))),
    ]
    return _table("sentences", "In short", columns_under("About", "Said"), rows)


def bridge_table(findings: Findings) -> ReportTable:
    """All steps from the promise to what is delivered and recovered."""
    rows = [
        (step.name.capitalize(), step.value, None if step.name == "promised" else step.change, step.difference)
        for step in findings.bridge.steps
    ]
    heads = columns_under("Step", ("Value", Form.MONEY), ("Change", Form.MONEY), "What it is called")
    return _table("bridge", "From promise to delivery", heads, rows)


def constraint_table(findings: Findings) -> ReportTable:
    """What one more person is worth in each pool, beside how busy it is; the most valuable day first."""
    pools = sorted(findings.constraint.pools, key=lambda pool: -pool.marginal_value)
    rows = [
        (
            findings.portfolio.pools_by_id[pool.pool_id].name,
            pool.utilisation,
            pool.marginal_value,
            pool.gain_per_person,
            pool.more.low,
            pool.more.high,
            pool.cost,
        )
        for pool in pools
    ]
    heads = columns_under(
        "Pool", ("Busy", Form.SHARE), ("One more day", Form.MONEY), ("One more person", Form.MONEY),
        ("At least", Form.MONEY), ("At most", Form.MONEY), ("Cost of the person", Form.MONEY),
    )  # fmt: skip
    return _table("constraint", "What one more person is worth", heads, rows)


def alternatives_table(findings: Findings, project_id: str | None = None) -> ReportTable:
    """Every alternative of the decisions asked for, or of one of them, with its price.

    ``project_id`` is that one; ``None`` for all.
    """
    first = findings.portfolio.settings.planning_month
    rows: list[tuple[Cell, ...]] = []
    for result in findings.trade_offs:
        if project_id not in (None, result.project_id):
            continue
        name = findings.portfolio.projects_by_id[result.project_id].name
        for other in result.alternatives:
            apart = other.difference
            is_recommended = other.action is result.recommended
            rows.append(
                (
                    name,
                    WORDS[other.action],
                    "recommended" if is_recommended else "",
                    None if other.finish is None else first + other.finish,
                    other.value,
                    0.0 if is_recommended else None if apart is None else apart.estimate,
                    None if apart is None or is_recommended else apart.low,
                    None if apart is None or is_recommended else apart.high,
                    None if other.value is None else len(other.moved),
                )
            )
    heads = columns_under(
        "Project", "Action", "Recommended", ("Finish", Form.MONTH), ("Portfolio", Form.MONEY),
        ("Difference", Form.MONEY), ("At least", Form.MONEY), ("At most", Form.MONEY),
        ("Others that move", Form.NUMBER),
    )  # fmt: skip
    return _table("alternatives", "Alternatives and their price", heads, rows)


def ordered(findings: Findings) -> list[Decision]:
    """All decisions, those that change something first, the most money first."""
    return changed_first(findings.plan.decisions, len(findings.plan.decisions))


def decisions_table(findings: Findings) -> ReportTable:
    """The recommendation for every project."""
    portfolio, first = findings.portfolio, findings.portfolio.settings.planning_month
    decisions = ordered(findings)

    def month(offset: int | None) -> int | None:
        return None if offset is None else first + offset

    rows: list[tuple[Cell, ...]] = []
    for decision in decisions:
        project = portfolio.projects_by_id[decision.project_id]
        is_planned = project.project_id in portfolio.planned
        rows.append(
            (
                project.project_id,
                project.name,
                WORDS[decision.action],
                month(project.plan_start) if is_planned else None,
                month(project.plan_finish) if is_planned else None,
                month(decision.start),
                month(decision.finish),
                finish_moved(decision, portfolio),
                decision.value,
                decision.value_of_plan,
                decision.gain,
                why(decision, portfolio),
            )
        )
    heads = columns_under(
        "Id", "Project", "Action", ("Planned start", Form.MONTH), ("Planned finish", Form.MONTH),
        ("Start", Form.MONTH), ("Finish", Form.MONTH), "Moved", ("Value", Form.MONEY), ("Value of plan", Form.MONEY),
        ("Against plan", Form.MONEY, ("Value", "Value of plan")), "Why",
    )  # fmt: skip
    ids = tuple(d.project_id for d in decisions)
    return ReportTable("decisions", "The whole recommendation", "", heads, tuple(rows), _NONE, ids=ids)


def strategy_table(findings: Findings) -> ReportTable:
    """Intent, and what each theme gets of the constraint; objectives and what reaches them."""
    result = findings.strategy
    rows: list[tuple[Cell, ...]] = []
    for view in () if result is None else result.themes:
        reached = view.objective
        rows.append(
            (
                view.theme,
                view.intent,
                None if result is None else view.plan.share_of(result.plan).constraint,
                None if result is None else view.recommended.share_of(result.recommended).constraint,
                None if reached is None else findings.portfolio.settings.planning_month + reached.by,
                None if reached is None else reached.target,
                None if reached is None else reached.plan,
                None if reached is None else reached.todays.low,
                None if reached is None else reached.todays.high,
                None if reached is None else reached.recommended,
            )
        )
    heads = columns_under(
        "Theme", ("Intent", Form.SHARE), ("Plan", Form.SHARE), ("Recommended", Form.SHARE), ("By", Form.MONTH),
        ("Target a month", Form.MONEY), ("On paper", Form.MONEY), ("Today's way, least", Form.MONEY),
        ("Today's way, most", Form.MONEY), ("As recommended", Form.MONEY),
    )  # fmt: skip
    return _table("strategy", "Intent, allocation and objectives", heads, rows)


def risk_ranges(risk: RiskResult) -> dict[str, Distribution]:
    """What each way brings over many futures, the gain over today first."""
    return dict([*gain_levels(risk), ("Recommended plan", risk.value), *today_levels(risk)])


def ranges_table(risk: RiskResult) -> ReportTable:
    """Percentiles of what each way brings over many futures."""
    rows = [(name, a.p10, a.p50, a.p90, a.mean) for name, a in risk_ranges(risk).items()]
    amounts = tuple((head, Form.MONEY) for head in ("One in ten below", "Half below", "One in ten above", "On average"))
    return _table("ranges", "Over many futures", columns_under("Way", *amounts), rows)


def firm_table(findings: Findings) -> ReportTable:
    """How often each decision is taken again in many futures, and when its work is finished in them."""
    first = findings.portfolio.settings.planning_month
    rows: list[tuple[Cell, ...]] = []
    for project in findings.risk.projects if findings.risk is not None else ():
        finishes = (project.recommended_finish, project.finish_p10, project.finish_p50, project.finish_p90)
        rows.append(
            (
                findings.portfolio.projects_by_id[project.project_id].name,
                WORDS[project.action],
                None if project.verdict is None else project.verdict.value,
                project.chosen_share,
                *(None if finish is None else first + finish for finish in finishes),
                project.on_time_share,
                project.value_p10,
                project.value_p50,
                project.value_p90,
            )
        )
    heads = columns_under(
        "Project", "Action", "Decision", ("Chosen again", Form.SHARE), ("Recommended finish", Form.MONTH),
        ("Early finish", Form.MONTH), ("Middle finish", Form.MONTH), ("Late finish", Form.MONTH),
        ("On time", Form.SHARE), ("Low value", Form.MONEY), ("Middle value", Form.MONEY), ("High value", Form.MONEY),
    )  # fmt: skip
    return _table("firm", "Firm and fragile decisions", heads, rows)


def load_table(findings: Findings) -> ReportTable:
    """What the recommended plan asks of each pool, month by month."""
    pools, first = findings.portfolio.pools_by_id, findings.portfolio.settings.planning_month
    rows = [
        (pools[load.pool_id].name, first + load.month, load.demand, load.capacity, load.flex_bought)
        for load in findings.plan.load
    ]
    heads = columns_under(
        "Pool", ("Month", Form.MONTH), ("Person-days asked", Form.NUMBER), ("Person-days available", Form.NUMBER),
        ("Person-days bought", Form.NUMBER),
    )  # fmt: skip
    return _table("load", "Load by pool and month", heads, rows)


def assumptions_table(findings: Findings) -> ReportTable:
    """Figures that nobody owns, as the data say."""
    rows = [
        (assumption.table, assumption.column.replace("_", " "), assumption.source, assumption.note)
        for assumption in findings.portfolio.settings.assumptions
    ]
    heads = columns_under("Table", "Figure", "Source", "Note")
    empty = "The data name no figure as assumed or derived."
    return ReportTable("assumptions", "Assumed and derived figures", "", heads, tuple(rows), empty, is_long=True)


def proof_table(findings: Findings) -> ReportTable:
    """What the pack was made from, so that it can be made again."""
    plan, settings = findings.plan, findings.portfolio.settings
    changes = differences(findings.scenario, findings.portfolio)
    rows: list[tuple[Cell, ...]] = [
        ("Portfolio", settings.name),
        ("Data as of", first_day(settings.planning_month)),
        ("Fingerprint of the data", plan.fingerprint),
        ("Scenario", "; ".join(changes) if changes else "base"),
        ("Proof", plan_sentences.proof(plan, findings.portfolio)),
        ("Solver", plan.solver),
        ("Discount rate a year", f"{settings.discount_rate:.1%}"),
        ("Money", f"present value in {settings.currency}"),
    ]
    return _table("proof", "Data, scenario and proof", columns_under("What", "Is"), rows)


def _table(key: str, title: str, heads: tuple[Column, ...], rows: Iterable[tuple[Cell, ...]]) -> ReportTable:
    return ReportTable(key, title, "", heads, tuple(rows), _NONE)


def trust_of(findings: Findings) -> Trust:
    """What share of the recommended value rests on owned figures."""
    return trust_in(findings.portfolio, findings.plan)
