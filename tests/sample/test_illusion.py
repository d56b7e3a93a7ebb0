"""Why the sample's dashboards are green and its results are red."""

from __future__ import annotations

import pytest

from engine.analyse.health.illusion import Illusion
from engine.analyse.health.portfolio_health import ProjectHealth
from engine.analyse.project.contribution import Contribution
from engine.catalogue import ILLUSION
from engine.portfolio.model.vocabulary import Health
from tests.support.sample import SampleAnswers

pytestmark = pytest.mark.slow

MILLION = 1_000_000.0


@pytest.fixture(scope="module")
def result(answers: SampleAnswers) -> Illusion:
    return answers.of(ILLUSION)


@pytest.fixture(scope="module")
def projects(result: Illusion) -> dict[str, ProjectHealth]:
    return {p.project_id: p for p in result.health.projects}


@pytest.fixture(scope="module")
def contributed(result: Illusion) -> dict[str, Contribution]:
    return {c.project_id: c for c in result.contributions}


def test_most_green_projects_land_late_and_take_most_of_the_loss_with_them(result: Illusion) -> None:
    assert len(result.health.green) == 31
    assert len(result.health.green_late) > 25
    lost = sum(p.value_lost for p in result.health.green_late)
    assert 10 * MILLION < lost < result.health.value_at_risk
    assert result.health.value_at_risk == pytest.approx(13.8 * MILLION, abs=0.5 * MILLION)


def test_the_portfolio_is_red(result: Illusion) -> None:
    assert result.health.has_approvals
    assert result.health.value is Health.RED
    assert result.health.kept == pytest.approx(0.74, abs=0.02)


def test_loved_projects_make_the_portfolio_poorer(
    projects: dict[str, ProjectHealth], contributed: dict[str, Contribution]
) -> None:
    for project_id in ("homeowner-app", "data-lake"):
        result = contributed[project_id]
        assert projects[project_id].delivery is Health.GREEN
        assert result.value_alone > 0
        assert result.cost_to_others > 2 * MILLION
        assert result.net_contribution < -0.9 * MILLION


def test_the_dull_enabler_contributes(contributed: dict[str, Contribution]) -> None:
    result = contributed["master-data"]
    assert result.value_alone < 0
    assert result.net_contribution > 2 * MILLION


def test_benefits_that_have_shrunk_turn_value_red(projects: dict[str, ProjectHealth]) -> None:
    for project_id in ("lifecycle", "data-lake", "crm", "thermostat", "homeowner-app"):
        assert projects[project_id].value is Health.RED
    green = {i for i in ("data-lake", "thermostat", "homeowner-app") if projects[i].delivery is Health.GREEN}
    assert len(green) == 3


def test_a_melted_benefit_is_red_in_delivery_as_well(projects: dict[str, ProjectHealth]) -> None:
    assert (projects["finance"].reported, projects["finance"].measured) == (Health.RED, Health.RED)
    assert (projects["crm"].reported, projects["crm"].value) == (Health.RED, Health.RED)


def test_some_that_report_green_are_not_by_their_own_figures(projects: dict[str, ProjectHealth]) -> None:
    worse = {i for i, p in projects.items() if p.reported is Health.GREEN and p.measured is not Health.GREEN}
    assert worse == {"scheduling", "sourcing", "board-line", "discounts", "identity", "heat-pump", "thermostat"}
