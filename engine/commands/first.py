"""``first``: the decisions to adopt first, each time the one that brings most."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from engine.analyse.decisions.first_decisions import FirstDecisions
from engine.catalogue import FIRST, FIRST_DECISIONS, LIMITING_POOL
from engine.commands import answers
from engine.commands.frame import analysed, analysis, table, write_out
from engine.errors import ScenarioError
from engine.explain.first import explain_first, gain_text, scale_of_steps, total_text
from engine.portfolio.model.near_miss import did_you_mean
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.reading.loading import load


@analysis
@click.option("--most", type=click.IntRange(min=1), default=FIRST, show_default=True, help="Decisions at most.")
@click.option("--decided", multiple=True, metavar="PROJECT", help="Decided before, as the plan says; in this order.")
def first(path: Path, most: int, decided: tuple[str, ...], scenario: Path | None, effort: str, as_json: bool) -> None:
    """Which decisions to adopt first, while everything else goes on as today."""
    known = load(path).projects_by_id
    stranger = next((project for project in decided if project not in known), None)
    if stranger is not None:
        hint = did_you_mean(stranger, known, "The ids stand in the table projects.")
        raise ScenarioError(f"there is no project {stranger!r}. {hint}")
    it = analysed(
        FIRST_DECISIONS, path, scenario, effort, as_json=as_json, most=most, decided=list(dict.fromkeys(decided))
    )
    limiting = answers.analysis_of(LIMITING_POOL, it.portfolio, it.plan, effort) if as_json else None
    content = first_as_json(it.result, it.portfolio) | {"constraint": limiting and limiting.pool_id}
    write_out(as_json, content, _lines(it.result, it.portfolio), it.proven)


def first_as_json(decisions: FirstDecisions, portfolio: Portfolio) -> dict[str, Any]:
    """The decisions in their order; money today in whole units, ``total`` the gain of all up to each.

    ``gain``, ``total`` and ``today`` are those in the named reading of today's way; ``…_low`` and ``…_high`` least and
    most over all plausible readings.
    """
    return {
        "steps": [asdict(step) for step in decisions.steps],
        "today": decisions.today,
        "moves": decisions.moves,
        "decided": [asdict(step) for step in decisions.decided],
        "today_low": decisions.today_low,
        "today_high": decisions.today_high,
        "sentence": explain_first(decisions, portfolio).sentence,
    }


def _lines(decisions: FirstDecisions, portfolio: Portfolio) -> list[str]:
    said, currency = explain_first(decisions, portfolio), portfolio.settings.currency
    if not decisions.steps:
        return [said.sentence]
    scale = scale_of_steps(decisions, currency)
    rows: list[tuple[str, ...]] = [("", "Decision", "Project", "Gain", "In all")]
    for place, step in enumerate(decisions.steps, start=1):
        name = portfolio.projects_by_id[step.project_id].name
        rows.append(
            (
                str(place),
                step.action,
                name,
                gain_text(step, scale, currency),
                total_text(step, scale, currency),
            )
        )
    return [said.sentence, "", *table(rows, right=("", "Gain", "In all")), "", said.further[-1].prose]
