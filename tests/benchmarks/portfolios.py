"""Random portfolios with the structure of a real one, for measuring: one true constraint, any size, seeded."""

from __future__ import annotations

import numpy as np

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.resources import Demand, Dependency, Pool
from engine.portfolio.model.settings import Budget, Settings, Theme
from engine.portfolio.model.vocabulary import Urgency

CONSTRAINT_LOAD = 1.30
"""Planned demand on the constraint over its capacity, in the months in which today's plan works most."""

OTHER_LOADS = (0.55, 0.95)
"""The same for the other pools, drawn evenly from this range."""

ROOM_ON_CONSTRAINT = 1.05
"""The constraint has at least this many times what the most demanding project asks of it a month: it can be run."""

ROOM_FOR_WIDEST = 2.0
"""Capacity of the other pools is at least this many times what the most demanding project asks of them a month."""

ROOM_FOR_PLAN = 1.15
"""And at least this many times what today's plan asks in its busiest month: they lack room for another plan only."""

BUDGET_SHARE = 0.95
"""A year's budget over what today's plan spends in it."""


def random_portfolio(
    n_projects: int, *, n_pools: int = 8, horizon: int = 36, seed: int = 0, ruled: bool = False
) -> Portfolio:
    """A portfolio of ``n_projects``: lognormal sizes, four urgency profiles, dependencies, work in flight.

    With ``ruled`` the same portfolio also has mandates, exclusive pairs, yearly budgets and theme floors.
    """
    rng = np.random.default_rng([seed, n_projects, n_pools])
    projects = tuple(_project(rng, i, horizon) for i in range(n_projects))
    demand = tuple(row for project in projects for row in _demand(rng, project, n_pools))
    links = rng.permutation(n_projects)[: 2 * max(1, n_projects // 7)].reshape(-1, 2)
    portfolio = Portfolio(
        settings=Settings(name=f"Random {n_projects}-{seed}", planning_month=24_322, horizon_months=horizon),
        projects=projects,
        pools=_pools(rng, projects, demand, n_pools, horizon),
        demand=demand,
        dependencies=tuple(
            Dependency(predecessor=f"p{min(a, b)}", successor=f"p{max(a, b)}") for a, b in links.tolist()
        ),
        data_fingerprint=f"random-{n_projects}-{n_pools}-{seed}",
    )
    return _ruled(rng, portfolio) if ruled else portfolio


def _ruled(rng: np.random.Generator, portfolio: Portfolio) -> Portfolio:
    """One project in twenty mandatory, one in eight in an exclusive pair, three budgets, four themes with floors."""
    n = len(portfolio.projects)
    order, themes = rng.permutation(n), rng.integers(0, 4, n)
    paired = {int(i): f"pair{place // 2}" for place, i in enumerate(order[: 2 * (n // 16)])}
    mandatory = set(order[-(n // 20) :].tolist()) if n >= 20 else set()
    changes = (
        {"theme": f"Theme {themes[i]}", "exclusive_group": paired.get(i), "mandatory": i in mandatory} for i in range(n)
    )
    projects = tuple(p.model_copy(update=c) for p, c in zip(portfolio.projects, changes, strict=True))
    settings = portfolio.settings.model_copy(
        update={
            "themes": tuple(Theme(name=f"Theme {i}", intent=0.25, floor=0.10) for i in range(4)),
            "floor_pool": "r0",
            "budgets": tuple(
                Budget(start=12 * year, amount=BUDGET_SHARE * _planned_spend(projects, 12 * year)) for year in range(3)
            ),
        }
    )
    return portfolio.model_copy(
        update={
            "projects": projects,
            "settings": settings,
            "data_fingerprint": f"{portfolio.data_fingerprint}-ruled",
        }
    )


def _planned_spend(projects: tuple[Project, ...], first: int) -> float:
    """What today's plan spends in the twelve months from ``first``."""
    months = (max(0, min(p.plan_finish, first + 12) - max(p.plan_start, first)) for p in projects)
    return sum(p.remaining_cost * m / p.duration_months for p, m in zip(projects, months, strict=True))


def _project(rng: np.random.Generator, i: int, horizon: int) -> Project:
    months = int(rng.integers(3, 16))
    in_flight = bool(rng.random() < 0.35)
    start = 0 if in_flight else int(rng.integers(0, max(1, horizon // 2)))
    cost = float(rng.lognormal(13.2, 0.8))
    quick = months >= 5 and rng.random() < 0.3
    urgency = Urgency(rng.choice(["steady", "window", "decaying", "deadline"], p=[0.5, 0.2, 0.2, 0.1]))
    return Project(
        project_id=f"p{i}",
        name=f"Project {i}",
        in_plan=bool(rng.random() < 0.9),
        in_flight=in_flight,
        planned_start=start,
        duration_months=months,
        remaining_cost=cost,
        benefit_per_month=cost * float(rng.lognormal(-2.6, 0.6)),
        benefit_ramp_months=int(rng.integers(0, 7)),
        urgency=urgency,
        benefit_months=int(rng.integers(24, 61)),
        benefit_end=start + months + int(rng.integers(12, 37)),
        deadline=start + months + int(rng.integers(0, 5)),
        decay_per_month=float(rng.uniform(0.01, 0.05)),
        deadline_penalty=cost * 0.3,
        success_probability=float(rng.uniform(0.6, 0.95)),
        exit_cost=cost * 0.05,
        pause_cost_per_month=cost * 0.005,
        restart_work=0.1,
        can_accelerate=bool(quick),
        accelerated_duration=max(2, round(months * 0.7)) if quick else None,
        acceleration_cost=cost * 0.15,
        acceleration_work=0.1,
    )


def _demand(rng: np.random.Generator, project: Project, n_pools: int) -> list[Demand]:
    """The constraint is asked by three projects in four, other pools by one in three."""
    size = float(rng.lognormal(2.4, 0.6)) * project.duration_months
    asked = [r for r in range(n_pools) if rng.random() < (0.75 if r == 0 else 0.35)] or [0]
    return [
        Demand(project_id=project.project_id, pool_id=f"r{r}", person_days=size * float(rng.uniform(0.4, 1.6)))
        for r in asked
    ]


def _pools(
    rng: np.random.Generator, projects: tuple[Project, ...], demand: tuple[Demand, ...], n_pools: int, horizon: int
) -> tuple[Pool, ...]:
    by_id = {p.project_id: p for p in projects}
    months = max(p.plan_finish for p in projects)
    load, widest = np.zeros((n_pools, months)), np.ones(n_pools)
    for row in demand:
        project, pool = by_id[row.project_id], int(row.pool_id[1:])
        load[pool, project.plan_start : project.plan_finish] += row.person_days / project.duration_months
        widest[pool] = max(widest[pool], row.person_days / (project.accelerated_duration or project.duration_months))
    busiest = np.sort(load, axis=1)[:, -horizon // 3 :].mean(axis=1)
    wanted = np.array([CONSTRAINT_LOAD, *rng.uniform(*OTHER_LOADS, n_pools - 1)])
    capacity = np.maximum(busiest / wanted, ROOM_ON_CONSTRAINT * widest)
    capacity[1:] = np.maximum(capacity, np.maximum(ROOM_FOR_WIDEST * widest, ROOM_FOR_PLAN * load.max(axis=1)))[1:]
    return tuple(
        Pool(
            pool_id=f"r{r}",
            name=f"Pool {r}",
            capacity_per_month=float(capacity[r]),
            day_rate=600.0,
            flex_share=0.10,
            flex_day_rate=900.0,
        )
        for r in range(n_pools)
    )
