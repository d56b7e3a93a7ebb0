"""What the recommended value rests on: owned, derived, assumed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.analyse.health.trust import VALUE_FIGURES, source_of, trust_in
from engine.optimise.decisions import plan_values
from engine.optimise.recommend import Target, find_plan
from engine.portfolio.model.project import Project
from engine.portfolio.model.vocabulary import Source, Urgency
from engine.portfolio.reading.loading import load
from tests.support.places import ROOT
from tests.support.workshop import needs, portfolio, project

SAMPLE = load(ROOT / "data" / "sample")


def test_a_value_is_as_trusted_as_its_weakest_figure() -> None:
    owned = SAMPLE.projects_by_id["finance"].model_copy(update={"assumed": frozenset(), "derived": frozenset()})
    assert source_of(owned) is Source.OWNED
    assert source_of(owned.model_copy(update={"derived": frozenset({"success_probability"})})) is Source.DERIVED
    assert source_of(owned.model_copy(update={"derived": frozenset({"restart_work"})})) is Source.OWNED
    both = {"derived": frozenset({"success_probability"}), "assumed": frozenset({"benefit_per_month"})}
    assert source_of(owned.model_copy(update=both)) is Source.ASSUMED
    assert source_of(owned.model_copy(update={"benefit_owner": None})) is Source.ASSUMED
    assert source_of(owned.model_copy(update={"benefit_owner": None, "benefit_per_month": 0.0})) is Source.OWNED


@pytest.mark.slow
def test_shares_cover_what_runs() -> None:
    plan = find_plan(SAMPLE, Target(0.02, 30.0))
    result = trust_in(SAMPLE, plan)
    running = [d for d in plan.decisions if d.start is not None]
    assert result.n_running == len(running)
    assert result.owned + result.derived + result.assumed == pytest.approx(sum(abs(d.value) for d in running))
    assert 0.5 < result.share_owned < 1.0
    assert trust_in(SAMPLE, replace(plan, decisions=())).share_owned == 0.0


def test_every_figure_that_moves_the_value_of_planned_work_counts() -> None:
    """Each figure of a project is changed in turn, under every urgency: a column added later cannot be forgotten."""
    common = {"planned_start": 2, "remaining_cost": 5.0, "benefit_ramp_months": 3, "success_probability": 0.8}
    cases = {
        Urgency.STEADY: {"benefit_months": 12},
        Urgency.WINDOW: {"benefit_end": 20, "benefit_months": None},
        Urgency.DECAYING: {"decay_per_month": 0.1},
        Urgency.DEADLINE: {"deadline": 3, "deadline_penalty": 4.0, "penalty_per_month": 2.0},
    }
    moving = set[str]()
    for urgency, own in cases.items():
        fields = common | own | {"urgency": urgency}
        plain = float(plan_values(portfolio([project("A", 4, **fields)], [needs("A", 10)]))[0])
        for name in set(Project.model_fields) - {"duration_months"}:
            was = getattr(project("A", 4, **fields), name)
            if isinstance(was, bool) or not isinstance(was, int | float):
                continue
            changed = fields | {name: was + 1 if isinstance(was, int) else was * 0.9 + 0.05}
            if float(plan_values(portfolio([project("A", 4, **changed)], [needs("A", 10)]))[0]) != plain:
                moving.add(name)
        if float(plan_values(portfolio([project("A", 5, **fields)], [needs("A", 10)]))[0]) != plain:
            moving.add("duration_months")
    assert {"benefit_per_month", "deadline", "benefit_end"} <= moving
    assert moving - VALUE_FIGURES == {"planned_start"}
