"""The page Risk: first figures at once, then what is firm; cold, infeasible, by its address."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engine import catalogue
from tests.support.pages import settled, text_of

Visit = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as tell that a page shows them."""
    defaults = catalogue.RISK.defaults  # changed in place: pages may hold the record already
    assert isinstance(defaults, dict)
    monkeypatch.setitem(defaults, "draws", 60)
    monkeypatch.setitem(defaults, "reoptimise", 6)
    of_unknowns = catalogue.UNKNOWNS.defaults
    assert isinstance(of_unknowns, dict)
    monkeypatch.setitem(of_unknowns, "tried", 0)


def sharp(page: AppTest) -> AppTest:
    """The page once its sharper figures stand."""
    until = time.monotonic() + 300
    while "first figures" in text_of(page) and time.monotonic() < until:
        page.run()
    return settled(page)


@pytest.mark.slow
def test_the_page_opens_with_the_gain_and_says_what_is_firm(visit: Visit) -> None:
    page = sharp(visit("risk"))
    said = text_of(page)
    assert "than today" in said
    assert " firm" in said
    assert "futures were drawn" in said
    assert "Gain compared with today's way" in said.replace("&#39;", "'")
    assert len(page.get("vega_lite_chart")) == 3
    tables = [frame.value for frame in page.dataframe]
    decisions = next(t for t in tables if "Chosen again" in t)
    assert len(decisions) == 6
    assert set(decisions["Decision"]) <= {"● firm", "◐ leaning", "○ fragile"}
    assert any("Source" in t for t in tables)
    questions = re.findall(r"<tr><td>[^<]*</td><td>([^<]*)</td></tr>", said)
    assert questions
    assert "Knowing it is worth at least" in questions[0]
    assert [button.label for button in page.get("download_button") if "mail" in button.label]
    data = text_of(settled(page.switch_page("../../data.py").run()))
    assert "could change a decision" in data
    assert "Of the recommended value," in data
    on_data = re.findall(r"<tr><td>[^<]*</td><td>([^<]*)</td></tr>", data[data.index("What to ask</h2>") :])
    assert on_data[: len(questions)] == questions


def test_without_a_plan_it_says_why(folder: Path, visit: Visit) -> None:
    projects = folder / "projects.csv"
    lines = projects.read_text().splitlines()
    lines[0] += ",mandatory,latest_finish"
    lines[1:] = [f"{line},yes,2027-02" for line in lines[1:]]
    projects.write_text("\n".join(lines) + "\n")
    page = visit("risk", wait=False)
    for _ in range(30):
        page.run()
    assert not page.exception
    assert not page.get("vega_lite_chart")


@pytest.mark.slow
def test_what_is_known_of_a_decision_stands_wherever_it_is_shown(visit: Visit) -> None:
    page = sharp(visit("risk"))
    for name in ("home", "steering"):
        page = settled(page.switch_page(f"../../{name}.py").run())
        assert 'class="verdict"' in text_of(page), name
    page = settled(page.switch_page("../../decide.py").run())
    (actions,) = [frame.value for frame in page.dataframe if "Why" in frame.value]
    assert set(actions["Sure"]) <= {"● firm", "◐ leaning", "○ fragile"}


@pytest.mark.usefixtures("nothing_known")
def test_before_it_is_known_nothing_is_said(visit: Visit) -> None:
    page = visit("decide")
    (actions,) = [frame.value for frame in page.dataframe if "Why" in frame.value]
    assert "Sure" not in actions
