"""From a slider's move to the new answer painted, and from a link to the page: seconds in a real browser.

``python -m tests.benchmarks.latency [--portfolio FOLDER] [--moves 20]`` starts a server of its own on a portfolio (by
default a random one of 60 projects), and Debian's chromium. Browser and server share the machine, as nowhere in use.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from statistics import median

import click
from playwright.sync_api import Page, sync_playwright

from tests.benchmarks.folder import write_portfolio
from tests.benchmarks.portfolios import random_portfolio
from tests.support.serving import AT_REST, SWITCHES, free_port, started

PAGES = ("", "illusion", "constraint", "decide", "interventions", "strategy", "scenarios")
TIMEOUT = 180_000
PAINTED = """([before, said]) => {
    const line = document.querySelector('h1.headline:not(.dimmed)');
    const plan = document.querySelector('.st-key-plan');
    const proof = document.querySelector('.st-key-proof');
    return location.href !== before && line && line.innerText !== said && plan && getComputedStyle(plan).opacity === '1'
        && proof && /Proven/.test(proof.innerText) && !/Working/.test(proof.innerText);
}"""
CONFIDENCE_MOVES = 12
"""From 100 % down to 40 %; every move asks for what nobody has asked before."""
TURNED = """said => {
    const line = document.querySelector('h1.headline:not(.dimmed)');
    const chart = document.querySelector('.stVegaLiteChart svg, .stVegaLiteChart canvas');
    return line && line.innerText !== said && !/…/.test(line.innerText) && chart;
}"""
OPENED = """() => {
    const line = document.querySelector('h1.headline:not(.dimmed)');
    return line && !/…/.test(line.innerText) && document.querySelector('.stVegaLiteChart svg, .stVegaLiteChart canvas');
}"""


@click.command()
@click.option("--portfolio", type=click.Path(path_type=Path), help="By default a random one of 60 projects.")
@click.option("--moves", default=20, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(portfolio: Path | None, moves: int, seed: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        opened = portfolio or write_portfolio(random_portfolio(60, seed=seed), Path(folder))
        with started(free_port(), COCKPIT_PORTFOLIO=str(opened.resolve())) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=SWITCHES)
            page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            _work_out(page, address)
            _report("slider to painted answer", _slides(page, address, moves))
            for place in PAGES:
                _report(f"opening /{place}", _openings(page, f"{address}/{place}", 5))
            for place, taken in _turnings(page, address, 5).items():
                _report(f"turning to /{place}", taken)
            browser.close()


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


def _slides(page: Page, address: str, moves: int) -> list[float]:
    page.goto(f"{address}/decide")
    page.wait_for_function("() => /Proven/.test(document.body.innerText)", timeout=TIMEOUT)
    page.wait_for_function("() => !/being sought/.test(document.body.innerText)", timeout=TIMEOUT)
    taken = []
    for move in range(moves):
        place = ".st-key-lever-confidence" if move < CONFIDENCE_MOVES else ".st-key-levers"
        page.locator(f"{place} input[type=range]").first.focus()
        # More or less of a pool that limits nothing leaves the sentence as it is.
        said = page.locator("h1.headline").inner_text() if move < CONFIDENCE_MOVES else ""
        before = [page.url, said]
        began = time.perf_counter()
        page.keyboard.press("ArrowLeft")
        page.wait_for_function(PAINTED, arg=before, timeout=TIMEOUT, polling=20)
        taken.append(time.perf_counter() - began)
        page.wait_for_timeout(1500)
    return taken


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
    click.echo(f"{what:<28} median {median(taken):5.2f} s   worst of {len(taken)} {max(taken):5.2f} s")


if __name__ == "__main__":
    main()
