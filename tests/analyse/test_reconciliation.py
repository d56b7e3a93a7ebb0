"""Each term of the vocabulary has one value in every command, page and download: on twenty random portfolios."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from engine.catalogue import NamedAnalysis, worked_out
from engine.compute import SolveBudget
from engine.compute.kept import AnswersAtHand
from engine.optimise.recommend import Target, recommend
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from tests.support.reconciling import Answers, check_person, check_portfolio, check_projects
from tests.support.reporting import with_reports
from tests.support.small_portfolios import random_portfolio

EXACT = Target(0.0, 30.0)
PERSONS = (1, 8, 11)
WITHOUT_A_PLAN = (4, 6, 10, 14, 18, 24)


def answered(seed: int) -> tuple[Portfolio, Recommendation, Answers]:
    shop = with_reports(random_portfolio(seed), seed)
    plan, store = recommend(shop, target=EXACT), AnswersAtHand()

    def of(analysis: NamedAnalysis[Any], **parameters: Any) -> Any:
        return worked_out(analysis, shop, plan, SolveBudget(target=EXACT, workers=1), store=store, **parameters)

    return shop, plan, partial(of)


@pytest.mark.parametrize("seed", [seed for seed in range(26) if seed not in WITHOUT_A_PLAN])
def test_every_figure_of_a_project_and_of_the_portfolio_has_one_value(seed: int) -> None:
    shop, plan, of = answered(seed)
    assert plan.value is not None
    ids = [p.project_id for p in shop.projects][:2]
    assert check_projects(of, shop, plan, ids) > 10 * len(ids)
    check_portfolio(of, shop, plan)


@pytest.mark.parametrize("seed", PERSONS)
def test_a_person_is_worth_the_same_on_constraint_interventions_and_bridge(seed: int) -> None:
    shop, _, of = answered(seed)
    check_person(of, shop)
