"""Random small portfolios that use every part of the model, and their optimum by trying everything.

Nothing here shares code with the optimiser: options, loads, rules and actions are worked out again, plainly.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.optimise.recommendation import Decision
from engine.portfolio.model.portfolio import Pin, Portfolio, Rules
from engine.portfolio.model.project import Project
from engine.portfolio.model.resources import CapacityOverride, Demand, Dependency, Pool
from engine.portfolio.model.settings import Budget, Settings, Theme
from engine.portfolio.model.vocabulary import Action, Mode, Urgency
from engine.valuation.cashflow import run_flow, stop_flow
from engine.valuation.work import work, work_profiles

MOST_COMBINATIONS = 2_000_000
_CHUNK = 40_000


def random_portfolio(seed: int) -> Portfolio:
    """A portfolio of 2 to 8 projects over at most 6 months, small enough to try every combination."""
    rng = np.random.default_rng(seed)
    for _ in range(100):
        portfolio = _draw(rng)
        if math.prod(len(_options(portfolio, p)) for p in portfolio.projects) <= MOST_COMBINATIONS:
            return portfolio
    raise AssertionError("no portfolio small enough was drawn")


def _draw(rng: np.random.Generator) -> Portfolio:
    horizon = int(rng.integers(2, 7))
    n, n_pools = int(rng.integers(2, 9)), int(rng.integers(1, 4))
    projects = tuple(_project(rng, i, horizon) for i in range(n))
    pools = tuple(
        Pool(
            pool_id=f"r{r}",
            name=f"Pool {r}",
            capacity_per_month=float(rng.integers(8, 40)),
            day_rate=float(rng.integers(2, 6)),
            flex_share=float(rng.choice([0.0, 0.1, 0.3])),
            flex_day_rate=float(rng.integers(6, 12)),
        )
        for r in range(n_pools)
    )
    settings = Settings(
        name="Small",
        planning_month=24_322,
        horizon_months=horizon,
        valuation_months=int(rng.integers(6, 30)) if rng.random() < 0.2 else None,
        discount_rate=float(rng.choice([0.0, 0.08, 0.2])),
        count_internal_labour=bool(rng.random() < 0.3),
        protective_capacity=float(rng.choice([0.0, 0.1])),
        benefit_confidence=float(rng.choice([0.8, 1.0])),
        themes=(Theme(name="north", intent=0.5, floor=0.3 if rng.random() < 0.2 else None), Theme(name="south")),
        floor_pool="r0",
        budgets=_budgets(rng),
    )
    return Portfolio(
        settings=settings,
        projects=projects,
        pools=pools,
        capacity=tuple(
            CapacityOverride(pool_id="r0", month=int(m), capacity=float(rng.integers(0, 30)))
            for m in rng.choice(8, size=int(rng.integers(0, 3)), replace=False)
        ),
        demand=tuple(_demand(rng, projects, n_pools)),
        dependencies=_dependencies(rng, n),
        rules=_rules(rng, projects, horizon),
    )


def _budgets(rng: np.random.Generator) -> tuple[Budget, ...]:
    if rng.random() < 0.5:
        return ()
    return (Budget(start=-5, amount=float(rng.integers(50, 900))), Budget(start=4, amount=float(rng.integers(50, 900))))


def _project(rng: np.random.Generator, i: int, horizon: int) -> Project:
    months = int(rng.integers(1, 5))
    quick = months > 1 and rng.random() < 0.3
    in_flight = bool(rng.random() < 0.3)
    start = int(rng.integers(0, horizon))
    urgency = rng.choice(list(Urgency))
    return Project(
        project_id=f"p{i}",
        name=f"Project {i}",
        theme=str(rng.choice(["north", "south"])),
        in_plan=bool(rng.random() < 0.8),
        in_flight=in_flight,
        planned_start=start,
        duration_months=months,
        remaining_cost=float(rng.integers(0, 300)),
        benefit_per_month=float(rng.integers(-10, 80)),
        benefit_ramp_months=int(rng.integers(0, 3)),
        urgency=Urgency(urgency),
        benefit_months=int(rng.integers(1, 24)),
        benefit_end=start + months + int(rng.integers(0, 18)),
        deadline=start + months + int(rng.integers(-2, 3)),
        decay_per_month=float(rng.choice([0.05, 0.2])),
        deadline_penalty=float(rng.integers(0, 200)),
        penalty_per_month=float(rng.integers(0, 40)),
        success_probability=float(rng.choice([0.6, 1.0])),
        exit_cost=float(rng.integers(0, 60)),
        salvage_value=float(rng.integers(0, 20)),
        pause_cost_per_month=float(rng.integers(0, 10)),
        restart_work=float(rng.choice([0.0, 0.2])),
        can_accelerate=bool(quick),
        accelerated_duration=max(1, months - 1) if quick else None,
        acceleration_cost=float(rng.integers(0, 60)),
        acceleration_work=float(rng.choice([0.0, 0.3])),
        mandatory=bool(rng.random() < 0.06),
        earliest_start=int(rng.integers(0, start + 1)) if rng.random() < 0.2 else None,
        latest_finish=start + months + int(rng.integers(0, 4)) if rng.random() < 0.15 else None,
        exclusive_group="twins" if rng.random() < 0.12 else None,
    )


def _demand(rng: np.random.Generator, projects: tuple[Project, ...], n_pools: int) -> Iterator[Demand]:
    for project in projects:
        for r in range(n_pools):
            if rng.random() < 0.25:
                continue
            days = float(rng.integers(5, 25)) * project.duration_months
            if rng.random() < 0.7:
                yield Demand(project_id=project.project_id, pool_id=f"r{r}", person_days=days)
                continue
            for k in range(project.duration_months):
                share = float(rng.integers(0, 25))
                yield Demand(project_id=project.project_id, pool_id=f"r{r}", person_days=share, month_offset=k)


def _dependencies(rng: np.random.Generator, n: int) -> tuple[Dependency, ...]:
    if rng.random() < 0.4:
        return ()
    links = [(a, b) for a in range(n) for b in range(a + 1, n)]
    picked = rng.choice(len(links), size=min(len(links), int(rng.integers(1, 3))), replace=False)
    return tuple(
        Dependency(predecessor=f"p{links[k][0]}", successor=f"p{links[k][1]}", lag_months=int(rng.integers(0, 2)))
        for k in picked
    )


def _rules(rng: np.random.Generator, projects: tuple[Project, ...], horizon: int) -> Rules:
    pins: tuple[Pin, ...] = ()
    if rng.random() < 0.3:
        project = projects[int(rng.integers(len(projects)))].project_id
        by_start = rng.random() < 0.4
        pins = (
            Pin(project_id=project, start=int(rng.integers(horizon)))
            if by_start
            else Pin(project_id=project, action=Action(rng.choice(list(Action)))),
        )
    return Rules(
        weights=(("north", 1.5),) if rng.random() < 0.2 else (),
        pins=pins,
        max_parallel=(("r0", float(rng.integers(1, 4))),) if rng.random() < 0.2 else (),
        max_changes=int(rng.integers(1, 4)) if rng.random() < 0.2 else None,
    )


@dataclass(frozen=True)
class _Choice:
    start: int | None
    finish: int
    mode: Mode | None
    action: Action


def _options(portfolio: Portfolio, project: Project) -> list[_Choice]:
    """Every mode in every month, and no work at all."""
    starts = {*range(project.earliest, portfolio.settings.horizon_months)}
    starts |= {project.plan_start} if project.plan_start >= project.earliest else set()
    starts |= {0} if project.in_flight else set()
    pinned = {p.start for p in portfolio.rules.pins if p.project_id == project.project_id and p.start is not None}
    starts |= {s for s in pinned if s >= project.earliest}
    modes = [Mode.NORMAL, Mode.ACCELERATED] if project.can_accelerate else [Mode.NORMAL]
    lengths = {Mode.NORMAL: project.duration_months, Mode.ACCELERATED: project.accelerated_duration or 0}
    runs = [
        _Choice(s, s + lengths[m], m, _action(portfolio, project, m, s, s + lengths[m]))
        for m, s in itertools.product(modes, sorted(starts))
        if project.latest_finish is None or s + lengths[m] <= project.latest_finish
    ]
    best = max((_value(portfolio, project, c, 1.0) for c in runs), default=-np.inf)
    stop = stop_flow(project).present_value(portfolio.settings.discount_rate)
    asked = any(p.project_id == project.project_id and p.action is Action.STOP for p in portfolio.rules.pins)
    idle = Action.STOP if project.in_flight or asked or best <= stop else Action.DEFER
    return [_Choice(None, 0, None, idle), *runs]


def _action(portfolio: Portfolio, project: Project, mode: Mode, start: int, finish: int) -> Action:
    begins = 0 if project.in_flight else max(0, project.planned_start)
    planned = begins + project.duration_months
    if finish > planned or (project.in_flight and start > 0):
        return Action.DEFER
    if mode is Mode.ACCELERATED or finish < planned or project.project_id not in portfolio.planned:
        return Action.ACCELERATE
    return Action.CONTINUE


def _value(portfolio: Portfolio, project: Project, choice: _Choice, weight: float) -> float:
    rate = portfolio.settings.discount_rate
    if choice.start is None or choice.mode is None:
        return stop_flow(project).present_value(rate)
    profile = work_profiles(portfolio)[project.project_id]
    flow = run_flow(portfolio, project, profile, choice.mode, choice.start)
    extra = 0.0
    if project.benefit_per_month > 0:
        factors = (1 + rate) ** (-np.arange(flow.benefits.size) / 12)
        extra = (weight - 1.0) * float(flow.benefits @ factors)
    return flow.present_value(rate) + extra


def decided_value(portfolio: Portfolio, decision: Decision) -> float:
    """What one decision counts in the objective, from its cash flow."""
    project = portfolio.projects_by_id[decision.project_id]
    weight = dict(portfolio.rules.weights).get(project.theme or "", 1.0)
    return _value(portfolio, project, _Choice(decision.start, 0, decision.mode, decision.action), weight)


def best_objective(portfolio: Portfolio) -> float | None:
    """The optimum over all combinations, weights counted; ``None`` when nothing is feasible."""
    return _Enumeration(portfolio).best()


class _Enumeration:
    """All combinations of one portfolio, looked at in chunks of arrays."""

    def __init__(self, portfolio: Portfolio) -> None:
        self.portfolio = portfolio
        self.options = [_options(portfolio, p) for p in portfolio.projects]
        self.months = 1 + max(c.finish for choices in self.options for c in choices)
        weights = dict(portfolio.rules.weights)
        self.values = [
            np.array([_value(portfolio, p, c, weights.get(p.theme or "", 1.0)) for c in choices])
            for p, choices in zip(portfolio.projects, self.options, strict=True)
        ]
        self.loads = [np.array([self._load(i, c) for c in choices]) for i, choices in enumerate(self.options)]
        self.spends = [np.array([self._spend(i, c) for c in choices]) for i, choices in enumerate(self.options)]

    def _load(self, i: int, choice: _Choice) -> np.ndarray:
        load = np.zeros((len(self.portfolio.pools), self.months))
        project = self.portfolio.projects[i]
        if choice.start is not None and choice.mode is not None:
            profile = work_profiles(self.portfolio)[project.project_id]
            days = work(project, profile, choice.mode, paused=project.in_flight and choice.start > 0)
            load[:, choice.start : choice.finish] = days
        return load

    def _spend(self, i: int, choice: _Choice) -> np.ndarray:
        project, spend = self.portfolio.projects[i], np.zeros(self.months)
        if choice.start is None:
            spend[0] = project.exit_cost if project.in_flight else 0.0
            return spend
        extra = project.acceleration_cost if choice.mode is Mode.ACCELERATED else 0.0
        spend[choice.start : choice.finish] = (project.remaining_cost + extra) / (choice.finish - choice.start)
        if project.in_flight:
            spend[: choice.start] += project.pause_cost_per_month
        return spend

    def best(self) -> float | None:
        sizes = [len(choices) for choices in self.options]
        best = -np.inf
        total = math.prod(sizes)
        for first in range(0, total, _CHUNK):
            picks = np.unravel_index(np.arange(first, min(total, first + _CHUNK)), sizes)
            keep = self._cheap_rules(picks)
            picks = [p[keep] for p in picks]
            if picks[0].size:
                best = max(best, self._best_of(picks))
        return None if best == -np.inf else best

    def _best_of(self, picks: list[np.ndarray]) -> float:
        portfolio = self.portfolio
        load = sum(table[p] for table, p in zip(self.loads, picks, strict=True))
        value = sum(table[p] for table, p in zip(self.values, picks, strict=True))
        spend = sum(table[p] for table, p in zip(self.spends, picks, strict=True))
        gross = np.array([[self._capacity(r, t) for t in range(self.months)] for r in range(len(portfolio.pools))])
        flex = np.maximum(0.0, load - gross * (1 - portfolio.settings.protective_capacity))
        shares = np.array([p.flex_share for p in portfolio.pools])[:, None]
        fits = (flex <= gross * shares + 1e-7).all(axis=(1, 2))
        rates = np.array([p.flex_day_rate for p in portfolio.pools])
        charged = np.array([p.day_rate for p in portfolio.pools]) * portfolio.settings.count_internal_labour
        factors = (1 + portfolio.settings.discount_rate) ** (-np.arange(self.months) / 12)
        value = value - np.einsum("crt,r,t->c", flex, np.maximum(0, rates - charged), factors)
        spend = spend + np.einsum("crt,r->ct", flex, rates)
        fits &= self._within_budgets(spend) & self._above_floors(load)
        return float(np.where(fits, value, -np.inf).max())

    def _capacity(self, r: int, t: int) -> float:
        pool = self.portfolio.pools[r]
        for override in self.portfolio.capacity:
            if (override.pool_id, override.month) == (pool.pool_id, t):
                return override.capacity
        return pool.capacity_per_month

    def _within_budgets(self, spend: np.ndarray) -> np.ndarray:
        fits = np.ones(spend.shape[0], dtype=bool)
        starts = [b.start for b in self.portfolio.settings.budgets] + [999]
        for budget, after in zip(self.portfolio.settings.budgets, starts[1:], strict=True):
            end = min(budget.start + 12, after)
            fits &= spend[:, max(0, budget.start) : max(0, end)].sum(axis=1) <= budget.amount + 1e-7
        return fits

    def _above_floors(self, load: np.ndarray) -> np.ndarray:
        fits = np.ones(load.shape[0], dtype=bool)
        return fits if not any(t.floor for t in self.portfolio.settings.themes) else fits & self._floor_mask

    def _cheap_rules(self, picks: tuple[np.ndarray, ...]) -> np.ndarray:
        """Everything that needs no loads: mandates, precedence, groups, pins, changes, floors, parallel work."""
        portfolio = self.portfolio
        index = {p.project_id: i for i, p in enumerate(portfolio.projects)}
        starts = [np.array([-1 if c.start is None else c.start for c in o])[p] for o, p in self._zipped(picks)]
        finishes = [np.array([c.finish for c in o])[p] for o, p in self._zipped(picks)]
        runs = [s >= 0 for s in starts]
        keep = np.ones(picks[0].size, dtype=bool)
        for i, project in enumerate(portfolio.projects):
            keep &= runs[i] if project.mandatory else True
        for link in portfolio.dependencies:
            a, b = index[link.predecessor], index[link.successor]
            if not portfolio.projects[b].in_flight:
                keep &= ~runs[b] | (runs[a] & (starts[b] >= finishes[a] + link.lag_months))
        twins = [runs[i] for i, p in enumerate(portfolio.projects) if p.exclusive_group]
        keep &= sum(twins, np.zeros(keep.size)) <= 1
        for pin in portfolio.rules.pins:
            i = index[pin.project_id]
            allowed = [
                c.start == pin.start if pin.start is not None else c.action is pin.action for c in self.options[i]
            ]
            keep &= np.array(allowed)[picks[i]]
        keep &= self._few_changes(picks) & self._few_in_parallel(picks)
        self._floor_mask = self._floors(picks)[keep]
        return keep

    def _zipped(self, picks: tuple[np.ndarray, ...]) -> Iterator[tuple[list[_Choice], np.ndarray]]:
        return zip(self.options, picks, strict=True)

    def _few_changes(self, picks: tuple[np.ndarray, ...]) -> np.ndarray:
        most = self.portfolio.rules.max_changes
        changed = np.zeros(picks[0].size)
        for project, (choices, pick) in zip(self.portfolio.projects, self._zipped(picks), strict=True):
            plan = (project.plan_start, Mode.NORMAL) if project.project_id in self.portfolio.planned else (None, None)
            changed += np.array([(c.start, c.mode) != plan for c in choices])[pick]
        return changed <= (999 if most is None else most)

    def _few_in_parallel(self, picks: tuple[np.ndarray, ...]) -> np.ndarray:
        keep = np.ones(picks[0].size, dtype=bool)
        for pool_id, most in self.portfolio.rules.max_parallel:
            r = [p.pool_id for p in self.portfolio.pools].index(pool_id)
            active = sum((table[:, r, :] > 0)[p].astype(int) for table, p in zip(self.loads, picks, strict=True))
            keep &= (active <= most).all(axis=1)
        return keep

    def _floors(self, picks: tuple[np.ndarray, ...]) -> np.ndarray:
        keep = np.ones(picks[0].size, dtype=bool)
        days = [table[:, 0, :].sum(axis=1)[p] for table, p in zip(self.loads, picks, strict=True)]
        for theme in self.portfolio.settings.themes:
            own = [d for d, p in zip(days, self.portfolio.projects, strict=True) if p.theme == theme.name]
            keep &= sum(own, np.zeros(keep.size)) >= (theme.floor or 0.0) * sum(days) - 1e-7
        return keep
