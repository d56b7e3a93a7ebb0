"""What deploy/ says, run for real: nginx with TLS and a base path before two replicas, one of which is killed."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read

from tests.support.cluster import Cluster, running_or_skip
from tests.support.pages import six_projects
from tests.support.places import ROOT
from tests.support.serving import AT_REST, START, ended, free_port, running, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WAIT = 60_000
DEPLOY = ROOT / "deploy" / "nginx"
SECRETS = """
[auth]
redirect_uri = "{address}/cockpit/oauth2callback"
cookie_secret = "a secret of these tests, and of nothing else"
client_id = "cockpit"
client_secret = "of no meaning"
server_metadata_url = "{provider}/.well-known/openid-configuration"

[cockpit.roles]
"ines@harbour.example" = "analyst"
"""
FRAME = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{account}
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/cockpit.conf;
    include {folder}/upstream.conf;
}}
"""
NOTES_HEADLINES = """() => {
    window.seen = [];
    const note = () => { for (const one of document.querySelectorAll("h1.headline")) window.seen.push(one.innerText); };
    new MutationObserver(note).observe(document.body, {childList: true, subtree: true, characterData: true});
    note();
}"""
"""Keeps every headline that is shown from here on, for as long as the page is not loaded anew."""


@dataclass(frozen=True)
class Site:
    """Where nginx answers, by TLS with a certificate and without, and the replicas behind it by their ports."""

    address: str
    plain: str
    certificate: Path
    replicas: dict[int, subprocess.Popen[bytes]]
    cluster: Cluster

    def ask(self, path: str) -> tuple[int, HTTPMessage]:
        """Status and headers by TLS."""
        return answer(f"{self.address}{path}", self.certificate)


@pytest.fixture(scope="module")
def nginx() -> str:
    found = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if found is None:
        pytest.skip("there is no nginx; Debian has it in the package nginx-light")
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl to make a certificate with")
    return found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, nginx: str, provider: str) -> Iterator[Site]:
    """The files of deploy/nginx before two replicas, with other ports, replicas' addresses and certificate."""
    folder, portfolio = tmp_path_factory.mktemp("nginx"), six_projects(tmp_path_factory.mktemp("portfolio"))
    secure, plain, one, other = (free_port() for _ in range(4))
    address = f"https://127.0.0.1:{secure}"
    (folder / "secrets.toml").write_text(SECRETS.format(address=address, provider=provider), encoding="utf-8")
    with running_or_skip() as cluster:
        settings = {
            "COCKPIT_DATABASE_URL": cluster.new_database(),
            "COCKPIT_PORTFOLIO": str(portfolio),
            "COCKPIT_WARM_UP": "no",
            "COCKPIT_WORKERS": "1",
            "STREAMLIT_SECRETS_FILES": str(folder / "secrets.toml"),
            "STREAMLIT_SERVER_BASE_URL_PATH": "cockpit",
        }
        with running(one, **settings) as first, running(other, **settings) as second:
            write_site(folder, secure, plain, (one, other))
            with in_front(nginx, folder):
                yield Site(
                    address, f"http://127.0.0.1:{plain}", folder / "cockpit.crt", {one: first, other: second}, cluster
                )


def write_site(folder: Path, secure: int, plain: int, replicas: tuple[int, int]) -> None:
    """The files as they stand in deploy/, but for what everybody has to set."""
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=cockpit"]
    words += ["-addext", "subjectAltName=IP:127.0.0.1"]
    key, certificate = folder / "cockpit.key", folder / "cockpit.crt"
    subprocess.run([*words, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    text = (DEPLOY / "cockpit.conf").read_text(encoding="utf-8")
    for pattern, given in (
        ("listen 443", f"listen 127.0.0.1:{secure}"),
        ("listen 80", f"listen 127.0.0.1:{plain}"),
        (r"/etc/nginx/tls/cockpit", str(folder / "cockpit")),
    ):
        text, changed = re.subn(pattern, given, text)
        assert changed
    (folder / "cockpit.conf").write_text(text, encoding="utf-8")
    ports = iter(replicas)
    upstream = re.sub(r"127\.0\.0\.1:\d+", lambda _: f"127.0.0.1:{next(ports)}", (DEPLOY / "upstream.conf").read_text())
    (folder / "upstream.conf").write_text(upstream, encoding="utf-8")


@contextmanager
def in_front(nginx: str, folder: Path) -> Iterator[None]:
    """Nginx on the files of a folder, from when it listens until it is no longer needed."""
    account = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(FRAME.format(folder=folder, account=account), encoding="utf-8")
    command = [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + START
        while not (folder / "nginx.pid").exists():
            log = folder / "error.log"
            assert process.poll() is None, log.read_text(encoding="utf-8") if log.exists() else "nginx does not start"
            assert time.monotonic() < until
            time.sleep(0.05)
        yield
    finally:
        ended(process)


class _Stays(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Show where one is sent, without going there."""


def answer(url: str, certificate: Path | None = None) -> tuple[int, HTTPMessage]:
    """Status and headers that a server gives, which is to be who its certificate says."""
    secured = urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=certificate))
    try:
        with urllib.request.build_opener(_Stays, secured).open(url, timeout=30) as given:
            return given.status, given.headers
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers


def tabs_at(port: int) -> float:
    """How many tabs a replica serves, as it says itself."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/cockpit/metrics", timeout=10) as given:
        families = read(given.read().decode())
    return next(s.value for family in families if family.name == "cockpit_sessions" for s in family.samples)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, ignore_https_errors=True)
    yield context.new_page()
    context.close()


def settled(page: Page) -> str:
    """The headline of a page that waits for nothing."""
    page.locator("h1.headline").first.wait_for(timeout=WAIT)
    wait_until(page, AT_REST, timeout=WAIT)
    return page.locator("h1.headline").first.inner_text()


def test_everything_goes_by_tls_below_the_base_path_and_sealed(site: Site) -> None:
    status, headers = answer(f"{site.plain}/cockpit/decide")
    assert (status, headers["Location"]) == (301, "https://127.0.0.1/cockpit/decide")
    status, headers = site.ask("/")
    assert (status, headers["Location"]) == (302, "/cockpit/")
    status, headers = site.ask("/cockpit/decide")
    assert status == 200
    for name in ("Strict-Transport-Security", "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"):
        assert len(headers.get_all(name) or ()) == 1, name
    cookies = headers.get_all("Set-Cookie") or []
    assert cookies
    assert all("secure" in cookie.lower() for cookie in cookies)
    assert "nginx/" not in (headers["Server"] or "")
    assert site.ask("/cockpit/ready")[0] == 200
    for path in ("/metrics", "/cockpit/metrics", "/cockpit/_stcore/metrics"):
        assert site.ask(path)[0] == 403


def sign_in(page: Page, place: str) -> None:
    page.goto(place)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="ines", exact=True).click()
    expect(page.locator(".st-key-account")).to_contain_text("Signed in as ines", timeout=WAIT)


def test_who_signs_out_at_one_replica_is_out_at_the_other(site: Site, browser: Browser) -> None:
    """A second browser comes with the same sign-in, under names that nginx sends to one replica or the other."""
    first = browser.new_context(ignore_https_errors=True)
    here = first.new_page()
    sign_in(here, f"{site.address}/cockpit/help")
    serving = max(site.replicas, key=tabs_at)
    left = min(site.replicas, key=tabs_at)
    assert (tabs_at(serving), tabs_at(left)) == (1, 0)
    for name in range(50):
        second = browser.new_context(ignore_https_errors=True)
        second.add_cookies([c for c in first.cookies() if c["name"] != "cockpit_browser"])
        second.add_cookies([{"name": "cockpit_browser", "value": f"{name:032x}", "url": site.address, "secure": True}])
        there = second.new_page()
        there.goto(f"{site.address}/cockpit/help")
        expect(there.locator(".st-key-account")).to_contain_text("Signed in as ines", timeout=WAIT)
        if tabs_at(left) == 1:
            break
        second.close()
    assert tabs_at(left) == 1
    here.get_by_role("button", name="Sign out").click()
    here.wait_for_url("**/oauth2/end_session*", timeout=WAIT)  # the provider's own page
    pages = itertools.cycle(("Scenarios", "Help"))
    until = time.monotonic() + WAIT / 1000
    while not there.get_by_role("button", name="Sign in").is_visible():
        assert time.monotonic() < until
        link = there.get_by_role("link", name=next(pages), exact=True)
        with suppress(Error):
            link.click(timeout=1000)
        there.wait_for_timeout(500)
    assert there.locator("[data-testid=stSidebarNavLink]").count() == 0
    first.close()
    second.close()
    until = time.monotonic() + WAIT / 1000
    while any(map(tabs_at, site.replicas)) and time.monotonic() < until:
        time.sleep(0.2)


def test_a_database_that_goes_and_comes_back_loses_nothing_and_the_page_finds_it(site: Site, browser: Browser) -> None:
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()
    sign_in(page, f"{site.address}/cockpit/scenarios?confidence=0.7")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_enabled(timeout=WAIT)
    page.get_by_label("Save what is on screen as").fill("Before the fall")
    page.get_by_label("Save what is on screen as").press("Enter")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved as version 1 of Before the fall.")).to_be_visible(timeout=WAIT)
    silent = page.get_by_text("Saved scenarios are shown as they were last read.")
    site.cluster.stop("immediate")
    try:
        page.get_by_role("link", name="Help").click()
        page.get_by_role("link", name="Scenarios", exact=True).click()
        expect(silent).to_be_visible(timeout=WAIT)
        expect(page.get_by_text("Before the fall").first).to_be_visible(timeout=WAIT)
    finally:
        site.cluster.start()
    expect(silent).to_be_hidden(timeout=WAIT)
    expect(page.get_by_text("Before the fall").first).to_be_visible(timeout=WAIT)
    context.close()


def test_a_visitor_signs_in_and_goes_on_with_the_scenario_when_the_replica_is_killed(site: Site, page: Page) -> None:
    sign_in(page, f"{site.address}/cockpit/decide")
    assert page.url.startswith(f"{site.address}/cockpit/")
    assert all(c["secure"] for c in page.context.cookies() if c["name"].startswith(("_streamlit", "cockpit")))

    expect(page).to_have_title(re.compile("^Decide"), timeout=WAIT)
    of_base = settled(page)
    page.goto(f"{site.address}/cockpit/decide?confidence=0.7")
    mine = settled(page)
    assert mine != of_base

    page.evaluate(NOTES_HEADLINES)
    serving = max(site.replicas, key=tabs_at)
    left = min(site.replicas, key=tabs_at)
    assert (tabs_at(serving), tabs_at(left)) == (1, 0)
    site.replicas[serving].kill()
    deadline = time.monotonic() + WAIT / 1000
    while tabs_at(left) != 1 and time.monotonic() < deadline:
        page.wait_for_timeout(200)
    assert tabs_at(left) == 1
    page.get_by_role("link", name="Help").click()
    expect(page).to_have_title(re.compile("^Help"), timeout=WAIT)
    page.get_by_role("link", name="Decide").click()
    expect(page).to_have_title(re.compile("^Decide"), timeout=WAIT)
    expect(page.locator("h1.headline").first).to_have_text(mine, timeout=WAIT)
    expect(page.locator(".st-key-account")).to_contain_text("Signed in as ines", timeout=WAIT)
    seen = page.evaluate("window.seen")
    assert mine in seen
    assert of_base not in seen


def test_who_tries_to_sign_in_too_often_has_to_wait(site: Site) -> None:
    said = [site.ask("/cockpit/oauth2callback")[0] for _ in range(50)]
    assert 429 in said
    assert said[0] != 429
    assert site.ask("/cockpit/decide")[0] == 200
