"""How many can work at once: visitors at human pace on web sockets of their own, seconds to answers, errors, memory.

``python -m tests.benchmarks.load [--visitors 5] [--minutes 1] [--pace 15]`` starts a server of its own, by default on
the sample, waits until the base's answers are there, and prints a table. Load and server share the machine. A visitor
moves the levers of confidence and of the reserve, to where nobody has been in seven of ten moves, or turns to another
page. What is not answered before the next act is due counts as overtaken, and its seconds as they came.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

import click
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read

from tests.benchmarks.load.visitor import Visitor, visiting
from tests.support.places import ROOT
from tests.support.serving import free_port, started

PAGES = ("decide", "constraint", "illusion", "strategy", "scenarios", "register")
KNOWN = ((100.0, 10.0), (95.0, 10.0), (90.0, 10.0))
"""Positions that many have been at: confidence and reserve, in percent."""
LONGEST = 120.0


@dataclass
class Counted:
    """Seconds by kind of act, and what went wrong."""

    taken: dict[str, list[float]] = field(default_factory=dict)
    overtaken: int = 0
    errors: int = 0
    memory: list[float] = field(default_factory=list)
    been_at: set[tuple[float, float]] = field(default_factory=set)
    moves: int = 0
    new_moves: int = 0

    def note(self, act: str, seconds: float, pace: float) -> None:
        """Count an act."""
        self.taken.setdefault(act, []).append(seconds)
        self.overtaken += seconds > pace

    def go_to(self, chance: random.Random, *, is_new: bool) -> tuple[float, float]:
        """A position to move to: one where nobody has been, or one that many know."""
        position = chance.choice(KNOWN)
        while is_new and position in self.been_at | set(KNOWN):
            position = (float(chance.randrange(40, 125, 5)), float(chance.randint(0, 40)))
        self.moves += 1
        self.new_moves += position not in self.been_at
        self.been_at.add(position)
        return position


@click.command()
@click.option("--visitors", default=5, show_default=True)
@click.option("--minutes", default=1.0, show_default=True)
@click.option("--pace", default=15.0, show_default=True, help="Seconds from act to act of one visitor.")
@click.option("--new", default=0.7, show_default=True, help="Share of moves to where nobody has been.")
@click.option("--portfolio", type=click.Path(exists=True, path_type=Path), default=ROOT / "data" / "sample")
@click.option("--seed", default=1, show_default=True)
def main(visitors: int, minutes: float, pace: float, new: float, portfolio: Path, seed: int) -> None:
    """Measure and print."""
    counted = Counted()
    with tempfile.TemporaryDirectory() as folder:
        settings = {"COCKPIT_PORTFOLIO": str(portfolio), "COCKPIT_DATABASE_URL": f"sqlite:///{folder}/load.db"}
        with started(free_port(), **settings) as address:
            _wait_until_idle(address)
            asyncio.run(_all(address, visitors, 60 * minutes, pace, new, seed, counted))
    _print(counted, visitors, minutes, pace)


async def _all(
    address: str, visitors: int, seconds: float, pace: float, new: float, seed: int, counted: Counted
) -> None:
    until = time.monotonic() + seconds
    watching = asyncio.create_task(_watch(address, counted))
    chances = [random.Random(f"{seed}/{number}") for number in range(visitors)]  # noqa: S311
    who = [_one(address, number, until, pace, new, chance, counted) for number, chance in enumerate(chances)]
    for done in await asyncio.gather(*who, return_exceptions=True):
        if isinstance(done, BaseException):
            counted.errors += 1
            click.echo(f"a visitor left: {done!r}", err=True)
    watching.cancel()


async def _one(
    address: str, number: int, until: float, pace: float, new: float, chance: random.Random, counted: Counted
) -> None:
    await asyncio.sleep(chance.uniform(0, pace))
    async with visiting(address) as visitor:
        counted.note("opens Decide", await asyncio.wait_for(visitor.open("decide"), LONGEST), pace)
        place = "decide"
        while time.monotonic() < until:
            due = time.monotonic() + pace * chance.uniform(0.7, 1.3)
            place = await _act(visitor, place, number, chance, new, pace, counted)
            await asyncio.sleep(max(0.0, due - time.monotonic()))
        counted.errors += visitor.errors


async def _act(
    visitor: Visitor, place: str, number: int, chance: random.Random, new: float, pace: float, counted: Counted
) -> str:
    """Move the lever where there is one, two times of three; else turn to another page."""
    if place == "decide" and chance.random() < 2 / 3:
        position = counted.go_to(chance, is_new=chance.random() < new)
        seconds = await asyncio.wait_for(visitor.move(*position), LONGEST)
        counted.note("moves levers", seconds, pace)
        return place
    onto = "decide" if place != "decide" else PAGES[1 + (number + chance.randrange(9)) % (len(PAGES) - 1)]
    counted.note("turns a page", await asyncio.wait_for(visitor.turn_to(onto), LONGEST), pace)
    return onto


async def _watch(address: str, counted: Counted) -> None:
    while True:
        figures = await asyncio.to_thread(_figures, address)
        counted.memory.append(sum(v for name, v in figures.items() if name.startswith("cockpit_memory_bytes")) / 1e6)
        await asyncio.sleep(2)


def _figures(address: str) -> dict[str, float]:
    with urllib.request.urlopen(f"{address}/metrics", timeout=60) as given:  # noqa: S310
        families = list(read(given.read().decode()))
    return {f"{s.name}{sorted(s.labels.items())}": s.value for family in families for s in family.samples}


def _wait_until_idle(address: str) -> None:
    """Wait until the base's answers are there: nothing at work and nothing queued, three times in a row."""
    quiet = 0
    while quiet < 3:
        figures = _figures(address)
        busy = sum(v for name, v in figures.items() if name.startswith(("cockpit_jobs_running", "cockpit_jobs_queued")))
        quiet = 0 if busy else quiet + 1
        time.sleep(1)


def _print(counted: Counted, visitors: int, minutes: float, pace: float) -> None:
    acts = sum(map(len, counted.taken.values()))
    click.echo(f"{visitors} visitors for {minutes:g} min, an act every {pace:g} s: {acts} acts, ", nl=False)
    click.echo(
        f"{counted.overtaken} overtaken, {counted.errors} errors; {counted.new_moves} of {counted.moves} positions new"
    )
    click.echo(f"{'':16}{'acts':>6}{'median':>9}{'95 %':>9}{'worst':>9}   seconds")
    together = {"all": [seconds for taken in counted.taken.values() for seconds in taken]} if counted.taken else {}
    for act, taken in (*sorted(counted.taken.items()), *together.items()):
        high = quantiles(taken, n=20, method="inclusive")[-1] if len(taken) > 1 else taken[0]
        click.echo(f"{act:16}{len(taken):>6}{median(taken):>9.2f}{high:>9.2f}{max(taken):>9.2f}")
    if counted.memory:
        half = counted.memory[len(counted.memory) // 2 :]
        click.echo(
            f"memory {counted.memory[0]:.0f} MB at first, {half[0]:.0f} MB halfway, {half[-1]:.0f} MB at the end"
        )


if __name__ == "__main__":
    main()
