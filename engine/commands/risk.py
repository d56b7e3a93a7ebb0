"""``risk``: what the plan brings in many futures, which decisions hold, what to ask before deciding."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from engine.analyse.risk.distribution import Distribution
from engine.analyse.risk.result import ProjectRisk, RiskResult
from engine.analyse.risk.risk import MOST_DRAWS, MOST_REOPTIMISED, REOPTIMISED, SEED
from engine.analyse.unknowns.questions import WhatToAsk, what_to_ask
from engine.catalogue import RISK, UNKNOWNS
from engine.commands import answers
from engine.commands.ask import question_as_json
from engine.commands.frame import analysed, analysis, table, write_out
from engine.explain.questions import questions_to_mail
from engine.explain.risk import driver_name, explain_gain, explain_risk, levels
from engine.portfolio.model.portfolio import Portfolio
from engine.wording.formats import NONE, difference, money, month, percent

_FEWEST = 20
_MOST = 20_000
_DRIVERS = 10


@analysis
@click.option(
    "--draws",
    type=click.IntRange(_FEWEST, _MOST),
    help=f"How many futures; else as many as the figures need, {MOST_DRAWS} at most.",
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=SEED, show_default=True, help="The same seed, the same draws."
)
@click.option(
    "--reoptimise",
    type=click.IntRange(0, _MOST),
    help=f"In how many of the futures a plan is made anew; else {REOPTIMISED} to {MOST_REOPTIMISED}, by size.",
)
def risk(
    path: Path, draws: int | None, seed: int, reoptimise: int | None, scenario: Path | None, effort: str, as_json: bool
) -> None:
    """What is firm, what is fragile, and what to ask before deciding."""
    asked = {"draws": draws, "seed": seed, "reoptimise": reoptimise}
    it = analysed(RISK, path, scenario, effort, as_json=as_json, **asked)
    unknown = answers.analysis_of(UNKNOWNS, it.portfolio, it.plan, effort)
    questions = what_to_ask(it.result.questions, unknown, it.portfolio)
    write_out(
        as_json, risk_as_json(it.result, questions, it.portfolio), _lines(it.result, questions, it.portfolio), it.proven
    )


def risk_as_json(result: RiskResult, asked: WhatToAsk, portfolio: Portfolio) -> dict[str, Any]:
    """The result with the keys other programs rely on; money today, months as ``YYYY-MM``, shares from 0 to 1."""
    return {
        "gain": _distribution_as_json(result.gain),
        "value": _distribution_as_json(result.value),
        "today": _distribution_as_json(result.today),
        "shrinkage": result.shrinkage,
        "draws": result.draws,
        "reoptimised": result.reoptimised,
        "projects": [_project_as_json(p, portfolio) for p in result.projects],
        "drivers": [{"source": d.source, "subject": d.subject or "all", "swing": d.swing} for d in result.drivers],
        "questions": [question_as_json(question, portfolio) for question in asked.questions],
        "readings": [
            {
                "policy": read.way.policy.value,
                "multitasking_loss": read.way.multitasking_loss,
                "gain": _distribution_as_json(read.gain),
                "today": _distribution_as_json(read.today),
            }
            for read in result.readings
        ],
    }


def _distribution_as_json(amounts: Distribution) -> dict[str, float]:
    return {key: getattr(amounts, key) for key in ("p10", "p50", "p90", "mean", "positive_share")}


def _project_as_json(project: ProjectRisk, portfolio: Portfolio) -> dict[str, Any]:
    finishes = {
        key: None if (offset := getattr(project, key)) is None else portfolio.settings.month(offset)
        for key in ("finish_p10", "finish_p50", "finish_p90")
    }
    return {
        "project_id": project.project_id,
        "action": project.action,
        "chosen_share": project.chosen_share,
        "verdict": project.verdict,
        **finishes,
        "on_time_share": project.on_time_share,
        "value_p10": project.value_p10,
        "value_p50": project.value_p50,
        "value_p90": project.value_p90,
    }


def _lines(result: RiskResult, asked: WhatToAsk, portfolio: Portfolio) -> list[str]:
    said, currency = explain_risk(result, portfolio), portfolio.settings.currency
    lines = [said.sentence, "", explain_gain(result, currency).prose]
    lines += [claim.prose for claim in said.further]
    lines += ["", *table(_level_rows(result, currency), right=_LEVELS)]
    lines += ["", *table(_project_rows(result, portfolio), right=_FIGURES)]
    if result.drivers:
        lines += ["", "What moves the gain most, from the lower to the upper end of one figure"]
        rows = [
            ("Figure", "Swing"),
            *((driver_name(d, portfolio), difference(d.swing, currency)) for d in result.drivers),
        ]
        lines += table(rows[: _DRIVERS + 1], right=("Swing",))
    if asked.questions:
        lines += ["", "What to ask before deciding", *questions_to_mail(asked, portfolio)]
    return lines


_LEVELS = ("P10", "P50", "P90", "Mean", "P10 lies between", "P50 lies between", "P90 lies between")
_FIGURES = ("Chosen", "On time", "P10", "P50", "P90", "Value P10", "Value P50", "Value P90")


def _level_rows(result: RiskResult, currency: str) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("", *_LEVELS)]
    for name, amounts in levels(result):
        figures = (amounts.p10, amounts.p50, amounts.p90, amounts.mean)
        betweens = (amounts.p10_between, amounts.p50_between, amounts.p90_between)
        ranges = (f"{money(low, currency)} … {money(high, currency)}" for low, high in betweens)
        rows.append((name, *(money(amount, currency) for amount in figures), *ranges))
    return rows


def _project_rows(result: RiskResult, portfolio: Portfolio) -> list[tuple[str, ...]]:
    currency, first = portfolio.settings.currency, portfolio.settings.planning_month
    rows: list[tuple[str, ...]] = [("Project", "Action", "Decision", *_FIGURES)]
    for p in sorted(result.projects, key=lambda p: -(p.chosen_share or 0.0)):
        finishes = (p.finish_p10, p.finish_p50, p.finish_p90)
        shares = (p.chosen_share, p.on_time_share)
        values = (p.value_p10, p.value_p50, p.value_p90)
        rows.append(
            (
                portfolio.projects_by_id[p.project_id].name,
                p.action,
                p.verdict or NONE,
                *(NONE if share is None else percent(share) for share in shares),
                *(NONE if finish is None else month(first + finish) for finish in finishes),
                *(money(value, currency) for value in values),
            )
        )
    return rows
