"""A meeting in a real browser, by keyboard: from opening Present over a lever and a refusal to the minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import docx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from engine.register import State, open_register
from tests.support.accessibility import NARROW, NO_WAY_SIDEWAYS, serious
from tests.support.pages import AUTHORITY, SETTINGS, six_projects
from tests.support.serving import AT_REST, free_port, started, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ANSWER = 60_000
ANALYSED = 120_000
MOST_KEYS = 60
LEVER_IN_HAND = ".st-key-dock .st-key-levers input[type=range]:focus"


class Keyboard:
    """The keys that a presenter presses, counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def reach(self, place: str, key: str = "Tab") -> None:
        """Go from stop to stop until the focus is where it is wanted, each key counted."""
        there = f"document.activeElement && document.activeElement.matches('{place}')"
        while not self.page.evaluate(there):
            assert self.pressed < MOST_KEYS, (place, self.page.evaluate("document.activeElement.outerHTML"))
            self.press(key)

    def write(self, text: str) -> None:
        """A sentence counts as one: it is what has to be said, however long."""
        self.page.keyboard.insert_text(text)
        self.pressed += 1


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('room') / 'register.db'}"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, database: str) -> Iterator[str]:
    """A server on six projects, whose board may decide everything."""
    folder = six_projects(tmp_path_factory.mktemp("six"), SETTINGS + AUTHORITY)
    places = {"COCKPIT_PORTFOLIO": str(folder), "COCKPIT_DATABASE_URL": database}
    with started(free_port(), COCKPIT_WARM_UP="no", **places) as address:
        yield address


def at_rest(page: Page) -> None:
    for _ in range(3):
        wait_until(page, AT_REST, timeout=ANALYSED)
        page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=ANALYSED)
        page.wait_for_timeout(300)


def test_a_meeting_from_a_lever_to_the_minutes_by_keyboard(window: BrowserContext, room: str, database: str) -> None:
    page = window.new_page()
    keys = Keyboard(page)
    page.goto(f"{room}/decide?present=true&pool=integration")
    expect(page.locator("h1.headline").filter(has_text="worth")).to_be_visible(timeout=ANSWER)
    expect(page.locator(".st-key-dock-levers button").first).to_be_visible(timeout=ANSWER)
    at_rest(page)

    keys.press("1", *["ArrowLeft"] * 4)
    expect(page).to_have_url(re.compile(r"capacity=integration(:|%3A)0\.8"), timeout=ANSWER)
    strip = page.locator(".st-key-dock .changes")
    expect(strip.get_by_text("2.22 → 1.78")).to_be_visible(timeout=ANSWER)
    expect(strip.get_by_text("CRM Renewal: accelerate")).to_be_visible(timeout=ANSWER)
    box = page.locator(".st-key-dock .st-key-levers .stSelectbox").first.bounding_box()
    figure = page.locator(".st-key-dock .lever-fixed").first.bounding_box()
    assert box is not None
    assert figure is not None
    assert box["x"] + box["width"] <= figure["x"]
    at_rest(page)
    keys.press("Control+z")
    expect(page).not_to_have_url(re.compile("capacity"), timeout=ANSWER)
    expect(page.locator(LEVER_IN_HAND)).to_have_value("100", timeout=ANSWER)
    at_rest(page)
    expect(page).not_to_have_url(re.compile("capacity"), timeout=ANSWER)

    keys.press("PageDown")
    page.locator(".dock-page", has_text="Interventions").wait_for(timeout=ANSWER)
    expect(page.locator(".dock-page")).to_have_count(1, timeout=ANSWER)
    at_rest(page)
    keys.press("a")
    expect(page).to_have_url(re.compile("/steering"), timeout=ANSWER)
    at_rest(page)
    keys.reach(".st-key-dock-acting-as input", "Shift+Tab")
    keys.write("Board")
    keys.press("Enter")
    expect(page.locator(".st-key-dock-acting-as input")).to_have_value("Board", timeout=ANSWER)
    at_rest(page)
    assert below_the_fold(page) == []
    keys.reach(".st-key-record input[type=radio]:checked", "Shift+Tab")
    keys.press("ArrowUp")
    at_rest(page)
    expect(page.locator(".st-key-record-more textarea")).to_have_count(3)
    assert below_the_fold(page) == []
    keys.reach(".st-key-record-more textarea")
    keys.write("The regulator asks for it")
    keys.press("Control+Enter")
    at_rest(page)
    keys.reach(".st-key-record-decision button")
    keys.press("Enter")
    expect(page.get_by_text("Recorded as decided, entry 1")).to_be_visible(timeout=ANSWER)
    at_rest(page)
    expect(page.locator(".st-key-dock-bar").get_by_text(re.compile(r"decided, 1 of"))).to_be_visible(timeout=ANSWER)

    with page.expect_download(timeout=ANSWER) as taken:
        keys.press("m")
    said = "\n".join(paragraph.text for paragraph in docx.Document(str(taken.value.path())).paragraphs)
    said += "".join(cell.text for table in docx.Document(str(taken.value.path())).tables for cell in table._cells)
    with open_register(database) as register:
        (entry,) = register.entries()
    assert entry.state is State.DECIDED
    assert entry.decision.deviates
    assert entry.decision.reason == "The regulator asks for it"
    assert "The regulator asks for it" in said
    assert (entry.subject.name or "?") in said
    assert "What changed against the recommendation" in said
    assert keys.pressed <= MOST_KEYS
    page.close()


ON_ONE_SCREEN = (
    ".st-key-record [role=radiogroup] label",
    ".st-key-record-more textarea",
    ".st-key-record-more input",
    ".st-key-record-decision button",
)
"""What a room needs to decide a point: alternatives, reason, condition, dissent, owner, due date, record."""


def below_the_fold(page: Page) -> list[str]:
    """What of it reaches under the dock of a screen that nobody has scrolled."""
    dock = page.locator(".st-key-dock").bounding_box()
    assert dock is not None
    found = []
    for place in ON_ONE_SCREEN:
        boxes = [one.bounding_box() for one in page.locator(place).all() if one.is_visible()]
        assert boxes, place
        found += [f"{place}: {box}" for box in boxes if box is None or box["y"] + box["height"] > dock["y"]]
    return found


def test_three_moves_and_three_undos_and_a_link_in_a_fresh_browser(
    window: BrowserContext, room: str, browser: Browser
) -> None:
    page = window.new_page()
    keys = Keyboard(page)
    page.goto(f"{room}/decide?pool=integration&present=1")
    line = page.locator("h1.headline:not(.dimmed, .interim)").filter(has_text="worth")
    expect(line).to_be_visible(timeout=ANSWER)
    at_rest(page)
    start, said = page.url, line.inner_text()
    for lever, name in (("1", "capacity"), ("3", "confidence"), ("4", "reserve")):
        keys.press(lever, *["ArrowLeft"] * 3)
        expect(page).to_have_url(re.compile(f"{name}="), timeout=ANSWER)
        at_rest(page)
    moved, now, strip = page.url, line.inner_text(), page.locator(".st-key-dock .changes").inner_text()
    assert now != said
    elsewhere = browser.new_context(viewport={"width": 1440, "height": 900})
    theirs = elsewhere.new_page()
    theirs.goto(moved)
    expect(theirs.locator("h1.headline:not(.dimmed, .interim)")).to_have_text(now, timeout=ANSWER)
    elsewhere.close()
    keys.press(*["Control+z"] * 3)
    expect(page).to_have_url(start, timeout=ANSWER)
    expect(line).to_have_text(said, timeout=ANSWER)
    at_rest(page)
    assert (page.url, line.inner_text()) == (start, said)
    keys.press(*["Control+y"] * 3)
    expect(page).to_have_url(moved, timeout=ANSWER)
    expect(page.locator(".st-key-dock .changes")).to_have_text(re.compile(re.escape(strip.split()[0])), timeout=ANSWER)
    at_rest(page)
    assert (page.url, line.inner_text()) == (moved, now)
    page.close()


A_AGAINST_B = "decide?present=1&capacity=integration:0.8&a-=base&against=kept"


def test_a_link_with_a_and_b_opens_the_same_and_its_amounts_answer_a_click(window: BrowserContext, room: str) -> None:
    """In a fresh browser; nothing serious stands there or on the agenda, and a phone needs no way sideways."""
    page = window.new_page()
    page.goto(f"{room}/{A_AGAINST_B}")
    expect(page.locator("h2.section", has_text="A against now: 4 of 6")).to_be_visible(timeout=ANALYSED)
    page.locator("h1.headline button.amount").first.press("Enter")
    box = page.locator(".origin:popover-open")
    expect(box).to_contain_text("portfolio value")
    expect(box).to_contain_text("Accelerate")
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    at_rest(page)
    assert serious(page) == []
    page.goto(f"{room}/steering?present=1")
    page.locator(".st-key-record-decision button").wait_for(timeout=ANALYSED)
    at_rest(page)
    assert serious(page) == []
    page.set_viewport_size(NARROW)
    wait_until(page, NO_WAY_SIDEWAYS, timeout=ANSWER)
    page.close()
