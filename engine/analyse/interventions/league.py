"""The league table of interventions: what stands in it, and in which order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from engine.analyse.today.reading import TodaysRange
from engine.closely_known import is_closely_known


class InterventionKind(StrEnum):
    """What an organisation can do about its plan."""

    ADD_PEOPLE = "add people"
    MOVE_PEOPLE = "move people"
    BUY_FLEX = "buy flex"
    ACCELERATE = "accelerate"
    DEFER = "defer"
    STOP = "stop"
    RESEQUENCE = "re-sequence"
    FREE_TIME = "take business as usual off"
    CUT_SCOPE = "cut scope"
    OFFLOAD = "offload work"
    LIMIT_PARALLEL = "limit work in progress"
    LIFT_MANDATE = "lift a mandate"
    LIFT_FLOOR = "lift a floor"
    LIFT_PIN = "lift a pin"
    RAISE_BUDGET = "raise a budget"
    DECIDE_SOONER = "decide sooner"
    PAIR = "pair"


IN_THE_PLAN = frozenset({InterventionKind.ACCELERATE, InterventionKind.DEFER, InterventionKind.STOP})
"""Decisions: the recommended plan holds them, and their gain is what it would lose without them."""

UNDER_TODAYS_WAY = frozenset(
    {InterventionKind.RESEQUENCE, InterventionKind.LIMIT_PARALLEL, InterventionKind.DECIDE_SOONER}
)
"""Changes of the way of working: their gain is measured against what today's way delivers."""


@dataclass(frozen=True, slots=True)
class Intervention:
    """One intervention; money today.

    ``subject`` is the id of what it is about: a project, a pool, ``pool → pool``, a theme, the month a budget begins,
    a role. ``amount`` says how much, in the kind's own unit: people, share of capacity, days a month, money, projects
    at once, days of waiting; 1 for a decision or a rule. ``gain`` is before ``cost``, in [``low``, ``high``].
    ``gain_today`` is the gain under today's way of working, over its readings. Of changes of the way of working itself
    it is the gain, and ``low`` and ``high`` hold over the readings too.
    ``payback_months``: see :func:`engine.analyse.interventions.cash.payback_months`. ``parts`` are the subjects of a
    pair, ``parts_gain`` the sum of their gains one by one. Of ``cost``, ``exit_cost`` is what leaving a project costs
    and ``running_cost`` what people cost month by month; the rest is new spend. ``in_turn`` is the gain on top of
    those above it in the list: of decisions in today's way of working, of changes on the recommended plan, as far as
    it is proven. ``None`` of those that stand in no such order.
    """

    kind: InterventionKind
    subject: str
    amount: float
    gain: float
    cost: float
    low: float
    high: float
    gain_today: TodaysRange | None = None
    payback_months: int | None = None
    parts: tuple[Intervention, ...] = ()
    exit_cost: float = 0.0
    running_cost: float = 0.0
    in_turn: TodaysRange | None = None

    @property
    def net(self) -> float:
        """Gain less cost."""
        return self.gain - self.cost

    @property
    def is_over_readings(self) -> bool:
        """Whether its gain is a range, since it depends on how people work today."""
        return self.kind in UNDER_TODAYS_WAY and self.high > self.low

    @property
    def is_point(self) -> bool:
        """Whether gain and net may each be written as one amount: sure, closely proven, however people work today."""
        if self.is_open or self.is_over_readings:
            return False
        of_net = self.net, self.low - self.cost, self.high - self.cost
        return is_closely_known(self.gain, self.low, self.high) and is_closely_known(*of_net)

    @property
    def net_ranked_by(self) -> float:
        """Net gain, at the low end of one of which only a range is known."""
        return (self.gain if self.is_point else self.low) - self.cost

    @property
    def return_(self) -> float | None:
        """Gain for each unit of cost; ``None`` without any cost."""
        return self.gain / self.cost if self.cost > 0 else None

    @property
    def new_spend(self) -> float:
        """Money to be found for it, once: its cost without what exit and people cost."""
        return max(0.0, self.cost - self.exit_cost - self.running_cost)

    @property
    def needs_money(self) -> bool:
        """Whether money has to be found for it, once or month by month; the exit cost of a stop is no new spend."""
        return self.cost - self.exit_cost > 0.0

    @property
    def too_close(self) -> bool:
        """Whether the proofs leave open if there is any gain; a proven nothing is not open."""
        return self.low <= 0.0 <= self.high and self.high > self.low

    @property
    def is_open(self) -> bool:
        """Whether the proofs leave open if it gains more than it costs: nobody can say which of two such gains more."""
        return self.low <= self.cost <= self.high and self.high > self.low

    @property
    def pays(self) -> bool:
        """Whether it surely gains more than it costs."""
        return self.low > self.cost

    @property
    def parts_gain(self) -> float:
        """What the parts of a pair gain one by one."""
        return sum(part.gain for part in self.parts)


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """One solved plan: ``value`` before ``cost`` is paid, money today; ``people`` added at the constraint.

    ``what`` are the interventions that make it, none for the recommended plan; ``accelerates`` is false for the plan in
    which no project may be accelerated; ``speed`` is what of the cost the plan pays for that.
    """

    value: float
    cost: float
    people: int
    what: tuple[Intervention, ...] = ()
    speed: float = 0.0
    accelerates: bool = True

    @property
    def net(self) -> float:
        """Value after the cost."""
        return self.value - self.cost


@dataclass(frozen=True, slots=True)
class Screened:
    """An intervention that was only estimated, by a quick calculation, and found too small to be worked out."""

    kind: InterventionKind
    subject: str
    amount: float
    expected_gain: float
    cost: float


@dataclass(frozen=True, slots=True)
class Chosen:
    """What to buy within a limit of money: interventions that were worked out together, and their joint figures.

    Found by taking the most rewarding first, or the best pair where that is better: good, not proven to be the best.
    ``interventions`` is empty where nothing within the limit surely pays.
    """

    limit: float
    interventions: tuple[Intervention, ...]
    gain: float
    cost: float
    low: float
    high: float

    @property
    def net(self) -> float:
        """Joint gain less cost."""
        return self.gain - self.cost


@dataclass(frozen=True, slots=True)
class Together:
    """Changes of the situation that surely pay, all made at once, on the recommended plan; money today."""

    interventions: tuple[Intervention, ...]
    gain: float
    low: float
    high: float

    @property
    def cost(self) -> float:
        """What they cost."""
        return sum(i.cost for i in self.interventions)

    @property
    def net(self) -> float:
        """Their joint gain less their cost."""
        return self.gain - self.cost


_NOTHING = TodaysRange.point(0.0)


@dataclass(frozen=True, slots=True)
class League:
    """All interventions that were worked out, most rewarding first: :func:`ranked` says how.

    ``pair`` is the best of the pairs worked out together, also listed; ``screened`` what a quick estimate left out;
    ``required`` the decisions without which no plan meets the rules; ``constraint`` the pool at which people are
    expected to gain most for their cost, ``None`` where no pool limits anything. Both frontiers rise in value.
    ``mandates`` are what the law costs, off the ranking. Gains overlap: ``plan_gain`` is what all decisions of the
    recommended plan bring together, beside today's way of working, and ``together`` what the changes that pay add to
    it.
    """

    interventions: tuple[Intervention, ...]
    pair: Intervention | None
    chosen: Chosen | None
    frontier_money: tuple[FrontierPoint, ...]
    frontier_people: tuple[FrontierPoint, ...]
    screened: tuple[Screened, ...]
    required: tuple[str, ...]
    constraint: str | None
    mandates: tuple[Intervention, ...] = ()
    plan_gain: TodaysRange = _NOTHING
    together: Together | None = None


def ranked(interventions: Iterable[Intervention]) -> tuple[Intervention, ...]:
    """What needs no money and surely gains, by net gain; then what is for money; last what is open, in no order."""

    def place(i: Intervention) -> tuple[bool, bool, float, str, str, float]:
        return i.is_open, is_for_money(i), 0.0 if i.is_open else -i.net_ranked_by, i.kind, i.subject, i.amount

    return tuple(sorted(interventions, key=place))


def is_for_money(intervention: Intervention) -> bool:
    """Whether it stands after the first group of the list: it needs money, or may gain nothing."""
    return intervention.needs_money or not intervention.pays
