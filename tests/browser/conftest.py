"""A server just started on a free port, and a real browser; skipped, saying so, where there is no chromium."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, sync_playwright

from tests.support.pages import AUTHORITY, SETTINGS, six_projects
from tests.support.places import ARTEFACTS
from tests.support.serving import SWITCHES, ended, free_port, started, wait_until_ready

MOST_WORDS = 3000
PEOPLE: dict[str, dict[str, Any]] = {
    "vera": {"email": "vera@harbour.example", "roles": ["Chief Nobody"]},
    "carl": {"email": "carl@harbour.example"},
    "ines": {"email": "ines@harbour.example", "roles": "board"},
    "mallory": {"email": "carl@harbour.example", "email_verified": False},
}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A test that fails says what its pages showed, and leaves a picture of each."""
    report = yield
    opened: Browser | None = getattr(item, "funcargs", {}).get("browser")
    if report.when == "call" and report.failed and opened is not None:
        for number, page in enumerate(page for context in opened.contexts for page in context.pages):
            name = re.sub(r"\W+", "-", f"failed-{item.name}-{number}").strip("-")
            try:
                words = page.locator("body").inner_text(timeout=5000)
                ARTEFACTS.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=ARTEFACTS / f"{name}.png")
            except Error as error:
                words = str(error)
            report.sections.append((f"{page.url}, pictured in {name}.png", words[:MOST_WORDS]))
    return report


@pytest.fixture(scope="module")
def server(answers_of_all: str) -> Iterator[str]:
    """The address of a server on the sample; it keeps its answers where tests of the same figures look for them."""
    with started(
        free_port(), COCKPIT_DATABASE_URL=answers_of_all, COCKPIT_WORKERS="2", COCKPIT_WARM_UP="no"
    ) as address:
        yield address


@pytest.fixture(scope="module")
def small_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on six projects, which solve in a blink: for what a page does, whatever its figures."""
    folder = six_projects(tmp_path_factory.mktemp("small"), SETTINGS + AUTHORITY)
    database = f"sqlite:///{tmp_path_factory.mktemp('small-register') / 'register.db'}"
    places = {"COCKPIT_PORTFOLIO": str(folder), "COCKPIT_DATABASE_URL": database}
    with started(free_port(), COCKPIT_WARM_UP="no", **places) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("there is no chromium to open pages with")
    with sync_playwright() as running:
        opened = running.chromium.launch(executable_path=chromium, args=SWITCHES)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def shared_window(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    yield context
    context.close()


@pytest.fixture
def window(shared_window: BrowserContext) -> Iterator[BrowserContext]:
    """A window of a visitor who has never been here: without tabs and cookies; it keeps what it has fetched only."""
    yield shared_window
    for page in shared_window.pages:
        page.close()
    shared_window.clear_cookies()


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """An OpenID Connect provider that knows four people."""
    if find_spec("oidc_provider_mock") is None:
        pytest.skip("there is no provider to sign in with")
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true"]
    for sub, claims in PEOPLE.items():
        command += ["--user-claims", json.dumps({"sub": sub} | claims)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until_ready(f"http://127.0.0.1:{port}/.well-known/openid-configuration", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        ended(process)
