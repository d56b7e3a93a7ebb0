"""What changed since last month's data, and why the recommendation changed with it.

Last month's portfolio is rolled forward to this month as if all had gone to plan; what then differs is news. Solved as
it stands, it says what would be recommended without the news: among the plans its proof leaves open, the one nearest to
this month's, so that only changes that the figures force are reported. For the causes, this month's portfolio is solved
again with one group of changed figures taken back at a time: what it is then worth less is what that group brought.
Groups act on one another, so their amounts do not add up to the whole change; the rest is ``together``.

Gains are differences of two optima, as intervals. With theme weights in the scenario they are weighted, as their proofs
are; reported values are not.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.compute import Case, solve_cases
from engine.compute.budget import BOARD_BUDGET, SolveBudget
from engine.errors import CockpitError
from engine.optimise.compare import Interval, difference
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Action
from engine.report.figures_changed import FigureChanged, Group, figures_changed, take_back
from engine.report.rolled import rolled_forward


@dataclass(frozen=True, slots=True)
class DecisionChanged:
    """A project of which something else is recommended now; ``None`` where it was or is not there, or does not run.

    Starts are months from the planning month. ``figures`` are those of its own figures that changed.
    """

    project_id: str
    name: str
    before: Action | None
    after: Action | None
    start_before: int | None
    start_after: int | None
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """A group of changed figures: how many, what they brought (money today), and which decisions hang on them.

    ``gain`` is ``None`` where there is no plan once they are taken back. ``flips`` are the decisions, before the
    figures changed and after; of a project that came or went with the group there is one alone.
    """

    group: Group
    figures: int
    gain: Interval | None
    flips: tuple[DecisionChanged, ...]

    @property
    def decisions(self) -> int:
        """How many decisions of projects that are there with and without the group hang on it."""
        return sum(flip.before is not None and flip.after is not None for flip in self.flips)


@dataclass(frozen=True, slots=True)
class LastMonth:
    """Everything that changed; money today. ``planning_month`` is last month's, as an ordinal.

    ``expected`` is the value of the best plan had every figure stayed as it was, ``gain`` what this month's is worth
    more. ``causes`` are in order of money.
    """

    planning_month: int
    figures: tuple[FigureChanged, ...]
    decisions: tuple[DecisionChanged, ...]
    expected: float | None
    gain: Interval | None
    causes: tuple[Cause, ...]

    @property
    def together(self) -> float | None:
        """What the causes bring only together, beside what each brings alone.

        ``None`` where the gain is not known; negative where causes act against one another.
        """
        alone = [c.gain.estimate for c in self.causes if c.gain is not None]
        return None if self.gain is None else self.gain.estimate - sum(alone)


def since_last_month(
    portfolio: Portfolio,
    recommendation: Recommendation,
    previous: Portfolio,
    budget: SolveBudget = BOARD_BUDGET,
) -> LastMonth:
    """Changed figures, changed decisions, and what each group of figures brought.

    ``previous`` is last month's portfolio under the same scenario; ``budget`` is spent on at most one plan
    for each group of figures and one more.

    Raises:
        CockpitError: ``previous`` is not earlier, or is in another currency.
        CancelledError: the budget was cancelled.
    """
    if previous.settings.currency != portfolio.settings.currency:
        raise CockpitError("Last month's data are in another currency.")
    before = rolled_forward(previous, portfolio.settings.planning_month)
    figures = figures_changed(before, portfolio)
    groups = [g for g in Group if g is not Group.REPORTS and any(f.group is g for f in figures)]
    cases = [before, *(take_back(portfolio, before, g) for g in groups)] if groups else []
    plans = solve_cases([Case(c, budget.plan_target, before=recommendation) for c in cases], budget)
    then, backs = (plans[0], plans[1:]) if plans else (recommendation, ())
    causes = [
        Cause(
            group,
            sum(f.group is group for f in figures),
            _gain(recommendation, back),
            _decisions(portfolio, before, recommendation, back, figures),
        )
        for group, back in zip(groups, backs, strict=True)
    ]
    return LastMonth(
        previous.settings.planning_month,
        figures,
        _decisions(portfolio, before, recommendation, then, figures),
        then.value,
        _gain(recommendation, then) if groups else Interval(0.0, 0.0, 0.0),
        tuple(sorted(causes, key=lambda c: (c.gain is None, -abs(c.gain.estimate) if c.gain else 0.0))),
    )


def _gain(now: Recommendation, then: Recommendation) -> Interval | None:
    return None if now.objective is None or then.objective is None else difference(now, then)


def _decisions(
    portfolio: Portfolio,
    before: Portfolio,
    now: Recommendation,
    then: Recommendation,
    figures: tuple[FigureChanged, ...],
) -> tuple[DecisionChanged, ...]:
    if then.value is None:
        return ()
    were, are = ({d.project_id: d for d in plan.decisions} for plan in (then, now))
    names = {p.project_id: p.name for p in (*before.projects, *portfolio.projects)}
    changed = []
    for project_id in dict.fromkeys([*are, *were]):
        was, now_is = were.get(project_id), are.get(project_id)
        pair = [None if d is None else (d.action, d.mode, d.start) for d in (was, now_is)]
        if pair[0] != pair[1]:
            own = tuple(f.figure for f in figures if f.project_id == project_id and f.group is not Group.REPORTS)
            changed.append(
                DecisionChanged(
                    project_id,
                    names[project_id],
                    None if was is None else was.action,
                    None if now_is is None else now_is.action,
                    None if was is None else was.start,
                    None if now_is is None else now_is.start,
                    own,
                )
            )
    return tuple(changed)
