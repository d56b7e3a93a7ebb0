"""Whether capacity goes where the strategy says, and whether the themes' objectives are met.

Three ways stand beside one another: the plan on paper, today's way of working simulated, and the recommended plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from engine.analyse.constraint.limiting_pool import LimitingPool, counted_pool, first_measure
from engine.analyse.pricing.preference import Preference, price_of_preference
from engine.analyse.today.reading import TodaysRange, TodaysWay, TodaysWays
from engine.compute.budget import LIVE_BUDGET, SolveBudget
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.settings import Theme
from engine.portfolio.model.vocabulary import Mode
from engine.simulate.cashflow import outcome_flow
from engine.valuation.cashflow import CashFlow, run_flow, stop_flow
from engine.valuation.work import work, work_profiles

_MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of a whole; ``None`` where the whole is nothing (or, for value, less than nothing)."""

    constraint: float | None
    money: float | None
    value: float | None


@dataclass(frozen=True, slots=True)
class Use:
    """What projects take and bring: person-days of the constraint, external money still to spend, value today."""

    days: float
    money: float
    value: float

    def share_of(self, whole: Use) -> Shares:
        """This use as shares of the use of all."""
        return Shares(_share(self.days, whole.days), _share(self.money, whole.money), _share(self.value, whole.value))


@dataclass(frozen=True, slots=True)
class Reached:
    """A theme's objective and the benefit per month, expected, that each way reaches in the month it is due.

    Months count from the planning month; ``target`` and what is reached are undiscounted money a month. What projects
    deliver already is not part of it. ``today`` is reached in the named reading of today's way; ``todays`` says between
    what it lies over all of them.
    """

    measure: str | None
    target: float
    by: int
    plan: float
    today: float
    recommended: float
    todays: TodaysRange

    @property
    def shortfall_per_year(self) -> float:
        """What today's way falls short of the target, money a year; nothing where it does not."""
        return self._short_by(self.today)

    @property
    def shortfalls(self) -> TodaysRange:
        """The same over all readings of today's way."""
        return TodaysRange(
            self._short_by(self.today), self._short_by(self.todays.high), self._short_by(self.todays.low)
        )

    @property
    def is_met_as_recommended(self) -> bool:
        """Whether the recommended plan reaches the target."""
        return self.recommended >= self.target

    def _short_by(self, reached: float) -> float:
        return _MONTHS_A_YEAR * max(0.0, self.target - reached)


@dataclass(frozen=True, slots=True)
class ThemeView:
    """One theme: what the strategy asks for (``None`` where it does not name the theme), and what it gets."""

    theme: str
    intent: float | None
    plan: Use
    recommended: Use
    objective: Reached | None


@dataclass(frozen=True, slots=True)
class Strategy:
    """Themes in the order of the strategy, then those that only projects name.

    ``constraint`` is the pool that limits, if any, and ``pool`` the one whose days are shared out: the one that intent
    and floors refer to. ``plan`` and
    ``recommended`` are the use of all projects, ``without_theme`` (in both plans) that of projects without a theme.
    ``flex`` is what the flex bought by the recommended plan costs, money today: it belongs to no project and is in no
    share.
    """

    constraint: str | None
    pool: str
    plan: Use
    recommended: Use
    flex: float
    themes: tuple[ThemeView, ...]
    without_theme: tuple[Use, Use] | None
    preference: Preference


def strategy(
    portfolio: Portfolio,
    recommendation: Recommendation,
    budget: SolveBudget = LIVE_BUDGET,
    *,
    constraint: LimitingPool | None = None,
) -> Strategy:
    """Intent against allocation, objectives against deliveries, and the price of floors, weights and pins.

    ``constraint`` stands in where the portfolio names no pool for its intents; by a first measure unless given.
    ``budget`` is spent on the plans without a floor, a weight or a pin.

    Raises:
        CancelledError: the budget was cancelled.
        ValueError: the recommendation holds no plan.
    """
    limiting = constraint or first_measure(portfolio)
    pool = portfolio.settings.floor_pool or counted_pool(portfolio, limiting)
    preference = price_of_preference(portfolio, recommendation, budget)
    plan, recommended = _plan_uses(portfolio, recommendation, pool), _recommended_uses(portfolio, recommendation, pool)
    whole, benefits = _total(recommended.values()), _Benefits(portfolio, recommendation)
    loose = [p.project_id for p in portfolio.projects if p.theme is None]
    return Strategy(
        limiting.pool_id,
        pool,
        _total(plan.values()),
        whole,
        whole.value - (recommendation.value or 0.0),
        tuple(
            ThemeView(
                name,
                None if theme is None else theme.intent,
                _total(plan[i] for i in _members(portfolio, name)),
                _total(recommended[i] for i in _members(portfolio, name)),
                None if theme is None else benefits.of(theme),
            )
            for name, theme in _themes(portfolio).items()
        ),
        (_total(plan[i] for i in loose), _total(recommended[i] for i in loose)) if loose else None,
        preference,
    )


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def _themes(portfolio: Portfolio) -> Mapping[str, Theme | None]:
    named: dict[str, Theme | None] = {t.name: t for t in portfolio.settings.themes}
    return named | {p.theme: None for p in portfolio.projects if p.theme is not None and p.theme not in named}


def _members(portfolio: Portfolio, theme: str) -> tuple[str, ...]:
    return tuple(p.project_id for p in portfolio.projects if p.theme == theme)


def _total(uses: Iterable[Use]) -> Use:
    listed = list(uses)
    return Use(sum(u.days for u in listed), sum(u.money for u in listed), sum(u.value for u in listed))


def _plan_uses(portfolio: Portfolio, recommendation: Recommendation, pool: str) -> dict[str, Use]:
    values = {d.project_id: d.value_of_plan for d in recommendation.decisions}
    profiles, row = work_profiles(portfolio), portfolio.pool_index[pool]
    flows = _plan_flows(portfolio)
    return {
        p.project_id: Use(
            float(profiles[p.project_id][row].sum()) if p.project_id in portfolio.planned else 0.0,
            float(flows[p.project_id].external.sum()),
            values[p.project_id],
        )
        for p in portfolio.projects
    }


def _recommended_uses(portfolio: Portfolio, recommendation: Recommendation, pool: str) -> dict[str, Use]:
    profiles, row = work_profiles(portfolio), portfolio.pool_index[pool]
    flows = _recommended_flows(portfolio, recommendation)
    uses = {}
    for d in recommendation.decisions:
        project, days = portfolio.projects_by_id[d.project_id], 0.0
        if d.start is not None:
            paused = project.in_flight and d.start > 0
            days = float(work(project, profiles[d.project_id], d.mode or Mode.NORMAL, paused=paused)[row].sum())
        uses[d.project_id] = Use(days, float(flows[d.project_id].external.sum()), d.value)
    return uses


def _plan_flows(portfolio: Portfolio) -> dict[str, CashFlow]:
    return _flows(portfolio, lambda p: (Mode.NORMAL, p.plan_start) if p.project_id in portfolio.planned else None)


def _recommended_flows(portfolio: Portfolio, recommendation: Recommendation) -> dict[str, CashFlow]:
    runs = {d.project_id: (d.mode or Mode.NORMAL, d.start) for d in recommendation.decisions if d.start is not None}
    return _flows(portfolio, lambda p: runs.get(p.project_id))


def _flows(portfolio: Portfolio, run_of: Callable[[Project], tuple[Mode, int] | None]) -> dict[str, CashFlow]:
    profiles = work_profiles(portfolio)
    flows = {}
    for project in portfolio.projects:
        run = run_of(project)
        profile = profiles[project.project_id]
        flows[project.project_id] = stop_flow(project) if run is None else run_flow(portfolio, project, profile, *run)
    return flows


class _Benefits:
    """Benefits by project and month under each way, wherever the valuation window ends."""

    def __init__(self, portfolio: Portfolio, recommendation: Recommendation) -> None:
        settings = portfolio.settings.model_copy(update={"valuation_months": None})
        self._portfolio = portfolio.model_copy(update={"settings": settings})
        profiles = work_profiles(portfolio)
        self._plan = _plan_flows(self._portfolio)
        self._recommended = _recommended_flows(self._portfolio, recommendation)
        self._ways = TodaysWays(portfolio)

        def delivered(way: TodaysWay) -> dict[str, CashFlow]:
            outcomes = way.simulate().outcomes
            return {o.project_id: outcome_flow(self._portfolio, o, profiles[o.project_id]) for o in outcomes}

        self._today = [delivered(way) for way in self._ways.each]

    def of(self, theme: Theme) -> Reached | None:
        if theme.target is None or theme.by is None:
            return None
        plan, recommended = (self._in_month(theme, flows) for flows in (self._plan, self._recommended))
        todays = self._ways.range_of([self._in_month(theme, flows) for flows in self._today])
        return Reached(theme.measure, theme.target, theme.by, plan, todays.named, recommended, todays)

    def _in_month(self, theme: Theme, flows: Mapping[str, CashFlow]) -> float:
        """What comes in that month; a month that has passed brings nothing of the work still to do."""
        month = theme.by or 0
        own = (flows[i].benefits for i in _members(self._portfolio, theme.name))
        return float(sum(b[month] for b in own if 0 <= month < b.size))
