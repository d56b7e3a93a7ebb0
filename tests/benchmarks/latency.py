"""From a slider's move to the new answer painted, and from a link to the page: seconds in a real browser.

``python -m tests.benchmarks.latency [--portfolio FOLDER] [--moves 20]`` starts a server of its own on a portfolio (by
default a random one of 60 projects), and Debian's chromium. Browser and server share the machine, as nowhere in use.

``--opened cold`` opens each page of the sample on a server just started whose database holds no answers, in a browser
that has nothing from before; ``--opened kept`` one after another on a server whose database holds all answers, in a
browser that has fetched the application. What counts as content is said by :data:`CONTENT`, and the sentence is
printed, to be judged.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from statistics import median

import click
from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.folder import write_portfolio
from tests.benchmarks.portfolios import random_portfolio
from tests.support.places import ROOT
from tests.support.serving import AT_REST, PLACES, SWITCHES, free_port, started

PAGES = ("", "illusion", "constraint", "decide", "interventions", "strategy", "scenarios")
TIMEOUT = 180_000
PAINTED = """([before, said]) => {
    const line = document.querySelector('h1.headline:not(.dimmed, .interim)');
    const plan = document.querySelector('.st-key-plan');
    const proof = document.querySelector('.st-key-proof');
    return location.href !== before && line && line.innerText !== said && plan && getComputedStyle(plan).opacity === '1'
        && proof && /Proven/.test(proof.innerText) && !/Working/.test(proof.innerText);
}"""
STRIP = """([before, said]) => {
    const strip = document.querySelector('.changes');
    const plan = document.querySelector('.st-key-plan');
    return location.href !== before && strip && strip.innerText !== said && plan
        && getComputedStyle(plan).opacity === '1';
}"""
"""Holds once the strip says what the move has changed, and the plan is the new one's."""
CONTENT = """() => {
    const line = document.querySelector('h1.headline:not(.dimmed)');
    const more = '.stMain p.quiet, .stMain p.strong, .stMain .stDataFrame, .stMain .stVegaLiteChart, .stMain table';
    return line && !/…/.test(line.innerText) && /\\S/.test(line.innerText)
        && [...document.querySelectorAll(more)].some(one => one.getBoundingClientRect().top < innerHeight);
}"""
"""Holds once a page's sentence stands, not one that announces work, and on the first screen something beside it."""
CALM = 5
"""Looks, a second apart, at which a server has to be found without work."""
Said = Callable[[Page, int], str]
CONFIDENCE_MOVES = 12
"""From 100 % down to 40 %; every move asks for what nobody has asked before."""
TURNED = """said => {
    const line = document.querySelector('h1.headline:not(.dimmed, .interim)');
    const chart = document.querySelector('.stVegaLiteChart svg, .stVegaLiteChart canvas');
    return line && line.innerText !== said && !/…/.test(line.innerText) && chart;
}"""
OPENED = """() => {
    const line = document.querySelector('h1.headline:not(.dimmed, .interim)');
    return line && !/…/.test(line.innerText) && document.querySelector('.stVegaLiteChart svg, .stVegaLiteChart canvas');
}"""


@click.command()
@click.option("--portfolio", type=click.Path(path_type=Path), help="By default a random one of 60 projects.")
@click.option("--moves", default=20, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--opened", type=click.Choice(["cold", "kept"]), help="Open pages on a server just started instead.")
@click.option("--strip", is_flag=True, help="Only from a slider to the strip that says what it has changed.")
@click.option("--only", default="", help="Pages to open, by path and comma, with - for Home; else all.")
def main(portfolio: Path | None, moves: int, seed: int, opened: str | None, strip: bool, only: str) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=SWITCHES)
        if opened:
            places = [place.removeprefix("-") for place in only.split(",")] if only else list(PLACES)
            sample = portfolio or ROOT / "data" / "sample"
            _opened(browser, sample.resolve(), Path(folder), places, is_kept=opened == "kept")
            return
        random = portfolio or write_portfolio(random_portfolio(60, seed=seed), Path(folder))
        for ahead, pause in (("no", 1500), ("yes", 4000)):
            settings = _on(random.resolve(), Path(folder) / f"strip-{ahead}.db") | {"COCKPIT_WARM_UP": ahead}
            with started(free_port(), **settings) as address:
                _wait_for_rest(address)
                page = _window(browser)
                taken = _moves(page, address, moves, STRIP, _strip_says, pause)
                _report(f"slider to painted strip{', worked ahead' if ahead == 'yes' else ''}", taken)
                click.echo(
                    "\n".join(line for line in _metrics(address) if line.startswith("cockpit_lever_moves_total"))
                )
                page.close()
        if strip:
            return
        with started(free_port(), COCKPIT_PORTFOLIO=str(random.resolve())) as address:
            page = _window(browser)
            _work_out(page, address)
            _report("slider to painted answer", _moves(page, address, moves, PAINTED, _line_says))
            for place in PAGES:
                _report(f"opening /{place}", _openings(page, f"{address}/{place}", 5))
            for place, taken in _turnings(page, address, 5).items():
                _report(f"turning to /{place}", taken)


def _opened(browser: Browser, portfolio: Path, folder: Path, places: list[str], *, is_kept: bool) -> None:
    """Print seconds from a link to each page's content, on a server just ready: one a page where nothing is kept."""
    if not is_kept:
        for place in places:
            with started(free_port(), **_on(portfolio, folder / f"{place or 'home'}.db")) as address:
                _open(_window(browser), address, place)
        return
    settings = _on(portfolio, folder / "kept.db")
    with started(free_port(), **settings) as address:
        page = _window(browser)
        for place in places:
            page.goto(f"{address}/{place}")
            for _ in range(4):
                page.wait_for_function(AT_REST, timeout=2 * TIMEOUT, polling=500)
                page.wait_for_timeout(1500)
    with started(free_port(), **settings, COCKPIT_WARM_UP="no") as address:
        page = _window(browser)
        page.goto(f"{address}/help")
        page.locator("h1.headline").wait_for(timeout=TIMEOUT)
        for place in places:
            _open(page, address, place)


def _window(browser: Browser) -> Page:
    return browser.new_context(viewport={"width": 1440, "height": 900}).new_page()


def _open(page: Page, address: str, place: str) -> None:
    began = time.perf_counter()
    page.goto(f"{address}/{place}")
    page.wait_for_function(CONTENT, timeout=TIMEOUT, polling=20)
    taken = time.perf_counter() - began
    said = page.locator("h1.headline").inner_text()
    click.echo(f"/{place:<14} {taken:5.2f} s   load {os.getloadavg()[0]:4.1f}   {said}")
    page.wait_for_timeout(1500)


def _on(portfolio: Path, database: Path) -> dict[str, str]:
    return {"COCKPIT_PORTFOLIO": str(portfolio), "COCKPIT_DATABASE_URL": f"sqlite:///{database}"}


def _moves(page: Page, address: str, moves: int, painted: str, said: Said, pause: int = 1500) -> list[float]:
    """Seconds from a key on a lever until ``painted`` holds; each position is a new one.

    ``said`` reads what must change, from the page and the number of the move; ``pause`` is in milliseconds.
    """
    page.goto(f"{address}/decide")
    page.wait_for_function("() => /Proven/.test(document.body.innerText)", timeout=TIMEOUT)
    page.wait_for_function("() => !/being sought/.test(document.body.innerText)", timeout=TIMEOUT)
    taken = []
    for move in range(moves):
        page.wait_for_timeout(pause)
        place = "[class*=st-key-lever-confidence]" if move < CONFIDENCE_MOVES else ".st-key-levers"
        page.locator(f"{place} input[type=range]").first.focus()
        before = [page.url, said(page, move)]
        began = time.perf_counter()
        page.keyboard.press("ArrowLeft")
        page.wait_for_function(painted, arg=before, timeout=TIMEOUT, polling=20)
        taken.append(time.perf_counter() - began)
    return taken


def _metrics(address: str) -> list[str]:
    with urllib.request.urlopen(f"{address}/metrics", timeout=30) as given:  # noqa: S310 - a server of its own
        return str(given.read().decode()).splitlines()


def _wait_for_rest(address: str) -> None:
    """Until a server has worked out what it does before anybody asks."""
    calm = 0
    while calm < CALM:
        jobs = [
            line for line in _metrics(address) if line.startswith(("cockpit_jobs_running{", "cockpit_jobs_queued{"))
        ]
        calm = 0 if any(float(line.split()[-1]) for line in jobs) else calm + 1
        time.sleep(1.0)


def _strip_says(page: Page, _move: int) -> str:
    strip = page.locator(".changes")
    return strip.inner_text() if strip.count() else ""


def _line_says(page: Page, move: int) -> str:
    """More or less of a pool that limits nothing leaves the sentence as it is."""
    return page.locator("h1.headline").inner_text() if move < CONFIDENCE_MOVES else ""


def _work_out(page: Page, address: str) -> None:
    """Wait until every page's answer is computed, so that nothing else is at work while seconds are counted."""
    for place in PAGES:
        page.goto(f"{address}/{place}")
        page.wait_for_function(OPENED, timeout=TIMEOUT)
        page.wait_for_function(AT_REST, timeout=TIMEOUT)
    page.goto(f"{address}/steering")
    page.locator("h1.headline").wait_for(timeout=TIMEOUT)
    page.wait_for_timeout(1000)
    page.wait_for_function(AT_REST, timeout=TIMEOUT)


def _openings(page: Page, address: str, times: int) -> list[float]:
    page.goto(address)
    page.wait_for_function(OPENED, timeout=TIMEOUT)
    page.wait_for_function("() => !document.querySelector('.stProgress')", timeout=TIMEOUT)
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        page.goto(address)
        page.wait_for_function(OPENED, timeout=TIMEOUT, polling=20)
        taken.append(time.perf_counter() - began)
        page.wait_for_timeout(700)
    return taken


def _turnings(page: Page, address: str, times: int) -> dict[str, list[float]]:
    """Seconds from a click in the navigation to the page drawn, by page."""
    page.goto(f"{address}/help")
    page.locator("h1.headline").wait_for(timeout=TIMEOUT)
    taken: dict[str, list[float]] = {place: [] for place in PAGES}
    for _ in range(times):
        for place in PAGES:
            link = page.locator(f'.stSidebar a[href$="/{place}"]').first
            said = page.locator("h1.headline").inner_text()
            began = time.perf_counter()
            link.click()
            page.wait_for_function(TURNED, arg=said, timeout=TIMEOUT, polling=20)
            taken[place].append(time.perf_counter() - began)
            page.wait_for_timeout(700)
    return taken


def _report(what: str, taken: list[float]) -> None:
    load = os.getloadavg()[0]
    click.echo(
        f"{what:<38} median {median(taken):5.2f} s   worst of {len(taken)} {max(taken):5.2f} s   load {load:4.1f}"
    )


if __name__ == "__main__":
    main()
