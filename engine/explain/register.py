"""The sentences of the decision register: what was decided, what is expected of it, what has come of it."""

from __future__ import annotations

from engine.register import Balance, Basis, TrackRecord
from engine.wording.formats import count, money, percent


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
