"""Budgets and rules as limits to be priced like pools: each a little looser, or lifted altogether."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from engine.analyse.pricing.changes import (
    budget_raised,
    changes_limit,
    floor_lifted,
    mandate_lifted,
    parallel_limit,
    pin_lifted,
    rise_of_budget,
)
from engine.analyse.pricing.situations import ChangeKind, Situation
from engine.optimise.compare import Interval, Nesting
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Lift

Loosening = Callable[[Portfolio], Situation]
"""A change of the situation that can be made to any copy of the portfolio, and so together with others."""


@dataclass(frozen=True, slots=True)
class PricedLimit:
    """A budget or rule, how far it is loosened, and what that gains; money today.

    ``amount`` is money for a budget, projects or changes for a limit on them, 1 for a rule that is lifted.
    """

    change: ChangeKind
    subject: str
    label: str
    amount: float
    gain: Interval

    @property
    def gain_per_money(self) -> float | None:
        """Gain per unit of money added to a budget; ``None`` for what is no budget."""
        return self.gain.estimate / self.amount if self.change is ChangeKind.BUDGET else None


def limit_candidates(portfolio: Portfolio) -> Iterator[Loosening]:
    """Budgets raised alike; floors and pins lifted; one project at once, or one change, more."""
    settings, rules = portfolio.settings, portfolio.rules
    raised = rise_of_budget(portfolio, max((b.amount for b in settings.budgets), default=0.0))
    if raised > 0:
        yield from (partial(budget_raised, start=b.start, amount=raised) for b in settings.budgets)
    if Lift.FLOORS not in rules.lifted:
        yield from (partial(floor_lifted, theme=t.name) for t in settings.themes if t.floor)
    yield from (partial(pin_lifted, project_id=pin.project_id) for pin in rules.pins)
    yield from (partial(parallel_limit, pool_id=pool_id, most=most + 1) for pool_id, most in rules.max_parallel)
    if rules.max_changes is not None:
        yield partial(changes_limit, most=rules.max_changes + 1)


def mandate_candidates(portfolio: Portfolio) -> Iterator[Loosening]:
    """Each project that is required, no longer required: nothing that the organisation could change by itself."""
    if Lift.MANDATES not in portfolio.rules.lifted:
        yield from (partial(mandate_lifted, project_id=p.project_id) for p in portfolio.projects if p.mandatory)


def all_at_once(portfolio: Portfolio, candidates: Iterable[Loosening]) -> Situation:
    """Several looser limits together: what it gains is the most that any of them can gain alone."""
    cost, changed = 0.0, portfolio
    for candidate in candidates:
        situation = candidate(changed)
        cost, changed = cost + situation.cost, situation.portfolio
    return Situation(ChangeKind.OTHER, "together", "several limits looser at once", changed, Nesting.RELAXATION, cost)
