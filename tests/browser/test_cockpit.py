"""The cockpit in a real browser, from a link into a server just started to rules in conflict."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from tests.support.accessibility import NARROW, NO_WAY_SIDEWAYS, serious
from tests.support.places import ARTEFACTS
from tests.support.serving import AT_REST, PLACES, wait_until

pytestmark = pytest.mark.browser

ANSWER = 60_000
ANALYSED = 600_000
PICTURES = "COCKPIT_PICTURES"
"""Set to anything, every page is pictured: nobody looks at them where tests run unattended."""
WITHOUT_CHARTS = ("data", "help", "register")
SETTLED = """() => {
    const line = document.querySelector('h1.headline:not(.dimmed, .interim)');
    return line && !/…/.test(line.innerText);
}"""
SHARPENED = """() => {
    const proof = document.querySelector('.st-key-proof');
    return proof && /Proven/.test(proof.innerText) && !/being sought/.test(proof.innerText);
}"""
SAYS = "said => (h => h && h.innerText === said)(document.querySelector('h1.headline'))"
ANSWERED = "before => (h => h && h.innerText !== before)(document.querySelector('h1.headline:not(.dimmed, .interim)'))"
WORTH = re.compile(r"worth")
PROMISE = re.compile(r"promise")
"""What Home opens with, before a plan and with it; whether it speaks of the plan's worth depends on what is found."""
NOT_OURS = re.compile(r"/_stcore/(health|host-config)")
"""Streamlit itself looks for its routes under a page's address first, and is told that they are not there."""


@pytest.fixture
def page(window: BrowserContext) -> Iterator[Page]:
    """A tab that fails the test when its console reports an error."""
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and not NOT_OURS.search(message.location.get("url", "")):
            errors.append(f"{message.text} ({message.location.get('url')})")

    tab = window.new_page()
    tab.on("console", note)
    tab.on("pageerror", lambda error: errors.append(str(error)))
    yield tab
    assert not errors


def headline(page: Page, pattern: re.Pattern[str] = WORTH) -> str:
    """The sentence that opens the page, once it says what is waited for and is no longer dimmed."""
    found = page.locator("h1.headline:not(.dimmed, .interim)").filter(has_text=pattern)
    found.wait_for(timeout=ANSWER)
    return found.inner_text()


def chart(page: Page) -> None:
    """Wait until a chart is drawn."""
    page.locator(".stVegaLiteChart canvas, .stVegaLiteChart svg.marks").first.wait_for(timeout=ANSWER)


def at_rest(page: Page) -> None:
    """Wait until nothing on the page is being worked on; between a plan and its analyses it rests for a moment only."""
    for _ in range(4):
        wait_until(page, AT_REST, timeout=ANALYSED)
        page.wait_for_timeout(500)


def slider(page: Page, name: str) -> Locator:
    return page.locator(f".st-key-{name} input[type=range]")


def wider_than_window(page: Page) -> bool:
    return bool(page.evaluate("(m => m.scrollWidth > m.clientWidth + 1)(document.querySelector('.stMain'))"))


def keep(page: Page, name: str) -> None:
    """Leave a screenshot to be looked at, where somebody has asked for pictures."""
    if PICTURES not in os.environ:
        return
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(800)
    page.screenshot(path=ARTEFACTS / f"{name}.png")


def test_ten_quick_moves_of_a_slider_end_in_the_state_of_the_last(small_server: str, page: Page) -> None:
    page.goto(f"{small_server}/decide")
    before = headline(page)
    slider(page, "lever-confidence").focus()
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(r"confidence=0\.5\b"), timeout=ANSWER)
    wait_until(page, ANSWERED, arg=before, timeout=ANSWER)
    expect(slider(page, "lever-confidence")).to_have_value("50", timeout=ANSWER)


def test_rules_in_conflict_are_said_and_left_again(small_server: str, page: Page) -> None:
    page.goto(f"{small_server}/decide?changes=0&capacity=integration:0.3")
    headline(page, re.compile("cannot hold together|No plan"))
    chart(page)
    keep(page, "decide-conflict")
    page.get_by_role("button", name="Back to the base scenario").click()
    headline(page)
    expect(page).not_to_have_url(re.compile("changes"), timeout=ANSWER)


def test_home_leads_to_decide_and_takes_the_scenario_along(small_server: str, page: Page) -> None:
    page.goto(f"{small_server}/?confidence=0.9")
    headline(page, PROMISE)
    assert not wider_than_window(page)
    # Fetched, it could be cleared away by another session's run before the browser has it.
    expect(page.locator("img[class*=Logo], img[data-testid*=Logo]").first).to_have_attribute(
        "src", re.compile("^data:")
    )
    page.get_by_role("button", name="Skip").click()
    expect(page.locator(".st-key-tour")).to_have_count(0, timeout=ANSWER)
    page.reload()
    headline(page, PROMISE)
    expect(page.locator(".st-key-tour")).to_have_count(0)
    page.get_by_text("See all decisions").click()
    expect(slider(page, "lever-confidence")).to_have_value("90", timeout=ANSWER)
    headline(page)
    expect(page).to_have_url(re.compile(r"confidence=0\.9\b"), timeout=ANSWER)


def test_a_click_in_a_chart_opens_the_projects_trade_off(small_server: str, page: Page) -> None:
    page.goto(f"{small_server}/decide")
    wait_until(page, SHARPENED, timeout=ANALYSED)
    chart(page)
    page.locator("[class*=st-key-timeline] g.mark-rect path[aria-roledescription=bar]").nth(3).click()
    panel = page.locator(".st-key-panel")
    panel.locator("h2.project").wait_for(timeout=ANSWER)
    panel.locator("p.strong").first.wait_for(timeout=ANALYSED)
    expect(page).to_have_url(re.compile("project="), timeout=ANSWER)
    wait_until(page, "() => document.querySelector('.st-key-panel').getBoundingClientRect().top >= 0", timeout=ANSWER)
    keep(page, "trade-off")


def test_a_click_on_another_page_leads_to_the_trade_off(small_server: str, page: Page) -> None:
    page.goto(f"{small_server}/illusion")
    wait_until(page, SETTLED, timeout=ANALYSED)
    wait_until(page, AT_REST, timeout=ANALYSED)
    # At the edge of the bar: a whisker lies over its middle.
    bar = page.locator(".stVegaLiteChart g.mark-rect path[aria-roledescription=bar]").first
    bar.click(position={"x": 4, "y": 3})
    page.locator(".st-key-panel h2.project").wait_for(timeout=ANSWER)
    expect(page).to_have_url(re.compile("/decide"), timeout=ANSWER)


def test_a_shared_link_shows_a_second_person_the_same(small_server: str, page: Page, browser: Browser) -> None:
    page.goto(f"{small_server}/decide?confidence=0.7&project=crm")
    headline(page)
    wait_until(page, SHARPENED, timeout=ANALYSED)
    said = headline(page)
    page.get_by_role("button", name="Share").click()
    link = page.locator(".stPopoverBody code, [data-testid=stPopoverBody] code").first.inner_text()
    assert "confidence=0.7" in link
    other = browser.new_context(viewport={"width": 1280, "height": 720})
    theirs = other.new_page()
    theirs.goto(link)
    wait_until(theirs, SAYS, arg=said, timeout=ANSWER)
    theirs.locator(".st-key-panel h2.project").wait_for(timeout=ANSWER)
    other.close()


def test_links_rest_from_a_lost_connection_until_the_server_draws_again(small_server: str, page: Page) -> None:
    page.goto(f"{small_server}/help?confidence=0.7")
    decide_link = page.get_by_test_id("stSidebarNav").get_by_role("link", name="Decide")
    decide_link.wait_for(timeout=ANSWER)
    at_rest(page)
    connection = "document.querySelector('[data-test-connection-state]').dataset.testConnectionState"
    resting = "() => document.querySelector('[data-testid=stSidebarNav]').inert"
    page.evaluate(f"{connection} = 'PINGING_SERVER'")
    wait_until(page, resting, timeout=ANSWER)
    page.evaluate(f"{connection} = 'CONNECTED'")
    wait_until(page, resting.replace("() => ", "() => !"), timeout=ANSWER)
    decide_link.click()
    expect(page).to_have_title(re.compile("^Decide"), timeout=ANSWER)
    expect(page).to_have_url(re.compile("confidence=0.7"), timeout=ANSWER)


def test_marks_take_the_colours_of_a_browser_that_turns_dark(small_server: str, page: Page) -> None:
    page.goto(small_server)
    headline(page, PROMISE)
    at_rest(page)
    mark = page.locator(".stMain .act").first
    in_light = mark.evaluate("mark => getComputedStyle(mark).color")
    page.emulate_media(color_scheme="dark")
    expect(mark).not_to_have_css("color", in_light, timeout=ANSWER)


def test_a_room_sees_large_type_and_its_levers_in_a_dock(small_server: str, page: Page) -> None:
    page.goto(f"{small_server}/decide")
    headline(page)
    small = page.evaluate("parseFloat(getComputedStyle(document.querySelector('h1.headline')).fontSize)")
    page.get_by_role("button", name="Present").click()
    page.get_by_role("button", name="Leave").wait_for(timeout=ANSWER)
    wait_until(
        page,
        "small => parseFloat(getComputedStyle(document.querySelector('h1.headline')).fontSize) > small",
        arg=small,
        timeout=ANSWER,
    )
    expect(page.locator(".st-key-dock .st-key-levers")).to_be_visible(timeout=ANSWER)
    expect(page.locator(".stSidebar")).to_be_hidden(timeout=ANSWER)
    expect(page).to_have_url(re.compile("present=1"), timeout=ANSWER)
    assert not wider_than_window(page)
    keep(page, "present")


def test_paper_gets_the_answer_without_controls(small_server: str, page: Page) -> None:
    page.goto(small_server)
    headline(page, PROMISE)
    chart(page)
    page.emulate_media(media="print")
    expect(page.locator(".stSidebar")).to_be_hidden()
    expect(page.locator(".st-key-begin-present")).to_be_hidden()
    expect(page.locator("h1.headline")).to_be_visible()


ON_A_LEVER = "document.activeElement && document.activeElement.type === 'range'"


def test_the_keyboard_reaches_the_levers(small_server: str, page: Page) -> None:
    page.goto(f"{small_server}/decide")
    headline(page)
    at_rest(page)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(ON_A_LEVER):
            break
    assert page.evaluate(ON_A_LEVER)
    before = page.url
    page.keyboard.press("ArrowRight")
    wait_until(page, "before => location.href !== before", arg=before, timeout=ANSWER)
    expect(page).to_have_url(re.compile("capacity="), timeout=ANSWER)


SHEET = {"width": 794, "height": 1123}
"""A4 at 96 points an inch."""
LEFT_OFF_PAPER = (".stSidebar", ".stSlider", ".stSelectbox", ".stTextInput", ".st-key-begin-present", ".st-key-dock")
IS_LIGHT = """() => {
    const back = getComputedStyle(document.querySelector('.stApp')).backgroundColor.match(/\\d+/g).slice(0, 3);
    const dark = back.map(Number).reduce((sum, part) => sum + part) < 380;
    return dark === /invert/.test(getComputedStyle(document.documentElement).filter);
}"""


def on_paper(page: Page, name: str) -> None:
    """What a page leaves on a sheet: its sentence and all of its length, light, without what only a screen can use."""
    page.emulate_media(media="print")
    page.set_viewport_size(SHEET)
    expect(page.locator("h1.headline").first).to_be_visible()
    for place in LEFT_OFF_PAPER:
        assert not [one for one in page.locator(place).all() if one.is_visible()], (name, place)
    assert page.evaluate(IS_LIGHT)
    wait_until(page, "() => document.documentElement.scrollWidth <= innerWidth", timeout=ANSWER)
    wait_until(
        page,
        "(m => m.scrollHeight <= m.clientHeight + 1)(document.querySelector('.stMain'))",
        timeout=ANSWER,
    )


LOOKS = (({"width": 1440, "height": 900}, "light"), ({"width": 1280, "height": 720}, "dark"))
COSTLY = ("", "illusion", "constraint", "interventions", "risk", "strategy", "steering", "data", "mandate")
"""Pages that work for long on the sample; they are looked at on a portfolio that solves in a blink."""


@pytest.fixture
def looked_at(place: str, request: pytest.FixtureRequest) -> str:
    """The address of the server that shows a page, once its look is what counts."""
    address: str = request.getfixturevalue("small_server" if place in COSTLY else "server")
    return address


@pytest.mark.parametrize(
    "place", sorted(PLACES, key=lambda place: place not in COSTLY), ids=lambda place: place or "home"
)
def test_pages_look_right(looked_at: str, page: Page, place: str) -> None:
    """Each is drawn without an error, has nothing that axe-core finds serious, and no way sideways on a phone."""
    for size, scheme in LOOKS:
        page.set_viewport_size(size)
        page.emulate_media(media="screen", color_scheme=scheme)
        page.goto(f"{looked_at}/{place}")
        looks_right(page, place, scheme)


def looks_right(page: Page, place: str, scheme: str) -> None:
    """What holds of a page in one look: on a screen, on a phone and on paper."""
    name = f"{place or 'home'}-{scheme}"
    wait_until(page, SETTLED, timeout=ANALYSED)
    at_rest(page)
    if place not in WITHOUT_CHARTS:
        chart(page)
    assert not wider_than_window(page)
    assert serious(page) == []
    keep(page, name)
    if PICTURES in os.environ:
        page.set_viewport_size({"width": 1440, "height": 2600})
        keep(page, f"{name}-whole")
    page.set_viewport_size(NARROW)
    wait_until(page, NO_WAY_SIDEWAYS, timeout=ANSWER)
    on_paper(page, name)


def test_a_link_into_a_fresh_server_opens_decide_with_its_levers(server: str, page: Page) -> None:
    page.goto(f"{server}/decide?confidence=0.8&pool=software")
    headline(page)
    chart(page)
    expect(page.locator(".st-key-scenario-bar").get_by_text("benefit confidence 80")).to_have_count(1, timeout=ANSWER)
    expect(slider(page, "lever-confidence")).to_have_value("80", timeout=ANSWER)
    assert not wider_than_window(page)
    keep(page, "decide-link")


def test_the_table_can_be_taken_away(server: str, page: Page) -> None:
    page.goto(f"{server}/decide")
    headline(page)
    with page.expect_download(timeout=ANSWER) as taken:
        page.get_by_role("button", name="Download table").first.click()
    rows = Path(taken.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert taken.value.suggested_filename == "recommended-actions.csv"
    assert rows[0].startswith("project_id,Project,Action,Value")
    assert len(rows) == 1 + 42
