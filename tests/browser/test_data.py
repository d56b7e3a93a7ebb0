"""A file on its way in, in a real browser: from a workbook to a recommendation, and the month after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from playwright.sync_api import TimeoutError as TooLate
from pptx import Presentation

from engine.portfolio.reading.loading import load
from engine.wording.formats import SPACE
from tests.support.exports import JIRA, LITTLE, capital_plan
from tests.support.pages import SETTINGS
from tests.support.places import ARTEFACTS
from tests.support.serving import free_port, started, wait_until

pytestmark = pytest.mark.browser

WAIT = 90_000
TRIES = 6
FIRST_NAME = {"x": 230, "y": 52}
"""Where the name of the first project is, in a grid of the data."""
TRIES = 6
MOST_CLICKS = 8
MOST_ANSWERS = 6


@dataclass
class Visitor:
    """Somebody at the page, whose clicks and answers are counted."""

    page: Page
    clicks: int = 0
    answers: int = 0

    def click(self, target: Locator) -> None:
        target.click(timeout=WAIT)
        self.clicks += 1

    def upload(self, *files: Path) -> None:
        """One click on the upload, once the page rests; the files are chosen in the browser's own window."""
        wait_until(self.page, QUIET, timeout=WAIT)
        self.page.locator("input[type=file]").set_input_files(files)
        self.clicks += 1

    def answer(self, question: str, choice: str) -> None:
        """A choice that is a button where there are few, else one of a list."""
        group = self.page.get_by_role("radiogroup", name=re.compile(re.escape(question)))
        listed = self.page.get_by_role("combobox", name=re.compile(re.escape(question)))
        group.or_(listed).first.wait_for(timeout=WAIT)
        if group.count():
            self.choose(question, choice)
            return
        option = self.page.get_by_role("option", name=choice, exact=True)
        for _ in range(TRIES):  # a page drawn again after the answer before closes a list just opened
            listed.fill("", timeout=WAIT)
            listed.fill(choice, timeout=WAIT)
            with suppress(TooLate):
                option.click(timeout=WAIT / TRIES)
                break
        else:
            pytest.fail(f"{choice} cannot be chosen for {question}")
        self.clicks += 2
        self.answers += 1
        wait_until(self.page, QUIET, timeout=WAIT)

    def choose(self, question: str, choice: str) -> None:
        group = self.page.get_by_role("radiogroup", name=re.compile(re.escape(question)))
        self.click(group.get_by_text(choice, exact=True))
        self.answers += 1
        wait_until(self.page, QUIET, timeout=WAIT)

    def write(self, question: str, text: str) -> None:
        box = self.page.get_by_role("textbox", name=re.compile(re.escape(question)))
        box.fill(text, timeout=WAIT)
        box.press("Enter")
        self.answers += 1
        wait_until(self.page, QUIET, timeout=WAIT)

    def use(self) -> None:
        self.click(self.page.get_by_role("button", name="Show what it becomes"))
        self.click(self.page.get_by_role("button", name="Use this data"))
        self.page.get_by_text("is saved").wait_for(timeout=WAIT)


QUIET = "() => document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"


@pytest.fixture(scope="module")
def cockpit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("data")
    places = {
        "COCKPIT_MONTHS": str(folder / "months"),
        "COCKPIT_DATABASE_URL": f"sqlite:///{folder / 'register.db'}",
    }
    with started(free_port(), COCKPIT_WARM_UP="no", **places) as address:
        yield address


@pytest.fixture
def visitor(cockpit: str, window: BrowserContext) -> Visitor:
    page = window.new_page()
    page.goto(f"{cockpit}/data")
    page.locator("h1.headline").wait_for(timeout=WAIT)
    page.locator("input[type=file]").wait_for(state="attached", timeout=WAIT)
    return Visitor(page)


def test_a_new_user_reaches_a_recommendation_in_eight_clicks(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page
    visitor.upload(capital_plan(tmp_path / "capital_plan.xlsx"))
    page.get_by_text("below the header in row 4").wait_for(timeout=WAIT)
    expect(page.get_by_role("textbox", name=re.compile("For which month"))).to_have_value("2026-05", timeout=WAIT)
    visitor.choose("“Late” mean", "Red")
    visitor.choose("“At risk” mean", "Amber")
    visitor.click(page.get_by_role("button", name="Show what it becomes"))
    page.get_by_text("6 projects of 6 rows can be used").wait_for(timeout=WAIT)
    page.get_by_text("£5.62m used, £0 set aside").wait_for(timeout=WAIT)
    page.get_by_text("How many people do you have?").wait_for(timeout=WAIT)
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=ARTEFACTS / "data-report.png", full_page=True)
    visitor.click(page.get_by_role("button", name="Use this data for May 2026"))
    visitor.click(page.get_by_text("See what it recommends"))
    page.locator("h1.headline:not(.dimmed, .interim)").filter(has_text=re.compile("plan worth £")).wait_for(
        timeout=WAIT
    )
    assert visitor.clicks <= MOST_CLICKS
    assert visitor.answers <= MOST_ANSWERS


def test_the_pack_is_taken_away_from_the_steering_page(visitor: Visitor, tmp_path: Path) -> None:
    """Of the six projects saved by the test above: the switch, then the slides and the tables behind them."""
    page = visitor.page
    page.goto(page.url.replace("/data", "/steering"))
    visitor.click(page.get_by_text("Prepare the pack", exact=True))
    for words, ending in (("Slides", ".pptx"), ("Tables behind them", ".xlsx")):
        with page.expect_download(timeout=WAIT) as download:
            page.get_by_role("button", name=words).click(timeout=WAIT)
        download.value.save_as(tmp_path / f"pack{ending}")
        assert download.value.suggested_filename == f"steering-pack{ending}"
    titles = [slide.shapes.title.text_frame.text for slide in Presentation(str(tmp_path / "pack.pptx")).slides]
    assert any("6 projects" in title.replace(SPACE, " ") for title in titles)
    assert (tmp_path / "pack.xlsx").read_bytes().startswith(b"PK")


def test_next_month_only_its_month_is_asked(visitor: Visitor, tmp_path: Path) -> None:
    """The map of the month before, saved by the test above, reads the file of the next."""
    page = visitor.page
    page.get_by_text("May 2026, version 1").wait_for(timeout=WAIT)
    other = page.context.new_page()
    other.goto(page.url.replace("/data", "/decide"))
    other.locator("h1.headline:not(.dimmed, .interim)").wait_for(timeout=WAIT)
    visitor.upload(capital_plan(tmp_path / "capital_plan_june.xlsx"))
    page.get_by_text("only its month is to be said").wait_for(timeout=WAIT)
    visitor.write("For which month", "2026-06")
    visitor.use()
    assert visitor.answers == 1
    page.get_by_text("June 2026").or_(page.get_by_text("Jun 2026")).first.wait_for(timeout=WAIT)
    other.get_by_role("link", name="Scenarios").click(timeout=WAIT)
    other.get_by_text("The data is now that of Jun 2026").wait_for(timeout=WAIT)


def test_a_cell_is_edited_in_place_and_saved(visitor: Visitor) -> None:
    """What is typed is checked at once, taken back, typed again and saved as the next month."""
    page = visitor.page
    page.get_by_role("button", name="Edit the data on screen").click(timeout=WAIT)
    grid = page.get_by_test_id("stDataFrame").locator("canvas").first
    grid.wait_for(timeout=WAIT)
    # The grid's own way out would write cells as they are, those too that a spreadsheet would work out.
    page.get_by_test_id("stDataFrame").hover(timeout=WAIT)
    page.locator('[aria-label^="Search"]').first.wait_for(timeout=WAIT)
    own_way_out = page.locator('[aria-label^="Download as CSV"]')
    expect(own_way_out).to_have_count(1)
    expect(own_way_out).to_be_hidden()

    def write_first_name(text: str) -> None:
        box = page.locator("#portal textarea")
        for _ in range(TRIES):
            wait_until(page, QUIET, timeout=WAIT)
            grid.click(force=True, position=FIRST_NAME)
            page.keyboard.press("Enter")
            with suppress(TooLate):  # a grid that is drawn anew just then forgets which cell it was
                box.wait_for(timeout=WAIT / TRIES)
                break
        box.fill(text, timeout=WAIT)
        box.press("Enter")

    write_first_name(" ")
    page.get_by_text("this must not be blank").wait_for(timeout=WAIT)
    page.get_by_role("button", name="Undo").click(timeout=WAIT)
    page.get_by_text("Nothing has been changed yet").wait_for(timeout=WAIT)
    write_first_name("Renamed by hand")
    page.get_by_text("1 cell changed, not yet saved").wait_for(timeout=WAIT)
    page.reload()
    page.get_by_text("1 cell changed, not yet saved").wait_for(timeout=WAIT)
    page.get_by_role("button", name="Save for ").last.click(timeout=WAIT)
    page.get_by_text("is saved").wait_for(timeout=WAIT)


@pytest.mark.parametrize(
    ("name", "text", "month", "answers"),
    [
        (
            "jira.csv", JIRA.replace("(Cost)", "(Cost £)"), "2026-07",
            {"the cost of the whole project": "The whole project, spent and to come"},
        ),
        ("little.csv", LITTLE.replace("Budget", "Budget £"), "2026-12", {}),
    ],
    ids=["jira", "little"],
)  # fmt: skip
def test_lists_of_other_tools_need_little_more_than_their_month(
    visitor: Visitor, tmp_path: Path, name: str, text: str, month: str, answers: dict[str, str]
) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    visitor.upload(file)
    visitor.write("For which month", month)
    for question, choice in answers.items():
        visitor.choose(question, choice)
    visitor.use()
    visitor.page.get_by_text("2 projects, planned from").wait_for(timeout=WAIT)
    assert visitor.clicks <= MOST_CLICKS


REAL = {
    "uk_gmpp_2023_complete.csv": (["uk_gmpp_2023_complete.csv"], "2023-03", {"or in total": "In total"}),
    "canada_it_2019.csv": (
        ["canada_it_2019.csv"], "2019-05",
        {"says when work begins": "No column says so", "In which currency": "CAD"},
    ),
    "us_hhs_it_2013": (
        ["us_hhs_it_2013/projects.csv", "us_hhs_it_2013/activities.csv"], "2011-12",
        {"in which unit is that": "Calendar days"},
    ),
}  # fmt: skip
"""Published lists: their files, their month, and what else has to be said."""


@pytest.mark.parametrize("name", REAL)
def test_published_lists_need_two_or_three_answers(
    visitor: Visitor, real_data: Path, tmp_path: Path, name: str
) -> None:
    names, month, answers = REAL[name]
    files = [real_data / "portfolios" / one for one in names]
    if not all(file.is_file() for file in files):
        pytest.skip(f"no real input at {files}")
    visitor.upload(*files)
    if len(files) > 1:
        visitor.page.get_by_text("1,102 activities on activities belong to these projects").wait_for(timeout=WAIT)
    visitor.write("For which month", month)
    for question, choice in answers.items():
        visitor.answer(question, choice)
    if name.startswith("uk_"):
        visitor.use()
        visitor.page.get_by_text("These figures rest on assumptions").wait_for(timeout=WAIT)
        versions = visitor.page.locator("[class*=st-key-month]")
        expect(versions.filter(has_text=files[0].name)).to_have_count(1, timeout=WAIT)
    else:  # the office's limits of who may decide are in pounds
        visitor.click(visitor.page.get_by_role("button", name="Show what it becomes"))
        visitor.page.get_by_text("are in GBP").wait_for(timeout=WAIT)
        expect(visitor.page.get_by_role("button", name="Use this data")).to_have_count(0)
        with visitor.page.expect_download(timeout=WAIT) as download:
            visitor.click(visitor.page.get_by_role("button", name="Download what was read, as a workbook"))
        download.value.save_as(tmp_path / "read.xlsx")
        taken_away = load(tmp_path / "read.xlsx")
        became = visitor.page.get_by_text(re.compile("can be used, planned from")).first.inner_text()
        assert became.replace(SPACE, " ").startswith(f"{len(taken_away.projects)} projects of ")
        assert taken_away.settings.currency in {"CAD", "USD"}
    assert visitor.clicks <= MOST_CLICKS
    assert visitor.answers == len(answers) + 1


def test_what_is_no_table_is_said_in_words(visitor: Visitor, tmp_path: Path) -> None:
    file = tmp_path / "broken.xlsx"
    file.write_bytes(b"PK\x03\x04 nothing of use")
    visitor.upload(file)
    visitor.page.get_by_text("it cannot be unpacked").wait_for(timeout=WAIT)
    settings = tmp_path / "notes.txt"
    settings.write_text(SETTINGS.splitlines()[0], encoding="utf-8")
    visitor.upload(settings)
    visitor.page.get_by_text("there are no rows below the header").wait_for(timeout=WAIT)
    visitor.page.get_by_text("notes.txt is read by itself").wait_for(timeout=WAIT)
