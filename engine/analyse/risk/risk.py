"""What is firm, what is fragile, and what to ask before deciding.

A recommended plan is executed in many draws beside today's way and today's plan one project after another. Where it is
asked for, plans are made anew in some of the draws: they say which decisions hold, how much of the plan's value is luck
of its figures, whether another plan holds better, and which figure to ask for first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from engine.analyse.risk.chance import draws_of, normals
from engine.analyse.risk.distribution import Distribution, distribution_of, finish_quantiles
from engine.analyse.risk.drivers import drivers_of
from engine.analyse.risk.execution import (
    BLOCK,
    QUEUE,
    RECOMMENDED,
    ROBUST,
    TODAY,
    Outcomes,
    execute,
    executed_as_planned,
    names_of_readings,
    ways_beside,
)
from engine.analyse.risk.figures import MovedFigures, figures_of
from engine.analyse.risk.hindsight import best_on_average, shrinkage_of
from engine.analyse.risk.plan_values import distinct, project_values
from engine.analyse.risk.replanning import Replanned, replan
from engine.analyse.risk.result import Fan, OpenQuestion, ProjectRisk, ReadRisk, RiskResult, Robust, verdict_of
from engine.analyse.risk.value_of_information import asked_for, one_more_or_less, questions, rows_needed
from engine.analyse.today.today import recommended_runs
from engine.compute import BOARD_BUDGET, SolveBudget
from engine.optimise.recommendation import Decision, Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.simulate import Run
from engine.simulate.delivery import NEVER
from engine.simulate.draws import Draws
from engine.valuation.discounting import Amounts

MOST_DRAWS = 2000
"""Draws where nobody says how many; fewer where the quantiles are known well enough before."""

STEP = 2 * BLOCK
"""Draws after which one looks whether they are enough."""

REOPTIMISED, MOST_REOPTIMISED = 60, 240
"""Draws in which a plan is made anew: with fewer, a share is known no better than to ten points either way, and where
plans are made quickly there is no reason to stop there."""

_REOPTIMISED_PROJECTS = 2400
"""Projects decided on in all plans made anew together, between these two limits."""

FIRST_DRAWS = 200
"""Draws of a first answer, which a page has within seconds."""

SEED = 1
_MOST_VARIANTS = 40
"""Projects tried with and without for what a question is worth."""

_FAN_EVERY = 3
_FAN_MONTHS = 96


def _stage(budget: SolveBudget, first: int, last: int) -> SolveBudget:
    """The budget of one stage, which tells its progress as per cents of the whole."""
    outer = budget.on_done

    def report(done: int, total: int) -> None:
        if outer is not None:
            outer(first + (last - first) * done // max(1, total), 100)

    return replace(budget, on_done=report)


def reoptimised_draws(n_projects: int) -> int:
    """In how many draws a plan is made anew where nobody says: more where there are few of the ``n_projects``."""
    return min(MOST_REOPTIMISED, max(REOPTIMISED, _REOPTIMISED_PROJECTS // max(1, n_projects)))


def risk_of(
    portfolio: Portfolio,
    recommendation: Recommendation,
    budget: SolveBudget = BOARD_BUDGET,
    *,
    draws: int | None = None,
    seed: int = SEED,
    reoptimise: int | None = None,
) -> RiskResult:
    """The recommended plan in many futures; the same for the same seed, in any number of processes.

    Args:
        portfolio: as the scenario has it; its settings say how far figures may turn out otherwise.
        recommendation: a plan of it.
        budget: its target is asked of every plan made anew; progress is told in per cents.
        draws: how many; else as many as make the quantiles of the gain tight, :data:`MOST_DRAWS` at most.
        seed: of every stream.
        reoptimise: in how many of the draws a plan is made anew; 0 for a first answer, else as many as
            :func:`reoptimised_draws` says.

    Raises:
        CancelledError: the budget was cancelled.
    """
    anew = reoptimised_draws(len(portfolio.projects)) if reoptimise is None else reoptimise
    months = tuple(range(0, _FAN_MONTHS + 1, _FAN_EVERY))
    chance = normals(portfolio, draws or MOST_DRAWS, seed)
    futures = draws_of(portfolio, chance)
    outcomes = _executed(portfolio, recommendation, futures, months, budget, as_needed=draws is None)
    size = outcomes[TODAY].executed.value.size
    figures = figures_of(portfolio)
    ways = ways_beside(portfolio, recommendation)
    known = draws_of(portfolio, chance, success=False).rows(slice(0, min(size, anew)))
    hindsight = _NOTHING_LEARNT
    if anew > 0:
        hindsight = _learn(portfolio, recommendation, known, figures, budget)
    robust, robust_fans = _robust_alternative(
        portfolio, recommendation, hindsight, outcomes, futures.rows(slice(0, size)), months, _stage(budget, 95, 100)
    )
    value, today = outcomes[RECOMMENDED].executed.value, outcomes[TODAY].executed.value
    queue = outcomes[QUEUE].executed.value
    return RiskResult(
        seed=seed,
        draws=size,
        reoptimised=len(hindsight.replanned.rows),
        made_anew=hindsight.replanned.quality,
        without_plan=hindsight.replanned.without_plan,
        gain=distribution_of(value - today),
        value=distribution_of(value),
        today=distribution_of(today),
        queue=distribution_of(queue),
        gain_over_queue=distribution_of(value - queue),
        gains=tuple((value - today).tolist()),
        shrinkage=hindsight.shrinkage,
        projects=_projects(portfolio, recommendation, outcomes[RECOMMENDED], hindsight.replanned),
        drivers=drivers_of(portfolio, ways, figures, _stage(budget, 95, 100)),
        questions=hindsight.questions,
        figures_looked_at=len(asked_for(figures)),
        robust=robust,
        months=months,
        fans=(*(_fan(name, outcomes[name]) for name in (TODAY, RECOMMENDED)), *robust_fans),
        readings=tuple(
            ReadRisk(way, distribution_of(outcomes[name].executed.value), _gain(outcomes, name))
            for way, name in names_of_readings(portfolio, ways)
        ),
    )


def _robust_alternative(
    portfolio: Portfolio,
    recommendation: Recommendation,
    hindsight: _Hindsight,
    outcomes: dict[str, Outcomes],
    futures: Draws,
    months: tuple[int, ...],
    budget: SolveBudget,
) -> tuple[Robust | None, tuple[Fan, ...]]:
    """The plan that is best on average, executed in the same futures, with its fan; nothing where none is better."""
    if hindsight.best is None:
        return None, ()
    ways = {ROBUST: executed_as_planned(portfolio, hindsight.best)}
    better = execute(portfolio, ways, futures, months, budget)[ROBUST]
    robust = _robust(recommendation, hindsight, outcomes[RECOMMENDED].executed.value, better.executed.value)
    return robust, (_fan(ROBUST, better),)


def _executed(
    portfolio: Portfolio,
    recommendation: Recommendation,
    futures: Draws,
    months: tuple[int, ...],
    budget: SolveBudget,
    *,
    as_needed: bool,
) -> dict[str, Outcomes]:
    """All draws, or so many as make the quantiles of the gain tight."""
    ways = ways_beside(portfolio, recommendation)

    def some(first: int, last: int) -> dict[str, Outcomes]:
        return execute(
            portfolio,
            ways,
            futures.rows(slice(first, last)),
            months,
            _stage(budget, 0, 20),
        )

    if not as_needed:
        return some(0, futures.size)
    outcomes = some(0, STEP)
    while outcomes[TODAY].executed.value.size < futures.size and not _gain(outcomes).is_tight:
        size = outcomes[TODAY].executed.value.size
        more = some(size, size + STEP)
        outcomes = {name: Outcomes.joined([outcomes[name], more[name]]) for name in ways}
    return outcomes


def _gain(outcomes: Mapping[str, Outcomes], today: str = TODAY) -> Distribution:
    return distribution_of(outcomes[RECOMMENDED].executed.value - outcomes[today].executed.value)


@dataclass(frozen=True, slots=True)
class _Hindsight:
    """What plans made anew have taught; ``best`` is the best on average, where it is not the recommended plan."""

    replanned: Replanned
    shrinkage: float | None
    questions: tuple[OpenQuestion, ...]
    best: Mapping[str, Run] | None
    price: float
    judged: int


_NOTHING_LEARNT = _Hindsight(Replanned((), (), 0), None, (), None, 0.0, 0)


def _learn(
    portfolio: Portfolio, recommendation: Recommendation, known: Draws, figures: MovedFigures, budget: SolveBudget
) -> _Hindsight:
    replanned = replan(portfolio, recommendation, known, _stage(budget, 20, 65))
    own = recommended_runs(recommendation)
    plans, which = distinct((own, *replanned.runs))
    asked = figures.draws.rows(rows_needed(figures))
    all_rows = Draws.joined([Draws.as_planned(portfolio), known, asked])
    values = project_values(portfolio, plans, all_rows, _stage(budget, 65, 85))
    variants = tuple(one_more_or_less(portfolio, own, _unsure(replanned, recommendation)))
    at_figures = values[:, 1 + known.size :]
    if variants:
        at_figures = np.concatenate([at_figures, project_values(portfolio, variants, asked, _stage(budget, 85, 95))])
    totals = values[:, : 1 + known.size].sum(axis=2)
    best = best_on_average(totals[:, 1:])
    return _Hindsight(
        replanned,
        shrinkage_of(totals, replanned.rows, which[1:]) if replanned.rows else None,
        questions(portfolio, figures, at_figures),
        plans[best] if best else None,
        float(totals[0, 0] - totals[best, 0]),
        known.size,
    )


def _unsure(replanned: Replanned, recommendation: Recommendation) -> frozenset[str]:
    """The decisions that were taken otherwise at least once, the least sure ones where they are many."""
    shares = replanned.chosen_shares(recommendation)
    return frozenset(sorted((i for i in shares if shares[i] < 1.0), key=lambda i: shares[i])[:_MOST_VARIANTS])


def _robust(recommendation: Recommendation, hindsight: _Hindsight, recommended: Amounts, better: Amounts) -> Robust:
    """The robust plan, judged on draws that did not choose it where there are any."""
    fresh = slice(hindsight.judged, None) if recommended.size > 2 * hindsight.judged else slice(None)
    gained = (better - recommended)[fresh]
    own, best = recommended_runs(recommendation), hindsight.best or {}
    return Robust(
        hindsight.price,
        float(gained.mean()),
        float(gained.std() / np.sqrt(gained.size)),
        distribution_of(better),
        distribution_of(recommended),
        tuple(d.project_id for d in recommendation.decisions if own.get(d.project_id) != best.get(d.project_id)),
    )


def _projects(
    portfolio: Portfolio, recommendation: Recommendation, outcomes: Outcomes, replanned: Replanned
) -> tuple[ProjectRisk, ...]:
    shares = replanned.chosen_shares(recommendation)
    return tuple(_project(portfolio, d, outcomes, shares.get(d.project_id)) for d in recommendation.decisions)


def _project(portfolio: Portfolio, decision: Decision, outcomes: Outcomes, share: float | None) -> ProjectRisk:
    at = portfolio.project_index[decision.project_id]
    finished, values = outcomes.executed.finished[:, at], outcomes.executed.values[:, at]
    early, middle, late = finish_quantiles(finished) if decision.finish is not None else (None, None, None)
    on_time = None
    if decision.finish is not None:
        on_time = float(((finished != NEVER) & (finished <= decision.finish)).mean())
    low, median, high = (float(np.quantile(values, q)) for q in (0.1, 0.5, 0.9))
    return ProjectRisk(
        decision.project_id,
        decision.action,
        share,
        None if share is None else verdict_of(share),
        decision.finish,
        early,
        middle,
        late,
        on_time,
        low,
        median,
        high,
    )


def _fan(way: str, outcomes: Outcomes) -> Fan:
    low, middle, high = np.quantile(outcomes.so_far, (0.1, 0.5, 0.9), axis=0)
    return Fan(way, tuple(low.tolist()), tuple(middle.tolist()), tuple(high.tolist()))
