"""Interventions worked out together: pairs, and the best set for a sum of money.

Gains do not add up: two interventions that lift the same constraint gain less together than one by one, two that each
need the other gain more. Only what was solved together is reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from engine.analyse.interventions.league import Chosen, Intervention, InterventionKind
from engine.analyse.interventions.lever import Lever, together_allowed

Pulled = tuple[Lever, Intervention]
"""A lever with its figures."""


def best_pairs(pulled: Sequence[Pulled], most: int, limit: float) -> list[tuple[Pulled, Pulled]]:
    """The pairs most likely to be best, by the sum of their net gains: changes of the situation first.

    Decisions are in the recommended plan already, so only one pair of them is worked out. Both parts must gain on their
    own, and together cost no more than ``limit``.
    """
    gaining = [
        (lever, intervention)
        for lever, intervention in pulled
        if intervention.net > 0 and lever.kind is not InterventionKind.LIFT_MANDATE
    ]
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
    """Changes of the situation within a limit of money: what costs nothing first, then by gain for each unit of cost.

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
    """Whether a lever changes the situation, and does not touch a mandate."""
    return not lever.held and lever.kind is not InterventionKind.LIFT_MANDATE


def chosen_of(limit: float, interventions: Sequence[Intervention]) -> Chosen:
    """The best for the money of some sets that were worked out, each one intervention or a pair or more of them."""
    worth_it = [i for i in interventions if i.pays and i.cost <= limit]
    best = max(worth_it, key=lambda i: i.net, default=None)
    if best is None:
        return Chosen(limit, (), 0.0, 0.0, 0.0, 0.0)
    return Chosen(limit, best.parts or (best,), best.gain, best.cost, best.low, best.high)


def _by_return(pulled: Pulled) -> tuple[bool, float]:
    intervention = pulled[1]
    return not intervention.free, -(intervention.return_ or intervention.net)
