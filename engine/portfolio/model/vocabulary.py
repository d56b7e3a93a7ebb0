"""The closed sets of words that the data, the model and the pages share."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """What a decision means beside the plan; a partition (see ``engine.optimise.actions``)."""

    ACCELERATE = "accelerate"
    CONTINUE = "continue"
    DEFER = "defer"
    STOP = "stop"


class DecisionKind(StrEnum):
    """What a register of decisions tells apart; rights to decide are given by kind."""

    ACCELERATE = "accelerate"
    CONTINUE = "continue"
    DEFER = "defer"
    STOP = "stop"
    ADD_CAPACITY = "add capacity"
    CHANGE_FLOOR = "change a floor"


class Mode(StrEnum):
    """How a project is worked on."""

    NORMAL = "normal"
    ACCELERATED = "accelerated"


class Urgency(StrEnum):
    """What a late finish does to benefits (Arnold's urgency profiles)."""

    STEADY = "steady"
    WINDOW = "window"
    DECAYING = "decaying"
    DEADLINE = "deadline"


class Health(StrEnum):
    """Red, amber or green."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class BenefitType(StrEnum):
    """How certain a benefit is to reach the accounts."""

    CASH = "cash"
    AVOIDED = "avoided"
    SOFT = "soft"


class Stage(StrEnum):
    """How far a project has come."""

    IDEA = "idea"
    BUSINESS_CASE = "business case"
    IN_DELIVERY = "in delivery"
    CLOSING = "closing"


class Lift(StrEnum):
    """Families of rules that a scenario may lift."""

    MANDATES = "mandates"
    FLOORS = "floors"
    EXCLUSIONS = "exclusions"


class Source(StrEnum):
    """Where a figure comes from."""

    OWNED = "owned"
    DERIVED = "derived"
    ASSUMED = "assumed"


class TodaysPolicy(StrEnum):
    """How today's way of working hands out people, as the data say it."""

    QUEUE = "queue"
    SPONSOR = "sponsor"
    SHARED = "shared"
