"""The minutes of a meeting: what the register holds of one day, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from engine.register.balance import Balance, balance
from engine.register.entry import Entry, State
from engine.register.what_still_stands import states, superseded_by


@dataclass(frozen=True, slots=True)
class MinutesEntry:
    """One entry of the day: how it stands now, what of earlier days it has superseded, what has superseded it."""

    entry: Entry
    state: State
    superseded: tuple[Entry, ...]
    superseded_by: Entry | None


@dataclass(frozen=True, slots=True)
class Minutes:
    """A day's entries in the order in which they were recorded; ``total`` is their money as it stands."""

    day: date
    forums: tuple[str, ...]
    entries: tuple[MinutesEntry, ...]
    total: Balance

    @property
    def deviating(self) -> tuple[MinutesEntry, ...]:
        """Entries that stand and differ from what was recommended."""
        return tuple(e for e in self.entries if e.state is not State.SUPERSEDED and e.entry.decision.deviates)


def meeting_days(entries: Iterable[Entry]) -> tuple[date, ...]:
    """The days on which something was decided or recommended, latest first."""
    return tuple(sorted({e.decision.decided_on for e in entries}, reverse=True))


def minutes_of(entries: Iterable[Entry], day: date, forum: str | None = None) -> Minutes:
    """The minutes of a day; of one ``forum`` only, where it is given."""
    known = tuple(sorted(entries, key=lambda e: e.number))
    own = [e for e in known if e.decision.decided_on == day and forum in (None, e.decision.forum)]
    stands, gone = states(known), superseded_by(known)
    forums = tuple(dict.fromkeys(e.decision.forum for e in own if e.decision.forum))
    return Minutes(day, forums, tuple(_entry(e, known, stands, gone) for e in own), balance(_standing(own, stands)))


def _standing(own: Sequence[Entry], stands: dict[str, State]) -> list[Entry]:
    return [e for e in own if stands[e.id] is not State.SUPERSEDED]


def _entry(entry: Entry, known: Sequence[Entry], stands: dict[str, State], gone: dict[str, Entry]) -> MinutesEntry:
    before = tuple(e for e in known if e.id in gone and gone[e.id].id == entry.id)
    return MinutesEntry(entry, stands[entry.id], before, gone.get(entry.id))
