"""Each term of the vocabulary has one value in every command, page and download: on random ones and a real one."""

from __future__ import annotations

import csv
import io
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from engine.catalogue import NamedAnalysis, worked_out
from engine.compute import SolveBudget
from engine.compute.kept import AnswersAtHand
from engine.optimise.recommend import Target, find_plan
from engine.optimise.recommendation import Recommendation
from engine.portfolio.importing import import_table
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Action
from engine.portfolio.reading.loading import load
from tests.support.places import ROOT
from tests.support.reconciling import (
    Answers,
    check_law,
    check_person,
    check_portfolio,
    check_projects,
    check_refusals,
)
from tests.support.reporting import with_reports
from tests.support.seeds import some
from tests.support.small_portfolios import random_portfolio

EXACT = Target(0.0, 30.0)
PERSONS = (1, 5, 7, 8, 11)
WITHOUT_A_PLAN = (4, 6, 10, 14, 18, 24)


def answered(shop: Portfolio, target: Target = EXACT) -> tuple[Recommendation, Answers]:
    """The plan of a portfolio, and every analysis of it, each worked out once."""
    plan, store, budget = find_plan(shop, target), AnswersAtHand(), SolveBudget(target=target, workers=1)

    def of(analysis: NamedAnalysis[Any], **parameters: Any) -> Any:
        return worked_out(analysis, shop, plan, budget, store=store, **parameters)

    return plan, partial(of)


@pytest.mark.slow
@pytest.mark.parametrize("seed", some([seed for seed in range(26) if seed not in WITHOUT_A_PLAN]))
def test_every_figure_of_a_project_and_of_the_portfolio_has_one_value(seed: int) -> None:
    shop = with_reports(random_portfolio(seed), seed)
    plan, of = answered(shop)
    assert plan.value is not None
    ids = [p.project_id for p in shop.projects][:2]
    assert check_projects(of, shop, plan, ids) > 10 * len(ids)
    check_portfolio(of, shop, plan)


@pytest.mark.slow
def test_people_refusals_and_the_law_have_the_same_figures_wherever_they_stand() -> None:
    refused = 0
    for seed in PERSONS:
        shop = with_reports(random_portfolio(seed), seed)
        _, of = answered(shop)
        check_person(of, shop)
        assert check_law(of, shop) == len([p for p in shop.projects if p.mandatory])
        refused += check_refusals(of, shop)
    assert refused > 5


@pytest.mark.slow
def test_on_projects_of_a_government(real_data: Path, tmp_path: Path) -> None:
    """On every third of the list: a third of the projects takes a ninth of the time."""
    published = (real_data / "portfolios" / "uk_gmpp_2023_complete.csv").read_text(encoding="utf-8-sig")
    head, *rows = csv.reader(io.StringIO(published))
    source = tmp_path / "third.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows[::3]])
    shop = load(import_table(source, ROOT / "data" / "maps" / "uk_gmpp.yaml", tmp_path / "out").output)
    plan, of = answered(shop, Target(0.02, 3.0))
    moved = next(d.project_id for d in plan.decisions if d.action is not Action.CONTINUE)
    assert check_projects(of, shop, plan, [moved]) > 10
    check_portfolio(of, shop, plan)
