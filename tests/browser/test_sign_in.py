"""Sign-in in a real browser, against a real provider of its own: who is let in, and who may decide what."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from engine.register import Register, State, open_register
from tests.support.pages import AUTHORITY, SETTINGS, six_projects
from tests.support.places import ROOT
from tests.support.serving import free_port, started, wait_until

pytestmark = pytest.mark.browser

WAIT = 60_000
SECRET = "a secret of these tests, and of nothing else"  # noqa: S105
COOKIE = "_streamlit_user"
SIGN_IN = "Sign in to open the cockpit."
PLACES = re.findall(r'url_path="([\w-]+)"', (ROOT / "pages" / "ui" / "shell" / "frame.py").read_text(encoding="utf-8"))
SECRETS = """
[auth]
redirect_uri = "{address}/oauth2callback"
cookie_secret = "{secret}"
client_id = "cockpit"
client_secret = "of no meaning"
server_metadata_url = "{provider}/.well-known/openid-configuration"

[cockpit]
session_hours = 8

[cockpit.roles]
"carl@harbour.example" = "Clerk"
"""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('register') / 'register.db'}"


@pytest.fixture(scope="module")
def register(database: str) -> Iterator[Register]:
    with open_register(database) as opened:
        yield opened


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, provider: str, database: str) -> Iterator[str]:
    """A cockpit with sign-in, on a portfolio with a Clerk who may decide next to nothing and a Board that may all."""
    folder, port = six_projects(tmp_path_factory.mktemp("portfolio"), SETTINGS + AUTHORITY), free_port()
    secrets = tmp_path_factory.mktemp("secrets") / "secrets.toml"
    address = f"http://127.0.0.1:{port}"
    secrets.write_text(SECRETS.format(address=address, secret=SECRET, provider=provider), encoding="utf-8")
    with started(
        port,
        STREAMLIT_SECRETS_FILES=str(secrets),
        COCKPIT_DATABASE_URL=database,
        COCKPIT_PORTFOLIO=str(folder),
        COCKPIT_WARM_UP="no",
    ) as ready:
        yield ready


@pytest.fixture
def page(window: BrowserContext) -> Page:
    page = window.new_page()
    page.set_viewport_size({"width": 1280, "height": 900})
    return page


def headline(page: Page) -> str:
    page.locator("h1.headline").first.wait_for(timeout=WAIT)
    return page.locator("h1.headline").first.inner_text()


def sign_in(page: Page, server: str, who: str) -> None:
    page.goto(server)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=who, exact=True).click()
    expect(account(page)).to_contain_text("Signed in as", timeout=WAIT)


def account(page: Page) -> Locator:
    """Where the cockpit says who has signed in."""
    return page.locator(".st-key-account")


def at_the_meeting(page: Page, server: str) -> None:
    """The steering group with its first point's form."""
    page.goto(f"{server}/steering")
    page.get_by_role("button", name="Record the decision").wait_for(timeout=WAIT)
    wait_until(page, "() => !document.querySelector('.stProgress')", timeout=WAIT)


def press_what_is_left(page: Page, name: str) -> None:
    """Press a button if it is there: a page that had drawn itself anew for a figure is shut before anybody acts."""
    page.get_by_role("button", name=name).evaluate_all("found => found.forEach(button => button.click())")


def cookie(claims: dict[str, Any], server: str, *, secret: str = SECRET, days_ago: float = 0.0) -> dict[str, str]:
    """A session as the server would have written it, or as somebody would forge it."""

    class Then(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(time.time() - days_ago * 86_400)

    written = URLSafeTimedSerializer(secret, salt=COOKIE, signer=Then)
    content = {"origin": server, "is_logged_in": True, "provider": "default", "sub": "ines"} | claims
    return {"name": COOKIE, "value": written.dumps(json.dumps(content)), "url": server}


def is_shut(page: Page) -> bool:
    """Nothing is there but the way to sign in: no page, no navigation, no figure."""
    words = page.locator(".stApp").inner_text()
    links = page.locator("[data-testid=stSidebarNavLink]").count()
    return headline(page) == SIGN_IN and not links and "Test works" not in words and "£" not in words


def test_every_address_is_behind_the_gate(server: str, page: Page) -> None:
    assert len(PLACES) > 8
    for place in ("", *PLACES, "decide?project=crm&present=1", "no-such-page"):
        page.goto(f"{server}/{place}")
        assert is_shut(page), place


@pytest.mark.parametrize("kind", ["forged", "unsigned", "expired", "too old", "undated", "elsewhere"])
def test_a_session_that_is_not_ones_own_gets_in_nowhere(server: str, page: Page, kind: str) -> None:
    now = int(time.time())
    claims = {"email": "ines@harbour.example", "roles": "Board", "iat": now}
    made = {
        "forged": lambda: cookie(claims, server, secret="a secret that somebody guessed"),  # noqa: S106
        "unsigned": lambda: cookie(claims, server) | {"value": json.dumps(claims | {"is_logged_in": True})},
        "expired": lambda: cookie(claims, server, days_ago=40),
        "too old": lambda: cookie(claims | {"iat": now - 9 * 3600}, server),
        "undated": lambda: cookie({k: v for k, v in claims.items() if k != "iat"}, server),
        "elsewhere": lambda: cookie(claims | {"origin": "https://elsewhere.example"}, server),
    }[kind]()
    page.context.add_cookies([made])
    for place in ("", "steering"):
        page.goto(f"{server}/{place}")
        assert is_shut(page)


def test_the_same_session_made_well_gets_in(server: str, page: Page) -> None:
    claims = {"email": "ines@harbour.example", "roles": "Board", "iat": int(time.time())}
    page.context.add_cookies([cookie(claims, server)])
    page.goto(f"{server}/register")
    expect(account(page)).to_contain_text("ines@harbour.example", timeout=WAIT)


def test_a_link_is_kept_through_the_sign_in(server: str, page: Page) -> None:
    page.goto(f"{server}/help?confidence=0.8")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="ines", exact=True).click()
    expect(page).to_have_title(re.compile("^Help"), timeout=WAIT)
    expect(page.locator(".st-key-scenario-bar")).to_contain_text("benefit confidence 80 %", timeout=WAIT)
    expect(account(page)).to_contain_text("Signed in as ines@harbour.example", timeout=WAIT)
    page.goto(server)
    expect(page).to_have_title(re.compile("^Home"), timeout=WAIT)  # once is enough


def test_a_viewer_looks_and_cannot_record_or_save(server: str, page: Page, register: Register) -> None:
    sign_in(page, server, "vera")
    expect(account(page)).to_contain_text("Your role: viewer.", timeout=WAIT)
    at_the_meeting(page, server)
    page.get_by_role("button", name="Record the decision").click()
    expect(page.locator(".stAlert").filter(has_text="What you have filled in is still there")).to_be_visible(
        timeout=WAIT
    )
    page.goto(f"{server}/steering?present=1&acting-as=Board&dock-acting-as=Board&role=Board")
    expect(page.locator(".st-key-dock .dock-role")).to_contain_text("viewer", timeout=WAIT)
    page.locator(".st-key-record-decision button").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".stAlert").filter(has_text="What you have filled in is still there")).to_be_visible(
        timeout=WAIT
    )
    page.goto(f"{server}/scenarios?confidence=0.9")
    page.get_by_label("Save what is on screen as").fill("Mine")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("may look, but not save scenarios").wait_for(timeout=WAIT)
    assert not register.entries()
    assert not register.scenarios()


def test_an_address_that_is_not_verified_gives_nobody_a_role(server: str, page: Page) -> None:
    sign_in(page, server, "mallory")
    expect(account(page)).to_contain_text("Signed in as mallory", timeout=WAIT)
    expect(account(page)).to_contain_text("Your role: viewer.", timeout=WAIT)


def test_above_the_limit_it_waits_and_within_it_is_decided(server: str, page: Page, register: Register) -> None:
    sign_in(page, server, "carl")
    at_the_meeting(page, server)
    page.get_by_role("button", name="Record the decision").dblclick()
    page.get_by_text("Kept as recommended, entry").wait_for(timeout=WAIT)
    kept = register.entries()
    assert [(e.state, e.decided_by.account, e.decided_by.role) for e in kept] == [
        (State.RECOMMENDED, "carl@harbour.example", "Clerk")
    ]
    page.locator(".st-key-sign-out button").click()
    page.wait_for_url("**/oauth2/end_session**", timeout=WAIT)
    page.goto(f"{server}/steering")
    assert is_shut(page)
    sign_in(page, server, "ines")
    at_the_meeting(page, server)
    page.get_by_text("Recommended on").wait_for(timeout=WAIT)
    page.get_by_role("button", name="Record the decision").click()
    page.get_by_text("Recorded as decided, entry").wait_for(timeout=WAIT)
    last = register.entries()[-1]
    assert (last.state, last.decided_by.account, last.decided_by.role) == (
        State.DECIDED,
        "ines@harbour.example",
        "Board",
    )
    assert last.decision.supersedes == kept[0].id


def test_who_signs_out_in_one_tab_is_out_in_the_next_act_of_another(
    server: str, page: Page, register: Register
) -> None:
    sign_in(page, server, "ines")
    before = len(register.entries())
    other = page.context.new_page()
    at_the_meeting(other, server)
    other.get_by_label("Conditions, if any").fill("Only with Ada")
    page.locator(".st-key-sign-out button").click()
    page.wait_for_url("**/oauth2/end_session**", timeout=WAIT)
    press_what_is_left(other, "Record the decision")
    expect(other.locator("h1.headline").first).to_have_text(SIGN_IN, timeout=WAIT)
    assert is_shut(other)
    assert len(register.entries()) == before
    sign_in(other, server, "ines")
    at_the_meeting(other, server)
    expect(other.get_by_label("Conditions, if any")).to_have_value("Only with Ada", timeout=WAIT)


def test_a_half_written_decision_is_there_after_a_reload_and_for_nobody_else(server: str, browser: Browser) -> None:
    contexts = [browser.new_context(viewport={"width": 1280, "height": 900}) for _ in range(2)]
    ines, vera = (context.new_page() for context in contexts)
    sign_in(ines, server, "ines")
    at_the_meeting(ines, server)
    field = ines.get_by_label("Conditions, if any")
    field.click()
    field.press_sequentially("Only with Ada and Ben")
    at_the_meeting(ines, server)
    expect(ines.get_by_label("Conditions, if any")).to_have_value("Only with Ada and Ben", timeout=WAIT)
    sign_in(vera, server, "vera")
    at_the_meeting(vera, server)
    expect(vera.get_by_label("Conditions, if any")).to_have_value("", timeout=WAIT)
    ines.context.clear_cookies(name=COOKIE)
    sign_in(ines, server, "vera")
    at_the_meeting(ines, server)
    expect(ines.get_by_label("Conditions, if any")).to_have_value("", timeout=WAIT)
    for context in contexts:
        context.close()


@pytest.mark.parametrize("content", ["[auth\nclient_id = 1", None])
def test_secrets_that_cannot_be_read_let_nobody_in(
    tmp_path: Path, browser: Browser, database: str, content: str | None
) -> None:
    broken = tmp_path / "secrets.toml"
    if content is not None:
        broken.write_text(content, encoding="utf-8")
    settings = {"COCKPIT_DATABASE_URL": database, "COCKPIT_PORTFOLIO": str(tmp_path), "COCKPIT_WARM_UP": "no"}
    with started(free_port(), "/_stcore/health", STREAMLIT_SECRETS_FILES=str(broken), **settings) as address:
        page = browser.new_page()
        page.goto(f"{address}/decide")
        page.get_by_text("secrets cannot be read, so nobody can sign in").wait_for(timeout=WAIT)
        assert page.locator("[data-testid=stSidebarNavLink]").count() == 0
        page.close()
