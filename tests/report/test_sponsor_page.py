"""A page for a sponsor: its figures are those of the trade-offs and the plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.analyse.project.tradeoff import trade_off
from engine.compute.budget import LIVE_BUDGET
from engine.documents.plain import plain
from engine.explain.sponsor_page import changed_for, sponsor_document, sponsors_of
from engine.explain.tradeoff import explain_trade_off, what_would_reverse
from engine.optimise.recommend import recommend
from engine.optimise.recommendation import Effort
from engine.portfolio.model.vocabulary import Action
from engine.portfolio.reading.loading import load
from engine.wording.formats import SPACE
from tests.support.commands import run
from tests.support.pages import PROJECTS, six_projects


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    head, *rows = PROJECTS.strip().splitlines()
    sponsored = [f"{head},sponsor", *(f"{row},{'Ada' if place % 2 else 'Bo'}" for place, row in enumerate(rows))]
    return six_projects(tmp_path_factory.mktemp("six"), projects="\n".join(sponsored) + "\n")


@pytest.mark.slow
def test_the_page_says_what_happens_why_and_what_would_reverse_it(folder: Path) -> None:
    portfolio = load(folder)
    plan = recommend(portfolio, Effort.BOARD)
    assert sponsors_of(portfolio) == ("Ada", "Bo")
    changed = changed_for("Ada", plan, portfolio)
    own = {p.project_id for p in portfolio.projects if p.sponsor == "Ada"}
    assert set(changed) == {d.project_id for d in plan.decisions if d.action is not Action.CONTINUE} & own
    assert changed
    priced = {project: trade_off(portfolio, plan, project, LIVE_BUDGET) for project in changed}
    said = plain(sponsor_document("Ada", plan, portfolio, priced))
    for project in changed:
        assert portfolio.projects_by_id[project].name in said
        assert explain_trade_off(priced[project], portfolio).sentence.replace(SPACE, " ") in said
        reverse = what_would_reverse(priced[project], portfolio)
        assert reverse is None or reverse.prose.replace(SPACE, " ") in said
    others = [p.name for p in portfolio.projects if p.sponsor == "Bo"]
    heads = [line for line in said.splitlines() if line.startswith(("▲", "▼", "■"))]
    assert not [line for line in heads for name in others if name in line and ":" not in line]


@pytest.mark.slow
def test_the_command_knows_its_sponsors(folder: Path) -> None:
    assert "What the recommendation means for Bo" in run("sponsor", folder, "Bo")
    run("sponsor", folder, "Nobody", exit_code=1)
