"""First decisions: the recommendation's moves adopted one at a time, each time the one with most gain.

The world is simulated: what is adopted is executed as decided, served before all others; the rest goes on as today.
Only moves count, decisions that differ from today's plan; to leave a project as planned is none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from threading import Event

from engine.analyse.today.today import todays_runs
from engine.compute import SolveBudget, run_all
from engine.optimise.recommendation import Decision, Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Action, Mode
from engine.simulate import Policy, Run, Simulation, Simulator

_LONG_LIST = 40
"""Moves tried again in every round; all of them in a portfolio of usual size."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """One decision adopted: its gain on top of those before, and the gain of all so far; whole units today."""

    project_id: str
    action: Action
    gain: int
    total: int


@dataclass(frozen=True, slots=True)
class FirstDecisions:
    """The decisions in the order in which they pay most, from the value of today's way; whole units of money today.

    ``moves`` is how many decisions of the recommendation differ from today's plan. Fewer steps than asked for mean
    that no other move gains anything on its own.
    """

    today: int
    moves: int
    steps: tuple[Adopted, ...]


@dataclass(frozen=True, slots=True)
class _World:
    """What runs, and which of it has been decided."""

    runs: Mapping[str, Run]
    adopted: frozenset[str]


def first_decisions(
    portfolio: Portfolio, recommendation: Recommendation, most: int = 3, *, cancel: Event | None = None
) -> FirstDecisions:
    """The first ``most`` decisions to adopt, found by simulating today's way with each of them in turn.

    The gain of a decision is that of the whole portfolio: what it brings to its project and to all others. After the
    first round only the 40 moves that gained most when last tried are tried again.

    Raises:
        CancelledError: ``cancel`` was set.
    """
    world = _World(todays_runs(portfolio), frozenset())
    moves = {d.project_id: d for d in moves_of(portfolio, recommendation)}
    value = partial(_value, Simulator(portfolio))
    today = worth = value(world)
    waiting, steps = list(moves), list[Adopted]()
    while waiting and len(steps) < most:
        worlds = {i: _adopt(portfolio, world, moves[i]) for i in waiting}
        tried = dict(
            zip(worlds, run_all(value, list(worlds.values()), SolveBudget(workers=1, cancel=cancel)), strict=True)
        )
        waiting = sorted(tried, key=lambda i: -tried[i])[: _LONG_LIST + 1]
        best = waiting.pop(0)
        if tried[best] <= worth:
            break
        steps.append(Adopted(best, moves[best].action, tried[best] - worth, tried[best] - today))
        world, worth = worlds[best], tried[best]
    return FirstDecisions(today, len(moves), tuple(steps))


def moves_of(portfolio: Portfolio, recommendation: Recommendation) -> tuple[Decision, ...]:
    """The decisions that differ from today's plan."""
    runs = todays_runs(portfolio)
    return tuple(d for d in recommendation.decisions if _run(d) != runs.get(d.project_id))


def adopted_together(portfolio: Portfolio, decisions: Collection[Decision], simulator: Simulator) -> Simulation:
    """Today's way with some decisions adopted; ``simulator`` is the portfolio's."""
    world = _World(todays_runs(portfolio), frozenset())
    for decision in decisions:
        world = _adopt(portfolio, world, decision)
    return simulator.simulate(Policy.SHARED, world.runs, ahead=world.adopted)


def _run(decision: Decision) -> Run | None:
    return None if decision.start is None else Run(decision.mode or Mode.NORMAL, decision.start)


def _adopt(portfolio: Portfolio, world: _World, decision: Decision) -> _World:
    """The world with one more decision: its project runs as decided, or not at all; a rival of its group gives way."""
    run = _run(decision)
    own = portfolio.projects_by_id[decision.project_id]
    left = {i: r for i, r in world.runs.items() if i != own.project_id}
    if run is None:
        return _World(left, world.adopted - {own.project_id})
    if own.exclusive_group is not None:
        rivals = {p.project_id for p in portfolio.projects if p.exclusive_group == own.exclusive_group}
        left = {i: r for i, r in left.items() if i not in rivals}
    return _World(left | {own.project_id: run}, world.adopted | {own.project_id})


def _value(simulator: Simulator, world: _World) -> int:
    return round(simulator.value(Policy.SHARED, world.runs, ahead=world.adopted))
