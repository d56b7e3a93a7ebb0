"""``explain``: all figures of one project side by side, and what each of them means."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from engine.analyse.decisions.decision_delay import decision_delay
from engine.analyse.decisions.project_figures import ProjectFigures, project_figures
from engine.catalogue import AGENDA, ILLUSION, TRADE_OFF
from engine.commands import answers
from engine.commands.frame import analysis, plan_or_exit, situation_of, table, write_out
from engine.errors import ScenarioError
from engine.explain.project_figures import WHY_NOTE, figure_rows
from engine.explain.tradeoff import explain_trade_off
from engine.portfolio.model.near_miss import did_you_mean
from engine.portfolio.model.portfolio import Portfolio
from engine.wording.glossary import TERMS


@analysis
@click.argument("project")
def explain(path: Path, project: str, scenario: Path | None, effort: str, as_json: bool) -> None:
    """Why a project has several figures: each with its value, what it means, and the glossary."""
    situation = situation_of(path, scenario)
    portfolio = situation.portfolio
    if project not in portfolio.projects_by_id:
        hint = did_you_mean(project, portfolio.projects_by_id, "The ids stand in the table projects.")
        raise ScenarioError(f"there is no project {project!r}. {hint}")
    plan = plan_or_exit(situation, effort, as_json=as_json)
    trade_off = answers.analysis_of(TRADE_OFF, portfolio, plan, effort, project=project)
    illusion = answers.analysis_of(ILLUSION, portfolio, plan, effort)
    agenda = answers.analysis_of(AGENDA, portfolio, plan, effort)
    delay = decision_delay(portfolio, plan)
    figures = project_figures(portfolio, trade_off, illusion.contributions, agenda, delay)
    rows = figure_rows(figures, portfolio)
    lines = [explain_trade_off(trade_off, portfolio).sentence, ""]
    lines += [*table([("Term", "Figure", "What it is"), *rows]), "", WHY_NOTE, "", "Glossary"]
    lines += [f"{term.word}: {term.line}" for term in TERMS]
    write_out(as_json, figures_as_json(figures, portfolio), lines)


def figures_as_json(figures: ProjectFigures, portfolio: Portfolio) -> dict[str, Any]:
    """The figures by their terms, money today; ranges as low and high, null where a figure does not apply."""

    def ends(amount: Any) -> dict[str, float] | None:
        return None if amount is None else {"low": amount.low, "high": amount.high}

    return {
        "project_id": figures.project_id,
        "action": figures.action,
        "own_worth": figures.own_worth,
        "cost_to_others": figures.cost_to_others,
        "net_contribution": figures.net_contribution,
        "gain_on_its_own": ends(figures.gain_on_its_own),
        "gain_in_turn": ends(figures.gain_in_turn),
        "price_of_refusing": ends(figures.price_of_refusing),
        "lost_per_month_undecided": ends(figures.lost_per_month),
        "cost_of_delay_per_month": figures.cost_of_delay,
        "once_at_deadline": figures.once,
        "cost_to_others_range": ends(figures.costs),
        "net_contribution_range": ends(figures.nets),
        "meanings": {term: meaning for term, _, meaning in figure_rows(figures, portfolio)},
    }
