"""What an option runs into: days that can be bought are room, and what others take is not."""

from __future__ import annotations

import numpy as np

from engine.optimise.choice import NO_OPTION
from engine.optimise.model import build_model
from engine.optimise.what_blocks_options import room_for
from tests.support.workshop import needs, pool, portfolio, project


def test_days_that_can_be_bought_are_room() -> None:
    own = pool(capacity=10.0, flex_share=0.5, flex_day_rate=1.0)
    problem = build_model(portfolio([project("p", 1)], [needs("p", 12)], [own], horizon_months=3)).problem
    nothing = np.full(problem.n_groups, NO_OPTION, dtype=np.int64)
    assert problem.n_options > 0
    assert not room_for(problem, nothing).no_capacity.any()


def test_what_others_take_is_no_room() -> None:
    shop = portfolio([project("p", 1), project("q", 1)], [needs("p", 6), needs("q", 6)], horizon_months=1)
    problem = build_model(shop.model_copy(update={"pools": (pool(capacity=10.0),)})).problem
    first = np.full(problem.n_groups, NO_OPTION, dtype=np.int64)
    first[0] = int(np.flatnonzero(problem.group == 0)[0])
    room = room_for(problem, first)
    assert not room.no_capacity.any()
    assert room.capacity_taken[problem.group == 1].all()
    assert not room.capacity_taken[problem.group == 0].any()
