"""``pack``: the steering pack, as slides, as a workbook of the tables behind them, or as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import click

from engine.analyse.decisions.agenda import LOOKED_AT, MOST
from engine.catalogue import NamedAnalysis
from engine.commands import answers, frame
from engine.commands.frame import PATH, plan_or_exit, situation_of
from engine.errors import DataError, Problem
from engine.pack.findings import gather
from engine.pack.pack import FORMS, refuse_early
from engine.pack.pack import pack as pack_of

A = TypeVar("A")


@click.command()
@frame.path_argument
@click.option("-o", "--output", type=PATH, required=True, help="The file to write: .pptx, .xlsx or .pdf.")
@click.option("--template", type=PATH, help="A PowerPoint file in whose look the slides are drawn.")
@click.option("--most", type=click.IntRange(1, LOOKED_AT), default=MOST, show_default=True, help="Decisions asked for.")
@click.option("--risk/--no-risk", default=True, show_default=True, help="With ranges over many futures.")
@frame.scenario_option
@frame.effort_option
@answers.fresh_option
@frame.explained
def pack(
    path: Path, output: Path, template: Path | None, most: int, risk: bool, scenario: Path | None, effort: str
) -> None:
    """The steering pack: about ten slides, or every table behind them."""
    form = output.suffix.lower()
    if form not in FORMS:
        raise _refused(output, "a pack cannot have this ending", f"Let it end in one of {', '.join(FORMS)}")
    if output.exists() and path.exists() and output.samefile(path):
        raise _refused(output, "this is the portfolio itself", "Name another file")
    refuse_early(form, template)
    situation = situation_of(path, scenario)
    plan = plan_or_exit(situation, effort, as_json=False)

    def ask(analysis: NamedAnalysis[A], **parameters: Any) -> A:
        return answers.analysis_of(analysis, situation.portfolio, plan, effort, **parameters)

    findings = gather(situation.portfolio, situation.scenario, plan, ask, most=most, with_risk=risk)
    content = pack_of(findings, form, template)
    try:
        output.write_bytes(content)
    except OSError as error:
        raise _refused(output, f"this file cannot be written ({error.strerror})", "Check rights and space") from error
    click.echo(f"{output} written.")


def _refused(output: Path, message: str, remedy: str) -> DataError:
    return DataError([Problem(output.name, None, "", "", message, remedy)])
