"""Who is at the screen: accounts and roles by table and claim, and that nothing lets in by mistake."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.errors import StreamlitSecretNotFoundError
from streamlit.testing.v1 import AppTest

from engine.errors import AuthorityError, CockpitError
from engine.register import Person, open_register
from pages.ui.session import browser_session
from pages.ui.visitors import account
from tests.support.pages import AUTHORITY, SETTINGS, settled, text_of

Visit = Callable[..., AppTest]
SIGNED = {"is_logged_in": True, "sub": "s1", "email": "ines@harbour.example"}


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, folder: Path, visit: Visit) -> Callable[..., None]:  # noqa: ARG001
    """Put somebody at the screen: claims, and the server's secrets."""
    (folder / "portfolio.yaml").write_text(SETTINGS + AUTHORITY, encoding="utf-8")

    def put(claims: dict[str, Any], **cockpit: Any) -> None:
        monkeypatch.setattr(account, "_claims", lambda: {"iat": time.time() - 60} | claims)
        monkeypatch.setattr(account, "_secrets", lambda: {"auth": {}, "cockpit": cockpit})
        monkeypatch.setattr(browser_session, "acting_role", lambda: None)

    return put


def test_a_viewer_in_a_room_records_nothing_whatever_his_browser_tells(
    at: Callable[..., None], visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A deep link that names a role, widgets that no page has drawn for him, and a role chosen that is not his."""
    at(SIGNED)
    monkeypatch.setattr(browser_session, "acting_role", lambda: "Board")
    page = visit("steering", present="1", **{"acting-as": "Board", "dock-acting-as": "Board", "role": "Board"})
    assert not [box for box in page.selectbox if "acting-as" in (box.key or "")]
    states = page.button(key="record-decision").set_value(True).root.get_widget_states()
    for key in ("acting-as", "dock-acting-as", "acting-role"):
        for name in (key, f"$$ID-0123456789abcdef0123456789abcdef-{key}"):
            states.widgets.add(id=name, string_value="Board")
            states.widgets.add(id=name, json_value='"Board"')
    page = settled(page._run(states))
    assert "The role viewer may look and prepare, but decides nothing." in page.error[0].value
    with open_register(f"sqlite:///{tmp_path / 'register.db'}") as register:
        assert not register.entries()


@pytest.mark.parametrize(
    ("claims", "cockpit", "roles"),
    [
        ({"roles": "BOARD"}, {}, ("Board",)),
        ({"roles": ["viewer", "Clerk", "Board", "Clerk"]}, {}, ("viewer", "Clerk", "Board")),
        ({"roles": ["Emperor"]}, {}, ("viewer",)),
        ({"roles": {"Board": True}}, {}, ("viewer",)),
        ({"roles": [["Board"], 7, None]}, {}, ("viewer",)),
        ({}, {}, ("viewer",)),
        ({"groups": "Board"}, {"roles_claim": "groups"}, ("Board",)),
        ({"realm_access": {"roles": ["analyst"]}}, {"roles_claim": "realm_access.roles"}, ("analyst",)),
        ({"https://cockpit/roles": ["Clerk"]}, {"roles_claim": "https://cockpit/roles"}, ("Clerk",)),
        ({"roles": "Board"}, {"roles": {"INES@harbour.example": "Clerk"}}, ("Clerk",)),
        ({"roles": "Board"}, {"roles": {"ines@harbour.example": []}}, ("viewer",)),
        ({"roles": "Clerk"}, {"roles": {"somebody@else.example": "Board"}}, ("Clerk",)),
    ],
)
def test_roles_come_from_the_table_else_from_the_claim(
    at: Callable[..., None], claims: dict[str, Any], cockpit: dict[str, Any], roles: tuple[str, ...]
) -> None:
    at(SIGNED | claims, **cockpit)
    assert account.account() == account.Account("ines@harbour.example", roles)
    assert account.person() == Person(account="ines@harbour.example", role=roles[0])


def test_a_role_that_is_not_ones_own_cannot_be_chosen(at: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    at(SIGNED | {"roles": ["Clerk", "analyst"]})
    monkeypatch.setattr(browser_session, "acting_role", lambda: "analyst")
    assert account.person().role == "analyst"
    monkeypatch.setattr(browser_session, "acting_role", lambda: "Board")
    assert account.person().role == "Clerk"


@pytest.mark.parametrize(
    "claims",
    [
        {},
        SIGNED | {"is_logged_in": False},
        SIGNED | {"iat": time.time() - 13 * 3600},
        SIGNED | {"iat": None},
        SIGNED | {"iat": "now"},
        SIGNED | {"iat": True},
        SIGNED | {"sub": "", "email": " "},
    ],
)
def test_who_has_not_signed_in_lately_is_nobody(at: Callable[..., None], claims: dict[str, Any]) -> None:
    at(claims)
    assert not account.may_enter()
    with pytest.raises(AuthorityError, match="sign in again"):
        account.person()


def test_an_address_that_is_not_verified_is_not_a_name(at: Callable[..., None]) -> None:
    at(SIGNED | {"email_verified": False}, roles={"ines@harbour.example": "Board"})
    assert account.account() == account.Account("s1", ("viewer",))
    at(SIGNED | {"email_verified": True}, roles={"ines@harbour.example": "Board"})
    assert account.person().role == "Board"


def test_a_file_of_accounts_is_read_again_when_it_changes_and_a_broken_one_gives_no_role(
    at: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "accounts.yaml"
    monkeypatch.setenv("COCKPIT_ACCOUNTS", str(table))
    at(SIGNED | {"roles": "Clerk"})
    with pytest.raises(CockpitError, match="cannot be read"):
        account.person()
    table.write_text("ines@harbour.example: [Board, Clerk]\n", encoding="utf-8")
    assert account.account().roles == ("Board", "Clerk")
    for broken in ("- ines\n- bo\n", "a: [", "\x00"):
        table.write_text(broken, encoding="utf-8")
        with pytest.raises(CockpitError):
            account.person()


def test_without_sign_in_the_cockpit_is_open_and_says_so(visit: Visit, folder: Path) -> None:
    (folder / "portfolio.yaml").write_text(SETTINGS + AUTHORITY, encoding="utf-8")
    page = visit("help")
    assert "Open, without sign-in, for this one machine." in text_of(page)
    assert page.selectbox(key="acting-as").options == ["analyst", "viewer", "Clerk", "Board"]
    assert page.selectbox(key="acting-as").value == "analyst"


def test_with_sign_in_set_up_nobody_sees_a_page_before(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account, "_secrets", lambda: {"auth": {}})
    for place in ("home", "steering", "register"):
        page = visit(place, wait=False)
        assert "Sign in to open the cockpit." in text_of(page)
        assert "Test works" not in text_of(page)
        assert [b.label for b in page.button] == ["Sign in"]


def test_secrets_that_were_asked_for_and_are_not_there_let_nobody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    class Missing:
        def to_dict(self) -> dict[str, Any]:
            raise StreamlitSecretNotFoundError("there is no such file")

    monkeypatch.setattr(account.st, "secrets", Missing())
    monkeypatch.setattr(account.config, "get_option", lambda _: ["/no/such/secrets.toml"])
    monkeypatch.setattr(account.config, "is_manually_set", lambda _: False)
    assert account.may_enter()
    monkeypatch.setattr(account.config, "is_manually_set", lambda _: True)
    with pytest.raises(CockpitError, match="nobody can sign in"):
        account.may_enter()


LISTED = {"INES@harbour.example": "Clerk"}


def test_where_only_listed_accounts_may_enter_others_are_refused_by_name_and_role(at: Callable[..., None]) -> None:
    at(SIGNED | {"roles": "Board"}, only_listed=True, roles=LISTED)
    assert account.may_enter()
    assert account.person().role == "Clerk"
    at(SIGNED | {"email": "bo@harbour.example", "roles": "Board"}, only_listed=True, roles=LISTED)
    for ask in (account.may_enter, account.account, account.person):
        with pytest.raises(account.NotListedError, match="not on the list"):
            ask()
    at(SIGNED | {"email": "bo@harbour.example", "roles": "Board"}, only_listed=False, roles=LISTED)
    assert account.may_enter()


@pytest.mark.parametrize("said", ["yes", 1, None])
def test_what_only_listed_means_is_not_guessed(at: Callable[..., None], said: object) -> None:
    at(SIGNED, only_listed=said, roles=LISTED)
    with pytest.raises(CockpitError, match="must be true or false"):
        account.may_enter()


def test_who_is_not_listed_sees_nothing_but_the_way_out(at: Callable[..., None], visit: Visit) -> None:
    at(SIGNED, only_listed=True, roles={})
    page = visit("decide", wait=False)
    assert "Test works" not in text_of(page)
    assert [b.key for b in page.button] == ["sign-out"]
    assert any("not on the list" in box.value for box in page.error)
