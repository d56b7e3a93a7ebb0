"""A meeting in a real browser, by keyboard: from opening Present over a lever and a refusal to the minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from engine.register import State, open_register
from tests.support.pages import AUTHORITY, SETTINGS, six_projects
from tests.support.serving import AT_REST, free_port, started, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ANSWER = 60_000
ANALYSED = 120_000
MOST_KEYS = 60


class Keyboard:
    """The keys that a presenter presses, counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

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


def focus(page: Page, place: str) -> None:
    """Where a presenter gets by Tab or a click: counted by the caller."""
    page.locator(place).first.focus()


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
    at_rest(page)
    keys.press("Control+z", "Control+z", "Control+z", "Control+z")
    expect(page).not_to_have_url(re.compile("capacity"), timeout=ANSWER)

    keys.press("PageDown")
    page.locator(".dock-page", has_text="Interventions").wait_for(timeout=ANSWER)
    expect(page.locator(".dock-page")).to_have_count(1, timeout=ANSWER)
    at_rest(page)
    keys.press("a")
    expect(page).to_have_url(re.compile("/steering"), timeout=ANSWER)
    at_rest(page)
    focus(page, ".st-key-dock-acting-as input")
    keys.write("Board")
    keys.press("Enter")
    expect(page.locator(".st-key-dock-acting-as input")).to_have_value("Board", timeout=ANSWER)
    at_rest(page)
    options = page.locator(".st-key-record [role=radiogroup] label")
    for place in range(options.count()):
        assert (options.nth(place).bounding_box() or {"y": 1e9})["y"] < page.locator(".st-key-dock").bounding_box()["y"]  # type: ignore[index]

    focus(page, ".st-key-record input[type=radio]:checked")
    keys.press("ArrowUp")
    at_rest(page)
    focus(page, ".st-key-record textarea")
    keys.write("The regulator asks for it")
    keys.press("Control+Enter")
    at_rest(page)
    focus(page, ".st-key-record-decision button")
    keys.press("Enter")
    expect(page.get_by_text("Recorded as decided, entry 1")).to_be_visible(timeout=ANSWER)
    at_rest(page)
    expect(page.locator(".st-key-dock-bar").get_by_text(re.compile(r"decided, 1 of"))).to_be_visible(timeout=ANSWER)

    with page.expect_download(timeout=ANSWER) as taken:
        page.locator(".st-key-minutes button", has_text="Text").focus()
        keys.press("Enter")
    said = Path(taken.value.path()).read_text(encoding="utf-8")
    with open_register(database) as register:
        (entry,) = register.entries()
    assert entry.state is State.DECIDED
    assert entry.decision.deviates
    assert entry.decision.reason == "The regulator asks for it"
    assert "Reason: The regulator asks for it" in said
    assert (entry.subject.name or "?") in said
    assert "What changed against the recommendation" in said
    assert keys.pressed <= MOST_KEYS
    page.close()


NARROW = {"width": 390, "height": 844}
STREAMLITS_OWN = {"list", "listitem"}
"""Rules that the framework's own navigation breaks, which no page can mend."""
PLACES = (
    "decide?present=1&capacity=integration:0.8&a-=base&against=kept",
    "steering?present=1",
    "decide?capacity=integration:0.8",
    "",
)


def test_amounts_answer_a_click_and_nothing_serious_is_found(window: BrowserContext, room: str) -> None:
    """Read by axe-core in a room and out of it; a link with A and B; no sideways scroll on a phone."""
    page = window.new_page()
    for place in PLACES:
        page.set_viewport_size({"width": 1280, "height": 720})
        page.goto(f"{room}/{place}")
        page.locator("h1.headline button.amount, .point-figure button.amount").first.wait_for(timeout=ANALYSED)
        at_rest(page)
        if "against=kept" in place:
            expect(page.locator("h2.section", has_text="A against now: 4 of 6")).to_be_visible()
            focus(page, "h1.headline button.amount")
            page.keyboard.press("Enter")
            box = page.locator(".origin:popover-open")
            expect(box).to_contain_text("portfolio value")
            expect(box).to_contain_text("Accelerate")
            page.keyboard.press("Escape")
            expect(box).to_have_count(0)
        assert serious(page) == [], place
        page.set_viewport_size(NARROW)
        page.wait_for_function("(m => m.scrollWidth <= m.clientWidth + 1)(document.querySelector('.stMain'))")
    page.close()


def serious(page: Page) -> list[str]:
    """What axe-core finds serious or critical on a page: the rule, and the first place that breaks it."""
    found = Axe().run(page).response["violations"]
    bad = [v for v in found if v["impact"] in ("serious", "critical") and v["id"] not in STREAMLITS_OWN]
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in bad]
