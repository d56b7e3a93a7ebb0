"""How long every analysis takes: ``python -m tests.benchmarks.analyses``.

The recommended plan is solved before, at board effort, and not counted; its own time stands in the table's foot. Every
analysis is called as its command calls it by default, one after the other, in this process; those that solve many plans
use all cores through processes of their own, whose start is counted. On a busy machine look at the processor time, of
this process and those it started: divided by the cores it is what a quiet one could reach.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

import click

from engine.analyse.bridge.bridge import bridge
from engine.analyse.constraint.constraint import find_constraint
from engine.analyse.decisions.first_decisions import first_decisions
from engine.analyse.decisions.signs import signs
from engine.analyse.health.illusion import illusion
from engine.analyse.interventions.rank import rank_interventions
from engine.analyse.project.tradeoff import all_trade_offs, trade_off
from engine.analyse.risk.risk import FIRST_DRAWS, risk_of
from engine.analyse.sequence.sequence import sequence
from engine.analyse.strategy.strategy import strategy
from engine.optimise.recommend import recommend
from engine.optimise.recommendation import Effort, Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.simulate import Policy, simulate
from tests.benchmarks.portfolios import random_portfolio
from tests.benchmarks.report import Table, lines

Timed = Callable[[Portfolio, Recommendation], object]

_EVERY = 7
"""One trade-off is that of every seventh project, each timed alone."""

ANALYSES: Mapping[str, tuple[Timed, float | None]] = {
    "constraint": (find_constraint, 6.0),
    "all trade-offs": (all_trade_offs, 60.0),
    "interventions": (rank_interventions, 45.0),
    "bridge": (bridge, 4.0),
    "first decisions": (first_decisions, None),
    "sequence": (sequence, None),
    "illusion": (lambda p, _r: illusion(p), None),
    "strategy": (strategy, None),
    "signs": (signs, None),
    "first risk": (lambda p, r: risk_of(p, r, draws=FIRST_DRAWS, reoptimise=0), 3.0),
    "risk of 1,000 draws": (lambda p, r: risk_of(p, r, draws=1000, reoptimise=0), 10.0),
    "risk": (risk_of, None),
    "one policy": (lambda p, _r: simulate(p, Policy.FIRST_COME), 0.020),
}
"""What is timed, and in how many seconds it is wanted on two quiet cores at 60 projects and 8 pools."""

_ONE_TRADE_OFF, _ONE_WANTED = "one trade-off", 1.5


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds on the clock, and of processor time."""

    seconds: float
    processor: float


def _names(context: click.Context, parameter: click.Parameter, text: str) -> tuple[str, ...]:
    del context, parameter
    wanted = tuple(name.strip() for name in text.split(",") if name.strip())
    unknown = set(wanted) - {*ANALYSES, _ONE_TRADE_OFF}
    if unknown:
        raise click.BadParameter(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(ANALYSES)}")
    return wanted or (_ONE_TRADE_OFF, *ANALYSES)


@click.command(help="Time every analysis and print one table.")
@click.option("--size", default=60, show_default=True, help="Projects.")
@click.option("--pools", default=8, show_default=True, help="Pools.")
@click.option("--seeds", default=3, show_default=True, help="Portfolios: seeds 0, 1, …")
@click.option("--only", default="", callback=_names, help="Only these analyses, separated by commas.")
def main(size: int, pools: int, seeds: int, only: tuple[str, ...]) -> None:
    """Measure and print."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    click.echo(f"{machine}, Python {platform.python_version()}; {size} projects, {pools} pools, {seeds} seeds")
    taken: dict[str, list[Taken]] = {name: [] for name in only}
    solved: list[float] = []
    for seed in range(seeds):
        portfolio = random_portfolio(size, n_pools=pools, seed=seed)
        plan, taken_by_plan = _timed(lambda portfolio=portfolio: recommend(portfolio, Effort.BOARD))
        solved.append(taken_by_plan.seconds)
        for name, times in taken.items():
            times.extend(_times(name, portfolio, plan))
            click.echo(f"  seed {seed}, {name}: {max(t.seconds for t in times):.3f} s", err=True)
    for line in lines(table(taken)):
        click.echo(line)
    click.echo(
        f"The recommended plan is solved before, at board effort, and not counted: {median(solved):.1f} s, "
        f"at worst {max(solved):.1f} s."
    )


def table(taken: Mapping[str, list[Taken]]) -> Table:
    """Median and worst of each analysis beside what is wanted; seconds."""
    rows = [["analysis", "median, s", "worst, s", "processor, s", "wanted, s", ""]]
    for name, times in taken.items():
        wanted = _ONE_WANTED if name == _ONE_TRADE_OFF else ANALYSES[name][1]
        middle, worst = median(t.seconds for t in times), max(t.seconds for t in times)
        held = "" if wanted is None else "holds" if worst <= wanted else "not at worst" if middle <= wanted else "FAILS"
        said = "–" if wanted is None else f"{wanted:g}"
        rows.append([name, f"{middle:.3f}", f"{worst:.3f}", f"{median(t.processor for t in times):.3f}", said, held])
    return rows


def _times(name: str, portfolio: Portfolio, plan: Recommendation) -> list[Taken]:
    if name != _ONE_TRADE_OFF:
        return [_timed(lambda: ANALYSES[name][0](portfolio, plan))[1]]
    some = [p.project_id for p in portfolio.projects][::_EVERY]
    return [_timed(lambda i=i: trade_off(portfolio, plan, i))[1] for i in some]


def _timed(call: Callable[[], object]) -> tuple:
    began, used = time.perf_counter(), sum(os.times()[:4])
    result = call()
    return result, Taken(time.perf_counter() - began, sum(os.times()[:4]) - used)


if __name__ == "__main__":
    main()
