"""Portfolios that nobody here made: imported, recommended on, verified, with a proof."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from statistics import median

import pytest

from engine.optimise.recommend import Target, recommend
from engine.optimise.recommendation import Reason, Status
from engine.optimise.verify import verify_plan
from engine.portfolio.importing import import_table
from engine.portfolio.model.project import Project
from engine.portfolio.model.vocabulary import Action
from engine.portfolio.reading.loading import load
from tests.support.places import ROOT

GENEROUS = Target(gap=0.005, seconds=60.0)
CLOSE_ENOUGH = 0.01


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "mapping", "at_least"),
    [
        ("uk_gmpp_2023_complete.csv", "uk_gmpp.yaml", {Action.CONTINUE, Action.DEFER, Action.STOP}),
        # Projects without published benefits are worth stopping, which leaves people for all others: nobody waits.
        ("uk_gmpp_2023.csv", "uk_gmpp.yaml", {Action.CONTINUE, Action.STOP}),
        ("melbourne_water.csv", "melbourne_water.yaml", {Action.CONTINUE, Action.DEFER, Action.ACCELERATE}),
    ],
)
def test_a_real_portfolio_is_recommended_on(
    real_data: Path, tmp_path: Path, source: str, mapping: str, at_least: set[Action]
) -> None:
    report = import_table(real_data / "portfolios" / source, ROOT / "data" / "maps" / mapping, tmp_path / "out")
    portfolio = load(report.output)
    answer = recommend(portfolio, target=GENEROUS)

    assert answer.status is Status.OPTIMAL or (answer.gap or 1.0) < CLOSE_ENOUGH
    assert answer.value is not None
    verify_plan(portfolio, answer.decisions, answer.load, answer.value)
    assert len(answer.decisions) == report.projects

    counts = Counter(decision.action for decision in answer.decisions)
    assert at_least <= {action for action, number in counts.items() if number > 0}
    assert all(d.start is not None for d in answer.decisions if portfolio.projects_by_id[d.project_id].mandatory)


def test_nothing_runs_that_loses_money_by_its_own_figures(real_data: Path, tmp_path: Path) -> None:
    """Benefits come after costs: what is worth running pays back undiscounted too; what is not, mostly does not."""
    source = real_data / "portfolios" / "uk_gmpp_2023_complete.csv"
    portfolio = load(import_table(source, ROOT / "data" / "maps" / "uk_gmpp.yaml", tmp_path / "out").output)
    decisions = recommend(portfolio, target=GENEROUS).decisions
    running = [_pays_back(portfolio.projects_by_id[d.project_id]) for d in decisions if d.start is not None]
    worthless = [d for d in decisions if d.reason is Reason.COSTS_MORE_THAN_IT_BRINGS]
    assert min(running) > 1.0
    assert median(_pays_back(portfolio.projects_by_id[d.project_id]) for d in worthless) < 1.0


def _pays_back(project: Project) -> float:
    """Expected benefits over cost to complete less exit cost, neither discounted."""
    benefits = project.success_probability * project.benefit_per_month * (project.benefit_months or 0)
    return benefits / max(1.0, project.remaining_cost - project.exit_cost + project.salvage_value)
