"""How long workbooks take: ``python -m tests.benchmarks.formats``. Wanted for 1,000 × 12: read 2 s, written 4 s."""

from __future__ import annotations

import tempfile
from pathlib import Path
from time import perf_counter, process_time

import click

from engine.portfolio.model.resources import Demand
from engine.portfolio.reading.loading import load
from engine.portfolio.writing import content_of, write_workbook
from tests.benchmarks.folder import write_portfolio
from tests.benchmarks.portfolios import random_portfolio


@click.command()
@click.option("--size", default=1000, show_default=True)
@click.option("--pools", default=12, show_default=True)
def main(size: int, pools: int) -> None:
    """Every project needs every pool; a folder is turned into a workbook, and the workbook is read."""
    drawn = random_portfolio(size, n_pools=pools)
    demand = tuple(
        Demand(project_id=project.project_id, pool_id=pool.pool_id, person_days=10.0 + (row + place) % 90)
        for row, project in enumerate(drawn.projects)
        for place, pool in enumerate(drawn.pools)
    )
    with tempfile.TemporaryDirectory() as place:
        folder = write_portfolio(drawn.model_copy(update={"demand": demand}), Path(place) / "folder")
        book = Path(place) / "book.xlsx"
        started, worked = perf_counter(), process_time()
        content = content_of(folder)
        read, read_work = perf_counter() - started, process_time() - worked
        started, worked = perf_counter(), process_time()
        write_workbook(content, book)
        written, written_work = perf_counter() - started, process_time() - worked
        started, worked = perf_counter(), process_time()
        portfolio = load(book)
        loaded, loaded_work = perf_counter() - started, process_time() - worked
    click.echo(f"{len(portfolio.projects):,} projects, {len(portfolio.pools)} pools, {len(portfolio.demand):,} demands")
    click.echo(f"folder read      {read:5.2f} s, processor {read_work:5.2f} s")
    click.echo(f"workbook written {written:5.2f} s, processor {written_work:5.2f} s")
    click.echo(f"workbook read    {loaded:5.2f} s, processor {loaded_work:5.2f} s")


if __name__ == "__main__":
    main()
