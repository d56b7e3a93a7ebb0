"""Which unknown figures could change a decision: settled by a bound, else tried by planning again.

At either end of a figure's range the project's options are worth something else. A plan that decides otherwise about it
is worth its ceiling (:mod:`engine.analyse.unknowns.ceilings`) and that change at most, the recommended plan exactly its
value and the change of its own option. What the first exceeds the second by is the most that knowing the figure could
bring. Where that is no more than the precision of the plan, the figure is *settled*: at neither end could another plan
be better by more. The ends of a range stand for it; between them the bound holds as well for figures in which values
are linear (benefit, chance, cost).

A cost that budgets pay changes what fits as well. Where it falls, ceilings are those with so much more in every budget,
also for plans that keep the project and spend what it saves; where it rises, the recommended plan has to fit still.

Of the others the largest are tried: the plan is made anew at each end that is not settled. A plan found there that is
better by more than the precision proves that the figure *changes* decisions, and what it is worth at least; where the
search proves that none is, the figure is settled after all; else it stays *open*. Nothing that nobody bounded is called
settled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from engine.analyse.health.trust import Trust, trust_in
from engine.analyse.unknowns.ceilings import OptionCeilings, best_other, ceilings_with_more_money, option_ceilings
from engine.analyse.unknowns.figures import PAID_FROM_BUDGETS, Standing, UnknownFigure, about_work, unknown_figures
from engine.compute.budget import BOARD_BUDGET, SolveBudget
from engine.errors import CancelledError
from engine.optimise.model import choice_of, whole_model
from engine.optimise.recommend import Target, recommend
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.vocabulary import Mode
from engine.valuation.discounting import Amounts
from engine.valuation.options import option_values, stop_value
from engine.valuation.work import work_profiles

TRIED = 8
"""Figures for which the plan is made anew."""
_SECONDS = 2.0
"""For each plan made anew."""
MOST_LOOSENED = 40
"""Costs paid from budgets that are bounded; each takes relaxations of its own."""
PRECISION = 0.001
"""Share of the plan's value below which a difference is none, however closely the plan is proven."""


class Effect(StrEnum):
    """What knowing a figure could do."""

    CHANGES = "changes a decision"
    OPEN = "could change a decision"
    SETTLED = "cannot change a decision"


@dataclass(frozen=True, slots=True)
class Asked:
    """One unknown figure with what it could do.

    ``at_most`` is the most that knowing it could bring, None where no bound was found; ``worth`` what a plan that was
    found at one end of its range brings more than the recommended one there, and ``changed`` the projects that plan
    treats otherwise. Money today, as the objective counts it.
    """

    project_id: str
    column: str
    standing: Standing
    owner: str
    now: float | None
    low: float | None
    high: float | None
    effect: Effect
    at_most: float | None
    worth: float | None
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unknowns:
    """All unknown figures, those first that matter most; ``precision`` is the money below which nothing is claimed.

    ``about_work`` figures are assumed or derived as well and not looked at here.
    """

    figures: tuple[Asked, ...]
    precision: float
    trust: Trust
    about_work: int

    def having(self, effect: Effect) -> tuple[Asked, ...]:
        """The figures with one effect."""
        return tuple(figure for figure in self.figures if figure.effect is effect)


def unknowns(
    portfolio: Portfolio, plan: Recommendation, budget: SolveBudget = BOARD_BUDGET, *, tried: int = TRIED
) -> Unknowns:
    """The unknown figures of a portfolio beside its recommended plan; ``tried`` of them are planned anew.

    Raises:
        ValueError: ``plan`` has no plan.
        CancelledError: the budget was cancelled.
    """
    if plan.objective is None:
        raise ValueError("figures are held against a plan, and there is none")
    precision = max(PRECISION * abs(plan.objective), (plan.best_bound or plan.objective) - plan.objective)
    bounds = _Bounds(portfolio, plan, budget)
    bounded = [bounds.asked(figure, precision) for figure in unknown_figures(portfolio)]
    bounded.sort(key=lambda pair: -_most(pair[0]))
    trial = _Trial(bounds, precision, budget)
    last = min(tried, sum(asked.effect is Effect.OPEN for asked, _ in bounded))
    figures = [
        trial.tried(asked, figure, place, last) if place < last else asked
        for place, (asked, figure) in enumerate(bounded)
    ]
    figures.sort(key=lambda asked: (_RANK[asked.effect], -(asked.worth or 0.0), -_most(asked)))
    return Unknowns(tuple(figures), precision, trust_in(portfolio, plan), about_work(portfolio))


_RANK = {Effect.CHANGES: 0, Effect.OPEN: 1, Effect.SETTLED: 2}


def _most(asked: Asked) -> float:
    return float("inf") if asked.at_most is None else asked.at_most


def _proven(plan: Recommendation) -> float:
    return float("inf") if plan.best_bound is None else plan.best_bound


class _Bounds:
    """What is needed to bound the worth of any figure of a portfolio."""

    def __init__(self, portfolio: Portfolio, plan: Recommendation, budget: SolveBudget) -> None:
        self.portfolio, self.plan, self._budget = portfolio, plan, budget
        self._loosened = 0
        self.objective = plan.objective or 0.0
        self._ceilings: OptionCeilings | None = option_ceilings(portfolio, _proven(plan), budget.cancel)
        self._profiles = work_profiles(portfolio)
        self._weights: Mapping[str, float] = dict(portfolio.rules.weights)
        model = whole_model(portfolio)
        self.table = model.table
        self._taken = choice_of(model, plan.decisions)

    def asked(self, figure: UnknownFigure, precision: float) -> tuple[Asked, UnknownFigure]:
        """The figure with its bound."""
        at_most = self.at_most(figure)
        is_settled = at_most is not None and at_most <= precision
        effect = Effect.SETTLED if is_settled else Effect.OPEN
        facts = (figure.project_id, figure.column, figure.standing, figure.owner, figure.now, figure.low, figure.high)
        return Asked(*facts, effect, at_most, None, ()), figure

    def at_most(self, figure: UnknownFigure) -> float | None:
        """The most that knowing the figure could bring; None without ceilings or ends."""
        if not figure.ends:
            return None
        worths = [self.most_at(figure, end) for end in figure.ends]
        return None if None in worths else max((w for w in worths if w is not None), default=0.0)

    def most_at(self, figure: UnknownFigure, end: Project) -> float | None:
        """The most that another plan is better at one end of the figure's range, zero or more; None without a bound."""
        if self._ceilings is None or self._is_pinned(figure.project_id):
            return None
        index = self.portfolio.project_index[figure.project_id]
        changes, stop = self._changes(index, end)
        if self.portfolio.settings.budgets and figure.column in PAID_FROM_BUDGETS:
            return self._most_within_budgets(figure, end, changes, stop)
        other = best_other(self._ceilings, index, self.taken(index), changes.tolist(), stop)
        return max(0.0, other - self.objective - self.own_change(index, end))

    def _is_pinned(self, project_id: str) -> bool:
        """Whether a pin names an action, which options are of it may follow from values."""
        return any(pin.project_id == project_id and pin.action is not None for pin in self.portfolio.rules.pins)

    def _most_within_budgets(self, figure: UnknownFigure, end: Project, changes: Amounts, stop: float) -> float | None:
        """The same of a cost that budgets pay: a cheaper project leaves more for others, a dearer one may not fit."""
        index = self.portfolio.project_index[figure.project_id]
        ceilings = self._ceilings
        if ceilings is None or not self.fits(index, end):
            return None
        own = self.table.of_project(index)
        of_option, without = ceilings.of_option.copy(), ceilings.without.copy()
        cheaper: list[int | None] = [None] if stop > 0 else []
        cheaper += sorted({int(a) for a in self.table.action[own][changes > 0]})
        if cheaper:
            if self._loosened == MOST_LOOSENED:
                return None
            self._loosened += 1
            more = self._saved(figure)
            loose = ceilings_with_more_money(self.portfolio, index, cheaper, more, self._budget.cancel)
            actions = self.table.action[own]
            of_option[own] = [
                loose[int(action)] if change > 0 else ceiling
                for action, change, ceiling in zip(actions, changes, of_option[own], strict=True)
            ]
            without[index] = loose.get(None, without[index]) if stop > 0 else without[index]
        known = replace(ceilings, of_option=of_option, without=without)
        taken, kept = self.taken(index), self.own_change(index, end)
        other = best_other(known, index, taken, changes.tolist(), stop)
        if kept > 0:  # The money that the recommended work no longer costs may be spent on others.
            ceiling = without[index] if taken is None else of_option[taken]
            other = max(other, float(ceiling) + kept)
        return max(0.0, other - self.objective - kept)

    def _saved(self, figure: UnknownFigure) -> float:
        """The most money, undiscounted, that the project costs less at the lower end of its range."""
        saved = max(0.0, (figure.now or 0.0) - (figure.low or 0.0))
        months = int(self.table.start.max(initial=0)) + 1 if figure.column == "pause_cost_per_month" else 1
        return saved * months

    def fits(self, index: int, end: Project) -> bool:
        """Whether the recommended plan keeps every rule when a project is as at one end."""
        changes, stop = self._changes(index, end)
        taken = self.taken(index)
        own = stop if taken is None else float(changes[taken - self.table.of_project(index).start])
        if own >= 0:
            return True
        return not whole_model(_with(self.portfolio, end)).problem.violated_rows(self._taken)

    def taken(self, index: int) -> int | None:
        """The option of a project in the recommended plan; None for no work."""
        option = int(self._taken[index])
        return option if option >= 0 else None

    def own_change(self, index: int, end: Project) -> float:
        """What the recommended plan is worth more when the project is as at one end."""
        changes, stop = self._changes(index, end)
        taken = self.taken(index)
        return stop if taken is None else float(changes[taken - self.table.of_project(index).start])

    def _changes(self, index: int, end: Project) -> tuple[Amounts, float]:
        """What each option of a project is worth more at one end, and what no work is."""
        before = self.portfolio.projects[index]
        return self._values(index, end) - self._values(index, before), stop_value(end) - stop_value(before)

    def _values(self, index: int, project: Project) -> Amounts:
        own = self.table.of_project(index)
        starts, accelerated = self.table.start[own], self.table.accelerated[own]
        values = np.zeros(starts.size)
        weight = self._weights.get(project.theme or "", 1.0)
        for mode, chosen in ((Mode.NORMAL, ~accelerated), (Mode.ACCELERATED, accelerated)):
            if chosen.any():
                profile = self._profiles[project.project_id]
                values[chosen] = option_values(self.portfolio, project, profile, mode, starts[chosen], weight=weight)
        return values


@dataclass(frozen=True, slots=True)
class _Trial:
    """Plans made anew at the ends of a figure's range, as closely as the recommended plan is known."""

    bounds: _Bounds
    precision: float
    budget: SolveBudget

    def tried(self, asked: Asked, figure: UnknownFigure, place: int, total: int) -> Asked:
        """The figure with what plans made anew prove: that one is better, or that none is beyond the precision."""
        if not figure.ends:
            return asked
        best, at_most = asked, 0.0
        for end in figure.ends:
            bound = self.bounds.most_at(figure, end)
            if bound is not None and bound <= self.precision:
                at_most = max(at_most, bound)
                continue
            one = self._at(asked, figure, end, bound)
            at_most = max(at_most, _most(one))
            best = max(best, one, key=lambda tried: (tried.effect is Effect.CHANGES, tried.worth or 0.0))
        if self.budget.on_done is not None:
            self.budget.on_done(place + 1, total)
        if best.effect is Effect.CHANGES:
            return best
        effect = Effect.SETTLED if at_most <= self.precision else Effect.OPEN
        known = min(at_most, _most(asked))
        return replace(asked, effect=effect, at_most=known if known < float("inf") else None)

    def _at(self, asked: Asked, figure: UnknownFigure, end: Project, bound: float | None) -> Asked:
        """What planning anew at one end of the range shows."""
        if self.budget.is_cancelled:
            raise CancelledError
        portfolio = _with(self.bounds.portfolio, end)
        index = portfolio.project_index[figure.project_id]
        kept = self.bounds.objective + self.bounds.own_change(index, end)
        again = recommend(
            portfolio,
            target=Target(self.precision / max(1.0, abs(kept)), _SECONDS),
            before=self.bounds.plan,
            ceiling=None if bound is None else kept + bound,
            cancel=self.budget.cancel,
        )
        if again.objective is None or again.best_bound is None:
            return replace(asked, at_most=None)
        if not self.bounds.fits(index, end):
            changed = _decided_otherwise(self.bounds.plan, again)
            return replace(asked, effect=Effect.CHANGES if changed else Effect.OPEN, at_most=None, changed=changed)
        worth, changed = again.objective - kept, _decided_otherwise(self.bounds.plan, again)
        at_most = max(0.0, again.best_bound - kept)
        if worth > self.precision and changed:
            return replace(asked, effect=Effect.CHANGES, at_most=at_most, worth=worth, changed=changed)
        return replace(asked, at_most=at_most)


def _with(portfolio: Portfolio, end: Project) -> Portfolio:
    projects = tuple(end if p.project_id == end.project_id else p for p in portfolio.projects)
    return portfolio.model_copy(update={"projects": projects})


def _decided_otherwise(plan: Recommendation, again: Recommendation) -> tuple[str, ...]:
    """The projects whose action is another one in the second plan."""
    pairs: Sequence[tuple[str, str]] = [(d.project_id, d.action) for d in again.decisions]
    before = {d.project_id: d.action for d in plan.decisions}
    return tuple(project for project, action in pairs if before.get(project) != action)
