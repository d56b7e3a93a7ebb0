"""Work that must not be lost: scenarios of another name, retries, half-written decisions, sign-outs in other tabs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from engine.errors import AuthorityError, RegisterUnavailable
from engine.portfolio.scenario import Scenario
from engine.register import Register, SavedScenario, open_register
from engine.register.sign_outs import SignOuts, open_sign_outs
from pages.ui.office import register_access
from pages.ui.visitors import account, drafts, signed_out
from pages.ui.visitors.browsers import COOKIE, KnowsBrowsers
from pages.ui.visitors.drafts import Drafts
from pages.ui.visitors.hears_sign_outs import HearsSignOuts, sign_in_of
from tests.support.pages import SETTINGS, drawn, notices, settled, text_of

Visit = Callable[..., AppTest]
AUTHORITY = """\
authority:
  roles:
    - name: Board
      limits: {accelerate: {money: unlimited}, defer: {money: unlimited}, stop: {money: unlimited}}
"""


@pytest.fixture
def register(tmp_path: Path, visit: Visit) -> Register:  # noqa: ARG001 - the visit names the database
    return open_register(f"sqlite:///{tmp_path / 'register.db'}")


def save_as(page: AppTest, name: str) -> AppTest:
    page.text_input(key="save-name").set_value(name).run()
    return page.button(key="save-scenario").click().run()


@pytest.mark.slow
def test_another_name_is_another_scenario(visit: Visit, register: Register) -> None:
    page = save_as(visit("scenarios", confidence="0.8"), "Alpha")
    page = save_as(page, "Beta")
    assert notices(page) == ["Saved as version 1 of Beta."]
    page = save_as(page, "Beta")
    assert notices(page) == ["Saved as version 2 of Beta."]
    assert [(s.scenario.name, s.version) for s in register.scenarios()] == [("Alpha", 1), ("Beta", 2)]


def test_a_name_given_in_the_bar_is_another_scenario_as_well(visit: Visit, register: Register) -> None:
    page = save_as(visit("scenarios", confidence="0.8"), "Alpha")
    drawn(page.text_input, "scenario-name").set_value("Beta").run()
    save_as(page, "Beta")
    assert [(s.scenario.name, s.version) for s in register.scenarios()] == [("Alpha", 1), ("Beta", 1)]


def test_a_save_whose_answer_was_lost_is_kept_once(
    visit: Visit, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = visit("scenarios", confidence="0.8")

    class LosesAnswers:
        def __getattr__(self, name: str) -> Any:
            return getattr(register, name)

        def save_scenario(self, *given: Any, **named: Any) -> SavedScenario:
            register.save_scenario(*given, **named)
            raise RegisterUnavailable("The register does not answer.")

    with monkeypatch.context() as lost:
        lost.setattr(register_access, "register", LosesAnswers)
        page.text_input(key="save-name").set_value("Alpha").run()
        page.button(key="save-scenario").click().run()
        assert any("does not answer" in said for said in notices(page))
    page.button(key="save-scenario").click().run()
    assert "Saved as version 1 of Alpha." in notices(page)
    assert [(s.scenario.name, s.version) for s in register.scenarios()] == [("Alpha", 1)]


@pytest.mark.parametrize("place", ["mandate", "scenarios", "register", "steering"])
def test_pages_show_what_was_read_last_when_the_register_does_not_answer(
    visit: Visit, register: Register, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    register.save_scenario(Scenario(name="Kept in mind", max_changes=1), account.person())
    visit(place)

    def silent() -> Register:
        raise RegisterUnavailable("The register does not answer.")

    monkeypatch.setattr(register_access, "register", silent)
    page = visit(place)
    assert not page.exception
    assert any("The register does not answer." in said for said in notices(page))
    assert "This page cannot be shown" not in text_of(page)
    if place == "scenarios":
        assert "Kept in mind" in " ".join(element.value for element in page.markdown)


def the_board_meets(visit: Visit, folder: Path) -> AppTest:
    (folder / "portfolio.yaml").write_text(SETTINGS + AUTHORITY, encoding="utf-8")
    page = visit("steering")
    return settled(page.selectbox(key="acting-as").set_value("Board").run())


def field(page: AppTest, label: str) -> Any:
    return next(t for t in page.text_area if t.label == label)


def choice(page: AppTest) -> Any:
    return next(r for r in page.radio if r.label == "The decision")


@pytest.mark.slow
def test_a_half_written_decision_survives_a_reload_and_goes_once_it_is_recorded(
    visit: Visit, folder: Path, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "owner", lambda: "ines in one browser")
    page = the_board_meets(visit, folder)
    deviating = next(o for o in choice(page).options if o != choice(page).options[choice(page).index])
    settled(
        choice(page)
        .set_value(next(v for v in ("stop", "continue", "defer", "accelerate") if v in deviating.lower()))
        .run()
    )
    field(page, "Reason for deviating").set_value("The board insists").run()
    field(page, "Conditions, if any").set_value("Only with Ada").run()
    page.text_input(key=next(t.key for t in page.text_input if t.label == "Forum")).set_value("Board of June").run()

    again = the_board_meets(visit, folder)
    assert choice(again).options[choice(again).index] == deviating
    assert field(again, "Reason for deviating").value == "The board insists"
    assert field(again, "Conditions, if any").value == "Only with Ada"
    settled(again.button(key="record-decision").click().run())
    taken = register.entries()[0].decision
    assert (taken.reason, taken.conditions, taken.forum) == ("The board insists", "Only with Ada", "Board of June")

    assert not drafts.kept().fields("ines in one browser", f"project:{taken.subject.id}")


@pytest.mark.slow
def test_nobody_else_sees_a_draft(visit: Visit, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for who in ("ines in one browser", "mia in one browser", "ines in another browser", None):
        monkeypatch.setattr(drafts, "owner", lambda who=who: who)
        page = the_board_meets(visit, folder)
        assert field(page, "Conditions, if any").value == ""
        if who in ("ines in one browser", None):
            field(page, "Conditions, if any").set_value("Only with Ada").run()
    monkeypatch.setattr(drafts, "owner", lambda: "ines in one browser")
    assert field(the_board_meets(visit, folder), "Conditions, if any").value == "Only with Ada"


def test_drafts_are_bounded_and_do_not_last_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Drafts(most=2, lasts=10.0)
    moment = [1000.0]
    monkeypatch.setattr(drafts.time, "time", lambda: moment[0])
    for form in ("a", "b", "c"):
        kept.write("ines", form, "reason", form * 30_000)
    assert kept.fields("ines", "a") == {}
    assert len(kept.fields("ines", "c")["reason"]) == drafts.LONGEST
    moment[0] += 11.0
    assert kept.fields("ines", "c") == {}


def answered(app: Any, headers: list[tuple[bytes, bytes]], kind: bytes = b"text/html", path: str = "/") -> list[Any]:
    """The headers of an answer of ``kind`` that has passed an application."""
    messages: list[Any] = []

    async def inner(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]})

    async def send(message: Any) -> None:
        messages.append(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    scope = {"type": "http", "method": "GET", "path": path, "headers": headers, "query_string": b""}
    asyncio.run(app(inner)(scope, receive, send))
    return list(messages[0]["headers"])


def test_every_browser_gets_a_name_of_its_own_once() -> None:
    def given(*headers: tuple[bytes, bytes], kind: bytes = b"text/html") -> list[bytes]:
        return [value for name, value in answered(KnowsBrowsers, list(headers), kind) if name == b"set-cookie"]

    first, second = given(), given()
    assert first != second
    assert b"HttpOnly; SameSite=Lax" in first[0]
    assert given((b"cookie", f"{COOKIE}=known".encode())) == []
    assert given(kind=b"text/javascript") == []


SIGNED_IN = {"_streamlit_user": "a sign-in", "_streamlit_user_1": "its second part", "_streamlit_xsrf": "x"}


@pytest.fixture
def tab(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What a tab's session holds of the sign-in that it came with."""
    session: dict[str, str] = {}
    monkeypatch.setattr(signed_out.browser_session, "came_with", lambda one: session.setdefault("came with", one))
    monkeypatch.setattr(signed_out, "READ_AGAIN", 0.0)
    return session


def sign_out() -> None:
    text = "; ".join(f"{name}={value}" for name, value in SIGNED_IN.items())
    answered(HearsSignOuts, [(b"cookie", text.encode())], path="/auth/logout")


def test_who_signs_out_in_one_tab_is_out_in_every_other(visit: Visit, tab: dict[str, str]) -> None:  # noqa: ARG001
    assert not signed_out.has_ended(SIGNED_IN)
    sign_out()
    assert signed_out.has_ended(SIGNED_IN)
    assert signed_out.has_ended({})  # the tab has connected again, without the cookie that has gone
    tab.clear()
    assert not signed_out.has_ended(SIGNED_IN | {"_streamlit_user_1": "that of another sign-in"})


def test_a_sign_out_counts_at_every_replica_and_after_a_restart(visit: Visit, tab: dict[str, str]) -> None:  # noqa: ARG001
    assert not signed_out.has_ended(SIGNED_IN)
    elsewhere = open_sign_outs()
    elsewhere.end(sign_in_of(SIGNED_IN))
    elsewhere.close()
    assert signed_out.has_ended(SIGNED_IN)
    st.cache_resource.clear()  # what a process knows goes with it
    assert signed_out.has_ended(SIGNED_IN)


def test_while_the_database_is_silent_a_server_knows_what_it_knew(
    visit: Visit,  # noqa: ARG001
    tab: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And asks seldom, for each time a page waits."""
    other = {"_streamlit_user": "another"}
    open_sign_outs().end(sign_in_of(SIGNED_IN))
    assert signed_out.has_ended(SIGNED_IN)
    asked: list[int] = []

    def silent(_: object) -> SignOuts:
        asked.append(1)
        raise RegisterUnavailable("The register does not answer.")

    monkeypatch.setattr(signed_out, "_kept", silent)
    assert signed_out.has_ended(SIGNED_IN)
    tab.clear()
    assert not signed_out.has_ended(other)
    assert len(asked) == 1
    signed_out.end(sign_in_of(other))
    assert signed_out.has_ended(other)


def test_a_sign_in_is_told_by_all_of_its_cookies_and_no_other() -> None:
    one = {"_streamlit_user": "chunks-2", "_streamlit_user_1": "a"}
    assert sign_in_of(one) != sign_in_of(one | {"_streamlit_user_1": "b"})
    assert sign_in_of(one) == sign_in_of(one | {"_streamlit_user_tokens": "t", "other": "x"})
    assert sign_in_of({"_streamlit_user_tokens": "t"}) == ""


def test_after_a_sign_out_elsewhere_nothing_is_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    claims = {"is_logged_in": True, "email": "ines@harbour.example", "iat": account.time.time()}
    monkeypatch.setattr(account, "_claims", lambda: claims)
    monkeypatch.setattr(account, "_secrets", lambda: {"auth": {}})
    ended = [False]
    monkeypatch.setattr(signed_out, "has_ended", lambda _: ended[0])
    assert account.may_enter()
    ended[0] = True
    assert not account.may_enter()
    with pytest.raises(AuthorityError, match="sign-in has ended"):
        account.person()
