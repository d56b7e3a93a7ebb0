"""Help and the tour: every word can be found, and a visitor who has seen the tour is left alone."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

from streamlit.testing.v1 import AppTest

from engine.wording.glossary import TERMS, help_on
from pages.ui.shell.tour import STEPS
from tests.support.pages import text_of

Visit = Callable[..., AppTest]


def test_every_word_is_explained_once() -> None:
    words = [term.word for term in TERMS]
    assert len(set(words)) == len(words)
    assert all(term.meaning.endswith(".") for term in TERMS)
    assert "Reinertsen" in help_on("cost of delay")
    assert "value at the planned start" in help_on("cost of delay")


def test_help_lists_all_words_and_finds_some(visit: Visit) -> None:
    page = visit("help")
    assert not page.exception
    assert all(term.word in unescape(text_of(page)) for term in TERMS)
    page.text_input(key="help-search").set_value("congestion").run()
    said = unescape(text_of(page))
    assert "cost of congestion" in said
    assert "trade-off" not in said


def test_the_tour_has_three_steps_and_stays_away_afterwards(visit: Visit) -> None:
    page = visit("home")
    for step in STEPS:
        assert step in [m.value for m in page.markdown]
        page.button(key="tour-next").click().run()
    assert not any(m.value in STEPS for m in page.markdown)
    page.switch_page("../../decide.py").run()
    assert not any(m.value in STEPS for m in page.markdown)


def test_the_tour_can_be_skipped_and_asked_for_again(visit: Visit) -> None:
    page = visit("home")
    page.button(key="tour-skip").click().run()
    assert not any(m.value in STEPS for m in page.markdown)
    page.switch_page("../../help.py").run()
    page.button(key="tour-again").click().run()
    assert STEPS[0] in [m.value for m in page.markdown]


def test_a_room_sees_no_controls_but_those_of_its_dock(visit: Visit) -> None:
    page = visit("home", present="1")
    assert not any(m.value in STEPS for m in page.markdown)
    buttons = {b.key for b in page.button if not b.key.startswith("open:")}
    assert buttons == {"leave-present", "previous-page", "next-page", "keep-as-a", "dock-agenda", "dock-levers"}
    page.button(key="leave-present").click().run()
    assert "present" not in page.query_params
    assert "begin-present" in [b.key for b in page.button]
