"""What a link, a saved scenario or a session asks for and the portfolio does not have is dropped with a notice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.portfolio.scenario import Scenario
from engine.register import Person, open_register
from pages.ui.parts.all_levers import PANEL
from tests.support.pages import drawn, notices, settled, text_of

Visit = Callable[..., AppTest]


def replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


IMPOSSIBLE = [
    ({"rate": "-0.99"}, "the discount rate cannot be below 0"),
    ({"confidence": "1e6"}, "benefit confidence cannot be above 2"),
    ({"reserve": "1"}, "protective capacity cannot be above 0.95"),
    ({"rate": "30"}, "did you mean 0.3, which is 30 %?"),
    ({"confidence": "1e300"}, "too large to be true"),
    ({"parallel": "integration:2.5"}, "must be a whole number"),
    ({"budget": "2026-11:1e300"}, "too large to be true"),
    ({"changes": "nan"}, "not a number"),
    ({"flex": "integration:9"}, "cannot be above 2"),
    ({"capacity": "integration:1e9"}, "cannot be above 5"),
    ({"budget": "2026-11:-5"}, "a budget cannot be below 0"),
    ({"pin": "crm:hurry"}, "neither an action nor a month"),
    ({"capacity": "gone:1.2"}, "there is no pool 'gone'"),
    ({"weight": "Gone:1.2"}, "there is no theme 'Gone'"),
    ({"pin": "gone:stop"}, "there is no project 'gone'"),
    ({"project": "gone"}, "no such project"),
    ({"pool": "gone"}, "no such pool"),
    ({"theme": "gone"}, "no such theme"),
]
"""Parts of links, and the words in which each is left out; three stand in one link, as many as a page reports."""


@pytest.mark.parametrize("asked", [IMPOSSIBLE[at : at + 3] for at in range(0, len(IMPOSSIBLE), 3)])
def test_parts_of_a_link_that_cannot_be_are_dropped_and_the_rest_opens(
    visit: Visit, asked: list[tuple[dict[str, str], str]]
) -> None:
    parameters = {name: value for own, _ in asked for name, value in own.items()}
    page = visit("decide", **parameters, lift="floors")
    page.session_state[PANEL] = True
    page.run()
    assert not page.exception
    said = notices(page)
    assert [words for _, words in asked if sum(words in notice for notice in said) != 1] == []
    assert len(said) == len(asked)
    assert page.query_params["lift"] in (["floors"], "floors")
    assert all(page.query_params.get(name) not in (value, [value]) for name, value in parameters.items())
    assert "floors lifted" in text_of(page)


def test_a_theme_that_only_projects_know_can_be_weighted(visit: Visit, folder: Path) -> None:
    replaced(folder / "projects.csv", "mobile,Mobile Service,Grow", "mobile,Mobile Service,Move")
    page = visit("decide", weight="Move:1.5")
    assert not page.exception
    assert notices(page) == []
    page.session_state[PANEL] = True
    page.run()
    assert page.selectbox(key="choose-theme").value == "Move"
    assert page.slider(key="lever-weight:Move").value == 150


@pytest.mark.slow
def test_a_pinned_and_chosen_project_whose_row_is_deleted(visit: Visit, folder: Path) -> None:
    page = visit("decide", pin=["crm:stop", "mobile:2027-04"], project="mobile")
    assert notices(page) == []
    replaced(folder / "projects.csv", "mobile,Mobile Service,Grow,no,2027-03,2,50000,24000,24,steady\n", "")
    replaced(folder / "demand.csv", "mobile,integration,30\n", "")
    settled(page.run())
    assert not page.exception
    assert [
        words for note in notices(page) for words in ("Pin of mobile", "choice of project 'mobile'") if words in note
    ]
    assert len(notices(page)) == 2
    assert page.query_params["pin"] in (["crm:stop"], "crm:stop")
    assert "project" not in page.query_params


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["home", "illusion", "constraint", "interventions", "strategy", "steering", "delivery"]
)
def test_every_page_stands_when_a_row_is_deleted(visit: Visit, folder: Path, name: str) -> None:
    page = visit(name, pin="mobile:2027-04", capacity="software:1.1")
    replaced(folder / "projects.csv", "mobile,Mobile Service,Grow,no,2027-03,2,50000,24000,24,steady\n", "")
    replaced(folder / "demand.csv", "mobile,integration,30\n", "")
    settled(page.run())
    assert not page.exception
    assert any("there is no project 'mobile'" in note for note in notices(page))


@pytest.mark.slow
def test_a_pool_renamed_under_its_lever(visit: Visit, folder: Path) -> None:
    page = visit("decide", capacity=["software:1.2", "integration:0.9"], pool="software", parallel="software:2")
    page.session_state[PANEL] = True
    page.run()
    replaced(folder / "pools.csv", "software,Software", "apps,Applications")
    replaced(folder / "demand.csv", ",software,", ",apps,")
    settled(page.run())
    assert not page.exception
    assert len(notices(page)) == 3
    assert all("software" in note for note in notices(page))
    assert page.query_params["capacity"] in (["integration:0.9"], "integration:0.9")
    assert drawn(page.selectbox, "choose-pool").value in ("integration", "apps")


def test_a_saved_scenario_with_what_cannot_be_opens_with_the_notice(visit: Visit) -> None:
    kept: dict[str, Any] = {"name": "Old", "benefit_confidence": 1e6, "capacity": {"gone": 1.1, "software": 1.2}}
    saved = open_register().save_scenario(Scenario.model_validate(kept), Person(account="Sample", role="analyst"))
    page = visit("scenarios")
    assert not page.exception
    assert "Benefit confidence (1000000) was left out" in text_of(page)
    settled(page.button(key=f"open:{saved.id}").click().run())
    assert not page.exception
    assert page.query_params["capacity"] in (["software:1.2"], "software:1.2")
    assert "confidence" not in page.query_params
    assert sum("was left out" in note for note in notices(page)) == 2


def test_many_notices_leave_room_for_the_answer(visit: Visit) -> None:
    page = visit("decide", capacity=[f"gone-{n}:1.2" for n in range(30)], rate="30")
    assert not page.exception
    assert len(notices(page)) == 4
    assert notices(page)[-1] == "28 more of what was asked for was left out."


def test_a_link_keeps_its_scenario_though_its_first_page_was_left_before_it_was_read(
    visit: Visit, folder: Path
) -> None:
    away = folder.with_name("away")
    folder.rename(away)
    page = visit("decide", wait=False, capacity="integration:1.2")
    away.rename(folder)
    page.query_params.clear()
    page.switch_page("../../help.py")
    page.run()
    assert page.query_params["capacity"] == "integration:1.2"
