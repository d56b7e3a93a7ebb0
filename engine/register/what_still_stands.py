"""What still stands: which entries a later one has superseded, which wait, which are due for review.

A decision supersedes whatever stood about the same project or theme, and the entry it names. Additions to a pool add
up, and so supersede only what they name. A recommendation supersedes nothing but a recommendation it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from engine.register.entry import Entry, State, SubjectKind


def superseded_by(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Id of every entry that no longer stands → the entry that superseded it."""
    gone: dict[str, Entry] = {}
    standing: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda e: e.number):
        about = standing.setdefault(entry.subject.key, [])
        for earlier in [e for e in about if _supersedes(entry, e)]:
            gone[earlier.id] = entry
            about.remove(earlier)
        about.append(entry)
    return gone


def states(entries: Iterable[Entry]) -> dict[str, State]:
    """Id of every entry → where it stands now."""
    entries = tuple(entries)
    gone = superseded_by(entries)
    return {e.id: State.SUPERSEDED if e.id in gone else e.state for e in entries}


def in_force(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Decisions that stand, in the order in which they were recorded."""
    return _that_stand(entries, State.DECIDED)


def pending(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Recommendations that wait for a role that may decide, oldest first."""
    return _that_stand(entries, State.RECOMMENDED)


def objections(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """What sponsors propose in place of a recommendation and nobody has decided, oldest first."""
    return tuple(entry for entry in pending(entries) if entry.decision.objection_of)


def due(entries: Iterable[Entry], day: date) -> tuple[Entry, ...]:
    """Decisions that stand and were to be looked at again by a day, longest due first."""
    dated = [(e.decision.review_on, e.number, e) for e in in_force(entries) if e.decision.review_on is not None]
    return tuple(entry for review, _, entry in sorted(dated, key=lambda d: d[:2]) if review <= day)


def settled(entries: Iterable[Entry], day: date, mine: Iterable[Entry] = ()) -> frozenset[str]:
    """Ids of the projects about which there is nothing to decide by a day, until somebody asks for it.

    What stands and is not due for review is settled; so is what waits for somebody else. ``mine`` waits for oneself.
    What somebody objects to is to be decided.
    """
    entries = tuple(entries)
    again = {e.id for e in (*due(entries, day), *mine, *objections(entries))}
    standing = (*in_force(entries), *pending(entries))
    about = [e for e in standing if e.subject.kind is SubjectKind.PROJECT]
    reopened = {e.subject.id for e in about if e.id in again}
    return frozenset(e.subject.id for e in about) - reopened


def to_overturn(kind: SubjectKind, supersedes: str | None, account: str, about: Sequence[Entry]) -> tuple[Entry, ...]:
    """What a decision of an account would supersede of the entries ``about`` its subject, oldest first.

    ``supersedes`` is the id of the entry that it names, if it names one. What the account itself proposed is left out.
    """
    gone = superseded_by(about)
    return tuple(
        e
        for e in sorted(about, key=lambda e: e.number)
        if e.id not in gone
        and _reaches(kind, supersedes, e)
        and not (e.state is State.RECOMMENDED and e.decided_by.account == account)
    )


def _that_stand(entries: Iterable[Entry], state: State) -> tuple[Entry, ...]:
    entries = tuple(entries)
    gone = superseded_by(entries)
    return tuple(e for e in sorted(entries, key=lambda e: e.number) if e.id not in gone and e.state is state)


def _supersedes(later: Entry, earlier: Entry) -> bool:
    if later.state is State.RECOMMENDED:
        return earlier.state is State.RECOMMENDED and later.decision.supersedes == earlier.id
    return _reaches(later.subject.kind, later.decision.supersedes, earlier)


def _reaches(kind: SubjectKind, supersedes: str | None, earlier: Entry) -> bool:
    return supersedes == earlier.id or kind is not SubjectKind.POOL
