"""The mandate by hand: what lies outside the office's rights, which rights it asks for, what they save."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from engine.analyse.decisions.decision_delay import DAYS_A_MONTH, decision_delay
from engine.explain.mandate_page import mandate_page
from engine.explain.mandate_tables import mandate_tables
from engine.explain.report import explain_mandate, rounded_up
from engine.optimise.recommend import Target, find_plan
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.roles_and_limits import Authority
from engine.portfolio.model.vocabulary import DecisionKind
from engine.register import open_register
from engine.report.mandate import Came, Mandate, mandate, office_role
from tests.support.governance import AUTHORITY, BOARD, DIRECTORS, MANAGER, decision, worth
from tests.support.leagues import queue
from tests.support.roles import authority, in_the_way, limits
from tests.support.seeds import some
from tests.support.small_portfolios import random_portfolio

EXACT = Target(gap=0.0, seconds=30.0)


def with_authority(shop: Portfolio, given: Authority | None) -> Portfolio:
    return shop.model_copy(update={"settings": shop.settings.model_copy(update={"authority": given})})


def office(kinds: dict[str, Any], days: float, board_days: float) -> Authority:
    board = limits(accelerate="unlimited", defer="unlimited", stop="unlimited")
    return authority(Office={"days_to_decide": days} | limits(**kinds), Board={"days_to_decide": board_days} | board)


def case(shop: Portfolio, **more: Any) -> Mandate:
    return mandate(shop, find_plan(shop, EXACT), **more)


@pytest.mark.parametrize("seed", some(range(25)))
def test_rights_asked_for_make_the_office_decide_and_save_what_they_say(seed: int) -> None:
    """With the limits asked for written into the settings, waiting costs so much less: worked out anew."""
    kinds: dict[str, Any] = {"accelerate": 1, "defer": 1}
    shop = with_authority(random_portfolio(seed), office(kinds, 0, 3 * DAYS_A_MONTH))
    recommendation = find_plan(shop, EXACT)
    result = mandate(shop, recommendation)
    assert result.office == "Office"
    assert result.money_outside == pytest.approx(sum(w.money for w in result.delay.waits if w.role != "Office"))
    assert result.within + len(result.outside) == len(result.delay.waits)
    asked = kinds | {right.kind.value: rounded_up(right.money) + 1e-6 for right in result.rights}
    wider = with_authority(shop, office(asked, 0, 3 * DAYS_A_MONTH))
    after = {w.project_id: w for w in decision_delay(wider, recommendation).waits}
    for right in result.rights:
        assert all(after[i].role == "Office" for i in right.project_ids)
    assert result.delay.cost - sum(w.cost or 0.0 for w in after.values()) == pytest.approx(result.saved.named, abs=1.5)
    assert result.saved.low <= result.saved.named <= result.saved.high <= result.delay.costs.high


def test_no_right_is_asked_for_where_waiting_costs_nothing() -> None:
    shop = with_authority(in_the_way(), office({}, 0, 0))
    result = case(shop, office="Office")
    assert result.delay.cost == 0
    assert result.rights == ()


@pytest.mark.parametrize(("months", "asked"), [(1, ["A"]), (2, [])])
def test_a_delay_of_more_months_than_a_right_has_lies_outside_and_is_asked_for(months: int, asked: list[str]) -> None:
    """A waits two months for B."""
    every = limits(accelerate="unlimited", defer="unlimited", stop="unlimited")
    own = {"limits": every["limits"] | {"defer": {"money": "unlimited", "months": months}}}
    given = authority(Office={"days_to_decide": 0} | own, Board={"days_to_decide": 3 * DAYS_A_MONTH} | every)
    result = case(with_authority(queue(), given), office="Office")
    assert [o.subject for o in result.outside] == asked
    assert [(i, right.months) for right in result.rights for i in right.project_ids] == [(i, 2) for i in asked]


def test_what_nobody_may_decide_is_asked_for() -> None:
    few = authority(Office={"days_to_decide": 1} | limits(accelerate=1))
    result = case(with_authority(in_the_way(), few))
    assert {o.role for o in result.outside} == {None}
    covered = {i for right in result.rights for i in right.project_ids}
    assert covered == {w.project_id for w in result.delay.waits if w.role is None}
    assert covered


def test_the_office_is_the_lowest_role_that_decides_anything() -> None:
    role = office_role(AUTHORITY)
    assert role is not None
    assert role.name == "Manager"
    named = office_role(AUTHORITY, "board")
    assert named is not None
    assert named.name == "Board"
    looks_only = authority(analyst={}, Board=limits(stop="unlimited"))
    only = office_role(looks_only)
    assert only is not None
    assert only.name == "Board"
    assert office_role(Authority()) is None


def test_without_authority_it_says_so() -> None:
    result = case(with_authority(in_the_way(), None))
    assert (result.office, result.outside, result.rights) == (None, (), ())
    assert "No role's rights" in explain_mandate(result, in_the_way()).sentence
    rights, outside, _ = mandate_tables(result, in_the_way())
    assert rights.empty == outside.empty == "No role's rights to decide are on record."


def test_the_register_tells_what_others_decide(tmp_path: Path) -> None:
    with open_register(f"sqlite:///{tmp_path / 'r.db'}") as register:
        register.record(decision("accelerate", "own", value=worth(50_000)), MANAGER, AUTHORITY)
        register.record(decision("stop", "theirs", value=worth(300_000)), BOARD, AUTHORITY)
        register.record(decision("accelerate", "waits", value=worth(200_000, 400_000)), MANAGER, AUTHORITY)
        register.record(decision("stop", "late", value=worth(400_000)), DIRECTORS, AUTHORITY)
        register.record(decision("accelerate", "waits", value=worth(450_000)), BOARD, AUTHORITY)
        entries = register.entries()
    shop = with_authority(in_the_way(), AUTHORITY)
    result = case(shop, entries=entries)
    assert result.within == 1
    assert [(o.subject, o.money, o.role, o.came) for o in result.outside] == [
        ("waits", 450_000, "Board", Came.TAKEN),
        ("late", 400_000, "Directors", Came.TAKEN),
        ("theirs", 300_000, "Board", Came.TAKEN),
    ]
    assert result.money_outside == 1_150_000
    board = case(shop, entries=entries, office="Board")
    assert (board.within, [o.subject for o in board.outside]) == (2, ["late", "own"])


def test_a_recommendation_that_waits_lies_outside(tmp_path: Path) -> None:
    with open_register(f"sqlite:///{tmp_path / 'r.db'}") as register:
        register.record(decision("accelerate", "waits", value=worth(200_000)), MANAGER, AUTHORITY)
        entries = register.entries()
    (only,) = case(with_authority(in_the_way(), AUTHORITY), entries=entries).outside
    assert (only.kind, only.money, only.role, only.came) == (DecisionKind.ACCELERATE, 200_000, "Board", Came.WAITING)


@pytest.mark.parametrize(
    ("amount", "limit"), [(0, 0), (3, 3), (99, 99), (100, 100), (101, 110), (3_316_981.5, 3_400_000), (7.2, 7.2)]
)
def test_a_limit_is_rounded_up_to_two_figures(amount: float, limit: float) -> None:
    assert rounded_up(amount) == pytest.approx(limit)
    assert rounded_up(amount) >= amount


class Reader(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.given: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.given += [name for name, _ in attrs]


def test_the_page_to_take_away_stands_alone_and_is_harmless() -> None:
    bad = '<img src=x onerror="alert(1)"><script>'
    shop = with_authority(in_the_way(), office({}, 0, 3 * DAYS_A_MONTH))
    projects = tuple(p.model_copy(update={"name": bad + p.name}) for p in shop.projects)
    settings = shop.settings.model_copy(update={"name": bad})
    shop = shop.model_copy(update={"projects": projects, "settings": settings})
    result = case(shop)
    page, reader = mandate_page(result, shop), Reader()
    reader.feed(page)
    assert {"script", "img", "link", "iframe"}.isdisjoint(reader.tags)
    assert set(reader.given) <= {"lang", "charset", "class"}
    assert "&lt;script&gt;" in page
    assert page.count("<h2>") == 6
    assert any(table.rows for table in mandate_tables(result, shop))
