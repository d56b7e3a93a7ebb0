"""A lever: an intervention before it is priced, as a change of the portfolio that can be combined with others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.analyse.interventions.league import IN_THE_PLAN, InterventionKind
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
