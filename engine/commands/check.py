"""``check``: what is wrong with the tables of a portfolio, and whether a plan exists."""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from engine.commands.frame import (
    UNUSABLE,
    json_option,
    path_argument,
    print_json,
    print_problems,
    problems_as_json,
)
from engine.errors import CockpitError, Problem
from engine.explain.infeasible import EASIER, conflict_sentence, out_of_time_sentence, remedy_sentence
from engine.explain.problems import LOOKS_LONGER, checked, plan_not_known
from engine.optimise.recommend import recommend
from engine.optimise.recommendation import Effort, Status
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.reading.loading import inspect
from engine.wording.formats import SPACE


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """Whether a plan exists that meets every rule, ``None`` where that is not known; why not, and what would help."""

    exists: bool | None
    reason: str = ""
    remedy: str = ""


@click.command()
@path_argument
@json_option
@click.option("--no-plan", is_flag=True, help="Do not look whether a plan exists.")
@click.option("--all", "every", is_flag=True, help="Print every problem, also those of one kind.")
def check(path: Path, as_json: bool, no_plan: bool, every: bool) -> None:
    """Check the tables of a portfolio, a folder or a workbook, and whether a plan exists that meets every rule."""
    inspection = inspect(path)
    plan = None if no_plan or inspection.portfolio is None else _plan_of(inspection.portfolio)
    warnings = (*inspection.warnings, *(_warning(path, plan) if plan else ()))
    if as_json:
        known = {} if plan is None else {"plan": {key: asdict(plan)[key] for key in ("exists", "reason")}}
        print_json(problems_as_json(inspection.errors, warnings, every=every) | known)
    else:
        print_problems(inspection.errors, "error", every=every)
        print_problems(warnings, "warning", every=every)
        click.echo(checked(inspection.portfolio, inspection.errors, warnings).replace(SPACE, " "))
    sys.exit(UNUSABLE if inspection.errors else 0)


def _plan_of(portfolio: Portfolio) -> PlanCheck:
    try:
        result = recommend(portfolio, Effort.LIVE)
    except CockpitError as error:
        return PlanCheck(None, plan_not_known(error), "Ask for `recommend`")
    if result.status is Status.INFEASIBLE:
        sentence = conflict_sentence(result, portfolio).replace(SPACE, " ")
        return PlanCheck(False, sentence.rstrip("."), remedy_sentence(result, portfolio).replace(SPACE, " "))
    if result.value is None:
        sentence = out_of_time_sentence(result).replace(SPACE, " ")
        return PlanCheck(None, sentence.rstrip("."), f"{LOOKS_LONGER} {EASIER}")
    return PlanCheck(True)


def _warning(path: Path, plan: PlanCheck) -> tuple[Problem, ...]:
    return () if plan.exists else (Problem(path.name, None, "", "", plan.reason, plan.remedy),)
