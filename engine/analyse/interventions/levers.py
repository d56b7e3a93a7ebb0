"""A lever: an intervention before it is priced, as a change of the portfolio that can be combined with others.

Gains do not add up: two interventions that lift the same constraint gain less together than one by one, two that each
need the other gain more. Only what was solved together is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

from engine.analyse.interventions.league import IN_THE_PLAN, Chosen, Intervention, InterventionKind
from engine.analyse.pricing.situations import ChangeKind, Situation
from engine.optimise.compare import Nesting
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio

Counted = Callable[[Portfolio, Recommendation, Recommendation], float]
"""Money for a lever that plans already pay: from (changed portfolio, plan without the lever, plan with it)."""


def nothing_counted(_portfolio: Portfolio, _without: Recommendation, _with: Recommendation) -> float:
    """The cost of the lever stands apart from the value of plans."""
    return 0.0


@dataclass(frozen=True, slots=True)
class Lever:
    """One intervention to be priced.

    ``change`` makes the situation with the lever pulled; for a decision that the recommended plan holds, the
    situation without it. Levers with the same ``key`` are degrees of the same thing and are not combined.
    """

    kind: InterventionKind
    subject: str
    amount: float
    key: tuple[str, str]
    change: Callable[[Portfolio], Situation]
    counted: Counted = nothing_counted

    @property
    def held(self) -> bool:
        """Whether the situation is that without the intervention."""
        return self.kind in IN_THE_PLAN


def together(portfolio: Portfolio, levers: Sequence[Lever]) -> Situation:
    """All levers pulled at once; nested with the base when each of them is, in the same sense."""
    cost, label, nestings = 0.0, [], set[Nesting]()
    changed = portfolio
    for lever in levers:
        situation = lever.change(changed)
        changed, cost = situation.portfolio, cost + situation.cost
        label.append(situation.label)
        nestings.add(situation.nesting)
    nesting = nestings.pop() if len(nestings) == 1 else Nesting.UNRELATED
    subject = " + ".join(lever.subject for lever in levers)
    return Situation(ChangeKind.OTHER, subject, "; ".join(label), changed, nesting, cost)


def together_allowed(levers: Sequence[Lever]) -> bool:
    """Whether levers can be pulled at once: none a degree of another, and all on the same side of the plan."""
    return len({lever.key for lever in levers}) == len(levers) and len({lever.held for lever in levers}) == 1


Pulled = tuple[Lever, Intervention]
"""A lever with its figures."""


def best_pairs(pulled: Sequence[Pulled], most: int, limit: float) -> list[tuple[Pulled, Pulled]]:
    """The pairs most likely to be best, by the sum of their net gains: changes of the situation first.

    Decisions are in the recommended plan already, so only one pair of them is worked out. Both parts must gain on their
    own, and together cost no more than ``limit``.
    """
    gaining = [(lever, intervention) for lever, intervention in pulled if intervention.net > 0]
    pairs = [
        (a, b)
        for a, b in combinations(sorted(gaining, key=lambda p: -p[1].net), 2)
        if together_allowed((a[0], b[0])) and a[1].cost + b[1].cost <= limit
    ]
    pairs.sort(key=lambda p: -p[0][1].net - p[1][1].net)
    decisions = [p for p in pairs if p[0][0].held][:1]
    changes = [p for p in pairs if not p[0][0].held]
    return [*changes[: most - len(decisions)], *decisions][:most]


def affordable_set(pulled: Sequence[Pulled], limit: float) -> list[Pulled]:
    """Changes of the situation within a limit of money: what needs no money first, then by gain for each unit of cost.

    Only what surely gains more than it costs is taken.
    """
    chosen: list[Pulled] = []
    left = limit
    for lever, intervention in sorted((p for p in pulled if p[1].pays and may_be_bought(p[0])), key=_by_return):
        if intervention.cost <= left and together_allowed([*(v for v, _ in chosen), lever]):
            chosen.append((lever, intervention))
            left -= intervention.cost
    return chosen


def may_be_bought(lever: Lever) -> bool:
    """Whether a lever changes the situation: decisions are in the plan already."""
    return not lever.held


def chosen_of(limit: float, interventions: Sequence[Intervention]) -> Chosen:
    """The best for the money of some sets that were worked out, each one intervention or a pair or more of them.

    ``limit`` is what may be spent, money today.
    """
    worth_it = [i for i in interventions if i.pays and i.cost <= limit]
    best = max(worth_it, key=lambda i: i.net, default=None)
    if best is None:
        return Chosen(limit, (), 0.0, 0.0, 0.0, 0.0)
    return Chosen(limit, best.parts or (best,), best.gain, best.cost, best.low, best.high)


def _by_return(pulled: Pulled) -> tuple[bool, float]:
    intervention = pulled[1]
    return intervention.needs_money, -(intervention.return_ or intervention.net)


def in_turn_sets(ordered: Sequence[Pulled], most: int) -> list[tuple[Pulled, ...]]:
    """The first, the first two, the first three … of the changes that surely pay, in the order of the list."""
    chosen: list[Pulled] = []
    for lever, intervention in ordered:
        fits = together_allowed([*(v for v, _ in chosen), lever])
        if intervention.pays and may_be_bought(lever) and fits and len(chosen) < most:
            chosen.append((lever, intervention))
    return [tuple(chosen[: n + 1]) for n in range(len(chosen))]
