"""What one person hired for a pool is worth: the gain once they are there, what they cost, and the difference.

One way of working it out, and so one figure wherever it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.analyse.constraint.bottleneck_candidates import BottleneckCandidates
from engine.analyse.constraint.limiting_pool import pricing_ground, sharpening_for
from engine.analyse.pricing.changes import people_at_once, people_hired
from engine.analyse.pricing.hiring import Hiring
from engine.analyse.pricing.situations import price_situations
from engine.compute.budget import BOARD_BUDGET, SolveBudget
from engine.optimise.compare import Interval, within
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio


@dataclass(frozen=True, slots=True)
class WorthOfPerson:
    """One person hired for a pool, from the end of its hiring lead to the horizon; money today.

    ``gain`` is before ``cost``, that of hiring and employing the person.
    """

    pool_id: str
    gain: Interval
    cost: float

    @property
    def net(self) -> float:
        """Gain less cost."""
        return self.gain.estimate - self.cost

    @property
    def pays(self) -> bool:
        """Whether the person surely gains more than they cost."""
        return self.gain.low > self.cost


def worth_of_person(
    portfolio: Portfolio, recommendation: Recommendation, pool_id: str, budget: SolveBudget = BOARD_BUDGET
) -> WorthOfPerson | None:
    """What one person hired for a pool is worth to a recommended plan; ``None`` where no plan was found with them.

    Equal questions get equal answers, whoever asks.

    Raises:
        ValueError: ``recommendation`` has no plan.
        CancelledError: the budget was cancelled.
    """
    candidates, wanted, base = pricing_ground(portfolio, recommendation, budget)
    return worth_from(candidates, base, pool_id, replace(budget, target=wanted))


def worth_from(
    candidates: BottleneckCandidates, base: Recommendation, pool_id: str, budget: SolveBudget
) -> WorthOfPerson | None:
    """The same for who has the ground that pools are priced from: its plan, and its target in the budget.

    Whoever comes later gains no more than whoever is there from the first month; what is too close to call and matters
    is looked at again, as where pools are priced.

    Raises:
        CancelledError: the budget was cancelled.
    """
    portfolio = candidates.portfolio
    hired = people_hired(portfolio, Hiring(pool_id, 1))
    asked = [hired, people_at_once(portfolio, pool_id, 1.0)]
    sharpening = sharpening_for(candidates, budget.plan_target, [True, True])
    solved = price_situations(portfolio, base, asked, replace(budget, on_done=None), sharpening=sharpening)
    priced, at_once = (one.gain for one in solved)
    if priced is None:
        return None
    if at_once is None or portfolio.rules.weights:
        return WorthOfPerson(pool_id, priced, hired.cost)
    return WorthOfPerson(pool_id, within(priced, at_once), hired.cost)
