"""``recommend``: what to accelerate, continue, defer or stop."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from engine.commands.answers import fresh_option, plan
from engine.commands.frame import (
    effort_option,
    exit_code_of,
    explained,
    json_option,
    no_plan_as_json,
    no_plan_in_words,
    path_argument,
    print_json,
    scenario_option,
    situation_of,
    table,
)
from engine.explain import plan_sentences
from engine.explain.progress import proof_and_solver
from engine.explain.project_decision import finish_moved, why
from engine.optimise.recommendation import Decision, Effort, PoolLoad, Recommendation
from engine.optimise.solvers import Solver
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.scenario import Scenario
from engine.wording.formats import difference, money, month


@click.command()
@path_argument
@scenario_option
@effort_option
@click.option("--solver", type=click.Choice([s.value for s in Solver]), default=Solver.HIGHS.value, show_default=True)
@fresh_option
@json_option
@explained
def recommend(path: Path, scenario: Path | None, effort: str, solver: str, as_json: bool) -> None:
    """Recommend what to accelerate, continue, defer or stop."""
    situation = situation_of(path, scenario)
    portfolio, changes = situation.portfolio, situation.scenario
    result = plan(situation.base, changes, Effort(effort), Solver(solver))
    if as_json:
        print_json(recommendation_as_json(result, portfolio, effort))
    else:
        click.echo("\n".join(_recommendation_lines(result, portfolio, changes, effort)))
    sys.exit(exit_code_of(result))


def recommendation_as_json(result: Recommendation, portfolio: Portfolio, effort: str) -> dict[str, Any]:
    """A recommendation with the keys other programs rely on; months as ``YYYY-MM``; without a plan also why."""
    keys = ("portfolio", "fingerprint", "currency", "status", "value", "objective", "best_bound", "gap", "seconds")
    content: dict[str, Any] = {key: getattr(result, key) for key in (*keys, "solver", "plan_value")}
    content["decisions"] = [_decision_as_json(d, portfolio) for d in result.decisions]
    content["load"] = [_load_as_json(entry, portfolio) for entry in result.load]
    if result.value is None:
        content |= no_plan_as_json(result, portfolio, effort)
    return content


def _decision_as_json(decision: Decision, portfolio: Portfolio) -> dict[str, Any]:
    dates = {
        key: None if offset is None else portfolio.settings.month(offset)
        for key, offset in (("start", decision.start), ("finish", decision.finish))
    }
    return asdict(decision) | dates


def _load_as_json(entry: PoolLoad, portfolio: Portfolio) -> dict[str, Any]:
    return asdict(entry) | {"month": portfolio.settings.month(entry.month)}


def _recommendation_lines(result: Recommendation, portfolio: Portfolio, scenario: Scenario, effort: str) -> list[str]:
    head = [f"{result.portfolio}, {month(result.planning_month)}, scenario {scenario.name}"]
    if result.value is None or result.gap is None:
        return [*head, no_plan_in_words(result, portfolio, effort)]
    head += [
        plan_sentences.decide(result, portfolio),
        plan_sentences.against_paper(result, scenario, portfolio),
        proof_and_solver(result, portfolio),
    ]
    return [*head, "", *table(_decision_rows(result, portfolio), right=("Value", "Against plan"))]


def _decision_rows(result: Recommendation, portfolio: Portfolio) -> list[tuple[str, ...]]:
    def when(offset: int | None) -> str:
        return "" if offset is None else month(result.planning_month + offset)

    rows: list[tuple[str, ...]] = [("Action", "Project", "Start", "Finish", "Moved", "Value", "Against plan", "Reason")]
    order = {action: place for place, action in enumerate(("stop", "accelerate", "defer", "continue"))}
    for d in sorted(result.decisions, key=lambda d: (order[d.action], d.value_of_plan - d.value)):
        mode = " (accelerated)" if d.mode == "accelerated" else ""
        rows.append(
            (
                d.action,
                portfolio.projects_by_id[d.project_id].name + mode,
                when(d.start),
                when(d.finish),
                finish_moved(d, portfolio),
                money(d.value, result.currency),
                difference(d.gain, result.currency),
                why(d, portfolio),
            )
        )
    return rows
