"""The optimiser against its peers: ``python -m tests.benchmarks.optimiser``.

Every solver gets the same finished arrays, in a process of its own, one after the other, and is watched while it runs.
Times to a gap are read off what it knew and when; a run that does not get there counts as its time limit. Every plan
is checked against the arrays, every bound against everybody's plans.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from itertools import product

import click

from tests.benchmarks import report, tight
from tests.benchmarks.measure import Built, Instance, Run, build, run_peer, with_wrong_bounds_named
from tests.benchmarks.peers import PEERS, Peer
from tests.benchmarks.process import Ran, in_own_process
from tests.benchmarks.promises import Measured, verdicts

_OWN = "tests.benchmarks.own"
_TIMEOUT = 3600.0
_COUNTERFACTUAL_SIZE = 60
_COUNTERFACTUAL_SEEDS = 3
_COUNTERFACTUAL_GAPS = (0.005, 0.001)
_THREADS_SIZE = 40
_CANCEL_SIZE = 250
_CANCEL_SEEDS = 3
_CANCEL_MOMENTS = (0.05, 0.2, 0.5, 1.0, 2.0, 4.0)


def _sizes(context: click.Context, parameter: click.Parameter, text: str) -> tuple[int, ...]:
    del context, parameter
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise click.BadParameter("numbers of projects, like 20,60") from None


def _peers(context: click.Context, parameter: click.Parameter, text: str) -> tuple[Peer, ...]:
    del context, parameter
    wanted = [key.strip() for key in text.split(",") if key.strip()]
    unknown = set(wanted) - {p.key for p in PEERS}
    if unknown:
        raise click.BadParameter(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(p.key for p in PEERS)}")
    return tuple(p for p in PEERS if not wanted or p.key in wanted)


@click.command(help="Measure the optimiser against its peers and print the tables.")
@click.option("--sizes", default="20,40,60,120,250,1000", callback=_sizes, show_default=True, help="Projects.")
@click.option("--seeds", default=10, show_default=True, help="Portfolios a size: seeds 0, 1, …")
@click.option("--limit", default=12.0, show_default=True, help="Seconds a solver has for a portfolio.")
@click.option("--peers", default="", callback=_peers, help="Only these solvers, by key.")
@click.option("--ruled", is_flag=True, help="Portfolios with mandates, exclusions, budgets and floors as well.")
@click.option("--sample", is_flag=True, help="Only the sample under sixteen positions of its levers.")
@click.option("--quick", is_flag=True, help="20 and 40 projects, two seeds, five seconds: a look, not a measurement.")
@click.option("--only", type=click.Choice(["peers", "own"]), help="The comparison, or this solver alone.")
def main(
    sizes: tuple[int, ...],
    seeds: int,
    limit: float,
    peers: tuple[Peer, ...],
    ruled: bool,
    sample: bool,
    quick: bool,
    only: str | None,
) -> None:
    """Measure and print."""
    if sample:
        _echo(tight.table(list(tight.positions())))
        return
    if quick:
        sizes, seeds, limit = (20, 40), min(seeds, 2), min(limit, 5.0)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    click.echo(f"{machine}, Python {platform.python_version()}")
    measured = Measured(peers)
    instances = {size: [Instance(size, seed, ruled) for seed in range(seeds)] for size in sizes}
    if only != "own":
        for size, group in instances.items():
            measured.runs.extend(compare(peers, group, limit, size))
        _print_summary(measured)
    if only != "peers":
        _measure_own(measured, instances, quick=quick)
    _print_verdicts(measured)


def compare(peers: tuple[Peer, ...], instances: Iterable[Instance], limit: float, size: int) -> list[Run]:
    """All solvers on the portfolios of one size; prints their table."""
    builts = [build(instance) for instance in instances]
    runs = [run for built in builts for run in _on_one(peers, built, limit)]
    click.echo("\n" + report.shape_line(size, builts[0].instance.n_pools, [b.shape for b in builts]))
    _echo(report.size_table(peers, runs))
    for run in runs:
        for problem in run.problems:
            click.echo(f"  {run.peer}, seed {run.instance.seed}: {problem}")
    return runs


def _on_one(peers: tuple[Peer, ...], built: Built, limit: float) -> list[Run]:
    return with_wrong_bounds_named([run_peer(peer, built, limit) for peer in peers])


def _measure_own(measured: Measured, instances: dict[int, list[Instance]], *, quick: bool) -> None:
    everything = [i for group in instances.values() for i in group]
    for effort in ("live", "board"):
        for instance in everything:
            measured.answers.extend(_told(in_own_process(f"{_OWN}:answer", instance, effort, timeout=_TIMEOUT)))
    click.echo("")
    _echo(report.answer_table(measured.answers))
    ruled = everything[0].ruled
    size = 20 if quick else _COUNTERFACTUAL_SIZE
    for seed in range(1 if quick else _COUNTERFACTUAL_SEEDS):
        for way, gap in product(("counterfactuals", "told_counterfactuals"), _COUNTERFACTUAL_GAPS):
            call = in_own_process(f"{_OWN}:{way}", Instance(size, seed, ruled), gap, timeout=_TIMEOUT)
            measured.counterfactuals.extend(_told(call))
    click.echo("")
    _echo(report.counterfactual_table(measured.counterfactuals))
    size = 20 if quick else _THREADS_SIZE
    side_by_side = [Instance(size, seed, ruled) for seed in range(8)]
    measured.threads.extend(_told(in_own_process(f"{_OWN}:threads", side_by_side, 0.001, timeout=_TIMEOUT)))
    size = 40 if quick else _CANCEL_SIZE
    for seed in range(1 if quick else _CANCEL_SEEDS):
        call = in_own_process(f"{_OWN}:cancellations", Instance(size, seed, ruled), _CANCEL_MOMENTS, timeout=_TIMEOUT)
        measured.cancellations.extend(c for found in _told(call) for c in found)
    click.echo("")
    for result in measured.threads:
        click.echo(report.thread_line(result))
    click.echo(report.cancel_line(measured.cancellations))


def _told(ran: Ran) -> list:
    """The result as a list of one; of a failure none, and a line that says so."""
    if ran.error:
        click.echo(f"  failed: {ran.error}")
        return []
    return [ran.result]


def _print_summary(measured: Measured) -> None:
    for gap in report.GAPS:
        click.echo("")
        _echo(report.summary_table(measured.peers, measured.runs, gap))


def _print_verdicts(measured: Measured) -> None:
    click.echo("\nHeld against the promises")
    for verdict in verdicts(measured):
        click.echo(f"  {'holds' if verdict.held else 'FAILS'}  {verdict.promise}: {verdict.figures}")


def _echo(table: report.Table) -> None:
    for line in report.lines(table):
        click.echo(line)


if __name__ == "__main__":
    main()
