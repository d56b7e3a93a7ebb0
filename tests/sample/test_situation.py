"""The situation of the sample portfolio: what data/README.md says about its size, its load and its themes."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.portfolio.model.calendar import iso_month
from engine.portfolio.model.capacity import capacity_by_month
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Health
from engine.portfolio.reading.loading import inspect
from engine.valuation.work import work_profiles
from tests.support.places import SAMPLE
from tests.support.sample import MONTHS_OF_AVERAGE, SHARES

pytestmark = pytest.mark.slow


def test_loads_without_errors_or_warnings() -> None:
    inspection = inspect(SAMPLE)
    assert inspection.errors == ()
    assert inspection.warnings == ()


def test_is_said_to_be_fictional(sample: Portfolio) -> None:
    assert "fictional" in sample.settings.name
    assert "fictional" in (SAMPLE.parent / "README.md").read_text(encoding="utf-8")


def test_has_the_size_it_claims(sample: Portfolio) -> None:
    assert iso_month(sample.settings.planning_month) == "2026-11"
    assert sample.settings.horizon_months == 36
    assert len(sample.projects) == 42
    assert len(sample.planned) == 38
    assert len(sample.pools) == 8
    assert len(sample.dependencies) == 12
    assert sum(project.urgency is None for project in sample.projects) == 4


def test_three_quarters_report_green(sample: Portfolio) -> None:
    health = [{p.rag_time, p.rag_cost, p.rag_scope} for p in sample.projects]
    assert sum(colours == {Health.GREEN} for colours in health) == 31


def test_reports_on_every_project_of_the_plan(sample: Portfolio) -> None:
    for rows in (sample.milestones, sample.risks, sample.gates):
        assert {row.project_id for row in rows} >= sample.planned
    assert sample.assurance
    assert sample.changes


def test_holds_a_year_of_realised_benefits(sample: Portfolio) -> None:
    months = {
        project_id: {b.month for b in sample.benefits if b.project_id == project_id} for project_id in sample.planned
    }
    delivering = {project_id: result for project_id, result in months.items() if result}
    assert len(delivering) == 7
    assert all(result == set(range(-12, 0)) for result in delivering.values())


@pytest.mark.parametrize(
    ("pool", "average", "tight"), [("software", 0.96, 1.31), ("integration", 0.88, 1.29), ("test", 0.74, 1.12)]
)
def test_load_of_the_plan(
    sample: Portfolio, planned_days: NDArray[np.float64], pool: str, average: float, tight: float
) -> None:
    row = sample.pool_index[pool]
    use = planned_days[row] / capacity_by_month(sample, planned_days.shape[1]).gross[row]
    assert use[:MONTHS_OF_AVERAGE].mean() == pytest.approx(average, abs=0.015)
    assert use[3:12].mean() == pytest.approx(tight, abs=0.03)


def test_software_is_the_busiest_pool(sample: Portfolio, planned_days: NDArray[np.float64]) -> None:
    gross = capacity_by_month(sample, planned_days.shape[1]).gross
    average = (planned_days / gross)[:, :MONTHS_OF_AVERAGE].mean(axis=1)
    busiest = [sample.pools[row].pool_id for row in np.argsort(-average)[:2]]
    assert busiest == ["software", "integration"]


def test_integration_does_not_follow_the_strategy(sample: Portfolio) -> None:
    profiles, row = work_profiles(sample), sample.pool_index["integration"]
    days = dict.fromkeys(SHARES, 0.0)
    for project_id in sample.planned:
        days[sample.projects_by_id[project_id].theme or ""] += float(profiles[project_id][row].sum())
    intent = {theme.name: theme.intent for theme in sample.settings.themes}
    for theme, (wanted, share) in SHARES.items():
        assert intent[theme] == wanted
        assert days[theme] / sum(days.values()) == pytest.approx(share, abs=0.01)
