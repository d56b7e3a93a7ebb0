"""Several portfolios on one server: each to those who have a role in it, and nothing of one in another."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from html import unescape
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from engine.catalogue import OPENING
from engine.errors import CockpitError
from engine.portfolio.months.store import save
from engine.register import open_register
from engine.register.answers import open_answers
from engine.register.tables import answers
from pages.ui.jobs import cached, kept_answers, portfolios, solve_service, solve_status, warm_up
from pages.ui.office import register_access
from pages.ui.session import portfolio_in_use
from pages.ui.shell import metrics, readiness
from pages.ui.visitors import account, drafts
from tests.support.pages import AUTHORITY, SETTINGS, settled, six_projects, text_of

pytestmark = pytest.mark.usefixtures("nothing_known")
Visit = Callable[..., AppTest]
SIGNED = {"is_logged_in": True, "sub": "s1", "email": "ines@harbour.example"}
NOT_OPEN = "This portfolio is not open to your account."
FINE = dict.fromkeys(("database", "portfolio"), "works")


@pytest.fixture
def root(tmp_path: Path, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: ARG001 - sets the server up
    """A server of two portfolios with the same figures under other names."""
    place = tmp_path / "several"
    for name, title in (("north", "North works"), ("south", "South works")):
        (place / name).mkdir(parents=True)
        six_projects(place / name, SETTINGS.replace("Test works", title) + AUTHORITY)
    monkeypatch.delenv("COCKPIT_PORTFOLIO")
    monkeypatch.setenv("COCKPIT_PORTFOLIOS", str(place))
    monkeypatch.setenv("COCKPIT_DATABASE_URL", f"sqlite:///{tmp_path}/{{portfolio}}.db")
    monkeypatch.setenv("COCKPIT_MONTHS", f"{tmp_path}/months/{{portfolio}}")
    return place


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put somebody at the screen: the claims of a sign-in, and the server's table of roles."""

    def put(table: dict[str, Any], /, **claims: Any) -> None:
        monkeypatch.setattr(account, "_claims", lambda: {"iat": time.time() - 60} | SIGNED | claims)
        monkeypatch.setattr(account, "_secrets", lambda: {"auth": {}, "cockpit": {"roles": table}})

    return put


def links(page: AppTest) -> list[str]:
    return [part.split('"')[0] for block in page.get("html") for part in str(block.proto.body).split('href="')[1:]]


def test_who_has_a_role_in_one_is_in_it_and_in_no_other(root: Path, at: Callable[..., None], visit: Visit) -> None:  # noqa: ARG001
    at({"ines@harbour.example": {"north": "Board"}})
    page = visit("help")
    assert "North works" in text_of(page)
    assert page.query_params["portfolio"] == "north"
    assert "Your role: Board." in text_of(page)
    assert "Other portfolios" not in text_of(page)
    for wanted in ("south", "nowhere", "../north", "North"):
        page = visit("decide", wait=False, portfolio=wanted, confidence="0.9")
        said = text_of(page)
        assert NOT_OPEN in said
        assert "South" not in said
        assert "£" not in said
        assert [button.key for button in page.button] == ["sign-out"]
        assert links(page) == ["?portfolio=north"]


def test_who_has_a_role_in_none_sees_none(root: Path, at: Callable[..., None], visit: Visit) -> None:  # noqa: ARG001
    at({}, roles=["Board", "north:", ": Board", "east: Board"])
    for given in ({}, {"portfolio": "south"}):
        page = visit("home", wait=False, **given)
        assert NOT_OPEN in text_of(page)
        assert "works" not in text_of(page)
        assert not links(page)


def test_who_has_several_chooses_and_goes_from_one_to_the_other_by_its_address(
    root: Path,  # noqa: ARG001
    at: Callable[..., None],
    visit: Visit,
) -> None:
    at({"ines@harbour.example": {"north": "Board", "south": ["viewer", "Clerk"]}})
    page = visit("help", wait=False, confidence="0.9")
    assert "Choose a portfolio." in text_of(page)
    assert "North works" in text_of(page)
    assert "South works" in text_of(page)
    assert links(page) == ["?confidence=0.9&amp;portfolio=north", "?confidence=0.9&amp;portfolio=south"]
    page = visit("help", portfolio="south", confidence="0.9")
    assert page.selectbox(key="acting-as").options == ["viewer", "Clerk"]
    assert dict(page.query_params) == {"portfolio": "south", "confidence": "0.9"}
    assert links(page) == ["?portfolio=north"]


def test_without_sign_in_all_are_open_and_one_that_is_not_there_is_said(root: Path, visit: Visit) -> None:  # noqa: ARG001
    assert "South works" in text_of(visit("help", portfolio="south"))
    page = visit("help", wait=False, portfolio="east")
    assert "This server has no such portfolio." in text_of(page)
    assert links(page) == ["?portfolio=north", "?portfolio=south"]


def test_a_session_stays_in_its_portfolio_and_leaves_it_with_the_right_to_it(
    root: Path,  # noqa: ARG001
    at: Callable[..., None],
    visit: Visit,
) -> None:
    at({"ines@harbour.example": {"north": "Board", "south": "Board"}})
    page = visit("help", portfolio="north")
    page.query_params["portfolio"] = "south"
    page = settled(page)
    assert page.query_params["portfolio"] == "north"
    at({"ines@harbour.example": {"south": "Board"}})
    said = text_of(page.run())
    assert NOT_OPEN in said
    assert "North" not in said


@pytest.mark.parametrize(
    ("table", "claims", "roles"),
    [
        ({"INES@harbour.example": {"north": "board"}}, {}, ("Board",)),
        ({"ines@harbour.example": {"north": ["Clerk", "Emperor"]}}, {"roles": "north: Board"}, ("Clerk",)),
        ({"ines@harbour.example": {"north": "Emperor"}}, {}, ("viewer",)),
        ({}, {"roles": ["north: Board", "south: Clerk", "north:analyst", 7]}, ("Board", "analyst")),
        ({"ines@harbour.example": {"south": "Board"}}, {"roles": "north: Board"}, None),
        ({"ines@harbour.example": {"north": []}}, {}, None),
        ({}, {"roles": ["Board", "north", "south: Board", "northern: Board"]}, None),
    ],
)
def test_roles_are_those_in_the_portfolio(
    root: Path,  # noqa: ARG001
    at: Callable[..., None],
    table: dict[str, Any],
    claims: dict[str, Any],
    roles: tuple[str, ...] | None,
) -> None:
    at(table, **claims)
    with portfolio_in_use.working_for("north"):
        assert account.may_see("north") is (roles is not None)
        if roles is None:
            with pytest.raises(account.NotListedError, match="not open to your account"):
                account.person()
        else:
            assert account.account().roles == roles
    with pytest.raises(account.NotListedError):
        account.person()


def test_a_table_that_does_not_say_the_portfolio_of_a_role_gives_none(
    root: Path,  # noqa: ARG001
    at: Callable[..., None],
    visit: Visit,
) -> None:
    at({"ines@harbour.example": "Board"})
    page = visit("help", wait=False, portfolio="north")
    assert any("in which portfolio your role is" in box.value for box in page.error)
    assert "works" not in text_of(page)


@pytest.mark.slow
def test_nothing_that_is_kept_of_one_is_kept_with_another(root: Path, visit: Visit, tmp_path: Path) -> None:
    """Equal data share no answer, no scenario, no draft and no month: each portfolio has a place of its own."""
    (root / "south" / "portfolio.yaml").write_bytes((root / "north" / "portfolio.yaml").read_bytes())
    visit("decide", portfolio="north")
    urls = {name: f"sqlite:///{tmp_path}/{name}.db" for name in ("north", "south")}
    kept = {name: kept_in(url) for name, url in urls.items()}
    assert kept["north"]
    assert not kept["south"]
    page = visit("scenarios", portfolio="north", confidence="0.9")
    page.text_input(key="save-name").set_value("Mine").run()
    settled(page.button(key="save-scenario").click().run())
    for name, saved in (("north", ["Mine"]), ("south", [])):
        with open_register(urls[name]) as register:
            assert [s.scenario.name for s in register.scenarios()] == saved
        with portfolio_in_use.working_for(name):
            assert [s.scenario.name for s in register_access.scenarios()[0]] == saved
    visit("decide", portfolio="south")
    assert kept_in(urls["south"])
    with portfolio_in_use.working_for("north"):
        months, north = cached.months_root(), cached.portfolio()
        questions = {solve_service.Question.about(north, solve_status.Scenario())}
        store, house, owner = kept_answers.store(), solve_status.house(), owner_of_drafts()
        save(months, root / "north", who="ines", source="a file", seen=0)
        assert cached.month_shown() is not None
    with portfolio_in_use.working_for("south"):
        assert solve_service.Question.about(north, solve_status.Scenario()) not in questions
        assert kept_answers.store() is not store
        assert solve_status.house() != house
        assert owner_of_drafts() != owner
        assert cached.month_shown() is None
    assert set(kept_answers.stores()) >= {store}


def kept_in(url: str) -> int:
    """How many answers a register's database keeps."""
    opened = open_answers(url)
    assert opened is not None
    try:
        return len(opened.database.read(lambda c: c.execute(answers.select()).all()))
    finally:
        opened.close()


def owner_of_drafts() -> str | None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(st.context), "cookies", {"cockpit_browser": "b"})
        return drafts.owner()


def test_sources_and_last_month_are_those_of_the_portfolio(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "north.yaml").write_text(f"Exports: {{folder: {tmp_path}}}\n", encoding="utf-8")
    monkeypatch.setenv("COCKPIT_SOURCES", f"{tmp_path}/{{portfolio}}.yaml")
    monkeypatch.setenv("COCKPIT_PREVIOUS_PORTFOLIO", f"{root}/{{portfolio}}")
    for name, sources in (("north", ["Exports"]), ("south", [])):
        with portfolio_in_use.working_for(name):
            assert [source.name for source in cached.sources()] == sources
            previous = cached.previous_portfolio()
            assert previous is not None
            assert previous.settings.name == f"{name.title()} works"
    monkeypatch.setenv("COCKPIT_SOURCES", f"{tmp_path}/north.yaml")
    with portfolio_in_use.working_for("south"), pytest.raises(CockpitError, match="portfolios must not share it"):
        cached.sources()


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("COCKPIT_DATABASE_URL", "sqlite:///var/one.db", "COCKPIT_DATABASE_URL needs {portfolio}"),
        ("COCKPIT_PORTFOLIO", "data/sample", "are both set"),
        ("COCKPIT_PORTFOLIOS", "/none", "cannot be opened"),
    ],
)
def test_a_set_up_that_would_mix_portfolios_is_refused_in_one_sentence(
    root: Path,  # noqa: ARG001
    visit: Visit,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
    said: str,
) -> None:
    monkeypatch.setenv(variable, value)
    state = readiness.look()
    assert not state.is_ready
    assert state.parts["database"] == "refuses"
    page = visit("register", portfolio="north")
    assert any(said in unescape(box.value) for box in (*page.error, *page.warning)), text_of(page)
    assert not Path("var/one.db").exists()


def test_one_portfolio_that_cannot_be_read_does_not_take_the_others_away(
    root: Path,
    visit: Visit,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(readiness, "_logged", {})
    (root / "North Sea").mkdir()
    (root / "south" / "projects.csv").unlink()
    with caplog.at_level(logging.INFO, logger=readiness.__name__):
        state = readiness.look()
        assert readiness.look() == state
    assert state.is_ready
    assert state.parts == {"database": "works", "portfolio": "works for 1 of 2", "solver": "works", "workers": "works"}
    assert state.portfolios == {"north": FINE, "south": FINE | {"portfolio": "cannot be read"}}
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == 2
    assert lines[0].startswith("portfolios: 'North Sea' is left out")
    assert lines[1].startswith("south: portfolio: ")
    (root / "north" / "projects.csv").unlink()
    assert not readiness.look().is_ready
    assert b"cockpit_portfolios 2.0" in metrics.text()


def test_the_opening_of_each_portfolio_is_ready_before_its_first_visitor(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    class Listening:
        def ask(self, waiter: str, name: str, *_: object) -> None:
            asked.append((waiter, name))

        def look(self, *_: object) -> None:
            return None

        def pending(self) -> int:
            return 0

    (root / "east").mkdir()
    monkeypatch.delenv("COCKPIT_WARM_UP")
    monkeypatch.setattr(warm_up.analysis_service, "service", Listening)
    warm_up.warm(Event())
    assert asked == [(f"house {name}", each.name) for name in ("north", "south") for each in OPENING]


def test_a_server_of_one_portfolio_knows_no_other(visit: Visit) -> None:
    page = visit("help", portfolio="south")
    assert "Test works" in text_of(page)
    assert portfolios.names() == ("",)
    assert portfolio_in_use.name() == ""
