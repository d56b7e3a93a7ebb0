"""Rights to decide as portfolio.yaml gives them, and what is said when they cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.portfolio.model.vocabulary import DecisionKind
from engine.portfolio.reading.loading import Inspection
from tests.support.building import Tables

Inspect = Callable[[Tables], Inspection]


def _board(**keys: Any) -> dict[str, Any]:
    return {"roles": [{"name": "The board"} | keys]}


def test_limits_are_read_by_kind(tables: Tables, inspected: Inspect) -> None:
    limits = {"defer": {"money": "£150,000", "months": 3}, "add capacity": {"money": "unlimited"}}
    tables.settings |= {"money_unit": 10, "authority": _board(days_to_decide=14, limits=limits)}
    portfolio = inspected(tables).portfolio
    assert portfolio is not None
    assert portfolio.settings.authority is not None
    board = portfolio.settings.authority.role("the BOARD ")
    assert board is not None
    assert board.days_to_decide == 14
    result = {kind: board.limits.of(kind) for kind in DecisionKind}
    defer, capacity = result.pop(DecisionKind.DEFER), result.pop(DecisionKind.ADD_CAPACITY)
    assert defer is not None
    assert (defer.money, defer.months) == (1_500_000, 3)
    assert capacity is not None
    assert (capacity.money, capacity.months) == (None, None)
    assert set(result.values()) == {None}
    assert portfolio.settings.authority.role("the bard") is None


def test_every_kind_of_decision_can_be_limited(tables: Tables, inspected: Inspect) -> None:
    tables.settings["authority"] = _board(limits={str(kind): {"money": "unlimited"} for kind in DecisionKind})
    portfolio = inspected(tables).portfolio
    assert portfolio is not None
    assert portfolio.settings.authority is not None
    assert all(portfolio.settings.authority.roles[0].limits.of(kind) for kind in DecisionKind)


@pytest.mark.parametrize(
    ("authority", "row", "column", "message", "remedy"),
    [
        (_board(limits={"postpone": {"money": 1}}), 21, "authority.roles.1.limits.postpone", "not known", "accelerate"),
        (_board(limits={"add_capacity": {"money": 1}}), 21, "authority.roles.1.limits.add_capacity", "not known",
         "Did you mean add capacity?"),
        (_board(limits={"stop": {"months": 2}}), 21, "authority.roles.1.limits.stop.money", "must not be blank",
         "or unlimited"),
        (_board(limits={"stop": {"money": -1}}), 22, "authority.roles.1.limits.stop.money", "cannot be negative", "0"),
        (_board(limits={"stop": {"money": "lots"}}), 22, "authority.roles.1.limits.stop.money", "not a number",
         "digits only"),
        (_board(limits={"stop": {"money": 1, "months": 1.5}}), 23, "authority.roles.1.limits.stop.months", "whole",
         "2"),
        (_board(limits={"stop": 100}), 21, "authority.roles.1.limits.stop", "list of keys with values", "key: value"),
        (_board(limts={}), 20, "authority.roles.1.limts", "not known", "Did you mean limits?"),
        ({"roles": [{"limits": {}}]}, 19, "authority.roles.1.name", "must not be blank", "Fill in name"),
        (["The board"], 17, "authority", "list of keys with values", "key: value"),
        ({"role": []}, 18, "authority.role", "not known", "Did you mean roles?"),
    ],
)  # fmt: skip
def test_limits_that_cannot_be_read(
    tables: Tables, inspected: Inspect, authority: object, row: int, column: str, message: str, remedy: str
) -> None:
    tables.settings["authority"] = authority
    (problem,) = inspected(tables).errors
    assert (problem.file, problem.row, problem.column) == ("portfolio.yaml", row, column)
    assert message in problem.message
    assert remedy in problem.remedy
