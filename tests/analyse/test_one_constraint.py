"""One constraint for a plan: every analysis and every command names the same pool, and it is the one worth most."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.analyse.constraint.limiting_pool import LimitingPool, limiting_pool, verdict
from engine.analyse.pricing.changes import people_at_once
from engine.catalogue import CONSTRAINT, INTERVENTIONS, LIMITING_POOL, SEQUENCE, STRATEGY, TRADE_OFF, worked_out
from engine.compute import SolveBudget
from engine.compute.kept import AnswersAtHand
from engine.optimise.compare import Interval
from engine.optimise.recommend import Target, find_plan
from engine.portfolio.model.portfolio import Portfolio
from tests.benchmarks.portfolios import random_portfolio as larger_portfolio
from tests.support.building import Tables, write_folder
from tests.support.commands import run
from tests.support.small_portfolios import random_portfolio

EXACT = Target(0.0, 60.0)
SMALL = (1, 8, 11)


def named(portfolio: Portfolio, target: Target) -> dict[str, str | None]:
    """The pool that each analysis of the catalogue names."""
    plan, budget, store = find_plan(portfolio, target), SolveBudget(target=target, workers=1), AnswersAtHand()
    project = portfolio.projects[0].project_id

    def of(analysis: Any, **more: Any) -> str | None:
        pool: str | None = worked_out(analysis, portfolio, plan, budget, store=store, **more).constraint
        return pool

    found = {a.name: of(a) for a in (CONSTRAINT, SEQUENCE, STRATEGY)}
    found[INTERVENTIONS.name] = of(INTERVENTIONS, most=4)
    found[TRADE_OFF.name] = of(TRADE_OFF, project=project)
    return found | {LIMITING_POOL.name: worked_out(LIMITING_POOL, portfolio, plan, budget, store=store).pool_id}


@pytest.mark.parametrize("seed", SMALL)
def test_it_is_the_pool_in_which_one_more_person_gains_most_for_its_cost(seed: int) -> None:
    """Against a plan solved anew for every pool, without screening."""
    portfolio = random_portfolio(seed)
    plan = find_plan(portfolio, EXACT)
    rates = {}
    for pool in portfolio.pools:
        more = people_at_once(portfolio, pool.pool_id, 1.0)
        rates[pool.pool_id] = ((find_plan(more.portfolio, EXACT).value or 0.0) - (plan.value or 0.0)) / more.cost
    found = limiting_pool(portfolio, plan, SolveBudget(target=EXACT, workers=1))
    most = max(rates.values())
    if found.pool_id is None:
        assert most == pytest.approx(0.0, abs=1e-6)
    else:
        assert rates[found.pool_id] == pytest.approx(most, abs=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SMALL)
def test_every_analysis_of_a_small_portfolio_names_the_same(seed: int) -> None:
    assert len(set(named(random_portfolio(seed), EXACT).values())) == 1


@pytest.mark.slow
def test_every_analysis_of_a_larger_portfolio_names_the_same() -> None:
    found = named(larger_portfolio(15, seed=3), Target(0.01, 10.0))
    assert len(set(found.values())) == 1
    assert found["constraint"] is not None


@pytest.mark.slow
def test_every_command_names_the_same(tmp_path: Path) -> None:
    tables = Tables()
    del tables.settings["themes"][1]["floor"]
    folder = write_folder(tmp_path / "p", tables)

    def of(command: str, *more: str) -> str | None:
        pool: str | None = json.loads(run(command, folder, *more, "--json"))["constraint"]
        return pool

    found = {name: of(name) for name in ("constraint", "sequence", "strategy", "first", "report")}
    found["interventions"] = of("interventions", "--frontiers", "--most", "2")
    (first, *others) = json.loads(run("tradeoff", folder, "--all", "--json"))
    found |= {f"tradeoff {one['project_id']}": one["constraint"] for one in (first, *others)}
    found["tradeoff"] = of("tradeoff", first["project_id"])
    assert len(set(found.values())) == 1, found


def test_a_pool_that_cannot_be_told_from_another_says_so() -> None:
    near = {"a": (Interval(3.0, 2.0, 4.0), 1.0), "b": (Interval(2.5, 2.0, 3.0), 1.0)}
    assert verdict(near) == LimitingPool("a", "b")
    far = near | {"b": (Interval(1.0, 0.5, 1.5), 1.0)}
    assert verdict(far) == LimitingPool("a", "b", is_told_apart=True)
    assert verdict({"a": (Interval(0.0, 0.0, 5.0), 1.0)}) == LimitingPool(None)
