"""A decision before and after it is recorded: what each option means, what deviating costs, what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence

from engine.optimise.compare import Interval
from engine.portfolio.model.calendar import parse_month
from engine.register import Entry, Person, Proposal, Ruling, State, SubjectKind
from engine.wording.formats import between, listed, money, month


def option_in_short(proposal: Proposal, currency: str) -> str:
    """What an option costs or brings beside the recommendation, and when its work would begin."""
    when = f"from {month(parse_month(proposal.start))}" if proposal.start else "no work"
    if not proposal.deviates:
        return f"Recommended: {when}."
    if proposal.value.is_zero:
        return f"No difference in value: {when}."
    if proposal.value.too_close:
        return f"Too close to call: {when}."
    amount, verb = proposal.value.estimate, "Costs" if proposal.value.estimate < 0 else "Brings"
    return f"{verb} {money(abs(amount), currency)}: {when}."


def price_of_deviating(value: Interval, currency: str) -> str:
    """What it costs to decide otherwise than recommended: an amount with the range in which it lies.

    ``value`` is what the other decision is worth beside the recommended one, money.
    """
    if value.is_zero:
        return "This decision makes no difference in value to the recommendation."
    if value.too_close:
        gains = f" or bring up to {money(value.high, currency)}" if value.high > 0 else ""
        most = money(-value.low, currency)
        return f"Compared with the recommendation this may cost up to {most}{gains}: too close to call."
    low, high = sorted((abs(value.low), abs(value.high)))
    verb = "costs" if value.estimate < 0 else "brings"
    amount, ranged = money(abs(value.estimate), currency), between(low, high, currency)
    return f"Deviating {verb} {amount}{'' if ranged == amount else f', {ranged},'} compared with the recommendation."


def asks_for_reason(value: Interval, currency: str) -> str:
    """:func:`price_of_deviating`, and that a reason has to be given."""
    return f"{price_of_deviating(value, currency)} Give the reason."


def will_become(at_stake: float, who: Person, ruling: Ruling, currency: str) -> str:
    """What the register would make of a decision, by the limits of who is about to record it.

    ``at_stake`` is money, never negative.
    """
    stake = f"{money(at_stake, currency)} at stake"
    if ruling.state is State.DECIDED:
        return f"Will be recorded as decided by {who.account}, {who.role}: {stake}."
    waits = f"wait for {listed(ruling.waits_for, 'or')}" if ruling.waits_for else "wait: no role has the authority"
    return f"Above the limit of {who.role}, with {stake}: will be kept as recommended, and {waits}."


def has_become(entry: Entry) -> str:
    """What the register has made of a decision."""
    what = f"{entry.decision.kind.value} {entry.subject.name or entry.subject.id}"
    if entry.subject.kind is SubjectKind.READING:
        what = f"accepted as {entry.subject.name}"
    if entry.state is State.DECIDED:
        return f"Recorded as decided, entry {entry.number}: {what}."
    waits = f"it waits for {listed(entry.waits_for, 'or')}" if entry.waits_for else "no role has the authority"
    return f"Kept as recommended, entry {entry.number}: {what}; {waits}."


def objection_kept(entry: Entry) -> str:
    """That an objection stands on the agenda, and who decides about it."""
    waits = f"It waits for {listed(entry.waits_for, 'or')}." if entry.waits_for else "No role has the authority yet."
    name = entry.subject.name or entry.subject.id
    return (
        f"The objection of {entry.decision.objection_of} about {name} is on the agenda, entry {entry.number}. {waits}"
    )


def objection_in_words(entry: Entry, currency: str, most: int) -> str:
    """Who objects, what they propose, what that costs beside the recommendation, and why in their own words.

    ``most`` is how many letters of the reason are shown.
    """
    decision = entry.decision
    day = f"{decision.decided_on:%d %b %Y}"
    price = price_of_deviating(decision.value, currency)
    return f"{decision.objection_of} objects ({day}): {decision.kind.value}. {price} “{decision.reason[:most]}”"


def rehearsed(proposal: Proposal) -> str:
    """What a rehearsal has decided, and that it is recorded nowhere."""
    name = proposal.subject.name or proposal.subject.id
    return f"Rehearsal, nothing was recorded: {proposal.kind.value} {name}. The plan on screen keeps to it."


def said_before(entry: Entry, most: int) -> str:
    """What was decided or recommended, when and by whom, in their own words up to ``most`` letters of each text."""
    by, decision = entry.decided_by, entry.decision
    quoted = "".join(f" “{text[:most]}”" for text in (decision.reason, decision.conditions) if text)
    verb = "Decided" if entry.state is State.DECIDED else "Recommended"
    day = f"{decision.decided_on:%d %b %Y}"
    return f"{verb} on {day} by {by.account}, {by.role}: {decision.kind.value}.{quoted}"


def due_since(entry: Entry) -> str:
    """Since when a decision is to be looked at again."""
    return f"Due for review since {entry.decision.review_on:%d %b %Y}."


def place_of_point(at: int, points: Sequence[object]) -> str:
    """Which of the points of a meeting is on screen; ``at`` counts from nought."""
    return f"Point {at + 1} of {len(points)}"
