"""Help and the tour: every word can be found, and a visitor who has seen the tour is left alone."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from html import unescape
from importlib.metadata import version
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engine.compute.kept import engine_digest
from engine.portfolio import Portfolio
from engine.register import kind_of_database
from engine.wording.glossary import TERMS, help_on
from pages.ui.shell.tour import STEPS
from tests.support.pages import text_of
from tests.support.places import ROOT

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
    page.switch_page("../../decide.py").run()
    assert not any(m.value in STEPS for m in page.markdown)


def test_a_room_sees_no_controls_but_those_of_its_dock(visit: Visit) -> None:
    page = visit("home", present="1")
    assert not any(m.value in STEPS for m in page.markdown)
    buttons = {b.key for b in page.button if not b.key.startswith("open:")}
    in_dock = {"leave-present", "previous-page", "next-page", "keep-as-a", "dock-agenda", "dock-levers"}
    assert buttons - {"ask-anew"} == in_dock
    page.button(key="leave-present").click().run()
    assert "present" not in page.query_params
    assert "begin-present" in [b.key for b in page.button]


def test_about_says_what_answers_and_names_no_place(visit: Visit, portfolio: Portfolio, tmp_path: Path) -> None:
    page = visit("help")
    said = unescape(text_of(page))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"Version {project['version']}, build {engine_digest()[:8]}" in said
    assert f"Test works · as of Nov 2026 · fingerprint {portfolio.data_fingerprint[:12]}" in said
    assert f"HiGHS {version('highspy')}" in said
    assert "Kept in a SQLite file." in said
    assert "analyses in 1 further process." in said
    assert str(tmp_path) not in said
    assert str(ROOT) not in said


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:////srv/secret/place.db", "a SQLite file"),
        ("postgresql://me:secret@host/x", "PostgreSQL"),
        ("postgresql://me:secret@host:port/x", "a database whose URL cannot be read"),
        ("mysql://me:secret@host/x", "a database of an unknown kind"),
    ],
)
def test_a_database_is_named_by_its_kind_alone(url: str, said: str) -> None:
    assert kind_of_database(url) == said
