"""``ask``: which figures to ask for before deciding, and whom to ask what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from engine.analyse.unknowns.questions import CAPACITY, FigureQuestion, WhatToAsk, what_to_ask
from engine.analyse.unknowns.unknowns import TRIED
from engine.catalogue import RISK, UNKNOWNS
from engine.commands import answers
from engine.commands.frame import analysed, analysis, write_out
from engine.explain.questions import explain_question, explain_what_to_ask, questions_to_mail, whom_to_ask
from engine.portfolio.model.portfolio import Portfolio


@analysis
@click.option(
    "--tried", type=click.IntRange(min=0), default=TRIED, show_default=True, help="Figures planned anew, to be sure."
)
@click.option(
    "--reoptimise",
    type=click.IntRange(min=0),
    help="In how many futures a plan is made anew for what figures are worth; 0 leaves that out.",
)
def ask(path: Path, tried: int, reoptimise: int | None, scenario: Path | None, effort: str, as_json: bool) -> None:
    """Which figures are worth asking for before deciding; a question a line for each owner."""
    it = analysed(UNKNOWNS, path, scenario, effort, as_json=as_json, tried=tried)
    risk = None
    if reoptimise != 0:
        risk = answers.analysis_of(RISK, it.portfolio, it.plan, effort, reoptimise=reoptimise)
    asked = what_to_ask(risk.questions if risk is not None else (), it.result, it.portfolio)
    write_out(as_json, ask_as_json(asked, it.portfolio), list(_lines(asked, it.portfolio)))


def ask_as_json(asked: WhatToAsk, portfolio: Portfolio) -> dict[str, Any]:
    """The list with the keys other programs rely on; money today, shares of the recommended value from 0 to 1."""
    result = asked.unknowns
    trust = result.trust
    total = trust.owned + trust.derived + trust.assumed
    amounts = {"owned": trust.owned, "derived": trust.derived, "assumed": trust.assumed}
    return {
        "sentence": explain_what_to_ask(asked, portfolio).sentence,
        "precision": result.precision,
        "shares": {key: amount / total if total else 0.0 for key, amount in amounts.items()},
        "about_work": result.about_work,
        "questions": [question_as_json(question, portfolio) for question in asked.questions],
        "figures": [asdict(figure) | {"changed": list(figure.changed)} for figure in result.figures],
    }


def question_as_json(question: FigureQuestion, portfolio: Portfolio) -> dict[str, Any]:
    """One question of the list: whose and which figure, what to know it is worth at least, and its words."""
    unknown = question.unknown
    return {
        "kind": "pool" if question.column == CAPACITY else "project",
        "subject": question.subject,
        "figure": question.column,
        "standing": question.standing,
        "worth": question.worth,
        "effect": None if unknown is None else unknown.effect,
        "ask": whom_to_ask(question, portfolio),
        "sentence": explain_question(question, portfolio).prose,
    }


def _lines(asked: WhatToAsk, portfolio: Portfolio) -> Iterator[str]:
    said = explain_what_to_ask(asked, portfolio)
    yield said.sentence
    yield from (further.prose for further in said.further)
    if asked.questions:
        yield ""
        yield from questions_to_mail(asked, portfolio)
