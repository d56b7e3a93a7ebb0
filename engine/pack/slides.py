"""The slides of a pack: one message each, in the sentences of the pages, with what shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from engine.analyse.decisions.agenda import Item
from engine.analyse.project.tradeoff import Alternative, TradeOff
from engine.analyse.risk.distribution import Distribution
from engine.explain import plan_sentences
from engine.explain.agenda import explain_agenda, gain_and_deadline
from engine.explain.bridge import explain_bridge, gains, losses
from engine.explain.bridge_falls import fall_text, falls, scale_of_bridge
from engine.explain.calibration import explain_calibration
from engine.explain.constraint import explain_constraint, person_in_short
from engine.explain.money_view import explain_money, money_table
from engine.explain.project_decision import dates_and_reason
from engine.explain.report import explain_delivery
from engine.explain.report_tables import delivery_tables
from engine.explain.risk import explain_gain, explain_risk, explain_verdict
from engine.explain.scenario import as_of, differences
from engine.explain.strategy import explain_strategy
from engine.explain.table import ReportTable
from engine.explain.today import range_of_today
from engine.explain.tradeoff import alternative_in_short, difference_in_short, explain_alternative, explain_trade_off
from engine.optimise.recommendation import Decision
from engine.pack import colours
from engine.pack.findings import Findings
from engine.pack.slide import (
    FULL,
    Area,
    BarChart,
    BarRow,
    BarSeries,
    GroupChart,
    Paragraph,
    Part,
    Prose,
    Slide,
    Span,
    TableBlock,
    prose,
    side_by_side,
)
from engine.pack.tables import (
    assumptions_table,
    constraint_table,
    ordered,
    proof_table,
    risk_ranges,
    strategy_table,
    trust_of,
)
from engine.portfolio.model.vocabulary import Health
from engine.report.comparison import Position
from engine.report.money_view import plan_money
from engine.wording.actions import ORDER, WORDS, label
from engine.wording.formats import difference, money, money_range, percent

MOST_ROWS = 16
"""Rows of a chart of projects that can be read from the back of a room."""
MOST_YEARS = 5
MOST_YEARS_OF_TABLE = 3
_MOST_CLAIMS = 3


def slides_of(findings: Findings) -> list[Slide]:
    """The slides in their order: position, cause, choice, what it stands on."""
    slides = [_opening(findings), _bridge(findings), _constraint(findings)]
    slides += [
        _decision(findings, item, result, place)
        for place, (item, result) in enumerate(zip(findings.agenda.items, findings.trade_offs, strict=True), start=1)
    ]
    slides += [_timeline(findings), _money(findings)]
    slides += _strategy(findings)
    slides += [_ranges(findings), _delivery(findings), _foundation(findings)]
    return slides


def about(findings: Findings) -> str:
    """Whose pack it is: portfolio and month of the data, and the scenario or what it changes."""
    changes = differences(findings.scenario, findings.portfolio)
    return " · ".join([as_of(findings.portfolio), *([findings.scenario.name or "; ".join(changes)] if changes else [])])


def _opening(findings: Findings) -> Slide:
    constraint = explain_constraint(findings.constraint, findings.portfolio)
    agenda = explain_agenda(findings.agenda, findings.portfolio)
    paragraphs = (Paragraph(constraint.sentence, 20), Paragraph(agenda.sentence, 20))
    small = Prose(
        (Paragraph(plan_sentences.in_short(findings.plan, findings.today, findings.portfolio), 13, quiet=True),)
    )
    title = plan_sentences.home(findings.plan, findings.portfolio, findings.today, findings.first)
    parts = ((Prose(paragraphs, marked=True), (0.0, 0.06, 0.94, 0.62)), (small, (0.0, 0.8, 0.94, 0.2)))
    return Slide(about(findings), title, parts, agenda.paragraph)


def _bridge(findings: Findings) -> Slide:
    scale = scale_of_bridge(findings.bridge, findings.portfolio.settings.currency)
    said = explain_bridge(findings.bridge, findings.portfolio)
    rows = [
        BarRow(
            row.name,
            _falling(row.start, row.end, colours.ACCENT if row.is_level or row.end >= row.start else colours.LOSS),
            fall_text(row, scale),
        )
        for row in falls(findings.bridge)
    ]
    claims = (*losses(findings.bridge, findings.portfolio), *gains(findings.bridge, findings.portfolio)[:2])
    parts = side_by_side(BarChart(tuple(rows), said.paragraph), prose([c.prose for c in claims], 13), 0.66)
    return Slide("From promise to delivery", said.sentence, parts, said.paragraph)


def _falling(start: float, end: float, colour: str) -> tuple[Span, ...]:
    return (Span(min(start, end), max(start, end), colour),)


def _constraint(findings: Findings) -> Slide:
    portfolio, currency = findings.portfolio, findings.portfolio.settings.currency
    said = explain_constraint(findings.constraint, portfolio)
    pools = sorted(findings.constraint.pools, key=lambda pool: -pool.marginal_value)[:MOST_ROWS]
    rows = tuple(
        BarRow(
            portfolio.pools_by_id[pool.pool_id].name,
            _falling(0.0, max(0.0, pool.gain_per_person), _emphasis(pool.pool_id == findings.constraint.constraint)),
            person_in_short(pool) or money(pool.gain_per_person, currency),
        )
        for pool in pools
    )
    chart = BarChart(rows, said.paragraph, heading="What one more person gains")
    table = TableBlock(
        constraint_table(findings), ("Pool", "Busy", "One more day", "At least", "At most"),
        (0.45, 0.11, 0.18, 0.13, 0.13), currency,
    )  # fmt: skip
    lower = prose([c.prose for c in said.further[:_MOST_CLAIMS]], 13, quiet=True)
    parts = ((chart, (0.0, 0.0, 0.5, 0.68)), (table, (0.54, 0.0, 0.46, 0.68)), (lower, (0.0, 0.72, 1.0, 0.28)))
    return Slide("What limits us", said.sentence, parts, said.paragraph)


def _emphasis(is_it: bool) -> str:
    return colours.ACCENT if is_it else colours.PLANNED


def _decision(findings: Findings, item: Item, result: TradeOff, place: int) -> Slide:
    portfolio, currency = findings.portfolio, findings.portfolio.settings.currency
    said = explain_trade_off(result, portfolio)
    rows = []
    for other in result.alternatives:
        rows.append(_alternative(other, result, currency))
    chart = BarChart(
        tuple(rows), said.paragraph, heading="What each alternative is worth compared with the recommendation"
    )
    decision = portfolio_decision(findings, result.project_id)
    brings = gain_and_deadline(item, portfolio).prose
    facts = [dates_and_reason(decision, portfolio), brings, *_how_sure(findings, decision)]
    others = [
        explain_alternative(other, result, portfolio).prose
        for other in sorted(result.alternatives, key=lambda a: -(a.value or float("-inf")))
        if other.action is not result.recommended
    ]
    parts = (
        (chart, (0.0, 0.0, 0.52, 0.72)),
        (prose(facts, 15), (0.0, 0.76, 0.52, 0.24)),
        (prose(others, 14, quiet=True), (0.57, 0.0, 0.43, 1.0)),
    )
    kicker = f"Decision {place} of {len(findings.agenda.items)} · {portfolio.projects_by_id[result.project_id].name}"
    return Slide(kicker, said.sentence, parts, said.paragraph)


def _how_sure(findings: Findings, decision: Decision) -> Iterator[str]:
    """In how many futures the decision is taken again, where plans were made anew."""
    said = None if findings.risk is None else explain_verdict(findings.risk.of(decision.project_id))
    if said is not None:
        yield f"{said.prose}."


def _alternative(other: Alternative, result: TradeOff, currency: str) -> BarRow:
    """What one alternative is worth beside the recommendation; pale where that is too close to call."""
    short, apart = alternative_in_short(other, result), other.difference
    if other.action is result.recommended:
        return BarRow(f"{label(other.action)}, {short}", _falling(0.0, 0.0, colours.ACTIONS[other.action]), "")
    if apart is None:
        return BarRow(label(other.action), _falling(0.0, 0.0, colours.PLANNED), short)
    colour = colours.PLANNED if apart.too_close else colours.ACTIONS[other.action]
    return BarRow(label(other.action), _falling(0.0, apart.estimate, colour), difference_in_short(apart, currency))


def portfolio_decision(findings: Findings, project_id: str) -> Decision:
    """The recommended decision on a project."""
    return findings.plan.decisions[findings.portfolio.project_index[project_id]]


def _timeline(findings: Findings) -> Slide:
    portfolio = findings.portfolio
    decisions = [d for d in ordered(findings) if d.start is not None or d.project_id in portfolio.planned]
    some = sorted(decisions[:MOST_ROWS], key=lambda d: (ORDER.index(d.action), -abs(d.gain)))
    rows = tuple(_span_of(decision, findings) for decision in some)
    kinds = tuple((WORDS[action], colours.ACTIONS[action]) for action in ORDER)
    chart = BarChart(rows, plan_sentences.decide(findings.plan, portfolio), kinds, portfolio.settings.planning_month)
    extent = f"{len(some)} of {len(portfolio.projects)} projects, those first that change the most money"
    kicker = f"The recommended plan · {extent}" if len(some) < len(portfolio.projects) else "The recommended plan"
    notes = plan_sentences.against_paper(findings.plan, findings.scenario, portfolio)
    return Slide(kicker, plan_sentences.decide(findings.plan, portfolio), ((chart, FULL),), notes)


def _span_of(decision: Decision, findings: Findings) -> BarRow:
    project = findings.portfolio.projects_by_id[decision.project_id]
    note = difference(decision.gain, findings.plan.currency)
    if decision.start is None or decision.finish is None:
        start, finish = project.plan_start, project.plan_finish
        return BarRow(project.name, (Span(start, finish, colours.ACTIONS[decision.action]),), note)
    return BarRow(project.name, (Span(decision.start, decision.finish, colours.ACTIONS[decision.action]),), note)


def _money(findings: Findings) -> Slide:
    """What comes in, what is spent and what is left, year by year; as many years as can be read."""
    portfolio, currency = findings.portfolio, findings.portfolio.settings.currency
    plan = plan_money(Position(portfolio, findings.plan))
    said, table = explain_money(plan, portfolio), money_table(plan, None, portfolio)
    years = [year.money for year in plan.years[:MOST_YEARS]]
    kinds = (
        ("Benefits and salvage", colours.ACCENT, [year.benefits + year.salvage for year in years]),
        ("Spent", colours.LOSS, [year.spent for year in years]),
        ("Net", colours.PLANNED, [year.net for year in years]),
    )
    groups = tuple(
        BarSeries(name, colour, tuple(amounts), tuple(money(amount, currency) for amount in amounts))
        for name, colour, amounts in kinds
    )
    names = tuple(year.name for year in years)
    chart = GroupChart(names, groups, said.paragraph, heading="Undiscounted, by fiscal year")
    block = TableBlock(
        table, ("Money", *names[:MOST_YEARS_OF_TABLE], "All years"), _widths(len(names[:MOST_YEARS_OF_TABLE])), currency
    )
    lower = prose([c.prose for c in said.further], 13, quiet=True)
    parts = ((chart, (0.0, 0.0, 0.44, 0.7)), (lower, (0.0, 0.74, 0.44, 0.26)), (block, (0.48, 0.0, 0.52, 1.0)))
    return Slide("The money by fiscal year", said.sentence, parts, said.paragraph)


def _widths(n_years: int) -> tuple[float, ...]:
    name = 0.34
    return (name, *[(1.0 - name) / (n_years + 1)] * (n_years + 1))


def _strategy(findings: Findings) -> Iterator[Slide]:
    result, currency = findings.strategy, findings.portfolio.settings.currency
    if result is None:
        return
    said = explain_strategy(result, findings.portfolio)
    views = result.themes[:8]
    shares = (
        ("Intent", colours.PLANNED, [view.intent for view in views]),
        ("Today's plan", colours.LOSS, [view.plan.share_of(result.plan).constraint for view in views]),
        ("Recommended", colours.ACCENT, [view.recommended.share_of(result.recommended).constraint for view in views]),
    )
    groups = tuple(
        BarSeries(name, colour, tuple(figures), tuple("" if f is None else percent(f) for f in figures))
        for name, colour, figures in shares
    )
    pool = findings.portfolio.pools_by_id[result.pool].name
    chart = GroupChart(tuple(v.theme for v in views), groups, said.paragraph, heading=f"Share of {pool}")
    table = TableBlock(
        strategy_table(findings),
        ("Theme", "By", "Target a month", "Today's way, least", "Today's way, most", "As recommended"),
        (0.21, 0.12, 0.14, 0.15, 0.15, 0.23), currency, "Objectives",
    )  # fmt: skip
    yield Slide("Strategy", said.sentence, side_by_side(chart, table, 0.52), said.paragraph)


def _ranges(findings: Findings) -> Slide:
    """What may come of the plan where that was worked out, else of today's way; beside it the risks on record."""
    currency = findings.portfolio.settings.currency
    risks = _section(findings, "risks")
    table = TableBlock(
        risks, ("Project", "Risk", "Probability", "Impact"), (0.25, 0.47, 0.15, 0.13), currency, risks.title
    )
    kicker = "Ranges and risks"
    if findings.risk is None:
        claims = [plan_sentences.proof(findings.plan, findings.portfolio)]
        claims += [c.prose for c in explain_calibration(findings.bridge.calibration)]
        title = range_of_today(findings.today, currency).prose
        return Slide(
            kicker,
            title,
            side_by_side(prose(claims, 15), table, 0.4) if risks.rows else ((prose(claims), FULL),),
            title,
        )
    said = explain_risk(findings.risk, findings.portfolio)
    chart = _range_chart(risk_ranges(findings.risk), currency, said.paragraph)
    claims = [explain_gain(findings.risk, currency).prose, *(c.prose for c in said.further)]
    lower = prose(claims[: _MOST_CLAIMS + 1], 13, quiet=True)
    wide = 0.5 if risks.rows else 1.0
    parts: list[tuple[Part, Area]] = [(chart, (0.0, 0.0, wide, 0.56)), (lower, (0.0, 0.6, wide, 0.4))]
    if risks.rows:
        parts.append((table, (0.54, 0.0, 0.46, 1.0)))
    return Slide(kicker, said.sentence, tuple(parts), said.paragraph)


def _range_chart(ranges: Mapping[str, Distribution], currency: str, text: str) -> BarChart:
    """From the tenth to the ninetieth percentile of each amount."""
    rows = tuple(
        BarRow(
            name,
            (Span(amount.p10, amount.p90, colours.ACCENT if place == 0 else colours.PLANNED),),
            money_range(amount.p10, amount.p90, currency),
        )
        for place, (name, amount) in enumerate(ranges.items())
    )
    return BarChart(rows, text, heading="In eight of ten futures")


def _delivery(findings: Findings) -> Slide:
    said = explain_delivery(findings.delivery, findings.portfolio)
    currency = findings.portfolio.settings.currency
    planned = [status for status in findings.delivery.projects if status.in_plan]
    reported = {
        aspect: Counter(status.lights.all[place].reported_or_measured for status in planned)
        for place, aspect in enumerate(("Time", "Cost", "Scope", "Benefit"))
    }
    aspects = tuple(aspect for aspect, counts in reported.items() if any(counts[health] for health in Health))
    groups = tuple(
        BarSeries(
            health.value.capitalize(), colours.LIGHTS[health], tuple(float(count) for count in counts),
            tuple(str(count or "") for count in counts),
        )
        for health in Health
        for counts in [[reported[aspect][health] for aspect in aspects]]
    )  # fmt: skip
    chart = GroupChart(aspects, groups, said.paragraph, heading="Projects in the plan, by what they report")
    table = TableBlock(
        _section(findings, "tolerances"),
        ("Project", "Of", "Stands at", "Money in it, least", "Money in it, most"), (0.36, 0.1, 0.22, 0.16, 0.16),
        currency, "Outside tolerance",
    )  # fmt: skip
    parts = side_by_side(chart, table, 0.44) if aspects else ((table, FULL),)
    return Slide("Delivery status", said.sentence, parts, said.paragraph)


def _section(findings: Findings, key: str) -> ReportTable:
    return next(table for table in delivery_tables(findings.delivery, findings.portfolio) if table.key == key)


def _foundation(findings: Findings) -> Slide:
    currency = findings.portfolio.settings.currency
    assumed, proof = assumptions_table(findings), proof_table(findings)
    left = TableBlock(assumed, ("Figure", "Source", "Note"), (0.27, 0.15, 0.58), currency, assumed.title)
    right = TableBlock(proof, ("What", "Is"), (0.36, 0.64), currency, proof.title)
    title = plan_sentences.trust(trust_of(findings))
    return Slide("What the figures rest on", title, side_by_side(left, right, 0.5), title)
