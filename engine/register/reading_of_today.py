"""Accepting a reading of today's way: an entry of its own, and which one stands.

To accept one changes no project: it says how people work, so every role that decides may. The reading stands in the
entry's scenario; a later acceptance supersedes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from engine.portfolio.model.vocabulary import DecisionKind
from engine.portfolio.scenario import Scenario
from engine.register.entry import DecisionTaken, Entry, Subject, SubjectKind
from engine.register.what_still_stands import in_force

_ID = "today"


def acceptance(
    reading: Mapping[str, str], named: str, evidence: str, decided_on: date, data_fingerprint: str = ""
) -> DecisionTaken:
    """The decision that people are shared out so today.

    ``reading`` are the entries of the setting ``today``, ``named`` the same in words, ``evidence`` what it was held
    against.

    Raises:
        RegisterError: a text is too long.
    """
    return DecisionTaken(
        kind=DecisionKind.CONTINUE,
        subject=Subject(kind=SubjectKind.READING, id=_ID, name=f"today's way of working: {named}"),
        decided_on=decided_on,
        reason=evidence,
        scenario=Scenario(today=tuple(sorted(reading.items()))),
        data_fingerprint=data_fingerprint,
    )


def accepted_reading(entries: Iterable[Entry]) -> Entry | None:
    """The acceptance that stands; ``None`` where nobody has accepted a reading."""
    accepted = [e for e in in_force(entries) if e.subject.kind is SubjectKind.READING]
    return accepted[-1] if accepted else None
