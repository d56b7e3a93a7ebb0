"""Steering group and register as a visitor meets them: who may record what, deviating, two at once, a lost database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.analyse.decisions.agenda import agenda
from engine.analyse.project.tradeoff import trade_off
from engine.compute.budget import BOARD_BUDGET
from engine.errors import RegisterUnavailable
from engine.explain.agenda import explain_agenda
from engine.explain.recording import price_of_deviating
from engine.portfolio import Action, Portfolio
from engine.portfolio.reading.loading import load
from engine.register import (
    Entry,
    Person,
    Register,
    State,
    Subject,
    SubjectKind,
    objections,
    open_register,
    proposals,
)
from engine.wording.actions import label
from pages.ui.office import register_access
from tests.support.governance import decision
from tests.support.pages import AUTHORITY, PROJECTS, SETTINGS, notices, settled, text_of
from tests.support.plans import plan_of

Visit = Callable[..., AppTest]
NASTY = "<script>alert(1)</script> **bold** <h1 class='headline'>£1 日本語 " + "x" * 100_000


@pytest.fixture
def portfolio(folder: Path) -> Portfolio:
    (folder / "portfolio.yaml").write_text(SETTINGS + AUTHORITY, encoding="utf-8")
    return load(folder)


@pytest.fixture
def register(tmp_path: Path, portfolio: Portfolio, visit: Visit) -> Register:  # noqa: ARG001
    return open_register(f"sqlite:///{tmp_path / 'register.db'}")


def opened(visit: Visit, role: str, page: str = "steering") -> AppTest:
    app = visit(page)
    return settled(app.selectbox(key="acting-as").set_value(role).run())


def record(app: AppTest) -> AppTest:
    return settled(app.button(key="record-decision").click().run())


@pytest.mark.slow
def test_the_pack_can_be_taken_away_once_it_is_prepared(visit: Visit) -> None:
    app = visit("steering")
    assert "Slides" not in {button.label for button in app.get("download_button")}
    app = settled(app.toggle(key="prepare-pack").set_value(True).run())
    assert {"Slides", "Tables behind them"} <= {button.label for button in app.get("download_button")}


def choice(app: AppTest) -> Any:
    return next(r for r in app.radio if r.label == "The decision")


def deviate(app: AppTest) -> AppTest:
    radio = choice(app)
    other = next(action for action in Action if action != radio.value and label(action) in radio.options)
    return settled(radio.set_value(other).run())


def said(app: AppTest) -> str:
    assert not app.exception
    return unescape(text_of(app))


@pytest.mark.slow
def test_opens_with_what_there_is_to_decide(visit: Visit, register: Register, portfolio: Portfolio) -> None:
    points = agenda(portfolio, plan_of(portfolio))
    assert points.items
    page = visit("steering")
    assert explain_agenda(points.left(()), portfolio).sentence in said(page)
    assert all(page.button(key=f"point:{i.project_id}") for i in points.left(()).items)
    assert not register.entries()


@pytest.mark.slow
def test_a_room_goes_from_point_to_point_and_a_link_opens_one(
    visit: Visit, register: Register, portfolio: Portfolio
) -> None:
    left = agenda(portfolio, plan_of(portfolio)).left(()).items
    page = visit("steering", present="1")
    assert "Point 1 of" in said(page)
    assert page.button(key="previous-point").disabled
    page = settled(page.button(key="next-point").click().run())
    assert f"Point 2 of {len(left)}" in said(page)
    assert page.query_params["project"] in (left[1].project_id, [left[1].project_id])
    page = visit("steering", project=left[-1].project_id)
    assert f"Point {len(left)} of {len(left)}" in said(page)
    assert page.button(key="next-point").disabled
    assert not register.entries()


@pytest.mark.parametrize("role", ["viewer", "analyst"])
def test_who_may_not_decide_is_told_and_nothing_is_stored(visit: Visit, register: Register, role: str) -> None:
    page = record(opened(visit, role))
    assert f"The role {role} may look and prepare, but decides nothing." in page.error[0].value
    assert not register.entries()


@pytest.mark.slow
def test_within_the_limit_it_is_decided_and_the_next_point_comes_up(
    visit: Visit, register: Register, portfolio: Portfolio
) -> None:
    page = opened(visit, "Board")
    first = agenda(portfolio, plan_of(portfolio)).items[0].project_id
    page = record(page)
    entry = register.entries()[0]
    assert (entry.state, entry.subject.id, entry.decided_by.role) == (State.DECIDED, first, "Board")
    taken = entry.decision
    assert taken.recommendation is not None
    assert taken.options
    assert taken.review_on is not None
    assert taken.data_fingerprint == portfolio.data_fingerprint
    assert taken.value.low <= taken.value.estimate <= taken.value.high
    assert not taken.deviates
    assert "Recorded as decided" in page.success[0].value
    assert f"point:{first}" not in [b.key for b in page.button]
    settled(page.button(key="show-decided").click().run())
    assert f"{first}:" in str(page.query_params["pin"])
    assert "show-decided" not in [b.key for b in page.button]


@pytest.mark.slow
def test_above_the_limit_it_is_kept_as_recommended_and_waits_for_who_may(visit: Visit, register: Register) -> None:
    page = opened(visit, "Clerk")
    assert "Above the limit of Clerk" in said(page)
    page = record(page)
    entry = register.entries()[0]
    assert (entry.state, entry.waits_for) == (State.RECOMMENDED, ("Board",))
    assert "it waits for Board" in page.success[0].value
    page = settled(page.selectbox(key="acting-as").set_value("Board").run())
    assert "1\u00a0recommendation of others" in said(page)
    page = settled(page.button(key=f"point:{entry.subject.id}").click().run())
    record(page)
    last = register.entries()[-1]
    assert (last.state, last.subject, last.decision.supersedes) == (State.DECIDED, entry.subject, entry.id)


@pytest.mark.slow
def test_deviating_shows_its_price_and_needs_a_reason(visit: Visit, register: Register) -> None:
    page = deviate(opened(visit, "Board"))
    assert "compared with the recommendation" in page.warning[0].value
    page = record(page)
    assert "gives its reason" in page.error[0].value
    assert not register.entries()
    field = next(t for t in page.text_area if t.label == "Reason for deviating")
    page = record(field.set_value(NASTY).run())
    taken = register.entries()[0].decision
    assert taken.deviates
    assert taken.reason == NASTY
    assert taken.value == next(o.value for o in taken.options if o.kind is taken.kind)
    page.switch_page("../../register.py").run()
    page = page.selectbox(key="filter-about").select(register.entries()[0].subject.key).run()
    assert not page.exception
    assert "<script>alert" not in text_of(page)
    assert len(text_of(page)) < 50_000


def test_what_somebody_else_recorded_meanwhile_is_told_and_nothing_typed_is_lost(
    visit: Visit, register: Register, portfolio: Portfolio
) -> None:
    page = opened(visit, "Board")
    project = agenda(portfolio, plan_of(portfolio)).items[0].project_id
    next(t for t in page.text_area if t.label == "Conditions, if any").set_value("Only with Ada").run()
    theirs = decision("accelerate", project)
    register.record(theirs, Person(account="ines@harbour.example", role="Board"), portfolio.settings.authority)
    page.button(key="record-decision").click().run()
    assert "ines@harbour.example has recorded something about this in the meantime" in notices(page)[0]
    assert len(register.entries()) == 1


def test_a_lost_database_is_told_and_what_was_typed_is_stored_once_it_is_back(
    visit: Visit, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(visit, "Board")
    next(t for t in page.text_area if t.label == "Conditions, if any").set_value("Only with Ada").run()

    class Lost:
        def record(self, *_: object) -> Entry:
            raise RegisterUnavailable("The register does not answer.")

        def entries(self) -> tuple[Entry, ...]:
            raise RegisterUnavailable("The register does not answer.")

    with monkeypatch.context() as lost:
        lost.setattr(register_access, "register", Lost)
        page = record(page)
        assert any("What you have filled in is still there." in e.value for e in page.error)
        assert any("as it was last read" in e.value for e in page.error)
    page = record(page)
    assert register.entries()[0].decision.conditions == "Only with Ada"


def test_matters_of_people_are_decided_as_recommended(visit: Visit, register: Register, portfolio: Portfolio) -> None:
    stop = decision("stop", "long-gone", subject=Subject(kind=SubjectKind.PROJECT, id="long-gone"))
    register.record(stop, Person(account="mia@harbour.example", role="Clerk"), portfolio.settings.authority)
    page = opened(visit, "Board")
    settled(page.button(key="confirm:1").click().run())
    assert [e.state for e in register.entries()] == [State.RECOMMENDED, State.DECIDED]


def test_the_register_tells_what_was_delivered_against_what_was_expected(
    visit: Visit, register: Register, portfolio: Portfolio, folder: Path
) -> None:
    rows = "project_id,month,planned,actual\napp,2026-09,1000,900\napp,2026-10,1000,700\n"
    (folder / "benefits.csv").write_text(rows, encoding="utf-8")
    benefits = (("2026-09", 1000.0), ("2026-10", 1000.0))
    taken = decision("accelerate", "app", decided_on=date(2026, 8, 3), benefits=benefits, review_on=date(2026, 9, 1))
    register.record(taken, Person(account="ines@harbour.example", role="Board"), portfolio.settings.authority)
    page = visit("register")
    words = said(page)
    assert "1\u00a0decision stands, expected to bring £1,000" in words
    assert "of £2,000 due by now, £1,600 has been delivered, 80\u00a0%" in words
    assert "Due for review" in words
    assert page.get("vega_lite_chart")
    assert len(page.dataframe[0].value) == 1
    page.text_input(key="filter-text").set_value("nobody wrote this").run()
    assert not page.dataframe


@pytest.fixture
def sponsored(folder: Path, portfolio: Portfolio) -> Portfolio:  # noqa: ARG001 - rights first
    """The six projects, two of them of one sponsor."""
    head, *rows = PROJECTS.splitlines()
    named = {"app": "Ada", "crm": "Ada"}
    lines = [f"{head},sponsor", *(f"{row},{named.get(row.split(',')[0], 'Ben')}" for row in rows)]
    (folder / "projects.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return load(folder)


@pytest.mark.slow
def test_a_sponsors_objection_is_priced_and_put_on_the_agenda(
    visit: Visit, register: Register, sponsored: Portfolio
) -> None:
    page = opened(visit, "analyst")
    page = settled(page.selectbox(key="sponsor").set_value("Ada").run())
    page = settled(page.selectbox(key="objection-project").set_value("app").run())
    priced = trade_off(sponsored, plan_of(sponsored), "app", BOARD_BUDGET)
    instead = proposals(sponsored, priced)[Action.CONTINUE]
    page = settled(page.radio(key="objection-action:app").set_value(Action.CONTINUE).run())
    assert price_of_deviating(instead.value, "GBP") in said(page)
    page.text_area(key="objection-reason:app").set_value("The customer leaves")
    page = settled(page.button(key="object").click().run())
    (entry,) = register.entries()
    assert (entry.state, entry.decision.objection_of, entry.decision.kind) == (State.RECOMMENDED, "Ada", "continue")
    assert entry.decision.value == instead.value
    assert "Ada objects" in said(page)
    assert "The customer leaves" in said(page)
    assert "Point 1 of" in said(page)
    board = settled(page.selectbox(key="acting-as").set_value("Board").run())
    assert choice(board).value is Action.STOP, "an objection is heard, the recommendation stays what it is"
    record(board)
    assert register.entries()[-1].state is State.DECIDED
    assert objections(register.entries()) == ()
