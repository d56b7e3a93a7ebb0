"""How long the steering pack takes once its answers are known: ``python -m tests.benchmarks.packs``. Wanted: 6 s.

The plan and all analyses are worked out before and not counted: a page keeps them, and a pack is asked for when they
stand there. Of a large portfolio, plan, today's way and report are those of all projects; the analyses that solve many
plans are those of its first projects, since what a pack shows of them has one size. Names are as long as in real lists.
``--keep FOLDER`` leaves the slides and the workbook there, to be looked at: ``soffice --convert-to pdf``, then
``pdftoppm -r 60 -png``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import click

from engine.catalogue import NamedAnalysis, worked_out
from engine.compute.budget import SolveBudget
from engine.optimise.recommend import Target, recommend
from engine.pack.findings import Findings, gather
from engine.pack.pack import pack
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.settings import Theme
from engine.portfolio.scenario import Scenario
from tests.benchmarks.portfolios import random_portfolio

_TARGET = Target(0.02, 2.0)
_ANALYSED = 12
"""Projects whose analyses are worked out."""
_BUDGET = SolveBudget(target=_TARGET, workers=1)
_FEW = {"risk": {"draws": 40, "reoptimise": 0}}
_LONG = "Replacement of the regional treatment works' control system and its telemetry, stage"


@click.command()
@click.option("--sizes", default="5,100,1000", show_default=True, help="Projects, separated by commas.")
@click.option("--pools", default=12, show_default=True)
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path), help="A folder for the packs made.")
def main(sizes: str, pools: int, keep: Path | None) -> None:
    """Time the pack at each size, as slides and as a workbook."""
    for size in map(int, sizes.split(",")):
        portfolio = _with_long_names(random_portfolio(size, n_pools=pools))
        first = _first_of(portfolio)
        plan, plan_of_first = recommend(portfolio, target=_TARGET), recommend(first, target=_TARGET)
        answers: dict[str, Any] = {}

        def ask(analysis: NamedAnalysis[Any], **parameters: Any) -> Any:
            key = f"{analysis.name} {parameters}"
            if key not in answers:  # noqa: B023
                few = _FEW.get(analysis.name, {})
                answers[key] = worked_out(analysis, first, plan_of_first, _BUDGET, **few, **parameters)  # noqa: B023
            return answers[key]  # noqa: B023

        gather(portfolio, Scenario(), plan, ask)
        for form in (".pptx", ".xlsx"):
            _timed(size, form, lambda: gather(portfolio, Scenario(), plan, ask), keep)  # noqa: B023


def _timed(size: int, form: str, findings: Callable[[], Findings], keep: Path | None) -> None:
    started, worked = perf_counter(), process_time()
    content = pack(findings(), form)
    seconds, processor = perf_counter() - started, process_time() - worked
    click.echo(f"{size:5,} projects, pack{form}: {seconds:5.2f} s, processor {processor:5.2f} s")
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / f"{size}{form}").write_bytes(content)


def _first_of(portfolio: Portfolio) -> Portfolio:
    projects = portfolio.projects[:_ANALYSED]
    named = {project.project_id for project in projects}
    return portfolio.model_copy(
        update={
            "projects": projects,
            "demand": tuple(line for line in portfolio.demand if line.project_id in named),
            "dependencies": tuple(d for d in portfolio.dependencies if {d.predecessor, d.successor} <= named),
            "data_fingerprint": f"{portfolio.data_fingerprint}-first",
        }
    )


def _with_long_names(portfolio: Portfolio) -> Portfolio:
    """The portfolio with names as real lists have them, and four themes."""
    projects = tuple(
        project.model_copy(update={"name": f"{_LONG} {place}"[-90:], "theme": f"Theme {place % 4}"})
        for place, project in enumerate(portfolio.projects)
    )
    pools = tuple(
        pool.model_copy(update={"name": f"Civil and structural engineering, region {place}"})
        for place, pool in enumerate(portfolio.pools)
    )
    themes = tuple(Theme(name=f"Theme {place}", intent=0.25) for place in range(4))
    settings = portfolio.settings.model_copy(update={"themes": themes})
    return portfolio.model_copy(update={"projects": projects, "pools": pools, "settings": settings})


if __name__ == "__main__":
    main()
