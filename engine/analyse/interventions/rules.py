"""Rules of the organisation that give way: a floor or a pin lifted, a budget raised."""

from __future__ import annotations

from collections.abc import Iterator

from engine.analyse.interventions.cash import extra, plan_cash
from engine.analyse.interventions.league import InterventionKind
from engine.analyse.interventions.levers import Lever
from engine.analyse.pricing.changes import budget_raised, floor_lifted, pin_lifted, rise_of_budget
from engine.optimise.constraint_rows import budget_windows
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.settings import Budget
from engine.portfolio.model.vocabulary import Lift


def rule_levers(portfolio: Portfolio) -> Iterator[Lever]:
    """One lever for each floor, pin and budget in force."""
    if Lift.FLOORS not in portfolio.rules.lifted and portfolio.settings.floor_pool is not None:
        yield from (_floor(t.name) for t in portfolio.settings.themes if t.floor)
    yield from (_pin(p.project_id) for p in portfolio.rules.pins)
    yield from (
        _budget(portfolio, budget, end)
        for budget, first, end in budget_windows(portfolio)
        if end > first and rise_of_budget(portfolio, budget.amount) > 0
    )


def _floor(theme: str) -> Lever:
    return Lever(InterventionKind.LIFT_FLOOR, theme, 1, ("floor", theme), lambda p: floor_lifted(p, theme))


def _pin(project_id: str) -> Lever:
    return Lever(InterventionKind.LIFT_PIN, project_id, 1, ("pin", project_id), lambda p: pin_lifted(p, project_id))


def _budget(portfolio: Portfolio, budget: Budget, end: int) -> Lever:
    """More to spend; its cost is what the plan spends more in that year, which its value counts."""
    month, first = portfolio.settings.month(budget.start), max(0, budget.start)
    amount = rise_of_budget(portfolio, budget.amount)

    def spent(changed: Portfolio, without: Recommendation, with_it: Recommendation) -> float:
        before, after = (plan_cash(changed, plan).spending for plan in (without, with_it))
        return max(0.0, float(extra(after, before)[first:end].sum()))

    return Lever(
        InterventionKind.RAISE_BUDGET,
        month,
        amount,
        ("budget", month),
        lambda p: budget_raised(p, budget.start, amount),
        spent,
    )
