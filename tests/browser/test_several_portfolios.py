"""Two portfolios on one server, two accounts, in a real browser: each sees his own, whatever address is opened."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.pages import AUTHORITY, SETTINGS, six_projects
from tests.support.serving import free_port, started

pytestmark = pytest.mark.browser

WAIT = 60_000
NOT_OPEN = "This portfolio is not open to your account."
SECRETS = """
[auth]
redirect_uri = "{address}/oauth2callback"
cookie_secret = "a secret of these tests, and of nothing else"
client_id = "cockpit"
client_secret = "of no meaning"
server_metadata_url = "{provider}/.well-known/openid-configuration"

[cockpit.roles]
"carl@harbour.example" = {{north = "Board"}}
"ines@harbour.example" = {{north = "viewer", south = "Clerk"}}
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, provider: str) -> Iterator[str]:
    """A cockpit of two portfolios with sign-in: Carl has a role in one, Ines in both."""
    root, port = tmp_path_factory.mktemp("several"), free_port()
    for name, title in (("north", "North works"), ("south", "South works")):
        (root / name).mkdir()
        six_projects(root / name, SETTINGS.replace("Test works", title) + AUTHORITY)
    state = tmp_path_factory.mktemp("state")
    address = f"http://127.0.0.1:{port}"
    (state / "secrets.toml").write_text(SECRETS.format(address=address, provider=provider), encoding="utf-8")
    with started(
        port,
        STREAMLIT_SECRETS_FILES=str(state / "secrets.toml"),
        COCKPIT_DATABASE_URL=f"sqlite:///{state}/{{portfolio}}.db",
        COCKPIT_MONTHS=f"{state}/months/{{portfolio}}",
        COCKPIT_PORTFOLIOS=str(root),
        COCKPIT_WORKERS="1",
        COCKPIT_WARM_UP="no",
    ) as ready:
        yield ready


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def sign_in(page: Page, place: str, who: str) -> None:
    page.goto(place)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=who, exact=True).click()


def has_opened(page: Page, title: str, place: str) -> None:
    """The page of a portfolio stands, under an address that names it."""
    expect(page.locator(".st-key-scenario-bar")).to_contain_text(title, timeout=WAIT)
    expect(page).to_have_url(re.compile(rf"[?&]portfolio={place}\b"), timeout=WAIT)


def test_who_has_a_role_in_one_cannot_open_the_other_by_its_address(server: str, page: Page) -> None:
    sign_in(page, server, "carl")
    has_opened(page, "North works", "north")
    page.goto(f"{server}/decide?portfolio=south&pin=crm:stop")
    expect(page.locator("h1.headline")).to_have_text(NOT_OPEN, timeout=WAIT)
    words = page.locator(".stApp").inner_text()
    assert "South" not in words
    assert "CRM" not in words
    assert "£" not in words
    assert page.locator("[data-testid=stSidebarNavLink]").count() == 0
    page.get_by_role("link", name="North works").click()
    has_opened(page, "North works", "north")
    expect(page).to_have_title(re.compile("^Decide"), timeout=WAIT)
    assert "pin=" not in page.url


def test_who_has_both_comes_by_a_link_chooses_and_goes_over(server: str, page: Page) -> None:
    sign_in(page, f"{server}/help?portfolio=south&confidence=0.8", "ines")
    has_opened(page, "South works", "south")
    expect(page.locator(".st-key-scenario-bar")).to_contain_text("benefit confidence 80 %", timeout=WAIT)
    expect(page.locator(".st-key-account")).to_contain_text("Your role: Clerk.", timeout=WAIT)
    page.get_by_role("link", name="North works").click()
    has_opened(page, "North works", "north")
    expect(page.locator(".st-key-account")).to_contain_text("Your role: viewer.", timeout=WAIT)
    expect(page.locator(".st-key-scenario-bar")).to_contain_text("Base scenario", timeout=WAIT)
    page.go_back()
    has_opened(page, "South works", "south")
    page.goto(f"{server}/help?confidence=0.8")
    expect(page.locator("h1.headline")).to_have_text("Choose a portfolio.", timeout=WAIT)
    page.get_by_role("link", name="South works").click()
    has_opened(page, "South works", "south")
    expect(page.locator(".st-key-scenario-bar")).to_contain_text("benefit confidence 80 %", timeout=WAIT)
