"""The minutes in words: what was decided, by whom, by which right, at which price, on which conditions."""

from __future__ import annotations

from datetime import date

from engine.explain.register import name_of, options_then, value_with_range, what_was_decided
from engine.portfolio.model.calendar import parse_month
from engine.portfolio.model.portfolio import Portfolio
from engine.register.entry import Entry, State
from engine.report.minutes import Minutes, MinutesEntry
from engine.wording.document import Document, DocumentPart, Heading, Points, Sentences, TermRows
from engine.wording.formats import count, difference, listed, money, month


def minutes_document(minutes: Minutes, portfolio: Portfolio) -> Document:
    """The minutes of a day as a document; every word of people stands as it was recorded."""
    currency = portfolio.settings.currency
    parts: list[DocumentPart] = [Sentences(in_short(minutes, currency))]
    for one in minutes.entries:
        parts += [Heading(_heading(one.entry)), TermRows(terms_of(one, currency))]
    parts += _against_recommendation(minutes, currency)
    return Document(
        title=f"Minutes of the {listed(minutes.forums) or 'meeting'}, {day_in_words(minutes.day)}",
        under=f"{portfolio.settings.name}, as of {month(portfolio.settings.planning_month)}",
        parts=tuple(parts),
        foot=_foot(minutes, currency),
    )


def in_short(minutes: Minutes, currency: str) -> str:
    """What the day came to, in one or two sentences."""
    total = minutes.total
    if not minutes.entries:
        return "Nothing was decided and nothing recommended on this day."
    said = f"{count(total.decided, 'decision')} stand{'s' if total.decided == 1 else ''}"
    if total.decided > total.deviating:
        said += f", expected to bring {money(total.expected, currency)}"
    if total.deviating:
        verb = "costs" if total.deviation <= 0 else "brings"
        which = "deviates" if total.deviating == 1 else "deviate"
        said += f"; {total.deviating} {which} from the recommendation, which {verb} "
        said += money(abs(total.deviation), currency)
    if total.waiting:
        said += f"; {count(total.waiting, 'recommendation')} wait{'s' if total.waiting == 1 else ''}, with "
        said += f"{money(total.at_stake, currency)} at stake"
    return f"{said}."


def terms_of(one: MinutesEntry, currency: str) -> tuple[tuple[str, str], ...]:
    """All that the register holds of an entry, term by term; what nobody has said is left out."""
    entry, decision = one.entry, one.entry.decision
    pairs = [
        ("Entry", str(entry.number)),
        ("Decision", what_was_decided(entry)),
        ("State", _state(one)),
        ("By", f"{entry.decided_by.account}, {entry.decided_by.role}"),
        ("Right", _right(entry, currency)),
        ("Forum", decision.forum),
        ("Work starts", month(parse_month(decision.start)) if decision.start else ""),
        ("Price" if decision.deviates else "Expected", value_with_range(entry, currency)),
        ("Extra spend", money(decision.extra_spend, currency) if decision.extra_spend else ""),
        ("Recommended", decision.recommendation.option if decision.recommendation else ""),
        ("Options", options_then(entry, currency) if decision.options else ""),
        ("Reason", decision.reason),
        ("Conditions", decision.conditions),
        ("Dissent", decision.dissent),
        ("Objection of", decision.objection_of),
        ("Owner", decision.owner),
        ("Due", day_in_words(decision.due_on) if decision.due_on else ""),
        ("Next review", day_in_words(decision.review_on) if decision.review_on else ""),
        ("Supersedes", listed([f"entry {e.number}, {what_was_decided(e)}" for e in one.superseded])),
    ]
    return tuple((term, text) for term, text in pairs if text)


def day_in_words(day: date) -> str:
    """A day as documents write it: ``3 Nov 2026``."""
    return f"{day.day} {month(day.year * 12 + day.month - 1)}"


def minutes_of_day(day: date, entries: int) -> str:
    """A meeting in a list of meetings: ``3 Nov 2026, 4 entries``."""
    return f"{day_in_words(day)}, {count(entries, 'entry', 'entries')}"


def _heading(entry: Entry) -> str:
    return f"{entry.decision.kind.value.capitalize()} {name_of(entry)}"


def _state(one: MinutesEntry) -> str:
    if one.superseded_by is not None:
        return (
            f"superseded by entry {one.superseded_by.number} of {day_in_words(one.superseded_by.decision.decided_on)}"
        )
    waits = one.entry.waits_for
    return (
        f"{one.state.value}, waits for {listed(waits, 'or')}"
        if one.state is State.RECOMMENDED and waits
        else (one.state.value)
    )


def _right(entry: Entry, currency: str) -> str:
    """By which right it is what it is: the money that needed a right, and whether that of the role reached so far."""
    stake = money(max(stake.money for stake in entry.stakes), currency)
    months = max(stake.months for stake in entry.stakes)
    delay = f" and {count(months, 'month')} of delay" if months else ""
    if entry.decision.objection_of:
        return f"proposed, for those to decide who may: {stake}{delay} at stake"
    if entry.state is State.DECIDED:
        return f"within the right of {entry.decided_by.role}: {stake}{delay} at stake"
    return f"beyond the right of {entry.decided_by.role}: {stake}{delay} at stake"


def _against_recommendation(minutes: Minutes, currency: str) -> list[DocumentPart]:
    if not minutes.entries:
        return []
    head = Heading("What changed against the recommendation")
    if not minutes.deviating:
        return [head, Sentences("Nothing: every decision follows the recommendation of its day.")]
    return [head, Points(tuple(_deviation(one.entry, currency) for one in minutes.deviating))]


def _deviation(entry: Entry, currency: str) -> str:
    decision = entry.decision
    advised = decision.recommendation.option if decision.recommendation else ""
    price = difference(decision.value.estimate, currency)
    return f"{name_of(entry)}: {what_was_decided(entry)}, recommended was {advised}; {price}. Reason: {decision.reason}"


def _foot(minutes: Minutes, currency: str) -> str:
    """What the figures are, and where they can be looked up."""
    numbers = [one.entry.number for one in minutes.entries]
    listed_as = f"Entries {min(numbers)} to {max(numbers)} of the decision register. " if numbers else ""
    data = sorted({one.entry.decision.data_fingerprint for one in minutes.entries} - {""})
    rests = f" Data: {listed(data)}." if data else ""
    return (
        f"{listed_as}Money is present value in {currency}, each amount the difference that its decision alone makes in "
        f"the plan of its day.{rests}"
    )
