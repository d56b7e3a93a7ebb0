"""How long the steering pack takes once its answers are known: ``python -m tests.benchmarks.packs``. Wanted: 6 s.

The plan and all analyses are worked out before and not counted: a page keeps them, and a pack is asked for when they
stand there. Up to a hundred projects every analysis is that of the whole portfolio. Beyond, plan, today's way and
report are those of all projects, and the analyses that solve many plans those of the first twelve. What a pack shows of
them has one size (five decisions, all pools, four themes), but for firm decisions, which get a row for
every project. Each line says how many were analysed and how much the pack holds. Names are as long as in real lists,
and every project has two milestones, a risk, a gate and figures of its delivery.
``--keep FOLDER`` leaves the slides and the workbook there, to be looked at: ``soffice --convert-to pdf``, then
``pdftoppm -r 60 -png``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import click

from engine.catalogue import NamedAnalysis, worked_out
from engine.compute.budget import SolveBudget
from engine.optimise.recommend import Target, recommend
from engine.pack.findings import Findings, gather
from engine.pack.pack import pack
from engine.pack.slides import slides_of
from engine.pack.tables import pack_tables
from engine.portfolio.model.calendar import first_day
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.reporting import Gate, Milestone, Risk
from engine.portfolio.model.settings import Theme
from engine.portfolio.model.vocabulary import Health
from engine.portfolio.scenario import Scenario
from tests.benchmarks.portfolios import random_portfolio

_TARGET = Target(0.02, 2.0)
_WHOLE, _FIRST = 100, 12
"""Projects up to which all are analysed, and how many of a larger portfolio."""
_TOLD = ("milestones", "risks", "gates")
_BUDGET = SolveBudget(target=_TARGET, workers=1)
_FEW = {"risk": {"draws": 40, "reoptimise": 0}}
_LATE, _GRADES = timedelta(days=45), ("high", "medium", "low")
_LONG = "Replacement of the regional treatment works' control system and its telemetry, stage"


@click.command()
@click.option("--sizes", default="5,100,1000", show_default=True, help="Projects, separated by commas.")
@click.option("--pools", default=12, show_default=True)
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path), help="A folder for the packs made.")
def main(sizes: str, pools: int, keep: Path | None) -> None:
    """Time the pack at each size, as slides and as a workbook."""
    for size in map(int, sizes.split(",")):
        analysed = size if size <= _WHOLE else _FIRST
        findings = findings_of(size, pools, analysed)
        findings()
        for form in (".pptx", ".xlsx"):
            _timed(size, analysed, form, findings, keep)


def findings_of(size: int, pools: int, analysed: int) -> Callable[[], Findings]:
    """What gives the findings of a random portfolio, each worked out once; analyses are those of the first projects.

    ``size`` and ``pools`` are how many projects and pools it has, ``analysed`` is of how many projects analyses are.
    """
    portfolio = _with_reports(_with_long_names(random_portfolio(size, n_pools=pools)))
    first = portfolio if analysed >= size else _first_of(portfolio, analysed)
    plan, plan_of_first = recommend(portfolio, target=_TARGET), recommend(first, target=_TARGET)
    answers: dict[str, Any] = {}

    def ask(analysis: NamedAnalysis[Any], **parameters: Any) -> Any:
        key = f"{analysis.name} {parameters}"
        if key not in answers:
            few = _FEW.get(analysis.name, {})
            answers[key] = worked_out(analysis, first, plan_of_first, _BUDGET, **few, **parameters)
        return answers[key]

    return lambda: _at_true_size(gather(portfolio, Scenario(), plan, ask))


def _timed(size: int, analysed: int, form: str, findings: Callable[[], Findings], keep: Path | None) -> None:
    started, worked = perf_counter(), process_time()
    found = findings()
    content = pack(found, form)
    seconds, processor = perf_counter() - started, process_time() - worked
    tables = pack_tables(found)
    holds = (
        f"{len(slides_of(found))} slides"
        if form == ".pptx"
        else f"{len(tables)} tables, {sum(len(table.rows) for table in tables):,} rows"
    )
    click.echo(
        f"{size:5,} projects, {analysed} analysed, pack{form}: {seconds:5.2f} s, processor {processor:5.2f} s; {holds}"
    )
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / f"{size}{form}").write_bytes(content)


def _at_true_size(findings: Findings) -> Findings:
    """The findings with a row of risk for every project, those of the projects that were analysed again and again."""
    risk = findings.risk
    if risk is None or len(risk.projects) == len(findings.portfolio.projects):
        return findings
    rows = tuple(
        replace(row, project_id=project.project_id)
        for project, row in zip(findings.portfolio.projects, cycle(risk.projects), strict=False)
    )
    return replace(findings, risk=replace(risk, projects=rows))


def _first_of(portfolio: Portfolio, count: int) -> Portfolio:
    projects = portfolio.projects[:count]
    named = {project.project_id for project in projects}
    return portfolio.model_copy(
        update={
            "projects": projects,
            "demand": tuple(line for line in portfolio.demand if line.project_id in named),
            "dependencies": tuple(d for d in portfolio.dependencies if {d.predecessor, d.successor} <= named),
            **{table: tuple(r for r in getattr(portfolio, table) if r.project_id in named) for table in _TOLD},
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


def _with_reports(portfolio: Portfolio) -> Portfolio:
    """The portfolio with what its projects report, so that the tables of the delivery report have their true size."""
    first = first_day(portfolio.settings.planning_month)
    projects, milestones, risks, gates = [], list[Milestone](), list[Risk](), list[Gate]()
    for place, project in enumerate(portfolio.projects):
        of, due = project.project_id, first + timedelta(days=place % 400 - 200)
        milestones += [
            Milestone(project_id=of, name="Design of all interfaces agreed", baseline=due, forecast=due + _LATE),
            Milestone(project_id=of, name="Handed over to operations", baseline=due + 4 * _LATE),
        ]
        text = "The supplier of the telemetry has not confirmed the date of the second factory acceptance test"
        risks.append(Risk(project_id=of, risk=text, probability=_GRADES[place % 3], impact=_GRADES[place % 2], due=due))
        gates.append(Gate(project_id=of, gate="Investment decision", date=due, outcome=""))
        light, slip = tuple(Health)[place % 3], place % 5
        reported = {"rag_time": light, "rag_cost": light, "rag_scope": Health.GREEN, "rag_benefit": light}
        money = {
            "budget": project.remaining_cost * 1.4,
            "spent_to_date": project.remaining_cost * (0.3 + place % 4 / 10),
        }
        dates = {"baseline_finish": project.plan_finish - slip, "forecast_finish": project.plan_finish}
        projects.append(project.model_copy(update=reported | money | dates))
    told = {"milestones": tuple(milestones), "risks": tuple(risks), "gates": tuple(gates)}
    return portfolio.model_copy(update={"projects": tuple(projects)} | told)


if __name__ == "__main__":
    main()
