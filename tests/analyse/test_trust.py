"""What the recommended value rests on: owned, derived, assumed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.analyse.health.trust import source_of, trust_in
from engine.optimise.recommend import Target, recommend
from engine.portfolio.model.vocabulary import Source
from engine.portfolio.reading.loading import load
from tests.support.places import ROOT

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
    plan = recommend(SAMPLE, target=Target(0.02, 30.0))
    result = trust_in(SAMPLE, plan)
    running = [d for d in plan.decisions if d.start is not None]
    assert result.n_running == len(running)
    assert result.owned + result.derived + result.assumed == pytest.approx(sum(abs(d.value) for d in running))
    assert 0.5 < result.share_owned < 1.0
    assert trust_in(SAMPLE, replace(plan, decisions=())).share_owned == 0.0
