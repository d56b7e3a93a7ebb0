"""``sponsor``: a page for a sponsor before the meeting, as Word file, page or text."""

from __future__ import annotations

from pathlib import Path

import click

from engine.catalogue import LIMITING_POOL, TRADE_OFF
from engine.commands import answers, frame
from engine.commands.frame import PATH, plan_or_exit, situation_of
from engine.commands.minutes import write_document
from engine.errors import ScenarioError
from engine.explain.sponsor_page import changed_for, sponsor_document, sponsors_of
from engine.portfolio.model.near_miss import did_you_mean


@click.command()
@frame.path_argument
@click.argument("name")
@click.option("-o", "--output", type=PATH, help="The file to write: .docx, .html or .txt; without it, text on screen.")
@frame.scenario_option
@frame.effort_option
@answers.fresh_option
@frame.explained
def sponsor(path: Path, name: str, output: Path | None, scenario: Path | None, effort: str) -> None:
    """What happens to a sponsor's projects, why, and what would reverse it."""
    situation = situation_of(path, scenario)
    portfolio, known = situation.portfolio, sponsors_of(situation.portfolio)
    if name not in known:
        raise ScenarioError(f"there is no sponsor {name!r}. {did_you_mean(name, known, 'See the table projects.')}")
    plan = plan_or_exit(situation, effort, as_json=False)
    limiting = answers.analysis_of(LIMITING_POOL, portfolio, plan, effort)
    trade_offs = {
        project: answers.analysis_of(TRADE_OFF, portfolio, plan, effort, project=project, constraint=limiting.pool_id)
        for project in changed_for(name, plan, portfolio)
    }
    write_document(sponsor_document(name, plan, portfolio, trade_offs), output)
