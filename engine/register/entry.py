"""What the register holds: a decision as it was taken, and the entry that keeps it for good."""

from __future__ import annotations

import math
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ModelWrapValidatorHandler,
    ValidationError,
    field_serializer,
    model_validator,
)

from engine.errors import RegisterError
from engine.optimise.compare import Interval
from engine.portfolio.model.calendar import iso_month, parse_month
from engine.portfolio.model.record import Record
from engine.portfolio.model.rights import Stake
from engine.portfolio.model.vocabulary import DecisionKind
from engine.portfolio.scenario import Scenario, scenario_content

LONGEST_TEXT = 1_000_000


def _ordered(value: Interval) -> Interval:
    if not all(math.isfinite(amount) for amount in (value.low, value.estimate, value.high)):
        raise ValueError("an amount of money must be a finite number")
    if not value.low <= value.estimate <= value.high:
        raise ValueError("the estimate must lie within its interval")
    return value


def _named(text: str) -> str:
    if not text.strip():
        raise ValueError("this must not be blank")
    return text.strip()


def _month(text: str) -> str:
    return iso_month(parse_month(text))


ValueRange = Annotated[Interval, AfterValidator(_ordered)]
StoredText = Annotated[str, Field(max_length=LONGEST_TEXT)]
NamedText = Annotated[StoredText, AfterValidator(_named)]
MonthText = Annotated[str, AfterValidator(_month)]
"""A month as ``YYYY-MM``, so that it keeps its meaning when the planning month moves."""
Finite = Annotated[float, Field(allow_inf_nan=False)]


class SubjectKind(StrEnum):
    """What a decision is about."""

    PROJECT = "project"
    POOL = "pool"
    THEME = "theme"
    READING = "reading of today"


class State(StrEnum):
    """Where an entry stands. It is stored as decided or recommended; a later entry supersedes it."""

    DECIDED = "decided"
    RECOMMENDED = "recommended"
    SUPERSEDED = "superseded"


_ABOUT = {
    DecisionKind.ACCELERATE: SubjectKind.PROJECT,
    DecisionKind.DEFER: SubjectKind.PROJECT,
    DecisionKind.STOP: SubjectKind.PROJECT,
    DecisionKind.ADD_CAPACITY: SubjectKind.POOL,
    DecisionKind.CHANGE_FLOOR: SubjectKind.THEME,
}
"""To continue is to leave anything as it is, and so fits every subject."""


class Explained(Record):
    """A record that says in words what is wrong with it."""

    @model_validator(mode="wrap")
    @classmethod
    def _explain(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return handler(value)
        except ValidationError as error:
            problems = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
            raise RegisterError(f"This cannot be kept in the register: {'; '.join(problems)}") from error


class Person(Explained):
    """Who decides: the account that has signed in, and the role it has."""

    account: NamedText
    role: NamedText


class Subject(Record):
    """What is decided about: an id, and the name by which people knew it at the time."""

    kind: SubjectKind
    id: NamedText
    name: StoredText = ""

    @property
    def key(self) -> str:
        """The same for every decision about the same thing."""
        return f"{self.kind}:{self.id}"


class Choice(Record):
    """One option that was on the table, with its value beside the recommended plan or beside no decision."""

    option: StoredText
    kind: DecisionKind
    start: MonthText | None = None
    value: ValueRange | None = None


class Outlook(Record):
    """What was known of the risk when a decision was taken; ranges are P10 and P90 over the futures that were drawn.

    ``gain_low`` and ``gain_high`` are what the whole recommended plan brought beyond today's way, ``value_low`` and
    ``value_high`` what the project brought in it; money of that day. ``chosen_share`` is how often its recommended
    action was chosen again.
    """

    draws: Annotated[int, Field(ge=1)]
    chosen_share: Annotated[Finite, Field(ge=0, le=1)] | None = None
    gain_low: Finite
    gain_high: Finite
    value_low: Finite
    value_high: Finite


class DecisionTaken(Explained):
    """A decision as a forum took it, before the register knows it.

    ``value`` is the money the decision moves, with its interval: what it is expected to bring, and what is at stake
    in it. ``extra_spend`` is money spent that would not be spent otherwise. ``months`` is the delay it brings.
    ``benefits`` are the benefits it promises, by month; actual benefits are held against them later. ``outlook`` is
    what was known of its risk, where that had been worked out. ``dissent`` is what those said who were against it;
    ``owner`` is who has to see to it, ``due_on`` by when. ``objection_of`` names the sponsor who objects to what is
    recommended and proposes this in its place, where it is such a proposal.
    """

    kind: DecisionKind
    subject: Subject
    decided_on: date
    forum: StoredText = ""
    start: MonthText | None = None
    months: Annotated[int, Field(ge=0)] = 0
    extra_spend: Annotated[Finite, Field(ge=0)] = 0.0
    value: ValueRange = Interval(0.0, 0.0, 0.0)
    options: tuple[Choice, ...] = ()
    recommendation: Choice | None = None
    reason: StoredText = ""
    conditions: StoredText = ""
    review_on: date | None = None
    benefits: tuple[tuple[MonthText, Finite], ...] = ()
    scenario: Scenario = Scenario()
    data_fingerprint: StoredText = ""
    supersedes: str | None = None
    outlook: Outlook | None = None
    dissent: StoredText = ""
    owner: StoredText = ""
    due_on: date | None = None
    objection_of: StoredText = ""

    @property
    def deviates(self) -> bool:
        """Whether something else was recommended at the time."""
        advised = self.recommendation
        if advised is None:
            return False
        both_start = self.start is not None and advised.start is not None
        return advised.kind is not self.kind or (both_start and advised.start != self.start)

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        wanting = self._wanting()
        if wanting:
            raise RegisterError(f"This cannot be kept in the register: {wanting}.")
        return self

    def _wanting(self) -> str:
        """What the fields together leave open; empty when nothing."""
        about = _ABOUT.get(self.kind, self.subject.kind)
        if about is not self.subject.kind:
            return f"to {self.kind} is decided about a {about}, not about a {self.subject.kind}"
        if self.kind is DecisionKind.DEFER and self.start is None:
            return "a decision to defer names the month in which work starts"
        if self.deviates and not self.reason.strip():
            return "a decision that differs from the recommendation gives its reason"
        return ""

    @field_serializer("scenario")
    def _plain_scenario(self, scenario: Scenario) -> dict[str, Any]:
        return scenario_content(scenario)


def _moment(value: Any) -> Any:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


class Entry(Record):
    """One entry of the register; never changed, never deleted.

    ``stakes`` are what it needed rights for: the decision itself, then each earlier entry that it would overturn.
    ``waits_for`` are the roles that could have decided when it was recorded; empty for a decision.
    """

    number: Annotated[int, Field(ge=1)]
    id: str
    key: str
    recorded_at: Annotated[datetime, BeforeValidator(_moment)]
    decided_by: Person
    state: State
    stakes: tuple[Stake, ...]
    waits_for: tuple[str, ...] = ()
    decision: DecisionTaken

    @property
    def subject(self) -> Subject:
        """What it is about."""
        return self.decision.subject
