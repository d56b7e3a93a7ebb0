"""A page for a sponsor before the meeting: what happens to their projects, why, and what would reverse it."""

from __future__ import annotations

from collections.abc import Mapping

from engine.analyse.project.tradeoff import Alternative, TradeOff
from engine.explain.project_decision import dates_and_reason
from engine.explain.tradeoff import difference_in_short, explain_trade_off, what_would_reverse
from engine.optimise.recommendation import Decision, Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Action
from engine.wording.actions import label
from engine.wording.document import Document, DocumentPart, Heading, Points, Sentences, TermRows
from engine.wording.formats import count, difference, listed, money, month

_NO_OWN_BENEFIT = "No benefit of its own would: it is what others need, or a rule, that decides."


def sponsors_of(portfolio: Portfolio) -> tuple[str, ...]:
    """Everybody who is named as a sponsor, in order."""
    return tuple(sorted({p.sponsor for p in portfolio.projects if p.sponsor}))


def changed_for(sponsor: str, plan: Recommendation, portfolio: Portfolio) -> tuple[str, ...]:
    """The sponsor's projects that do not go on as planned, those with most money first, by id."""
    own = [d for d in _own(sponsor, plan, portfolio) if d.action is not Action.CONTINUE]
    return tuple(d.project_id for d in sorted(own, key=lambda d: -abs(d.gain)))


def sponsor_document(
    sponsor: str, plan: Recommendation, portfolio: Portfolio, trade_offs: Mapping[str, TradeOff]
) -> Document:
    """The page; ``trade_offs`` are those of the projects that :func:`changed_for` names, by id."""
    own = _own(sponsor, plan, portfolio)
    changed = changed_for(sponsor, plan, portfolio)
    kept = [portfolio.projects_by_id[d.project_id].name for d in own if d.action is Action.CONTINUE]
    parts: list[DocumentPart] = [Sentences(_in_short(own, portfolio))]
    for project_id in changed:
        decision = plan.decisions[portfolio.project_index[project_id]]
        parts += [
            Heading(f"{label(decision.action)} {portfolio.projects_by_id[project_id].name}"),
            TermRows(_rows(decision, trade_offs[project_id], portfolio)),
        ]
    if kept:
        parts += [Heading("Goes on as planned"), Points(tuple(kept))]
    return Document(
        title=f"What the recommendation means for {sponsor}",
        under=f"{portfolio.settings.name}, as of {month(portfolio.settings.planning_month)}",
        parts=tuple(parts),
        foot=(
            f"Money is present value in {portfolio.settings.currency}. A recommendation, not a decision: alternatives "
            "are priced against the whole plan. "
            f"Data: {portfolio.data_fingerprint}."
        ),
    )


def _own(sponsor: str, plan: Recommendation, portfolio: Portfolio) -> list[Decision]:
    return [d for d in plan.decisions if portfolio.projects_by_id[d.project_id].sponsor == sponsor]


def _in_short(own: list[Decision], portfolio: Portfolio) -> str:
    counts = {action: sum(d.action is action for d in own) for action in Action}
    said = listed([f"{action.value} {counts[action]}" for action in Action if counts[action]])
    worth = sum(d.value for d in own)
    return (
        f"Of your {count(len(own), 'project')}: {said}. Together they are worth "
        f"{money(worth, portfolio.settings.currency)} in the recommended plan."
    )


def _rows(decision: Decision, trade_off: TradeOff, portfolio: Portfolio) -> tuple[tuple[str, str], ...]:
    currency = portfolio.settings.currency
    reverse = what_would_reverse(trade_off, portfolio)
    others = [a for a in trade_off.alternatives if a.action is not trade_off.recommended]
    return (
        ("What happens", dates_and_reason(decision, portfolio)),
        ("Why", explain_trade_off(trade_off, portfolio).sentence),
        ("What would reverse it", _NO_OWN_BENEFIT if reverse is None else reverse.prose),
        ("Its own worth", f"{money(decision.value, currency)}, {difference(decision.gain, currency)} against its plan"),
        ("Alternatives", "\n".join(_alternative(a, currency) for a in others) or "None is open."),
    )


def _alternative(alternative: Alternative, currency: str) -> str:
    if alternative.difference is None:
        return f"{label(alternative.action)}: no plan with it"
    return f"{label(alternative.action)}: {difference_in_short(alternative.difference, currency)}"
