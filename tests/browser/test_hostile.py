"""Hostile addresses and names on every page, in a real browser: no other host is asked, nothing they say is obeyed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from urllib.parse import quote, urlsplit

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Page

from engine.portfolio.reading.loading import load
from engine.portfolio.scenario import Scenario
from engine.register import DecisionTaken, Person, Register, Subject, SubjectKind, open_register
from tests.support.governance import AUTHORITY, BOARD
from tests.support.pages import POOLS, PROJECTS, SETTINGS, six_projects
from tests.support.serving import AT_REST, PLACES, free_port, started, wait_until

pytestmark = pytest.mark.browser
WAIT = 120_000
HOST = "x.example"
TEXTS = (
    f"![x](https://{HOST}/p.png)",
    f"[Sign in again](https://{HOST}/in)",
    f"<img src=https://{HOST}/q.png>",
    f"<img src=x onerror=\"fetch('https://{HOST}/f')\">",
    f"<script>fetch('https://{HOST}/s')</script>",
    f"<svg onload=\"fetch('https://{HOST}/o')\">",
    f"<svg><image href=https://{HOST}/i.png></svg>",
    f"<iframe src=https://{HOST}></iframe>",
    f"<style>@import 'https://{HOST}/c.css'</style>",
    f"<link rel=stylesheet href=https://{HOST}/l.css>",
    f"<p style=\"background:url('https://{HOST}/b.png')\">x</p>",
    f"<base href=https://{HOST}/>",
    f"<meta http-equiv=refresh content='0;url=https://{HOST}'>",
    f"<form action=https://{HOST}><button>Go</button></form>",
    f"<video src=https://{HOST}/v.mp4 autoplay></video>",
    f"<object data=https://{HOST}/o></object>",
    f"<a href=https://{HOST} ping=https://{HOST}/ping>here</a>",
    "<a href=javascript:alert(1)>here</a>",
    f"</p></div><h1 class=headline>https://{HOST}</h1>",
    f"https://{HOST}/auto",
    f"www.{HOST}",
    f"me@{HOST}",
    f"mailto:me@{HOST}",
    f"//{HOST}/p.png",
    f"[x]: https://{HOST} 'y'",
    f"![x][y]\n\n[y]: https://{HOST}/r.png",
    "**bold** __under__ ~~gone~~ `code`",
    ":red[alarm] :material/home: :smile:",
    "$x^2$ and $$y$$",
    "# head\n- one\n1. two\n> three",
    "| a | b |\n|---|---|\n| c | d |",
    "{{7*7}} ${7*7} %s %(name)s {name} {0}",
    "'; DROP TABLE entries; --",
    '=HYPERLINK("https://x.example")',
    "__proto__",
    "constructor",
    "\u202etxt.exe\u200b\u2066",
    "null",
    "' + fetch('https://x.example/v') + '",
    "x" * 400,
)
STEPS = 20
"""Texts that one address carries."""
SINGLE = (
    "scenario", "project", "pool", "theme", "view", "present", "against", "a-", "rate", "confidence", "changes",
    "a-rate", "unknown",
)  # fmt: skip
SHARED = ("capacity", "lift", "a-capacity", "a-lift")
WITH_VALUES = ("capacity", "weight", "flex", "parallel", "a-weight")
"""Parameters that a page reads, and one that none does; those of the position kept as A begin with ``a-``."""

NOT_OURS = """() => [...document.querySelectorAll('[src], [href], [action], [data], [ping]')]
    .flatMap(e => ['src', 'href', 'action', 'data', 'ping'].map(name => e.getAttribute(name)))
    .filter(value => value && new URL(value, location.href).hostname !== location.hostname
        && !/^(data|blob):/.test(value))"""
OBEYED = """() => [...document.querySelectorAll('.stMain :is(iframe, object, video, form, base, meta, script, style)')]
    .map(e => e.outerHTML).filter(text => text.includes('x.example'))"""
WATCH = """window.tried = [];
    addEventListener('securitypolicyviolation', event => window.tried.push(event.blockedURI));
    window.alert = () => window.tried.push('alert');"""


def test_there_are_forty_texts() -> None:
    assert len(set(TEXTS)) == 40


def renamed(table: str, columns: dict[str, list[str]]) -> str:
    """A table with other texts in some columns."""
    heads, *rows = csv.reader(io.StringIO(table))
    for name, texts in columns.items():
        for row, text in zip(rows, texts, strict=False):
            row[heads.index(name)] = text
    out = io.StringIO()
    csv.writer(out).writerows([heads, *rows])
    return out.getvalue()


def fill(register: Register) -> None:
    """Scenarios and decisions, each with hostile texts wherever people write."""
    for number, text in enumerate(TEXTS):
        register.save_scenario(Scenario(name=text[:60], max_changes=number + 1), BOARD)
        taken = DecisionTaken(
            kind="accelerate",
            subject=Subject(kind=SubjectKind.PROJECT, id=("crm", "lake", f"gone-{number}")[number % 3], name=text),
            decided_on=date.today(),
            forum=text,
            reason=text,
            conditions=text,
            review_on=date(2026, 11, 4),
        )
        register.record(taken, Person(account=text[:200], role=BOARD.role), AUTHORITY)
    register.adopt(register.scenarios()[0], BOARD)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A cockpit in which every name is hostile."""
    folder, database = tmp_path_factory.mktemp("hostile"), tmp_path_factory.mktemp("register") / "register.db"
    settings = yaml.safe_load(SETTINGS) | {"name": TEXTS[2]}
    themes = {"Grow": TEXTS[0], "Keep": TEXTS[4]}
    settings["themes"] = [theme | {"name": themes[theme["name"]]} for theme in settings["themes"]]
    settings["authority"] = {
        "roles": [
            {"name": text, "limits": {kind: {"money": "unlimited"} for kind in ("accelerate", "defer", "stop")}}
            for text in (TEXTS[1], TEXTS[19], "Board")
        ]
    }
    theme_of = [themes[row.split(",")[2]] for row in PROJECTS.splitlines()[1:]]
    names = [TEXTS[n] for n in (0, 3, 5, 20, 33, 18)]
    projects = renamed(PROJECTS, {"name": names, "theme": theme_of})
    pools = renamed(POOLS, {"name": [TEXTS[0], TEXTS[1]]})
    load(six_projects(folder, yaml.safe_dump(settings), projects=projects, pools=pools))
    with open_register(f"sqlite:///{database}") as register:
        fill(register)
    settings_of_server = {"COCKPIT_DATABASE_URL": f"sqlite:///{database}", "COCKPIT_PORTFOLIO": str(folder)}
    with started(free_port(), COCKPIT_WARM_UP="no", **settings_of_server) as address:
        yield address


@pytest.fixture(scope="module")
def watched(browser: Browser) -> Iterator[tuple[BrowserContext, list[str]]]:
    """A window whose every request is noted, and whatever its pages try that the policy forbids."""
    context, asked = browser.new_context(viewport={"width": 1280, "height": 900}), []
    context.add_init_script(WATCH)
    context.on("request", lambda request: asked.append(request.url))
    yield context, asked
    context.close()


def address(texts: tuple[str, ...], turn: int) -> str:
    """One query with every text in it; which parameter holds which changes by turns, so that pages try others."""
    turned = texts[turn % len(texts) :] + texts[: turn % len(texts)]
    parts = [f"{name}={quote(text)}" for name, text in zip(SINGLE, turned, strict=False)]
    parts += [f"{name}={quote(text)}" for name in SHARED for text in texts]
    parts += [f"{name}={quote(text)}:2" for name in WITH_VALUES for text in turned[:3]]
    parts += [f"pin={quote(texts[0])}:stop", f"budget={quote(texts[1])}:5"]
    return "&".join(parts)


def look(page: Page, url: str) -> None:
    """Open a page and wait until it rests."""
    page.goto(url)
    page.locator("h1.headline").first.wait_for(timeout=WAIT)
    wait_until(page, AT_REST, timeout=WAIT)


def check(page: Page, asked: list[str]) -> None:
    """Nothing of what stands on the page was obeyed."""
    where = page.url[:200]
    assert [url for url in asked if urlsplit(url).hostname not in ("127.0.0.1", None)] == [], where
    assert page.evaluate("window.tried") == [], where
    assert page.evaluate(NOT_OURS) == [], where
    assert page.evaluate(OBEYED) == [], where
    assert page.locator(".stException").count() == 0, where
    words = page.locator("h1.headline").first.inner_text()
    for complaint in ("could not be drawn", "cannot be shown", "cannot be opened"):
        assert complaint not in words, where


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place or "home")
def test_no_page_obeys_an_address_or_a_name(server: str, watched: tuple[BrowserContext, list[str]], place: str) -> None:
    """An address that cannot be read is left out and said: the page stands as without it, with its hostile names."""
    context, asked = watched
    page = context.new_page()
    for begin in range(0, len(TEXTS), STEPS):
        look(page, f"{server}/{place}?{address(TEXTS[begin : begin + STEPS], PLACES.index(place))}")
        page.locator(".stAlert").first.wait_for(timeout=WAIT)
        check(page, asked)
    page.close()


def test_what_is_chosen_by_its_hostile_name_is_drawn_as_text(
    server: str, watched: tuple[BrowserContext, list[str]]
) -> None:
    context, asked = watched
    page = context.new_page()
    look(
        page,
        f"{server}/decide?project=crm&pin=crm:stop&pool=software&weight={quote(TEXTS[0])}:1.5&capacity=software:1.2",
    )
    page.locator(".st-key-panel h2.project").wait_for(timeout=WAIT)
    page.locator(".st-key-pins-in-force button").first.wait_for(timeout=WAIT)
    assert f"www.{HOST}" in page.locator(".st-key-panel h2.project").inner_text()
    check(page, asked)
    page.close()


def test_the_policy_stops_what_would_get_through(server: str, watched: tuple[BrowserContext, list[str]]) -> None:
    context, _ = watched
    page = context.new_page()
    look(page, f"{server}/help")
    page.evaluate(
        """host => { new Image().src = `https://${host}/p.png`; fetch(`https://${host}/f`).catch(() => 0);
            document.body.insertAdjacentHTML('beforeend', `<iframe src="https://${host}/"></iframe>`); }""",
        HOST,
    )
    wait_until(page, "() => window.tried.length >= 3", timeout=WAIT)
    page.close()
