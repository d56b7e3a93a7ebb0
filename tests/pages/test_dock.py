"""The dock of a room: levers in people and money, pages by arrow, how far the meeting has come."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path

import pytest
import yaml
from streamlit.testing.v1 import AppTest

from engine.analyse.decisions.agenda import agenda
from engine.explain.agenda import explain_agenda
from engine.explain.meeting import progress_in_words
from engine.portfolio import Portfolio
from engine.portfolio.reading.loading import load
from engine.portfolio.scenario import Scenario, apply
from engine.register import Register, open_register
from engine.report.meeting import meeting_progress
from pages.ui.session import choices
from tests.support.commands import run
from tests.support.pages import AUTHORITY, SETTINGS, notices, settled, text_of
from tests.support.plans import plan_of

Visit = Callable[..., AppTest]


def said(app: AppTest) -> str:
    assert not app.exception
    return unescape(text_of(app))


@pytest.mark.parametrize("word", ["1", "true", "Yes"])
def test_a_link_opens_the_room_however_it_says_so(visit: Visit, word: str) -> None:
    page = visit("help", present=word, wait=False)
    assert page.button(key="next-page")
    assert page.query_params["present"] in ("1", ["1"])
    assert notices(page) == []


def test_what_is_neither_on_nor_off_is_said(visit: Visit) -> None:
    page = visit("help", present="maybe", wait=False)
    assert any("Present (maybe) was left out" in note for note in notices(page))
    assert not [b for b in page.button if b.key == "next-page"]


@pytest.mark.slow
def test_levers_are_moved_in_people_and_money_and_the_strip_answers(visit: Visit) -> None:
    page = visit("decide", present="1", pool="integration")
    assert "2.22\u00a0people" in said(page)
    assert "£900k to spend from Nov 2026" in said(page)
    assert "0.78 of 7.78\u00a0people in reserve" in said(page)
    page = settled(page.slider(key="lever-capacity:integration").set_value(80).run())
    assert "2.22 → 1.78\u00a0people" in said(page)
    assert "Value of the plan" in said(page)
    page = settled(page.button(key="undo").click().run())
    assert "capacity" not in page.query_params


def test_arrows_turn_the_pages_and_levers_can_be_put_away(visit: Visit) -> None:
    page = visit("decide", present="1")
    page = page.button(key="dock-levers").click().run()
    assert not [s for s in page.slider if s.key == "lever-confidence"]
    page = page.button(key="previous-page").click().run()
    assert '<p class="dock-page">Constraint</p>' in said(page)
    assert page.button(key="next-page").label == "Decide"


def test_a_second_press_goes_on_from_the_page_on_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choices.st, "session_state", {})
    pages = ["", "illusion", "decide"]
    for _ in range(2):
        choices.turn_along(pages, "", 1)
    assert choices.wants_page() == "decide"
    choices.arrive()
    choices.turn_along(pages, "decide", 1)
    assert choices.wants_page() == ""


def test_the_strip_says_what_is_decided_of_the_agenda(visit: Visit, portfolio: Portfolio) -> None:
    page = visit("steering", present="1")
    points = agenda(portfolio, plan_of(portfolio))
    progress = meeting_progress(points, (), (), date.today())
    assert page.button(key="dock-agenda").label == progress_in_words(progress, "GBP")
    assert "Nothing decided yet of" in page.button(key="dock-agenda").label


@pytest.fixture
def board(folder: Path, tmp_path: Path, visit: Visit) -> tuple[AppTest, Register]:
    """The steering group's page in a room, with the Board at the screen."""
    (folder / "portfolio.yaml").write_text(SETTINGS + AUTHORITY, encoding="utf-8")
    page = visit("steering", present="1")
    page = settled(page.selectbox(key="acting-as").set_value("Board").run())
    return page, open_register(f"sqlite:///{tmp_path / 'register.db'}")


@pytest.mark.slow
def test_two_decisions_in_the_room_are_kept_to_and_the_rest_is_priced_on_top_of_them(
    board: tuple[AppTest, Register], folder: Path, tmp_path: Path
) -> None:
    """As the command ``first`` prices it, which is given the decisions and knows nothing of the meeting."""
    page, register = board
    before = agenda(load(folder), plan_of(load(folder)))
    page.text_area(key=f"dissent:{before.items[0].project_id}").set_value("Finance is against it")
    page = settled(page.button(key="record-decision").click().run())
    page = settled(page.button(key="record-decision").click().run())
    one, other = register.entries()
    assert (one.subject.id, one.decision.dissent) == (before.items[0].project_id, "Finance is against it")
    taken = [one.subject.id, other.subject.id]
    pins = {entry.subject.id: str(entry.decision.kind) for entry in (one, other)}
    pinned = apply(Scenario(pins=pins), load(folder))
    rest = agenda(pinned, plan_of(pinned), decided=taken)
    left = rest.left(taken)
    assert explain_agenda(left, pinned).sentence in said(page)
    progress = meeting_progress(rest, register.entries(), taken, date.today())
    assert progress.decided == len(taken)
    assert progress.left_worth[1] < before.left(()).worth_range[1]
    assert page.button(key="dock-agenda").label == progress_in_words(progress, "GBP")
    (tmp_path / "decided.yaml").write_text(yaml.safe_dump({"pins": pins}), encoding="utf-8")
    named = [argument for project in taken for argument in ("--decided", project)]
    first = json.loads(
        run(
            "first",
            folder,
            "--scenario",
            tmp_path / "decided.yaml",
            "--most",
            "12",
            "--effort",
            "board",
            "--json",
            *named,
        )
    )
    steps = [step for step in first["steps"] if step["project_id"] not in taken]
    assert [step["project_id"] for step in steps] == [item.project_id for item in left.items]
    assert sum(step["gain"] for step in steps) == left.worth
    assert [step["project_id"] for step in first["decided"]] == taken
    content = page.get("download_button")
    assert {"Word", "Page", "Text"} <= {button.label for button in content}


def test_a_rehearsal_says_so_and_records_nothing(board: tuple[AppTest, Register]) -> None:
    page, register = board
    page = settled(page.toggle(key="rehearsal-switch").set_value(True).run())
    assert any("nothing is recorded" in note for note in notices(page))
    page = settled(page.button(key="record-decision").click().run())
    assert any("Rehearsal, nothing was recorded" in note for note in notices(page))
    assert "pin" in page.query_params
    assert not register.entries()
