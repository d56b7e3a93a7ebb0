"""The sentences of the decision register: what was decided, what is expected of it, what has come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.portfolio.model.calendar import parse_month
from engine.register import Balance, Basis, Delivered, Entry, State, TrackRecord
from engine.wording.formats import NONE, count, difference, difference_range, money, money_range, month, percent


def opening(total: Balance, record: TrackRecord, currency: str) -> str:
    """What was decided and is expected to bring, and how much of what should have come by now has been delivered."""
    if not total.decided:
        waits = f"; {count(total.waiting, 'recommendation')} {_wait(total.waiting)}" if total.waiting else ""
        return f"Nothing has been decided yet{waits}."
    stand = f"{count(total.decided, 'decision')} {'stands' if total.decided == 1 else 'stand'}"
    if total.decided > total.deviating:
        stand += f", expected to bring {money(total.expected, currency)}"
    if record.ratio is None:
        return f"{stand}; no benefit of them was due by now."
    return (
        f"{stand}; of {money(record.expected, currency)} due by now, {money(record.actual, currency)} has been "
        f"delivered, {percent(record.ratio)}."
    )


def behind(total: Balance, currency: str) -> str:
    """What deviations cost, what waits, and how the money is to be read."""
    parts = []
    if total.deviating:
        verb = "cost" if total.deviation <= 0 else "bring"
        which = "deviates" if total.deviating == 1 else "deviate"
        parts.append(
            f"{count(total.deviating, 'decision')} {which} from the recommendation, which {verb}s "
            f"{money(abs(total.deviation), currency)}."
        )
    if total.waiting:
        stake = money(total.at_stake, currency)
        parts.append(f"{count(total.waiting, 'recommendation')} {_wait(total.waiting)}, with {stake} at stake.")
    parts.append("Each amount is the difference that a decision alone makes in the plan of its day.")
    return " ".join(parts)


def how_delivered(record: TrackRecord) -> str:
    """What the comparison holds against what, and what it does not say."""
    planned = sum(d.basis is Basis.PLANNED for d in record.decisions)
    said = "Benefits recorded since each decision against those expected of it; what came, not what caused it."
    if planned:
        said += f" {count(planned, 'decision')} promised no benefits by month and are held against the planned ones."
    return said


def _wait(number: int) -> str:
    return "waits for those who may decide" if number == 1 else "wait for those who may decide"


def name_of(entry: Entry) -> str:
    """What an entry is about, by the name of its day."""
    return entry.subject.name or entry.subject.id


def what_was_decided(entry: Entry) -> str:
    """The decision in a table: ``Defer to Mar 2027, deviating``."""
    start = entry.decision.start
    when = f" to {month(parse_month(start))}" if start and entry.decision.kind.value == "defer" else ""
    return f"{entry.decision.kind.value.capitalize()}{when}{', deviating' if entry.decision.deviates else ''}"


def how_it_stands(entry: Entry, stands: Mapping[str, State]) -> str:
    """What has become of an entry, and whom it waits for; ``stands`` are the states by the id of the entry."""
    now = stands[entry.id].value
    return f"{now}, waits for {' or '.join(entry.waits_for)}" if now == "recommended" and entry.waits_for else now


def who_recommended(entry: Entry) -> str:
    """Who recommended it, in which role."""
    return f"recommended by {entry.decided_by.account}, {entry.decided_by.role}"


def still_waits(entry: Entry) -> str:
    """After the words about an entry: whom it waits for; empty where it is decided or nobody may decide it."""
    return "" if entry.state is State.DECIDED or not entry.waits_for else f"; waits for {' or '.join(entry.waits_for)}"


def value_with_range(entry: Entry, currency: str) -> str:
    """The difference that a decision makes, with its range where that says more."""
    value = entry.decision.value
    amount = difference(value.estimate, currency)
    ranged = difference_range(value.low, value.high, currency)
    return amount if ranged == amount else f"{amount} ({ranged})"


def outlook_then(entry: Entry, currency: str) -> str:
    """What was known of its risk on the day: how often it was chosen again, and the project's value as a range."""
    outlook = entry.decision.outlook
    if outlook is None:
        return NONE
    value = f"{money_range(outlook.value_low, outlook.value_high, currency)} in eight of ten futures"
    if outlook.chosen_share is None:
        return value
    return f"recommended action chosen in {percent(outlook.chosen_share)} of futures; {value}"


def options_then(entry: Entry, currency: str) -> str:
    """The options that were open on the day, each with its price where it was known."""
    known = [(o.option, o.value) for o in entry.decision.options]
    return "; ".join(f"{name} {difference(v.estimate, currency)}" if v else name for name, v in known) or NONE


def how_many_oldest_first(entries: Sequence[Entry]) -> str:
    """The note over the history of one subject."""
    return f"{count(len(entries), 'entry', 'entries')}, oldest first. Nothing was ever changed."


def recorded_today(entries: Sequence[Entry]) -> str:
    """The heading over the entries of a day."""
    return f"Recorded today: {count(len(entries), 'entry', 'entries')}"


def due_for_review(due: Sequence[Entry]) -> str:
    """The heading over decisions to be looked at again."""
    return f"Due for review: {count(len(due), 'decision')}"


def waiting_for_you(waiting: Sequence[Entry]) -> str:
    """How many recommendations wait for the role at the screen."""
    return f"{count(len(waiting), 'recommendation')} of others, above their limits, {_wait_for_you(len(waiting))}."


def expected_of(entry: Entry) -> str:
    """Beside the bar of what was expected."""
    return f"expected, entry {entry.number}"


def delivered_of(one: Delivered) -> str:
    """Beside the bar of what came: its share of what was expected, and in how many months."""
    return f"{percent(one.ratio or 0.0)} of it in {count(one.months_counted, 'month')}"


def most_expected(most: int, decisions: int) -> str:
    """Which decisions a chart has room for."""
    return f"The {most} of {count(decisions, 'decision')} of which most was expected."


def _wait_for_you(number: int) -> str:
    return "waits for you" if number == 1 else "wait for you"
