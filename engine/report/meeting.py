"""How far a meeting has come: points decided and left, and what they bring, in one pricing.

What is decided is worth what it brought when it was adopted, in the order of the decisions; what is left comes on top
(:mod:`engine.analyse.decisions.agenda`), so that the two add up to what the whole agenda brings.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from engine.analyse.decisions.agenda import MOST, Agenda
from engine.register.entry import Entry, State, SubjectKind
from engine.register.what_still_stands import in_force, states


@dataclass(frozen=True, slots=True)
class MeetingProgress:
    """Points decided today and left; ranges of money over all readings of today's way.

    ``kept`` are today's entries that wait for a role that may decide them.
    """

    decided: int
    kept: int
    left: int
    decided_worth: tuple[int, int]
    left_worth: tuple[int, int]

    @property
    def points(self) -> int:
        """All points of the meeting."""
        return self.decided + self.kept + self.left

    @property
    def worth(self) -> tuple[int, int]:
        """What decided and open points bring together."""
        return self.decided_worth[0] + self.left_worth[0], self.decided_worth[1] + self.left_worth[1]


def decided_projects(entries: Iterable[Entry], pinned: Collection[str]) -> tuple[str, ...]:
    """Projects about which a decision stands and which the plan keeps to, in the order in which it was taken."""
    standing = in_force(entries)
    return tuple(
        dict.fromkeys(
            e.subject.id for e in standing if e.subject.kind is SubjectKind.PROJECT and e.subject.id in pinned
        )
    )


def meeting_progress(
    agenda: Agenda, entries: Iterable[Entry], settled: Collection[str], day: date, most: int = MOST
) -> MeetingProgress:
    """How far the meeting of a day has come; ``settled`` are projects that the agenda asks about no more.

    A decision of the day that the agenda does not price, since the plan does not keep to it yet, counts without money.
    """
    entries = tuple(entries)
    stands = states(entries)
    of_day = {
        e.subject.id: stands[e.id]
        for e in entries
        if e.decision.decided_on == day
        and e.subject.kind is SubjectKind.PROJECT
        and stands[e.id] is not State.SUPERSEDED
    }
    decided = {project for project, state in of_day.items() if state is State.DECIDED}
    priced = [step for step in agenda.decided if step.project_id in decided]
    left = agenda.left(settled, most)
    return MeetingProgress(
        decided=len(decided),
        kept=len(of_day) - len(decided),
        left=len(left.items),
        decided_worth=(sum(step.gain_low for step in priced), sum(step.gain_high for step in priced)),
        left_worth=left.worth_range,
    )
