"""First decisions: the recommendation's moves adopted one at a time, each time the one with most gain.

The world is simulated: what is adopted is executed as decided, served before all others; the rest goes on as today.
Where nobody has said how people are shared out today, gains are ranges over the plausible readings of today's way.
Only moves count, decisions that differ from today's plan; to leave a project as planned is none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Event

from engine.analyse.today.reading import TodaysRange, TodaysWay, TodaysWays
from engine.analyse.today.today import todays_runs
from engine.compute import SolveBudget, run_all
from engine.errors import CancelledError
from engine.optimise.recommendation import Decision, Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Action, Mode
from engine.simulate import Run, Simulation

_LONG_LIST = 40
"""Moves tried again in every round; all of them in a portfolio of usual size."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """One decision adopted: its gain on top of those before, and the gain of all so far; whole units today.

    ``gain`` and ``total`` are those in the named reading of today's way, the others least and most over all readings.
    Ends of totals are no sums of ends: they need not come from one reading.
    """

    project_id: str
    action: Action
    gain: int
    total: int
    gain_low: int
    gain_high: int
    total_low: int
    total_high: int


@dataclass(frozen=True, slots=True)
class FirstDecisions:
    """The decisions in the order in which they surely pay most, from the value of today's way; whole units today.

    ``today`` is its value in the named reading, ``today_low`` and ``today_high`` least and most over all readings.
    ``moves`` is how many decisions of the recommendation differ from today's plan. Fewer steps than asked for mean
    that no other move gains anything on its own, whichever way people are shared out today. ``decided`` is what was
    decided before, in its order, with the gain of each; steps come on top of it, and ``moves`` leaves it out.
    """

    today: int
    moves: int
    steps: tuple[Adopted, ...]
    today_low: int
    today_high: int
    decided: tuple[Adopted, ...] = ()


@dataclass(frozen=True, slots=True)
class _World:
    """What runs, and which of it has been decided."""

    runs: Mapping[str, Run]
    adopted: frozenset[str]


def first_decisions(
    portfolio: Portfolio,
    recommendation: Recommendation,
    most: int = 3,
    *,
    decided: Sequence[str] = (),
    cancel: Event | None = None,
) -> FirstDecisions:
    """The first ``most`` decisions to adopt, found by simulating today's way with each of them in turn.

    The gain of a decision is that of the whole portfolio: what it brings to its project and to all others. Each time
    comes the one with most gain at the low end over all readings of today's way. After the first round only the 40
    moves that gained most when last tried are tried again. ``decided`` are projects about which it has been decided
    before, in that order, as the recommendation treats them: they are adopted first, whatever they gain.

    Raises:
        KeyError: there is no such project.
        CancelledError: ``cancel`` was set.
    """
    ways, search = TodaysWays(portfolio), SolveBudget(workers=1, cancel=cancel)
    world = _World(todays_runs(portfolio), frozenset())
    moves = {d.project_id: d for d in moves_of(portfolio, recommendation) if d.project_id not in decided}
    today = worth = _values(ways, world)
    taken = list[Adopted]()
    for project_id in decided:
        move = recommendation.decisions[portfolio.project_index[project_id]]
        world = _adopt(portfolio, world, move)
        reached = _values(ways, world)
        taken.append(_adopted(move, _range(ways, reached, worth), _range(ways, reached, today)))
        worth = reached
    waiting, steps = list(moves), list[Adopted]()
    while waiting and len(steps) < most:
        worlds = {i: _adopt(portfolio, world, moves[i]) for i in waiting}
        best, waiting = _surest(ways, worlds, worth, search)
        reached = _values(ways, worlds[best])
        gained = _range(ways, reached, worth)
        if gained.low <= 0:
            break
        steps.append(_adopted(moves[best], gained, _range(ways, reached, today)))
        world, worth = worlds[best], reached
    at_first = ways.range_of(today)
    ends = round(at_first.low), round(at_first.high)
    return FirstDecisions(round(at_first.named), len(moves), tuple(steps), *ends, tuple(taken))


def _surest(
    ways: TodaysWays, worlds: Mapping[str, _World], worth: Sequence[int], search: SolveBudget
) -> tuple[str, list[str]]:
    """The move with most gain at its low end, and those worth trying again once it is adopted.

    What a move gains under one reading is a ceiling of its low end, so that the others are tried only while that
    ceiling is above the best low end known: the answer is that of trying all.
    """
    first = partial(_value, ways.each[0])
    values = run_all(first, list(worlds.values()), search)
    ceilings = {i: value - worth[0] for i, value in zip(worlds, values, strict=True)}
    order = sorted(ceilings, key=lambda i: -ceilings[i])
    best, most = order[0], float("-inf")
    for project_id in order:
        if ceilings[project_id] <= most:
            break
        low = min((ceilings[project_id], *_gains_in_the_rest(ways, worlds[project_id], worth)))
        if low > most:
            best, most = project_id, low
        if search.is_cancelled:
            raise CancelledError
    return best, [i for i in order if i != best][:_LONG_LIST]


def _gains_in_the_rest(ways: TodaysWays, world: _World, worth: Sequence[int]) -> list[int]:
    return [_value(way, world) - before for way, before in zip(ways.each[1:], worth[1:], strict=True)]


def _adopted(move: Decision, gained: TodaysRange, total: TodaysRange) -> Adopted:
    ends = (gained.low, gained.high, total.low, total.high)
    return Adopted(move.project_id, move.action, round(gained.named), round(total.named), *map(round, ends))


def _values(ways: TodaysWays, world: _World) -> list[int]:
    """What a world is worth under every reading."""
    return [_value(way, world) for way in ways.each]


def _range(ways: TodaysWays, after: Sequence[int], before: Sequence[int]) -> TodaysRange:
    return ways.range_of([b - a for a, b in zip(before, after, strict=True)])


def moves_of(portfolio: Portfolio, recommendation: Recommendation) -> tuple[Decision, ...]:
    """The decisions that differ from today's plan."""
    runs = todays_runs(portfolio)
    return tuple(d for d in recommendation.decisions if _run(d) != runs.get(d.project_id))


def adopted_together(portfolio: Portfolio, decisions: Collection[Decision], way: TodaysWay) -> Simulation:
    """Today's way with some decisions adopted; ``way`` is the portfolio's."""
    world = _together(portfolio, decisions)
    return way.simulate(world.runs, ahead=world.adopted)


class GainsOverToday:
    """What decisions gain over today's way, adopted together, under every reading; money today."""

    __slots__ = ("_before", "_portfolio", "_ways")

    def __init__(self, portfolio: Portfolio, ways: TodaysWays) -> None:
        self._portfolio, self._ways = portfolio, ways
        self._before = [way.value(todays_runs(portfolio)) for way in ways.each]

    def of(self, decisions: Collection[Decision]) -> TodaysRange:
        """Their gain; below zero where they lose."""
        return self._ways.range_of(list(self._under_each(decisions)))

    def surely_beyond(self, decision: Decision, amount: float) -> TodaysRange | None:
        """What one decision gains, where that is more than ``amount``, gained or lost, however today is read.

        ``None`` where it is not, which most often the first reading tells.
        """
        gains: list[float] = []
        for gain in self._under_each((decision,)):
            gains.append(gain)
            if TodaysRange(gain, min(gains), max(gains)).surely <= amount:
                return None
        return self._ways.range_of(gains)

    def _under_each(self, decisions: Collection[Decision]) -> Iterator[float]:
        world = _together(self._portfolio, decisions)
        for way, before in zip(self._ways.each, self._before, strict=True):
            yield way.value(world.runs, ahead=world.adopted) - before


def _together(portfolio: Portfolio, decisions: Collection[Decision]) -> _World:
    world = _World(todays_runs(portfolio), frozenset())
    for decision in decisions:
        world = _adopt(portfolio, world, decision)
    return world


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


def _value(way: TodaysWay, world: _World) -> int:
    return round(way.value(world.runs, ahead=world.adopted))
