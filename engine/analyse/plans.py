"""Plans of changed portfolios, for comparison with the recommended one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.optimise.choice import Ints
from engine.optimise.decisions import read_decisions, read_load
from engine.optimise.model import DecisionModel, build_model, choice_of
from engine.optimise.recommend import Target
from engine.optimise.recommendation import Decision
from engine.optimise.solve import solve_choice
from engine.optimise.verify import verify_plan
from engine.portfolio.objects import Portfolio


@dataclass(frozen=True, slots=True)
class Plan:
    """A verified plan: ``value`` is unweighted money; ``objective``, what was maximised, is proven within ``gap``."""

    decisions: tuple[Decision, ...]
    value: float
    objective: float
    gap: float | None


def best_plan(
    portfolio: Portfolio,
    target: Target,
    *,
    near: Sequence[Sequence[Decision]] = (),
    ceiling: float | None = None,
) -> Plan | None:
    """The best plan of a portfolio within a target; ``None`` when there is none, or none was found in time.

    Unlike :func:`engine.optimise.recommend.recommend` it looks for no explanation of a portfolio without a plan.
    ``near`` are earlier plans, the best of which starts the search where it holds; ``ceiling`` is an objective
    proven to be out of reach.
    """
    model = build_model(portfolio)
    result = solve_choice(
        model.problem,
        gap=target.gap,
        time_limit=target.seconds,
        start=_best_start(model, near),
        ceiling=ceiling,
    )
    if result.objective is None:
        return None
    decisions = read_decisions(model, result.chosen)
    load = read_load(model, result.chosen, result.flex)
    value = sum(d.value for d in decisions) - float(model.capacity.flex_price @ result.flex)
    verify_plan(portfolio, decisions, load, value)
    return Plan(decisions, value, result.objective, result.gap)


def _best_start(model: DecisionModel, near: Sequence[Sequence[Decision]]) -> Ints | None:
    choices = [choice_of(model, decisions) for decisions in near]
    holding = [c for c in choices if not model.problem.violated_rows(c)]
    return max(holding, key=model.problem.objective_of, default=None)
