"""What can be decided, as its trade-off prices it: adopted as pins, it leads to the plan that was priced."""

from __future__ import annotations

from datetime import date

import pytest

from engine.analyse.project.tradeoff import trade_off
from engine.compute import SolveBudget
from engine.errors import RegisterError
from engine.optimise.recommend import Target, find_plan
from engine.portfolio.model.vocabulary import Action, Mode
from engine.portfolio.scenario import Scenario, apply
from engine.register import promised_benefits, proposals, stake_of, with_decisions
from tests.support.register import entry
from tests.support.seeds import some
from tests.support.small_portfolios import random_portfolio
from tests.support.tiny import days, portfolio, project
from tests.support.trade_offs import two_for_one_place

EXACT = Target(gap=0.0, seconds=30.0)
WHEN = {"decided_on": date(2026, 11, 3), "scenario": Scenario(), "data_fingerprint": "f"}


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, 60, 20))
def test_taken_and_adopted_it_leads_to_the_plan_that_was_priced(start: int) -> None:
    for seed in some(range(start, start + 20), 3):
        shop = random_portfolio(seed)
        if shop.rules.pins:
            continue
        plan = find_plan(shop, EXACT)
        if plan.value is None:
            continue
        settings = shop.settings
        horizon = (settings.month(0), settings.month(settings.horizon_months))
        name = shop.projects[seed % len(shop.projects)].project_id
        priced = trade_off(shop, plan, name, SolveBudget(target=EXACT))
        for action, proposed in proposals(shop, priced).items():
            taken = proposed.taken(**WHEN, reason="because")
            decided = with_decisions(Scenario(), [entry(1, taken)], [name], horizon)
            weights = dict(shop.rules.weights)
            kept = apply(decided.model_copy(update={"weights": tuple(weights.items())}), shop)
            kept = kept.model_copy(update={"rules": shop.rules.model_copy(update={"pins": kept.rules.pins})})
            now = find_plan(kept, EXACT)
            alternative = next(a for a in priced.alternatives if a.action is action)
            done = now.decisions[shop.project_index[name]]
            assert done.action is action
            if action is Action.DEFER and alternative.start is not None:
                assert done.start == alternative.start
            assert now.objective is not None
            if not weights and alternative.difference is not None:
                # What was priced is known up to its interval; with the decision pinned it is found exactly.
                assert alternative.value - 1e-4 <= now.value <= plan.value + alternative.difference.high + 1e-4


def test_what_is_recommended_is_held_against_going_on_and_what_is_not_against_the_plan() -> None:
    # A, worth 100, cannot run beside B, worth 160; both are planned for the one month that there is.
    result, shop = two_for_one_place()
    made = proposals(shop, result)
    advised, otherwise = made[Action.DEFER], made[Action.CONTINUE]
    assert not advised.deviates
    assert otherwise.deviates
    assert advised.value.low == pytest.approx(60)
    assert advised.value.high == pytest.approx(60)
    assert otherwise.value.estimate == pytest.approx(-60)
    assert (advised.start, advised.months, advised.benefits) == (shop.settings.month(1), 1, ())
    assert otherwise.benefits == promised_benefits(shop, "a", Mode.NORMAL, 0)
    assert sum(money for _, money in otherwise.benefits) == pytest.approx(120)
    assert [o.kind.value for o in otherwise.options] == [a.value for a in made]
    assert otherwise.stake == stake_of(otherwise.taken(**WHEN, reason="r"))
    assert otherwise.stake.money == pytest.approx(60)
    with pytest.raises(RegisterError, match="gives its reason"):
        otherwise.taken(**WHEN)


def test_only_money_that_would_not_be_spent_otherwise_counts() -> None:
    quick = {"can_accelerate": True, "accelerated_duration": 1, "acceleration_cost": 7.0}
    shop = portfolio(
        project("new", in_plan=False, **quick),
        project("old", in_flight=True, exit_cost=3.0),
        demand=(days("new", 4), days("old", 4)),
        horizon_months=6,
    )
    plan = find_plan(shop, EXACT)
    new = proposals(shop, trade_off(shop, plan, "new", SolveBudget(target=EXACT)))
    chosen = plan.decisions[0]
    extra = 7.0 if chosen.mode is Mode.ACCELERATED else 0.0
    assert chosen.action is Action.ACCELERATE
    assert new[Action.ACCELERATE].extra_spend == 20.0 + extra
    assert new[Action.STOP].extra_spend == 0.0
    old = proposals(shop, trade_off(shop, plan, "old", SolveBudget(target=EXACT)))
    assert (old[Action.STOP].extra_spend, old[Action.CONTINUE].extra_spend) == (3.0, 0.0)
    deferred = old[Action.DEFER]
    assert deferred.start is not None
    assert deferred.months >= 1
